using CallbackGen.Analyzers.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>CBG0072, CBG0073 and CBG0074: feeds with one key, of which one could accept the callbacks of the other.</summary>
public sealed class SharedKeyTests
{
    private const string Text = """{ "type": "string" }""";
    private const string Amount = """ "payer": { "type": "string" }, "amount": { "type": "string", "format": "decimal" } """;
    private const string Json = """[{ "method": "POST", "content": "json" }]""";
    private const string Form = """[{ "method": "POST", "content": "form" }]""";

    /// <summary>A feed; the part of its scheme that declares the signed message is marked with the rule, if there is one.</summary>
    private sealed record Feed(string Name, string Verify, string Properties)
    {
        public string Keys { get; init; } = """{ "secret": { "encoding": "utf8" } }""";

        public string Callback { get; init; } = "";

        public string[] Required { get; init; } = [];

        public string Receive { get; init; } = Json;

        public string Root { get; init; } = "";

        public (string Path, string Text) With(string? rule)
        {
            var place = Verify.Contains("\"message\":", StringComparison.Ordinal) ? "\"message\":" : "\"jwt\"";
            var mark = $"{{|{rule}:{place.TrimEnd(':')}|}}{(place.EndsWith(':') ? ":" : "")}";
            var marked = rule is null ? Verify : Verify.Replace(place, mark, StringComparison.Ordinal);
            var text = new FeedText
            {
                Verify = marked,
                Keys = Keys,
                Callback = Callback,
                Receive = Receive,
                Properties = $"{{ {Properties} }}",
                Root = $"""
                    {Root}{(Required.Length > 0 ? $", \"required\": [{string.Join(", ", Required.Select(name => $"\"{name}\""))}]" : "")}
                    """,
            }.ToString();
            return ($"{Name}.callback.json", text.Replace("\"Paid\"", $"\"{Name}\"", StringComparison.Ordinal));
        }
    }

    private static Feed Of(
        string name,
        string message,
        string properties,
        string more = "",
        string place = "X-Sign",
        string? required = null
    ) =>
        new(
            name,
            $$"""
            { "scheme": "hmac", "algorithm": "sha256", "key": "secret", "signature": { "from": "header:{{place}}", "encoding": "hex" },
              "message": {{message}}{{more}} }
            """,
            properties
        )
        {
            Required = required is null ? [] : [required],
        };

    private static Feed Listed(string name, string members, string properties, string join = "|") =>
        Of(name, $$"""[{ "members": [{{members}}], "join": "{{join}}" }]""", properties);

    private static Feed Token(string name, string more, string member)
    {
        var verify = $$"""{ "scheme": "jwt", "from": "body:/{{name}}", "algorithms": ["HS256"], "key": "secret"{{more}} }""";
        return new(name, verify, Texts(member)) { Callback = """, "payload": "jwt" """ };
    }

    private static string Texts(params string[] names) => string.Join(", ", names.Select(name => $"\"{name}\": {Text}"));

