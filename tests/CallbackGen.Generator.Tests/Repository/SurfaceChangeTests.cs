using System.Text.RegularExpressions;

namespace CallbackGen.Generator.Tests.Repository;

/// <summary>
/// Each type or member that left the public surface since the last release is in the changelog, so that a program which no longer
/// compiles is led to the change. <c>.ci/api</c> writes the lists that are compared.
/// </summary>
public sealed class SurfaceChangeTests
{
    private const string Removed = "*REMOVED*";
    private const string Generated = "Reading|Serialization|Verification";

    public static TheoryData<string> Changes => [.. FindChanges(ReadLines("Shipped"), ReadLines("Unshipped")).Distinct()];

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_change_of_the_surface_is_in_the_changelog(string change) =>
        Assert.Contains($"`{change}`", UnreleasedChanges(), StringComparison.Ordinal);

    /// <summary>The test above sees a type that moved, a type that is gone, and a member whose signature changed.</summary>
    [Theory]
    [InlineData("CallbackGen.Pay", "CallbackGen.Definitions.Pay", "Pay")]
    [InlineData("CallbackGen.Pay", "", "Pay")]
    [InlineData("CallbackGen.Verification.Pay<T>", "CallbackGen.Pay<T>", "Pay")]
    [InlineData("CallbackGen.Pay.Sum.get -> int", "CallbackGen.Pay.Sum.get -> int?", "Pay.Sum")]
    [InlineData("CallbackGen.Pay<T>.Sum(int x) -> void", "", "Pay.Sum")]
    [InlineData("static CallbackGen.Pay.Of<T>(this CallbackGen.Verified<T!>! x) -> void", "", "Pay.Of")]
    public void A_removed_line_is_a_change(string before, string after, string change) =>
        Assert.Equal([change], FindChanges([before], [Removed + before, after]));

    [Theory]
    [InlineData("CallbackGen.Pay.Sum.get -> int", "CallbackGen.Definitions.Pay.Sum.get -> int")]
    [InlineData("CallbackGen.Reading.Pay.Sum.get -> int", "CallbackGen.Reading.Pay.Sum.get -> long")]
    public void A_member_that_moved_with_its_type_or_that_generated_code_uses_is_none(string before, string after) =>
        Assert.Empty(FindChanges([before], [Removed + before, after]));

    private static IEnumerable<string> FindChanges(IReadOnlyCollection<string> shipped, IReadOnlyCollection<string> unshipped)
    {
        var removed = unshipped.Where(line => line.StartsWith(Removed, StringComparison.Ordinal)).Select(line => line[Removed.Length..]);
        var left = shipped.Concat(unshipped).Except(removed).Select(WithoutNamespace).ToHashSet(StringComparer.Ordinal);
        foreach (var line in removed)
        {
            if (IsType(line))
                yield return NameOf(line);
            else if (!Regex.IsMatch(line, $@"^(?:[a-z~]+ )*CallbackGen\.(?:{Generated})\.") && !left.Contains(WithoutNamespace(line)))
                yield return NameOf(line);
        }
    }

    private static bool IsType(string line) => Regex.IsMatch(line, @"^[\w.]+(<[^>]*>)?$");

    private static string WithoutNamespace(string line) =>
        Regex.Replace(line, $@"\bCallbackGen\.(?:Definitions|{Generated})\.", "CallbackGen.");

    /// <summary>Returns the name by which the changelog mentions a line: the type, or the type and the member.</summary>
    private static string NameOf(string line)
    {
        var symbol = Regex.Replace(line, @"^(?:[a-z~]+ )+", "").Split(" -> ")[0].Split('(')[0];
        var names = Regex.Replace(Regex.Replace(symbol, "<[^>]*>", ""), @"\.(?:get|set|init)$", "").Split('.');
        return IsType(line) ? names[^1] : $"{names[^2]}.{names[^1]}";
    }

    private static string UnreleasedChanges() => RepositoryFiles.Read(".github/CHANGELOG.md").Split("\n## ")[1];

    private static List<string> ReadLines(string list) =>
        [
            .. Directory
                .GetFiles(Path.Combine(RepositoryFiles.Root, "runtime"), $"PublicAPI.{list}.txt", SearchOption.AllDirectories)
                .SelectMany(File.ReadLines)
                .Where(line => line.Length > 0 && line[0] != '#'),
        ];
}
