using System.Text;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>
/// A form as multipart/form-data (RFC 7578): each part is one field of plain text, and only the body decides where a part ends.
/// </summary>
public sealed class MultipartTests
{
    private const string Header = "multipart/form-data; boundary=b";

    [Fact]
    public void Parts_are_fields_of_the_payload()
    {
        using var project = Project();
        const string Body = "--b\r\nContent-Disposition: form-data; name=\"order\"\r\n\r\n7\r\n--b--\r\n";

        Assert.Equal("7", Outcome.ValueOf(project.Accepts(Post(Body)), "Payload.Order"));
        project.Refuses(Post(Body.Replace("7", "8", StringComparison.Ordinal), signed: Body), CallbackRejectionReason.SignatureMismatch);
    }

    [Fact]
    public async Task What_the_framework_writes_is_read()
    {
        using var project = Project();
        using var content = new MultipartFormDataContent
        {
            { new StringContent("ü 7"), "order" },
            { new StringContent("10.00", Encoding.ASCII), "amount" },
            { new StringContent(""), "note" },
        };
        var body = await content.ReadAsByteArrayAsync();

        var message = project.Accepts(
            CallbackRequest.Post(body, content.Headers.ContentType!.ToString(), [KeyValuePair.Create("X-Signature", Requests.Hex(body))])
        );

        Assert.Equal(
            ("ü 7", 10.00m, ""),
            (
                Outcome.ValueOf(message, "Payload.Order"),
                Outcome.ValueOf(message, "Payload.Amount"),
                Outcome.ValueOf(message, "Payload.Note")
            )
        );
    }

    /// <summary>A message selects and sorts the fields by name, as it does those of any other form.</summary>
    [Fact]
    public void Fields_are_signed_as_those_of_any_form()
    {
        using var project = Project(
            FeedSchema.Hmac(
                """[{ "members": "*", "except": ["sign"], "sort": "name", "each": "{name}={value}", "join": "&" }]""",
                from: "body:/sign"
            ),
            "POST form",
            "POST multipart"
        );
        var sign = Requests.Hex("amount=1&order=a b");

        project.Accepts(Post(Body(("order", "a b"), ("sign", sign), ("amount", "1"))));
        project.Accepts(Requests.Form($"order=a+b&amount=1&sign={sign}"));
        project.Refuses(Post(Body(("order", "a b"), ("sign", sign), ("amount", "2"))), CallbackRejectionReason.SignatureMismatch);
    }

