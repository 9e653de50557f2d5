using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>
/// Emits the construction of the signed message, in byte order. No emitted line checks whether the line before it succeeded: a failure
/// of one part makes every later step fail.
/// </summary>
internal sealed class MessageEmitter(CodeWriter writer)
{
    private const int WidestLine = 140;

    private readonly List<string> _fields = [];
    private int _marks;
    private int _lists;
    private string? _weak;

    /// <summary>Emits a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="weak">The schema's reason for accepting a weak digest in it, or null.</param>
    /// <param name="isBegun">Whether the emitted code has begun the message already, in a loop over the keys that it contains.</param>
    public void Emit(EquatableArray<MessagePart> message, string? weak, bool isBegun = false)
    {
        (_marks, _lists, _weak) = (0, 0, weak);
        writer.Line("// The message that was signed, in the order of its bytes. A value that is refused here fails the comparison too.");
        if (!isBegun)
            writer.Line("var message = verification.BeginMessage();");
        EmitParts(message);
        writer.Line();
    }

    /// <summary>Emits the static fields that the message's parts refer to, such as the rules that select among all members.</summary>
    public void EmitFields()
    {
        foreach (var field in _fields)
        {
            writer.Line();
            writer.Line(field);
        }
    }

    /// <summary>Returns the comment on the line of a weak digest.</summary>
    public static string Weakness(string? reason) => $" // weak{(reason is null ? "" : $": {Literals.Comment(reason)}")}";

    private void EmitParts(EquatableArray<MessagePart> parts)
    {
        foreach (var part in parts)
            EmitPart(part);
    }

    private void EmitPart(MessagePart part)
    {
        var start = part.Filters.Count > 0 ? $"start{++_marks}" : null;
        if (start is not null)
            writer.Line($"var {start} = message.Mark();");
        part.Match<Action>(
            template => () => EmitTemplate(template),
            members => members.IsPlain ? () => EmitPlainMembers(members) : () => EmitMembers(members),
            all => () => writer.Line($"message.AppendSelection({AddField("MemberSelection", SelectionRules(all))});"),
            json => () => writer.Line($"message.AppendJson({AddField("JsonRendering", JsonRules(json))});"),
            group => () => EmitParts(group.Items)
        )();
        if (start is not null)
            writer.Line($"message.ReplaceFrom({start}, {Expressions.Filter($"message.From({start})", part.Filters)});{Note(part.Filters)}");
    }

    private void EmitTemplate(TemplatePart template)
    {
        foreach (var term in template.Items)
        {
            if (term.Source.Kind == SourceKind.Const && term.Filters.Count == 0)
                EmitConstant(term.Source.Name);
            else
                writer.Line($"message.Append({Expressions.Term(term)}{MustNotContain(term.Before)});{Note(term.Filters)}");
        }
    }

    /// <summary>Emits one list of members, in the order of the provider's documentation; a long list continues on further lines.</summary>
    private void EmitPlainMembers(MembersPart members)
    {
        var lines = new List<string> { $"message.AppendMembers(join: {Literals.Utf8(members.Render.Join)}" };
        foreach (var pointer in members.Members.Select(member => Literals.Text(member.Term.Source.Name)))
        {
            var last = lines.Count - 1;
            lines[last] += ",";
            if (lines[last].Length + pointer.Length > WidestLine)
                lines.Add(pointer);
            else
                lines[last] += $" {pointer}";
        }

        lines[lines.Count - 1] += ");";
        writer.Line(lines[0]);
        foreach (var line in lines.Skip(1))
            writer.Continuation(line);
    }

    private void EmitMembers(MembersPart part)
    {
        var render = part.Render;
        if (part.Unbounded is { } unbounded)
        {
            var join = Literals.Comment(Literals.Text(render.Join));
            writer.Line(
                $"// {Literals.Comment(unbounded)} may hold the {join} that joins the values. "
                    + $"No other may, so that it is still clear where each ends."
            );
        }

        var arguments = new List<string> { $"join: {Literals.Utf8(render.Join)}" };
        if (render.After.Length > 0)
            arguments.Add($"after: {Literals.Utf8(render.After)}");
        if (render.OmitNull)
            arguments.Add("omitNull: true");
        if (render.OmitEmpty)
            arguments.Add("omitEmpty: true");
        if (part.EndsAtNames)
            arguments.Add($"leads: {AddLeads(part)}");
        var list = $"members{(++_lists == 1 ? "" : Literals.Number(_lists))}";
        writer.Line($"var {list} = message.BeginMembers({string.Join(", ", arguments)});");
        foreach (var member in part.Members)
        {
            var before = Lead(member, render);
            // Where a value ends at the name of a later member, the list itself checks the end.
            var end = part.EndsAtNames && !ReferenceEquals(member, part.Members[part.Members.Count - 1]) ? "" : part.EndOf(member);
            writer.Line(
                $"{list}.Append({(before.Length > 0 ? Literals.Utf8(before) + ", " : "")}"
                    + $"{Expressions.Term(member.Term)}{MustNotContain(end)});{Note(member.Term.Filters)}"
            );
        }
    }

    private static string Lead(MemberTermModel member, RenderModel render) =>
        render.Before + (render.WithNames ? member.Name + render.Separator : "");

    private string AddLeads(MembersPart part)
    {
        var name = $"MessagePart{_fields.Count + 1}";
        _fields.Add(
            $"private static readonly string[] {name} = {Literals.List(part.Members, member => Literals.Text(Lead(member, part.Render)))};"
        );
        return name;
    }

    private static string MustNotContain(string text) => text.Length > 0 ? $", mustNotContain: {Literals.Utf8(text)}" : "";

    private string Note(EquatableArray<FilterModel> filters) => filters.Any(filter => filter.IsWeak) ? Weakness(_weak) : "";

    private void EmitConstant(string text)
    {
        if (text.Length > 0)
            writer.Line($"message.Append({Literals.Utf8(text)});");
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
        return string.Join(
            ", ",
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
            Added(part.Added)
        );
    }

    private static string JsonRules(JsonPart part) =>
        string.Join(
            ", ",
            $"Root = {Literals.Text(part.Root)}",
            $"Except = {Literals.List(part.Except, Literals.Text)}",
            $"Members = {(part.Members is { } members ? Literals.List(members, Literals.Text) : "null")}",
            $"Sort = {Literals.Bool(part.Style.Sort)}",
            $"EscapeSlash = {Literals.Bool(part.Style.EscapeSlash)}",
            $"EscapeUnicode = {Literals.Bool(part.Style.EscapeUnicode)}",
            $"EscapeHtml = {Literals.Bool(part.Style.EscapeHtml)}",
            $"EscapeLineSeparators = {Literals.Bool(part.Style.EscapeLineSeparators)}",
            $"SpaceAfterSeparators = {Literals.Bool(part.Style.Spaces)}",
            $"Escapes = JsonEscapes.{FeedEmitter.Word(part.Style.Escapes)}",
            $"Numbers = JsonNumbers.{FeedEmitter.Word(part.Style.Numbers)}",
            Added(part.Added)
        );

    private static string Added(EquatableArray<AddedKeyModel> added) =>
        $"Extra = {Literals.List(added, entry => $"new({Literals.Text(entry.Name)}, {Literals.Text(entry.Key)})")}";
}
