using System.Text.RegularExpressions;

namespace CallbackGen.Package.Tests;

/// <summary>The packages' code fixes, as <c>dotnet format</c> applies them to a project outside the repository.</summary>
[Collection(SharedConsumers.Name)]
public sealed partial class FixTests(Consumers consumers)
{
    // The rules whose pages describe a code fix; the analyzer tests check that the pages are right.
    private static readonly string[] Fixable =
    [
        .. Directory
            .GetFiles(Path.Combine(Packages.Repository, "generator", "rules"), "CBG1*.md")
            .Where(page => File.ReadAllText(page).Contains("The code fix", StringComparison.Ordinal))
            .Select(page => Path.GetFileNameWithoutExtension(page)!)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The project violates every rule twice, some rules in several ways; one run fixes all violations.</summary>
    [Fact]
    public void One_run_fixes_every_rule_and_the_project_builds()
    {
        _ = consumers.Sdk("Faulty", "restore").OrFail;
        var before = Format("--verify-no-changes");
        var reported = Rules(before);
        Assert.All(
            Fixable,
            rule => Assert.True(reported.Count(found => found == rule) >= 2, $"{rule} is not reported twice:\n{before.Output}")
        );

        var format = Format();
        Assert.True(format.Code == 0, format.Output);

        var after = consumers.Sdk("Faulty", "build", "--no-restore", "--nologo", "-v", "quiet");
        Assert.True(after.Code == 0, after.Output);
        Assert.Empty(Rules(after));
    }

    private Finished Format(params string[] more) =>
        consumers.Sdk("Faulty", ["format", "analyzers", "--no-restore", "--severity", "info", "--diagnostics", .. Fixable, .. more]);

    /// <summary>The rules of the reported locations, once for each location.</summary>
    private static List<string> Rules(Finished run) =>
        [
            .. run
                .Output.Split('\n')
                .Distinct()
                .Select(line => Place().Match(line))
                .Where(match => match.Success)
                .Select(match => match.Groups[1].Value),
        ];

    [GeneratedRegex(@"\([0-9,]+\): (?:warning|error) (CBG[0-9]+)")]
    private static partial Regex Place();
}
