using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Security;
using CallbackGen.Generator.Schema.Vocabulary;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>A message as it was read.</summary>
/// <param name="Parts">The parts, in which each value states whether the message determines it.</param>
/// <param name="Keys">The keys that are mixed in, in the order of their names.</param>
/// <param name="Group">The members that the message determines only together; empty, or one list.</param>
/// <param name="Ends">The configured values in it that end at a constant.</param>
internal sealed record SignedParts(
    EquatableArray<MessagePart> Parts,
    EquatableArray<string> Keys,
    EquatableArray<SourceModel> Group,
    EquatableArray<ConfiguredEnd> Ends
);

/// <summary>Reads <c>message</c>: the parts of the signed text, and reports ambiguous ones.</summary>
internal sealed class MessageReader(VerifyContext context, SignatureModel? signature, TimestampModel? timestamp, JsonNode? undelimited)
{
    private const int MaxParts = 64;

    private readonly ProblemList _problems = context.Problems;
    private readonly RenderingReader _rendering = new(context.Problems);

    /// <summary>The members of the payload that are written one by one, each with its span and text.</summary>
    private readonly List<(TermModel Term, TextSpan Place, string Text)> _members = [];

    /// <summary>Reads a message.</summary>
    /// <param name="node">The message.</param>
    /// <param name="also">The equalities: a value that equals a signed value is known as well.</param>
    public SignedParts? Read(JsonNode node, EquatableArray<EqualityModel> also = default)
    {
        if (undelimited is not null && undelimited.Text.Trim().Length == 0)
            _problems.Add(
                SchemaRules.NotAllowedValue,
                undelimited.Span,
                "undelimited",
                "the reason why the values are joined without a delimiter"
            );
        if (ReadParts(node, "message", nested: false) is not { } read)
            return null;
        var parts = read.Select(one => one.Part).ToEquatableArray();
        var shape = Settle(parts, also);
        if (
            !parts.SelectMany(part => part.WithInner()).Any(TakesFromRequest) && !TiesRequest(parts.Select(part => Mark(part, shape)), also)
        )
            _problems.Add(SchemaRules.NothingSigned, Places.Head(node));
        var placed = read.SelectMany(one => one.WithInner()).ToList();
        if (
            placed.LastOrDefault(one => one.Unbounded is not null)?.Unbounded is { } unbounded
            && !parts.OfType<MembersPart>().Any(part => part.Unbounded is not null && part.Members.Count == shape.Values)
        )
            _problems.Add(
                SchemaRules.BadPointer,
                unbounded.Span,
                unbounded.Text,
                "may hold the delimiter only where the list is all that the message takes from the request"
            );
        PointOutDelimiters(shape, placed);
        foreach (var pair in undelimited is null ? shape.Undelimited : [])
            _problems.Add(SchemaRules.NoDelimiter, placed.First(one => ReferenceEquals(one.Part, pair.Place)).Place, pair.Clause);
        return new SignedParts(
            parts.Select(part => Mark(part, shape)).ToEquatableArray(),
            parts
                .SelectMany(part => part.WithInner())
                .SelectMany(KeysOf)
                .Distinct()
                .OrderBy(name => name, StringComparer.Ordinal)
                .ToEquatableArray(),
            shape.Group.Select(term => term.Source).ToEquatableArray(),
            shape.ConfiguredEnds.ToEquatableArray()
        );
    }

    /// <summary>Returns whether a part includes a value that distinguishes one callback from another.</summary>
    private bool TakesFromRequest(MessagePart part) =>
        part.Match(
            template =>
                template.Items.Any(term =>
                    term.Source.Kind == SourceKind.Const ? term.Filters.Count > 0
                    : term.Source.Kind == SourceKind.Url ? IsQueryOnly
                    : term.Source.Kind is not (SourceKind.Method or SourceKind.Path or SourceKind.Key)
                ),
            members => true,
            all => true,
            json => true,
            group => false
        );

    /// <summary>Gets whether callbacks arrive as queries only, so that the URL's query is the payload.</summary>
    private bool IsQueryOnly => context.Receive.Count > 0 && context.Receive.All(transport => transport.Content == ContentKind.Query);

    /// <summary>Returns whether a signed value, such as a parameter of the URL, equals a value or a digest of the body.</summary>
    private static bool TiesRequest(IEnumerable<MessagePart> signed, EquatableArray<EqualityModel> also) =>
        SignedMessage
            .Equal(SignedMessage.Terms(signed), also)
            .Any(term => term.Source.Kind is SourceKind.RawBody or SourceKind.Body or SourceKind.Payload);

