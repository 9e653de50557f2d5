namespace CallbackGen.Generator.Tests.Verification;

/// <summary>Handshakes as providers document them, and acknowledgements that repeat received values.</summary>
public sealed class AnswerTests
{
    private const string GetQuery = """ "receive": [{ "method": "GET", "content": "query" }], """;
    private const string None = """ "verify": { "scheme": "none", "reason": "The provider proves nothing here." }, """;

    private static FeedSchema Feed(string callback, string? verify = null, string? keys = null, string[]? receive = null) =>
        new()
        {
            Properties = """ "id": { "type": "string" } """,
            Verify = verify ?? FeedSchema.Hmac("\"v0:{header:X-Time}:{rawBody}\""),
            Keys = keys,
            Receive = receive ?? ["POST json"],
            Callback = callback,
        };

    private static string Challenge(string when, string rest) => $$""" "challenge": { "when": { {{when}} }, {{rest}} } """;

    private static CallbackResult<CallbackAcknowledgement>? Answer(CompiledProject project, CallbackRequest request) =>
        project.Feed.AnswerChallenge(request, Keys(project), FixedClock.AtNoon);

    private static CallbackKeys Keys(CompiledProject project) =>
        CallbackKeys.Create(
            project.Feed,
            project.Feed.Definition.Keys.Select(key =>
                KeyValuePair.Create(key.Name, key.Name == "secret" ? FeedSchema.Secret : "a-verify-token-that-is-long-enough!")
            )
        );

