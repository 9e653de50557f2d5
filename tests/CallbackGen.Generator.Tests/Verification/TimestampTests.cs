using System.Globalization;

namespace CallbackGen.Generator.Tests.Verification;

public sealed class TimestampTests
{
    private const string Body = "{}";

    [Theory]
    [InlineData("seconds")]
    [InlineData("milliseconds")]
    [InlineData("iso8601")]
    [InlineData("http-date")]
    public void A_signed_time_must_be_near_in_both_directions(string unit)
    {
        using var project = Feed(unit);

        foreach (var minutes in new[] { -5, 0, 5 })
            project.Accepts(Signed(Write(unit, FixedClock.Noon.AddMinutes(minutes))));
        foreach (var minutes in new[] { -6, 6, -600_000 })
            project.Refuses(Signed(Write(unit, FixedClock.Noon.AddMinutes(minutes))), CallbackRejectionReason.TimestampOutsideTolerance);
    }

    [Theory]
    [InlineData("seconds")]
    [InlineData("iso8601")]
    public void Another_time_does_not_fit_the_signature(string unit)
    {
        using var project = Feed(unit);
        var signed = Signed(Write(unit, FixedClock.Noon));

        project.Refuses(
            Requests.Json(
                Body,
                ("X-Time", Write(unit, FixedClock.Noon.AddSeconds(1))),
                ("X-Signature", signed.Headers.GetValues("X-Signature")[0]!)
            ),
            CallbackRejectionReason.SignatureMismatch
        );
    }

    [Theory]
    [InlineData("seconds", "")]
    [InlineData("seconds", "-1")]
    [InlineData("seconds", "1e9")]
    [InlineData("seconds", "1767355200.0")]
    [InlineData("seconds", " 1767355200")]
    [InlineData("seconds", "99999999999999999999")]
    [InlineData("seconds", "١٧٦٧٣٥٥٢٠٠")]
    [InlineData("milliseconds", "99999999999999999999")]
    [InlineData("iso8601", "2026-01-02T12:00:00")]
    [InlineData("iso8601", "2026-01-02")]
    [InlineData("iso8601", "02/01/2026 12:00:00")]
    [InlineData("http-date", "2026-01-02T12:00:00Z")]
    [InlineData("http-date", "Mon, 02 Jan 2026 12:00:00 GMT")]
    public void A_time_of_another_form_is_refused_even_when_signed(string unit, string time)
    {
        using var project = Feed(unit);

        project.Refuses(Signed(time), CallbackRejectionReason.TimestampInvalid);
    }

    [Fact]
    public void A_time_that_is_absent_is_refused()
    {
        using var project = Feed("seconds");

        project.Refuses(Requests.Json(Body, ("X-Signature", Requests.Hex("." + Body))), CallbackRejectionReason.TimestampInvalid);
    }

    [Fact]
    public void A_time_in_the_signature_is_found_there()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Verify = FeedSchema.Hmac(
                    "\"{signature:t}.{rawBody}\"",
                    """ "timestamp": { "from": "signature:t", "unit": "seconds", "tolerance": "PT5M" } """,
                    signature: """ "format": "pairs", "pick": "v1" """
                ),
            }
        );
        var now = Write("seconds", FixedClock.Noon);
        var old = Write("seconds", FixedClock.Noon.AddMinutes(-6));

        project.Accepts(Requests.Json(Body, ("X-Signature", $"t={now},v1={Requests.Hex($"{now}.{Body}")}")));
        project.Refuses(
            Requests.Json(Body, ("X-Signature", $"t={old},v1={Requests.Hex($"{old}.{Body}")}")),
            CallbackRejectionReason.TimestampOutsideTolerance
        );
    }

    private static CompiledProject Feed(string unit) =>
        CompiledProject.Of(
            new FeedSchema
            {
                Verify = FeedSchema.Hmac(
                    "\"{header:X-Time}.{rawBody}\"",
                    $$""" "timestamp": { "from": "header:X-Time", "unit": "{{unit}}", "tolerance": "PT5M" } """
                ),
            }
        );

    private static CallbackRequest Signed(string time) =>
        Requests.Json(Body, ("X-Time", time), ("X-Signature", Requests.Hex($"{time}.{Body}")));

    private static string Write(string unit, DateTimeOffset time) =>
        unit switch
        {
            "seconds" => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            "milliseconds" => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            "iso8601" => time.ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture),
            _ => time.ToString("R", CultureInfo.InvariantCulture),
        };
}
