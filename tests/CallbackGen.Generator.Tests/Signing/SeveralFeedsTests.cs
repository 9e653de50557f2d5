using CallbackGen.Testing;

namespace CallbackGen.Generator.Tests.Signing;

/// <summary>The keys of a program with several feeds: one configuration, in which a path has one value.</summary>
public sealed class SeveralFeedsTests
{
    private const string Body = """{"id":"o-1"}""";

    [Fact]
    public void Feeds_of_one_provider_have_one_value_for_the_key_that_they_share()
    {
        using var project = CompiledProject.Of(
            TestState.Of(
                Schema("Acme", "Payment"),
                Schema("Acme", "Refund"),
                Schema("ACME", "Payout", key: "Secret"),
                Schema("Globex", "Invoice")
            )
        );
        var keys = CallbackTestKeys.Generate(project.Feeds);

        var configuration = keys.ToConfiguration();

        Assert.Equal(
            ["Callbacks:Acme:secret", "Callbacks:Globex:secret"],
            configuration.Select(entry => entry.Key).Order(StringComparer.OrdinalIgnoreCase),
            StringComparer.OrdinalIgnoreCase
        );
        Assert.Equal(2, configuration.Select(entry => entry.Value).Distinct().Count());
        Assert.Equal(project.Feeds, keys.Feeds);
        Assert.All(project.Feeds, feed => AssertSignsFor(feed, keys, configuration));
    }

