using CallbackGen.Testing;

namespace CallbackGen.Generator.Tests.Signing;

/// <summary>Tests of a schema that expect a response: to a handshake, and to a callback that is acknowledged.</summary>
public sealed class AnswerCaseTests : IDisposable
{
    private const string Token = "a-verify-token-that-is-long-enough!";

    private const string Body = """{\"type\":\"url_verification\",\"challenge\":\"abc\"}""";

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    private static string Signed(string body) => Requests.Hex(body.Replace("\\\"", "\"", StringComparison.Ordinal));

    /// <summary>Returns a test in a schema: a JSON handshake that is signed like callbacks.</summary>
    private static string Handshake(
        string answer,
        string expect = "answered",
        string more = "",
        string body = Body,
        string? signed = null
    ) =>
        $$"""
            {
              "name": "A handshake",
              "request": {
                "method": "POST",
                "headers": { "Content-Type": "application/json", "X-Signature": "{{Signed(signed ?? body)}}" },
                "body": "{{body}}"
              },
              "keys": { "secret": "{{FeedSchema.Secret}}" },
              "expect": "{{expect}}"{{(answer.Length == 0 ? "" : $", \"answer\": {answer}")}}{{more}}
            }
            """;

    private static string Callback(string answer = "") =>
        $$"""
            {
              "name": "A callback",
              "request": {
                "method": "POST",
                "headers": { "Content-Type": "application/json", "X-Signature": "{{Signed("""{\"id\":\"7\"}""")}}" },
                "body": "{\"id\":\"7\"}"
              },
              "keys": { "secret": "{{FeedSchema.Secret}}" },
              "expect": "verified"{{(answer.Length == 0 ? "" : $", \"answer\": {answer}")}}
            }
            """;

    private const string Echo = """
        "challenge": {
          "when": { "body:/type": "url_verification" }, "verify": "callback",
          "respond": {
            "headers": { "X-Challenge": "{body:/challenge}" },
            "body": { "challenge": "{body:/challenge}", "at": "{now:seconds}" }
          }
        },
        "acknowledge": { "headers": { "X-Id": "{body:/id}" }, "body": "OK{body:/id}" }
        """;

    private CompiledProject Project(string tests, string callback = Echo, string? keys = null)
    {
        var schema = new FeedSchema
        {
            Properties = """ "id": { "type": "string" } """,
            Verify = FeedSchema.Hmac("\"{rawBody}\""),
            Keys = keys,
            Callback = $"{callback}, \"tests\": [{tests}]",
        };
        File.WriteAllText(_file, schema);
        return CompiledProject.Of(schema);
    }

    private string? FaultOf(string test, string? named = null)
    {
        using var project = Project($"{test}, {Callback().Replace("A callback", "Another callback", StringComparison.Ordinal)}");
        var cases = CallbackTestCases.Of(project.Feed, _file);
        return (named is null ? cases[0] : cases.First(one => one.Name.Contains(named, StringComparison.Ordinal))).FindFault();
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("""{ "status": 200 }""", null)]
    [InlineData("""{ "headers": { "x-challenge": "abc" }, "content": "application/json" }""", null)]
    [InlineData("""{ "status": 204 }""", "the status is 200, and not 204")]
    [InlineData("""{ "headers": { "X-Challenge": "abd" } }""", "the header X-Challenge is 'abc', and not 'abd'")]
    [InlineData("""{ "headers": { "X-Other": "a" } }""", "there is no header X-Other")]
    [InlineData("""{ "content": "text/plain" }""", "the media type is application/json, and not text/plain")]
    [InlineData("""{ "body": { "challenge": "abd" } }""", "the body is ")]
    public void A_handshakes_answer_is_held_to_what_is_expected(string answer, string? fault)
    {
        var found = FaultOf(Handshake(answer));

        Assert.True(fault is null ? found is null : found?.StartsWith(fault, StringComparison.Ordinal) == true, found);
    }

    [Fact]
    public void A_body_is_expected_at_the_time_of_the_test() =>
        Assert.Null(FaultOf(Handshake("""{ "body": { "at": 1531420618, "challenge": "abc" } }""", more: ", \"now\": 1531420618")));

    [Theory]
    [InlineData("""{ "status": 200, "headers": { "X-Id": "7" }, "content": "text/plain", "body": "OK7" }""", null)]
    [InlineData("""{ "body": "OK8" }""", "the body is 'OK7', and not 'OK8'")]
    public void An_acknowledgement_may_be_expected_too(string answer, string? fault) => Assert.Equal(fault, FaultOf(Callback(answer)));

    [Fact]
    public void A_handshake_that_does_not_prove_itself_is_rejected_with_its_reason()
    {
        Assert.Null(FaultOf(Handshake("", "rejected", ", \"reason\": \"SignatureMismatch\"", signed: "another")));
        Assert.Equal(
            "is refused as SignatureMismatch, and not as SignatureMissing",
            FaultOf(Handshake("", "rejected", ", \"reason\": \"SignatureMissing\"", signed: "another"))
        );
        Assert.StartsWith("is refused: ", FaultOf(Handshake("", signed: "another")), StringComparison.Ordinal);
        Assert.Equal("is taken, and must be refused", FaultOf(Handshake("", "rejected")));
    }

    [Fact]
    public void A_callback_is_no_handshake_and_a_handshake_no_callback()
    {
        Assert.Equal("is taken for a callback, and is a handshake", FaultOf(Handshake("", body: """{\"id\":\"7\"}""")));
        Assert.Equal("is answered as a handshake, and is a callback", FaultOf(Handshake("", "verified")));
    }

    [Fact]
    public void A_tampered_handshake_is_a_twin_that_must_be_refused()
    {
        const string Tamper = """, "tamper": [["abc", "abd"]]""";

        Assert.Null(FaultOf(Handshake("", more: Tamper), "'abc' became 'abd'"));
        using var open = Project(
            $"{Callback()}, {Handshake("", more: Tamper)}",
            """
            "challenge": {
              "when": { "body:/type": "url_verification" },
              "verify": { "scheme": "none", "reason": "A test" },
              "respond": { "body": "{body:/challenge}" }
            }
            """
        );
        Assert.Equal(
            "is taken, and must be refused",
            CallbackTestCases.Of(open.Feed, _file).Single(one => one.Name.Contains("became", StringComparison.Ordinal)).FindFault()
        );
    }

    [Fact]
    public void A_handshake_is_a_case_that_gives_no_callback()
    {
        using var project = Project($"{Handshake("")}, {Callback()}");

        var cases = CallbackTestCases.Of(project.Feed, _file);

        var handshake = Assert.Single(cases, one => one.IsHandshake);
        Assert.True(handshake.IsGenuine);
        Assert.Empty(handshake.Verify().Value!);
        Assert.Equal(200, handshake.Answer().Value!.Status);
        Assert.Single(cases.First(one => one.Name == "A callback").Verify().Value!);
        Assert.Equal("OK7", cases.First(one => one.Name == "A callback").Answer().Value!.Body);
        Assert.All(cases, one => Assert.Equal(one.IsGenuine, one.Verify().IsSuccess));
    }

    [Fact]
    public void A_handshake_signed_as_callbacks_are_is_signed_with_other_keys()
    {
        using var project = Project($"{Handshake("")}, {Callback()}");
        var keys = CallbackTestKeys.Generate(project.Feed);

        var cases = CallbackTestCases.Signed(keys, schemaFile: _file);

        var handshake = Assert.Single(cases, one => one.IsHandshake);
        Assert.Equal("abc", handshake.Answer().Value!.Headers[0].Value);
        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            project.Feed.AnswerChallenge(handshake.Request, CallbackTestKeys.Generate(project.Feed).Keys)!.Value.Rejection!.Reason
        );
    }

    [Theory]
    [InlineData("""{ "scheme": "token", "from": "query:hub.verify_token", "key": "verifyToken" }""")]
    [InlineData(
        """
            {
              "scheme": "hmac",
              "algorithm": "sha512",
              "key": "verifyToken",
              "signature": { "from": "header:X-Hub", "encoding": "base64" },
              "message": "hub:{query:hub.challenge}"
            }
            """
    )]
    [InlineData("""{ "scheme": "none", "reason": "A test" }""")]
    public void A_handshake_is_signed_by_what_it_proves_itself_with(string verify)
    {
        using var project = Project(
            $$"""
            {{Callback()}},
            {
              "name": "A subscription",
              "request": { "method": "GET", "query": "hub.mode=subscribe&hub.challenge=c-1&hub.verify_token={{Token}}" },
              "keys": { "verifyToken": "{{Token}}" },
              "expect": "answered",
              "answer": { "body": "c-1" }
            }
            """,
            $$"""
            "challenge": {
              "when": { "query:hub.mode": "subscribe" },
              "receive": [{ "method": "GET", "content": "query" }],
              "verify": {{verify}},
              "respond": { "body": "{query:hub.challenge}" }
            }
            """,
            """ "secret": { "encoding": "utf8" }, "verifyToken": { "encoding": "utf8" } """
        );
        var keys = CallbackTestKeys.Generate(project.Feed);

        var handshake = Assert.Single(CallbackTestCases.Signed(keys, schemaFile: _file), one => one.IsHandshake);

        Assert.Equal("c-1", project.Feed.AnswerChallenge(handshake.Request, keys.Keys)!.Value.Value!.Body);
        Assert.Equal(
            project.Feed.Definition.ChallengeProof is null,
            project.Feed.AnswerChallenge(handshake.Request, CallbackTestKeys.Generate(project.Feed).Keys)!.Value.IsSuccess
        );
    }
}
