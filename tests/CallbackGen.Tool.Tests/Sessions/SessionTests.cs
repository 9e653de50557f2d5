using CallbackGen.Tests;
using CallbackGen.Tool.Tests.Harness;

namespace CallbackGen.Tool.Tests.Sessions;

/// <summary>
/// Runs all sessions of the tool on the documentation's pages. The variable CALLBACKGEN_UPDATE=1 writes the actual output into the page.
/// </summary>
public sealed class SessionTests : IDisposable
{
    private const string Update = "CALLBACKGEN_UPDATE";

    private readonly ToolFolder _folder = new();

    /// <summary>The pages with a session, by their paths in the repository.</summary>
    public static TheoryData<string> Pages =>
        [
            .. Directory
                .GetFiles(Path.Combine(TestFolders.Repository, "runtime"), "*.md", SearchOption.AllDirectories)
                .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "node_modules"))
                .Where(path => ShownSession.IsIn(Read(path)))
                .Select(path => Path.GetRelativePath(TestFolders.Repository, path)),
        ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task What_a_page_shows_is_what_is_printed(string path)
    {
        var file = Path.Combine(TestFolders.Repository, path);
        var page = Read(file);
        CopyFiles(
            Path.Combine(TestFolders.Repository, "tests", "CallbackGen.Tool.Tests", "Sessions", Path.GetFileNameWithoutExtension(path))
        );

        var printed = await ShownSession.RunAsync(page, _folder);

        if (Environment.GetEnvironmentVariable(Update) == "1")
            File.WriteAllText(file, printed);
        else
            Assert.True(
                page == printed,
                $"{path} shows other than is printed. Look at the difference; if it is wanted, write it:\n"
                    + $"{Update}=1 dotnet test tests/CallbackGen.Tool.Tests --filter {nameof(SessionTests)}\n"
                    + $"{Difference(page, printed)}"
            );
    }

    [Fact]
    public void The_page_of_the_tool_shows_sessions() =>
        Assert.True(ShownSession.IsIn(Read(Path.Combine(TestFolders.Repository, "runtime", "docs", "tool.md"))));

    /// <summary>A page with wrong output is detected, and placeholders match any text.</summary>
    [Fact]
    public async Task What_is_printed_is_put_in_the_place_of_what_is_shown()
    {
        const string Page =
            "text\n\n```console\n$ callbackgen catalog show none.such\nThe catalogue has…\n$ echo $?\n{0}\n```\n\n"
            + "```console\ndotnet build\n```\n";

        var printed = await ShownSession.RunAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, Page, "0"), _folder);

        Assert.Equal(string.Format(System.Globalization.CultureInfo.InvariantCulture, Page, "3"), printed);
    }

    private void CopyFiles(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
            _folder.Write(Path.GetRelativePath(folder, file), File.ReadAllBytes(file));
    }

    private static string Difference(string page, string printed)
    {
        var (shown, found) = (page.Split('\n'), printed.Split('\n'));
        var first = shown.Zip(found).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"line {first + 1}:\n- {shown.ElementAtOrDefault(first)}\n+ {found.ElementAtOrDefault(first)}";
    }

    private static string Read(string path) => File.ReadAllText(path).ReplaceLineEndings("\n");
}
