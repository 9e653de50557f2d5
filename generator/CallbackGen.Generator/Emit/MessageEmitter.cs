using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>Prints the building of the canonical message, in the order of its bytes.</summary>
internal sealed class MessageEmitter(CodeWriter writer)
{
    private readonly List<string> _fields = [];
    private int _numbers;

    public void Emit(EquatableArray<MessagePart> message)
    {
        writer.Line("// The message that was signed, in the order of its bytes.");
        EmitParts(message);
        writer.Line();
    }

    /// <summary>The rules of message parts that choose among all members: one object each, made once.</summary>
    public void EmitFields()
    {
        foreach (var field in _fields)
        {
            writer.Line();
            writer.Line(field);
        }
    }

    private void EmitParts(EquatableArray<MessagePart> parts)
    {
        foreach (var part in parts)
            EmitPart(part);
    }

    private void EmitPart(MessagePart part)
    {
        var start = part.Filters.Count > 0 ? $"start{++_numbers}" : null;
        if (start is not null)
            writer.Line($"var {start} = verification.Mark();");
        part.Match<Action>(
            template => () => EmitTemplate(template),
            members => () => EmitMembers(members),
            all => () => EmitCall("AppendMembers", AddField("MemberSelection", SelectionRules(all))),
            json => () => EmitCall("AppendJson", AddField("JsonRendering", JsonRules(json))),
            group => () => EmitParts(group.Items))();
        if (start is not null)
            writer.Line($"verification.ReplaceFrom({start}, {Expressions.Filter($"verification.MessageFrom({start})", part.Filters)});");
    }

    private void EmitTemplate(TemplatePart template)
    {
        foreach (var term in template.Items)
        {
            if (term.Source.Kind == SourceKind.Const && term.Filters.Count == 0)
            {
                EmitConstant(term.Source.Name);
                continue;
            }

            var before = term.Before.Length > 0 ? $", before: {Literals.Utf8(term.Before)}" : "";
            EmitCall("Append", $"{Expressions.Term(term)}, {Literals.Text(term.Source.Text)}{before}");
        }
    }

    private void EmitMembers(MembersPart members)
    {
        if (members.Render is { OmitNull: true } or { OmitEmpty: true })
        {
            EmitPresentMembers(members);
            return;
        }

        for (var i = 0; i < members.Members.Count; i++)
        {
            var member = members.Members[i];
            if (IsPlain(member, members))
            {
                EmitCall("AppendMember", $"{Place(member.Term)}, {Literals.Utf8(members.Render.Join)}, first: {Literals.Bool(i == 0)}");
                continue;
            }

            EmitConstant((i == 0 ? "" : members.Render.Join) + Lead(member, members.Render));
            EmitValue(member, members, Expressions.Term(member.Term));
        }
    }

    /// <summary>The member of the body by its pointer; a value from elsewhere, or a filtered one, with its source as the schema writes it.</summary>
    private static string Place(TermModel term) =>
        term.Source.Kind == SourceKind.Body && term.Filters.Count == 0
            ? Literals.Text(term.Source.Name)
            : $"{Expressions.Term(term)}, {Literals.Text(term.Source.Text)}";

    /// <summary>Whether a member is its value and nothing else, ended by the joining text.</summary>
    private static bool IsPlain(MemberTermModel member, MembersPart part) =>
        part.Render is { WithNames: false, Before.Length: 0, After.Length: 0, Join.Length: > 0 }
        && part.Unbounded is null
        && (member.Term.Before.Length == 0 || member.Term.Before == part.Render.Join);

