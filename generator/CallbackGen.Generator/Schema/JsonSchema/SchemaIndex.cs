using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.JsonSchema;

/// <summary>
/// Indexes every schema of a file: its keywords, which are checked once, its pointer, and the target of its <c>$ref</c>. References
/// cannot leave the file; they use JSON pointers, <c>$anchor</c> and <c>$id</c> (2020-12 core, section 8.2).
/// </summary>
internal sealed class SchemaIndex
{
    private const string DefaultBase = "https://callback.invalid/schema.json";

    private const int MaxChain = 256;

    private static readonly string[] SingleSchemas =
    [
        "additionalProperties",
        "items",
        "contains",
        "not",
        "if",
        "then",
        "else",
        "propertyNames",
        "unevaluatedItems",
        "unevaluatedProperties",
    ];

    private static readonly string[] SchemaLists = ["allOf", "anyOf", "oneOf", "prefixItems"];
    private static readonly string[] SchemaMaps = ["properties", "patternProperties", "$defs", "dependentSchemas"];

    private static readonly HashSet<string> HoldsSchemas = new([.. SingleSchemas, .. SchemaLists, .. SchemaMaps], StringComparer.Ordinal);

    // The keywords whose subschemas apply to the same value as their schema.
    private static readonly string[] InPlace = ["allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"];

    private readonly ProblemList _problems;
    private readonly Dictionary<JsonNode, Place> _places = [];
    private readonly Dictionary<string, JsonNode> _named = new(StringComparer.Ordinal);
    private readonly Dictionary<JsonNode, JsonNode?> _targets = [];
    private readonly HashSet<JsonNode> _endless = [];

    public SchemaIndex(JsonNode root, Keywords keywords, ProblemList problems)
    {
        _problems = problems;
        Root = root;
        Add(root, keywords, "", DefaultBase);
        foreach (var place in _places.ToList())
            ResolveReference(place.Key, place.Value);
        var done = new HashSet<JsonNode>();
        foreach (var node in _places.Keys.ToList())
            FindCycle(node, [], done);
    }

    public JsonNode Root { get; }

    /// <summary>Gets every schema, in source order.</summary>
    public IEnumerable<JsonNode> Schemas => _places.Keys;

    /// <summary>Gets the keywords of a schema; null for a boolean and for a value that is not a schema (reported).</summary>
    public Keywords? this[JsonNode node] => _places.TryGetValue(node, out var place) ? place.Keywords : null;

    public string PointerOf(JsonNode node) => _places[node].Pointer;

    /// <summary>Returns the target of <c>$ref</c>; null without one, and when it has no target or is circular (reported).</summary>
    public JsonNode? TargetOf(JsonNode node) => _targets.TryGetValue(node, out var target) && !_endless.Contains(node) ? target : null;

    /// <summary>Returns the schema that a reference from the root leads to, or null.</summary>
    public JsonNode? Find(string reference) => Resolve(_places[Root].Base, reference);

    private void Walk(JsonNode node, string keyword, string pointer, string @base, bool isMember)
    {
        if (node.Kind == JsonKind.Boolean)
        {
            _places[node] = new Place(null, pointer, @base);
            return;
        }

        if (node.Kind != JsonKind.Object)
        {
            _problems.Add(SchemaRules.WrongKind, Places.Head(node), keyword, "a schema: an object, true or false");
            return;
        }

        var keywords = SchemaKeywords.Payload.Check(node, _problems);
        if (!isMember && keywords.Member("csharpName") is { } name)
            _problems.Add(SchemaRules.DoesNotApply, name.NameSpan, "csharpName", "a schema that is not a member's");
        else if (keywords["csharpName"] is { } chosen && !Names.IsMemberName(chosen.Text))
            _problems.Add(SchemaRules.BadIdentifier, chosen.Span, chosen.Text);
        Add(node, keywords, pointer, @base);
    }

    private void Add(JsonNode node, Keywords keywords, string pointer, string @base)
    {
        if (keywords["$id"] is { } id)
        {
            @base = Absolute(@base, id.Text.TrimEnd('#')) ?? @base;
            Name(@base, node, id);
        }
        else if (pointer.Length == 0)
        {
            _named[@base] = node;
        }

        if (keywords["$anchor"] is { } anchor)
            Name(@base + "#" + anchor.Text, node, anchor);
        _places[node] = new Place(keywords, pointer, @base);
        var types = TypeSet.Of(keywords);
        Applicability.Check(keywords, types, _problems);
        new KeywordValues(keywords, types, _problems).Check();
        foreach (var member in keywords.All)
        {
            if (HoldsSchemas.Contains(member.Name))
                WalkBelow(member, pointer + Model.JsonPointer.Of(member.Name), @base);
        }
    }