    private static IEnumerable<string> KeysOf(MessagePart part) =>
        part
            .Terms.Where(term => term.Source.Kind == SourceKind.Key)
            .Select(term => term.Source.Name)
            .Concat(
                part.Match<IEnumerable<string>>(
                    template => [],
                    members => [],
                    all => all.Added.Select(added => added.Key),
                    json => json.Added.Select(added => added.Key),
                    group => []
                )
            );

    /// <summary>
    /// Determines the settled values repeatedly: a value that equals a settled value is known too, and may settle
    /// the values next to it.
    /// </summary>
    private MessageShape Settle(EquatableArray<MessagePart> parts, EquatableArray<EqualityModel> also)
    {
        var known = new HashSet<SourceModel>();
        while (true)
        {
            var shape = MessageShape.Of(parts, context.Form, timestamp, known);
            var signed = SignedMessage.Terms(parts.Select(part => Mark(part, shape)));
            var count = known.Count;
            known.UnionWith(SignedMessage.Equal(signed, also).Where(term => term.Filters.Count == 0).Select(term => term.Source));
            if (known.Count == count)
                return shape;
        }
    }

    /// <summary>
    /// Returns the part, in which each value has the text that it must not contain, and states whether the message determines it.
    /// </summary>
    private static MessagePart Mark(MessagePart part, MessageShape shape)
    {
        return part.Match<MessagePart>(
            template => template with { Items = template.Items.Select(MarkTerm).ToEquatableArray() },
            members =>
                members with
                {
                    Members = members.Members.Select(member => member with { Term = MarkTerm(member.Term) }).ToEquatableArray(),
                },
            all => all with { IsSettled = shape.Settles(all) },
            json => json with { IsSettled = shape.Settles(json) },
            group => group with { Items = group.Items.Select(inner => Mark(inner, shape)).ToEquatableArray() }
        );

        TermModel MarkTerm(TermModel term) => term with { Before = shape.EndOf(term), IsSettled = shape.Settles(term) };
    }

    private List<PlacedPart>? ReadParts(JsonNode node, string name, bool nested)
    {
        var items = node.Kind == JsonKind.String ? [node] : node.Items;
        if (items.Count is 0 or > MaxParts)
        {
            _problems.Add(SchemaRules.NotAllowedValue, Places.Head(node), name, $"a template, or an array of 1 to {MaxParts} parts");
            return null;
        }

        var parts = items.Select(item => ReadPart(item, nested)).ToList();
        return parts.Any(part => part is null) ? null : [.. parts.OfType<PlacedPart>()];
    }

    private PlacedPart? ReadPart(JsonNode node, bool nested)
    {
        switch (node.Kind)
        {
            case JsonKind.String:
                return Placed(ReadTemplate(node), node);
            case JsonKind.Object when node.Find("json") is not null:
                return Placed(ReadJson(SchemaKeywords.JsonMessage.Check(node, _problems), node), node);
            case JsonKind.Object when node.Find("parts") is not null && !nested:
                return ReadGroup(SchemaKeywords.Group.Check(node, _problems), node);
            case JsonKind.Object when node.Find("members") is { Kind: JsonKind.String } all:
                return Placed(ReadAll(node, SchemaKeywords.Members.Check(node, _problems), all), node);
            case JsonKind.Object:
                var keywords = SchemaKeywords.Members.Check(node, _problems);
                return Placed(ReadMembers(keywords), node.Find("join") ?? node.Find("members")) is { } members
                    ? members with
                    {
                        Unbounded = keywords["unbounded"],
                    }
                    : null;
            default:
                _problems.Add(
                    SchemaRules.WrongKind,
                    Places.Head(node),
                    "message",
                    "a template, or an array of templates and objects with \"members\", \"json\" or \"parts\""
                );
                return null;
        }
    }

    private static PlacedPart? Placed(MessagePart? part, JsonNode? place) =>
        part is null ? null : new PlacedPart(part, Places.Head(place!), []);

    private PlacedPart? ReadGroup(Keywords keywords, JsonNode node)
    {
        var parts = keywords["parts"] is { } list ? ReadParts(list, "parts", nested: true) : null;
        var filters = SchemeParts.ReadFilters(
            keywords,
            _problems,
            ofRequest: parts?.TrueForAll(placed => IsOfKeysOnly(placed.Part)) != true
        );
        return parts is null
            ? null
            : new PlacedPart(
                new GroupPart(parts.Select(placed => placed.Part).ToEquatableArray()) { Filters = filters },
                Places.Head(node),
                parts
            );
    }

