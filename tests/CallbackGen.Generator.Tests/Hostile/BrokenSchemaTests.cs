using CallbackGen.Generator.Schema;

namespace CallbackGen.Generator.Tests.Hostile;

/// <summary>A schema with an error keeps its types, so that one error does not become two hundred, and accepts no request.</summary>
public sealed class BrokenSchemaTests
{
    private static readonly FeedSchema Good = new()
    {
        Properties = """
            "amount": { "type": "string", "format": "decimal" },
            "order": { "type": "object", "properties": { "id": { "type": "string" } } },
            "status": { "type": "string", "enum": ["paid"] }
            """,
        Verify = FeedSchema.Hmac("\"{rawBody}\""),
    };

    [Theory]
    [InlineData("\"scheme\": \"hmac\"", "\"scheme\": \"hmca\"")]
    [InlineData("\"scheme\": \"hmac\"", "\"scheme\": \"token\"")]
    [InlineData("\"algorithm\": \"sha256\"", "\"algorithm\": \"sha257\"")]
    [InlineData("\"key\": \"secret\"", "\"key\": \"other\"")]
    [InlineData("\"message\": \"{rawBody}\"", "\"message\": \"{rawBody\"")]
    [InlineData("\"message\": \"{rawBody}\"", "\"message\": []")]
    [InlineData("\"message\": \"{rawBody}\"", "\"message\": [1]")]
    [InlineData("\"header:X-Signature\"", "\"somewhere\"")]
    [InlineData("\"encoding\": \"hex\"", "\"encoding\": \"base32\"")]
    [InlineData("\"receive\": [{", "\"receive\": [{ \"method\": \"BREW\" }, {")]
    [InlineData("\"type\": \"string\", \"enum\"", "\"type\": \"strnig\", \"enum\"")]
    [InlineData("\"enum\": [\"paid\"]", "\"enum\": []")]
    [InlineData("\"properties\": { \"id\"", "\"propertys\": { \"id\"")]
    [InlineData("\"required\": []", "\"required\": [\"nothing\"]")]
    [InlineData("\"type\": \"object\",\n", "\"type\": \"array\",\n")]
    [InlineData("\"type\": \"object\",\n", "\"$ref\": \"#/$defs/None\",\n")]
    [InlineData("\"type\": \"object\",\n", "\"oneOf\": [],\n")]
    public void A_mistake_leaves_a_type_and_a_feed_that_refuses_everything(string text, string mistake)
    {
        var schema = Good.ToString();
        var broken = schema.Replace(text, mistake, StringComparison.Ordinal);
        Assert.NotEqual(schema, broken);
        Assert.NotEmpty(SchemaReader.Read(broken).Problems);

        using var project = CompiledProject.Of(
            broken,
            "class Handler { public string Handle(Shop.AcmePayment payment) => payment.ToString(); }"
        );

        Fuzzing.AssertAcceptsNothing(project);
    }

    [Fact]
    public void A_broken_feed_refuses_even_a_callback_that_its_signature_fits()
    {
        var request = Requests.Json("""{ "amount": "1.00" }""").Signed("X-Signature", """{ "amount": "1.00" }""");
        using var good = CompiledProject.Of(Good);
        using var broken = CompiledProject.Of(Good with { More = "\"typo\": 1" });

        Assert.True(good.Feed.VerifyMessage(request, good.Keys()).IsSuccess);
        Assert.Equal(CallbackRejectionReason.SchemaInvalid, broken.Feed.VerifyMessage(request, broken.Keys()).Rejection!.Reason);
    }

    [Theory]
    [InlineData("\"oneOf\": []")]
    [InlineData("\"oneOf\": [{ \"$ref\": \"#/$defs/Paid\" }, { \"$ref\": \"#/$defs/Paid\" }]")]
    [InlineData("\"oneOf\": [{ \"$ref\": \"#/$defs/Paid\" }, { \"$ref\": \"#/$defs/None\" }]")]
    [InlineData("\"oneOf\": [{ \"type\": \"object\", \"properties\": { \"kind\": { \"type\": \"string\" } } }]")]
    public void Events_that_cannot_be_told_apart_leave_their_common_type(string events)
    {
        var schema = Good with
        {
            Root = events,
            More = """
                "$defs": {
                  "Paid": {
                    "type": "object",
                    "required": ["kind"],
                    "properties": { "kind": { "type": "string", "const": "paid" } }
                  }
                }
                """,
        };

        using var project = CompiledProject.Of(schema);

        Assert.Equal("AcmePayment", project.Feed.PayloadType.Name);
        Fuzzing.AssertAcceptsNothing(project);
    }

    [Fact]
    public void A_file_that_does_not_tell_its_name_makes_no_feed()
    {
        using var project = CompiledProject.Of(
            TestState.Of("{}", "[]", "null", "", "\uFEFF", "{ \"callback\": { \"provider\": \"Acme\" } }", "not json")
        );

        Assert.Empty(project.Feeds);
    }

    [Theory]
    [InlineData(""" "idempotencyKey": ["/order/id"] """)]
    [InlineData(
        """ "roles": { "amount": "/order/id", "status": "/order/state", "reference": "/order/paid", "currency": "/order/deep/level" } """
    )]
    public void A_role_below_an_object_that_may_be_absent_compiles(string callback)
    {
        var schema = new FeedSchema
        {
            Properties = """
                "order": { "type": "object", "required": ["id", "state", "paid", "deep"], "properties": {
                  "id": { "type": "integer" }, "state": { "type": "string", "enum": ["open"] }, "paid": { "type": "boolean" },
                  "deep": { "type": "object", "required": ["level"], "properties": { "level": { "type": "number" } } } } }
                """,
            Callback = callback,
        };

        using var project = CompiledProject.Of(schema);

        Assert.NotNull(project.Feed);
    }

    [Theory]
    [InlineData("\"any\": true")]
    [InlineData("\"any\": { \"type\": \"object\", \"properties\": { \"a\": { \"type\": \"string\" } } }")]
    [InlineData("\"any\": { \"type\": \"array\", \"items\": { \"type\": \"string\" } }")]
    [InlineData("\"any\": { \"type\": \"object\" }")]
    [InlineData("\"any\": { \"type\": \"string\", \"format\": \"date-time\" }")]
    [InlineData("\"any\": { \"type\": \"string\", \"format\": \"date\" }")]
    [InlineData("\"any\": { \"type\": \"string\", \"format\": \"time\" }")]
    [InlineData("\"any\": { \"type\": \"string\", \"format\": \"uuid\" }")]
    [InlineData("\"any\": { \"type\": \"boolean\" }")]
    [InlineData("\"any\": { \"type\": \"integer\", \"enum\": [1], \"closed\": true }")]
    public void A_signed_member_of_any_kind_compiles_or_is_reported(string member)
    {
        Fuzzing.CompilesOrIsReported(
            new FeedSchema
            {
                Properties = member + ", \"id\": { \"type\": \"string\" }, \"unsigned\": { \"type\": \"string\" }",
                Verify = FeedSchema.Hmac("[{ \"members\": [\"any\", \"id\"], \"join\": \"|\" }]"),
            }
        );
        Fuzzing.CompilesOrIsReported(
            new FeedSchema
            {
                Properties = member + ", \"id\": { \"type\": \"string\" }, \"unsigned\": { \"type\": \"string\" }",
                Verify = FeedSchema.Jwt("header:Authorization", "\"claims\": { \"id\": { \"equals\": \"{body:/any}\" } }"),
            }
        );
    }
}