    private void WalkBelow(JsonMember member, string pointer, string @base)
    {
        if (SingleSchemas.Contains(member.Name))
            Walk(member.Value, member.Name, pointer, @base, isMember: false);
        if (SchemaLists.Contains(member.Name) && member.Value.Items.Count == 0)
            _problems.Add(SchemaRules.NotAllowedValue, member.Value.Span, member.Name, "an array of at least one schema");
        if (SchemaLists.Contains(member.Name))
        {
            for (var index = 0; index < member.Value.Items.Count; index++)
                Walk(member.Value.Items[index], member.Name, $"{pointer}/{index}", @base, isMember: false);
        }

        if (!SchemaMaps.Contains(member.Name))
            return;
        foreach (var entry in member.Value.Members)
            Walk(entry.Value, entry.Name, pointer + Model.JsonPointer.Of(entry.Name), @base, isMember: member.Name == "properties");
    }

    private void Name(string uri, JsonNode node, JsonNode place)
    {
        if (_named.TryGetValue(uri, out var other) && other != node)
            _problems.Add(SchemaRules.DuplicateName, place.Span, place.Text);
        else
            _named[uri] = node;
    }

    private void ResolveReference(JsonNode node, Place place)
    {
        if (place.Keywords?["$ref"] is not { } reference)
            return;
        var target = Resolve(place.Base, reference.Text);
        if (target is null)
            _problems.Add(SchemaRules.UnresolvedReference, reference.Span, reference.Text);
        _targets[node] = target;
    }

    private JsonNode? Resolve(string @base, string reference)
    {
        var mark = reference.IndexOf('#');
        var fragment = mark < 0 ? "" : Uri.UnescapeDataString(reference.Substring(mark + 1));
        var path = mark < 0 ? reference : reference.Substring(0, mark);
        var uri = path.Length == 0 ? @base : Absolute(@base, path);
        if (uri is null || !_named.TryGetValue(uri, out var resource))
            return null;
        var found =
            fragment.Length == 0 ? resource
            : fragment[0] == '/' ? Follow(resource, fragment)
            : _named.TryGetValue(uri + "#" + fragment, out var anchored) ? anchored
            : null;
        return found is not null && _places.ContainsKey(found) ? found : null;
    }

    private static JsonNode? Follow(JsonNode from, string pointer)
    {
        if (!Model.JsonPointer.IsValid(pointer))
            return null;
        JsonNode? node = from;
        foreach (var segment in Model.JsonPointer.Segments(pointer))
        {
            node =
                node?.Kind == JsonKind.Array
                    ? int.TryParse(
                        segment,
                        System.Globalization.NumberStyles.None,
                        System.Globalization.CultureInfo.InvariantCulture,
                        out var index
                    )
                    && index < node.Items.Count
                        ? node.Items[index]
                        : null
                    : node?.Find(segment);
        }

        return node;
    }

    private static string? Absolute(string @base, string reference) =>
        Uri.TryCreate(reference, UriKind.Absolute, out var absolute) && !absolute.IsFile ? absolute.AbsoluteUri
        : Uri.TryCreate(@base, UriKind.Absolute, out var from) && Uri.TryCreate(from, reference, out var combined) ? combined.AbsoluteUri
        : null;

    /// <summary>Reports a schema that refers to itself for the same value, so that validation would never end.</summary>
    private void FindCycle(JsonNode node, List<JsonNode> path, HashSet<JsonNode> done)
    {
        if (done.Contains(node))
            return;
        if (path.Count > MaxChain)
        {
            if (_endless.Add(node))
                _problems.Add(
                    SchemaRules.TooLarge,
                    Places.Head(node),
                    $"more than {MaxChain} schemas apply one another to the same value: no callback needs that"
                );
            return;
        }

        var index = path.IndexOf(node);
        if (index >= 0)
        {
            foreach (var step in path.Skip(index).Where(_targets.ContainsKey).ToList())
            {
                if (_endless.Add(step))
                    _problems.Add(SchemaRules.EndlessReference, this[step]!["$ref"]!.Span, this[step]!["$ref"]!.Text);
            }

            return;
        }

        path.Add(node);
        foreach (var next in NextInPlace(node))
            FindCycle(next, path, done);
        path.RemoveAt(path.Count - 1);
        done.Add(node);
    }

    private IEnumerable<JsonNode> NextInPlace(JsonNode node)
    {
        if (this[node] is not { } keywords)
            yield break;
        if (TargetOf(node) is { } target)
            yield return target;
        foreach (var name in InPlace)
        {
            if (keywords[name] is not { } value)
                continue;
            foreach (
                var below in SingleSchemas.Contains(name) ? [value]
                : SchemaLists.Contains(name) ? value.Items
                : value.Members.Select(member => member.Value)
            )
            {
                if (_places.ContainsKey(below))
                    yield return below;
            }
        }
    }

    private sealed record Place(Keywords? Keywords, string Pointer, string Base);
}
