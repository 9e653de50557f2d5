using System.Globalization;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>The forms in which providers write signed times. Each denotes one instant, and has one interpretation.</summary>
public sealed class SignedTimeFormTests
{
    private const string Body = """{"id":"a"}""";

    [Theory]
    [InlineData("\"unit\": \"iso8601\"", "2026-01-02T12:00:00+0000")]
    [InlineData("\"unit\": \"iso8601\"", "2026-01-02T20:00:00.123+0800")]
    [InlineData("\"unit\": \"iso8601\"", "2026-01-02T12:00:00Z")]
    [InlineData("\"unit\": \"iso8601-basic\"", "20260102T120000Z")]
    [InlineData("\"unit\": \"iso8601-basic\"", "20260102T200000.5+0800")]
    [InlineData("\"unit\": \"microseconds\"", "1767355200123456")]
    [InlineData("\"unit\": \"nanoseconds\"", "1767355200123456789")]
    [InlineData("\"unit\": \"decimal-seconds\"", "1767355200.25")]
    [InlineData("\"unit\": \"decimal-seconds\"", "1767355200")]
    [InlineData("\"dateFormat\": \"yyyyMMddHHmmss\", \"timeZone\": \"+08:00\"", "20260102200000")]
    [InlineData("\"dateFormat\": \"yyMMddHHmm\", \"timeZone\": \"Z\"", "2601021200")]
    [InlineData("\"dateFormat\": \"yyyy-MM-dd HH:mm:ssZ\", \"timeZone\": \"Z\"", "2026-01-02 12:00:00Z")] // on a machine in any time zone
    [InlineData("\"dateFormat\": \"yyyy-MM-dd HH:mm:ss.fff\", \"timeZone\": \"-05:00\"", "2026-01-02 07:00:00.250")]
    [InlineData("\"dateFormat\": \"d MMMM yyyy h:mm tt\", \"timeZone\": \"Z\"", "2 January 2026 12:00 PM")]
    [InlineData("\"dateFormat\": \"ddd, dd MMM yyyy HH:mm:ss zzz\"", "Fri, 02 Jan 2026 12:00:00 +0000")]
    [InlineData("\"dateFormat\": \"ddd, dd MMM yyyy HH:mm:ss zzz\"", "Fri, 02 Jan 2026 14:00:00 +02:00")]
    public void A_signed_time_is_read_in_its_form(string form, string time)
    {
        using var project = Feed(form);

        project.Accepts(Signed(time));
        project.Accepts(Signed(time), new FakeTimeProvider(FixedClock.Noon.AddMinutes(4)));
        project.Refuses(
            Signed(time),
            CallbackRejectionReason.TimestampOutsideTolerance,
            new FakeTimeProvider(FixedClock.Noon.AddMinutes(6))
        );
        project.Refuses(
            Signed(time),
            CallbackRejectionReason.TimestampOutsideTolerance,
            new FakeTimeProvider(FixedClock.Noon.AddMinutes(-6))
        );
        // The time is renewed and the signature is not.
        project.Refuses(
            Requests.Json(Body, ("X-Time", time), ("X-Signature", Requests.Hex($"2000.{Body}"))),
            CallbackRejectionReason.SignatureMismatch
        );
    }

