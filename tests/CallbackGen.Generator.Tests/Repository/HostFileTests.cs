using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CallbackGen.Generator.Tests.Repository;

/// <summary>The files that the repository's host reads: workflows, package updates, and issue templates.</summary>
public sealed partial class HostFileTests
{
    private static readonly string Folder = Path.Combine(RepositoryFiles.Root, ".github");

    public static TheoryData<string> Workflows =>
        [.. Directory.EnumerateFiles(Path.Combine(Folder, "workflows"), "*.yml").Select(path => Path.GetFileName(path))];

    /// <summary>
    /// A tag can be moved to other code; a commit cannot. The version in the comment after it is for people, and
    /// for the tool that proposes updates.
    /// </summary>
    [Theory]
    [MemberData(nameof(Workflows))]
    public void An_action_is_pinned_to_a_commit(string workflow)
    {
        var used = Lines(workflow).Where(line => line.Contains("uses:", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(used);
        Assert.All(used, line => Assert.Matches(Pinned(), line));
    }

    /// <summary>A permission other than reading is granted to the job that needs it.</summary>
    [Theory]
    [MemberData(nameof(Workflows))]
    public void A_workflow_may_read_and_no_more_and_each_of_its_jobs_ends(string workflow)
    {
        var lines = Lines(workflow);
        var permissions = Array.IndexOf(lines, "permissions:");

        Assert.True(permissions >= 0, "It says nothing about its permissions.");
        Assert.Equal(("  contents: read", ""), (lines[permissions + 1], lines[permissions + 2]));
        Assert.Equal(
            lines.Count(line => line.StartsWith("    runs-on:", StringComparison.Ordinal)),
            lines.Count(line => line.StartsWith("    timeout-minutes:", StringComparison.Ordinal))
        );
    }

    /// <summary>A newer compiler version for the generator would exclude users with older compilers.</summary>
    [Fact]
    public void The_oldest_compiler_is_not_raised_by_itself()
    {
        var packages = XDocument.Load(Path.Combine(RepositoryFiles.Root, "Directory.Packages.props"));
        var floor = packages
            .Descendants("ItemGroup")
            .Single(group => (string?)group.Attribute("Label") == "Analyzer side")
            .Elements()
            .Select(package => (string)package.Attribute("Include")!)
            .Where(id => !id.EndsWith("Analyzers", StringComparison.Ordinal)); // these only build the generator
        var ignored = Ignored().Matches(File.ReadAllText(Path.Combine(Folder, "dependabot.yml"))).Select(match => match.Groups[1].Value);

        Assert.Equal(floor.Order(StringComparer.Ordinal), ignored.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Links_of_the_templates_lead_to_this_repository()
    {
        var props = XDocument.Load(Path.Combine(RepositoryFiles.Root, "Directory.Build.props"));
        var repository = props.Descendants("RepositoryUrl").Single().Value + "/";
        var links = Directory
            .EnumerateFiles(Path.Combine(Folder, "ISSUE_TEMPLATE"))
            .SelectMany(path => Link().Matches(File.ReadAllText(path)).Select(match => match.Value))
            .ToList();

        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.StartsWith(repository, link, StringComparison.Ordinal));
        Assert.All(
            links.Where(link => link.Contains("/blob/main/", StringComparison.Ordinal)),
            link => Assert.True(File.Exists(Path.Combine(RepositoryFiles.Root, link.Split("/blob/main/")[1])), link)
        );
    }

    private static string[] Lines(string workflow) => File.ReadAllLines(Path.Combine(Folder, "workflows", workflow));

    [GeneratedRegex(@"^ +(?:- )?uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")]
    private static partial Regex Pinned();

    [GeneratedRegex("- dependency-name: (.+)")]
    private static partial Regex Ignored();

    [GeneratedRegex(@"https://[^\s)]+")]
    private static partial Regex Link();
}
