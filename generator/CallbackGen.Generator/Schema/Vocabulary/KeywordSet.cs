using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;

namespace CallbackGen.Generator.Schema.Vocabulary;

/// <summary>A keyword: its name, the kinds of JSON value that it accepts, and whether it is required.</summary>
internal sealed record Keyword(string Name, JsonKind Kinds, bool Required = false);

/// <summary>
/// The keywords that an object of the schema language may contain. This is their only list; the meta-schema is tested against it.
/// </summary>
internal sealed class KeywordSet(string name, params Keyword[] keywords)
{
    private const int MostGuesses = 1000;

    private readonly Dictionary<string, Keyword> _keywords = keywords.ToDictionary(keyword => keyword.Name, StringComparer.Ordinal);

    private readonly Keyword[] _required = [.. keywords.Where(keyword => keyword.Required)];

    /// <summary>Gets the name of the object in diagnostics, with its article.</summary>
    public string Name { get; } = name;

    public IEnumerable<Keyword> Keywords => _keywords.Values;

    /// <summary>Checks an object's members and returns those that are known and have the right kind.</summary>
    public Keywords Check(JsonNode node, ProblemList problems)
    {
        var found = new List<JsonMember>(node.Members.Count);
        HashSet<string>? misspelt = null;
        foreach (var member in node.Members)
        {
            if (!_keywords.TryGetValue(member.Name, out var keyword))
                (misspelt ??= new(StringComparer.Ordinal)).Add(ReportUnknown(member, problems) ?? "");
            else if ((member.Value.Kind & keyword.Kinds) == 0)
                problems.Add(SchemaRules.WrongKind, Places.Head(member.Value), member.Name, Describe(keyword.Kinds));
            else
                found.Add(member);
        }

        foreach (var keyword in _required)
        {
            // One misspelling is one report: the keyword that was meant is not reported as missing.
            if (node.Find(keyword.Name) is null && misspelt?.Contains(keyword.Name) != true)
                problems.Add(SchemaRules.MissingKeyword, Places.Head(node), keyword.Name, Name);
        }

        return new Keywords(found);
    }

    /// <summary>Reports a name that is not a keyword, and returns the keyword that was probably meant.</summary>
    private string? ReportUnknown(JsonMember member, ProblemList problems)
    {
        if (SchemaKeywords.Unsupported.TryGetValue(member.Name, out var advice))
        {
            problems.Add(SchemaRules.UnsupportedKeyword, member.NameSpan, member.Name, advice);
            return null;
        }

        // A file with many unknown names is not full of typos, and a suggestion for each name would take minutes.
        var nearest = problems.Problems.Count < MostGuesses ? Spelling.Nearest(member.Name, _keywords.Keys) : null;
        problems.Add(
            SchemaRules.UnknownKeyword,
            member.NameSpan,
            member.Name,
            Name,
            nearest is null ? "; remove it" : Spelling.Guess(nearest)
        );
        return nearest;
    }

    public static string Describe(JsonKind kinds)
    {
        var names = new List<string>();
        foreach (var (kind, name) in KindNames)
        {
            if ((kinds & kind) != 0)
                names.Add(name);
        }

        return names.Count > 0 ? string.Join(" or ", names) : "another kind of value";
    }

    private static readonly (JsonKind Kind, string Name)[] KindNames =
    [
        (JsonKind.Object, "an object"),
        (JsonKind.Array, "an array"),
        (JsonKind.String, "a string"),
        (JsonKind.Number, "a number"),
        (JsonKind.Boolean, "true or false"),
        (JsonKind.Null, "null"),
    ];
}

/// <summary>
/// The keywords of one object, all known and of the right kind. A linear search is faster than hashing, because there are few.
/// </summary>
internal sealed class Keywords(List<JsonMember> members)
{
    public JsonNode? this[string name] => Member(name)?.Value;

    public JsonMember? Member(string name)
    {
        foreach (var member in members)
        {
            if (member.Name == name)
                return member;
        }

        return null;
    }

    public bool Has(string name) => Member(name) is not null;

    public string? Text(string name) => this[name]?.Text;

    public bool IsTrue(string name) => this[name]?.IsTrue == true;

    public IEnumerable<JsonMember> All => members;
}
