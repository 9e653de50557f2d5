using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.JsonSchema;

/// <summary>
/// Builds checks of keywords that typed reading cannot express. A schema becomes a complete check where the value has no C# type of its
/// own, and a check of the remaining keywords where typed reading enforces some of them.
/// </summary>
internal sealed class CheckBuilder(SchemaIndex index)
{
    private static readonly string[] Assertions =
    [
        "$ref",
        "type",
        "enum",
        "const",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "pattern",
        "minItems",
        "maxItems",
        "uniqueItems",
        "prefixItems",
        "items",
        "contains",
        "unevaluatedItems",
        "properties",
        "required",
        "minProperties",
        "maxProperties",
        "patternProperties",
        "additionalProperties",
        "propertyNames",
        "dependentRequired",
        "dependentSchemas",
        "unevaluatedProperties",
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "if",
    ];

    private readonly NameScope _names = new([
        "Equals",
        "GetHashCode",
        "GetType",
        "ToString",
        "ReferenceEquals",
        "MemberwiseClone",
        "Finalize",
    ]);
    private readonly Dictionary<JsonNode, string> _whole = [];
    private readonly Dictionary<(JsonNode Node, bool Tracked), string> _rests = [];
    private readonly Dictionary<JsonNode, HashSet<string>> _taken = [];
    private readonly List<CheckModel> _checks = [];

    public IReadOnlyList<CheckModel> Checks => _checks;

    /// <summary>Returns whether a schema has become a complete check.</summary>
    public bool IsWhole(JsonNode node) => _whole.ContainsKey(node);

    /// <summary>Returns whether a schema asserts anything about a value.</summary>
    public static bool HasAssertions(Keywords keywords) => keywords.All.Any(member => IsAsked(keywords, member.Name));

    /// <summary>Returns the test of a complete schema.</summary>
    public string Whole(JsonNode node)
    {
        if (_whole.TryGetValue(node, out var known))
            return known;
        if (index[node] is not { } keywords)
            return _whole[node] = node.Kind == JsonKind.Boolean && !node.IsTrue ? CheckModel.False : CheckModel.True;
        if (!HasAssertions(keywords))
            return _whole[node] = CheckModel.True;
        var name = TakeName(node);
        _whole[node] = name;
        Add(node, name, keywords, [], tracked: false);
        return name;
    }

    /// <summary>
    /// Returns the test of a schema's keywords that typed reading does not enforce; <see cref="CheckModel.True"/> when there are none.
    /// </summary>
    /// <param name="node">The schema.</param>
    /// <param name="taken">The keywords that typed reading enforces.</param>
    public string Rest(JsonNode node, HashSet<string> taken)
    {
        _taken[node] = taken;
        return Rest(node, tracked: false);
    }

    /// <summary>Returns a test that combines both tests.</summary>
    public string Both(JsonNode node, string first, string second)
    {
        if (first == CheckModel.True || second == CheckModel.True)
            return first + second;
        var name = TakeName(node);
        _checks.Add(
            new CheckModel(name, index.PointerOf(node), new[] { Call("AllOf", Tests(first, second)) }.ToEquatableArray(), null, null)
        );
        return name;
    }

    private string Rest(JsonNode node, bool tracked)
    {
        var taken = _taken.TryGetValue(node, out var known) ? known : [];
        if (
            index[node] is not { } keywords
            || (!tracked && !keywords.All.Any(member => IsAsked(keywords, member.Name) && !taken.Contains(member.Name)))
        )
            return CheckModel.True;
        if (_rests.TryGetValue((node, tracked), out var name))
            return name;
        name = TakeName(node);
        _rests[(node, tracked)] = name;
        Add(node, name, keywords, taken, tracked);
        return name;
    }

    private void Add(JsonNode node, string name, Keywords keywords, HashSet<string> taken, bool tracked)
    {
        // The position in the list is reserved first, so that a schema comes before its subschemas.
        var place = _checks.Count;
        _checks.Add(null!);
        var properties = keywords["unevaluatedProperties"];
        var items = keywords["unevaluatedItems"];
        var writer = new AssertionWriter(this, index, node, keywords, taken, tracked || properties is not null || items is not null);
        _checks[place] = new CheckModel(
            name,
            index.PointerOf(node),
            writer.Write().ToEquatableArray(),
            properties is null ? null : Whole(properties),
            items is null ? null : Whole(items)
        );
    }

    /// <summary>
    /// Returns the test of a reference's target that typed reading has already followed: it only tracks the evaluated members and
    /// items, and checks the remaining keywords.
    /// </summary>
    public string RestOfTarget(JsonNode node) => index.TargetOf(node) is { } target ? Rest(target, tracked: true) : CheckModel.True;

    public static AssertionModel Call(string method, params ArgumentModel[] arguments) => new(method, arguments.ToEquatableArray());

    public static ArgumentModel Tests(params string[] names) => new(ArgumentKind.Tests, names.ToEquatableArray());

    /// <summary>Returns whether a keyword asserts anything about a value.</summary>
    public static bool IsAsked(Keywords keywords, string name) =>
        Assertions.Contains(name) || (name == "format" && IsCheckedFormat(keywords));

    /// <summary>
    /// Returns whether the format is checked. A typed format is checked with the type string, whether or not it
    /// becomes a C# type there.
    /// </summary>
    public static bool IsCheckedFormat(Keywords keywords) =>
        KeywordValues.IsTypedFormat(keywords.Text("format")) && TypeSet.Of(keywords).Names.Contains("string");

    private string TakeName(JsonNode node)
    {
        var words = JsonPointer.Segments(index.PointerOf(node)).Where(segment => segment is not ("properties" or "$defs")).Select(Pascal);
        return _names.Take(string.Concat(words), "Payload");
    }

    private static string Pascal(string segment) =>
        segment.All(character => character is >= '0' and <= '9') ? segment : Names.Pascal(segment);
}
