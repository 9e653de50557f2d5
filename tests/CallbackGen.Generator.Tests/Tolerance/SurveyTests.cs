namespace CallbackGen.Generator.Tests.Tolerance;

/// <summary>The properties of the catalogue can fail: a feed that is stricter than its schema is found at each strict member.</summary>
public sealed class SurveyTests
{
    private const string Lenient = """
        "id": { "type": "string" },
        "opt": { "type": "string" },
        "none": { "type": ["string", "null"] },
        "status": { "type": "string", "enum": ["paid"] },
        "amount": { "type": "number", "coerce": true },
        "note": { "type": "string" },
        "rows": { "type": "array", "items": { "type": "object", "properties": { "n": { "type": "integer" } } } }
        """;

    private const string Body = """{"id":"1","opt":"o","none":"n","status":"paid","amount":1.5,"note":"x","rows":[{"n":1}]}""";

    private static readonly string Schema = Of(Lenient, ["id"]);

    private static readonly string Strict = Of(
        Lenient
            .Replace("""["string", "null"]""", "\"string\"", StringComparison.Ordinal)
            .Replace("\"enum\": [\"paid\"]", "\"enum\": [\"paid\"], \"closed\": true", StringComparison.Ordinal)
            .Replace(", \"coerce\": true", "", StringComparison.Ordinal)
            .Replace("\"items\": {", "\"items\": { \"additionalProperties\": false,", StringComparison.Ordinal),
        ["id", "opt", "none", "amount"],
        """, "roles": { "reference": "/note", "amount": "/amount" }"""
    );

    private static readonly Lazy<SurveyedFeed> LazyStrict = new(() => new(CompiledProject.Of(Strict).Feed, Schema));

    private static readonly Lazy<SurveyedFeed> LazyLenient = new(() => new(CompiledProject.Of(Schema).Feed, Schema));

    public static TheoryData<string, string> Properties =>
        new()
        {
            { nameof(Variants.UnknownMembers), "/rows/*" },
            { nameof(Variants.Removed), "/opt /none /amount" },
            { nameof(Variants.Nulls), "/opt /none /status /amount /note" },
            { nameof(Variants.UnlistedValues), "/status" },
            { nameof(Variants.OtherNotations), "/amount" },
            { nameof(Variants.OtherForms), "/opt /none /status /amount /note" },
        };

    [Theory]
    [MemberData(nameof(Properties))]
    public void A_feed_that_is_stricter_than_its_schema_is_found(string property, string patterns)
    {
        var strict = Survey.Of([LazyStrict.Value], VariantsOf(property));
        var lenient = Survey.Of([LazyLenient.Value], VariantsOf(property));

        Assert.Equal(patterns, string.Join(' ', strict.Failures.Select(failure => failure.Pattern).Distinct()));
        Assert.Equal(strict.Variants, lenient.Variants);
        Assert.Empty(lenient.Failures);
    }

    /// <summary>A member that the schema requires although nothing needs it is a fault of the schema.</summary>
    [Fact]
    public void A_member_that_is_required_for_nothing_is_found()
    {
        var schema = Of(Lenient, ["id", "note"]);
        var survey = Survey.Of([new(CompiledProject.Of(schema).Feed, schema)], Variants.Removed);

        var only = Assert.Single(survey.Failures);
        Assert.Equal(("acme.payment", "A payment", "/note", "removed"), (only.Feed, only.Test, only.Pattern, only.What));
    }

    [Fact]
    public void A_failure_needs_an_exception_and_an_exception_a_failure()
    {
        var survey = Survey.Of([LazyStrict.Value], Variants.Removed);
        Exempt[] needed = [.. survey.Failures.Select(failure => new Exempt(failure.Feed, failure.Pattern, "A reason."))];

        Assert.Equal(["/opt", "/none", "/amount"], survey.FindFaults([]).Select(fault => fault.Split(' ')[1]));
        Assert.Empty(survey.FindFaults(needed));
        Assert.StartsWith("acme.payment: /opt ", Assert.Single(survey.FindFaults(needed[1..])), StringComparison.Ordinal);
        Assert.EndsWith(
            "is not needed, remove it",
            Assert.Single(survey.FindFaults([.. needed, new("acme.payment", "/rows", "A reason.")])),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("/a/b", true)]
    [InlineData("/a", false)]
    [InlineData("/a/…", true)]
    [InlineData("/b/…", false)]
    public void An_exception_covers_its_member_or_all_below_it(string pattern, bool covers)
    {
        var failure = new Failure("acme.payment", "A payment", "/a/b", "removed", "MissingMember") { IsRefused = true };

        Assert.Equal(covers, new Exempt("acme.payment", pattern, "A reason.").Covers(failure));
        Assert.False(new Exempt("acme.refund", pattern, "A reason.").Covers(failure));
        Assert.False(new Exempt("acme.payment", pattern, "A reason.", "null").Covers(failure));
        Assert.False(new Exempt("acme.payment", pattern, "A reason.").Covers(failure with { IsRefused = false }));
    }

    private static Func<SurveyedRequest, IEnumerable<Variant>> VariantsOf(string property) =>
        typeof(Variants).GetMethod(property)!.CreateDelegate<Func<SurveyedRequest, IEnumerable<Variant>>>();

    private static string Of(string properties, string[] required, string more = "") =>
        new FeedSchema
        {
            Properties = properties,
            Required = required,
            Verify = FeedSchema.Hmac("\"{rawBody}\""),
            Callback = $$"""
                "idempotencyKey": ["/id"]{{more}},
                "tests": [{
                  "name": "A payment",
                  "request": {
                    "method": "POST", "headers": { "Content-Type": "application/json" },
                    "body": "{{Body.Replace("\"", "\\\"", StringComparison.Ordinal)}}"
                  },
                  "keys": { "secret": "{{FeedSchema.Secret}}" },
                  "expect": "verified"
                }]
                """,
        };
}
