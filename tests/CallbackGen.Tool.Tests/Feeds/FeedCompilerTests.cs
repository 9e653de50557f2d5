using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Keys;
using CallbackGen.Tool.Output;
using CallbackGen.Tool.Tests.Harness;

namespace CallbackGen.Tool.Tests.Feeds;

public sealed class FeedCompilerTests : IDisposable
{
    private readonly ToolFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_schema_becomes_a_verifier_that_takes_its_test_and_refuses_a_twin()
    {
        _folder.Write("acme.payment.callback.json", Schemas.SignedPayment);
        var host = _folder.CreateHost();
        using var compiled = host.Compiler.Compile(SchemaSources.Find(host, ["acme.payment.callback.json"]));
        var feed = Assert.Single(compiled.Feeds).Feed;
        var capture = CaptureReader.Read(host, "acme.payment.callback.json").SingleOrThrow();
        var keys = ToolKeys.Read(host, []).Of(feed, capture);

        Assert.Empty(compiled.Findings);
        Assert.True(keys.AreUsable);
        Assert.True(feed.VerifyMessage(capture.ToRequest(), keys.Keys, capture.ClockOr(TimeProvider.System)).TryGetValue(out _, out _));
        Assert.False(
            feed.VerifyMessage(capture.With(body: "{\"id\":\"INV-2\"}"u8.ToArray()).ToRequest(), keys.Keys).TryGetValue(out _, out _)
        );
    }

    [Fact]
    public void A_mistake_is_told_at_its_place_with_its_page()
    {
        var schema = Schemas.Source(Schemas.SignedPayment.Replace("\"sha256\"", "\"sha255\"", StringComparison.Ordinal));

        using var compiled = Shared.Compiler.Compile([schema]);

        var finding = Assert.Single(compiled.Findings, finding => finding.Severity == Severity.Error);
        var line = schema.Text.Split('\n')[finding.Place!.Line - 1];
        Assert.Equal("\"sha255\"", line[(finding.Place.Column - 1)..(finding.Place.EndColumn - 1)]);
        Assert.Equal(schema.Path, finding.Place.File);
        Assert.StartsWith("https://", finding.HelpLink, StringComparison.Ordinal);
        Assert.True(compiled.HasErrors);
        Assert.True(Assert.Single(compiled.Feeds).Feed.Definition.HasErrors);
    }

    [Fact]
    public void What_is_no_JSON_gives_no_feed_and_its_place()
    {
        using var compiled = Shared.Compiler.Compile([Schemas.Source("{\n  \"callback\": }")]);

        Assert.Empty(compiled.Feeds);
        Assert.Equal(2, Assert.Single(compiled.Findings).Place!.Line);
    }

    [Fact]
    public void The_catalogue_compiles_without_a_warning_and_each_feed_knows_its_schema()
    {
        using var compiled = Shared.Compiler.Compile(Catalogue.Read());

        Assert.DoesNotContain(compiled.Findings, finding => finding.Severity > Severity.Note);
        Assert.Equal(Catalogue.Names, compiled.Feeds.Select(feed => feed.Feed.Name));
        Assert.All(compiled.Feeds, feed => Assert.Equal(feed.Feed.Name, feed.Schema.FeedName));
    }

    [Fact]
    public void Feeds_that_are_let_go_of_are_in_no_list()
    {
        CallbackFeed feed;
        using (var compiled = Shared.Compiler.Compile([Schemas.Source()]))
        {
            feed = compiled.Feeds[0].Feed;
            Assert.Contains(feed, CallbackFeedRegistry.Feeds);
        }

        Assert.DoesNotContain(feed, CallbackFeedRegistry.Feeds);
    }

    [Fact]
    public void A_folder_means_the_schemas_below_it_but_not_what_was_built()
    {
        _folder.Write("a/acme.payment.callback.json", Schemas.SignedPayment);
        _folder.Write("a/bin/acme.payment.callback.json", Schemas.SignedPayment);
        _folder.Write("a/.git/acme.payment.callback.json", Schemas.SignedPayment);

        Assert.Equal(
            [_folder.PathOf("a/acme.payment.callback.json")],
            SchemaSources.Find(_folder.CreateHost(), [".", "a"]).Select(schema => schema.Path)
        );
    }

    [Theory]
    [InlineData("missing.callback.json", "no such file")]
    [InlineData("empty", "no file below")]
    [InlineData("wrong.json", "rename")]
    [InlineData("latin.callback.json", "UTF-8")]
    public void What_is_no_schema_is_refused_in_words(string argument, string why)
    {
        Directory.CreateDirectory(_folder.PathOf("empty"));
        _folder.Write("wrong.json", "{}");
        _folder.Write("latin.callback.json", [0xFC]);

        var failure = Assert.Throws<ToolException>(() => SchemaSources.Find(_folder.CreateHost(), [argument]));

        Assert.Equal(ExitCode.Unreadable, failure.ExitCode);
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
    }
}
