using System.Text.RegularExpressions;

namespace CallbackGen.Tests;

/// <summary>A block of code on a page of the documentation.</summary>
/// <param name="Heading">The heading above it.</param>
/// <param name="Language">Its language; commands are <c>console</c>.</param>
/// <param name="Text">The text.</param>
/// <param name="File">Its file, if the line before names one (<c>`Program.cs`:</c>); or null.</param>
public sealed record Block(string Heading, string Language, string Text, string? File);

/// <summary>The parts of a documentation page that a reader copies: commands, and files.</summary>
public static partial class Page
{
    /// <summary>The commands and files of a page, from top to bottom.</summary>
    /// <param name="path">The page, from the repository's root.</param>
    public static IReadOnlyList<Block> Read(string path) =>
        [.. Blocks(path).Where(block => block.Language == "console" || block.File is not null)];

    /// <summary>All blocks of a page, from top to bottom.</summary>
    /// <param name="path">The page, from the repository's root.</param>
    public static IReadOnlyList<Block> Blocks(string path)
    {
        var blocks = new List<Block>();
        var (heading, before, language) = ("", "", "");
        List<string>? text = null;
        foreach (var line in File.ReadLines(Path.Combine(TestFolders.Repository, path)))
        {
            if (text is not null && line != "```")
            {
                text.Add(line);
            }
            else if (text is not null)
            {
                blocks.Add(
                    new(
                        heading,
                        language,
                        string.Join('\n', text),
                        NamedFile().Match(before) is { Success: true } file ? file.Groups[1].Value : null
                    )
                );
                (before, text) = ("", null);
            }
            else if (line.StartsWith("```", StringComparison.Ordinal))
            {
                (language, text) = (line[3..], []);
            }
            else if (line.StartsWith('#'))
            {
                heading = line.TrimStart('#', ' ');
            }
            else if (line.Length > 0)
            {
                before = line;
            }
        }

        return blocks;
    }

    /// <summary>The commands and files under some headings of a page, each of which has at least one.</summary>
    /// <param name="path">The page, from the repository's root.</param>
    /// <param name="headings">The headings.</param>
    public static IReadOnlyList<Block> Under(string path, params string[] headings)
    {
        var blocks = Read(path).Where(block => headings.Contains(block.Heading)).ToList();
        Assert.All(headings, heading => Assert.Contains(blocks, block => block.Heading == heading));
        return blocks;
    }

    [GeneratedRegex("`([^` ]+[.][a-z]+)`:$")]
    private static partial Regex NamedFile();
}
