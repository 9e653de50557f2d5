using System.Security.Cryptography;
using System.Text;
using CallbackGen.Generator.Schema;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>A signature over the URL, which contains a digest of the body: Twilio's JSON webhooks, with the vector of its SDKs.</summary>
public sealed class UrlDigestTests
{
    private const string Body = """{"property": "value", "boolean": true}""";
    private const string Digest = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
    private const string Address = "https://mycompany.com/myapp.php";

    /// <summary>github.com/twilio/twilio-python, tests/unit/test_request_validator.py: the token 12345 over the URL.</summary>
    private const string Signature = "a9nBmqA0ju/hNViExpshrM61xv4=";

    private static string Schema(
        string value = "{query:bodySHA256}",
        string equals = "{rawBody|sha256}",
        string message = "\"{url}\"",
        string receive = "POST json"
    ) =>
        new FeedSchema
        {
            Properties = """ "property": { "type": "string" }, "boolean": { "type": "boolean", "coerce": true } """,
            Required = ["property"],
            Receive = [receive],
            Verify = FeedSchema
                .Hmac(message, value.Length == 0 ? null : $$""" "also": [{ "value": "{{value}}", "equals": "{{equals}}" }] """, "base64")
                .Replace("\"sha256\"", "\"sha1\"", StringComparison.Ordinal),
        };

    private static CallbackRequest Request(string query, string body = Body, string signature = Signature) =>
        new()
        {
            Method = "POST",
            Path = "/myapp.php",
            Query = query,
            Url = $"{Address}?{query}",
            ContentType = "application/json",
            Body = Encoding.UTF8.GetBytes(body),
            Headers = CallbackHeaders.From([KeyValuePair.Create("X-Signature", signature)]),
        };

    private static CallbackRejectionReason? Verify(CompiledProject project, CallbackRequest request) =>
        project
            .Feed.VerifyMessage(
                request,
                CallbackKeys.Create(project.Feed.Definition, [KeyValuePair.Create("secret", "12345")], "a published vector")
            )
            .Rejection?.Reason;

    [Fact]
    public void The_published_signature_verifies_and_its_tampered_twins_do_not()
    {
        using var project = CompiledProject.Of(Schema());

        Assert.Equal(CallbackTrust.Verified, project.Feed.Trust);
        Assert.Null(Verify(project, Request($"foo=1&bar=2&bodySHA256={Digest}")));
        // The body is changed; the digest is removed, occurs twice, or is that of another body.
        Assert.NotNull(
            Verify(project, Request($"foo=1&bar=2&bodySHA256={Digest}", Body.Replace("value", "other", StringComparison.Ordinal)))
        );
        Assert.NotNull(Verify(project, Request("foo=1&bar=2")));
        Assert.NotNull(Verify(project, Request($"foo=1&bar=2&bodySHA256={Digest}&bodySHA256={Digest}")));
        var other = Body.Replace("value", "other", StringComparison.Ordinal);
        Assert.NotNull(
            Verify(
                project,
                Request($"foo=1&bar=2&bodySHA256={Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(other)))}", other)
            )
        );
    }

    /// <summary>Attack: a genuine signature of a URL without a digest, or with two digests, with a forged body.</summary>
    [Theory]
    [InlineData("foo=1&bar=2")]
    [InlineData("bodySHA256=")]
    [InlineData(
        "bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620&"
            + "bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
    )]
    public void A_signed_url_that_says_nothing_of_the_body_proves_none(string query)
    {
        using var project = CompiledProject.Of(Schema());
#pragma warning disable CA5350 // the provider signs with it
        var signature = Convert.ToBase64String(HMACSHA1.HashData("12345"u8, Encoding.UTF8.GetBytes($"{Address}?{query}")));
#pragma warning restore CA5350

        Assert.NotNull(Verify(project, Request(query, signature: signature)));
    }

    /// <summary>Attack: the query that is read differs from that of the signed URL.</summary>
    [Fact]
    public void The_query_that_is_read_is_the_one_that_is_signed()
    {
        using var project = CompiledProject.Of(Schema());
        var body = """{"property":"forged"}""";
        var query = $"bodySHA256={Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)))}";
        var request = new CallbackRequest
        {
            Method = "POST",
            Path = "/myapp.php",
            Query = query,
            Url = $"{Address}?foo=1&bar=2&bodySHA256={Digest}",
            ContentType = "application/json",
            Body = Encoding.UTF8.GetBytes(body),
            Headers = CallbackHeaders.From([KeyValuePair.Create("X-Signature", Signature)]),
        };

        Assert.Equal(CallbackRejectionReason.SignatureMismatch, Verify(project, request));
    }

    [Theory]
    [InlineData("GET query", "", true)]
    [InlineData("POST json", "{query:digest}", true)]
    [InlineData("POST form", "{query:digest}", true)]
    // Attack: the body is not bound to the signed text.
    [InlineData("POST json", "", false)]
    [InlineData("POST form", "", false)]
    [InlineData("POST json", "{header:Digest}", false)]
    [InlineData("POST json", "{query:digest|lower}", true)]
    public void A_url_is_enough_where_the_payload_is_in_it_or_tied_to_it(string receive, string value, bool isTaken) =>
        Assert.Equal(isTaken, !SchemaReader.Read(Schema(value, receive: receive)).Problems.Any(problem => problem.Rule.Id == "CBG0046"));

    [Fact]
    public void A_url_covers_a_payload_that_arrives_as_a_query()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "id": { "type": "string" } """,
                Receive = ["GET query"],
                Verify = FeedSchema.Hmac("\"{url}\""),
            }
        );
        const string Url = "https://shop.example/cb?id=7";

        Assert.Equal(CallbackTrust.Verified, project.Feed.Trust);
        project.Accepts(Get("id=7"));
        project.Refuses(Get("id=8"), CallbackRejectionReason.SignatureMismatch);

        CallbackRequest Get(string query) =>
            new()
            {
                Method = "GET",
                Path = "/cb",
                Query = query,
                Url = $"https://shop.example/cb?{query}",
                Headers = CallbackHeaders.From([KeyValuePair.Create("X-Signature", Requests.Hex(Url))]),
            };
    }
}
