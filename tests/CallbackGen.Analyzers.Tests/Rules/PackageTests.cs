using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Diagnostics;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>The packages that a project must reference for the schemes of its schema files.</summary>
public sealed class PackageTests
{
    private static string Token(string algorithm, string encoding) =>
        new FeedText
        {
            Keys = $$"""{ "key": { "encoding": "{{encoding}}" } }""",
            Verify = $$"""{ "scheme": "jwt", "from": "header:X-Token", "algorithms": ["{{algorithm}}"], "key": "key" }""",
            Callback = """, "payload": "jwt" """,
        }.ToString();

    [Fact]
    public async Task A_token_with_a_public_key_needs_a_package_that_is_named_where_its_algorithms_stand()
    {
        var text = Token("ES256", "pem");

        var reported = Assert.Single(await SchemaVerifier.AnalyzeAsync([new MemoryFile(SchemaVerifier.Path, text)], hasPackages: false));

        Assert.Equal(SchemaRules.MissingPackage.Id, reported.Id);
        Assert.Equal(text.IndexOf("[\"ES256\"", StringComparison.Ordinal), reported.Location.SourceSpan.Start);
        Assert.Equal(
            "A token that a public key signs is verified by the package CallbackGen.IdentityModel: add it to the "
                + "project; until then every callback of this feed is refused",
            SchemaVerifier.MessageOf(reported)
        );
    }

    [Fact]
    public async Task With_the_package_and_for_a_secret_nothing_is_reported()
    {
        Assert.Empty(await SchemaVerifier.AnalyzeAsync(Token("ES256", "pem")));
        Assert.Empty(await SchemaVerifier.AnalyzeAsync([new MemoryFile(SchemaVerifier.Path, Token("HS256", "utf8"))], hasPackages: false));
    }
}
