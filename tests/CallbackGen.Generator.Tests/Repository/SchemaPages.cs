using System.Text.Json;
using System.Text.RegularExpressions;

namespace CallbackGen.Generator.Tests.Repository;

/// <summary>The pages about schemas, and the complete schemas that they show.</summary>
internal static partial class SchemaPages
{
    private static readonly string Folder = Path.Combine(RepositoryFiles.Root, "schemas");

    /// <summary>Gets the pages, by path from the repository's root.</summary>
    public static IReadOnlyList<string> Paths { get; } =
    [
        .. Directory
            .EnumerateFiles(Folder, "*.md", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(RepositoryFiles.Root, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Gets the complete schemas of all pages, by the name of their feed.</summary>
    public static IReadOnlyDictionary<string, PageSchema> Schemas { get; } =
        Paths.SelectMany(Read).ToDictionary(schema => schema.Name, StringComparer.Ordinal);

    public static string Text(string page) => File.ReadAllText(Path.Combine(RepositoryFiles.Root, page)).ReplaceLineEndings("\n");

    /// <summary>Returns the code blocks of a page: the language and the text of each.</summary>
    public static IReadOnlyList<(string Language, string Text)> Blocks(string page) =>
        [.. Block().Matches(Text(page)).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];

    private static IEnumerable<PageSchema> Read(string page)
    {
        foreach (var (language, text) in Blocks(page))
        {
            if (language == "json" && NameOf(text) is { } name)
                yield return new PageSchema(page, name, text);
        }
    }

    /// <summary>Returns the name of the feed whose complete schema a block is; null for a part of a schema.</summary>
    private static string? NameOf(string json)
    {
        if (!json.StartsWith('{'))
            return null;
        using var document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty("callback", out var callback) && callback.TryGetProperty("verify", out _)
            ? $"{callback.GetProperty("provider").GetString()}.{callback.GetProperty("feed").GetString()}".ToLowerInvariant()
            : null;
    }

    [GeneratedRegex(@"^```([a-z]+)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}

/// <summary>A schema in a page.</summary>
/// <param name="Page">The page.</param>
/// <param name="Name">The name of the feed, in the form of its file name.</param>
/// <param name="Text">The schema.</param>
internal sealed record PageSchema(string Page, string Name, string Text);
