using CallbackGen.Generator.Schema;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>
/// One signature for two payloads: where a message could be divided in two ways, the schema is reported, the callback is
/// rejected, or the feed is not Verified.
/// </summary>
public sealed class AmbiguityTests
{
    private const string Abc = """ "a": { "type": "string" }, "b": { "type": "string" }, "c": { "type": "string" } """;

    [Theory]
    [InlineData(
        """ ["{body:/a}", "|{body:/b}"] """,
        """{"a":"order-1","b":"paid|100"}""",
        "order-1|paid|100",
        """{"a":"order-1|paid","b":"100"}"""
    )]
    [InlineData(
        """ [{ "members": ["a", "b"], "join": "|" }, "#{body:/c}"] """,
        """{"a":"1","b":"x","c":"y#z"}""",
        "1|x#y#z",
        """{"a":"1","b":"x#y","c":"z"}"""
    )]
    [InlineData(
        """ [{ "parts": ["{body:/a}"], "filters": [] }, "|{body:/b}"] """,
        """{"a":"x","b":"y|z"}""",
        "x|y|z",
        """{"a":"x|y","b":"z"}"""
    )]
    public void A_value_cannot_borrow_from_the_next_part_of_the_message(string message, string first, string signed, string second)
    {
        using var project = CompiledProject.Of(new FeedSchema { Properties = Abc, Verify = FeedSchema.Hmac(message) });

        // The last value may contain the text, because nothing follows it: one of the two is the only interpretation of the message.
        Assert.True(Verify(project, first, signed).IsSuccess);
        Assert.Equal(CallbackRejectionReason.AmbiguousMessage, Verify(project, second, signed).Rejection?.Reason);
    }

    [Theory]
    [InlineData(""" [{ "members": ["a", "b", "c"], "join": "|", "omit": ["null", "empty"] }] """, """{"b":"5","c":"100"}""", "5|100")]
    [InlineData(""" [{ "members": "*", "sort": "name", "join": "|" }] """, """{"b":"5","c":"100"}""", "5|100")]
    [InlineData(""" [{ "members": "*", "each": "{name}{value}", "sort": "name", "join": "&" }] """, """{"a":"bc"}""", "abc")]
    [InlineData(""" "{body:/a}{const:}{body:/b}" """, """{"a":"10","b":"0"}""", "100")]
    [InlineData(""" "{body:/a|base64decode}|{body:/b}" """, """{"a":"FORGED !!","b":"1"}""", "|1")]
    [InlineData(""" [{ "members": "*", "each": "{name}={value}", "join": "&" }, "{body:/a}"] """, """{"a":"1"}""", "a=11")]
    [InlineData(
        """
            [{
              "members": [{ "name": "x", "from": "body:/a" }, { "name": "x", "from": "body:/b" }, "c"],
              "each": "{name}={value}",
              "join": "&",
              "omit": ["null"]
            }]
            """,
        """{"b":"5","c":"1"}""",
        "x=5&c=1"
    )]
    [InlineData(
        """
            [{
              "members": [{ "name": "x", "from": "body:/a" }, { "name": "x=y", "from": "body:/b" }, "c"],
              "each": "{name}={value}",
              "join": "&",
              "omit": ["null"]
            }]
            """,
        """{"b":"5","c":"1"}""",
        "x=y=5&c=1"
    )]
    [InlineData(
        """ [{ "members": ["a", "b"], "each": "{name}={value}", "join": "&", "omit": ["null"] }, "#{body:/c}"] """,
        """{"a":"1","c":"z#y"}""",
        "a=1#z#y"
    )]
    [InlineData(""" "{url}.{rawBody}" """, """{"a":"1"}""", "https://shop.example/.{}")]
    public void A_message_that_reads_in_two_ways_is_reported_or_refused(string message, string forged, string signed) =>
        IsNotBelieved(new FeedSchema { Properties = Abc, Verify = FeedSchema.Hmac(message) }, forged, signed);

