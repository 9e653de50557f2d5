using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>
/// The coverage of a signature, for every construct that removes coverage: of two schemas that differ only in it, one covers a member
/// and the other does not. The expected values are the unsigned members, and "*" for undeclared ones.
/// </summary>
public sealed class CoverageTests
{
    private const string Nothing = "/id /amount /any /list /order/a *";

    /// <summary>Filters that map many values to one result: the signed result then does not determine the value.</summary>
    private static readonly string[] Lossy =
    [
        "lower",
        "upper",
        "trim",
        "digits",
        "fixed2",
        "slice:0:4",
        "strip-prefix:x",
        "crc32",
        "crc32-decimal",
        "base64decode",
        "base64urldecode",
        "hexdecode",
        "urldecode",
    ];

    private static readonly string[] Faithful =
    [
        "reverse",
        "base64",
        "urlencode",
        "urlencode-dotnet",
        "md5",
        "sha1",
        "sha256",
        "sha384",
        "sha512",
        "escape:.",
    ];

    public static TheoryData<string> LossyFilters => [.. Lossy];

    public static TheoryData<string> FaithfulFilters => [.. Faithful];

    [Fact]
    public void Every_filter_is_known_to_be_of_one_kind() =>
        Assert.Equal(
            Filters.All.Keys.Order(StringComparer.Ordinal),
            Lossy.Concat(Faithful).Select(filter => filter.Split(':')[0]).Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(LossyFilters))]
    public void A_value_is_not_covered_by_what_is_left_of_it(string filter)
    {
        Assert.Equal(
            "/id",
            Declared(FeedSchema.Hmac($$"""[{ "members": ["amount", { "name": "id", "from": "body:/id|{{filter}}" }], "join": "|" }]"""))
        );
        Assert.Equal("/id", Declared(FeedSchema.Hmac($"\"{{body:/id|{filter}}}|{{body:/amount}}\"")));
        Assert.Equal("/id", Declared(FeedSchema.Hmac($"\"{{body:/id|sha256|{filter}}}|{{body:/amount}}\"")));
        Assert.Equal("/id", Declared(FeedSchema.Hmac($"\"{{body:/id|{filter}|sha256}}|{{body:/amount}}\"")));
        Assert.Equal("/id /amount", Declared(FeedSchema.Hmac($"\"{{rawBody|{filter}}}\"")));
        Assert.Equal("/id /amount", Declared(FeedSchema.Hmac($"\"{{url|{filter}}}\""), "GET query"));
        Assert.Equal(
            "/id /amount",
            Declared(FeedSchema.Hmac($$"""[{ "members": ["id", "amount"], "join": "|", "filters": ["{{filter}}"] }]"""))
        );
        Assert.Equal("/id /amount", Declared(FeedSchema.Hmac($$"""[{ "json": {}, "filters": ["{{filter}}"] }]""")));
        Assert.Equal("/id", Declared(FeedSchema.Hmac($$"""["{body:/amount}.", { "parts": ["{body:/id}"], "filters": ["{{filter}}"] }]""")));
        Assert.Equal("/amount", Declared(Claim("id", $"{{body:/id}}", $"{{body:/amount|{filter}}}")));
        Assert.Equal("/id /amount", Declared(Also($"{{rawBody|{filter}}}", "{query:digest}")));
        Assert.Equal("/id /amount", Declared(Also("{rawBody|sha256}", "{query:digest}", $"{{query:digest|{filter}}}")));
    }

    [Theory]
    [MemberData(nameof(FaithfulFilters))]
    public void A_value_is_covered_by_what_it_alone_can_become(string filter)
    {
        Assert.Equal("", Declared(FeedSchema.Hmac($"\"{{body:/id|{filter}}}|{{body:/amount|{filter}}}\"")));
        Assert.Equal("", Declared(FeedSchema.Hmac($"\"{{rawBody|{filter}}}\"")));
        Assert.Equal("", Declared(FeedSchema.Hmac($$"""[{ "members": ["id", "amount"], "join": "|", "filters": ["{{filter}}"] }]""")));
        Assert.Equal("", Declared(Also($"{{rawBody|{filter}}}", "{query:digest}")));
    }

    [Theory]
    [InlineData("POST json", """{ "members": "*", "each": "{name}={value}", "join": "&" }""", "")]
    [InlineData("POST json", """{ "members": "*", "each": "{value}", "join": "&" }""", Nothing)]
    [InlineData("POST json", """{ "members": "*", "each": "{name}={value}", "join": "&", "nested": "json" }""", "/any *")]
    [InlineData("POST json", """{ "members": "*", "each": "{name}={value}", "join": "&", "nested": "sorted-json" }""", "/any *")]
    [InlineData("POST json", """{ "members": "*", "each": "{name}={value}", "join": "&", "nested": "flatten" }""", "/any /list /order/a *")]
    [InlineData("POST json", """{ "members": "*", "each": "{name}={value}", "join": "&", "except": ["amount"] }""", "/amount")]
    [InlineData("POST json", """{ "members": "*", "each": "{name}={value}", "join": "&", "except": ["order"] }""", "/order/a *")]
    [InlineData("POST json", """{ "members": "*", "each": "{name}={value}", "join": "&", "except": ["other"] }""", "*")]
    [InlineData("POST json", """{ "members": "*", "each": "{name}={value}", "join": "&", "prefixes": ["a"] }""", "/id /list /order/a *")]
    [InlineData("POST json", """{ "members": "*", "each": "{name}={value}", "join": "&", "prefixes": ["A", "idx", "order/"] }""", Nothing)]
    [InlineData("POST json", """{ "members": "*", "each": "{name}={value}", "join": "&", "root": "/order" }""", "/id /amount /any /list *")]
    [InlineData("POST json", """{ "members": "*", "each": "{name}={value}", "join": "&", "root": "/ord" }""", Nothing)]
    [InlineData("POST json", """{ "members": "*", "format": "http-build-query", "nested": "flatten" }""", "/any /list /order/a *")]
    [InlineData("POST json", """{ "members": "*", "format": "php-serialize" }""", "")]
    [InlineData("POST json", """{ "json": {} }""", "")]
    [InlineData("POST json", """{ "json": {}, "except": ["amount"] }""", "/amount")]
    [InlineData("POST json", """{ "json": {}, "except": ["other"] }""", "*")]
    [InlineData("POST json", """{ "json": {}, "members": ["id", "order"] }""", "/amount /any /list *")]
    [InlineData("POST json", """{ "json": {}, "root": "/order" }""", "/id /amount /any /list *")]
    [InlineData("POST json", """{ "members": ["id", "amount"], "join": "|" }""", "/any /list /order/a *")]
    [InlineData("POST json", """{ "members": ["id", "amount"], "join": "|", "omit": ["null"] }""", Nothing)]
    [InlineData("POST json", """{ "members": ["id", "amount"], "join": "|", "omit": ["empty"] }""", Nothing)]
    [InlineData("POST json", """{ "members": ["id", "amount"], "join": "|", "omit": ["null", "empty"] }""", Nothing)]
    [InlineData(
        "POST json",
        """{ "members": ["id", "amount"], "join": "&", "each": "{name}={value}", "omit": ["null", "empty"] }""",
        "/any /list /order/a *"
    )]
    [InlineData("POST json", """{ "members": ["id", "/order/a"], "join": "|" }""", "/amount /any /list *")]
    public void All_members_of_an_object_are_covered_as_far_as_the_part_tells_them_apart(string receive, string part, string unsigned) =>
        Assert.Equal(unsigned, Unsigned(FeedSchema.Hmac($"[{part}]"), Everything, receive));

    [Theory]
    [InlineData("refuse", "name", "")]
    [InlineData("comma", "name", "")]
    [InlineData("each", "name", "")]
    [InlineData("each", "none", "")]
    [InlineData("each", "pair", "/list *")]
    [InlineData("sorted-unique", "name", "/list *")]
    [InlineData("sorted-unique", "none", "/list *")]
    public void A_list_in_a_form_is_covered_unless_its_order_or_number_is_free(string repeated, string sort, string unsigned) =>
        Assert.Equal(
            unsigned,
            Unsigned(
                FeedSchema.Hmac(
                    $$"""[{ "members": "*", "each": "{name}={value}", "join": "&", "sort": "{{sort}}", "repeated": "{{repeated}}" }]"""
                ),
                """ "id": { "type": "string" }, "list": { "type": "array", "items": { "type": "string" } } """,
                "POST form"
            )
        );

    [Theory]
    [InlineData("{rawBody}", "POST json", "")]
    [InlineData("{rawBody}", "POST json,POST form", "")]
    [InlineData("{rawBody}", "GET query", "/id /amount *")]
    [InlineData("{rawBody}", "POST json,GET query", "/id /amount *")]
    [InlineData("{rawBody}", "GET query,POST json", "/id /amount *")]
    [InlineData("{url}", "GET query", "")]
    [InlineData("{url}", "POST query,GET query", "")]
    [InlineData("{url}", "POST json", "/id /amount *")]
    [InlineData("{url}", "POST json,GET query", "/id /amount *")]
    [InlineData("{url}", "GET query,POST json", "/id /amount *")]
    [InlineData("{query:id}", "GET query", "/amount *")]
    [InlineData("{query:id}", "POST json", "/id /amount *")]
    [InlineData("{query:id}", "GET query,POST json", "/id /amount *")]
    [InlineData("{body:/id}", "GET query,POST json", "/amount *")]
    [InlineData("{header:id}", "POST json", "/id /amount *")]
    [InlineData("{path}.{method}.{header:X-Id}", "GET query", "/id /amount *")]
    public void A_body_covers_what_arrives_in_it_and_a_URL_what_arrives_in_its_query(string message, string receive, string unsigned) =>
        Assert.Equal(unsigned, Unsigned(FeedSchema.Hmac($"\"{message}\""), IdAndAmount, receive));

    /// <summary>A name with the same prefix is another name.</summary>
    [Theory]
    [InlineData("{body:/i}", "/id /idx *")]
    [InlineData("{body:/id}", "/i/d /idx *")]
    [InlineData("{body:/id}|{body:/i/d}", "/idx *")]
    public void A_member_is_covered_by_its_whole_pointer(string message, string unsigned) =>
        Assert.Equal(
            unsigned,
            Unsigned(
                FeedSchema.Hmac($"\"{message}\"", "\"undelimited\": \"A test.\""),
                """
                "id": { "type": "string" },
                "i": { "type": "object", "properties": { "d": { "type": "string" } } },
                "idx": { "type": "string" }
                """
            )
        );

    [Theory]
    [InlineData("""{ "members": "*", "each": "{name}={value}", "join": "&", "root": "", "nested": "json" }""", "")]
    [InlineData("""{ "members": "*", "each": "{name}={value}", "join": "&", "root": "", "nested": "flatten" }""", "/id /amount *")]
    [InlineData(
        """{ "members": "*", "each": "{name}={value}", "join": "&", "root": "", "nested": "json", "prefixes": ["data"] }""",
        "/id /amount *"
    )]
    [InlineData(
        """{ "members": "*", "each": "{name}={value}", "join": "&", "root": "", "nested": "json", "except": ["data"] }""",
        "/id /amount *"
    )]
    [InlineData("""{ "members": "*", "each": "{name}={value}", "join": "&", "root": "", "nested": "json", "except": ["other"] }""", "")]
    [InlineData("""{ "json": {}, "root": "" }""", "")]
    [InlineData("""{ "json": {}, "root": "", "except": ["data"] }""", "/id /amount *")]
    [InlineData("""{ "json": {}, "root": "", "except": ["other"] }""", "")]
    public void A_payload_in_a_part_of_the_body_is_covered_by_what_holds_that_part(string part, string unsigned) =>
        Assert.Equal(unsigned, Unsigned(FeedSchema.Hmac($"[{part}]"), IdAndAmount, callback: """ "payload": "body:/data" """));

    [Fact]
    public void Of_several_schemes_that_is_covered_which_each_covers()
    {
        var (body, id, amount) = (
            FeedSchema.Hmac("\"{rawBody}\""),
            FeedSchema.Hmac("\"{body:/id}\""),
            FeedSchema.Hmac("\"v:{body:/amount}\"")
        );
        const string token = """{ "scheme": "token", "from": "header:X-Token", "key": "secret" }""";
        string All(string except) =>
            FeedSchema.Hmac($$"""[{ "members": "*", "each": "{name}={value}", "join": "&", "except": ["{{except}}"] }]""");

        foreach (
            var (first, second, unsigned) in new[]
            {
                (body, body, ""),
                (body, id, "/amount *"),
                (id, amount, "/id /amount *"),
                (body, token, "/id /amount *"),
                (id, id, "/amount *"),
                (body, All("id"), "/id"),
                (All("id"), All("amount"), "/id /amount"),
                (body, All("other"), "*"),
                (id, All("other"), "/amount *"),
            }
        )
        {
            Assert.Equal(unsigned, Unsigned(AnyOf(first, second), IdAndAmount));
            Assert.Equal(unsigned, Unsigned(AnyOf(second, first), IdAndAmount));
        }
    }

    /// <summary>A member that contains the signature under one scheme is an unsigned text under another.</summary>
    [Fact]
    public void A_signature_needs_no_cover_where_it_is_one_in_every_scheme()
    {
        var (inBody, inHeader) = (FeedSchema.Hmac("\"{body:/id}\"", from: "body:/amount"), FeedSchema.Hmac("\"v:{body:/id}\""));

        Assert.Equal("", Declared(inBody));
        Assert.Equal("/amount", Declared(AnyOf(inBody, inHeader)));
        Assert.Equal("/amount", Declared(AnyOf(inHeader, inBody)));
        Assert.Equal("", Declared(AnyOf(inBody, FeedSchema.Hmac("\"v:{body:/id}\"", from: "body:/amount"))));
    }

    [Theory]
    [InlineData("{query:digest}", "{rawBody|sha256}", "{query:digest}", "")]
    [InlineData("{rawBody|sha256}", "{query:digest}", "{query:digest}", "")]
    [InlineData("{query:digest}", "{rawBody|sha256}", "{url}", "")]
    [InlineData("{query:digest}", "{rawBody|sha256}", "{query:other}", "/id /amount")]
    [InlineData("{header:digest}", "{rawBody|sha256}", "{query:digest}", "/id /amount")]
    [InlineData("{header:digest}", "{rawBody|sha256}", "{url}", "/id /amount")]
    [InlineData("{query:digest}", "{body:/id}", "{query:digest}", "/amount")]
    public void What_is_equal_to_a_signed_value_is_covered(string value, string equals, string message, string unsigned) =>
        Assert.Equal(unsigned, Declared(Also(value, equals, message)));

    /// <summary>A time that is not completely signed can be renewed by an attacker (CBG0053).</summary>
    [Theory]
    [InlineData("header:X-Time", "\"{header:X-Time}.{rawBody}\"", true)]
    [InlineData("header:X-Time", "[{ \"parts\": [\"{header:X-Time}.{rawBody}\"], \"filters\": [\"sha256\"] }]", true)]
    [InlineData("header:X-Time", "\"{header:X-Time|sha256}.{rawBody}\"", true)]
    [InlineData("header:X-Time", "[{ \"parts\": [\"{header:X-Time}.{rawBody}\"], \"filters\": [\"lower\"] }]", false)]
    [InlineData("header:X-Time", "\"{header:X-Time|slice:0:4}.{rawBody}\"", false)]
    [InlineData("header:X-Time", "\"{header:X-Times}.{rawBody}\"", false)]
    [InlineData("header:X-Time", "\"{query:X-Time}.{rawBody}\"", false)]
    [InlineData("header:X-Time", "\"{rawBody}\"", false)]
    [InlineData("header:X-Time", "\"{url}.{rawBody}\"", false)]
    [InlineData("query:time", "\"{url}\"", true)]
    [InlineData("query:time", "\"{rawBody}\"", false)]
    [InlineData("body:/id", "\"{rawBody}\"", true)]
    [InlineData("body:/id", "\"{rawBody|lower}\"", false)]
    [InlineData("body:/id", "\"{url}\"", false)]
    [InlineData("body:/id", "[{ \"json\": {} }]", true)]
    [InlineData("body:/id", "[{ \"json\": {}, \"members\": [\"amount\"] }]", false)]
    [InlineData("body:/id", "[{ \"members\": \"*\", \"each\": \"{name}={value}\", \"join\": \"&\" }]", true)]
    [InlineData("body:/id", "[{ \"members\": \"*\", \"each\": \"{name}={value}\", \"join\": \"&\", \"prefixes\": [\"a\"] }]", false)]
    [InlineData("body:/id", "[{ \"members\": [\"id\"] }]", true)]
    [InlineData("body:/id", "[{ \"members\": [\"amount\"] }]", false)]
    public void A_time_is_signed_in_full(string from, string message, bool isSigned)
    {
        var verify = FeedSchema.Hmac(message, $$""" "timestamp": { "from": "{{from}}", "unit": "seconds", "tolerance": "PT5M" } """);

        Assert.Equal(!isSigned, Read(verify, IdAndAmount).Problems.Any(problem => problem.Rule.Id == "CBG0053"));
    }

    private const string IdAndAmount = """ "id": { "type": "string" }, "amount": { "type": "string" } """;

    private const string Everything =
        IdAndAmount
        + """
            , "any": {}, "list": { "type": "array", "items": { "type": "string" } },
            "order": { "type": "object", "properties": { "a": { "type": "string" } } }
            """;

    private static string Also(string value, string equals, string message = "{query:digest}") =>
        FeedSchema.Hmac($"\"{message}\"", $$""" "also": [{ "value": "{{value}}", "equals": "{{equals}}" }] """);

    private static string Claim(string name, string equals, string other) =>
        FeedSchema.Jwt(
            "header:X-Token",
            $$""" "claims": { "{{name}}": { "equals": "{{equals}}" }, "other": { "equals": "{{other}}" } } """
        );

    private static string AnyOf(params string[] schemes) => $$"""{ "scheme": "anyOf", "schemes": [{{string.Join(", ", schemes)}}] }""";

    private static SchemaResult Read(string verify, string properties, string receive = "POST json", string? callback = null) =>
        SchemaReader.Read(
            new FeedSchema
            {
                Properties = properties,
                Receive = receive.Split(','),
                Verify = verify,
                Callback = callback,
            }
        );

    /// <summary>Returns the declared members that are not signed, and "*" where undeclared ones are not signed either.</summary>
    private static string Unsigned(string verify, string properties, string receive = "POST json", string? callback = null)
    {
        var feed = Read(verify, properties, receive, callback).Feed!;
        Assert.NotNull(feed.Verify);
        Assert.Equal(feed.UnsignedPointers.Count > 0 ? TrustLevel.Authenticated : TrustLevel.Verified, feed.Trust);
        return string.Join(' ', feed.UnknownMembersUnsigned ? feed.UnsignedPointers.Append("*") : feed.UnsignedPointers);
    }

    private static string Declared(string verify, string receive = "POST json") =>
        Unsigned(verify, IdAndAmount, receive).Replace("*", "", StringComparison.Ordinal).Trim();
}
