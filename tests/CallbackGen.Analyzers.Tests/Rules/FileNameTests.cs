using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>CBG0093 compares the name of a file with its feed. The generator and the analyzer never report the same mistake.</summary>
public sealed class FileNameTests
{
    [Theory]
    [InlineData("schemas/acme.paid.callback.json", false)]
    [InlineData("Acme.Paid.Callback.JSON", false)]
    [InlineData("schemas/acme.refund.callback.json", true)]
    [InlineData("schemas/paid.callback.json", true)]
    public async Task A_file_is_named_as_its_feed(string path, bool isReported)
    {
        var reported = await SchemaVerifier.AnalyzeAsync([new MemoryFile(path, new FeedText().ToString())], asksNames: true);

        Assert.Equal(
            isReported
                ?
                [
                    "This file declares the feed acme.paid , but its name differs; rename it to acme.paid.callback.json, or correct "
                        + "\"provider\" and \"feed\" if it was copied",
                ]
                : [],
            reported.Select(SchemaVerifier.MessageOf)
        );
    }

    /// <summary>The generator reports a file from which it cannot emit types; the analyzer reports nothing about that file.</summary>
    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{ "callback": { "provider": "Acme" } }""")]
    [InlineData("""{ "callback": { "provider": "Acme" "feed": "Paid" }, "type": "object" }""")]
    public async Task A_file_that_leaves_types_out_is_the_generators_alone(string text)
    {
        var file = new MemoryFile(SchemaVerifier.Path, text);

        Assert.NotEmpty(SchemaVerifier.Generate([file]));
        Assert.Empty(await SchemaVerifier.AnalyzeAsync([file], generates: false));
    }

    /// <summary>
    /// A typing mistake that leaves a member unsigned lowers the feed's trust level, so that handlers do not compile: the
    /// generator reports the cause.
    /// </summary>
    [Fact]
    public async Task A_mistake_that_may_move_the_level_is_the_generators()
    {
        var file = new MemoryFile(SchemaVerifier.Path, FeedText.Message("""[{ "members": ["id", "ammount"], "join": "|" }]"""));

        Assert.Equal(
            "CBG0036",
            Assert
                .Single(
                    SchemaVerifier.Generate([file]),
                    diagnostic => diagnostic.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error
                )
                .Id
        );
        Assert.Empty(await SchemaVerifier.AnalyzeAsync([file], generates: false));
    }
}