    [Fact]
    public void The_payload_may_be_JSON_within_a_part()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Receive = ["POST multipart"],
                Properties = """ "id": { "type": "string" } """,
                Required = ["id"],
                Verify = FeedSchema.Hmac("\"{rawBody}\""),
                Callback = """ "payload": "body:/json|json" """,
            }
        );
        var body = Body(("json", """{"id":"a"}"""), ("other", "x"));

        Assert.Equal("a", Outcome.ValueOf(project.Accepts(Post(body)), "Payload.Id"));
        project.Refuses(
            Post(body.Replace("\"a\"", "\"b\"", StringComparison.Ordinal), signed: body),
            CallbackRejectionReason.SignatureMismatch
        );
    }

    /// <summary>
    /// Attack: the boundary in the header is not signed. A payer's text contains lines with another boundary, and the header names that
    /// boundary, so that a parser would read parts from the text. The first line of the body is the boundary instead, and a header that
    /// differs from it is refused.
    /// </summary>
    [Theory]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("multipart/form-data; boundary=\"x\"")]
    [InlineData("multipart/form-data; boundary=")]
    [InlineData("multipart/form-data; boundary=b; boundary=x")]
    [InlineData("multipart/form-data; boundary=x; boundary=b")]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=B")]
    public void The_header_does_not_choose_the_boundary(string type)
    {
        using var project = Project();
        var body = Body(("note", "a\r\n--x\r\nContent-Disposition: form-data; name=\"order\"\r\n\r\n999\r\n--x--"), ("order", "7"));

        Assert.Equal("7", Outcome.ValueOf(project.Accepts(Post(body)), "Payload.Order"));
        project.Refuses(Post(body, type), CallbackRejectionReason.Malformed);
    }

    /// <summary>
    /// Attack: a signed multipart form is declared as another content type, so that a parser would read members from a payer's text.
    /// </summary>
    [Fact]
    public void It_has_no_reading_as_another_content()
    {
        using var project = Project(null, "POST multipart", "POST form", "POST json", "POST xml");
        var body = Body(("note", "&order=999&"), ("order", "7"));

        Assert.Equal("7", Outcome.ValueOf(project.Accepts(Post(body)), "Payload.Order"));
        foreach (var type in new[] { "application/x-www-form-urlencoded", "application/json", "text/xml" })
            project.Refuses(Post(body, type), CallbackRejectionReason.Malformed);
        foreach (var other in new[] { "order=7", """{"order":"7"}""", "<x><order>7</order></x>", "--b=1&order=7" })
            project.Refuses(Post(other), CallbackRejectionReason.Malformed);
        project.Refuses(Post(body, null), CallbackRejectionReason.UnsupportedContent);
    }

    public static TheoryData<string> Hostile =>
        new()
        {
            // Bodies that parsers split differently, or that are incomplete.
            "preamble\r\n" + Body(("order", "7")),
            "\r\n" + Body(("order", "7")),
            Body(("order", "7")) + "\r\nepilogue",
            Body(("order", "7")) + "\r\n",
            Body(("order", "7")) + Body(("order", "8")),
            Body(("order", "7")).Replace("\r\n", "\n", StringComparison.Ordinal),
            Body(("order", "7")).Replace("--b--", "--b", StringComparison.Ordinal),
            Body(("order", "7\n--b\nContent-Disposition: form-data; name=\"note\"\n\nx")),
            Body(("order", "7\r--b\rx")),
            Body(("order", "7\r\n--bc")),
            Body(("order", "7\r\n--b \r\nx")),
            Body(("order", "7\r\n--b--x")),
            "--b--\r\n",
            "--b\r\n--b--\r\n",
            "--b\r\n\r\n7\r\n--b--\r\n",
            "--b",
            "--",
            "",
            // Parts that are not plain UTF-8 text, or state a wrong or repeated length.
            Part("Content-Disposition: form-data; name=\"order\"; filename=\"a.txt\""),
            Part("Content-Disposition: form-data; name=\"order\"; filename*=utf-8''a"),
            Part("Content-Disposition: form-data; name=\"order\"\r\nContent-Type: multipart/mixed; boundary=x"),
            Part("Content-Disposition: form-data; name=\"order\"\r\nContent-Type: application/octet-stream"),
            Part("Content-Disposition: form-data; name=\"order\"\r\nContent-Transfer-Encoding: base64"),
            Part("Content-Disposition: form-data; name=\"order\"\r\nContent-Transfer-Encoding: quoted-printable"),
            Part("Content-Disposition: form-data; name=\"order\"\r\nContent-Length: 2"),
            Part("Content-Disposition: form-data; name=\"order\"\r\nContent-Length: 1\r\nContent-Length: 1"),
            Part("Content-Disposition: form-data; name=\"order\"\r\nContent-Type: text/plain; charset=utf-16", "é"),
            // Parts without exactly one unambiguous field name.
            Part("Content-Disposition: form-data; name=\"order\"; name=\"note\""),
            Part("Content-Disposition: form-data; name=\"order\"\r\nContent-Disposition: form-data; name=\"note\""),
            Part("Content-Disposition: form-data; name=\"or\\der\""),
            Part("Content-Disposition: form-data; name=\"or%64er\""),
            Part("Content-Disposition: form-data; name=\"\""),
            Part("Content-Disposition: form-data; name=\"order"),
            Part("Content-Disposition: form-data; name*=utf-8''order"),
            Part("Content-Disposition: form-data"),
            Part("Content-Disposition: attachment; name=\"order\""),
            Part("Content-Disposition : form-data; name=\"order\""),
            Part("Content-Disposition: form-data;\r\n name=\"order\""),
            Part("Content-Type: text/plain"),
            Part("X"),
            Part("Content-Disposition: form-data; name=\"order\"", "\u00ff").Replace("\u00ff", "\ud83d", StringComparison.Ordinal) + "x",
        };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_signed_body_that_readers_take_in_different_ways_is_refused(string body)
    {
        using var project = Project();

        project.Refuses(Post(body), CallbackRejectionReason.Malformed);
    }

    [Theory]
    [InlineData("Content-Disposition: form-data; name=order")]
    [InlineData("content-disposition:form-data;name=\"order\"")]
    [InlineData("Content-Type: text/plain; charset=utf-8\r\nContent-Disposition: form-data; name=\"order\"")]
    [InlineData("Content-Disposition: form-data; name=\"order\"\r\nContent-Length: 1\r\nContent-Transfer-Encoding: 8bit\r\nX-Other: y")]
    [InlineData("Content-Disposition: form-data; name=\"order\"\r\nContent-Type: text/plain; charset=ISO-8859-1")]
    [InlineData("Content-Disposition: form-data; name=\"order\"\r\nContent-Type: application/json")]
    public void What_senders_write_besides_is_passed_over(string headers)
    {
        using var project = Project();

        Assert.Equal("7", Outcome.ValueOf(project.Accepts(Post(Part(headers))), "Payload.Order"));
    }

    [Fact]
    public void A_value_is_taken_with_its_line_breaks()
    {
        using var project = Project();
        const string Value = "\r\n-- b\r\n -b\r\n\r\nx--b\n";

        Assert.Equal(Value, Outcome.ValueOf(project.Accepts(Post(Body(("order", Value)))), "Payload.Order"));
    }

    /// <summary>Attack: a declared field occurs twice, and readers disagree on which one counts.</summary>
    [Fact]
    public void A_field_that_stands_twice_is_refused_by_name()
    {
        using var project = Project();
        var body = Body(("order", "7"), ("order", "8"));

        Assert.Equal(
            "DuplicateMember at /order: occurs twice",
            project.Feed.VerifyMessage(Post(body), project.Keys(), FixedClock.AtNoon).Rejection?.ToString()
        );
        project.Accepts(Post(Body(("order", "7"), ("tag", "1"), ("tag", "2"))));
    }

    [Fact]
    public void More_than_a_thousand_parts_are_refused()
    {
        using var project = Project();

        project.Accepts(Post(Body([("order", "7"), .. Enumerable.Repeat(("x", ""), 999)])));
        project.Refuses(Post(Body([("order", "7"), .. Enumerable.Repeat(("x", ""), 1000)])), CallbackRejectionReason.Malformed);
    }

    [Fact]
    public void No_body_makes_an_exception()
    {
        using var project = Project();
        var random = new Random(7);
        var whole = Encoding.UTF8.GetBytes(Body(("order", "7"), ("note", "x\r\ny")));
        for (var round = 0; round < 3000; round++)
        {
            var body = whole.ToArray();
            for (var change = random.Next(4); change >= 0; change--)
                body[random.Next(body.Length)] = (byte)"\r\n-b;\"=:\0\u00ffx"[random.Next(11)];
            var cut = body[..random.Next(body.Length + 1)];
            project.Feed.VerifyMessage(
                CallbackRequest.Post(cut, Header, [KeyValuePair.Create("X-Signature", Requests.Hex(cut))]),
                project.Keys(),
                FixedClock.AtNoon
            );
        }
    }

    private static string Body(params (string Name, string Value)[] fields) =>
        string.Concat(fields.Select(field => $"--b\r\nContent-Disposition: form-data; name=\"{field.Name}\"\r\n\r\n{field.Value}\r\n"))
        + "--b--\r\n";

    private static string Part(string headers, string value = "7") => $"--b\r\n{headers}\r\n\r\n{value}\r\n--b--\r\n";

    private static CompiledProject Project(string? verify = null, params string[] receive) =>
        CompiledProject.Of(
            new FeedSchema
            {
                Receive = receive.Length == 0 ? ["POST multipart"] : receive,
                Properties = """
                "order": { "type": "string" },
                "amount": { "type": "string", "format": "decimal" },
                "note": { "type": ["string", "null"] },
                "sign": { "type": ["string", "null"] }
                """,
                Required = ["order"],
                Verify = verify ?? FeedSchema.Hmac("\"{rawBody}\""),
            }
        );

    private static CallbackRequest Post(string body, string? type = Header, string? signed = null) =>
        new()
        {
            Method = "POST",
            ContentType = type,
            Body = Encoding.UTF8.GetBytes(body),
            Headers = CallbackHeaders.From([KeyValuePair.Create("X-Signature", Requests.Hex(signed ?? body))]),
        };
}
