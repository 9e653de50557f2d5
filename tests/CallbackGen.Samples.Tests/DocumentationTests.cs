using System.Reflection;
using System.Text.RegularExpressions;
using CallbackGen.Tests;

namespace CallbackGen.Samples.Tests;

/// <summary>C# and schemas in the documentation are compiled, with the generator and the rules about handlers.</summary>
public sealed class DocumentationTests
{
    internal static readonly string Root = typeof(DocumentationTests)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "Repository")
        .Value!;

    public static TheoryData<string> Pages => [.. PagePaths()];

    public static TheoryData<string> AllPages => [.. PageLinks.Pages(Root)];

    private static IEnumerable<string> PagePaths() =>
        Directory
            .GetFiles(Path.Combine(Root, "runtime", "docs"), "*.md")
            .Concat(Directory.GetFiles(Path.Combine(Root, "runtime"), "README.md", SearchOption.AllDirectories))
            .Append(Path.Combine(Root, "README.md"))
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal))
            .Distinct()
            .Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Pages))]
    public void The_code_of_a_page_compiles(string page)
    {
        var text = File.ReadAllText(Path.Combine(Root, page));
        var schema = Blocks(text, "json").LastOrDefault(block => block.Contains("\"callback\":", StringComparison.Ordinal)) ?? AcmePayment;

        foreach (var code in Blocks(text, "csharp").Where(code => !code.Contains('…')))
        {
            var problems = PageCompiler.Compile(code, [("acme.payment.callback.json", schema), .. CatalogueOf(code)]);
            Assert.True(problems.Count == 0, $"{page}:\n{code}\n{string.Join('\n', problems)}");
        }
    }

    /// <summary>The compiler of this test detects a mistake, in C# and in a schema.</summary>
    [Theory]
    [InlineData("AcmePayment.Feed.NoSuchMember();", "\"sha256\"", "CS1061")]
    [InlineData("app.MapPost(\"/x\", (AcmePayment payment) => payment.Id);", "\"sha256\"", "CBG1001")]
    [InlineData(
        "app.MapCallback<AcmePayment>(\"/x\", (Verified<AcmePayment> payment) => payment.Payload.Status == "
            + "AcmePaymentStatus.Paid ? orders.MarkPaidAsync(payment.Payload.Id, \"\", ct) : Task.CompletedTask);",
        "\"sha256\"",
        "CBG1006"
    )]
    [InlineData("_ = AcmePayment.Feed;", "\"sha257\"", "CBG0")]
    public void A_mistake_would_be_seen(string code, string algorithm, string problem) =>
        Assert.Contains(
            PageCompiler.Compile(
                code,
                [("acme.payment.callback.json", AcmePayment.Replace("\"sha256\"", algorithm, StringComparison.Ordinal))]
            ),
            found => found.Contains(problem, StringComparison.Ordinal)
        );

    [Theory]
    [MemberData(nameof(AllPages))]
    public void Links_lead_to_files_and_headings_that_exist(string page) => Assert.Empty(PageLinks.Broken(Root, page));

    /// <summary>The test above detects a broken link.</summary>
    [Theory]
    [InlineData("[x](nowhere.md)")]
    [InlineData("[x](README.md#no-such-heading)")]
    [InlineData("[x](#no-such-heading)")]
    public void A_broken_link_would_be_seen(string link)
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        File.WriteAllText(Path.Combine(folder, "README.md"), $"# A heading's `code`, and more\n\n[x](#a-headings-code-and-more), {link}\n");

        Assert.StartsWith(link[4..^1], Assert.Single(PageLinks.Broken(folder, "README.md")), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The page about settings lists exactly the errors of the package's targets.</summary>
    [Fact]
    public void Every_error_of_the_targets_is_explained()
    {
        var targets = File.ReadAllText(Path.Combine(Root, "runtime", "CallbackGen", "buildTransitive", "CallbackGen.Checks.targets"));
        var page = File.ReadAllText(Path.Combine(Root, "runtime", "docs", "project-settings.md"));

        Assert.Equal(Ids(targets), Ids(page));

        static List<string> Ids(string text) =>
            [.. Regex.Matches(text, "CBG2[0-9]{3}").Select(match => match.Value).Distinct().Order(StringComparer.Ordinal)];
    }

    private static string AcmePayment { get; } =
        Blocks(File.ReadAllText(Path.Combine(Root, "runtime", "docs", "five-minute-start.md")), "json").Single();

    private static IEnumerable<(string Name, string Text)> CatalogueOf(string code) =>
        new[] { "leanx.bill", "bayarcash.transaction", "cryptocloud.postback", "stripe.event", "github.event" }
            .Where(feed => code.Contains(feed.Split('.')[0], StringComparison.OrdinalIgnoreCase))
            .Select(feed => ($"{feed}.callback.json", File.ReadAllText(Path.Combine(Root, FileOf(feed, code)))));

    /// <summary>Returns the file of a feed: the one with the types of its events, if the code names one of them.</summary>
    private static string FileOf(string feed, string code)
    {
        var typed = Path.Combine("schemas", "typed", $"{feed}.callback.json");
        var isTyped =
            File.Exists(Path.Combine(Root, typed))
            && Regex.IsMatch(code, $@"\b{feed.Replace(".", "", StringComparison.Ordinal)}[A-Z]", RegexOptions.IgnoreCase);
        return isTyped ? typed : Path.Combine("schemas", $"{feed}.callback.json");
    }

    private static IEnumerable<string> Blocks(string page, string language) =>
        Regex
            .Matches(page.ReplaceLineEndings("\n"), $@"^( *)```{language}\n(.*?)^\1```$", RegexOptions.Multiline | RegexOptions.Singleline)
            .Select(match => match.Groups[2].Value);
}
