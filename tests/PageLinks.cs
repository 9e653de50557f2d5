using System.Text.RegularExpressions;

namespace CallbackGen.Tests;

/// <summary>The pages of the repository, their headings and their links.</summary>
internal static partial class PageLinks
{
    private static readonly string[] Folders = [".github", "generator", "runtime", "schemas", "tests"];

    /// <summary>Every page, by path with slashes from the repository's root.</summary>
    public static IEnumerable<string> Pages(string root) =>
        Folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*.md", SearchOption.AllDirectories))
            .Append(Path.Combine(root, "README.md"))
            .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or "node_modules"))
            .Order(StringComparer.Ordinal);

    /// <summary>The links of a page to missing files, and to headings that a page does not have.</summary>
    public static IEnumerable<string> Broken(string root, string page)
    {
        var path = Path.Combine(root, page);
        foreach (
            var link in Link()
                .Matches(Code().Replace(File.ReadAllText(path).ReplaceLineEndings("\n"), ""))
                .Select(match => match.Groups[1].Value)
        )
        {
            var parts = link.Split('#', 2);
            var target = parts[0].Length == 0 ? path : Path.Combine(Path.GetDirectoryName(path)!, parts[0]);
            if (!Path.Exists(target))
                yield return $"{link}: there is no such file";
            else if (parts.Length == 2 && target.EndsWith(".md", StringComparison.Ordinal) && !Anchors(target).Contains(parts[1]))
                yield return $"{link}: the page has no such heading";
        }
    }

    /// <summary>The anchor of a heading on GitHub.</summary>
    public static string Anchor(string heading) => NotInAnchors().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    private static HashSet<string> Anchors(string page)
    {
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        foreach (
            var heading in Heading()
                .Matches(Fence().Replace(File.ReadAllText(page).ReplaceLineEndings("\n"), ""))
                .Select(match => match.Groups[1].Value)
        )
        {
            var anchor = Anchor(TargetOfLink().Replace(heading, "$1"));
            for (var again = 0; !anchors.Add(again == 0 ? anchor : $"{anchor}-{again}"); again++)
            {
                // The second heading with the same text has a number appended.
            }
        }

        return anchors;
    }

    [GeneratedRegex(@"\]\((?!https?:|mailto:)([^)\s]+)\)")]
    private static partial Regex Link();

    /// <summary>Code: blocks, and spans within a line.</summary>
    [GeneratedRegex(@"^ *```.*?^ *```$|`[^`\n]*`", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"^ *```.*?^ *```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex TargetOfLink();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchors();
}
