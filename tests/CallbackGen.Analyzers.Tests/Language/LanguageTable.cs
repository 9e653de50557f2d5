using System.Globalization;
using System.Text.Json;
using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Analyzers.Tests.Language;

/// <summary>The parser's table of keywords, each with its description in the meta-schema.</summary>
internal sealed class LanguageTable
{
    private const string PayloadKeywords = "$defs/schema/properties/";

    private readonly JsonElement _meta = JsonDocument.Parse(Repository.MetaSchema).RootElement;

    /// <summary>Every object of the language, in the order of the parser's table.</summary>
    public static IReadOnlyList<KeywordSet> Sets { get; } =
    [
        .. typeof(SchemaKeywords)
            .GetProperties()
            .Where(property => property.PropertyType == typeof(KeywordSet))
            .Select(property => (KeywordSet)property.GetValue(null)!),
    ];

    /// <summary>Returns the paths of a set in the meta-schema: one path, except for parts with members, which have two.</summary>
    public static IReadOnlyList<string> PathsOf(KeywordSet set) =>
        set == SchemaKeywords.Members
            ? ["$defs/memberList", "$defs/allMembers"]
            : [.. KeywordTableTests.Objects.Where(entry => entry.Value == set).Select(entry => entry.Key)];

    /// <summary>Returns the description of an object, or null where only its keyword has one.</summary>
    public string? Describe(KeywordSet set) =>
        PathsOf(set).Select(path => Text(path, "description")).FirstOrDefault(text => text is not null);

    /// <summary>Returns the description of a keyword, or null when the meta-schema has none.</summary>
    public string? FindDescription(KeywordSet set, Keyword keyword) =>
        Members(set, keyword).Select(path => Text(path, "description")).FirstOrDefault(text => text is not null);

    public string Describe(KeywordSet set, Keyword keyword) => FindDescription(set, keyword) ?? "";

    /// <summary>Returns whether an object other than the payload schema refers to the payload schema's definition of a keyword.</summary>
    public bool IsOfPayload(KeywordSet set, Keyword keyword) =>
        set != SchemaKeywords.Payload
        && Members(set, keyword)
            .Take(1)
            .All(path =>
                Find(path) is { } found
                && found.TryGetProperty("$ref", out var target)
                && target.GetString()!.StartsWith("#/" + PayloadKeywords, StringComparison.Ordinal)
                && !found.TryGetProperty("description", out _)
            );

    /// <summary>Returns the words that the parser accepts.</summary>
    public IEnumerable<string> WordsOf(KeywordSet set, Keyword keyword) =>
        Members(set, keyword)
            .SelectMany(path => new[] { path + "/enum", path + "/items/enum" })
            .Select(path => KeywordTableTests.Words.GetValueOrDefault(path))
            .FirstOrDefault(words => words is not null)
        ?? [];

    /// <summary>Returns the default value of a keyword, or null where the meta-schema states none.</summary>
    public JsonElement? DefaultOf(KeywordSet set, Keyword keyword) =>
        Members(set, keyword)
            .Select(path => Find(path) is { } found && found.TryGetProperty("default", out var value) ? value : (JsonElement?)null)
            .FirstOrDefault(value => value is not null);

    /// <summary>Returns the paths of a keyword in the meta-schema, and the paths that they refer to.</summary>
    private IEnumerable<string> Members(KeywordSet set, Keyword keyword)
    {
        foreach (var path in PathsOf(set).Select(path => $"{path}/properties/{keyword.Name}".TrimStart('/')))
        {
            for (var at = path; Find(at) is { ValueKind: JsonValueKind.Object } found;)
            {
                yield return at;
                if (!found.TryGetProperty("$ref", out var target))
                    break;
                at = target.GetString()!.TrimStart('#', '/');
            }
        }
    }

    private string? Text(string path, string name) =>
        Find(path) is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var text) ? text.GetString() : null;

    private JsonElement? Find(string path)
    {
        var element = _meta;
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (element.ValueKind == JsonValueKind.Array)
                element = element[int.Parse(segment, CultureInfo.InvariantCulture)];
            else if (!element.TryGetProperty(segment, out element))
                return null;
        }

        return element;
    }
}
