using System.Text.Json;

namespace CallbackGen.Generator.Tests.Tolerance;

/// <summary>
/// A schema of a payload together with what it refers to. It is read from the file itself, so that a fault of the generator's own model
/// cannot hide a member from a test.
/// </summary>
internal sealed class DeclaredSchema
{
    private readonly JsonElement _file;
    private readonly List<JsonElement> _parts = [];

    public DeclaredSchema(JsonElement file, JsonElement schema)
    {
        _file = file;
        Add(schema);
        Types = [.. _parts.Select(TypesOf).OfType<IEnumerable<string>>().Aggregate((IEnumerable<string>?)null, Both) ?? []];
    }

    /// <summary>Gets the JSON types; empty when the schema states none.</summary>
    public IReadOnlyList<string> Types { get; }

    /// <summary>Gets the only type besides null; null when there is none, or several.</summary>
    public string? Type => Types.Where(type => type != "null").ToList() is [var only] ? only : null;

    public bool IsNullable => Types.Contains("null");

    public bool Coerces => IsTrue("coerce");

    public string? Format => Find("format")?.GetString();

    public bool HasDateFormat => Find("dateFormat") is not null;

    public bool IsDate => HasDateFormat || Format is "date" or "date-time";

    /// <summary>Gets whether values beside the listed ones are read, which keep their text.</summary>
    public bool IsOpenEnum => Type is "string" or "integer" && Find("enum") is not null && !IsTrue("closed");

    /// <summary>Gets whether only certain values are read: a constant, or the values of a closed list.</summary>
    public bool IsFixed => Find("const") is not null || (Find("enum") is not null && !IsOpenEnum);

    /// <summary>Gets the schema of the array's items, if any.</summary>
    public DeclaredSchema? Item => Below("items");

    /// <summary>Gets the schema of the map's entries, if any.</summary>
    public DeclaredSchema? Entry => Below("additionalProperties");

    /// <summary>Gets whether the object has declared members.</summary>
    public bool IsRecord => Type == "object" && Members.Any();

    public IEnumerable<(string Name, DeclaredSchema Schema)> Members =>
        _parts
            .Where(part => part.TryGetProperty("properties", out _))
            .SelectMany(part => part.GetProperty("properties").EnumerateObject())
            .Select(member => (member.Name, new DeclaredSchema(_file, member.Value)));

    public IEnumerable<string> Required =>
        _parts
            .Where(part => part.TryGetProperty("required", out _))
            .SelectMany(part => part.GetProperty("required").EnumerateArray())
            .Select(name => name.GetString()!);

    private static IEnumerable<string>? TypesOf(JsonElement schema) =>
        !schema.TryGetProperty("type", out var type) ? null
        : type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()!)
        : [type.GetString()!];

    private static IEnumerable<string>? Both(IEnumerable<string>? left, IEnumerable<string> right) => left?.Intersect(right) ?? right;

    private void Add(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return;
        _parts.Add(schema);
        if (!schema.TryGetProperty("$ref", out var reference))
            return;
        var target = reference.GetString()!;
        Assert.True(target.StartsWith("#/", StringComparison.Ordinal), $"Say how {target} is found.");
        Add(JsonEditor.Segments(target[1..]).Aggregate(_file, (node, segment) => node.GetProperty(segment)));
    }

    private DeclaredSchema? Below(string keyword) =>
        Find(keyword) is { ValueKind: JsonValueKind.Object } schema ? new(_file, schema) : null;

    private bool IsTrue(string keyword) => Find(keyword)?.ValueKind == JsonValueKind.True;

    private JsonElement? Find(string keyword)
    {
        foreach (var part in _parts)
        {
            if (part.TryGetProperty(keyword, out var value))
                return value;
        }

        return null;
    }
}