    /// <summary>Members of which some are left out: whether the joining text stands before one depends on those before it.</summary>
    private void EmitPresentMembers(MembersPart members)
    {
        var render = members.Render;
        var first = $"first{++_numbers}";
        if (render.Join.Length > 0)
            writer.Line($"var {first} = true;");
        foreach (var member in members.Members)
        {
            var value = $"value{++_numbers}";
            writer.Line($"var {value} = {Expressions.Term(member.Term)};");
            var conditions = new List<string>();
            if (render.OmitNull)
                conditions.Add($"{value}.Kind is not (WireKind.Absent or WireKind.Null)");
            if (render.OmitEmpty)
                conditions.Add($"!({value}.Kind is WireKind.Scalar && {value}.Utf8.IsEmpty)");
            writer.Open($"if ({string.Join(" && ", conditions)})");
            if (render.Join.Length > 0)
            {
                writer.Line($"if (!{first})");
                writer.Continuation($"verification.Append({Literals.Utf8(render.Join)});");
                writer.Line($"{first} = false;");
            }

            EmitConstant(Lead(member, render));
            EmitValue(member, members, value);
            writer.Close();
        }
    }

    /// <summary>What stands before a member's value.</summary>
    private static string Lead(MemberTermModel member, RenderModel render) =>
        render.Before + (render.WithNames ? member.Name + render.Separator : "");

    private void EmitValue(MemberTermModel member, MembersPart part, string value)
    {
        // Where one member may hold the joining text, no other may, the last one included.
        var end = part.Unbounded is null ? member.Term.Before : member.Name == part.Unbounded ? "" : part.Render.Join;
        EmitCall("Append", $"{value}, {Literals.Text(member.Term.Source.Text)}{(end.Length > 0 ? $", before: {Literals.Utf8(end)}" : "")}");
        EmitConstant(part.Render.After);
    }

    private void EmitConstant(string text)
    {
        if (text.Length > 0)
            writer.Line($"verification.Append({Literals.Utf8(text)});");
    }

    private void EmitCall(string method, string arguments)
    {
        writer.Line($"if (!verification.{method}({arguments}))");
        writer.Continuation("return null;");
    }

    private string AddField(string type, string initializer)
    {
        var name = $"MessagePart{_fields.Count + 1}";
        _fields.Add($"private static readonly {type} {name} = new() {{ {initializer} }};");
        return name;
    }

    private static string SelectionRules(AllMembersPart part)
    {
        var render = part.Render;
        return string.Join(", ",
            $"Root = {Literals.Text(part.Root)}",
            $"Except = {Literals.List(part.Except, Literals.Text)}",
            $"Prefixes = {Literals.List(part.Prefixes, Literals.Text)}",
            $"Sort = MemberSort.{FeedEmitter.Word(part.Sort)}",
            $"WithNames = {Literals.Bool(render.WithNames)}",
            $"Before = {Literals.Text(render.Before)}",
            $"NameValueSeparator = {Literals.Text(render.Separator)}",
            $"After = {Literals.Text(render.After)}",
            $"Join = {Literals.Text(render.Join)}",
            $"OmitNull = {Literals.Bool(render.OmitNull)}",
            $"OmitEmpty = {Literals.Bool(render.OmitEmpty)}",
            $"Repeated = RepeatedMembers.{FeedEmitter.Word(part.Repeated)}",
            $"Nested = NestedMembers.{FeedEmitter.Word(part.Nested)}",
            $"Format = MemberFormat.{(part.Format is { } format ? FeedEmitter.Word(format) : "Each")}",
            Added(part.Added));
    }

    private static string JsonRules(JsonPart part) => string.Join(", ",
        $"Root = {Literals.Text(part.Root)}",
        $"Except = {Literals.List(part.Except, Literals.Text)}",
        $"Members = {(part.Members is { } members ? Literals.List(members, Literals.Text) : "null")}",
        $"Sort = {Literals.Bool(part.Sort)}",
        $"EscapeSlash = {Literals.Bool(part.EscapeSlash)}",
        $"EscapeUnicode = {Literals.Bool(part.EscapeUnicode)}",
        $"SpaceAfterSeparators = {Literals.Bool(part.Spaces)}",
        Added(part.Added));

    private static string Added(EquatableArray<AddedKeyModel> added) =>
        $"Extra = {Literals.List(added, entry => $"new({Literals.Text(entry.Name)}, {Literals.Text(entry.Key)})")}";
}