    [Fact]
    public void A_configured_text_that_is_no_secret_does_not_divide_values() =>
        Assert.Contains(
            SchemaReader
                .Read(
                    new FeedSchema
                    {
                        Properties = Abc,
                        Keys = """ "secret": { "encoding": "utf8" }, "merchant": { "encoding": "utf8", "secret": false } """,
                        Verify = FeedSchema.Hmac(""" "{body:/a}{key:merchant}{body:/b}" """),
                    }
                )
                .Problems,
            problem => problem.Rule.Id == "CBG0040"
        );

    [Fact]
    public void A_record_that_holds_itself_is_signed_only_as_far_as_it_is_named() =>
        IsNotBelieved(
            new FeedSchema
            {
                Properties = """ "node": { "$ref": "#/$defs/Node" } """,
                More = """
                "$defs": {
                  "Node": {
                    "type": "object",
                    "properties": { "amount": { "type": "string" }, "child": { "$ref": "#/$defs/Node" } }
                  }
                }
                """,
                Verify = FeedSchema.Hmac(""" "{body:/node/amount}" """),
            },
            """{"node":{"amount":"1","child":{"amount":"FORGED"}}}""",
            "1"
        );

    [Fact]
    public void An_alternative_signs_the_payload_that_it_reads()
    {
        const string Alternative = """
            {
              "scheme": "hmac",
              "algorithm": "sha256",
              "key": "secret",
              "payload": "body:/data",
              "signature": { "from": "header:X-Signature", "encoding": "hex" },
              "message": "{payload:/a}"
            }
            """;

        IsNotBelieved(
            new FeedSchema
            {
                Properties = """ "a": { "type": "string" } """,
                Keys = """ "secret": { "encoding": "utf8" } """,
                Verify = $$"""
                {
                  "scheme": "anyOf",
                  "schemes": [
                    {{Alternative}},
                    {{Alternative.Replace("X-Signature", "X-Other", StringComparison.Ordinal)}}
                  ]
                }
                """,
            },
            """{"a":"signed","data":{"a":"FORGED"}}""",
            "signed"
        );
    }

    [Fact]
    public void A_member_that_carries_one_schemes_signature_is_not_trusted_under_another()
    {
        const string Scheme = """
            {
              "scheme": "hmac",
              "algorithm": "sha256",
              "key": "secret",
              "signature": { "from": "body:/sign", "encoding": "hex" },
              "message": "{body:/a}"
            }
            """;

        IsNotBelieved(
            new FeedSchema
            {
                Properties = """ "a": { "type": "string" }, "sign": { "type": "string" } """,
                Keys = """ "secret": { "encoding": "utf8" } """,
                Verify = $$"""
                {
                  "scheme": "anyOf",
                  "schemes": [
                    {{Scheme}},
                    {{Scheme.Replace("body:/sign", "header:X-Signature", StringComparison.Ordinal)}}
                  ]
                }
                """,
            },
            """{"a":"1","sign":"a stranger's text"}""",
            "1"
        );
    }

    [Fact]
    public void An_unlisted_event_is_refused_where_its_members_are_not_all_signed() =>
        IsNotBelieved(
            new FeedSchema
            {
                Root = """
                "oneOf": [
                  {
                    "title": "Paid",
                    "type": "object",
                    "required": ["type", "id"],
                    "properties": { "type": { "type": "string", "const": "paid" }, "id": { "type": "string" } }
                  },
                  {
                    "title": "Failed",
                    "type": "object",
                    "required": ["type", "id"],
                    "properties": {
                      "type": { "type": "string", "const": "failed" },
                      "id": { "type": "string" }
                    }
                  }
                ]
                """,
                Verify = FeedSchema.Hmac(""" "{body:/type}|{body:/id}" """),
            },
            """{"type":"refunded","id":"1","amount":"FORGED"}""",
            "refunded|1"
        );

