using CallbackGen.Generator.Schema;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>A filter that maps each number to one text covers a member that is read as a number: 1 and 1.0 are one value there.</summary>
public sealed class NumberCoverTests
{
    private static CompiledProject Project(
        string amount,
        string message = "\"{body:/amount|fixed2}|{body:/id}\"",
        string? callback = null
    ) =>
        CompiledProject.Of(
            new FeedSchema
            {
                Properties = $$""" "id": { "type": "string" }, "amount": {{amount}} """,
                Required = ["id", "amount"],
                Callback = callback,
                Verify = FeedSchema.Hmac(message),
            }
        );

    [Theory]
    [InlineData("""{ "type": "string", "format": "decimal" }""", "\"1\"", "\"1.0\"", "\"2\"")]
    [InlineData("""{ "type": "number" }""", "1", "1.00", "1.01")]
    [InlineData("""{ "type": "number", "coerce": true }""", "1e0", "\"1.0\"", "10")]
    [InlineData("""{ "type": "integer" }""", "1", "1.0", "2")]
    public void A_number_is_covered_by_its_value(string amount, string one, string same, string other)
    {
        using var project = Project(amount, callback: "\"idempotencyKey\": [\"/id\", \"/amount\"], \"roles\": { \"amount\": \"/amount\" }");
        const string Signed = "1.00|7";

        Assert.Equal(CallbackTrust.Verified, project.Feed.Trust);
        var first = project.Accepts(Requests.Json($$"""{"id":"7","amount":{{one}}}""").Signed("X-Signature", Signed));
        var second = project.Accepts(Requests.Json($$"""{"id":"7","amount":{{same}}}""").Signed("X-Signature", Signed));
        // Attack: one payment is handled twice, because its number is written differently. Key and value are equal.
        Assert.Equal(first.Receipt.IdempotencyKey, second.Receipt.IdempotencyKey);
        Assert.Equal(Outcome.ValueOf(first, "Payload.Amount"), Outcome.ValueOf(second, "Payload.Amount"));
        project.Refuses(
            Requests.Json($$"""{"id":"7","amount":{{other}}}""").Signed("X-Signature", Signed),
            CallbackRejectionReason.SignatureMismatch
        );
    }

    /// <summary>Attack: digits that the filter would round away.</summary>
    [Theory]
    [InlineData("1.001")]
    [InlineData("1.004")]
    [InlineData("0.999")]
    public void A_number_of_more_decimals_is_refused(string amount)
    {
        using var project = Project("""{ "type": "number" }""");

        Assert.False(
            project
                .Feed.VerifyMessage(Requests.Json($$"""{"id":"7","amount":{{amount}}}""").Signed("X-Signature", "1.00|7"), project.Keys())
                .IsSuccess
        );
    }

    /// <summary>
    /// Attack: a payment is handled twice, because the number that selects its key, and is part of its idempotency
    /// key, is written differently.
    /// </summary>
    [Theory]
    [InlineData("[{ \"json\": { \"numbers\": \"javascript\" } }]", "/amount", true)]
    [InlineData("[{ \"json\": { \"numbers\": \"javascript\" } }]", "/id", false)]
    [InlineData("[{ \"json\": {} }]", "/amount", false)]
    [InlineData("\"{body:/amount|fixed2}|{body:/id}\"", "/amount", true)]
    [InlineData("\"{body:/amount}|{body:/id}\"", "/amount", false)]
    public void A_number_that_finds_a_key_is_signed_as_it_stands(string message, string lookup, bool isReported)
    {
        var problems = SchemaReader
            .Read(
                new FeedSchema
                {
                    Properties = """ "id": { "type": "string" }, "amount": { "type": "integer" } """,
                    Keys = $$""" "secret": { "encoding": "utf8", "lookup": "body:{{lookup}}" } """,
                    Verify = FeedSchema.Hmac(message),
                }
            )
            .Problems;

        Assert.Equal(isReported, problems.Any(problem => problem.Rule.Id == "CBG0056"));
    }

    /// <summary>A member that is read as text has another value for each text, and a value that another filter loses stays lost.</summary>
    [Theory]
    [InlineData("""{ "type": "string" }""", "\"{body:/amount|fixed2}|{body:/id}\"")]
    [InlineData("""{ "type": "string", "coerce": true }""", "\"{body:/amount|fixed2}|{body:/id}\"")]
    [InlineData("""{ "type": ["number", "string"] }""", "\"{body:/amount|fixed2}|{body:/id}\"")]
    [InlineData("""{ "type": "number" }""", "\"{body:/amount|fixed2|digits|slice:0:2}|{body:/id}\"")]
    [InlineData("""{ "type": "number" }""", "\"{body:/amount|digits}|{body:/id}\"")]
    [InlineData("""{ "type": "number" }""", "\"{body:/amount|digits|fixed2}|{body:/id}\"")]
    public void Any_other_is_not(string amount, string message)
    {
        using var project = Project(amount, message);

        Assert.Equal(CallbackTrust.Authenticated, project.Feed.Trust);
    }

    /// <summary>Attack: a text that equals a number's text is not bound to the number, and does not select a record.</summary>
    [Fact]
    public void A_text_is_not_tied_to_a_number()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "amount": { "type": "number" }, "text": { "type": "string" } """,
                Required = ["amount", "text"],
                Verify = FeedSchema.Hmac(
                    "\"{body:/amount|fixed2}\"",
                    """ "also": [{ "value": "{body:/amount}", "equals": "{body:/text}" }] """
                ),
            }
        );

        Assert.Equal("/text", string.Join(' ', project.Feed.Definition.UnsignedMembers));
        Assert.Contains(
            SchemaReader
                .Read(
                    new FeedSchema
                    {
                        Properties = """ "amount": { "type": "number" } """,
                        Callback = """ "select": { "body:/amount": "1" } """,
                        Verify = FeedSchema.Hmac("\"{body:/amount|fixed2}\""),
                    }
                )
                .Problems,
            problem => problem.Rule.Id == "CBG0060"
        );
    }
}