    /// <summary>Every key of the catalogue, of all kinds, in the configuration of one program.</summary>
    [Fact]
    public void The_whole_catalogue_is_configured_and_signed_together()
    {
        var keys = CallbackTestKeys.Generate(Catalogue.Project.Feeds);

        var configuration = keys.ToConfiguration();

        Assert.Equal(configuration.Count, configuration.Select(entry => entry.Key).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        foreach (var name in Catalogue.Names)
        {
            var test = Catalogue.Accepted(name)[0];
            var feed = Catalogue.Feed(name);
            var signed = new CallbackSigner(keys.Of(feed), test.Clock).Sign(test.Request);

            var result = feed.VerifyMessages(signed, Configured(feed, configuration), test.Clock);
            Assert.True(result.IsSuccess, $"{name}: {result.Rejection}");
        }
    }

    [Theory]
    [InlineData("utf8", "hex")]
    [InlineData("hex", "utf8")]
    [InlineData("base64", "hex")]
    [InlineData("utf8", "base64")]
    public void A_value_is_made_that_each_feed_can_read(string one, string other)
    {
        using var project = CompiledProject.Of(
            TestState.Of(Schema("Acme", "Payment", encoding: one), Schema("Acme", "Refund", encoding: other))
        );
        var keys = CallbackTestKeys.Generate(project.Feeds);

        Assert.All(project.Feeds, feed => AssertSignsFor(feed, keys, keys.ToConfiguration()));
    }

    [Fact]
    public void A_key_pair_is_shared_too()
    {
        using var project = CompiledProject.Of(TestState.Of(Token("Payment", "ES256", "jwks"), Token("Refund", "ES256", "jwks")));
        var keys = CallbackTestKeys.Generate(project.Feeds);

        Assert.Single(keys.ToConfiguration());
        Assert.Equal(keys.Of(project.Feeds[0]).Configured, keys.Of(project.Feeds[1]).Configured);
    }

    /// <summary>No text is both an RSA and an elliptic-curve key, or both a secret and a public key.</summary>
    [Theory]
    [InlineData("RS256", "jwks", "ES256", "jwks")]
    [InlineData("ES256", "pem", "ES384", "pem")]
    [InlineData("RS256", "pem", "RS256", "spki")]
    [InlineData("RS256", "pem", "HS256", "utf8")]
    [InlineData("HS256", "utf8", "RS256", "pem")]
    public void What_no_value_fits_is_refused_by_its_path(string algorithm, string encoding, string otherAlgorithm, string otherEncoding)
    {
        using var project = CompiledProject.Of(
            TestState.Of(Token("Payment", algorithm, encoding), Token("Refund", otherAlgorithm, otherEncoding))
        );

        var refused = Assert.Throws<ArgumentException>(() => CallbackTestKeys.Generate(project.Feeds));

        Assert.Contains("acme.payment and acme.refund read one key, Callbacks:Acme:secret,", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whose_keys_are_meant_must_be_said_where_it_matters()
    {
        using var project = CompiledProject.Of(
            TestState.Of(Schema("Acme", "Payment"), Schema("Acme", "Refund"), Schema("Globex", "Invoice"))
        );
        var (payment, refund, invoice) = (project.Feeds[0], project.Feeds[1], project.Feeds[2]);
        var keys = CallbackTestKeys.Generate(payment, refund, invoice);

        Assert.Contains(
            "acme.payment, acme.refund, globex.invoice",
            Assert.Throws<InvalidOperationException>(() => keys.Keys).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<InvalidOperationException>(() => new CallbackSigner(keys).Sign(Request()));
        Assert.Throws<ArgumentException>(() => keys.ToConfiguration("Sandbox"));
        Assert.Throws<ArgumentException>(() => CallbackTestCases.Signed(keys, schemaFile: "acme.payment.callback.json"));
        Assert.Throws<ArgumentException>(() => CallbackTestKeys.Generate(payment, refund).Of(invoice));
        Assert.Throws<ArgumentException>(() => CallbackTestKeys.Generate());
        Assert.Equal(
            ["Callbacks:Sandbox:secret"],
            CallbackTestKeys.Generate(payment, refund).ToConfiguration("Sandbox").Select(entry => entry.Key)
        );
        Assert.Same(payment, CallbackTestKeys.Generate(payment, payment).Feed);
    }

    private static string Schema(string provider, string feed, string key = "secret", string encoding = "utf8") =>
        new FeedSchema
        {
            Provider = provider,
            Feed = feed,
            Keys = $$""" "{{key}}": { "encoding": "{{encoding}}" } """,
            Verify = FeedSchema.Hmac("\"{rawBody}\"").Replace("\"secret\"", $"\"{key}\"", StringComparison.Ordinal),
            Properties = """ "id": { "type": "string" } """,
        };

    private static string Token(string feed, string algorithm, string encoding) =>
        new FeedSchema
        {
            Feed = feed,
            Keys = $$""" "secret": { "encoding": "{{encoding}}" } """,
            Verify = FeedSchema.Jwt("header:Authorization").Replace("HS256", algorithm, StringComparison.Ordinal),
            Callback = """ "payload": "jwt" """,
            Properties = """ "id": { "type": "string" } """,
        };

    private static CallbackRequest Request() => CallbackRequest.Post(System.Text.Encoding.UTF8.GetBytes(Body), "application/json");

    /// <summary>
    /// Asserts that a request that is signed with the feed's keys verifies with the configured keys of a program,
    /// and that a tampered twin does not.
    /// </summary>
    private static void AssertSignsFor(CallbackFeed feed, CallbackTestKeys keys, IReadOnlyList<KeyValuePair<string, string?>> configuration)
    {
        var signed = new CallbackSigner(keys.Of(feed)).Sign(Request());
        var forged = signed.With(body: System.Text.Encoding.UTF8.GetBytes(Body.Replace("o-1", "o-2", StringComparison.Ordinal)));

        Assert.True(feed.VerifyMessages(signed, Configured(feed, configuration), TimeProvider.System).IsSuccess);
        Assert.False(feed.VerifyMessages(forged, Configured(feed, configuration), TimeProvider.System).IsSuccess);
    }

    private static CallbackKeys Configured(CallbackFeed feed, IReadOnlyList<KeyValuePair<string, string?>> configuration) =>
        CallbackKeys.Create(
            feed,
            feed.Definition.Keys.Select(key =>
                KeyValuePair.Create(
                    key.Name,
                    configuration
                        .Single(entry => entry.Key.Equals($"Callbacks:{feed.Provider}:{key.Name}", StringComparison.OrdinalIgnoreCase))
                        .Value!
                )
            ),
            "keys of a test"
        );
}