    [Theory]
    [InlineData(""" "nested": "flatten" """, """{"lines":[{"sku":"a"},{},{}]}""", "lines[0][sku]=a")]
    [InlineData(""" "nested": "json" """, """{"any":"{\"x\":1}"}""", "any={\"x\":1}")]
    public void A_form_of_writing_that_loses_something_does_not_cover_it(string rule, string forged, string signed) =>
        IsNotBelieved(
            new FeedSchema
            {
                Properties = """
                "lines": {
                  "type": "array",
                  "items": { "type": "object", "properties": { "sku": { "type": "string" } } }
                },
                "any": true
                """,
                Verify = FeedSchema.Hmac($$""" [{ "members": "*", "each": "{name}={value}", "join": "&", {{rule}} }] """),
            },
            forged,
            signed
        );

    /// <summary>A callback that was signed for one of two messages is sent as the other.</summary>
    [Theory]
    [InlineData("{body:/a}|{body:/b}", "{body:/b}|{body:/a}", """{"a":"paid","b":"order-1"}""", "order-1|paid")]
    [InlineData("{body:/a}|{body:/b}", "{body:/a}", """{"a":"order-1|paid"}""", "order-1|paid")]
    [InlineData("{header:X-Id}.{body:/a}", "{body:/b}.{body:/a}", """{"a":"x","b":"FORGED"}""", "FORGED.x")]
    public void What_one_alternative_signs_is_not_believed_under_another(string first, string second, string forged, string signed) =>
        IsNotBelieved(
            new FeedSchema
            {
                Properties = """ "a": { "type": "string" }, "b": { "type": "string" } """,
                Keys = """ "secret": { "encoding": "utf8" } """,
                Verify =
                    $$"""{ "scheme": "anyOf", "schemes": [{{FeedSchema.Hmac($"\"{first}\"")}}, {{FeedSchema.Hmac($"\"{second}\"")}}] }""",
            },
            forged,
            signed
        );

    /// <summary>The payload is a text within the body, and another part of the body is signed.</summary>
    [Theory]
    [InlineData("body:/data|json", "\"{body:/other}\"", """{"data":"{\"a\":\"FORGED\"}","other":"x"}""", "x")]
    [InlineData("body:/data/text|json", "\"{body:/data/id}\"", """{"data":{"text":"{\"a\":\"FORGED\"}","id":"x"}}""", "x")]
    [InlineData(
        "body:/data/text|json",
        """ [{ "members": "*", "except": ["data"], "each": "{name}={value}", "join": "&" }] """,
        """{"data":{"text":"{\"a\":\"FORGED\"}"},"x":"1"}""",
        "x=1"
    )]
    [InlineData("body:/data|base64decode|json", "\"{body:/data|lower}\"", """{"data":"eyJhIjoiRk9SR0VEIn0="}""", "eyjhijoirk9sr0vein0=")]
    [InlineData("body:/data|json", "\"{header:X-Data}\"", """{"data":"{\"a\":\"FORGED\"}"}""", "")]
    public void A_text_that_is_not_signed_is_not_believed(string payload, string message, string forged, string signed) =>
        IsNotBelieved(
            new FeedSchema
            {
                Properties = """ "a": { "type": "string" } """,
                Verify = FeedSchema.Hmac(message),
                Callback = $"\"payload\": \"{payload}\"",
            },
            forged,
            signed
        );

    [Fact]
    public void A_time_that_is_not_signed_is_an_error() =>
        Assert.Contains(
            SchemaReader
                .Read(
                    new FeedSchema
                    {
                        Properties = Abc,
                        Verify = FeedSchema.Hmac(
                            "\"{rawBody}\"",
                            """ "timestamp": { "from": "header:X-Time", "unit": "seconds", "tolerance": "PT5M" } """
                        ),
                    }
                )
                .Problems,
            problem => problem.Rule.Id == "CBG0053"
        );