    private static bool IsOfKeysOnly(MessagePart part) =>
        part is TemplatePart && part.Terms.All(term => term.Source.Kind is SourceKind.Key or SourceKind.Const);

    private TemplatePart? ReadTemplate(JsonNode node)
    {
        if (Sources.ParseTemplate(node.Text, node.Span, _problems) is not { } parsed)
            return null;
        var terms = parsed.Select(term => SchemeParts.Resolve(term, context, node)).ToEquatableArray();
        foreach (var term in terms.Where(term => term.Source.Kind != SourceKind.Const || term.Filters.Count > 0))
            CheckTerm(term, node);
        _members.AddRange(terms.Where(term => term.Filters.Count == 0).Select(term => (term, node.Span, term.Source.Text)));
        return new TemplatePart(terms);
    }

    private void CheckTerm(TermModel term, JsonNode node)
    {
        var source = term.Source;
        if (source.Kind == SourceKind.Key)
            CheckKey(source.Name, node);
        if (source.Kind == SourceKind.Signature && signature is { Format: not SignatureFormat.Pairs })
            _problems.Add(
                SchemaRules.BadPointer,
                node.Span,
                source.Text,
                "leads nowhere: a signature has parts only when its format is pairs"
            );
        if (signature is not null && source == signature.From)
            _problems.Add(SchemaRules.BadPointer, node.Span, source.Text, "carries the signature, which cannot sign itself");
        if (Coverage.ToPayload(source, context.Payload) is { } pointer)
            CheckDeclared(pointer, node);
    }

    private void CheckKey(string name, JsonNode node)
    {
        if (context.Keys.FirstOrDefault(declared => declared.Name == name) is not { } key)
            context.ReportUnknownKey(node.Span, name);
        else if (key.ShowsRequest)
            _problems.Add(
                SchemaRules.WrongKeyKind,
                node.Span,
                name,
                "contains a value of the request, which could trade characters with the values next to the key in the message: hash "
                    + "the key in a further step of \"derive\", or write the value into \"message\""
            );
    }

    private MembersPart? ReadMembers(Keywords keywords)
    {
        var render = _rendering.Read(keywords);
        var filters = SchemeParts.ReadFilters(keywords, _problems);
        _rendering.Refuse(
            keywords,
            "a list of members; it belongs to \"members\": \"*\"",
            "except",
            "prefixes",
            "repeated",
            "nested",
            "add",
            "format"
        );

        var members = (keywords["members"]?.Items ?? [])
            .Select(item => ReadMember(item, ReadRoot(keywords)))
            .OfType<MemberTermModel>()
            .ToList();
        if (keywords["members"] is { Items.Count: 0 } empty)
            _problems.Add(
                SchemaRules.NotAllowedValue,
                empty.Span,
                "members",
                "\"*\" or an array of at least one member name, pointer or entry"
            );
        var sort = keywords.Has("sort") ? Choices.Read(keywords, "sort", Choices.Sorts, _problems) : MemberSort.None;
        if (sort == MemberSort.Pair)
            _problems.Add(
                SchemaRules.NotAllowedValue,
                keywords["sort"]!.Span,
                "sort",
                "none, name or name-ignore-case for a list of members"
            );
        if (sort is MemberSort.Name or MemberSort.NameIgnoreCase)
            members =
            [
                .. members.OrderBy(
                    member => sort == MemberSort.Name ? member.Name : member.Name.ToLowerInvariant(),
                    StringComparer.Ordinal
                ),
            ];
        return keywords["members"] is null || sort is null || members.Count == 0
            ? null
            : new MembersPart(members.ToEquatableArray(), render, ReadUnbounded(keywords, members, render)) { Filters = filters };
    }

    /// <summary>
    /// Reads the one member that may contain the joining character. Because no other member may, the text before it and the text after
    /// it can be separated in only one way.
    /// </summary>
    private string? ReadUnbounded(Keywords keywords, List<MemberTermModel> members, RenderModel render)
    {
        if (keywords["unbounded"] is not { } node)
            return null;
        if (render.Join.Length != 1 || render.Join[0] > 127)
            _problems.Add(
                SchemaRules.DoesNotApply,
                keywords.Member("unbounded")!.NameSpan,
                "unbounded",
                "members that are not joined by one ASCII character"
            );
        if (keywords.Member("omit") is { } omit)
            _problems.Add(SchemaRules.DoesNotApply, omit.NameSpan, "omit", "members of which one is unbounded: their number must be fixed");
        if (members.Count(member => member.Name == node.Text) == 1)
            return node.Text;
        _problems.Add(
            SchemaRules.BadPointer,
            node.Span,
            node.Text,
            "is not the name of one of the members" + Spelling.Guess(Spelling.Nearest(node.Text, members.Select(member => member.Name)))
        );
        return null;
    }

