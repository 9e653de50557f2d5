namespace CallbackGen.Generator.Tests.Verification;

/// <summary>Members in the formats that PHP writes: signed values are separated without a delimiter that must be rejected.</summary>
public sealed class MemberFormatTests
{
    private const string Members = """
        "a": { "type": "string" },
        "b": { "type": ["string", "null"] },
        "n": { "type": "number", "coerce": true },
        "list": { "type": "array", "items": { "type": "string" } }
        """;

    private const string Php = """[{ "members": "*", "except": ["sign"], "sort": "name", "format": "php-serialize" }]""";

    private const string Query =
        """[{ "members": "*", "except": ["sign"], "sort": "name", "format": "http-build-query", "nested": "flatten", "omit": ["null"] }]""";

    private static CompiledProject Feed(string message, string receive = "POST form", string properties = Members) =>
        CompiledProject.Of(
            new FeedSchema
            {
                Properties = properties,
                Receive = [receive],
                Verify = FeedSchema.Hmac(message),
            }
        );

    [Theory]
    [InlineData("b=2&a=1", """a:2:{s:1:"a";s:1:"1";s:1:"b";s:1:"2";}""")]
    [InlineData("a=&sign=x", """a:1:{s:1:"a";s:0:"";}""")]
    [InlineData("a=%C3%A9%F0%9F%98%80", "a:1:{s:1:\"a\";s:6:\"é😀\";}")]
    [InlineData("a=1, 1, 6&new=x%3D%3D", """a:2:{s:1:"a";s:7:"1, 1, 6";s:3:"new";s:3:"x==";}""")]
    [InlineData("a=%22;s:1:%22b%22;s:1:%229", "a:1:{s:1:\"a\";s:16:\"\";s:1:\"b\";s:1:\"9\";}")]
    [InlineData("sign=x", "a:0:{}")]
    public void Serialized_members_are_texts_with_their_length_in_bytes(string form, string message)
    {
        using var project = Feed(Php);

        project.Accepts(Requests.Form(form).Signed("X-Signature", message));
        project.Refuses(Requests.Form(form + "&z=1").Signed("X-Signature", message), CallbackRejectionReason.SignatureMismatch);
    }

    /// <summary>Quotes in a value do not end it: its length does.</summary>
    [Fact]
    public void A_value_cannot_become_a_member()
    {
        using var project = Feed(Php);
        const string Genuine = """a:2:{s:1:"a";s:1:"1";s:1:"b";s:1:"9";}""";

        project.Accepts(Requests.Form("a=1&b=9").Signed("X-Signature", Genuine));
        foreach (
            var forged in new[]
            {
                "a=1%22;s:1:%22b%22;s:1:%229",
                "a=1&b=9%22;}",
                "b=1&a=9",
                "a=19",
                "a=1&b=9&c=",
                "a%22;s:1:%221=b",
                "=1&b=9",
            }
        )
            project.Refuses(Requests.Form(forged).Signed("X-Signature", Genuine), CallbackRejectionReason.SignatureMismatch);
        project.Refuses(Requests.Form("a=1&b=9&b=8").Signed("X-Signature", Genuine), CallbackRejectionReason.DuplicateMember);
    }

    [Theory]
    [InlineData("b=2&a=1", "a=1&b=2")]
    [InlineData("a=x%20y%26b%3D9&sign=x", "a=x+y%26b%3D9")]
    [InlineData("a=*%7E-_.%2F", "a=%2A%7E-_.%2F")]
    [InlineData("a=%C3%A9&b=", "a=%C3%A9&b=")]
    [InlineData("a%3D1=2", "a%3D1=2")]
    public void A_query_is_built_of_encoded_pairs(string form, string message)
    {
        using var project = Feed(Query);

        project.Accepts(Requests.Form(form).Signed("X-Signature", message));
        project.Refuses(Requests.Form(form + "&z=1").Signed("X-Signature", message), CallbackRejectionReason.SignatureMismatch);
    }

    [Fact]
    public void A_value_cannot_become_a_pair()
    {
        using var project = Feed(Query);

        project.Accepts(Requests.Form("a=1&b=2").Signed("X-Signature", "a=1&b=2"));
        project.Refuses(Requests.Form("a=1%26b%3D2").Signed("X-Signature", "a=1&b=2"), CallbackRejectionReason.SignatureMismatch);
    }

    [Theory]
    [InlineData("""{"a":"1","b":null,"n":1.50,"list":["x","y z"]}""", "a=1&list%5B0%5D=x&list%5B1%5D=y+z&n=1.50")]
    [InlineData("""{"o":{"k":"&"},"a":"1"}""", "a=1&o%5Bk%5D=%26")]
    public void Nested_members_are_built_with_brackets(string json, string message)
    {
        using var project = Feed(Query, "POST json");

        project.Accepts(Requests.Json(json).Signed("X-Signature", message));
        project.Refuses(
            Requests.Json(json.Replace("\"1\"", "\"2\"", StringComparison.Ordinal)).Signed("X-Signature", message),
            CallbackRejectionReason.SignatureMismatch
        );
    }

    [Theory]
    [InlineData(Php, """{"a":true}""", CallbackRejectionReason.InvalidMember)]
    [InlineData(Query, """{"a":false}""", CallbackRejectionReason.InvalidMember)]
    [InlineData(Php, """{"list":["1"]}""", CallbackRejectionReason.InvalidMember)]
    [InlineData(Query, """{"list[0]":"1"}""", CallbackRejectionReason.AmbiguousMessage)]
    public void What_PHP_has_no_one_text_for_is_refused(string message, string json, CallbackRejectionReason reason)
    {
        using var project = Feed(message, "POST json");

        project.Refuses(Requests.Json(json).Signed("X-Signature", "x"), reason);
    }

    [Theory]
    [InlineData(Php, true)]
    [InlineData(Query, true)]
    [InlineData("""[{ "members": "*", "except": ["sign", "a"], "format": "php-serialize" }]""", false)]
    [InlineData("""[{ "members": "*", "prefixes": ["x_"], "format": "http-build-query" }]""", false)]
    public void All_members_but_those_left_out_are_covered(string message, bool verified)
    {
        using var project = Feed(message, properties: """ "a": { "type": "string" }, "b": { "type": "string" } """);

        Assert.Equal(verified ? CallbackTrust.Verified : CallbackTrust.Authenticated, project.Feed.Trust);
    }

    [Theory]
    [InlineData("\"each\": \"{value}\", \"format\": \"php-serialize\"")]
    [InlineData("\"join\": \"&\", \"format\": \"http-build-query\"")]
    [InlineData("\"nested\": \"json\", \"format\": \"php-serialize\"")]
    [InlineData("\"repeated\": \"each\", \"format\": \"php-serialize\"")]
    public void A_format_says_itself_how_members_are_written(string rules) =>
        Assert.Contains(
            Schema
                .SchemaReader.Read(
                    new FeedSchema
                    {
                        Properties = Members,
                        Receive = ["POST form"],
                        Verify = FeedSchema.Hmac($$"""[{ "members": "*", {{rules}} }]"""),
                    }
                )
                .Problems,
            problem => problem.Rule.Id == "CBG0008"
        );
}