    /// <summary>A payer can choose a value in the body, whose text would be members if the body were a form.</summary>
    [Theory]
    [InlineData("json", "application/json", """{"name":"&a=FORGED&"}""")]
    [InlineData("json", "application/json", """ {"name":"&a=FORGED&"}""")]
    [InlineData("xml", "text/xml", "<r><name><![CDATA[&a=FORGED&]]></name></r>")]
    public void A_signed_body_of_another_kind_is_not_read_as_a_form(string content, string type, string body)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Receive = [$"POST {content}", "POST form"],
                Properties = Abc,
                Verify = FeedSchema.Hmac(""" "{rawBody}" """),
            }
        );
        CallbackRequest Request(string contentType) =>
            CallbackRequest.Post(
                System.Text.Encoding.UTF8.GetBytes(body),
                contentType,
                [KeyValuePair.Create("X-Signature", Requests.Hex(body))]
            );

        Assert.True(Verify(project, Request(type)).IsSuccess);
        Assert.Equal(CallbackRejectionReason.Malformed, Verify(project, Request("application/x-www-form-urlencoded")).Rejection?.Reason);
    }

    [Fact]
    public void Fields_that_are_sorted_with_their_values_have_no_order_that_is_signed()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Receive = ["POST form"],
                Properties = """ "a": { "type": "array", "items": { "type": "string" } } """,
                Verify = FeedSchema.Hmac(
                    """ [{ "members": "*", "each": "{name}={value}", "join": "&", "sort": "pair", "repeated": "each" }] """
                ),
            }
        );

        // One signature, two orders: neither is accepted as signed.
        Assert.True(Verify(project, Requests.Form("a=1&a=2").Signed("X-Signature", "a=1&a=2")).IsSuccess);
        Assert.True(Verify(project, Requests.Form("a=2&a=1").Signed("X-Signature", "a=1&a=2")).IsSuccess);
        Assert.Equal(CallbackTrust.Authenticated, project.Feed.Trust);
    }

    [Fact]
    public void A_part_of_a_value_that_is_signed_does_not_cover_another()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = Abc,
                Keys = """ "secret": { "encoding": "utf8" }, "cipher": { "encoding": "utf8" } """,
                Verify = FeedSchema.Hmac(""" "{body:/box|slice:0:12}" """),
                Callback = """
                "decrypt": {
                  "algorithm": "aes-gcm",
                  "key": "cipher",
                  "ciphertext": "{body:/box|slice:12:9999|base64decode}",
                  "nonce": "{body:/box|slice:0:12}"
                }
                """,
            }
        );

        Assert.Equal(CallbackTrust.Authenticated, project.Feed.Trust);
    }

    /// <summary>Both alternatives bind both members, but to exchanged values.</summary>
    [Theory]
    [InlineData(
        """
            {
              "scheme": "jwt",
              "from": "header:X-Token",
              "algorithms": ["HS256"],
              "key": "secret",
              "claims": { "x": { "equals": "{body:/ONE}" }, "y": { "equals": "{body:/TWO}" } }
            }
            """
    )]
    [InlineData(
        """
            {
              "scheme": "jwt",
              "from": "header:X-Token",
              "algorithms": ["HS256"],
              "key": "secret",
              "claims": { "x": { "equals": "{body:/ONE}" } },
              "joseHeader": { "y": { "equals": "{body:/TWO}" } }
            }
            """
    )]
    [InlineData(
        """
            {
              "scheme": "hmac",
              "algorithm": "sha256",
              "key": "secret",
              "signature": { "from": "header:X-Signature", "encoding": "hex" },
              "message": "{query:x}|{query:y}",
              "also": [
                { "value": "{query:x}", "equals": "{body:/ONE}" },
                { "value": "{query:y}", "equals": "{body:/TWO}" }
              ]
            }
            """
    )]
    public void Alternatives_that_bind_members_otherwise_are_reported(string scheme)
    {
        string Bind(string one, string two) =>
            scheme.Replace("ONE", one, StringComparison.Ordinal).Replace("TWO", two, StringComparison.Ordinal);
        bool IsReported(string other) =>
            SchemaReader
                .Read(
                    new FeedSchema
                    {
                        Properties = """ "a": { "type": "string" }, "b": { "type": "string" } """,
                        Keys = """ "secret": { "encoding": "utf8" } """,
                        Verify = $$"""{ "scheme": "anyOf", "schemes": [{{Bind("a", "b")}}, {{other}}] }""",
                    }
                )
                .Problems.Any(problem => problem.Rule.Id == "CBG0071");

        Assert.True(IsReported(Bind("b", "a")));
        Assert.False(IsReported(Bind("a", "b")));
    }

    [Fact]
    public void A_signed_url_has_the_query_that_is_read()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Receive = ["GET query"],
                Properties = """ "a": { "type": "string" } """,
                Verify = FeedSchema.Hmac(""" "{header:X-Id}.{url}" """),
            }
        );
        CallbackRequest Request(string query) =>
            new()
            {
                Method = "GET",
                Url = "https://shop.example/cb?a=1",
                Query = query,
                Headers = CallbackHeaders.From([KeyValuePair.Create("X-Signature", Requests.Hex(".https://shop.example/cb?a=1"))]),
            };

        Assert.True(Verify(project, Request("a=1")).IsSuccess);
        Assert.False(Verify(project, Request("a=FORGED")).IsSuccess);
    }

    [Fact]
    public void Repeated_members_are_known_inside_a_group()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Receive = ["POST form"],
                Properties = """ "a": { "type": "array", "items": { "type": "string" } } """,
                Verify = FeedSchema.Hmac(
                    """
                    [{
                      "parts": [{ "members": "*", "each": "{name}={value}", "join": "&", "repeated": "each" }],
                      "filters": ["sha256"]
                    }]
                    """
                ),
            }
        );
        var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("a=1&a=2"u8));

        Assert.True(Verify(project, Requests.Form("a=1&a=2").Signed("X-Signature", digest)).IsSuccess);
        Assert.False(Verify(project, Requests.Form("a=1&a=3").Signed("X-Signature", digest)).IsSuccess);
    }

    [Fact]
    public void A_confirmed_callback_has_the_idempotency_key_of_the_providers_answer()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "id": { "type": "string" } """,
                Required = ["id"],
                Verify = """{ "scheme": "none", "reason": "A test" }""",
                Callback = """ "idempotencyKey": ["/id"] """,
            },
            """
            namespace Shop;

            internal static class Probe
            {
                public static string? Key(global::CallbackGen.CallbackMessage message) =>
                    ((global::CallbackGen.Received<AcmePayment>)message)
                        .ConfirmAsync(
                            (payload, _) =>
                                global::System.Threading.Tasks.Task.FromResult<AcmePayment?>(
                                    payload with
                                    {
                                        Id = "true"
                                    }
                                )
                        )
                        .GetAwaiter()
                        .GetResult()
                        .GetValueOrThrow()
                        .Receipt.IdempotencyKey;
            }
            """
        );
        var message = project.Feed.VerifyMessage(Requests.Json("""{"id":"claimed"}"""), CallbackKeys.Empty).Value!;

        Assert.Equal(
            ("acme.payment:acme:claimed", "acme.payment:acme:true"),
            (message.Receipt.IdempotencyKey, project.Call<string>("Probe", "Key", message))
        );
    }

    private static void IsNotBelieved(string schema, string forged, string signed)
    {
        if (SchemaReader.Read(schema).Problems.Any(problem => problem.Rule.DefaultSeverity >= DiagnosticSeverity.Warning))
            return;
        using var project = CompiledProject.Of(schema);
        if (project.Feed.Trust == CallbackTrust.Verified)
            Assert.False(Verify(project, forged, signed).IsSuccess);
    }

    private static CallbackResult<CallbackMessage> Verify(CompiledProject project, string body, string signed) =>
        Verify(project, Requests.Json(body).Signed("X-Signature", signed));

    private static CallbackResult<CallbackMessage> Verify(CompiledProject project, CallbackRequest request) =>
        project.Feed.VerifyMessage(request, CallbackKeys.Create(project.Feed, "secret", FeedSchema.Secret), FixedClock.AtNoon);
}
