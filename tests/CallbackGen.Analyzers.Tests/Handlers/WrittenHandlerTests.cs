using CallbackGen.Analyzers.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>
/// Handlers as shops write them, under all rules at once: <c>Written/Right</c> has no diagnostics, <c>Written/Wrong</c> exactly the marked
/// ones, and <c>Written/Tests</c> is the test project of a shop. Each folder is one compilation.
/// </summary>
public sealed class WrittenHandlerTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "CallbackGen.Analyzers.Tests", "Handlers", "Written");

    private static readonly Dictionary<string, Lazy<Task<IReadOnlyList<Verdict>>>> Folders = new()
    {
        ["Right"] = new(() => AnalyzeAsync("Right", "")),
        ["Wrong"] = new(() => AnalyzeAsync("Wrong", "")),
        ["Tests"] = new(() => AnalyzeAsync("Tests", "build_property.IsTestProject = true")),
    };

    public static TheoryData<string, string> Files
    {
        get
        {
            var files = new TheoryData<string, string>();
            foreach (var folder in Folders.Keys)
            {
                foreach (var path in FilesOf(folder))
                    files.Add(folder, Path.GetFileName(path));
            }

            return files;
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_handler_raises_what_is_marked_in_it(string folder, string file)
    {
        var verdict = (await Folders[folder].Value).Single(verdict => verdict.File == file);
        Assert.True(verdict.Expected == verdict.Reported, $"Expected:\n{verdict.Expected}\nReported:\n{verdict.Reported}");
    }

    [Fact]
    public async Task What_is_right_has_no_marks()
    {
        Assert.All(await Folders["Right"].Value, verdict => Assert.Equal("", verdict.Expected));
        Assert.All(await Folders["Wrong"].Value, verdict => Assert.NotEqual("", verdict.Expected));
    }

    /// <summary>
    /// After all fixes of a rule at once, as <c>dotnet format</c> applies them, the code compiles without the fixed diagnostics.
    /// </summary>
    [Fact]
    public async Task What_is_fixed_compiles_and_is_gone()
    {
        var project = await ProjectAsync([.. FilesOf("Wrong").Select(path => Markup.Parse(File.ReadAllText(path)).Text)], "");
        await FixTrial.RunAsync(project, await HandlerProject.AnalyzeAsync(project, AllAnalyzers.OfHandlers), each: Effort.IsDeep);
    }

    private static async Task<Project> ProjectAsync(IReadOnlyList<string> sources, string config)
    {
        string[] texts = [.. sources, File.ReadAllText(Path.Combine(Folder, "Libraries.cs"))];
        return config.Length == 0 ? await HandlerProject.CreateAsync(texts) : HandlerProject.Create(texts, HandlerFeeds.All, config);
    }

    private static async Task<IReadOnlyList<Verdict>> AnalyzeAsync(string folder, string config)
    {
        var paths = FilesOf(folder);
        var files = paths.Select(path => Markup.Parse(File.ReadAllText(path))).ToList();
        var project = await ProjectAsync([.. files.Select(file => file.Text)], config);
        var reported = await HandlerProject.AnalyzeAsync(project, AllAnalyzers.OfHandlers, mustCompile: true);
        var verdicts = new List<Verdict>();
        for (var i = 0; i < paths.Count; i++)
        {
            var (text, expected) = files[i];
            var document = $"/shop/File{i}.cs";
            verdicts.Add(
                new Verdict(
                    Path.GetFileName(paths[i]),
                    Describe(text, expected),
                    Describe(
                        text,
                        reported
                            .Where(diagnostic => diagnostic.Location.GetLineSpan().Path == document)
                            .Select(diagnostic => new Expected(diagnostic.Id, diagnostic.Location.SourceSpan))
                    )
                )
            );
        }

        // A feed without an endpoint is reported in its schema file.
        Assert.DoesNotContain(
            reported,
            diagnostic => diagnostic.Location.GetLineSpan().Path is { } path && !path.StartsWith("/shop/File", StringComparison.Ordinal)
        );
        return verdicts;
    }

    private static string Describe(string text, IEnumerable<Expected> found) =>
        string.Join(
            '\n',
            found
                .OrderBy(item => item.Span.Start)
                .ThenBy(item => item.Span.Length)
                .ThenBy(item => item.Id, StringComparer.Ordinal)
                .Select(item =>
                    $"line {text.Take(item.Span.Start).Count(character => character == '\n') + 1}: "
                    + $"{item.Id} {text.Substring(item.Span.Start, item.Span.Length)}"
                )
        );

    private static List<string> FilesOf(string folder) =>
        [.. Directory.GetFiles(Path.Combine(Folder, folder), "*.cs").Order(StringComparer.Ordinal)];

    private sealed record Verdict(string File, string Expected, string Reported);
}
