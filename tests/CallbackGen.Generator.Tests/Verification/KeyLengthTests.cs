namespace CallbackGen.Generator.Tests.Verification;

/// <summary>The required length of a key follows from the schema's algorithm (RFC 7518, section 3.2).</summary>
public sealed class KeyLengthTests
{
    [Theory]
    [InlineData("\"HS256\"", 32, 0)]
    [InlineData("\"HS384\"", 47, 48)]
    [InlineData("\"HS384\"", 48, 0)]
    [InlineData("\"HS512\"", 63, 64)]
    [InlineData("\"HS512\"", 64, 0)]
    [InlineData("\"HS256\", \"HS512\"", 32, 64)]
    public void A_schema_with_tokens_asks_for_a_key_as_long_as_the_hash(string algorithms, int length, int asked) =>
        AssertAsks(FeedSchema.Jwt("header:X-Token").Replace("\"HS256\"", algorithms, StringComparison.Ordinal), length, asked);

    [Fact]
    public void The_longest_of_several_schemes_counts_and_an_hmac_asks_for_32()
    {
        var hmac = FeedSchema.Hmac("\"{rawBody}\"").Replace("sha256", "sha512", StringComparison.Ordinal);
        var token = FeedSchema.Jwt("header:X-Token", """ "message": "{rawBody}" """).Replace("HS256", "HS384", StringComparison.Ordinal);

        AssertAsks(hmac, 32, 0);
        AssertAsks($$"""{ "scheme": "anyOf", "schemes": [{{hmac}}, {{token}}] }""", 32, 48);
    }

    [Theory]
    [InlineData("HS512", "sha256", 64)]
    [InlineData("HS512", "md5-hex", 64)]
    [InlineData("HS512", "sha256-hex", 0)]
    [InlineData("HS384", "sha1-hex", 48)]
    [InlineData("HS384", "sha256-hex", 0)]
    [InlineData("HS256", "sha1", 0)]
    public void A_key_that_is_derived_has_the_length_that_it_is_derived_to(string algorithm, string derive, int asked) =>
        AssertAsks(
            FeedSchema.Jwt("header:X-Token").Replace("HS256", algorithm, StringComparison.Ordinal),
            100,
            asked,
            $$""" "secret": { "encoding": "utf8", "derive": "{{derive}}" } """
        );

    private static void AssertAsks(string verify, int length, int asked, string? keys = null)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "id": { "type": "string" } """,
                Keys = keys,
                Verify = verify,
                Callback = verify.Contains("message", StringComparison.Ordinal) ? null : """ "payload": "jwt" """,
            }
        );

        Assert.True(CallbackKeys.TryCreate(project.Feed, [new("secret", new string('k', length))], null, out _, out var problems));

        Assert.Equal(
            asked == 0 ? [] : [$"the {asked} bytes"],
            problems.Select(problem => problem.Message["is shorter than ".Length..][..12])
        );
    }
}
