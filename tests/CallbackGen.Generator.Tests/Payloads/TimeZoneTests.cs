using CallbackGen.Reading;

namespace CallbackGen.Generator.Tests.Payloads;

/// <summary>Local times in zones with daylight saving.</summary>
public sealed class TimeZoneTests
{
    [Theory]
    [InlineData("Europe/Warsaw", "2024-01-15 12:00:00", "2024-01-15T12:00:00+01:00")]
    [InlineData("Europe/Warsaw", "2024-07-15 12:00:00", "2024-07-15T12:00:00+02:00")]
    [InlineData("America/New_York", "2024-07-15 12:00:00", "2024-07-15T12:00:00-04:00")]
    [InlineData("America/Argentina/Buenos_Aires", "2024-07-15 12:00:00", "2024-07-15T12:00:00-03:00")]
    [InlineData("Asia/Kuala_Lumpur", "2024-07-15 12:00:00", "2024-07-15T12:00:00+08:00")]
    [InlineData("Etc/UTC", "2024-07-15 12:00:00", "2024-07-15T12:00:00+00:00")]
    [InlineData("Europe/Warsaw", "2024-10-27 02:30:00", "2024-10-27T02:30:00+02:00")] // occurs twice: the first (RFC 5545, section 3.3.5)
    [InlineData("Europe/Warsaw", "2024-10-27 03:00:00", "2024-10-27T03:00:00+01:00")]
    [InlineData("Europe/Warsaw", "2024-03-31 02:30:00", "2024-03-31T02:30:00+01:00")] // does not occur: the offset before the change
    [InlineData("Europe/Warsaw", "2024-03-31 03:00:00", "2024-03-31T03:00:00+02:00")]
    [InlineData("Australia/Lord_Howe", "2024-04-07 01:45:00", "2024-04-07T01:45:00+11:00")] // half an hour occurs twice
    public void A_local_time_has_the_offset_of_its_zone(string zone, string text, string time)
    {
        using var project = Of(zone);
        var expected = DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);

        foreach (
            var outcome in new[]
            {
                project.ReadJson($$"""{"id":"1","at":"{{text}}"}"""),
                project.ReadForm($"id=1&at={Uri.EscapeDataString(text)}"),
            }
        )
        {
            var read = (DateTimeOffset)outcome["At"]!;
            Assert.Equal((expected, expected.Offset), (read, read.Offset));
        }
    }

    [Theory]
    [InlineData("2024-10-27 02:30:00")]
    [InlineData("2024-03-31 02:30:00")]
    [InlineData("2024-03-31 03:30:00")]
    [InlineData("2024-07-15 12:00:00")]
    public void The_context_writes_what_was_read(string text)
    {
        using var project = Of("Europe/Warsaw");
        var json = $$"""{"id":"1","at":"{{text}}"}""";
        var payload = project.ReadJson(json).Payload!;

        Assert.Equal(json, project.WriteJson(payload));
        Assert.Equal(payload, project.FromJson(json));
    }

    /// <summary>Equal texts have equal keys, and different texts different keys, also in the hours in which clocks change.</summary>
    [Fact]
    public void A_key_has_the_local_time_once_for_each_text()
    {
        using var project = Of("Europe/Warsaw", """ "idempotencyKey": ["/id", "/at"] """);
        string[] texts =
        [
            "2024-03-31 01:30:00",
            "2024-03-31 02:30:00",
            "2024-03-31 03:30:00",
            "2024-10-27 01:30:00",
            "2024-10-27 02:30:00",
            "2024-10-27 03:30:00",
        ];

        var keys = texts.Select(text => project.Accepts(Requests.Json($$"""{"id":"1","at":"{{text}}"}""")).Receipt.IdempotencyKey).ToList();
        var again = project.Accepts(Requests.Form("id=1&at=2024-10-27+02%3A30%3A00")).Receipt.IdempotencyKey;

        Assert.Equal(texts.Length, keys.Distinct().Count());
        Assert.Equal("acme.payment:acme:1/2024-10-27T02%3A30%3A00", keys[4]);
        Assert.Equal(keys[4], again);
    }

    [Fact]
    public void A_zone_that_the_system_does_not_know_refuses_for_what_the_system_lacks()
    {
        using var project = Of("Europe/Nowhere");

        Assert.False(LocalZone.Of("Europe/Nowhere").IsKnown);
        Assert.Equal(["Europe/Nowhere"], project.Feed.Definition.TimeZones);
        project.ReadJson("""{"id":"1","at":"2024-07-15 12:00:00"}""").IsRefused(CallbackRejectionReason.SchemaInvalid, "/at");
        Assert.Null(project.ReadJson("""{"id":"1"}""").Rejection);
    }

    [Theory]
    [InlineData("2024-02-30 12:00:00")]
    [InlineData("2024-07-15T12:00:00")]
    [InlineData("")]
    public void Another_text_is_refused(string text)
    {
        using var project = Of("Europe/Warsaw");

        project.ReadJson($$"""{"id":"1","at":"{{text}}"}""").IsRefusedAt("/at");
    }

    private static CompiledProject Of(string zone, string? callback = null) =>
        CompiledProject.Of(
            new FeedSchema
            {
                Receive = ["POST json", "POST form"],
                Properties = $$"""
                "id": { "type": "string" },
                "at": { "type": "string", "dateFormat": "yyyy-MM-dd HH:mm:ss", "timeZone": "{{zone}}" }
                """,
                Required = ["id"],
                Callback = callback,
            }
        );
}
