using System.Text.RegularExpressions;

namespace CallbackGen.Generator.Tests.Repository;

/// <summary>The page for contributors refers to existing folders, files, tests and types.</summary>
public sealed partial class ContributingPageTests
{
    private static readonly string[] Folders = [".ci", ".config", ".github", "generator", "runtime", "schemas", "tests"];

    /// <summary>The code of the page: within lines, and in blocks of commands and C#.</summary>
    private static readonly List<string> Code = ReadCode();

    /// <summary>Every file of the repository that is not generated, by its path with slashes from the root.</summary>
    private static readonly List<string> Files =
    [
        .. RepositoryFiles.Written(Folders),
        .. Directory.EnumerateFiles(RepositoryFiles.Root).Select(path => Path.GetFileName(path)),
    ];

    /// <summary>Every word of the sources.</summary>
    private static readonly HashSet<string> Words = ReadWords();

    [Fact]
    public void Every_path_is_there()
    {
        var paths = Code.SelectMany(code => PathIn().Matches(code).Select(match => match.Value)).Distinct().ToList();

        Assert.True(paths.Count > 40, $"{paths.Count} paths are named.");
        Assert.All(paths, path => Assert.True(Path.Exists(Path.Combine(RepositoryFiles.Root, path)), $"There is no {path}."));
    }

    [Fact]
    public void Every_file_that_is_named_without_its_folder_is_there() =>
        Assert.All(
            Code.Where(code => FileName().IsMatch(code) && !code.StartsWith("PublicAPI.", StringComparison.Ordinal)).Distinct(),
            name => Assert.Contains(Files, file => file == name || file.EndsWith("/" + name, StringComparison.Ordinal))
        );

    [Fact]
    public void Every_test_class_is_there()
    {
        var tests = Code.SelectMany(code => TestClass().Matches(code).Select(match => match.Value)).Distinct().ToList();

        Assert.True(tests.Count > 15, $"{tests.Count} test classes are named.");
        Assert.All(
            tests,
            test =>
                Assert.Contains(
                    Files,
                    file => file.StartsWith("tests/", StringComparison.Ordinal) && file.EndsWith($"/{test}.cs", StringComparison.Ordinal)
                )
        );
    }

    /// <summary>Types, members, properties and variables; the ids of rules are checked elsewhere.</summary>
    [Fact]
    public void Every_name_occurs_in_the_sources() =>
        Assert.All(
            Code.Where(code => Name().IsMatch(code)).SelectMany(code => code.Split('.')).Distinct(),
            word => Assert.True(Words.Contains(word), $"Nothing is called {word}.")
        );

    private static List<string> ReadCode()
    {
        var page = RepositoryFiles.Read(".github/CONTRIBUTING.md").ReplaceLineEndings("\n");
        var blocks = Fence().Matches(page).SelectMany(block => block.Value.Split('\n')[1..^1]);
        return [.. Span().Matches(Fence().Replace(page, "")).Select(match => match.Groups[1].Value), .. blocks];
    }

    private static HashSet<string> ReadWords() =>
        [
            .. Files
                .Where(path => Path.GetExtension(path) is ".cs" or ".props" or ".csproj" or ".targets" or ".yml")
                .SelectMany(path => Regex.Matches(RepositoryFiles.Read(path), @"\w+"))
                .Select(match => match.Value),
        ];

    [GeneratedRegex(@"(?<![\w./-])(?:\.ci|\.config|\.github|generator|runtime|schemas|tests)(?:/[\w.-]+)+")]
    private static partial Regex PathIn();

    [GeneratedRegex(@"^[\w.]+\.(?:cs|md|json|yml|sln|props)$")]
    private static partial Regex FileName();

    [GeneratedRegex(@"(?<![\w.])[A-Z]\w*[a-z]Tests\b")]
    private static partial Regex TestClass();

    [GeneratedRegex(@"^(?!PublicAPI\.)[A-Z][A-Za-z_]{3,}(?:\.[A-Z]\w+)*(?<!\.cs)$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^ *```.*?^ *```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"`([^`\n]+)`")]
    private static partial Regex Span();
}
