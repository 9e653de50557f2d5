using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Callback;
using CallbackGen.Generator.Schema.JsonSchema;
using CallbackGen.Generator.Schema.Vocabulary;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator.Schema;

/// <summary>The content of one schema file, and its problems.</summary>
/// <param name="Feed">The feed, as far as it could be read; null when not even its name could be read.</param>
/// <param name="Problems">The problems, in the order of discovery.</param>
/// <param name="NamePlace">The span of the feed's name, for problems with the name itself.</param>
internal sealed record SchemaResult(FeedModel? Feed, IReadOnlyList<Problem> Problems, TextSpan NamePlace)
{
    /// <summary>
    /// Gets whether handlers may not compile because of the file's problems: it is not JSON, names no feed, has a value without a type,
    /// or its errors leave members unsigned. The generator then reports all problems, and the analyzer none.
    /// </summary>
    public bool IsDecisive { get; init; }

    /// <summary>Gets the problems that the generator reports.</summary>
    public IEnumerable<Problem> OfGenerator => Problems.Where(IsOfGenerator);

    /// <summary>Gets the problems that the analyzer reports: all others.</summary>
    public IEnumerable<Problem> OfAnalyzer => Problems.Where(problem => !IsOfGenerator(problem));

    /// <summary>Gets the span of <c>select</c>, for conflicts with the conditions of other feeds.</summary>
    public TextSpan SelectPlace { get; init; }

    /// <summary>Gets the span of <c>event</c>, for conflicts with other feeds that share it.</summary>
    public TextSpan EventPlace { get; init; }

    /// <summary>Gets the declaration of each member of each record, by the record's C# name and the member's JSON name.</summary>
    public IReadOnlyDictionary<(string Type, string Member), JsonMember> MemberPlaces { get; init; } =
        new Dictionary<(string Type, string Member), JsonMember>();

    /// <summary>
    /// Gets the declaration of each type, member and listed value of the payload, by its JSON name; the name is null for a type.
    /// </summary>
    public IReadOnlyList<(string Type, string? Name, TextSpan Place)> Origins { get; init; } = [];

    /// <summary>Gets the spans of algorithms for which the project needs the package of <see cref="TokenLibrary"/>.</summary>
    public IReadOnlyList<(TextSpan Place, TokenLibrary Library)> TokenLibraryPlaces { get; init; } = [];

    /// <summary>Gets the locations of signing keys that other files may also sign with.</summary>
    public KeyPlaces KeyPlaces { get; init; } = new();

    private bool IsOfGenerator(Problem problem) => IsDecisive || problem.IsDecisive;
}

/// <summary>Reads a schema file: its payload, then its <c>callback</c> part, then the rules about both.</summary>
internal static class SchemaReader
{
    /// <summary>The end of a schema file's name, after the name of its feed.</summary>
    public const string FileSuffix = ".callback.json";

    /// <summary>Returns whether a file is a schema file, by its name.</summary>
    public static bool IsSchemaFile(string path) => path.EndsWith(FileSuffix, StringComparison.OrdinalIgnoreCase);

    public static SchemaResult Read(string text)
    {
        var problems = new ProblemList();
        var root = JsonReader.Read(text, out var errors);
        foreach (var error in errors)
        {
            if (error.DuplicateName is { } name)
                problems.Add(SchemaRules.DuplicateMember, error.Span, name);
            else
                problems.Add(SchemaRules.NotJson, error.Span, error.Message);
        }

        // The text after a syntax error was not read, so that problems about missing or undeclared parts would be unreliable.
        var syntax = errors.Any(error => error.DuplicateName is null) ? problems.Problems.ToList() : null;

        if (root is not { Kind: JsonKind.Object })
        {
            if (root is not null)
                problems.Add(SchemaRules.WrongKind, Places.Head(root), "the file", "one JSON object");
            return new SchemaResult(null, syntax ?? problems.Problems, default) { IsDecisive = true };
        }

        var keywords = SchemaKeywords.Root.Check(root, problems);
        var place = keywords["callback"] is { } callback ? callback.Find("feed")?.Span ?? Places.Head(callback) : Places.Head(root);
        var result = keywords["callback"] is { } part ? ReadFeed(root, keywords, part, problems) : null;
        return (result ?? new SchemaResult(null, [], default)) with
        {
            Problems = syntax ?? problems.Problems,
            IsDecisive = syntax is not null || result?.IsDecisive != false,
            NamePlace = place,
            SelectPlace = keywords["callback"]?.Members.FirstOrDefault(member => member.Name == "select")?.NameSpan ?? place,
            EventPlace = keywords["callback"]?.Find("event")?.Span ?? place,
            TokenLibraryPlaces = problems.TokenLibraryPlaces,
            KeyPlaces = problems.KeyPlaces,
        };
    }

    private static SchemaResult? ReadFeed(JsonNode root, Keywords keywords, JsonNode callback, ProblemList problems)
    {
        var reader = new CallbackReader(callback, problems);
        if (reader.TypeName is not { } typeName)
            return null;
        var index = new SchemaIndex(root, keywords, problems);
        var payload = new PayloadSchemaReader(typeName, index, problems);
        var alternatives = new EventsReader(payload, index, typeName, problems);
        var events = alternatives.Read(reader.ReadDiscriminator());
        if (events is null)
            payload.ReadRoot();
        var map = new PayloadMap(payload.Objects, payload.Enums, events, typeName);
        if (map.TooLarge)
            problems.Add(
                SchemaRules.TooLarge,
                Places.Head(keywords["properties"] ?? keywords["oneOf"] ?? root),
                "it has more members, or deeper ones, than can be compiled: records that contain each other many times multiply"
            );
        var feed = reader.Read(payload, map, events, keywords.Text("description") ?? keywords.Text("title"));
        feed = new EventNameRule(alternatives.Places, problems).Apply(feed);
        return new SchemaResult(feed, [], default)
        {
            MemberPlaces = payload.MemberPlaces,
            Origins = payload.Origins,
            IsDecisive = payload.LacksTypes || reader.MovesLevel,
        };
    }
}
