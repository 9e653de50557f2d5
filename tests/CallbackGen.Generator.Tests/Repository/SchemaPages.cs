using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CallbackGen.Generator.Tests.Repository;

/// <summary>The pages about schemas, and the whole schemas that they show.</summary>
internal static partial class SchemaPages
{
    private static readonly string Folder = Path.Combine(RepositoryFiles.Root, "schemas");

    /// <summary>The pages, by path from the repository's root.</summary>
    public static IReadOnlyList<string> Paths { get; } =
    [
        .. Directory.EnumerateFiles(Folder, "*.md", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(RepositoryFiles.Root, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The whole schemas of all pages, by the name of their feed.</summary>
    public static IReadOnlyDictionary<string, PageSchema> Schemas { get; } =
        Paths.SelectMany(Read).ToDictionary(schema => schema.Name, StringComparer.Ordinal);

    public static string Text(string page) => File.ReadAllText(Path.Combine(RepositoryFiles.Root, page)).ReplaceLineEndings("\n");

    /// <summary>The blocks of a page: the language and the text of each.</summary>
    public static IReadOnlyList<(string Language, string Text)> Blocks(string page) =>
        [.. Block().Matches(Text(page)).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];

    private static IEnumerable<PageSchema> Read(string page)
    {
        var blocks = Blocks(page);
        for (var i = 0; i < blocks.Count; i++)
        {
            if (blocks[i] is not ("json", var text) || NameOf(text) is not { } name)
                continue;
            // What stands behind a schema, up to the next block of JSON, are requests with what they are answered.
            var exchanges = blocks.Skip(i + 1).TakeWhile(block => block.Language != "json").Chunk(2)
                .Where(pair => pair is [("http", _), ("text", _)]).Select(pair => new Exchange(RequestOf(pair[0].Text), pair[1].Text.TrimEnd('\n')));
            yield return new PageSchema(page, name, text, [.. exchanges]);
        }
    }

    /// <summary>The name of the feed whose whole schema a block is; null where it is a piece of one.</summary>
    private static string? NameOf(string json)
    {
        if (!json.StartsWith('{'))
            return null;
        using var document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty("callback", out var callback) && callback.TryGetProperty("verify", out _)
            ? $"{callback.GetProperty("provider").GetString()}.{callback.GetProperty("feed").GetString()}".ToLowerInvariant()
            : null;
    }

    private static CallbackRequest RequestOf(string http)
    {
        var parts = http.TrimEnd('\n').Split("\n\n", 2);
        var lines = parts[0].Split('\n');
        var (method, target) = (lines[0].Split(' ')[0], lines[0].Split(' ')[1]);
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1])).ToList();
        return new CallbackRequest
        {
            Method = method,
            Path = target.Split('?')[0],
            Query = target.Contains('?', StringComparison.Ordinal) ? target[(target.IndexOf('?', StringComparison.Ordinal) + 1)..] : "",
            ContentType = headers.Find(header => header.Key == "Content-Type").Value,
            Headers = CallbackHeaders.From(headers),
            Body = Encoding.UTF8.GetBytes(parts.ElementAtOrDefault(1) ?? ""),
        };
    }

    [GeneratedRegex(@"^```([a-z]+)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}

/// <summary>A schema that a page shows.</summary>
/// <param name="Page">The page.</param>
/// <param name="Name">The feed's name, as that of its file would be.</param>
/// <param name="Text">The schema.</param>
/// <param name="Exchanges">The requests that the page shows behind it, with what each is answered.</param>
internal sealed record PageSchema(string Page, string Name, string Text, IReadOnlyList<Exchange> Exchanges);

/// <summary>A request as a page shows it, and the body that it is answered with.</summary>
internal sealed record Exchange(CallbackRequest Request, string Answer);