    /// <summary>
    /// Attack: a second text of a signed time, or a text that a lenient parser reads as the current time. Each is
    /// rejected even when it is signed.
    /// </summary>
    [Theory]
    [InlineData("\"unit\": \"iso8601\"", "2026-01-02T12:00:00+00")]
    [InlineData("\"unit\": \"iso8601\"", "2026-01-02T12:00:00 0000")]
    [InlineData("\"unit\": \"iso8601\"", "2026-01-02T12:00:00+000")]
    [InlineData("\"unit\": \"iso8601\"", "2026-01-02T12:00:00")]
    [InlineData("\"unit\": \"iso8601-basic\"", "20260102T120000")]
    [InlineData("\"unit\": \"iso8601-basic\"", "20260102T120000+00:00")]
    [InlineData("\"unit\": \"iso8601-basic\"", "2026-01-02T12:00:00Z")]
    [InlineData("\"unit\": \"iso8601-basic\"", "20260102T12000Z")]
    [InlineData("\"unit\": \"microseconds\"", "01767355200123456")]
    [InlineData("\"unit\": \"nanoseconds\"", "99999999999999999999")]
    [InlineData("\"unit\": \"decimal-seconds\"", "1767355200.")]
    [InlineData("\"unit\": \"decimal-seconds\"", "1767355200.1234567890")]
    [InlineData("\"unit\": \"decimal-seconds\"", "1767355200,5")]
    [InlineData("\"unit\": \"decimal-seconds\"", "1.7673552e9")]
    [InlineData("\"dateFormat\": \"yyyyMMddHHmmss\", \"timeZone\": \"Z\"", "20260102120000 ")]
    [InlineData("\"dateFormat\": \"yyyyMMddHHmmss\", \"timeZone\": \"Z\"", "020260102120000")]
    [InlineData("\"dateFormat\": \"yyyyMMddHHmmss\", \"timeZone\": \"Z\"", "2026010212000")]
    [InlineData("\"dateFormat\": \"dd MMM yyyy HH:mm\", \"timeZone\": \"Z\"", "02 JAN 2026 12:00")]
    [InlineData("\"dateFormat\": \"dd MMM yyyy HH:mm\", \"timeZone\": \"Z\"", "02  Jan 2026 12:00")]
    [InlineData("\"dateFormat\": \"dd MMM yyyy HH:mm zzz\"", "02 Jan 2026 12:00 Z")]
    public void A_time_has_one_text(string form, string time)
    {
        using var project = Feed(form);

        project.Refuses(Signed(time), CallbackRejectionReason.TimestampInvalid);
    }

    /// <summary>
    /// A format without a day would mean today, and therefore every day; a local time in a zone with daylight saving can occur twice.
    /// </summary>
    [Theory]
    [InlineData("\"dateFormat\": \"HH:mm:ss\", \"timeZone\": \"Z\"")]
    [InlineData("\"dateFormat\": \"dd.MM. HH:mm\", \"timeZone\": \"Z\"")]
    [InlineData("\"dateFormat\": \"yyyy-MM-dd\", \"timeZone\": \"Z\"")]
    [InlineData("\"dateFormat\": \"yyyy-MM-dd hh:mm\", \"timeZone\": \"Z\"")]
    [InlineData("\"dateFormat\": \"yyyy-MM-dd HH:mm zz\"")]
    [InlineData("\"dateFormat\": \"yyyy-MM-dd HH:mm\"")]
    [InlineData("\"dateFormat\": \"yyyy-MM-dd HH:mm\", \"timeZone\": \"Europe/Warsaw\"")]
    [InlineData("\"dateFormat\": \"yyyy-MM-dd HH:mm zzz\", \"timeZone\": \"Z\"")]
    [InlineData("\"dateFormat\": \"yyyy-MM-dd HH:mm\", \"timeZone\": \"Z\", \"unit\": \"seconds\"")]
    [InlineData("\"unit\": \"seconds\", \"timeZone\": \"Z\"")]
    [InlineData("\"dateFormat\": \"yyyy-MM-dd 'HH\", \"timeZone\": \"Z\"")]
    public void A_form_that_is_no_one_moment_is_reported(string form)
    {
        using var project = Feed(form);

        project.Refuses(Signed("2026-01-02 12:00"), CallbackRejectionReason.SchemaInvalid);
    }

