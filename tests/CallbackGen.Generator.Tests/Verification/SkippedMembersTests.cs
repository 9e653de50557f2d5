using CallbackGen.Generator.Schema;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>A message that leaves nested members out: they are unsigned, and no other member becomes unsigned.</summary>
public sealed class SkippedMembersTests
{
    private const string Properties = """
        "id": { "type": "string" }, "amount": { "type": ["string", "null"] }, "any": {},
        "data": { "type": ["object", "null"], "properties": { "a": { "type": ["string", "null"] } } },
        "list": { "type": ["array", "null"], "items": { "type": "string" } }
        """;

    private static string Message(string more = "") =>
        $$"""[{ "members": "*", "nested": "skip", "sort": "name", "each": "{name}={value}", "join": "&"{{more}} }]""";

    private static CompiledProject Project(string properties = Properties, string? callback = null, string? message = null) =>
        CompiledProject.Of(
            new FeedSchema
            {
                Properties = properties,
                Required = ["id"],
                Callback = callback,
                Verify = FeedSchema.Hmac(message ?? Message()),
            }
        );

    [Fact]
    public void Nested_members_and_what_nobody_declares_are_unsigned()
    {
        using var project = Project();

        Assert.Equal(CallbackTrust.Authenticated, project.Feed.Trust);
        Assert.Equal(["/any", "/data/a", "/list"], project.Feed.Definition.UnsignedMembers.Order(StringComparer.Ordinal));
        Assert.True(project.Feed.Definition.UnknownMembersUnsigned);
        project.Accepts(Requests.Json("""{"id":"1","data":{"a":"x"},"list":["y"],"amount":"5"}""").Signed("X-Signature", "amount=5&id=1"));
    }

    [Fact]
    public void Where_only_texts_are_declared_the_feed_is_verified()
    {
        using var project = Project(""" "id": { "type": "string" }, "amount": { "type": ["string", "null"] } """);

        Assert.Equal(CallbackTrust.Verified, project.Feed.Trust);
        project.Accepts(Requests.Json("""{"id":"1","amount":"5","Receipt":{"a":[1]}}""").Signed("X-Signature", "amount=5&id=1"));
        project.Refuses(
            Requests.Json("""{"id":"1","amount":"6","Receipt":{"a":[1]}}""").Signed("X-Signature", "amount=5&id=1"),
            CallbackRejectionReason.SignatureMismatch
        );
    }

    /// <summary>
    /// The rejection names a declared member, for the author who has to write <c>nested</c>, but no member whose name the sender chose.
    /// </summary>
    [Theory]
    [InlineData("""{"id":"1","data":{"a":"x"}}""", "body:/data")]
    [InlineData("""{"id":"1","list":["secret"]}""", "body:/list")]
    [InlineData("""{"id":"1","any":[]}""", "body:/any")]
    [InlineData("""{"id":"1","secret":{"a":"x"}}""", "body:/*")]
    [InlineData("""{"id":"1","data/a":{"a":"x"}}""", "body:/*")]
    public void A_nested_member_is_refused_by_its_declared_name_where_nested_does_not_say_how_it_is_signed(string body, string where)
    {
        using var project = Project(message: Message().Replace("\"nested\": \"skip\", ", "", StringComparison.Ordinal));

        Assert.Equal(
            $"InvalidMember at {where}: is an object or array, and \"nested\" does not say how one is signed: it must "
                + "be a text, number, true, false or null",
            project
                .Feed.VerifyMessage(Requests.Json(body).Signed("X-Signature", "id=1"), project.Keys(), FixedClock.AtNoon)
                .Rejection?.ToString()
        );
    }

