namespace CallbackGen.Generator.Tests.Verification;

/// <summary>
/// A field that occurs twice: frameworks disagree on which one counts. A repeated field that is not read by its name is harmless where
/// the whole content is signed, or nothing.
/// </summary>
public sealed class RepeatedFieldTests
{
    private const string Body = "order=1&amount=10.00&tag=a&tag=b";

    [Theory]
    [InlineData(Body)]
    [InlineData("tag=a&order=1&tag=b&tag=a&amount=10.00&x=&x=")]
    public void One_that_the_schema_does_not_declare_is_kept_where_the_raw_body_is_signed(string body)
    {
        using var project = Project(FeedSchema.Hmac("\"{rawBody}\""));

        var message = project.Accepts(Requests.Form(body).Signed("X-Signature", body));

        Assert.Equal(("1", 10.00m), (Outcome.ValueOf(message, "Payload.Order"), Outcome.ValueOf(message, "Payload.Amount")));
        Assert.Contains("\"tag\":[\"a\",\"b\"", project.WriteJson(Outcome.ValueOf(message, "Payload")!), StringComparison.Ordinal);
        project.Refuses(
            Requests.Form(body.Replace("tag=b", "tag=c", StringComparison.Ordinal)).Signed("X-Signature", body),
            CallbackRejectionReason.SignatureMismatch
        );
    }

    [Theory]
    [InlineData("""{ "scheme": "none", "reason": "A test." }""")]
    [InlineData("""{ "scheme": "token", "from": "header:X-Token", "key": "secret" }""")]
    public void And_where_nothing_is_signed(string verify)
    {
        using var project = Project(verify);

        project.Accepts(Requests.Form(Body).With("X-Token", FeedSchema.Secret));
    }

    [Fact]
    public void And_in_a_query()
    {
        using var project = Project("""{ "scheme": "token", "from": "query:token", "key": "secret" }""", "GET query");

        project.Accepts(CallbackRequest.Get($"order=1&tag=a&tag=b&token={FeedSchema.Secret}"));
        Refuses(project, CallbackRequest.Get($"order=1&order=2&token={FeedSchema.Secret}"), "DuplicateMember at /order: occurs twice");
        Refuses(
            project,
            CallbackRequest.Get($"order=1&token=x&token={FeedSchema.Secret}"),
            "DuplicateMember at query: holds a field twice that the schema does not declare: number 3 has the name of an earlier one"
        );
    }

    /// <summary>
    /// Attack: parameter pollution. The provider's code may have signed one of two amounts, and this code may read the other.
    /// </summary>
    [Theory]
    [InlineData("order=1&amount=10.00&amount=99.00", "DuplicateMember at /amount: occurs twice")]
    [InlineData("order=1&tag=a&tag=b&order=2&amount=1", "DuplicateMember at /order: occurs twice")]
    [InlineData("order=1&amount=1&%6frder=2", "DuplicateMember at /order: occurs twice")]
    public void One_that_the_schema_declares_is_refused_and_named(string body, string expected)
    {
        using var project = Project(FeedSchema.Hmac("\"{rawBody}\""));

        Refuses(project, Requests.Form(body).Signed("X-Signature", body), expected);
    }

    /// <summary>Attack: the signature or a selected key is read by a name that the payload need not declare.</summary>
    [Theory]
    [InlineData("order=1&amount=1&t=1&t=2")]
    [InlineData("order=1&amount=1&t=1&t=1")]
    public void One_that_the_message_reads_by_its_name_is_refused(string body)
    {
        using var project = Project(FeedSchema.Hmac("\"{body:/t}.{rawBody}\""), more: """, "t": { "type": "string" } """);

        Assert.Equal(
            CallbackRejectionReason.DuplicateMember,
            project.Feed.VerifyMessage(Requests.Form(body).Signed("X-Signature", "1." + body), project.Keys()).Rejection?.Reason
        );
    }

    [Theory]
    [InlineData("order=1&amount=1&amount=2", "DuplicateMember at body:/amount: occurs twice")]
    [InlineData(
        "order=1&amount=1&tag=a&evil=1&evil=2",
        "DuplicateMember at body: holds a field twice that the schema does not declare: number 5 has the name of an earlier one"
    )]
    public void Where_members_are_signed_one_by_one_it_is_refused_and_named_only_as_the_schema_has_it(string body, string expected)
    {
        using var project = Project(FeedSchema.Hmac("""[{ "members": ["order", "amount"], "join": "|" }]"""));

        Refuses(project, Requests.Form(body).Signed("X-Signature", "1|1"), expected);
    }

    [Theory]
    [InlineData("query", "order=1&order=2", "DuplicateMember at query:order: occurs twice")]
    [InlineData(
        "query",
        "order=1&amount=1&x=1&x=2",
        "DuplicateMember at query: holds a field twice that the schema does not declare: number 4 has the name of an earlier one"
    )]
    public void In_a_query_it_is_named_alike(string content, string query, string expected)
    {
        using var project = Project(FeedSchema.Hmac("""[{ "members": ["order", "amount"], "join": "|" }]"""), $"GET {content}");

        Refuses(project, CallbackRequest.Get(query).Signed("X-Signature", "1|1"), expected);
    }

    [Fact]
    public void In_a_multipart_form_it_is_named_alike()
    {
        using var project = Project(FeedSchema.Hmac("""[{ "members": ["order", "amount"], "join": "|" }]"""), "POST multipart");
        const string Part = "--b\r\nContent-Disposition: form-data; name=\"order\"\r\n\r\n1\r\n";
        var request = CallbackRequest.Post(
            System.Text.Encoding.UTF8.GetBytes(Part + Part + "--b--"),
            "multipart/form-data; boundary=b",
            [KeyValuePair.Create("X-Signature", Requests.Hex("1|1"))]
        );

        Refuses(project, request, "DuplicateMember at body:/order: occurs twice");
    }

    [Fact]
    public void A_part_that_takes_all_members_refuses_it_unless_it_says_what_becomes_of_it()
    {
        using var project = Project(FeedSchema.Hmac("""[{ "members": "*", "sort": "name", "each": "{name}={value}", "join": "&" }]"""));

        Refuses(
            project,
            Requests.Form(Body).Signed("X-Signature", Body),
            "DuplicateMember at body: holds a field twice that the schema does not declare: number 4 has the name of an earlier one"
        );
    }

    private static CompiledProject Project(string verify, string receive = "POST form", string more = "") =>
        CompiledProject.Of(
            new FeedSchema
            {
                Receive = [receive],
                Properties = """ "order": { "type": "string" }, "amount": { "type": "string", "format": "decimal" } """ + more,
                Required = ["order"],
                Verify = verify,
            }
        );

    private static void Refuses(CompiledProject project, CallbackRequest request, string expected) =>
        Assert.Equal(expected, project.Feed.VerifyMessage(request, project.Keys(), FixedClock.AtNoon).Rejection?.ToString());
}
