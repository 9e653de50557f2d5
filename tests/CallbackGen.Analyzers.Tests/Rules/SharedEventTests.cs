using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>CBG0087: feeds that share an event, but would not identify it by the same idempotency key.</summary>
public sealed class SharedEventTests
{
    private const string Key = """["/id", "/state"]""";

    // Other rules report that one key signs for all of them.
    private static string Feed(
        string feed,
        string? scope,
        string key = Key,
        string id = "string",
        string state = "\"type\": \"string\"",
        string provider = "Acme",
        string? lookup = null,
        string message = "{rawBody}",
        string keyword = "idempotencyKey"
    ) =>
        new FeedText
        {
            Keys = $$"""{ "secret": { "encoding": "utf8"{{(lookup is null ? "" : $", \"lookup\": \"{lookup}\"")}} } }""",
            Properties = $$"""{ "id": { "type": "{{id}}" }, "state": { {{state}} } }""",
            Root = """, "required": ["id", "state"]""",
            Callback = (scope is null ? "" : $", \"event\": {scope}") + $", \"{keyword}\": {key}",
        }
            .ToString()
            .Replace("{rawBody}", message, StringComparison.Ordinal)
            .Replace("\"scheme\":", "\"sharedKey\": \"A test\", \"scheme\":", StringComparison.Ordinal)
            .Replace("\"Acme\"", $"\"{provider}\"", StringComparison.Ordinal)
            .Replace("\"Paid\"", $"\"{feed}\"", StringComparison.Ordinal);

    [Fact]
    public Task Feeds_that_agree_are_not_mentioned() =>
        SchemaVerifier.VerifyAsync(
            ("a.callback.json", Feed("One", "\"Settlement\"")),
            ("b.callback.json", Feed("Two", "\"settlement\"", state: "\"type\": \"string\", \"enum\": [\"paid\"]")),
            ("c.callback.json", Feed("Three", null, key: """["/id"]""")),
            ("d.callback.json", Feed("One", "\"Settlement\"", key: """["/id"]""", provider: "Nadir"))
        );

    [Fact]
    public Task A_whole_number_and_an_amount_are_both_numbers() =>
        SchemaVerifier.VerifyAsync(
            ("a.callback.json", Feed("One", "\"Settlement\"", state: "\"type\": \"integer\"")),
            ("b.callback.json", Feed("Two", "\"Settlement\"", state: "\"type\": \"string\", \"format\": \"decimal\"")),
            ("c.callback.json", Feed("Three", "\"Settlement\"", state: "\"type\": \"integer\", \"enum\": [1, 2]"))
        );

    [Theory]
    [InlineData("\"type\": \"integer\"", "a number")]
    [InlineData("\"type\": \"boolean\"", "true or false")]
    [InlineData("\"type\": \"string\", \"format\": \"uuid\"", "a UUID")]
    [InlineData("\"type\": \"string\", \"format\": \"date-time\"", "a moment")]
    [InlineData("\"type\": \"string\", \"format\": \"date\"", "a day")]
    [InlineData("\"type\": \"string\", \"format\": \"time\"", "a time of day")]
    [InlineData("\"type\": \"string\", \"dateFormat\": \"yyyy-MM-dd HH:mm:ss\", \"timeZone\": \"Europe/Warsaw\"", "a local time")]
    [InlineData("\"type\": \"string\", \"dateFormat\": \"yyyy-MM-dd HH:mm:ss\", \"timeZone\": \"+08:00\"", "a moment")]
    public async Task Members_of_other_types_are_reported_in_both_files(string state, string what)
    {
        var reported = await SchemaVerifier.VerifyAsync(
            ("a.callback.json", Feed("One", "{|CBG0087:\"Settlement\"|}", state: state)),
            ("b.callback.json", Feed("Two", "{|CBG0087:\"settlement\"|}"))
        );

        Assert.Equal(
            $"The event cannot be shared: \"/state\" is {what}, and \"/state\" at the same position in the key of acme.two is a text, "
                + "so one event would have two keys; name members of the same types in the same order",
            SchemaVerifier.MessageOf(reported[0])
        );
    }

    [Fact]
    public async Task Another_number_of_members_is_reported()
    {
        var reported = await SchemaVerifier.VerifyAsync(
            ("a.callback.json", Feed("One", "{|CBG0087:\"Settlement\"|}")),
            ("b.callback.json", Feed("Two", "{|CBG0087:\"Settlement\"|}", key: """["/id"]"""))
        );

        Assert.Equal(
            "The event cannot be shared: it has 2 members in this feed's key and 1 in that of acme.two: name the same ones in both",
            SchemaVerifier.MessageOf(reported[0])
        );
    }

    [Fact]
    public Task Members_in_another_order_are_reported() =>
        SchemaVerifier.VerifyAsync(
            ("a.callback.json", Feed("One", "{|CBG0087:\"Settlement\"|}", id: "integer")),
            ("b.callback.json", Feed("Two", "{|CBG0087:\"Settlement\"|}", id: "integer", key: """["/state", "/id"]"""))
        );

    [Fact]
    public async Task A_key_that_is_looked_up_for_one_of_them_alone_is_reported()
    {
        var reported = await SchemaVerifier.VerifyAsync(
            ("a.callback.json", Feed("One", "{|CBG0087:\"Settlement\"|}")),
            ("b.callback.json", Feed("Two", "{|CBG0087:\"Settlement\"|}", lookup: "body:/id"))
        );

        Assert.Equal(
            "The event cannot be shared: the key of acme.two is looked up by the account's name, which is part of the event's key, "
                + "and that of acme.one is not: one event would have two keys; declare \"lookup\" in both, or remove \"event\" from "
                + "both",
            SchemaVerifier.MessageOf(reported[0])
        );
    }

    /// <summary>The attack: an unsigned feed, whose idempotency keys begin with its name, claims the keys of the shared events.</summary>
    [Fact]
    public async Task An_event_that_is_called_like_another_feed_is_reported()
    {
        var reported = await SchemaVerifier.VerifyAsync(
            ("a.callback.json", Feed("One", "{|CBG0087:\"TWO\"|}")),
            ("b.callback.json", Feed("Two", null)),
            ("c.callback.json", Feed("Two", null, provider: "Nadir"))
        );

        Assert.Equal(
            "The event cannot be shared: \"acme.two\" is the name of the feed acme.two, whose own keys could be those of the shared "
                + "events; give the event another name",
            SchemaVerifier.MessageOf(reported[0])
        );
    }

    [Fact]
    public Task A_partly_signed_feed_shares_by_what_is_confirmed() =>
        SchemaVerifier.VerifyAsync(
            ("a.callback.json", Feed("One", "{|CBG0087:\"Settlement\"|}")),
            (
                "b.callback.json",
                Feed("Two", "{|CBG0087:\"Settlement\"|}", message: "{body:/id}", keyword: "confirmedKey", key: """["/id"]""")
                    .WithPartlyCovered()
            ),
            ("c.callback.json", Feed("Three", "\"Other\"")),
            ("d.callback.json", Feed("Four", "\"Other\"", message: "{body:/id}", keyword: "confirmedKey").WithPartlyCovered())
        );
}
