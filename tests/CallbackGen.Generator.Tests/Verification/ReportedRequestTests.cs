using System.Text;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>Requests as users reported them, byte for byte, with signatures that another program computed.</summary>
public sealed class ReportedRequestTests
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    private const string Raw = """
        {
          "scheme": "hmac",
          "algorithm": "sha256",
          "key": "key",
          "signature": { "from": "header:X-Sig", "encoding": "hex" },
          "message": "{rawBody}"
        }
        """;

    private const string Every = """
        { "scheme": "hmac", "algorithm": "sha256", "key": "key", "signature": { "from": "body:/sign", "encoding": "hex" },
          "message": [{ "members": "*", "except": ["sign"], "sort": "name", "each": "{name}={value}", "join": "&" }] }
        """;

    /// <summary>Gets the transport, the type, the body and its signature; each has a tampered twin with another byte.</summary>
    public static TheoryData<string, string?, string, string> Signed =>
        new()
        {
            {
                """{ "method": "POST", "content": "json", "types": ["text/plain"] }""",
                "text/plain; charset=UTF-8",
                """{"id":"a"}""",
                "2b5a01e89862daecc04f26ade85959539a898e6489446344d61625a1af34153f"
            },
            {
                "POST json",
                "application/json; charset=ISO-8859-1",
                """{"id":"a"}""",
                "2b5a01e89862daecc04f26ade85959539a898e6489446344d61625a1af34153f"
            },
            {
                "POST json",
                "application/json; charset=us-ascii",
                """{"id":"a"}""",
                "2b5a01e89862daecc04f26ade85959539a898e6489446344d61625a1af34153f"
            },
            { "POST json", "application/json", "\uFEFF{\"id\":\"a\"}", "3d7d4e818e4642f374bc9c4d9844ffbf9087928e25e77ff9dc9116bf8389bd14" },
            {
                "POST form",
                "application/x-www-form-urlencoded",
                "order=1&amount=10.00&tag=a&tag=b",
                "d6107236dd36fe239a4fc2ceb912d803852e406319755bd5c088d6429df5f166"
            },
        };

    [Theory]
    [MemberData(nameof(Signed))]
    public void A_body_that_is_signed_as_received_is_verified_and_its_twin_is_not(string way, string? type, string body, string signature)
    {
        using var project = Project(way, Raw);

        Assert.Null(Verify(project, type, body, signature));
        Assert.Equal(CallbackRejectionReason.SignatureMismatch, Verify(project, type, body.Replace('a', 'b'), signature));
    }

    [Fact]
    public void A_form_without_a_type_is_verified()
    {
        using var project = Project("POST form", Every);
        const string Body = "order=o+1&amount=10.00&sign=5f3192703c38cbf8ce76c94baeae9e57c527e51d2cf90681592a0bd38efbc5a6";

        Assert.Null(Verify(project, null, Body, null));
        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            Verify(project, null, Body.Replace("10.00", "99.00", StringComparison.Ordinal), null)
        );
    }

    [Fact]
    public void A_batch_without_events_is_verified()
    {
        using var project = Project("POST json", Raw, """ "payload": "body:/events/*" """);

        Assert.Null(
            Verify(project, "application/json", """{"events":[]}""", "b8e5e1612f52653b9177d6a1b25773f910e9317fb1f3df63f0d0cf2efdfc02a3")
        );
        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            Verify(project, "application/json", """{"events":[] }""", "b8e5e1612f52653b9177d6a1b25773f910e9317fb1f3df63f0d0cf2efdfc02a3")
        );
    }

    private static CompiledProject Project(string way, string verify, string? callback = null) =>
        CompiledProject.Of(
            new FeedSchema
            {
                Receive = [way],
                Keys = """ "key": { "encoding": "utf8" } """,
                Verify = verify,
                Callback = callback,
                Properties = """
                "id": { "type": ["string", "null"] },
                "order": { "type": ["string", "null"] },
                "amount": { "type": ["string", "null"], "format": "decimal" },
                "count": { "type": ["integer", "null"], "coerce": true },
                "name": { "type": ["string", "null"] },
                "sign": { "type": ["string", "null"] }
                """,
            }
        );

    private static CallbackRejectionReason? Verify(CompiledProject project, string? type, string body, string? signature) =>
        project
            .Feed.VerifyMessages(
                new()
                {
                    Method = "POST",
                    ContentType = type,
                    Body = Encoding.UTF8.GetBytes(body),
                    Headers = CallbackHeaders.From(signature is null ? [] : [KeyValuePair.Create("X-Sig", signature)]),
                },
                CallbackKeys.Create(project.Feed, "key", Key),
                FixedClock.AtNoon
            )
            .Rejection?.Reason;
}
