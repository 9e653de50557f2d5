using System.Diagnostics;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>
/// A value may contain the text that joins values where the message still has one interpretation. It is rejected exactly where it has
/// two, because someone with one signature could send the other callback.
/// </summary>
public sealed class DelimiterReadingTests
{
    private const string Abc =
        """ "a": { "type": ["string", "null"] }, "b": { "type": ["string", "null"] }, "c": { "type": ["string", "null"] } """;

    private const string Pairs = """[{ "members": "*", "except": ["sign"], "sort": "name", "each": "{name}={value}", "join": "&" }]""";

    private static string Order(string more = "") =>
        $$""" "order": { "type": "string" }, "subject": { "type": ["string", "null"] }, "sign": { "type": "string" }{{more}} """;

    private static CompiledProject Form(string message = Pairs) =>
        CompiledProject.Of(
            new FeedSchema
            {
                Properties = Order(),
                Required = ["order", "sign"],
                Receive = ["POST form"],
                Verify = FeedSchema.Hmac(message, from: "body:/sign"),
            }
        );

    private static CallbackRequest Sent(string fields, string signed) => Requests.Form($"{fields}&sign={Requests.Hex(signed)}");

    [Theory]
    [InlineData("order=1&subject=R%26D", "order=1&subject=R&D")]
    [InlineData("order=1&subject=M%26S%26H%26M", "order=1&subject=M&S&H&M")]
    [InlineData("order=1&subject=a%3Db%26c", "order=1&subject=a=b&c")]
    [InlineData("order=1%26&subject=x", "order=1&&subject=x")]
    [InlineData("order=1%262&subject=x", "order=1&2&subject=x")]
    [InlineData("order=1&subject=%26%26", "order=1&subject=&&")]
    [InlineData("order=1&subject=D%26", "order=1&subject=D&")]
    public void A_company_with_an_ampersand_in_its_name_pays(string fields, string signed)
    {
        using var project = Form();

        Assert.Equal(CallbackTrust.Verified, project.Feed.Trust);
        project.Accepts(Sent(fields, signed));
        // Tampered: another value with the same signature.
        project.Refuses(
            Sent(fields.Replace("order=1", "order=2", StringComparison.Ordinal), signed),
            CallbackRejectionReason.SignatureMismatch
        );
    }

