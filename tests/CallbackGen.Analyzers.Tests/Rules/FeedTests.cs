using CallbackGen.Analyzers.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>The repository's own feeds.</summary>
public sealed class FeedTests
{
    /// <summary>What is pointed out about each feed, and is so: how its provider signs.</summary>
    private static readonly Dictionary<string, string[]> PointedOut = new()
    {
        ["bayarcash.receipt.callback.json"] = ["CBG0041"],
        ["bayarcash.transaction.callback.json"] = ["CBG0041"],
        ["cryptocloud.postback.callback.json"] = ["CBG0047"],
    };

    public static TheoryData<string> Names => Repository.FeedNames;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_feed_has_no_error_and_no_warning(string name)
    {
        var reported = await SchemaVerifier.AnalyzeAsync(Repository.Feed(name));
        Assert.Empty(reported.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).Select(diagnostic => diagnostic.ToString()));
        Assert.Equal(PointedOut.GetValueOrDefault(name, []), reported.Select(diagnostic => diagnostic.Id).Distinct());
    }

    [Fact]
    public async Task All_feeds_together_have_names_of_their_own()
    {
        var reported = await SchemaVerifier.AnalyzeAsync([.. Repository.Feeds.Select(feed => new MemoryFile(feed.Name, feed.Text))]);
        Assert.DoesNotContain(reported, diagnostic => diagnostic.Id == "CBG0043");
    }
}