    private AllMembersPart? ReadAll(JsonNode node, Keywords keywords, JsonNode all)
    {
        var render = _rendering.Read(keywords);
        _rendering.Refuse(keywords, "\"members\": \"*\"; it belongs to a list of members", "unbounded");
        if (all.Text != "*")
        {
            _problems.Add(SchemaRules.NotAllowedValue, all.Span, "members", "\"*\" or an array of member names, pointers or entries");
            return null;
        }

        var sort = keywords.Has("sort") ? Choices.Read(keywords, "sort", Choices.Sorts, _problems) : MemberSort.None;
        var repeated = keywords.Has("repeated")
            ? Choices.Read(keywords, "repeated", Choices.RepeatedMembers, _problems)
            : RepeatedMembers.Refuse;
        var nested = keywords.Has("nested") ? Choices.Read(keywords, "nested", Choices.NestedMembers, _problems) : NestedMembers.Refuse;
        var format = _rendering.ReadFormat(keywords);
        if (format is not null)
            render = render with { WithNames = true, Separator = "=", Join = "&" };
        var root = ReadRoot(keywords);
        var except = ReadNames(keywords, "except");
        var prefixes = ReadNames(keywords, "prefixes");
        CheckLeavesSignature(node, root, except, prefixes);
        return sort is null || repeated is null || nested is null
            ? null
            : new AllMembersPart(root, except, prefixes, sort.Value, repeated.Value, nested.Value, ReadAdded(keywords), render)
            {
                Filters = SchemeParts.ReadFilters(keywords, _problems),
                Format = format,
            };
    }

    private JsonPart? ReadJson(Keywords keywords, JsonNode node)
    {
        var options = keywords["json"] is { } json ? SchemaKeywords.JsonOptions.Check(json, _problems) : null;
        var root = ReadRoot(keywords);
        EquatableArray<string>? members = keywords.Has("members") ? ReadNames(keywords, "members") : null;
        foreach (var name in members ?? default)
            CheckDeclaredBelow(root, name, node);
        var except = ReadNames(keywords, "except");
        if (members is null)
            CheckLeavesSignature(node, root, except, default);
        return options is null
            ? null
            : new JsonPart(root, except, members, ReadAdded(keywords), _rendering.ReadJson(options))
            {
                Filters = SchemeParts.ReadFilters(keywords, _problems),
            };
    }

    /// <summary>
    /// Reports a signature that is part of its own message: no such signature matches, so the provider leaves it
    /// out, and the message must do so too.
    /// </summary>
    private void CheckLeavesSignature(JsonNode node, string root, EquatableArray<string> except, EquatableArray<string> prefixes)
    {
        if (signature?.From is not { Kind: SourceKind.Body } from || !from.Name.StartsWith(root + "/", StringComparison.Ordinal))
            return;
        var name = JsonPointer.Segments(from.Name.Substring(root.Length))[0];
        if (new TakenMembers(root, except, prefixes, null).Takes(name))
            _problems.Add(
                SchemaRules.BadPointer,
                Places.Head(node),
                from.Text,
                $"carries the signature, which cannot sign itself: write \"except\": [{JsonFormatter.Quote(name)}]"
            );
    }

    private void CheckDeclaredBelow(string root, string name, JsonNode node)
    {
        if (
            Coverage.ToPayload(new SourceModel(SourceKind.Body, root + JsonPointer.Of(name)), context.Payload) is { } pointer
            && !context.Declares(pointer)
        )
            _problems.Add(
                SchemaRules.BadPointer,
                Places.Head(node),
                pointer,
                "is signed but the payload does not declare it" + context.Guess(pointer)
            );
    }

    private string ReadRoot(Keywords keywords)
    {
        if (keywords["root"] is not { } root)
            return context.Payload.IsToken || context.Payload.IsList ? "" : context.Payload.Pointer;
        if (JsonPointer.IsValid(root.Text))
            return root.Text;
        _problems.Add(SchemaRules.NotAllowedValue, root.Span, "root", "a JSON pointer such as \"/data\"");
        return "";
    }