    /// <summary>Returns the diagnostics about two feeds together, without those about each feed alone.</summary>
    private static async Task<IReadOnlyList<Diagnostic>> ReportedOf(params Feed[] feeds)
    {
        var reported = await SchemaVerifier.AnalyzeAsync([
            .. feeds.Select(feed => feed.With(null)).Select(file => new MemoryFile(file.Path, file.Text)),
        ]);
        Assert.DoesNotContain(reported, diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return [.. reported.Where(diagnostic => diagnostic.Id is "CBG0072" or "CBG0073" or "CBG0074")];
    }

    private static async Task AssertBoth(string? rule, Feed one, Feed other)
    {
        var reported = await ReportedOf(one, other);
        Assert.Equal(rule is null ? [] : [rule, rule], reported.Select(diagnostic => diagnostic.Id));
        Assert.Equal(reported.Count, reported.Select(diagnostic => diagnostic.Location.GetLineSpan().Path).Distinct().Count());
    }

    [Fact]
    public async Task Both_files_are_told_of_the_other_with_a_text_that_both_sign()
    {
        var reported = await SchemaVerifier.VerifyAsync(
            Of("Orders", "\"{body:/order}|{body:/status}\"", Texts("order", "status")).With("CBG0072"),
            Of("Payers", "\"{body:/payer}|{body:/amount}\"", Amount, required: "amount").With("CBG0072")
        );

        Assert.StartsWith(
            "A text such as \"|0\" may be signed with the key \"secret\" for this feed and for acme.payers, so",
            SchemaVerifier.MessageOf(reported[0]),
            StringComparison.Ordinal
        );
        Assert.Contains("for acme.orders", SchemaVerifier.MessageOf(reported[1]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_feeds_each_names_the_others()
    {
        var reported = await ReportedOf(
            Of("One", "\"{body:/a}|{body:/b}\"", Texts("a", "b")),
            Of("Two", "\"{body:/c}|{body:/d}\"", Texts("c", "d")),
            Of("Three", "\"{body:/e}|{body:/f}\"", Texts("e", "f"))
        );
        var first = reported.First(diagnostic => diagnostic.Location.GetLineSpan().Path == "One.callback.json");

        Assert.Equal(3, reported.Count);
        Assert.Contains("and for acme.two, acme.three, so", SchemaVerifier.MessageOf(first), StringComparison.Ordinal);
    }

    /// <summary>Messages are compared as texts, however they are split into parts and wherever the signature is sent.</summary>
    [Theory]
    [InlineData("\"{body:/a}|{body:/b}\"", """[{ "members": ["c", "d"], "join": "|" }]""")]
    [InlineData("""[{ "members": ["a", "b"], "join": "|" }]""", """["{body:/c}", "|{body:/d}"]""")]
    [InlineData("""[{ "members": ["a", "b"], "join": "|" }]""", """[{ "members": ["d", "c"], "join": "|" }]""")]
    [InlineData("\"{body:/a}|{body:/b}\"", "\"{header:X-Id}|{query:d}\"")]
    [InlineData("\"{body:/a}|{body:/b}\"", """[{ "members": ["c", "d"], "join": "|", "omit": ["null"] }]""")]
    [InlineData("\"{body:/a}|{body:/b}\"", """[{ "members": "*", "each": "{name}={value}", "join": "&" }]""")]
    [InlineData("\"{rawBody}\"", """[{ "members": ["c", "d"], "join": ":" }]""")]
    [InlineData("\"{body:/a|upper}|{body:/b}\"", "\"{body:/c|base64}|{body:/d}\"")]
    [InlineData("\"{body:/a|escape:.}.{body:/b}\"", "\"{body:/c}.{body:/d}\"")]
    public Task A_text_of_both_is_reported(string one, string other) =>
        AssertBoth("CBG0072", Of("One", one, Texts("a", "b")), Of("Two", other, Texts("c", "d"), place: "X-Other"));

    [Theory]
    [InlineData("\"v1:{body:/a}|{body:/b}\"", "\"v2:{body:/c}|{body:/d}\"")]
    [InlineData("\"{body:/a}|{body:/b}.v1\"", "\"{body:/c}|{body:/d}.v2\"")]
    [InlineData("""[{ "members": ["a"], "each": "{name}={value}" }]""", """[{ "members": ["c"], "each": "{name}={value}" }]""")]
    [InlineData("\"{rawBody}\"", "\"v2:{body:/c}|{body:/d}\"")]
    [InlineData("\"{rawBody}\"", "\"{rawBody|sha256}\"")]
    [InlineData("\"{body:/a|sha256}|{body:/b}\"", "\"{body:/c|md5}|{body:/d}\"")]
    public Task Texts_that_cannot_be_the_same_are_not(string one, string other) =>
        AssertBoth(null, Of("One", one, Texts("a", "b"), required: "a"), Of("Two", other, Texts("c", "d"), required: "c"));

    /// <summary>Only values that the program checks distinguish two feeds: an open enum accepts values that it does not list.</summary>
    [Theory]
    [InlineData("""{ "type": "string", "const": "payment" }""", """{ "type": "string", "const": "refund" }""", false)]
    [InlineData(
        """{ "type": "string", "const": "payment" }""",
        """{ "type": "string", "enum": ["refund", "dispute"], "closed": true }""",
        false
    )]
    [InlineData("""{ "type": "integer", "const": 1 }""", """{ "type": "integer", "const": 10 }""", false)]
    [InlineData("""{ "type": "boolean", "const": true }""", """{ "type": "boolean", "const": false }""", false)]
    [InlineData("""{ "type": "string", "format": "decimal" }""", """{ "type": "string", "format": "uuid" }""", false)]
    [InlineData("""{ "type": "string", "pattern": "^ord_[a-z0-9]+$" }""", """{ "type": "string", "pattern": "^pay_[a-z0-9]+$" }""", false)]
    [InlineData("""{ "type": "integer" }""", """{ "type": "string", "pattern": "^[^0-9]+$" }""", false)]
    [InlineData("""{ "type": "string", "const": "payment" }""", """{ "type": "string" }""", true)]
    [InlineData("""{ "type": "string", "const": "payment" }""", """{ "type": "string", "enum": ["refund"] }""", true)]
    [InlineData("""{ "type": "string", "const": "payment" }""", """{ "type": "string", "const": "payment" }""", true)]
    [InlineData("""{ "type": "string", "pattern": "^ord_" }""", """{ "type": "string", "pattern": "_" }""", true)]
    [InlineData("""{ "type": "string", "maxLength": 3 }""", """{ "type": "string", "maxLength": 2 }""", true)]
    public Task A_signed_member_tells_feeds_apart_by_what_is_checked_of_it(string one, string other, bool isReported) =>
        AssertBoth(
            isReported ? "CBG0072" : null,
            Listed("One", "\"type\", \"id\"", $"\"type\": {one}, \"id\": {Text}") with
            {
                Required = ["type"],
            },
            Listed("Two", "\"kind\", \"id\"", $"\"kind\": {other}, \"id\": {Text}") with
            {
                Required = ["kind"],
            }
        );

    /// <summary>
    /// The provider may sign a longer value that contains the delimiter: the last value of the other feed accepts the
    /// rest of it.
    /// </summary>
    [Fact]
    public Task A_length_tells_feeds_apart_as_long_as_no_value_holds_the_joining_text() =>
        AssertBoth(
            "CBG0074",
            Listed("One", "\"type\", \"id\"", $$""" "type": { "type": "string", "minLength": 3, "maxLength": 3 }, "id": {{Text}} """) with
            {
                Required = ["type"],
            },
            Listed("Two", "\"kind\", \"id\"", $$""" "kind": { "type": "string", "minLength": 4 }, "id": {{Text}} """) with
            {
                Required = ["kind"],
            }
        );

    /// <summary>The attack: an object with this name, which the message leaves out, is added to a record of the other feed.</summary>
    [Theory]
    [InlineData("skip", "CBG0073")]
    [InlineData("flatten", "CBG0073")]
    public Task What_may_be_there_without_a_trace_tells_no_records_apart(string nested, string rule)
    {
        var message = $$"""[{ "members": "*", "nested": "{{nested}}", "sort": "name", "each": "{name}={value}", "join": "&" }]""";
        return AssertBoth(
            rule,
            Of("One", message, Texts("a") + """, "x": {} """) with
            {
                Callback = """, "select": { "body:/x": "present", "unsigned": "A test" } """,
            },
            Of("Two", message, Texts("a"))
        );
    }

    [Fact]
    public Task A_constant_that_may_be_missing_tells_nothing() =>
        AssertBoth(
            "CBG0072",
            Listed("One", "\"type\", \"id\"", $$""" "type": { "type": "string", "const": "payment" }, "id": {{Text}} """),
            Listed("Two", "\"type\", \"id\"", $$""" "type": { "type": "string", "const": "refund" }, "id": {{Text}} """)
        );

    [Fact]
    public Task A_constant_in_another_place_tells_nothing() =>
        AssertBoth(
            "CBG0072",
            Listed("One", "\"type\", \"id\"", $$""" "type": { "type": "string", "const": "payment" }, "id": {{Text}} """) with
            {
                Required = ["type"],
            },
            Listed("Two", "\"id\", \"type\"", $$""" "type": { "type": "string", "const": "refund" }, "id": {{Text}} """) with
            {
                Required = ["type"],
            }
        );

    [Theory]
    [InlineData(""" "body:/type": "payment" """, """ "body:/type": ["refund", "dispute"] """, null)]
    [InlineData(""" "body:/type": "payment" """, """ "body:/type": "absent" """, null)]
    [InlineData(""" "body:/type": "payment" """, """ "body:/type": "present" """, "CBG0072")]
    [InlineData(
        """ "header:X-Type": "payment", "unsigned": "It is so" """,
        """ "header:X-Type": "refund", "unsigned": "It is so" """,
        "CBG0072"
    )]
    public Task What_a_feed_is_selected_by_counts_where_it_is_signed(string one, string other, string? rule) =>
        AssertBoth(
            rule,
            Listed("One", "\"type\", \"id\"", Texts("type", "id")) with
            {
                Callback = $$""", "select": { {{one}} }""",
            },
            Listed("Two", "\"type\", \"id\"", Texts("type", "id")) with
            {
                Callback = $$""", "select": { {{other}} }""",
            }
        );

    [Fact]
    public Task A_reason_in_a_file_silences_what_is_said_there() =>
        SchemaVerifier.VerifyAsync(
            Of("One", "\"{body:/a}.{body:/b}\"", Texts("a", "b"), """, "sharedKey": "The provider has one key" """).With(null),
            Of("Two", "\"{body:/c}.{body:/d}\"", Texts("c", "d")).With("CBG0072")
        );

    [Fact]
    public Task A_reason_says_something() =>
        SchemaVerifier.VerifyAsync(Of("One", "\"{body:/a}\"", Texts("a"), """, "sharedKey": {|CBG0007:" "|} """).With(null));

    /// <summary>
    /// A key with another name in the configuration or another encoding is another key; other algorithms compute other
    /// signatures.
    /// </summary>
    [Theory]
    [InlineData("\"Acme\"", "\"Nadir\"", null)]
    [InlineData("\"Acme\"", "\"ACME\"", "CBG0072")]
    [InlineData("secret", "other", null)]
    [InlineData("secret", "SECRET", "CBG0072")]
    [InlineData("utf8", "hex", null)]
    [InlineData("sha256", "sha512", null)]
    [InlineData("X-Sign", "X-Signature", "CBG0072")]
    [InlineData("\"hex\"", "\"base64\"", "CBG0072")]
    public async Task Keys_are_one_as_configuration_finds_them(string old, string replacement, string? rule)
    {
        var one = Of("One", "\"{body:/a}.{body:/b}\"", Texts("a", "b")).With(null);
        var two = Of("Two", "\"{body:/c}.{body:/d}\"", Texts("c", "d")).With(null);

        var other = two.Text.Replace(old, replacement, StringComparison.Ordinal);

        var reported = await SchemaVerifier.AnalyzeAsync([new MemoryFile(one.Path, one.Text), new MemoryFile(two.Path, other)]);

        Assert.Equal(rule is null ? [] : [rule, rule], reported.Select(diagnostic => diagnostic.Id).Where(id => id != "CBG0041"));
    }

    [Theory]
    [InlineData("digest", "\"{body:/a}.{body:/b}{key:secret}\"", "\"{body:/c}.{body:/d}{key:secret}\"", "CBG0072")]
    [InlineData("digest", "\"{body:/a}.{body:/b}{key:secret}\"", "\"{key:secret}{body:/c}.{body:/d}\"", null)]
    [InlineData("digest", "\"{body:/a}{key:secret}{body:/b}\"", "\"{body:/c}{key:secret}{body:/d}\"", "CBG0072")]
    [InlineData("signature", "\"{body:/a}.{body:/b}\"", "\"{body:/c}.{body:/d}\"", "CBG0072")]
    [InlineData("signature", "\"v1.{body:/a}.{body:/b}\"", "\"v2.{body:/c}.{body:/d}\"", null)]
    public Task Digests_and_public_keys_are_keys_too(string scheme, string one, string other, string? rule)
    {
        return AssertBoth(rule, Make("One", one, "a", "b"), Make("Two", other, "c", "d"));

        Feed Make(string name, string message, params string[] members)
        {
            var feed = Of(name, message, Texts(members));
            var verify = feed.Verify.Replace("\"hmac\"", $"\"{scheme}\"", StringComparison.Ordinal);
            return scheme == "digest"
                ? feed with
                {
                    Verify = verify.Replace("\"key\": \"secret\", ", "", StringComparison.Ordinal),
                }
                : feed with
                {
                    Verify = verify.Replace("sha256", "rsa-sha256", StringComparison.Ordinal),
                    Keys = """{ "secret": { "encoding": "pem" } }""",
                };
        }
    }

    /// <summary>The other feed splits the signed text differently, because the last value may contain the delimiter.</summary>
    [Theory]
    [InlineData("\"a\", \"b\"", "\"c\", \"d\", \"e\"", "|", "|", "CBG0072")]
    [InlineData("\"a\", \"b\"", "\"c\", \"d\"", "|", ":", "CBG0072")]
    [InlineData("\"n\", \"m\"", "\"c\", \"d\", \"e\"", "|", "|", null)]
    public Task The_number_of_values_keeps_apart_what_is_checked(string one, string other, string join, string otherJoin, string? rule) =>
        AssertBoth(
            rule,
            Listed("One", one, Texts("a", "b") + """, "n": { "type": "integer" }, "m": { "type": "integer" } """, join),
            Listed("Two", other, Texts("c", "d", "e"), otherJoin)
        );

    [Theory]
    [InlineData(
        """ "type": { "type": "string", "const": "payment" } """,
        "type",
        """ "type": { "type": "string", "const": "refund" } """,
        "type",
        null
    )]
    [InlineData(""" "order": { "type": "string" } """, "order", """ "refund": { "type": "string" } """, "refund", null)]
    [InlineData(
        """ "data": { "type": "object", "required": ["order"], "properties": { "order": { "type": "string" } } } """,
        "data",
        """ "data": { "type": "object", "required": ["refund"], "properties": { "refund": { "type": "string" } } } """,
        "data",
        null
    )]
    [InlineData(""" "data": { "type": "string" } """, "data", """ "data": { "type": "object", "properties": {} } """, "data", null)]
    [InlineData(""" "order": { "type": "string" } """, "order", """ "refund": { "type": "string" } """, null, "CBG0073")]
    [InlineData(
        """ "type": { "type": "string", "const": "payment" } """,
        "type",
        """ "type": { "type": "string", "enum": ["refund"] } """,
        "type",
        "CBG0073"
    )]
    [InlineData(""" "id": { "type": "string" } """, "id", """ "id": { "type": "string" } """, "id", "CBG0073")]
    public async Task Bodies_that_are_signed_as_they_are_must_differ_in_what_they_hold(
        string one,
        string? required,
        string other,
        string? otherRequired,
        string? rule
    )
    {
        foreach (var message in new[] { "\"{rawBody}\"", "\"{header:X-Time}.{rawBody}\"", """[{ "json": {} }]""" })
        {
            await AssertBoth(
                rule,
                Of("One", message, one, required: required),
                Of("Two", message.Replace("X-Time", "X-Sent", StringComparison.Ordinal), other, required: otherRequired)
            );
        }
    }

    [Fact]
    public Task What_a_body_must_not_hold_tells_it_too() =>
        AssertBoth(
            null,
            Of("One", "\"{rawBody}\"", Texts("id", "order")) with
            {
                Required = ["id", "order"],
                Root = ", \"additionalProperties\": false",
            },
            Of("Two", "\"{rawBody}\"", Texts("id")) with
            {
                Required = ["id"],
                Root = ", \"additionalProperties\": false",
            }
        );

    /// <summary>CBG0061 reports whether one body can satisfy two selections.</summary>
    [Theory]
    [InlineData(""" "body:/type": "payment" """, """ "body:/type": "refund" """)]
    [InlineData(""" "body:/type": "present" """, """ "body:/type": "absent" """)]
    [InlineData(""" "body:/type": "payment" """, """ "body:/kind": "refund" """)]
    public Task A_selection_by_a_signed_body_tells_bodies_apart(string one, string other) =>
        AssertBoth(
            null,
            Of("One", "\"{rawBody}\"", Texts("type", "kind")) with
            {
                Callback = $$""", "select": { {{one}} }""",
            },
            Of("Two", "\"{rawBody}\"", Texts("type", "kind")) with
            {
                Callback = $$""", "select": { {{other}} }""",
            }
        );

    [Fact]
    public Task A_body_of_one_kind_is_none_of_the_other() =>
        AssertBoth(null, Of("One", "\"{rawBody}\"", Texts("a")), Of("Two", "\"{rawBody}\"", Texts("a")) with { Receive = Form });

    /// <summary>A message of all members with their names distinguishes feeds by itself: a required member identifies its feed.</summary>
    [Theory]
    [InlineData("code", "order", "&", "CBG0074")]
    [InlineData("id", "id", "&", "CBG0073")]
    [InlineData("code", "order", ";", "CBG0072")]
    public Task All_members_are_told_by_their_names(string one, string other, string join, string? rule) =>
        AssertBoth(
            rule,
            Of("One", """[{ "members": "*", "sort": "name", "each": "{name}={value}", "join": "&" }]""", Texts(one)) with
            {
                Required = [one],
            },
            Of("Two", $$"""[{ "members": "*", "sort": "name", "each": "{name}={value}", "join": "{{join}}" }]""", Texts(other)) with
            {
                Required = [other],
            }
        );

    /// <summary>A signed text does not show the JSON type of a value: a number and a string of its digits are alike.</summary>
    [Theory]
    [InlineData("integer", "string", "refuse", "CBG0073")]
    [InlineData("boolean", "string", "refuse", "CBG0073")]
    [InlineData("object", "string", "json", "CBG0073")]
    [InlineData("array", "string", "sorted-json", "CBG0073")]
    [InlineData("integer", "string", null, null)]
    [InlineData("object", "string", null, null)]
    public Task Types_tell_records_apart_only_where_they_are_written(string one, string other, string? nested, string? rule)
    {
        var message = nested is null
            ? """[{ "json": {} }]"""
            : $$"""[{ "members": "*", "sort": "name", "each": "{name}={value}", "join": "&", "nested": "{{nested}}" }]""";
        return AssertBoth(rule, Make("One", one), Make("Two", other));

        Feed Make(string name, string type)
        {
            var more = type switch
            {
                "array" => $", \"items\": {Text}",
                "object" => ", \"properties\": {}",
                _ => "",
            };
            return Of(name, message, $$""" "id": { "type": "{{type}}"{{more}} } """, required: "id");
        }
    }

    [Theory]
    [InlineData("", "order", "", "refund", null)]
    [InlineData("", "id", "", "id", "CBG0073")]
    [InlineData(""", "claims": { "iss": { "equals": "a" } }""", "id", """, "claims": { "iss": { "equals": "b" } }""", "id", null)]
    [InlineData(""", "claims": { "exp": { "required": true } }""", "id", "", "id", "CBG0073")]
    [InlineData(
        """, "joseHeader": { "typ": { "equals": "payment" } }""",
        "id",
        """, "joseHeader": { "typ": { "equals": "refund" } }""",
        "id",
        null
    )]
    public Task Tokens_of_one_key_must_differ_in_what_they_claim(string one, string member, string other, string otherMember, string? rule)
    {
        return AssertBoth(rule, Make("One", one, member), Make("Two", other, otherMember));

        static Feed Make(string name, string more, string member) => Token(name, more, member) with { Required = [member] };
    }

    /// <summary>A token signs a text too: base64url letters and a dot.</summary>
    [Theory]
    [InlineData("\"{body:/a}.{body:/b}\"", "CBG0072")]
    [InlineData("\"{body:/a}:{body:/b}\"", null)]
    [InlineData("\"1{body:/a}.{body:/b}\"", null)]
    [InlineData("\"{rawBody}\"", null)]
    public Task A_token_is_a_text_that_a_message_may_be(string message, string? rule) =>
        AssertBoth(rule, Token("One", "", "id"), Of("Two", message, Texts("a", "b")));

    [Fact]
    public async Task What_a_handshake_signs_is_not_for_another_feed()
    {
        var handshake = """
            , "challenge": { "when": { "query:token": "present" }, "respond": { "body": "{query:token}" }, "verify":
              { "scheme": "hmac", "algorithm": "sha256", "key": "secret", "signature": { "from": "header:X-Hook", "encoding": "hex" },
                "message": "{query:token}.{query:at}" } }
            """;
        var hook = Of("Hook", "\"{rawBody}\"", Texts("x")) with { Callback = handshake };

        var reported = await ReportedOf(hook, Of("Pay", "\"{body:/a}.{body:/b}\"", Texts("a", "b")));

        // A body of one feed is a message of the other as well, and so is the text that the handshake signs.
        Assert.Equal(2, reported.Count(diagnostic => diagnostic.Location.GetLineSpan().Path == "Hook.callback.json"));
    }

    /// <summary>
    /// The last value of a list may contain the delimiter. The attack: more values of one feed are accepted as fewer
    /// values of the other.
    /// </summary>
    [Theory]
    [InlineData("CBG0072", """{ "name": "d", "from": "body:/d|upper" }, "e" """)]
    [InlineData("CBG0072", """{ "name": "d", "from": "header:D" }, "e" """)]
    [InlineData("CBG0072", "\"d\", \"e\"")]
    public async Task A_last_value_that_may_hold_the_joining_text_is_a_text_of_more_values(string rule, string members) =>
        await AssertBoth(rule, Listed("One", "\"a\", \"b\", \"c\"", Texts("a", "b", "c")), Listed("Two", members, Texts("d", "e")));

    /// <summary>A value may contain the delimiter of the members where another text precedes the next member.</summary>
    [Fact]
    public async Task A_value_is_held_to_all_that_stands_before_the_next_member() =>
        await AssertBoth(
            "CBG0072",
            Of("One", "\"[note={body:/n}\"", Texts("n")),
            Of(
                "Two",
                """[{ "members": "*", "sort": "name", "each": "[{name}={value}", "join": "&" }]""",
                """ "note": { "type": "string", "const": "x&y" } """,
                required: "note"
            )
        );

    [Fact]
    public async Task A_file_with_mistakes_accepts_nothing_and_is_not_compared()
    {
        var reported = await SchemaVerifier.VerifyAsync(
            Of("One", "\"{body:/a}.{body:/b}\"", Texts("a", "b")).With(null),
            Of("Two", "\"{body:/c}.{body:/d}\"", Texts("c", "d"), """, {|CBG0003:"typo"|}: 1""").With(null)
        );

        Assert.Single(reported);
    }

    /// <summary>The feeds of the catalogue, analyzed together.</summary>
    [Fact]
    public async Task The_feeds_of_the_catalogue_say_why_where_a_key_signs_for_several()
    {
        var reported = await SchemaVerifier.AnalyzeAsync([.. Repository.Feeds.Select(feed => new MemoryFile(feed.Name, feed.Text))]);

        var serious = reported.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning || diagnostic.Id == "CBG0074");
        Assert.Equal("", string.Join('\n', serious.Select(diagnostic => diagnostic.ToString())));
    }
}
