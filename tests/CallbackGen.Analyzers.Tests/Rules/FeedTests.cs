using CallbackGen.Analyzers.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>The feeds of the repository's catalogue.</summary>
public sealed class FeedTests
{
    /// <summary>
    /// The rules that may report a feed, because the provider leaves no choice: a delimiter that a name may contain,
    /// members outside the signature, a legacy digest, a time whose age the provider does not bound.
    /// </summary>
    private static readonly string[] Facts = ["CBG0041", "CBG0047", "CBG0051", "CBG0090", "CBG0094"];

    public static TheoryData<string> Names => Repository.FeedNames;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_feed_has_no_error_and_no_warning(string name)
    {
        var reported = await SchemaVerifier.AnalyzeAsync(Repository.Feed(name));
        Assert.Empty(
            reported.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).Select(diagnostic => diagnostic.ToString())
        );
        Assert.Empty(reported.Select(diagnostic => diagnostic.Id).Except(Facts));
    }

    [Fact]
    public async Task All_feeds_together_have_names_of_their_own()
    {
        var reported = await SchemaVerifier.AnalyzeAsync([.. Repository.Feeds.Select(feed => new MemoryFile(feed.Name, feed.Text))]);
        Assert.DoesNotContain(reported, diagnostic => diagnostic.Id == "CBG0043");
    }
}
