using System.Security.Cryptography;
using System.Text;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>Handshakes by methods that no callback uses, and responses with headers and digests.</summary>
public sealed class HandshakeTests
{
    private const string None = """ "verify": { "scheme": "none", "reason": "The provider proves nothing here." } """;
    private const string Token = "71745723-d031-455c-bfa5-f90d11b4f20a";

    private static CompiledProject Project(string challenge, string? keys = null, string? verify = null, string more = "") =>
        CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "id": { "type": "string" } """,
                Verify = verify ?? FeedSchema.Hmac("\"{rawBody}\""),
                Keys = keys,
                Callback = $$""" "challenge": { {{challenge}} }{{more}} """,
            }
        );

    private static string By(params string[] methods) =>
        $$""" "receive": [{{string.Join(", ", methods.Select(method => $$"""{ "method": "{{method}}", "content": "query" }"""))}}] """;

    private static CallbackRequest Sent(
        string method,
        string query = "",
        string? url = null,
        params (string Name, string Value)[] headers
    ) =>
        new()
        {
            Method = method,
            Query = query,
            Url = url,
            Headers = CallbackHeaders.From(headers.Select(header => KeyValuePair.Create(header.Name, header.Value))),
        };

    private static CallbackResult<CallbackAcknowledgement>? Answer(CompiledProject project, CallbackRequest request) =>
        project.Feed.AnswerChallenge(request, Keys(project), FixedClock.AtNoon);

    private static CallbackKeys Keys(CompiledProject project) =>
        CallbackKeys.Create(
            project.Feed,
            project.Feed.Definition.Keys.Select(key =>
                KeyValuePair.Create(
                    key.Name,
                    key.Name switch
                    {
                        "secret" => FeedSchema.Secret,
                        "publicId" => "pub_7",
                        _ => Token,
                    }
                )
            )
        );

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_handshake_by_OPTIONS_is_answered_with_a_header()
    {
        using var project = Project(
            $$"""
            "when": { "header:WebHook-Request-Origin": "present" },
            {{By("OPTIONS")}},
            {{None}},
            "respond": { "headers": { "WebHook-Allowed-Origin": "*" }, "body": "ok" }
            """
        );

        var answer = Answer(project, Sent("OPTIONS", headers: ("WebHook-Request-Origin", "eventemitter.example.com")))!.Value.Value!;

        Assert.Equal(new CallbackAcknowledgement(200, "text/plain", "ok") { Headers = [new("WebHook-Allowed-Origin", "*")] }, answer);
        Assert.Null(Answer(project, Sent("OPTIONS")));
        Assert.Null(Answer(project, Sent("POST", headers: ("WebHook-Request-Origin", "eventemitter.example.com"))));
    }

    /// <summary>CloudEvents' validation of webhooks: the response repeats the requesting origin in a header, and has no body.</summary>
    [Fact]
    public void What_a_header_asks_for_is_answered_in_a_header()
    {
        using var project = Project(
            $$"""
            "when": { "header:WebHook-Request-Origin": "present" }, {{By("OPTIONS")}}, {{None}},
            "respond": {
              "headers": {
                "WebHook-Allowed-Origin": "{header:WebHook-Request-Origin}",
                "WebHook-Allowed-Rate": "{header:WebHook-Request-Rate}",
                "Allow": "POST"
              }
            }
            """
        );

        var answer = Answer(
            project,
            Sent("OPTIONS", headers: [("WebHook-Request-Origin", "eventemitter.example.com"), ("WebHook-Request-Rate", "120")])
        )!.Value.Value!;

        Assert.Equal(
            new CallbackAcknowledgement(200, null, "")
            {
                Headers =
                [
                    new("WebHook-Allowed-Origin", "eventemitter.example.com"),
                    new("WebHook-Allowed-Rate", "120"),
                    new("Allow", "POST"),
                ],
            },
            answer
        );
    }

    [Fact]
    public void A_handshake_by_HEAD_needs_no_condition_and_is_no_callback()
    {
        using var project = Project($$""" {{By("HEAD")}}, {{None}}, "respond": { "status": 204 } """);

        Assert.Equal(new CallbackAcknowledgement(204), Answer(project, Sent("HEAD"))!.Value.Value);
        Assert.Equal(new CallbackAcknowledgement(204), Answer(project, Sent("HEAD", "anything=1"))!.Value.Value);
        Assert.Null(Answer(project, Sent("GET")));
        Assert.Null(Answer(project, Sent("head")));
        Assert.Equal(CallbackRejectionReason.MethodNotAllowed, project.Feed.VerifyMessage(Sent("HEAD"), Keys(project)).Rejection!.Reason);
        Assert.True(project.Feed.Definition.AnswersAnyChallenge);
    }

    /// <summary>
    /// Attack: a genuine callback, sent by a method of handshakes, is interpreted as one. It is answered according
    /// to the method, and proves nothing.
    /// </summary>
    [Theory]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    public void A_signed_callback_by_a_handshakes_method_is_never_a_callback(string method)
    {
        using var project = Project($$""" {{By("HEAD", "OPTIONS")}}, {{None}}, "respond": {} """);
        var genuine = Requests.Json("""{"id":"1"}""").Signed("X-Signature", """{"id":"1"}""");
        var moved = new CallbackRequest
        {
            Method = method,
            ContentType = genuine.ContentType,
            Headers = genuine.Headers,
            Body = genuine.Body,
        };

        Assert.True(project.Feed.VerifyMessage(genuine, Keys(project)).IsSuccess);
        Assert.Equal(CallbackRejectionReason.MethodNotAllowed, project.Feed.VerifyMessage(moved, Keys(project)).Rejection!.Reason);
        Assert.Null(Answer(project, genuine));
    }

    /// <summary>The secret of a webhook arrives in a header, and the response must repeat it in the same header.</summary>
    [Fact]
    public void A_secret_that_a_header_hands_over_is_echoed()
    {
        using var project = Project(
            """
            "when": { "header:X-Hook-Secret": "present" },
            "receive": [{ "method": "POST", "content": "json" }, { "method": "POST", "content": "query" }],
            """
                + None
                + """, "respond": { "headers": { "X-Hook-Secret": "{header:X-Hook-Secret}" } } """
        );

        Assert.Equal(
            new CallbackAcknowledgement(200, null, "")
            {
                Headers = [new("X-Hook-Secret", "b537207f20cbfa02357cf448134da559e8bd39d61597dcd5631b8012eae53e81")],
            },
            Answer(
                project,
                Requests.Json("{}").With("X-Hook-Secret", "b537207f20cbfa02357cf448134da559e8bd39d61597dcd5631b8012eae53e81")
            )!.Value.Value
        );
        Assert.NotNull(Answer(project, Sent("POST", headers: ("X-Hook-Secret", "a")))!.Value.Value);
        Assert.Null(Answer(project, Requests.Json("{}")));
    }

    /// <summary>
    /// Attack: a value ends its header and begins another header, a body, or another response (response splitting, CWE-113).
    /// </summary>
    [Theory]
    [InlineData("a b", "a b")]
    [InlineData("a%0D%0ASet-Cookie:%20b=c", null)]
    [InlineData("a%0Ab", null)]
    [InlineData("a%0Db", null)]
    [InlineData("a%00b", null)]
    [InlineData("a%09b", null)]
    [InlineData("%C3%A9", null)]
    [InlineData("%E5%98%8A%E5%98%8Db", null)]
    [InlineData("%C2%85", null)]
    [InlineData("%7F", null)]
    public void A_value_stays_within_its_header(string query, string? expected)
    {
        using var project = Project(
            $$"""
            "when": { "query:challenge": "present" },
            {{By("GET", "HEAD")}},
            {{None}},
            "respond": { "headers": { "X-Challenge": "{query:challenge}" } }
            """
        );
        foreach (var method in new[] { "GET", "HEAD" })
        {
            var answer = Answer(project, Sent(method, "challenge=" + query))!.Value;

            Assert.Equal(expected, answer.Value?.Headers[0].Value);
            Assert.Equal(expected is null ? CallbackRejectionReason.InvalidMember : null, answer.Rejection?.Reason);
        }
    }

    [Fact]
    public void A_header_that_cannot_be_made_refuses_the_handshake()
    {
        using var project = Project(
            $$"""
            "when": { "query:challenge": "present" },
            {{By("GET")}},
            {{None}},
            "respond": { "headers": { "X-Challenge": "v={query:nonce}" }, "body": "{query:challenge}" }
            """
        );

        Assert.Equal("v=1", Answer(project, Sent("GET", "challenge=a&nonce=1"))!.Value.Value!.Headers[0].Value);
        Assert.Equal(CallbackRejectionReason.MissingMember, Answer(project, Sent("GET", "challenge=a"))!.Value.Rejection!.Reason);
        Assert.Equal(
            CallbackRejectionReason.InvalidMember,
            Answer(project, Sent("GET", "challenge=a&nonce=" + new string('1', 1025)))!.Value.Rejection!.Reason
        );
    }

    /// <summary>
    /// As tested in github.com/eBay/event-notification-dotnet-sdk: SHA-256 of the code, the token and the registered URL.
    /// </summary>
    [Fact]
    public void A_digest_of_code_token_and_address_is_answered()
    {
        using var project = Project(
            $$"""
            "when": { "query:challenge_code": "present" }, {{By("GET")}}, {{None}},
            "respond": {
              "body": { "challengeResponse": "{digest:response}" },
              "digests": {
                "response": {
                  "algorithm": "sha256",
                  "message": "{query:challenge_code}{key:verificationToken}{endpoint}",
                  "encoding": "hex"
                }
              }
            }
            """,
            """ "secret": { "encoding": "utf8" }, "verificationToken": { "encoding": "utf8" } """
        );
        const string Code = "a8628072-3d33-45ee-9004-bee86830a22d";
        CallbackRequest Asked(string code, string? url = "http://www.testendpoint.com/webhook?challenge_code=") =>
            Sent("GET", "challenge_code=" + code, url is null ? null : url + code);

        var answer = Answer(project, Asked(Code))!.Value.Value!;

        Assert.Equal(
            ("application/json", """{"challengeResponse":"ca527df75caa230092d7e90484071e8f05d63068f1317973d6a3a42593734bbb"}"""),
            (answer.ContentType, answer.Body)
        );
        Assert.NotEqual(answer.Body, Answer(project, Asked(Code.Replace("a8", "b8", StringComparison.Ordinal)))!.Value.Value!.Body);
        Assert.True(project.Feed.Definition.SignsUrl);
        Assert.Equal(CallbackRejectionReason.UrlNotConfigured, Answer(project, Asked(Code, url: null))!.Value.Rejection!.Reason);
        // A code that could end early and begin the token is rejected.
        Assert.Equal(CallbackRejectionReason.InvalidMember, Answer(project, Asked("a%26b"))!.Value.Rejection!.Reason);
        Assert.Equal(
            CallbackRejectionReason.KeyNotConfigured,
            project.Feed.AnswerChallenge(Asked(Code), CallbackKeys.Empty)!.Value.Rejection!.Reason
        );
    }

    [Theory]
    [InlineData("sha1", "base64")]
    [InlineData("sha384", "base64url")]
    [InlineData("sha512", "hex")]
    [InlineData("md5", "hex")]
    public void A_digest_is_of_the_hash_and_in_the_encoding_that_the_schema_says(string algorithm, string encoding)
    {
        using var project = Project(
            $$"""
            "when": { "body:/type": "ping" }, {{None}},
            "respond": {
              "headers": { "X-Proof": "{{algorithm}}={digest:proof}" }, "body": "{body:/nonce}",
              "digests": {
                "proof": {
                  "algorithm": "{{algorithm}}",
                  "message": "{key:token|sha256};{body:/nonce};{method};{path};{now:seconds}",
                  "encoding": "{{encoding}}"
                }
              }
            }
            """,
            """ "secret": { "encoding": "utf8" }, "token": { "encoding": "utf8" } """
        );
        var request = new CallbackRequest
        {
            Method = "POST",
            Path = "/cb/acme",
            ContentType = "application/json",
            Body = """{"type":"ping","nonce":"n-1"}"""u8.ToArray(),
        };
        var message = Encoding.UTF8.GetBytes($"{Sha256(Token)};n-1;POST;/cb/acme;{FixedClock.Noon.ToUnixTimeSeconds()}");
#pragma warning disable CA5350, CA5351 // Providers require them.
        var digest = algorithm switch
        {
            "sha1" => SHA1.HashData(message),
            "sha384" => SHA384.HashData(message),
            "sha512" => SHA512.HashData(message),
            _ => MD5.HashData(message),
        };
#pragma warning restore CA5350, CA5351
        var text = encoding switch
        {
            "base64" => Convert.ToBase64String(digest),
            "base64url" => System.Buffers.Text.Base64Url.EncodeToString(digest),
            _ => Convert.ToHexStringLower(digest),
        };

        Assert.Equal($"{algorithm}={text}", Answer(project, request)!.Value.Value!.Headers[0].Value);
    }

    /// <summary>A response with a public id and a code, as where the merchant authenticates itself.</summary>
    [Fact]
    public void A_configured_value_that_is_no_secret_stands_in_an_answer()
    {
        using var project = Project(
            $$"""
            "when": { "query:challenge": "present" }, {{By("GET")}}, {{None}},
            "respond": {
              "body": "{key:publicId}|{mac:code}",
              "macs": {
                "code": {
                  "algorithm": "sha256",
                  "key": "secret",
                  "message": "{query:challenge}",
                  "encoding": "hex"
                }
              }
            }
            """,
            """ "secret": { "encoding": "utf8" }, "publicId": { "encoding": "utf8", "secret": false } """
        );

        Assert.Equal(
            $"pub_7|{Requests.Hex("20f9f8ed05f77439fe955c977e4c8a53")}",
            Answer(project, Sent("GET", "challenge=20f9f8ed05f77439fe955c977e4c8a53"))!.Value.Value!.Body
        );
    }

    [Fact]
    public void An_acknowledgement_has_headers_too_made_or_constant()
    {
        using var made = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "id": { "type": "string" } """,
                Verify = FeedSchema.Hmac("\"{rawBody}\""),
                Callback = """ "acknowledge": { "headers": { "X-Received": "{body:/id}" }, "body": "OK" } """,
            }
        );
        using var constant = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "id": { "type": "string" } """,
                Verify = FeedSchema.Hmac("\"{rawBody}\""),
                Callback = """ "acknowledge": { "status": 202, "headers": { "X-Version": "2", "X-Kind": "a b" } } """,
            }
        );
        const string Body = """{"id":"7"}""";
        var signed = Requests.Json(Body).Signed("X-Signature", Body);

        Assert.Equal([new("X-Received", "7")], made.Feed.VerifyMessage(signed, Keys(made)).Value!.Receipt.Acknowledgement!.Headers);
        Assert.Equal(
            new CallbackAcknowledgement(202) { Headers = [new("X-Version", "2"), new("X-Kind", "a b")] },
            constant.Feed.Definition.Acknowledge
        );
        Assert.Equal(
            CallbackRejectionReason.InvalidMember,
            made.Feed.VerifyMessage(
                Requests.Json("""{"id":"7\r\nX: y"}""").Signed("X-Signature", """{"id":"7\r\nX: y"}"""),
                Keys(made)
            ).Rejection!.Reason
        );
    }

    /// <summary>A probe in the form of a callback, signed like callbacks.</summary>
    [Theory]
    [InlineData("body:/ssl_check", "1", "token=abc&ssl_check=1")]
    [InlineData("body:/event", "ping", "event=ping")]
    [InlineData("body:/test", "present", "test=true&id=")]
    public void A_signed_probe_is_answered_and_a_tampered_one_is_not(string place, string value, string body)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "command": { "type": "string" } """,
                Required = ["command"],
                Receive = ["POST form"],
                Verify = FeedSchema.Hmac(
                    "\"v0:{header:X-Time}:{rawBody}\"",
                    """ "timestamp": { "from": "header:X-Time", "unit": "seconds", "tolerance": "PT5M" } """
                ),
                Callback = $$""" "challenge": { "when": { "{{place}}": "{{value}}" }, "verify": "callback", "respond": {} } """,
            }
        );
        var now = FixedClock.Noon.ToUnixTimeSeconds();
        CallbackRequest Signed(string sent, string signed, long time) =>
            Requests.Form(sent).With(("X-Time", $"{time}"), ("X-Signature", Requests.Hex($"v0:{time}:{signed}")));

        Assert.Equal(new CallbackAcknowledgement(), Answer(project, Signed(body, body, now))!.Value.Value);
        Assert.Equal(CallbackRejectionReason.SignatureMismatch, Answer(project, Signed(body + "&a=b", body, now))!.Value.Rejection!.Reason);
        Assert.Equal(
            CallbackRejectionReason.TimestampOutsideTolerance,
            Answer(project, Signed(body, body, now - 301))!.Value.Rejection!.Reason
        );
        Assert.Equal(
            CallbackRejectionReason.SignatureMissing,
            Answer(project, Requests.Form(body).With("X-Time", $"{now}"))!.Value.Rejection!.Reason
        );
        Assert.Null(Answer(project, Signed("command=x", "command=x", now)));
    }
}
