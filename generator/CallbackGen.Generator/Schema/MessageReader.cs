using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema;

/// <summary>Reads <c>message</c>: the parts of which the signed text is made, and what is dangerous about them.</summary>
internal sealed class MessageReader(
    ProblemList problems, PayloadMap map, PayloadModel payload, SignatureModel? signature, TimestampModel? timestamp, JsonNode? undelimited)
{
    /// <summary>The last variable piece of the message so far, for the delimiter check; null after a constant.</summary>
    private string? _previous;
    private bool _anySource;

    public EquatableArray<MessagePart>? Read(JsonNode node)
    {
        var items = node.Kind == JsonKind.String ? [node] : node.Items;
        if (items.Count == 0)
        {
            problems.Add(SchemaRules.NotAllowedValue, node.Span, "message", "a template or an array of at least one part");
            return null;
        }

        if (undelimited is not null && undelimited.Text.Trim().Length == 0)
            problems.Add(SchemaRules.NotAllowedValue, undelimited.Span, "undelimited", "the reason why the values are joined without a delimiter");
        var parts = items.Select(ReadPart).ToList();
        if (parts.Any(part => part is null))
            return null;
        if (!_anySource)
            problems.Add(SchemaRules.NothingSigned, Places.Head(node));
        return parts.Select(part => part!).ToEquatableArray();
    }

    private MessagePart? ReadPart(JsonNode node)
    {
        switch (node.Kind)
        {
            case JsonKind.String:
                return ReadTemplate(node);
            case JsonKind.Object:
                return ReadMembers(SchemaKeywords.Members.Check(node, problems));
            default:
                problems.Add(SchemaRules.WrongKind, Places.Head(node), "message", "a template, or an array of templates and objects with \"members\"");
                return null;
        }
    }

    private TemplatePart? ReadTemplate(JsonNode node)
    {
        if (Sources.ParseTemplate(node.Text, node.Span, problems) is not { } terms)
            return null;
        foreach (var term in terms)
        {
            if (term.Source.Kind == SourceKind.Const)
            {
                _previous = null;
                continue;
            }

            CheckTerm(term, node);
            JoinTo(term.Source.Text, node);
        }

        return new TemplatePart(terms);
    }

    private void CheckTerm(TermModel term, JsonNode node)
    {
        _anySource |= term.Source.Kind is not (SourceKind.Method or SourceKind.Path);
        if (term.Source.Kind == SourceKind.Signature && signature is { Format: not "pairs" })
            problems.Add(SchemaRules.BadPointer, node.Span, term.Source.Text, "leads nowhere: a signature has parts only when its format is pairs");
        if (signature is not null && term.Source == signature.From)
            problems.Add(SchemaRules.BadPointer, node.Span, term.Source.Text, "carries the signature, which cannot sign itself");
        if (Coverage.ToPayload(term.Source, payload) is { } pointer)
            CheckDeclared(pointer, node);
    }

    private MembersPart? ReadMembers(Keywords keywords)
    {
        var pointers = new List<string>();
        foreach (var item in keywords["members"]?.Items ?? [])
        {
            if (ReadPointer(item) is { } pointer)
                pointers.Add(pointer);
        }

        if (keywords["members"] is { Items.Count: 0 } empty)
            problems.Add(SchemaRules.NotAllowedValue, empty.Span, "members", "an array of at least one member name or pointer");
        var sort = keywords.Has("sort") ? Choices.Read(keywords, "sort", Choices.Sorts, problems) : "none";
        if (sort == "name")
            pointers.Sort((left, right) => string.CompareOrdinal(JsonPointer.Segments(left).LastOrDefault(), JsonPointer.Segments(right).LastOrDefault()));
        var (withNames, nameSeparator) = ReadEach(keywords);
        var join = keywords.Text("join") ?? "";
        var omissions = ReadOmissions(keywords);
        _anySource |= pointers.Count > 0;
        CheckDelimiters(keywords, pointers, join, withNames);
        return keywords["members"] is null || sort is null
            ? null
            : new MembersPart(pointers.ToEquatableArray(), withNames, nameSeparator, join, omissions.Contains("null"), omissions.Contains("empty"));
    }

    private string? ReadPointer(JsonNode item)
    {
        if (item.Kind != JsonKind.String || item.Text.Length == 0 || (item.Text[0] == '/' && !JsonPointer.IsValid(item.Text)))
        {
            problems.Add(SchemaRules.WrongKind, Places.Head(item), "members", "an array of member names or JSON pointers");
            return null;
        }

        // A name stands for a member of the payload; a pointer is taken from the body, as everywhere.
        var pointer = item.Text[0] == '/' ? item.Text : payload.Pointer + JsonPointer.Of(item.Text);
        if (signature?.From is { Kind: SourceKind.Body } from && from.Name == pointer)
            problems.Add(SchemaRules.BadPointer, item.Span, item.Text, "carries the signature, which cannot sign itself");
        if (Coverage.ToPayload(new SourceModel(SourceKind.Body, pointer), payload) is { } inPayload)
            CheckDeclared(inPayload, item);
        return pointer;
    }

    private void CheckDeclared(string pointer, JsonNode node)
    {
        if (!map.Declares(pointer))
            problems.Add(SchemaRules.BadPointer, node.Span, pointer, "is signed but the payload does not declare it");
        else if (map.Find(pointer)!.Element.Value is ObjectValue or ArrayValue or MapValue)
            problems.Add(SchemaRules.BadPointer, node.Span, pointer, "is an object or array, which has no one text to sign");
    }

    private (bool WithNames, string Separator) ReadEach(Keywords keywords)
    {
        if (keywords["each"] is not { } each || each.Text == "{value}")
            return (false, "");
        if (each.Text.StartsWith("{name}", StringComparison.Ordinal) && each.Text.EndsWith("{value}", StringComparison.Ordinal))
        {
            var separator = each.Text.Substring("{name}".Length, each.Text.Length - "{name}{value}".Length);
            if (separator.IndexOfAny(['{', '}']) < 0)
                return (true, separator);
        }

        problems.Add(SchemaRules.NotAllowedValue, each.Span, "each", "\"{value}\", or \"{name}\" and \"{value}\" with a text between, such as \"{name}={value}\"");
        return (false, "");
    }

    private HashSet<string> ReadOmissions(Keywords keywords)
    {
        var omissions = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in keywords["omit"]?.Items ?? [])
        {
            if (item.Kind != JsonKind.String || !Choices.Omissions.Contains(item.Text) || !omissions.Add(item.Text))
                problems.Add(SchemaRules.NotAllowedValue, Places.Head(item), "omit", "distinct ones of " + string.Join(", ", Choices.Omissions));
        }

        return omissions;
    }

    private void CheckDelimiters(Keywords keywords, List<string> pointers, string join, bool withNames)
    {
        if (pointers.Count == 0)
            return;
        JoinTo(pointers[0], keywords["members"]!);
        _previous = pointers[pointers.Count - 1];
        if (join.Length == 0)
        {
            if (pointers.Count > 1 && undelimited is null)
                problems.Add(SchemaRules.NoDelimiter, Places.Head((keywords["join"] ?? keywords["members"])!), Quote(pointers[0]), Quote(pointers[1]) + (withNames ? " with their names" : ""));
            return;
        }

        foreach (var item in keywords["members"]!.Items)
        {
            var pointer = item.Text.StartsWith("/", StringComparison.Ordinal) ? item.Text : payload.Pointer + JsonPointer.Of(item.Text);
            if (pointers.Count > 1 && Coverage.ToPayload(new SourceModel(SourceKind.Body, pointer), payload) is { } inPayload && map.Find(inPayload)?.Element.Value is TextValue { Const: null } or EnumValue { Closed: false, Integer: false } or AnyValue)
                problems.Add(SchemaRules.DelimiterInValue, item.Span, item.Text, join);
        }
    }

    /// <summary>Two variable pieces side by side can trade characters without changing the message.</summary>
    private void JoinTo(string piece, JsonNode place)
    {
        var fixedShape = timestamp is not null && _previous == timestamp.From.Text;
        if (_previous is not null && !fixedShape && undelimited is null)
            problems.Add(SchemaRules.NoDelimiter, Places.Head(place), Quote(_previous), Quote(piece));
        _previous = piece;
    }

    private static string Quote(string text) => $"\"{text}\"";
}
