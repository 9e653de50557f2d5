using System.Text.RegularExpressions;

namespace CallbackGen.Package.Tests;

/// <summary>The packages' fixes, as <c>dotnet format</c> applies them to somebody else's project.</summary>
[Collection(SharedConsumers.Name)]
public sealed partial class FixTests(Consumers consumers)
{
    // The rules whose pages have a code fix; that the pages tell the truth is tested beside the analyzers.
    private static readonly string[] Fixable =
    [
        .. Directory
            .GetFiles(Path.Combine(Packages.Repository, "generator", "rules"), "CBG1*.md")
            .Where(page => File.ReadAllText(page).Contains("The code fix", StringComparison.Ordinal))
            .Select(page => Path.GetFileNameWithoutExtension(page)!)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The project has a fault of every rule twice, of several rules in several ways; one run mends them all.</summary>
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

    /// <summary>The rule of each place that is reported, once for each place.</summary>
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
