using System.Text;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>A body that consists of a token only: as it is, or as a JSON string.</summary>
public sealed class BodyTokenTests
{
    private const string Id = """ "id": { "type": "string" } """;
    private const string Claims = """{"id":"a"}""";

    /// <summary>Line breaks and spaces around a token are not part of it, and are not read.</summary>
    [Theory]
    [InlineData("POST text", "rawBody", "application/jwt", "{0}")]
    [InlineData("POST text", "rawBody", "text/plain", "{0}\n")]
    [InlineData("POST text", "rawBody", null, "{0}\r\n")]
    [InlineData("POST text", "body:", "text/plain", "{0}")]
    [InlineData("POST json", "rawBody", "application/json", "{0}")]
    [InlineData("POST json", "body:", "application/json", " \"{0}\" ")]
    public void The_claims_of_a_token_that_is_the_body_are_the_payload(string receive, string from, string? type, string body)
    {
        using var project = Feed(receive, from);
        var token = Requests.Token(Claims);

        Assert.Equal(CallbackTrust.Verified, project.Feed.Trust);
        project.Accepts(Post(type, body, token));
        project.Refuses(Post(type, body, token[..^4] + "AAAA"), CallbackRejectionReason.SignatureMismatch);
        project.Refuses(
            Post(type, body, Requests.Token("""{"id":"b"}""", secret: "another-key-of-at-least-32-bytes-lg")),
            CallbackRejectionReason.SignatureMismatch
        );
        project.Refuses(Post(type, body, Requests.Token(Claims, """{"alg":"none"}""")), CallbackRejectionReason.AlgorithmNotAllowed);
    }

    /// <summary>
    /// Attack: a body that one reader accepts as the token, and another as a container of it: two tokens, a token in an object, a
    /// string followed by more text. Each is rejected. A body that is a token stays one under any content type.
    /// </summary>
    [Theory]
    [InlineData("POST text", "rawBody", "{0} {0}")]
    [InlineData("POST text", "rawBody", "{0}\n{0}")]
    [InlineData("POST text", "rawBody", "\"{0}\"")]
    [InlineData("POST text", "rawBody", "{{\"token\":\"{0}\"}}")]
    [InlineData("POST json", "body:", "{0}")]
    [InlineData("POST json", "body:", "[\"{0}\"]")]
    [InlineData("POST json", "body:", "{{\"\":\"{0}\"}}")]
    [InlineData("POST json", "body:", "\"{0}\" \"{0}\"")]
    [InlineData("POST json", "body:", "\"{0}\\n\"")]
    [InlineData("POST text", "rawBody", "")]
    public void What_is_no_token_as_a_whole_is_refused(string receive, string from, string body)
    {
        using var project = Feed(receive, from);
        var request = Post(receive == "POST json" ? "application/json" : "text/plain", body, Requests.Token(Claims));

        Assert.Contains(
            project.Feed.VerifyMessage(request, project.Keys(), FixedClock.AtNoon).Rejection!.Reason,
            new[]
            {
                CallbackRejectionReason.SignatureMalformed,
                CallbackRejectionReason.SignatureMissing,
                CallbackRejectionReason.Malformed,
            }
        );
    }

    /// <summary>A shared token that is the whole body covers nothing, even where the payload is the same text.</summary>
    [Theory]
    [InlineData("POST text", "rawBody", "text/plain", "{0}\n")]
    [InlineData("POST json", "body:", "application/json", "\"{0}\"")]
    public void A_shared_token_may_be_the_body(string receive, string from, string type, string body)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Root = """ "type": "string" """,
                Receive = [receive],
                Verify = $$"""{ "scheme": "token", "from": "{{from}}", "key": "secret" }""",
            }
        );

        Assert.Equal(CallbackTrust.Authenticated, project.Feed.Trust);
        project.Accepts(Post(type, body, FeedSchema.Secret));
        project.Refuses(Post(type, body, FeedSchema.Secret + "x"), CallbackRejectionReason.SignatureMismatch);
    }

    [Theory]
    [InlineData("POST text", "rawBody")]
    [InlineData("POST json", "body:")]
    public void The_signer_makes_a_body_of_the_token(string receive, string from)
    {
        using var project = Feed(receive, from);
        var keys = Testing.CallbackTestKeys.Generate(project.Feed);
        var signed = new Testing.CallbackSigner(keys, FixedClock.AtNoon).Sign(
            Post(receive == "POST json" ? "application/json" : "text/plain", "{0}", "x"),
            Claims
        );

        Assert.True(project.Feed.VerifyMessage(signed, keys.Keys, FixedClock.AtNoon).IsSuccess);
    }

    private static CompiledProject Feed(string receive, string from) =>
        CompiledProject.Of(
            new FeedSchema
            {
                Properties = Id,
                Required = ["id"],
                Receive = [receive],
                Verify = FeedSchema.Jwt(from),
                Callback = """ "payload": "jwt" """,
            }
        );

    private static CallbackRequest Post(string? type, string body, string token) =>
        new()
        {
            Method = "POST",
            ContentType = type,
            Body = Encoding.UTF8.GetBytes(string.Format(System.Globalization.CultureInfo.InvariantCulture, body, token)),
        };
}
