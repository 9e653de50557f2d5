using System.Text.Json;
using CallbackGen.Generator.Schema;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>
/// Adjacent values in a message without a delimiter: none is signed by itself, unless the members' declared forms
/// leave one interpretation.
/// </summary>
public sealed class SettledMemberTests
{
    private const string Reason = "\"undelimited\": \"The provider does so.\"";

    /// <summary>The amount's last digits, moved into a member that was absent.</summary>
    [Theory]
    [InlineData("""[{ "members": ["Amount", "CardId", "Status"] }]""")]
    [InlineData("""["{body:/Amount}{body:/CardId}{body:/Status}"]""")]
    [InlineData("""[{ "members": ["Amount", "CardId"], "omit": ["null"] }, "|{body:/Status}"]""")]
    [InlineData("""[{ "parts": ["{body:/Amount}", "{body:/CardId}"], "filters": ["base64"] }, "|{body:/Status}"]""")]
    public void Digits_that_can_move_to_a_neighbour_are_not_signed(string message)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Required = ["Amount", "Status"],
                Properties = """
                "Amount": { "type": "string", "pattern": "^[0-9]+$" }, "CardId": { "type": ["string", "null"] },
                "Status": { "type": "string", "enum": ["paid", "failed"], "closed": true }
                """,
                Verify = FeedSchema.Hmac(message, Reason),
            }
        );

        Assert.Equal(CallbackTrust.Authenticated, project.Feed.Trust);
        Assert.Equal(["/Amount", "/CardId"], project.Feed.Definition.UnsignedMembers.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("\"pattern\": \"^[0-9]{16}$\"", "")]
    [InlineData("\"minLength\": 4, \"maxLength\": 4", "")]
    [InlineData("\"format\": \"uuid\"", "")]
    [InlineData("\"format\": \"date\"", "")]
    [InlineData("\"format\": \"date-time\"", "")]
    [InlineData("\"pattern\": \"^(?:1(?:A|AA)+[0-9]|2(?:A|AA)+[0-9][0-9])$\"", "")]
    [InlineData("\"const\": \"visa\"", "")]
    [InlineData("\"enum\": [\"a\", \"b\"], \"closed\": true", "")]
    [InlineData("\"pattern\": \"^[A-Z]+$\"", "")]
    // A member that may be absent has two lengths; one of the forms begins as another ends.
    [InlineData("\"pattern\": \"^[0-9]{16}$\"", "/CardId /Amount", "Amount")]
    [InlineData("\"enum\": [\"a\", \"b\"]", "/CardId /Amount")]
    [InlineData("\"pattern\": \"[0-9]{16}\"", "/CardId /Amount")]
    [InlineData("\"pattern\": \"^[0-9]{1,16}$\"", "/CardId /Amount")]
    [InlineData("\"enum\": [\"1\", \"10\"], \"closed\": true", "/CardId /Amount")]
    [InlineData("\"pattern\": \"^[A-Z]+0?$\"", "/CardId /Amount")]
    [InlineData("\"minLength\": 4", "/CardId /Amount")]
    // Digits may follow: those of a second's fraction, and the text after a backslash and the letter z.
    [InlineData("\"format\": \"time\"", "/CardId /Amount")]
    [InlineData("\"pattern\": \"^A\\\\\\\\z\"", "/CardId /Amount")]
    public void A_declared_form_that_leaves_one_reading_covers_again(string card, string unsigned, string required = "CardId Amount") =>
        Assert.Equal(
            unsigned,
            Unsigned(
                new FeedSchema
                {
                    Required = required.Split(' '),
                    Properties = $$"""
                    "CardId": { "type": "string", {{card}} },
                    "Amount": { "type": "string", "pattern": "^[0-9]+[.][0-9]{2}$" }
                    """,
                    Verify = FeedSchema.Hmac("\"{body:/CardId}{body:/Amount}\"", Reason),
                }
            )
        );

    /// <summary>
    /// A time of day has no zone (RFC 3339, partial-time) and any number of digits in its fraction, so that a digit after it may be
    /// part of it. Its position determines the end: before a delimiter, or next to letters only.
    /// </summary>
    [Theory]
    [InlineData("{body:/time}{body:/number}", "/time /number")]
    [InlineData("{body:/number}{body:/time}", "")]
    [InlineData("{body:/time}{body:/letters}", "")]
    [InlineData("{body:/time}|{body:/number}", "")]
    public void A_time_of_day_ends_nowhere_by_itself(string message, string unsigned) =>
        Assert.Equal(
            unsigned,
            string.Join(
                ' ',
                Unsigned(
                        new FeedSchema
                        {
                            Required = ["time", "number", "letters"],
                            Properties = """
                            "time": { "type": "string", "format": "time" }, "number": { "type": "string", "pattern": "^[0-9]+$" },
                            "letters": { "type": "string", "pattern": "^[a-z]+$" }
                            """,
                            Verify = FeedSchema.Hmac($"\"{message}\"", Reason),
                        }
                    )
                    .Split(' ')
                    .Where(pointer => message.Contains($"body:{pointer}", StringComparison.Ordinal) && pointer.Length > 0)
            )
        );

    /// <summary>A neighbour whose form, including its lengths, leaves one interpretation next to a value of variable length.</summary>
    [Theory]
    [InlineData("\"pattern\": \"^[0-9]+$\", \"minLength\": 3, \"maxLength\": 3", "")]
    [InlineData("\"pattern\": \"^[\\u00e0-\\u00ff]{2}$\"", "")]
    [InlineData("\"pattern\": \"^\\\\p{L}{2}$\"", "")]
    [InlineData("\"pattern\": \"^[0-9]+$\", \"minLength\": 3, \"maxLength\": 4", "/card /open")]
    [InlineData("\"pattern\": \"^[\\u00e0-\\u00ff]{1,2}$\"", "/card /open")]
    public void A_form_of_fixed_length_settles_an_open_neighbour(string card, string unsigned) =>
        Assert.Equal(
            unsigned,
            Unsigned(
                new FeedSchema
                {
                    Required = ["card", "open"],
                    Properties = $$""" "card": { "type": "string", {{card}} }, "open": { "type": "string" } """,
                    Verify = FeedSchema.Hmac("\"{body:/card}{body:/open}\"", Reason),
                }
            )
        );

    /// <summary>
    /// Long adjacent members of variable length have more interpretations than can be examined; the members after them stay covered.
    /// </summary>
    [Fact]
    public void Lengths_that_are_too_many_to_look_at_cost_no_other_member_its_cover()
    {
        var notes = Enumerable.Range(1, 7).Select(number => $"n{number}").ToArray();
        var form = """{ "type": "string", "pattern": "^[a-z ]*$", "minLength": 1, "maxLength": 60 }""";

        Assert.Equal(
            string.Join(' ', notes.Select(name => "/" + name)),
            Unsigned(
                new FeedSchema
                {
                    Required = [.. notes, "status"],
                    Properties =
                        string.Join(", ", notes.Select(name => $"\"{name}\": {form}"))
                        + """, "status": { "type": "string", "enum": ["00", "11"], "closed": true } """,
                    Verify = FeedSchema.Hmac(
                        $"\"{string.Concat(notes.Select(name => $"{{body:/{name}}}"))}{{body:/status}}{{header:X-No}}\"",
                        Reason
                    ),
                }
            )
        );
    }

    [Theory]
    // From left to right and from right to left as far as the ends are determined, with one value of variable length between.
    [InlineData("{body:/two}{body:/open}{body:/three}", "")]
    [InlineData("{body:/open}{body:/two}{body:/other}", "/open /two /other")]
    [InlineData("{body:/two}{body:/open}{body:/other}{body:/three}", "/open /other")]
    [InlineData("{body:/open}{body:/other}|{body:/three}", "/open /other")]
    [InlineData("{body:/three}|{body:/open}{body:/other}", "/open /other")]
    [InlineData("{body:/open|sha256}{body:/other}", "")]
    [InlineData("{body:/open|base64}{body:/other}", "/open /other")]
    [InlineData("{body:/open}{body:/other}|{body:/other}", "/open /other")]
    [InlineData("{body:/open}{key:secret}{body:/other}", "")]
    [InlineData("{header:X-Id}{body:/open}|{body:/other}", "/open /other")]
    [InlineData("{header:X-Id}{rawBody}", "")]
    [InlineData("{rawBody}{header:X-Id}", "")]
    [InlineData("{header:X-Id}{rawBody}{header:X-Time}", "/open /other /three /two")]
    public void A_message_is_read_from_both_ends(string message, string unsigned) =>
        Assert.Equal(
            unsigned.Split(' ').Order(StringComparer.Ordinal),
            Unsigned(
                    new FeedSchema
                    {
                        Required = ["two", "three", "open", "other"],
                        Properties = """
                        "two": { "type": "string", "pattern": "^[0-9]{2}$" }, "three": { "type": "string", "pattern": "^[0-9]{3}$" },
                        "open": { "type": "string" }, "other": { "type": "string" }
                        """,
                        Verify = FeedSchema.Hmac($"\"{message}\"", Reason),
                    }
                )
                .Split(' ')
                .Where(pointer =>
                    message.Contains("rawBody", StringComparison.Ordinal) || message.Contains($"body:{pointer}", StringComparison.Ordinal)
                )
                .DefaultIfEmpty("")
                .Order(StringComparer.Ordinal)
        );

    /// <summary>Two requests with one message, and therefore one signature: the differing members are not signed.</summary>
    [Theory]
    [InlineData(
        "\"{body:/at}{body:/amount}\"",
        """{"at":"12:30:00.5","amount":"99.00"}""",
        """{"at":"12:30:00.59","amount":"9.00"}""",
        "12:30:00.599.00"
    )]
    [InlineData(
        "\"{body:/code}{body:/amount}\"",
        """{"code":"A\\z","amount":"19.00"}""",
        """{"code":"A\\z1","amount":"9.00"}""",
        "A\\z19.00"
    )]
    [InlineData(
        """[{ "members": ["off"], "omit": ["null", "empty"], "each": "{value}|" }, "{body:/note}"]""",
        """{"off":"5","note":"b"}""",
        """{"note":"5|b"}""",
        "5|b"
    )]
    [InlineData(
        """[{ "members": ["off"], "omit": ["null"], "each": "{name}={value};" }, "{body:/note}"]""",
        """{"off":"5","note":"b"}""",
        """{"note":"off=5;b"}""",
        "off=5;b"
    )]
    [InlineData(
        """["{body:/note}", { "members": ["off"], "omit": ["null"], "each": "|{value}" }]""",
        """{"off":"5","note":"b"}""",
        """{"note":"b|5"}""",
        "b|5"
    )]
    public void What_two_requests_of_one_signature_say_differently_is_not_signed(
        string message,
        string genuine,
        string forged,
        string signed
    )
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """
                "at": { "type": "string", "format": "time" }, "code": { "type": "string", "pattern": "^A\\\\z" },
                "amount": { "type": "string", "format": "decimal" }, "off": { "type": "string" }, "note": { "type": "string" }
                """,
                Verify = FeedSchema.Hmac(message, Reason),
            }
        );

        foreach (var body in new[] { genuine, forged })
            project.Accepts(Requests.Json(body).Signed("X-Signature", signed));
        project.Refuses(Requests.Json(forged).Signed("X-Signature", signed + "0"), CallbackRejectionReason.SignatureMismatch);
        var members = JsonElement.Parse(genuine).EnumerateObject().Select(member => $"/{member.Name}").Order(StringComparer.Ordinal);
        Assert.Equal(members, project.Feed.Definition.UnsignedMembers.Intersect(members).Order(StringComparer.Ordinal));
    }

    /// <summary>A date's format may contain characters outside ASCII; and .NET accepts GMT where a format has Z.</summary>
    [Theory]
    [InlineData("yyyy年MM月dd日", "2026年11月29日")]
    [InlineData("yyyy-MM-ddTHH:mm:ssZ", "2026-11-29T23:00:00GMT")]
    public void A_date_is_taken_for_every_text_that_its_form_reads(string format, string day)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Required = ["when"],
                Properties = $$"""
                "a": { "type": "string", "enum": ["{{day}}"], "closed": true },
                "b": { "type": "string", "enum": ["{{day}}"], "closed": true },
                "when": { "type": "string", "dateFormat": "{{format}}", "timeZone": "Z" }
                """,
                Verify = FeedSchema.Hmac("\"{body:/a}{body:/when}{body:/b}\"", Reason),
            }
        );

        foreach (var body in new[] { $$"""{"a":"{{day}}","when":"{{day}}"}""", $$"""{"when":"{{day}}","b":"{{day}}"}""" })
            project.Accepts(Requests.Json(body).Signed("X-Signature", day + day));
        Assert.Equal(["/a", "/b", "/when"], project.Feed.Definition.UnsignedMembers.Order(StringComparer.Ordinal));
    }

    /// <summary>The members of an unlisted event are unknown, and such an event is accepted where undeclared members are signed.</summary>
    [Fact]
    public void The_form_of_listed_events_settles_nothing_where_others_are_accepted()
    {
        const string signed = "123kind=paid&note=kind=other";
        static string Event(string kind) =>
            $$"""
                {
                  "title": "{{kind}}", "type": "object", "required": ["kind", "pin"],
                  "properties": {
                    "kind": { "type": "string", "const": "{{kind}}" },
                    "pin": { "type": "string", "pattern": "^[0-9]{3}$" },
                    "note": { "type": "string" }
                  }
                }
                """;
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Root = $"\"oneOf\": [{Event("paid")}, {Event("failed")}]",
                Verify = FeedSchema.Hmac(
                    """["{body:/pin}", { "members": "*", "except": ["pin"], "sort": "name", "each": "{name}={value}", "join": "&" }]""",
                    Reason
                ),
            }
        );

        project.Accepts(Requests.Json("""{"kind":"paid","note":"kind=other","pin":"123"}""").Signed("X-Signature", signed));
        project.Refuses(
            Requests.Json("""{"kind":"other","pin":"123kind=paid&note="}""").Signed("X-Signature", signed),
            CallbackRejectionReason.InvalidMember
        );
        Assert.Equal(["/kind", "/note", "/pin"], project.Feed.Definition.UnsignedMembers.Order(StringComparer.Ordinal));
    }

    /// <summary>The joining text is counted from both ends, so that the same rule would have to apply to another list after it.</summary>
    [Theory]
    [InlineData("", false)]
    [InlineData(""", { "members": ["c"], "each": "|{value}" }""", true)]
    [InlineData(""", { "members": ["c", "d"], "join": "|", "unbounded": "d" }""", true)]
    public void A_member_that_may_hold_the_joining_text_is_one_of_the_only_list(string more, bool isRefused) =>
        Assert.Equal(
            isRefused,
            SchemaReader
                .Read(
                    new FeedSchema
                    {
                        Properties = """
                        "a": { "type": "string" },
                        "b": { "type": "string" },
                        "c": { "type": "string" },
                        "d": { "type": "string" }
                        """,
                        Verify = FeedSchema.Hmac($$"""[{ "members": ["a", "b"], "join": "|", "unbounded": "a" }{{more}}]""", Reason),
                    }
                )
                .Problems.Any(problem => problem.Rule.Id == "CBG0036")
        );

    /// <summary>One of two values of a key, or of two key sets of one secret, may begin or end as the other does.</summary>
    [Theory]
    [InlineData("{key:shop}{body:/amount}", "/amount")]
    [InlineData("{body:/amount}{key:shop}", "/amount")]
    [InlineData("{key:shop}{body:/amount}{key:shop}", "/amount")]
    [InlineData("{key:shop}|{body:/amount}", "")]
    [InlineData("{body:/amount}|{key:shop}", "")]
    [InlineData("{key:shop}{rawBody}", "")]
    [InlineData("{rawBody}{key:shop}", "")]
    public void A_configured_text_says_no_more_than_its_delimiter_where_it_ends(string message, string unsigned) =>
        Assert.Equal(unsigned, Unsigned(Shop(message)));

    [Fact]
    public void A_shop_whose_name_begins_anothers_gets_no_amount_of_the_other()
    {
        using var project = CompiledProject.Of(Shop("{key:shop}{body:/amount}"));
        var request = Requests.Json("""{"amount":"500.00"}""").Signed("X-Signature", "M12500.00");
        var forged = Requests.Json("""{"amount":"2500.00"}""").With("X-Signature", request.Headers.GetValues("X-Signature")[0]!);
        var keys = CallbackKeys.Create(
            project.Feed,
            [KeyValuePair.Create("secret", FeedSchema.Secret), KeyValuePair.Create("shop", "M12"), KeyValuePair.Create("shop", "M1")]
        );

        Assert.True(project.Feed.VerifyMessage(request, keys, FixedClock.AtNoon).IsSuccess);
        Assert.True(project.Feed.VerifyMessage(forged, keys, FixedClock.AtNoon).IsSuccess);
        Assert.Equal(CallbackTrust.Authenticated, project.Feed.Trust);
    }

    /// <summary>A value that equals a signed value has a known length, which also determines its neighbour.</summary>
    [Fact]
    public void A_value_that_is_signed_elsewhere_settles_its_neighbour() =>
        Assert.Equal(
            "",
            Unsigned(
                new FeedSchema
                {
                    Required = ["a", "b"],
                    Properties = """ "a": { "type": "string" }, "b": { "type": "string" } """,
                    Verify = FeedSchema.Hmac(
                        "\"{header:X-A}|{body:/a}{body:/b}\"",
                        Reason + """, "also": [{ "value": "{header:X-A}", "equals": "{body:/a}" }]"""
                    ),
                }
            )
        );

    /// <summary>
    /// The joining text is counted from the start and the end of the list, which a key with several values does not determine.
    /// </summary>
    [Theory]
    [InlineData("""["{key:shop}", LIST]""", "/amount /id")]
    [InlineData("""["{key:shop}|", LIST]""", "")]
    [InlineData("""[LIST, "{key:shop}"]""", "/amount /id")]
    [InlineData("""[LIST, "|{key:shop}"]""", "")]
    public void A_list_with_one_unbounded_member_begins_and_ends_at_a_known_place(string message, string unsigned) =>
        Assert.Equal(
            unsigned,
            Unsigned(
                new FeedSchema
                {
                    Required = ["amount", "id"],
                    Properties = """ "amount": { "type": "string" }, "id": { "type": "string" } """,
                    Keys = """ "secret": { "encoding": "utf8" }, "shop": { "encoding": "utf8", "secret": false } """,
                    Verify = FeedSchema.Hmac(
                        message.Replace(
                            "LIST",
                            """{ "members": ["amount", "id"], "join": "|", "unbounded": "amount" }""",
                            StringComparison.Ordinal
                        ),
                        Reason
                    ),
                }
            )
        );

    /// <summary>A digit that is moved from a neighbour would make another text of the same time.</summary>
    [Theory]
    [InlineData("seconds")]
    [InlineData("milliseconds")]
    public void A_time_has_one_text(string unit)
    {
        var noon = FixedClock.AtNoon.GetUtcNow();
        var now = unit == "seconds" ? noon.ToUnixTimeSeconds() : noon.ToUnixTimeMilliseconds();
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Required = ["note", "time"],
                Properties = """ "note": { "type": "string" }, "time": { "type": "string" } """,
                Verify = FeedSchema.Hmac(
                    "\"{body:/note}{body:/time}\"",
                    Reason + $$""", "timestamp": { "from": "body:/time", "unit": "{{unit}}", "tolerance": "PT5M" }"""
                ),
            }
        );

        project.Accepts(Requests.Json($$"""{"note":"a00","time":"{{now}}"}""").Signed("X-Signature", $"a00{now}"));
        project.Refuses(
            Requests.Json($$"""{"note":"a0","time":"0{{now}}"}""").Signed("X-Signature", $"a00{now}"),
            CallbackRejectionReason.TimestampInvalid
        );
    }

    [Theory]
    [InlineData("""[{ "members": "*", "each": "{name}{value}" }]""")]
    [InlineData("""[{ "members": "*", "each": "{name}={value}" }]""")]
    [InlineData("""[{ "members": "*", "each": "{value}", "join": "|" }]""")]
    public void Members_that_are_not_told_apart_are_not_signed(string message) =>
        Assert.Equal(
            "/a /b",
            Unsigned(
                new FeedSchema
                {
                    Properties = """ "a": { "type": "string" }, "b": { "type": "string" } """,
                    Verify = FeedSchema.Hmac(message, Reason),
                }
            )
        );

    /// <summary>
    /// One event has the member as a text, another as any value: for the latter, an object and its JSON are the same text.
    /// </summary>
    [Theory]
    [InlineData("{ \"type\": \"string\" }", "")]
    [InlineData("true", "/x")]
    public void What_one_event_leaves_open_is_not_signed_by_how_another_declares_it(string other, string unsigned) =>
        Assert.Equal(
            unsigned,
            string.Join(
                ' ',
                SchemaReader
                    .Read(
                        new FeedSchema
                        {
                            Root = $$"""
                            "oneOf": [
                              {
                                "title": "Paid",
                                "type": "object",
                                "required": ["kind"],
                                "properties": {
                                  "kind": { "type": "string", "const": "paid" },
                                  "x": { "type": "string" }
                                }
                              },
                              {
                                "title": "Other",
                                "type": "object",
                                "required": ["kind"],
                                "properties": {
                                  "kind": { "type": "string", "const": "other" },
                                  "x": {{other}}
                                }
                              }
                            ]
                            """,
                            Verify = FeedSchema.Hmac(
                                """[{ "members": "*", "nested": "json", "sort": "name", "each": "{name}={value}", "join": "&" }]"""
                            ),
                        }
                    )
                    .Feed!.UnsignedPointers.Distinct()
            )
        );

    private static string Shop(string message) =>
        new FeedSchema
        {
            Required = ["amount"],
            Properties = """ "amount": { "type": "string", "format": "decimal" } """,
            Keys = """ "secret": { "encoding": "utf8" }, "shop": { "encoding": "utf8", "secret": false } """,
            Verify = FeedSchema.Hmac($"\"{message}\""),
        };

    private static string Unsigned(string schema) => string.Join(' ', SchemaReader.Read(schema).Feed!.UnsignedPointers);
}