    [Fact]
    public void A_challenge_in_signed_JSON_is_echoed_once_the_feeds_own_scheme_holds()
    {
        using var project = CompiledProject.Of(
            Feed(
                Challenge(
                    """ "body:/type": "url_verification" """,
                    """ "verify": "callback", "respond": { "body": "{body:/challenge}" } """
                )
            )
        );
        const string Body = """{"type":"url_verification","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"}""";
        CallbackRequest Sent(string body, string signed) =>
            Requests.Json(body).With(("X-Time", "1"), ("X-Signature", Requests.Hex($"v0:1:{signed}")));

        var answer = Answer(project, Sent(Body, Body))!.Value.Value!;
        Assert.Equal(
            (200, "text/plain", "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"),
            (answer.Status, answer.ContentType, answer.Body)
        );
        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            Answer(project, Sent(Body.Replace("3eZ", "4eZ", StringComparison.Ordinal), Body))!.Value.Rejection!.Reason
        );
        Assert.Null(Answer(project, Sent("""{"id":"1"}""", """{"id":"1"}""")));
        Assert.Null(Answer(project, Sent("{", "{")));
        Assert.True(project.Feed.VerifyMessage(Sent("""{"id":"1"}""", """{"id":"1"}"""), Keys(project)).IsSuccess);
    }

    [Fact]
    public void A_verify_token_of_the_query_is_compared_with_a_configured_key()
    {
        using var project = CompiledProject.Of(
            Feed(
                Challenge(
                    """ "query:hub.mode": "subscribe" """,
                    GetQuery
                        + """
                        "verify": { "scheme": "token", "from": "query:hub.verify_token", "key": "verifyToken" },
                        "respond": { "body": "{query:hub.challenge}" }
                        """
                ),
                keys: """ "secret": { "encoding": "utf8" }, "verifyToken": { "encoding": "utf8" } """
            )
        );

        Assert.Equal(
            "1158201444",
            Answer(
                project,
                CallbackRequest.Get("hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=a-verify-token-that-is-long-enough!")
            )!.Value.Value!.Body
        );
        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            Answer(
                project,
                CallbackRequest.Get("hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=guess")
            )!.Value.Rejection!.Reason
        );
        Assert.Equal(
            CallbackRejectionReason.SignatureMissing,
            Answer(project, CallbackRequest.Get("hub.mode=subscribe&hub.challenge=1158201444"))!.Value.Rejection!.Reason
        );
        Assert.Null(Answer(project, CallbackRequest.Get("hub.mode=unsubscribe&hub.challenge=1")));
        Assert.Null(Answer(project, Requests.Json("{}")));
    }

    [Fact]
    public void A_token_is_answered_with_its_code_and_one_that_could_be_a_body_is_not()
    {
        using var project = CompiledProject.Of(
            Feed(
                Challenge(
                    """ "query:crc_token": "present" """,
                    GetQuery
                        + None
                        + """
                        "respond": {
                          "body": { "response_token": "sha256={mac:token}" },
                          "macs": {
                            "token": {
                              "algorithm": "sha256",
                              "key": "secret",
                              "message": "{query:crc_token}",
                              "encoding": "base64"
                            }
                          }
                        }
                        """
                ),
                verify: FeedSchema.Hmac("\"{rawBody}\"")
            )
        );

        var answer = Answer(project, CallbackRequest.Get("crc_token=9b4507b3-9040-4669-9ca3-6b94edb50553"))!.Value.Value!;
        Assert.Equal(
            (
                "application/json",
                $$"""{"response_token":"sha256={{Convert.ToBase64String(Requests.Mac("9b4507b3-9040-4669-9ca3-6b94edb50553"))}}"}"""
            ),
            (answer.ContentType, answer.Body)
        );

        // The MAC of this token would be a valid signature of a forged body.
        var forged = Uri.EscapeDataString("""{"id":"forged"}""");
        Assert.Equal(
            CallbackRejectionReason.InvalidMember,
            Answer(project, CallbackRequest.Get("crc_token=" + forged))!.Value.Rejection!.Reason
        );
        Assert.Equal(
            CallbackRejectionReason.InvalidMember,
            Answer(project, CallbackRequest.Get("crc_token=" + new string('a', 1025)))!.Value.Rejection!.Reason
        );
        Assert.Equal(
            CallbackRejectionReason.KeyNotConfigured,
            project.Feed.AnswerChallenge(CallbackRequest.Get("crc_token=a"), CallbackKeys.Empty)!.Value.Rejection!.Reason
        );
    }

    [Fact]
    public void A_token_in_JSON_is_answered_with_itself_and_its_code()
    {
        using var project = CompiledProject.Of(
            Feed(
                Challenge(
                    """ "body:/event": "endpoint.url_validation" """,
                    None
                        + """
                        "respond": {
                          "body": {
                            "plainToken": "{body:/payload/plainToken}",
                            "encryptedToken": "{mac:code}"
                          },
                          "macs": {
                            "code": {
                              "algorithm": "sha256",
                              "key": "secret",
                              "message": "{body:/payload/plainToken}",
                              "encoding": "hex"
                            }
                          }
                        }
                        """
                )
            )
        );

        Assert.Equal(
            $$"""{"plainToken":"qgg8vlvZRS6UYooatFL8Aw","encryptedToken":"{{Requests.Hex("qgg8vlvZRS6UYooatFL8Aw")}}"}""",
            Answer(
                project,
                Requests.Json("""{"event":"endpoint.url_validation","payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"}}""")
            )!.Value.Value!.Body
        );
    }

    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("Validation%3A+Testing+client", "Validation: Testing client")]
    [InlineData("%3Cscript%3E", null)]
    [InlineData("a%3Cb", null)]
    [InlineData("a%3Eb", null)]
    [InlineData("a%0D%0Ab", null)]
    [InlineData("a%00", null)]
    [InlineData("%C2%85", null)]
    public void An_echo_is_text_and_never_markup_or_control_characters(string query, string? expected)
    {
        using var project = CompiledProject.Of(
            Feed(
                Challenge(
                    """ "query:validationToken": "present" """,
                    """ "receive": [{ "method": "POST", "content": "query" }], """
                        + None
                        + """ "respond": { "body": "{query:validationToken}" } """
                )
            )
        );

        var answer = Answer(
            project,
            new CallbackRequest
            {
                Method = "POST",
                Query = "validationToken=" + query,
                ContentType = "text/plain; charset=utf-8",
            }
        )!.Value;

        Assert.Equal(expected, answer.Value?.Body);
        Assert.Equal(expected is null ? CallbackRejectionReason.InvalidMember : null, answer.Rejection?.Reason);
    }

    [Theory]
    [InlineData(1024, null)]
    [InlineData(1025, CallbackRejectionReason.InvalidMember)]
    public void An_echo_is_short(int length, CallbackRejectionReason? reason)
    {
        foreach (var body in new[] { "\"{query:token}\"", """{ "text": "{query:token}" }""" })
        {
            using var project = CompiledProject.Of(
                Feed(Challenge(""" "query:token": "present" """, GetQuery + None + $$""" "respond": { "body": {{body}} } """))
            );

            Assert.Equal(reason, Answer(project, CallbackRequest.Get("token=" + new string('a', length)))!.Value.Rejection?.Reason);
            // The limit is in bytes, so that a character of two bytes counts twice.
            Assert.Equal(
                reason,
                Answer(
                    project,
                    CallbackRequest.Get("token=" + string.Concat(Enumerable.Repeat("%C3%A9", length / 2)) + new string('a', length % 2))
                )!.Value.Rejection?.Reason
            );
        }
    }

    [Fact]
    public void A_text_in_JSON_stays_a_text()
    {
        using var project = CompiledProject.Of(
            Feed(
                Challenge(
                    """ "header:X-Verification-Challenge": "present" """,
                    None + """ "respond": { "body": { "verification": "{header:X-Verification-Challenge}", "q": "\"{{}}" } } """
                )
            )
        );

        Assert.Equal(
            """{"verification":"a\",\"b\":\"\u003C/script\u003E\\","q":"\"{}"}""",
            Answer(project, Requests.Json("{}").With("X-Verification-Challenge", "a\",\"b\":\"</script>\\"))!.Value.Value!.Body
        );
    }

    [Fact]
    public void An_acknowledgement_repeats_a_signed_value_and_what_it_cannot_repeat_is_refused_before_any_handler()
    {
        using var project = CompiledProject.Of(
            Feed(
                """ "acknowledge": { "body": "OK{body:/id|upper}" } """,
                receive: ["POST json", "POST form"],
                verify: FeedSchema.Hmac("\"{body:/id}\"")
            )
        );

        foreach (var request in new[] { Requests.Json("""{"id":"a1"}"""), Requests.Form("id=a1") })
        {
            var receipt = project.Feed.VerifyMessage(request.Signed("X-Signature", "a1"), Keys(project)).Value!.Receipt;
            Assert.Equal(new CallbackAcknowledgement(200, "text/plain", "OKA1"), receipt.Acknowledgement);
        }

        Assert.Equal(
            CallbackRejectionReason.InvalidMember,
            project.Feed.VerifyMessage(Requests.Json("""{"id":"<b>"}""").Signed("X-Signature", "<b>"), Keys(project)).Rejection!.Reason
        );
        Assert.Equal(
            CallbackRejectionReason.MissingMember,
            project.Feed.VerifyMessage(Requests.Json("{}").Signed("X-Signature", ""), Keys(project)).Rejection!.Reason
        );
    }

    [Fact]
    public void An_acknowledgement_may_be_signed_in_return_by_the_key_that_matched()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """
                "account": { "type": "string" },
                "order": { "type": "string" },
                "amount": { "type": "string" },
                "status": { "type": "string" }
                """,
                Verify = FeedSchema.Hmac("""[{ "members": ["account", "order", "amount", "status"], "join": ";" }]"""),
                Callback = """
                "acknowledge": {
                  "body": {
                    "order": "{body:/order}",
                    "status": "accept",
                    "time": "{now:seconds}",
                    "signature": "{mac:answer}"
                  },
                  "macs": {
                    "answer": {
                      "algorithm": "sha256",
                      "key": "secret",
                      "message": "{body:/order};accept;{now:seconds}",
                      "encoding": "hex"
                    }
                  }
                }
                """,
            }
        );
        var time = FixedClock.Noon.ToUnixTimeSeconds();
        var keys = CallbackKeys.Create(project.Feed, "secret", "another-key-of-at-least-32-bytes!", FeedSchema.Secret);

        var receipt = project
            .Feed.VerifyMessage(
                Requests.Json("""{"account":"m","order":"DH-7","amount":"1.00","status":"ok"}""").Signed("X-Signature", "m;DH-7;1.00;ok"),
                keys,
                FixedClock.AtNoon
            )
            .Value!.Receipt;

        Assert.Equal(
            $$"""{"order":"DH-7","status":"accept","time":{{time}},"signature":"{{Requests.Hex($"DH-7;accept;{time}")}}"}""",
            receipt.Acknowledgement!.Body
        );
    }
}