    /// <summary>
    /// Attack: digits are moved between a time and the value after it: 1767355200.1 and 23 are 1767355200.12 and 3. A fraction has no
    /// fixed end, so that neither value is covered; a time of fixed length has one.
    /// </summary>
    [Theory]
    [InlineData("\"unit\": \"decimal-seconds\"", CallbackTrust.Authenticated)]
    [InlineData("\"dateFormat\": \"d.M.yyyy H:mm\", \"timeZone\": \"Z\"", CallbackTrust.Authenticated)]
    [InlineData("\"dateFormat\": \"yyyyMMddHHmmss\", \"timeZone\": \"Z\"", CallbackTrust.Verified)]
    [InlineData("\"unit\": \"microseconds\"", CallbackTrust.Verified)]
    [InlineData("\"unit\": \"iso8601-basic\"", CallbackTrust.Verified)]
    public void A_time_covers_what_stands_behind_it_only_where_it_ends_itself(string form, CallbackTrust trust)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "id": { "type": "string" } """,
                Verify = FeedSchema.Hmac(
                    "\"{header:X-Time}{body:/id}\"",
                    $$"""
                    "undelimited": "The provider does so.",
                    "timestamp": { "from": "header:X-Time", {{form}}, "tolerance": "PT5M" }
                    """
                ),
            }
        );

        Assert.Equal(trust, project.Feed.Trust);
    }

    /// <summary>
    /// Attack: digits of a fraction are moved into a value that a dot joins to it. A JSON body has only one possible start, so that it
    /// is accepted; any other value is rejected where the dot could be either.
    /// </summary>
    [Fact]
    public void A_fraction_may_stand_before_a_JSON_body_only()
    {
        using var value = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "id": { "type": "string" } """,
                Verify = FeedSchema.Hmac(
                    "\"{header:X-Time}.{body:/id}\"",
                    """ "timestamp": { "from": "header:X-Time", "unit": "decimal-seconds", "tolerance": "PT5M" } """
                ),
            }
        );
        using var body = Feed("\"unit\": \"decimal-seconds\"");

        Assert.Equal(CallbackTrust.Verified, body.Feed.Trust);
        value.Accepts(Requests.Json(Body, ("X-Time", "1767355200"), ("X-Signature", Requests.Hex("1767355200.a"))));
        value.Refuses(
            Requests.Json(Body, ("X-Time", "1767355200.25"), ("X-Signature", Requests.Hex("1767355200.25.a"))),
            CallbackRejectionReason.AmbiguousMessage
        );
        body.Refuses(
            Requests.Json("25." + Body, ("X-Time", "1767355200"), ("X-Signature", Requests.Hex("1767355200.25." + Body))),
            CallbackRejectionReason.Malformed
        );
    }

    [Theory]
    [InlineData("\"unit\": \"nanoseconds\"")]
    [InlineData("\"unit\": \"decimal-seconds\"")]
    [InlineData("\"unit\": \"iso8601-basic\"")]
    [InlineData("\"dateFormat\": \"dd.MM.yyyy HH:mm:ss\", \"timeZone\": \"+05:30\"")]
    [InlineData("\"dateFormat\": \"yyyy-MM-dd HH:mm:ss zzz\"")]
    public void The_signer_writes_each_form(string form)
    {
        using var project = Feed(form);
        var clock = new FakeTimeProvider(FixedClock.Noon);
        var keys = Testing.CallbackTestKeys.Generate(project.Feed);
        var signed = new Testing.CallbackSigner(keys, clock).Sign(Requests.Json(Body));

        Assert.True(project.Feed.VerifyMessage(signed, keys.Keys, clock).IsSuccess);
        Assert.Equal(
            CallbackRejectionReason.TimestampOutsideTolerance,
            project.Feed.VerifyMessage(signed, keys.Keys, new FakeTimeProvider(FixedClock.Noon.AddHours(1))).Rejection!.Reason
        );
    }

    private static CompiledProject Feed(string form) =>
        CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "id": { "type": "string" } """,
                Verify = FeedSchema.Hmac(
                    "\"{header:X-Time}.{rawBody}\"",
                    $$""" "timestamp": { "from": "header:X-Time", {{form}}, "tolerance": "PT5M" } """
                ),
            }
        );

    private static CallbackRequest Signed(string time) =>
        Requests.Json(Body, ("X-Time", time), ("X-Signature", Requests.Hex(string.Create(CultureInfo.InvariantCulture, $"{time}.{Body}"))));
}
