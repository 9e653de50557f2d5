namespace CallbackGen.Generator.Tests.Payloads;

/// <summary>Lists and objects in fields, where one message could have two interpretations.</summary>
public sealed class FieldsBesideOthersTests
{
    private const string Items = """
        "id": { "type": "string" },
        "items": { "type": ["array", "null"], "items": { "type": "string" } },
        "numbers": { "type": ["array", "null"], "items": { "type": "integer", "coerce": true } },
        "meta": { "type": ["object", "null"], "properties": { "kind": { "type": ["string", "null"] } } }
        """;

    private const string All = """[{ "members": "*", "each": "{name}={value}", "join": "&", "sort": "name" }]""";

    /// <summary>Attack: fields are sent as JSON members with names in brackets, so that a signed list is hidden; and the reverse.</summary>
    [Theory]
    [InlineData(All, "id=1&items[0]=a")]
    [InlineData("""[{ "json": { "sort": true } }]""", """{"id":"1","items[0]":"a"}""")]
    [InlineData("""[{ "members": "*", "format": "http-build-query", "sort": "name" }]""", "id=1&items%5B0%5D=a")]
    public void Beside_JSON_a_name_in_brackets_is_a_name(string message, string signed)
    {
        using var project = Feed(message, "POST form", "POST json");

        var form = project.Accepts(Requests.Form("id=1&items[0]=a").Signed("X-Signature", signed));
        var json = project.Accepts(Requests.Json("""{"id":"1","items[0]":"a"}""").Signed("X-Signature", signed));

        Assert.Equal((null, 1), (Outcome.ValueOf(form, "Payload.Items"), form.Receipt.UnknownMemberCount));
        Assert.Equal((null, 1), (Outcome.ValueOf(json, "Payload.Items"), json.Receipt.UnknownMemberCount));
    }

    [Fact]
    public void Beside_JSON_a_list_is_read_where_the_body_is_signed()
    {
        using var project = Feed("\"{rawBody}\"", "POST form", "POST json");

        var message = project.Accepts(Requests.Form("id=1&items[0]=a", ("X-Signature", Requests.Hex("id=1&items[0]=a"))));

        Assert.Equal(["a"], (IEnumerable<string>)Outcome.ValueOf(message, "Payload.Items")!);
        project.Refuses(
            Requests.Form("id=1&items[0]=b", ("X-Signature", Requests.Hex("id=1&items[0]=a"))),
            CallbackRejectionReason.SignatureMismatch
        );
    }

    /// <summary>
    /// Attack: an empty field, which the message leaves out, turns a signed list into an object, or adds an item that is not a number.
    /// </summary>
    [Theory]
    [InlineData("id=1&items[0]=a", "&items[x]=")]
    [InlineData("id=1&items[0]=a", "&items[1]=")]
    [InlineData("id=1&numbers[0]=1", "&numbers[1]=")]
    public void What_anybody_could_add_makes_no_item(string signed, string added)
    {
        using var project = Feed(
            """[{ "members": "*", "each": "{name}={value}", "join": "&", "sort": "name", "omit": ["empty"] }]""",
            "POST form"
        );

        foreach (var form in new[] { signed, signed + added })
        {
            var message = project.Accepts(Requests.Form(form).Signed("X-Signature", signed));
            Assert.Equal(
                (null, null, 0),
                (Outcome.ValueOf(message, "Payload.Items"), Outcome.ValueOf(message, "Payload.Numbers"), message.Receipt.UnfitMemberCount)
            );
        }
    }

    /// <summary>Attack: an empty field, which the message leaves out, is added to others of the same name.</summary>
    [Fact]
    public void A_list_of_repeated_fields_that_anybody_could_add_to_is_not_signed()
    {
        using var project = Feed(
            """[{ "members": "*", "each": "{name}={value}", "join": "&", "sort": "name", "omit": ["empty"], "repeated": "each" }]""",
            "POST form"
        );

        Assert.Equal(CallbackTrust.Authenticated, project.Feed.Trust);
        Assert.Contains("/numbers", project.Feed.Definition.UnsignedMembers);
    }

    /// <summary>Attack: a form's list of one item is sent as an element of XML, which is not a list, and would read as null.</summary>
    [Fact]
    public void A_list_of_one_field_is_not_hidden_as_an_element()
    {
        using var project = Feed(
            """[{ "members": "*", "each": "{name}={value}", "join": "&", "sort": "name", "repeated": "comma" }]""",
            "POST form",
            "POST xml"
        );
        const string Signed = "id=1&items=a";

        Assert.Equal(
            ["a"],
            (IEnumerable<string>)Outcome.ValueOf(project.Accepts(Requests.Form(Signed).Signed("X-Signature", Signed)), "Payload.Items")!
        );
        project.Refuses(
            CallbackRequest.Post(
                "<r><id>1</id><items>a</items></r>"u8.ToArray(),
                "application/xml",
                [KeyValuePair.Create("X-Signature", Requests.Hex(Signed))]
            ),
            CallbackRejectionReason.InvalidMember
        );
    }

    /// <summary>Attack: a list in JSON, which is written as a text, is sent as the only item of a form's list.</summary>
    [Fact]
    public void A_list_in_JSON_is_not_the_item_of_one_in_a_form()
    {
        using var project = Feed(
            """[{ "members": "*", "each": "{name}={value}", "join": "&", "sort": "name", "repeated": "each", "nested": "json" }]""",
            "POST form",
            "POST json"
        );

        Assert.Contains("/items", project.Feed.Definition.UnsignedMembers);
    }

    [Theory]
    [InlineData("id=1&items=a&meta[kind]=x", "a")]
    [InlineData("id=1&items=a&items=b&meta[kind]=x", "a,b")]
    [InlineData("id=1&items=a", "a")]
    public void A_field_that_may_repeat_is_a_list_beside_others_in_brackets(string form, string items)
    {
        using var project = Feed("\"{rawBody}\"", "POST form");

        var message = project.Accepts(Requests.Form(form, ("X-Signature", Requests.Hex(form))));

        Assert.Equal(
            (items, 0),
            (string.Join(",", (IEnumerable<string>)Outcome.ValueOf(message, "Payload.Items")!), message.Receipt.UnfitMemberCount)
        );
    }

    /// <summary>Attack: a member that a condition refers to is absent under its own name, and present under a name in brackets.</summary>
    [Fact]
    public void What_a_condition_names_is_not_filled_by_names_in_brackets()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Receive = ["POST form"],
                Properties = Items,
                Required = ["id"],
                Verify = FeedSchema.Hmac("\"{rawBody}\""),
                Callback = """ "select": { "body:/meta/kind": "absent" } """,
            }
        );

        var message = project.Accepts(Requests.Form("id=1&meta[kind]=refund", ("X-Signature", Requests.Hex("id=1&meta[kind]=refund"))));

        Assert.Null(Outcome.ValueOf(message, "Payload.Meta"));
    }

    private static CompiledProject Feed(string message, params string[] receive) =>
        CompiledProject.Of(
            new FeedSchema
            {
                Receive = receive,
                Properties = Items,
                Required = ["id"],
                Verify = FeedSchema.Hmac(message),
            }
        );
}