    [Fact]
    public void A_published_form_with_an_ampersand_in_a_value_verifies()
    {
        using var project = Form();
        var keys = CallbackKeys.Create(project.Feed.Definition, "secret", "0123456789abcdef0123456789abcdef");
        const string Body = "order=1&subject=R%26D&sign=016d984daa100b7a5e3a5b267fbcd8a05c860e9b0fa22004f518f1972bdd013b";

        Assert.True(project.Feed.VerifyMessage(Requests.Form(Body), keys).IsSuccess);
        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            project.Feed.VerifyMessage(Requests.Form(Body.Replace("R%26D", "R%26E", StringComparison.Ordinal)), keys).Rejection?.Reason
        );
    }

    /// <summary>The log contains the name of the member and the joining text, and nothing that the sender wrote.</summary>
    [Theory]
    [InlineData(
        "order=1&subject=x%26total%3D1",
        "order=1&subject=x&total=1",
        "AmbiguousMessage at body:/subject: holds \"&\", the delimiter of signed values"
    )]
    [InlineData(
        "order=1%26price%3D2&subject=x",
        "order=1&price=2&subject=x",
        "AmbiguousMessage at body:/order: holds \"&\", the delimiter of signed values"
    )]
    [InlineData(
        "order=1&payer=x%26total%3D1",
        "order=1&payer=x&total=1",
        "AmbiguousMessage at body:/*: holds \"&\", the delimiter of signed values"
    )]
    public void A_refusal_names_the_member_that_the_schema_declares_and_the_text(string fields, string signed, string expected)
    {
        using var project = Form();

        Assert.Equal(expected, project.Feed.VerifyMessage(Sent(fields, signed), project.Keys()).Rejection!.ToString());
    }

    [Fact]
    public void So_does_that_of_a_listed_member()
    {
        using var project = CompiledProject.Of(
            new FeedSchema { Properties = Abc, Verify = FeedSchema.Hmac("""[{ "members": ["a", "b", "c"], "join": "|" }]""") }
        );
        var request = Requests.Json("""{"a":"1","b":"2|R","c":"D"}""").Signed("X-Signature", "1|2|R|D");

        Assert.Equal(
            "AmbiguousMessage at body:/b: holds \"|\", the delimiter of signed values",
            project.Feed.VerifyMessage(request, project.Keys()).Rejection!.ToString()
        );
    }

    /// <summary>Attack: a payer chooses a company name whose end looks like another member.</summary>
    [Theory]
    [InlineData("order=1&subject=x%26total%3D1", "order=1&subject=x&total=1")]
    [InlineData("order=1%26price%3D2&subject=x", "order=1&price=2&subject=x")]
    [InlineData("order=1&subject=R%26D%26a%3D", "order=1&subject=R&D&a=")]
    [InlineData("order=1&subject=x%26%3D1", "order=1&subject=x&=1")]
    public void A_value_that_holds_a_member_is_refused(string fields, string signed)
    {
        using var project = Form();

        project.Refuses(Sent(fields, signed), CallbackRejectionReason.AmbiguousMessage);
    }

    [Fact]
    public void The_other_reading_of_a_refused_message_is_the_one_that_is_taken()
    {
        using var project = Form();

        project.Accepts(Sent("order=1&subject=x&total=1", "order=1&subject=x&total=1"));
    }

    [Theory]
    [InlineData("{name}={value}", "||", "a|b", "a=a|b||b=1", true)]
    [InlineData("{name}={value}", "||", "a|", "a=a|||b=1", false)] // "|b" may be a name
    [InlineData("{name}={value}", "||", "x||y", "a=x||y||b=1", true)]
    [InlineData("{name}={value}", "||", "x||y=z", "a=x||y=z||b=1", false)]
    [InlineData("{name}:={value};", "", "x;y", "a:=x;y;b:=1;", true)]
    [InlineData("{name}:={value};", "", "x;y:=", "a:=x;y:=;b:=1;", false)]
    [InlineData("<{name}>{value}", "", "x<y", "<a>x<y<b>1", true)] // "y<b" is not a name
    [InlineData("<{name}>{value}", "", "x<y>z", "<a>x<y>z<b>1", false)]
    [InlineData("<{name}>{value}", "", "x<", "<a>x<<b>1", true)]
    public void Any_text_around_names_and_values_is_read_so(string each, string join, string value, string signed, bool isTaken)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = Abc,
                Verify = FeedSchema.Hmac($$"""[{ "members": "*", "sort": "name", "each": "{{each}}", "join": "{{join}}" }]"""),
            }
        );
        var request = Requests.Json($$"""{"a":"{{value}}","b":"1"}""").Signed("X-Signature", signed);

        if (isTaken)
            project.Accepts(request);
        else
            project.Refuses(request, CallbackRejectionReason.AmbiguousMessage);
    }

    /// <summary>Attack: a body that consists of delimiters only, so that each is examined with everything that follows it.</summary>
    [Theory]
    [InlineData("%26")]
    [InlineData("%26%3D")]
    [InlineData("%26a")]
    public void No_value_makes_the_check_slow(string repeated)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = Order(),
                Receive = ["POST form"],
                Callback = "\"maxBodyBytes\": 1048576",
                Verify = FeedSchema.Hmac(Pairs, from: "body:/sign"),
            }
        );
        var body = "order=" + string.Concat(Enumerable.Repeat(repeated, 1_000_000 / repeated.Length));
        var watch = Stopwatch.StartNew();

        project.Feed.VerifyMessage(Requests.Form($"{body}&sign={Requests.Hex("x")}"), project.Keys());

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
    }

    [Theory]
    [InlineData("""{"a":"1","b":"R&D"}""", "a=1&b=R&D", true)]
    [InlineData("""{"a":"R&D","c":"2"}""", "a=R&D&c=2", true)]
    [InlineData("""{"a":"x&d=1","c":"2"}""", "a=x&d=1&c=2", true)] // no member of the list has this name
    [InlineData("""{"a":"1&b=x"}""", "a=1&b=x", false)]
    [InlineData("""{"a":"1&c=x","b":"2"}""", "a=1&c=x&b=2", false)]
    [InlineData("""{"a":"1&b","c":"2"}""", "a=1&b&c=2", true)]
    public void In_a_list_with_names_that_leaves_some_out_a_value_ends_at_a_later_name(string body, string signed, bool isTaken)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = Abc,
                Verify = FeedSchema.Hmac(
                    """[{ "members": ["a", "b", "c"], "each": "{name}={value}", "join": "&", "omit": ["null", "empty"] }]"""
                ),
            }
        );
        var request = Requests.Json(body).Signed("X-Signature", signed);

        Assert.Equal(CallbackTrust.Verified, project.Feed.Trust);
        if (isTaken)
            project.Accepts(request);
        else
            project.Refuses(request, CallbackRejectionReason.AmbiguousMessage);
    }

    [Theory]
    [InlineData("""{"a":"1","b":"2","c":"R|D"}""", "1|2|R|D", true)]
    [InlineData("""{"a":"1","b":"2|R","c":"D"}""", "1|2|R|D", false)]
    [InlineData("""{"a":"1","b":"2","c":"|"}""", "1|2||", true)]
    public void The_last_value_of_a_list_may_hold_the_joining_text(string body, string signed, bool isTaken)
    {
        using var project = CompiledProject.Of(
            new FeedSchema { Properties = Abc, Verify = FeedSchema.Hmac("""[{ "members": ["a", "b", "c"], "join": "|" }]""") }
        );
        var request = Requests.Json(body).Signed("X-Signature", signed);

        Assert.Equal(CallbackTrust.Verified, project.Feed.Trust);
        if (isTaken)
            project.Accepts(request);
        else
            project.Refuses(request, CallbackRejectionReason.AmbiguousMessage);
    }

    /// <summary>A value is not the last if anything follows it, even the next part of the message.</summary>
    [Fact]
    public void What_another_part_follows_is_not_the_last()
    {
        using var project = CompiledProject.Of(
            new FeedSchema { Properties = Abc, Verify = FeedSchema.Hmac("""[{ "members": ["a", "b"], "join": "|" }, "|{body:/c}"]""") }
        );

        project.Refuses(
            Requests.Json("""{"a":"1","b":"2|R","c":"D"}""").Signed("X-Signature", "1|2|R|D"),
            CallbackRejectionReason.AmbiguousMessage
        );
        project.Accepts(Requests.Json("""{"a":"1","b":"2","c":"R|D"}""").Signed("X-Signature", "1|2|R|D"));
    }

    private const string Times = """
        "am": { "type": "string", "format": "decimal" },
        "at": { "type": "string", "dateFormat": "yyyy-MM-dd HH:mm:ss", "timeZone": "Z" },
        "id": { "type": "string" },
        "paid": { "type": "string", "dateFormat": "yyyy-MM-dd HH:mm:ss", "timeZone": "Z" },
        "state": { "type": "string" }
        """;

    [Fact]
    public void Times_may_hold_the_colon_that_joins_values_as_their_form_says_where_they_end()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = Times,
                Required = ["am", "at", "id", "paid", "state"],
                Verify = FeedSchema.Hmac("""[{ "members": ["am", "at", "id", "paid", "state"], "sort": "name", "join": ":" }]"""),
            }
        );
        const string Body = """{"am":"10.00","at":"2014-01-01 10:00:00","id":"7","paid":"2014-01-01 10:00:05","state":"ok"}""";
        const string Signed = "10.00:2014-01-01 10:00:00:7:2014-01-01 10:00:05:ok";

        Assert.Equal(CallbackTrust.Verified, project.Feed.Trust);
        project.Accepts(Requests.Json(Body).Signed("X-Signature", Signed));
        project.Refuses(
            Requests.Json(Body.Replace("10:00:05", "10:00:06", StringComparison.Ordinal)).Signed("X-Signature", Signed),
            CallbackRejectionReason.SignatureMismatch
        );
        // Attack: an id that includes the time after it, and a different rest that is the time.
        project.Refuses(
            Requests
                .Json(
                    """{"am":"10.00","at":"2014-01-01 10:00:00","id":"7:2014-01-01 10:00:05","paid":"2014-01-01 10:00:05","state":"ok"}"""
                )
                .Signed("X-Signature", "10.00:2014-01-01 10:00:00:7:2014-01-01 10:00:05:2014-01-01 10:00:05:ok"),
            CallbackRejectionReason.AmbiguousMessage
        );
    }

    /// <summary>
    /// A form with one text that is a prefix of another does not determine the end of a value, and neither does a
    /// value that may be absent.
    /// </summary>
    [Theory]
    [InlineData("\"pattern\": \"^[0-9:]+$\"")]
    [InlineData("\"pattern\": \"^[0-9]{2}(?::[0-9]{2})?$\"")]
    public void A_form_that_leaves_two_readings_is_held_to_the_joining_text(string form)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = $$""" "a": { "type": "string", {{form}} }, "b": { "type": "string" } """,
                Required = ["a", "b"],
                Verify = FeedSchema.Hmac("""[{ "members": ["a", "b"], "join": ":" }]"""),
            }
        );

        Assert.Equal(CallbackTrust.Verified, project.Feed.Trust);
        project.Refuses(
            Requests.Json("""{"a":"10:00","b":"x"}""").Signed("X-Signature", "10:00:x"),
            CallbackRejectionReason.AmbiguousMessage
        );
        project.Accepts(Requests.Json("""{"a":"10","b":"00:x"}""").Signed("X-Signature", "10:00:x"));
    }

    /// <summary>
    /// Without names, a value may be moved to any name undetected, so that nothing is signed and nothing needs to be rejected.
    /// </summary>
    [Fact]
    public void All_values_without_names_sign_no_member_and_are_taken_with_the_joining_text()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = Abc,
                Verify = FeedSchema.Hmac(
                    """[{ "members": "*", "sort": "name", "join": ":" }]""",
                    "\"undelimited\": \"The provider does so.\""
                ),
            }
        );

        Assert.Equal((CallbackTrust.Authenticated, 3), (project.Feed.Trust, project.Feed.Definition.UnsignedMembers.Count));
        project.Accepts(Requests.Json("""{"a":"1","b":"2014-01-01 10:00:00"}""").Signed("X-Signature", "1:2014-01-01 10:00:00"));
        project.Refuses(
            Requests.Json("""{"a":"2","b":"2014-01-01 10:00:00"}""").Signed("X-Signature", "1:2014-01-01 10:00:00"),
            CallbackRejectionReason.SignatureMismatch
        );
    }

    /// <summary>
    /// The names that the schema declares replace those that the message does not write, where each member is always present.
    /// </summary>
    [Fact]
    public void Values_of_members_that_are_always_there_have_their_places_though_empty_ones_are_left_out()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """
                "amount": { "type": "string", "format": "decimal" },
                "currency": { "type": "string", "minLength": 3 },
                "order": { "type": "string", "minLength": 1 }
                """,
                Required = ["amount", "currency", "order"],
                Verify = FeedSchema.Hmac(
                    """[{ "members": ["order", "amount", "currency"], "sort": "name", "join": "|", "omit": ["null", "empty"] }]"""
                ),
            }
        );

        Assert.Equal(CallbackTrust.Verified, project.Feed.Trust);
        project.Accepts(Requests.Json("""{"amount":"1","currency":"UAH","order":"a|b"}""").Signed("X-Signature", "1|UAH|a|b"));
        // Attack: a value under the name of another member that is left out, or under an undeclared name.
        project.Refuses(
            Requests.Json("""{"amount":"1","currency":"UAH|a","order":"b"}""").Signed("X-Signature", "1|UAH|a|b"),
            CallbackRejectionReason.AmbiguousMessage
        );
        project.Refuses(
            Requests.Json("""{"amount":"1","currency":"","order":"UAH|a|b"}""").Signed("X-Signature", "1|UAH|a|b"),
            CallbackRejectionReason.InvalidMember
        );
        project.Refuses(
            Requests.Json("""{"amount":"1","bonus":"UAH","currency":"UAH","order":"a"}""").Signed("X-Signature", "1|UAH|UAH|a"),
            CallbackRejectionReason.SignatureMismatch
        );
    }

    /// <summary>The position of a value that may be empty can be taken by the next value: neither is signed.</summary>
    [Fact]
    public void A_value_that_may_be_left_out_gives_its_place_away()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """
                "amount": { "type": "string", "format": "decimal" },
                "card": { "type": ["string", "null"] },
                "order": { "type": "string" }
                """,
                Required = ["amount", "order"],
                Verify = FeedSchema.Hmac(
                    """[{ "members": ["amount", "card", "order"], "join": "|", "omit": ["null", "empty"] }]""",
                    "\"undelimited\": \"The provider does so.\""
                ),
            }
        );

        Assert.Equal(CallbackTrust.Authenticated, project.Feed.Trust);
        Assert.Equal(["/card", "/order"], project.Feed.Definition.UnsignedMembers.Order(StringComparer.Ordinal));
    }
}
