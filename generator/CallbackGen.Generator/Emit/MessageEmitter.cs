using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>Prints the building of the canonical message, in the order of its bytes.</summary>
internal sealed class MessageEmitter(CodeWriter writer)
{
    private readonly List<string> _fields = [];
    private int _numbers;
    private TimestampModel? _timestamp;

    public void Emit(MessageVerify scheme)
    {
        _timestamp = scheme.Timestamp;
        writer.Line("// The message that was signed, in the order of its bytes.");
        EmitParts(scheme.Message, more: false);
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

    private void EmitParts(EquatableArray<MessagePart> parts, bool more)
    {
        for (var i = 0; i < parts.Count; i++)
            EmitPart(parts[i], more || parts.Skip(i + 1).Any(HoldsSource));
    }

    private void EmitPart(MessagePart part, bool more)
    {
        var start = part.Filters.Count > 0 ? $"start{++_numbers}" : null;
        if (start is not null)
            writer.Line($"var {start} = verification.Mark();");
        switch (part)
        {
            case TemplatePart template:
                EmitTemplate(template, more);
                break;
            case MembersPart { Render: { OmitNull: false, OmitEmpty: false } } members:
                EmitMembers(members);
                break;
            case MembersPart members:
                EmitPresentMembers(members);
                break;
            case AllMembersPart all:
                EmitCall("AppendMembers", AddField("MemberSelection", SelectionRules(all)));
                break;
            case JsonPart json:
                EmitCall("AppendJson", AddField("JsonRendering", JsonRules(json)));
                break;
            case GroupPart group:
                EmitParts(group.Parts, more);
                break;
        }

        if (start is not null)
            writer.Line($"verification.ReplaceFrom({start}, {Expressions.Filter($"verification.MessageFrom({start})", part.Filters)});");
    }

    private static bool HoldsSource(MessagePart part) =>
        part is not TemplatePart template || template.Terms.Any(term => term.Source.Kind is not (SourceKind.Const or SourceKind.Key));

    private void EmitTemplate(TemplatePart template, bool more)
    {
        for (var i = 0; i < template.Terms.Count; i++)
        {
            var term = template.Terms[i];
            if (term.Source.Kind == SourceKind.Const)
            {
                writer.Line($"verification.Append({Literals.Utf8(term.Source.Name)});");
                continue;
            }

            // A value that holds the text which ends it could borrow from the value behind it. The last value has no
            // neighbour, and a time is checked to be one.
            var next = i + 1 < template.Terms.Count ? template.Terms[i + 1] : null;
            var neighbour = more || template.Terms.Skip(i + 1).Any(later => later.Source.Kind is not (SourceKind.Const or SourceKind.Key));
            var free = term.Source.Kind is SourceKind.Key or SourceKind.Url || term.Source == _timestamp?.From;
            var before = neighbour && !free && next?.Source.Kind == SourceKind.Const ? $", before: {Literals.Utf8(next.Source.Name)}" : "";
            EmitCall("Append", $"{Expressions.Term(term)}, {Literals.Text(term.Source.Text)}{before}");
        }
    }

    private void EmitMembers(MembersPart members)
    {
        for (var i = 0; i < members.Members.Count; i++)
            EmitMember(members.Members[i], members, i == 0 ? "true" : "false", i == 0);
    }

    /// <summary>One member; what stands before it is a constant when it is known whether another stood before.</summary>
    private void EmitMember(MemberTermModel member, MembersPart part, string first, bool isFirst, string? value = null)
    {
        var render = part.Render;
        var check = render.Join.Length > 0 ? render.Join : render.After.Length > 0 ? render.After : render.Before;
        var decorated = render.WithNames || render.Before.Length > 0;
        var lead = render.Before + (render.WithNames ? member.Name + render.Separator : "");
        if (decorated)
        {
            var join = isFirst || first == "true" ? "" : render.Join;
            if ((join + lead).Length > 0)
                writer.Line($"verification.Append({Literals.Utf8(join + lead)});");
        }

        value ??= Expressions.Term(member.Term);
        if (member.Name != part.Unbounded)
        {
            EmitCall("AppendMember", $"{value}, {Literals.Text(member.Term.Source.Text)}, {Literals.Utf8(check)}, first: {(decorated || render.Join.Length == 0 ? "true" : first)}");
        }
        else
        {
            // The only member that may hold the joining text: the others may not, so that the message stays unambiguous.
            if (!decorated && !isFirst)
                writer.Line($"verification.Append({Literals.Utf8(render.Join)});");
            EmitCall("Append", $"{value}, {Literals.Text(member.Term.Source.Text)}");
        }

        if (render.After.Length > 0)
            writer.Line($"verification.Append({Literals.Utf8(render.After)});");
    }

    /// <summary>Members of which some are left out: whether the joining text stands before one depends on those before it.</summary>
    private void EmitPresentMembers(MembersPart members)
    {
        var render = members.Render;
        var first = $"first{++_numbers}";
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
            if (render.Join.Length > 0 && (render.WithNames || render.Before.Length > 0))
            {
                writer.Line($"if (!{first})");
                writer.Continuation($"verification.Append({Literals.Utf8(render.Join)});");
                EmitMember(member, members, "true", isFirst: true, value);
            }
            else
            {
                EmitMember(member, members, first, isFirst: false, value);
            }

            writer.Line($"{first} = false;");
            writer.Close();
        }
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