    /// <summary>developer.tbank.ru, "Token": the request of the documentation, whose objects are not part of the token.</summary>
    [Fact]
    public void The_published_request_of_a_bank_verifies()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """
                "TerminalKey": { "type": "string" },
                "Amount": { "type": "integer" },
                "OrderId": { "type": "string" },
                "Token": { "type": "string" }
                """,
                Required = ["TerminalKey", "Amount", "OrderId", "Token"],
                Keys = """ "password": { "encoding": "utf8" } """,
                Verify = """
                {
                  "scheme": "digest",
                  "algorithm": "sha256",
                  "signature": { "from": "body:/Token", "encoding": "hex" },
                  "message": [{
                    "members": "*",
                    "except": ["Token"],
                    "nested": "skip",
                    "sort": "name",
                    "add": [{ "name": "Password", "from": "key:password" }]
                  }],
                  "undelimited": "The bank joins values without a delimiter."
                }
                """,
            }
        );
        var keys = CallbackKeys.Create(project.Feed.Definition, [KeyValuePair.Create("password", "usaf8fw8fsw21g")], "a published vector");
        const string Body = """
            {"TerminalKey":"MerchantTerminalKey","Amount":19200,"OrderId":"21090","Description":"Подарочная карта на 1000 рублей",
             "Token":"0024a00af7c350a3a67ca168ce06502aa72772456662e38696d48b56ee9c97d9",
             "DATA":{"Phone":"+71234567890","Email":"a@test.com"},"Receipt":{"Email":"a@test.ru","Items":[{"Name":"x","Price":10000}]}}
            """;

        Assert.Equal(CallbackTrust.Authenticated, project.Feed.Trust);
        Assert.True(project.Feed.VerifyMessage(Requests.Json(Body), keys).IsSuccess);
        Assert.True(
            project
                .Feed.VerifyMessage(Requests.Json(Body.Replace("+71234567890", "+70000000000", StringComparison.Ordinal)), keys)
                .IsSuccess
        ); // not signed
        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            project.Feed.VerifyMessage(Requests.Json(Body.Replace("19200", "19201", StringComparison.Ordinal)), keys).Rejection?.Reason
        );
    }

    /// <summary>
    /// Attack: a signed text is replaced by an object or an array, which the message leaves out.
    /// </summary>
    [Theory]
    [InlineData("""{"id":"1","amount":{"x":"5"}}""", "amount=5&id=1", CallbackRejectionReason.SignatureMismatch)]
    [InlineData("""{"id":"1","amount":["5"]}""", "id=1", CallbackRejectionReason.InvalidMember)]
    [InlineData("""{"id":["1"]}""", "", CallbackRejectionReason.InvalidMember)]
    public void A_text_that_is_made_nested_is_refused(string body, string signed, CallbackRejectionReason reason)
    {
        using var project = Project();

        project.Refuses(Requests.Json(body).Signed("X-Signature", signed), reason);
    }

    /// <summary>
    /// Attack: a sender adds or removes the member that selects the feed. The signature does not cover the member when its value is nested.
    /// </summary>
    [Theory]
    [InlineData("present", true)]
    [InlineData("absent", true)]
    [InlineData("a", false)]
    public void A_condition_on_what_may_be_left_out_is_not_settled(string condition, bool isReported) =>
        Assert.Equal(
            isReported,
            Problems(
                    new FeedSchema
                    {
                        Properties = Properties,
                        Callback = $$""" "select": { "body:/any": "{{condition}}" } """,
                        Verify = FeedSchema.Hmac(Message()),
                    }
                )
                .Contains("CBG0060")
        );

    /// <summary>Attack: the whole payload, or its time, is nested, and therefore not in the message.</summary>
    [Fact]
    public void What_lies_below_is_not_signed()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "a": { "type": "string" } """,
                Callback = "\"payload\": \"body:/data\"",
                Verify = FeedSchema.Hmac(Message(", \"root\": \"\"")),
            }
        );

        Assert.Equal(CallbackTrust.Authenticated, project.Feed.Trust);
        Assert.Contains(
            "CBG0053",
            Problems(
                new FeedSchema
                {
                    Properties = """ "data": { "type": "object", "properties": { "t": { "type": "integer" } } } """,
                    Verify = FeedSchema.Hmac(
                        Message(),
                        """ "timestamp": { "from": "body:/data/t", "unit": "seconds", "tolerance": "PT5M" } """
                    ),
                }
            )
        );
    }

    private static IEnumerable<string> Problems(string schema) =>
        SchemaReader.Read(schema).Problems.Select(problem => problem.Rule.Id).ToList();
}