    private EquatableArray<string> ReadNames(Keywords keywords, string keyword)
    {
        var names = new List<string>();
        foreach (var item in keywords[keyword]?.Items ?? [])
        {
            if (item.Kind == JsonKind.String && item.Text.Length > 0)
                names.Add(item.Text);
            else
                _problems.Add(SchemaRules.WrongKind, Places.Head(item), keyword, "an array of member names");
        }

        return names.ToEquatableArray();
    }

    private EquatableArray<AddedKeyModel> ReadAdded(Keywords keywords)
    {
        var added = new List<AddedKeyModel>();
        foreach (var item in keywords["add"]?.Items ?? [])
        {
            if (item.Kind != JsonKind.Object)
            {
                _problems.Add(SchemaRules.WrongKind, Places.Head(item), "add", "an array of objects with \"name\" and \"from\"");
                continue;
            }

            var entry = SchemaKeywords.Added.Check(item, _problems);
            if (
                entry["name"] is not { } name
                || entry["from"] is not { } from
                || Sources.Parse(from.Text, from.Span, _problems) is not { } source
            )
                continue;
            if (source.Kind != SourceKind.Key)
            {
                _problems.Add(SchemaRules.BadSource, from.Span, from.Text, "only a key can be added, as in \"key:secret\"");
                continue;
            }

            CheckKey(source.Name, from);
            added.Add(new AddedKeyModel(name.Text, source.Name));
        }

        return added.ToEquatableArray();
    }

    private MemberTermModel? ReadMember(JsonNode item, string root)
    {
        if (item.Kind == JsonKind.Object)
        {
            var entry = SchemaKeywords.MemberEntry.Check(item, _problems);
            if (
                entry["name"] is not { } name
                || entry["from"] is not { } from
                || Sources.ParseTerm(from.Text, from.Span, _problems) is not { } parsed
            )
                return null;
            var term = SchemeParts.Resolve(parsed, context, from);
            CheckTerm(term, from);
            return new MemberTermModel(name.Text, term);
        }

        if (item.Kind != JsonKind.String || item.Text.Length == 0 || (item.Text[0] == '/' && !JsonPointer.IsValid(item.Text)))
        {
            _problems.Add(
                SchemaRules.WrongKind,
                Places.Head(item),
                "members",
                "an array of member names, JSON pointers or entries with \"name\" and \"from\""
            );
            return null;
        }

        var member = new TermModel(MemberSource(item, root), default);
        CheckTerm(member, item);
        _members.Add((member, item.Span, item.Text));
        return new MemberTermModel(JsonPointer.Segments(member.Source.Name).Last(), member);
    }

    /// <summary>
    /// Returns the source of a member. A name refers to the payload, or to "root" in the body; a pointer refers to
    /// the body, or to the item.
    /// </summary>
    private SourceModel MemberSource(JsonNode item, string root)
    {
        var isPointer = item.Text[0] == '/';
        var pointer = isPointer ? item.Text : JsonPointer.Of(item.Text);
        return context.Payload.IsList
            ? new SourceModel(SourceKind.Payload, pointer)
            : new SourceModel(SourceKind.Body, isPointer ? pointer : root + pointer);
    }

    private void CheckDeclared(string pointer, JsonNode node)
    {
        if (!context.Declares(pointer))
            _problems.Add(
                SchemaRules.BadPointer,
                node.Span,
                pointer,
                "is signed but the payload does not declare it" + context.Guess(pointer)
            );
        else if (!context.IsHandshake && !context.Map.DeclaresText(pointer))
            _problems.Add(SchemaRules.BadPointer, node.Span, pointer, "may be an object or array, which has no one text to sign");
    }

    /// <summary>Reports the members for which a callback is rejected when they contain the text that ends their values.</summary>
    private void PointOutDelimiters(MessageShape shape, IEnumerable<PlacedPart> placed)
    {
        foreach (var (term, place, text) in _members)
        {
            if (
                shape.EndOf(term) is { Length: > 0 } end
                && Coverage.ToPayload(term.Source, context.Payload) is { } pointer
                && context.Map.Find(pointer)?.Element.Value
                    is TextValue { Const: null }
                        or EnumValue { Closed: false, Integer: false }
                        or AnyValue
            )
                _problems.Add(SchemaRules.DelimiterInValue, place, text, end);
        }

        foreach (var one in placed)
        {
            if (
                one.Part is AllMembersPart { Format: null, Render: { WithNames: true, Separator.Length: > 0 } render }
                && (render.After + render.Join + render.Before) is { Length: > 0 } between
            )
                _problems.Add(SchemaRules.DelimiterInValue, one.Place, "*", $"{between}…{render.Separator}");
        }
    }
}
