using System.Text;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>A flat XML body: its elements are fields. A body with two possible interpretations by parsers is rejected.</summary>
public sealed class XmlTests
{
    private const string Members = """
        "code": { "type": "string" },
        "fee": { "type": "integer", "coerce": true },
        "note": { "type": "string" },
        "sign": { "type": "string" }
        """;

    private const string Message =
        """[{ "members": "*", "except": ["sign"], "sort": "name", "each": "{name}={value}", "join": "&", "omit": ["empty"] }, "&key=k"]""";

    private static CompiledProject Feed(string? verify = null) =>
        CompiledProject.Of(
            new FeedSchema
            {
                Properties = Members,
                Required = ["code"],
                Receive = ["POST xml"],
                Verify = verify ?? FeedSchema.Hmac(Message, from: "body:/sign"),
            }
        );

    [Theory]
    [InlineData("application/xml")]
    [InlineData("text/xml")]
    [InlineData("text/xml; charset=utf-8")]
    [InlineData("Application/XML;charset=\"UTF-8\"")]
    public void Elements_are_signed_members_of_the_payload(string contentType)
    {
        using var project = Feed();

        var message = project.Accepts(Request(Body("code=SUCCESS&fee=100&key=k"), contentType));

        Assert.Equal(
            (CallbackTrust.Verified, "SUCCESS", (object)100L),
            (project.Feed.Trust, Outcome.ValueOf(message, "Payload.Code"), Outcome.ValueOf(message, "Payload.Fee"))
        );
        project.Refuses(Request(Body("code=SUCCESS&fee=999&key=k"), contentType), CallbackRejectionReason.SignatureMismatch);

        static string Body(string signed) =>
            $"""
                <?xml version="1.0" encoding="UTF-8"?>
                <xml>
                  <code><![CDATA[SUCCESS]]></code>
                  <fee>100</fee>
                  <note/>
                  <sign><![CDATA[{Requests.Hex(signed)}]]></sign>
                </xml>

                """;
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/xml; charset=utf-16")]
    [InlineData("application/xml; charset=iso-8859-1")]
    [InlineData("application/soap+xml")]
    public void Another_content_or_encoding_is_refused(string? contentType)
    {
        using var project = Feed();

        project.Refuses(Request("<xml><code>1</code></xml>", contentType), CallbackRejectionReason.UnsupportedContent);
    }

    /// <summary>Different spellings of the same XML text.</summary>
    [Theory]
    [InlineData("<note>a&amp;b</note>", "a&b")]
    [InlineData("<note>&#x41;&#66;</note>", "AB")]
    [InlineData("<note>&lt;code&gt;2&lt;/code&gt;</note>", "<code>2</code>")]
    [InlineData("<note><![CDATA[<code>2</code>]]></note>", "<code>2</code>")]
    [InlineData("<note><![CDATA[&amp;]]></note>", "&amp;")]
    [InlineData("<note><![CDATA[a]]]]><![CDATA[>b]]></note>", "a]]>b")]
    [InlineData("<note> a </note>", " a ")]
    [InlineData("<note></note>", "")]
    [InlineData("<note/>", "")]
    [InlineData("<note>注意😀</note>", "注意😀")]
    [InlineData("<note>a\r\nb</note>", "a\nb")]
    public void Text_is_read_as_XML_has_it(string element, string expected)
    {
        using var project = Feed(FeedSchema.Hmac("\"{rawBody}\""));
        var body = $"<xml><code>1</code>{element}</xml>";

        Assert.Equal(expected, Outcome.ValueOf(project.Accepts(Request(body).Signed("X-Signature", body)), "Payload.Note"));
    }

    public static TheoryData<string, CallbackRejectionReason> Hostile =>
        new()
        {
            // External resources, and entities that expand.
            {
                """<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml><code>&x;</code></xml>""",
                CallbackRejectionReason.Malformed
            },
            { """<!DOCTYPE xml SYSTEM "http://localhost:1/a.dtd"><xml><code>1</code></xml>""", CallbackRejectionReason.Malformed },
            {
                """<!DOCTYPE xml [<!ENTITY % p SYSTEM "http://localhost:1/"> %p;]><xml><code>1</code></xml>""",
                CallbackRejectionReason.Malformed
            },
            {
                """<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&"""
                    + """b;&b;">]><a><code>&c;&c;</code></a>""",
                CallbackRejectionReason.Malformed
            },
            { "<!DOCTYPE xml><xml><code>1</code></xml>", CallbackRejectionReason.Malformed },
            { "<xml><code>&undefined;</code></xml>", CallbackRejectionReason.Malformed },
            // Markup that splits a text, where parsers disagree.
            { "<xml><code>1<!-- -->00</code></xml>", CallbackRejectionReason.Malformed },
            { "<xml><code>1<?p?>00</code></xml>", CallbackRejectionReason.Malformed },
            { "<xml><code>1<![CDATA[00]]></code></xml>", CallbackRejectionReason.Malformed },
            { "<xml><code> <![CDATA[1]]> </code></xml>", CallbackRejectionReason.Malformed },
            { "<xml><!-- --><code>1</code></xml>", CallbackRejectionReason.Malformed },
            { "<xml><?p?><code>1</code></xml>", CallbackRejectionReason.Malformed },
            { "<!-- --><xml><code>1</code></xml>", CallbackRejectionReason.Malformed },
            { "<?p?><xml><code>1</code></xml>", CallbackRejectionReason.Malformed },
            { "<xml><code>1</code></xml><!-- -->", CallbackRejectionReason.Malformed },
            // Nested elements.
            { "<xml><code><b>1</b></code></xml>", CallbackRejectionReason.Malformed },
            { "<xml><code>1<b/></code></xml>", CallbackRejectionReason.Malformed },
            { "<xml>text<code>1</code></xml>", CallbackRejectionReason.Malformed },
            { "<xml><![CDATA[ ]]><code>1</code></xml>", CallbackRejectionReason.Malformed },
            { "<xml a=\"1\"><code>1</code></xml>", CallbackRejectionReason.Malformed },
            { "<xml><code a=\"1\">1</code></xml>", CallbackRejectionReason.Malformed },
            { "<xml xmlns=\"urn:a\"><code>1</code></xml>", CallbackRejectionReason.Malformed },
            { "<xml><a:code xmlns:a=\"urn:a\">1</a:code></xml>", CallbackRejectionReason.Malformed },
            { "<xml><a:code>1</a:code></xml>", CallbackRejectionReason.Malformed },
            { "<xml><code>1</code></xml><xml/>", CallbackRejectionReason.Malformed },
            { "<xml><code>1</code>", CallbackRejectionReason.Malformed },
            { "<xml><code>1</Code></xml>", CallbackRejectionReason.Malformed },
            { "", CallbackRejectionReason.Malformed },
            { "   ", CallbackRejectionReason.Malformed },
            { "{\"code\":\"1\"}", CallbackRejectionReason.Malformed },
            // Repeated elements.
            { "<xml><code>1</code><code>2</code></xml>", CallbackRejectionReason.DuplicateMember },
            { "<xml><code>1</code><note/><code/></xml>", CallbackRejectionReason.DuplicateMember },
            // Other encodings, and invalid characters.
            { "<?xml version=\"1.0\" encoding=\"utf-16\"?><xml><code>1</code></xml>", CallbackRejectionReason.Malformed },
            { "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><xml><code>1</code></xml>", CallbackRejectionReason.Malformed },
            { "<?xml version=\"1.1\"?><xml><code>1</code></xml>", CallbackRejectionReason.Malformed },
            { "<xml><code>&#0;</code></xml>", CallbackRejectionReason.Malformed },
            { "<xml><code>&#xD800;</code></xml>", CallbackRejectionReason.Malformed },
            { "<xml><code>\u0001</code></xml>", CallbackRejectionReason.Malformed },
            // Missing required members.
            { "<xml/>", CallbackRejectionReason.MissingMember },
            { "<xml><Code>1</Code></xml>", CallbackRejectionReason.MissingMember },
        };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_signed_body_that_is_not_flat_and_plain_is_refused(string body, CallbackRejectionReason reason)
    {
        using var project = Feed(FeedSchema.Hmac("\"{rawBody}\""));

        project.Refuses(Request(body).Signed("X-Signature", body), reason);
    }

    /// <summary>Everything is signed, and nothing uses the fee: it reads as null, and the received value is stored.</summary>
    [Fact]
    public void A_text_that_does_not_fit_is_null_where_nothing_uses_it()
    {
        using var project = Feed(FeedSchema.Hmac("\"{rawBody}\""));
        const string Body = "<xml><code>1</code><fee>1.5</fee></xml>";

        var message = project.Accepts(Request(Body).Signed("X-Signature", Body));

        Assert.Equal((null, "\"1.5\""), (Outcome.ValueOf(message, "Payload.Fee"), message.Receipt.UnfitMembers["/fee"].GetRawText()));
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused()
    {
        using var project = Feed(FeedSchema.Hmac("\"{header:X-Id}.{rawBody}\""));
        foreach (
            var body in new[]
            {
                Encoding.Unicode.GetBytes("<xml><code>1</code></xml>"),
                [.. "<xml><code>"u8, 0xC0, 0xAF, .. "</code></xml>"u8],
                [.. "<xml><code>"u8, 0xFF, .. "</code></xml>"u8],
            }
        )
        {
            var signature = Convert.ToHexStringLower(
                System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(FeedSchema.Secret), (byte[])[(byte)'.', .. body])
            );
            project.Refuses(CallbackRequest.Post(body, "text/xml", [new("X-Signature", signature)]), CallbackRejectionReason.Malformed);
        }
    }

    [Fact]
    public void A_body_of_very_many_elements_is_refused()
    {
        using var project = Feed(FeedSchema.Hmac("\"{rawBody}\""));
        var body = $"<xml><code>1</code>{string.Concat(Enumerable.Range(0, 1000).Select(number => $"<a{number}/>"))}</xml>";

        project.Refuses(Request(body).Signed("X-Signature", body), CallbackRejectionReason.Malformed);
        var fewer = body.Replace("<a999/>", "", StringComparison.Ordinal);
        project.Accepts(Request(fewer).Signed("X-Signature", fewer));
    }

    /// <summary>A truncated or changed body gets a response and never causes an exception.</summary>
    [Fact]
    public void No_damage_throws()
    {
        using var project = Feed();
        const string Body = "<?xml version=\"1.0\"?><xml><code><![CDATA[1]]></code><note>&#x41;&lt;</note><sign>00</sign></xml>";
        for (var length = 0; length < Body.Length; length++)
        {
            foreach (var insert in new[] { "", "<", ">", "&", "]]>", "<!--", "\0", "<!DOCTYPE a>" })
                Assert.False(project.Feed.VerifyMessage(Request(Body[..length] + insert + Body[length..]), project.Keys()).IsSuccess);
            Assert.False(project.Feed.VerifyMessage(Request(Body[..length]), project.Keys()).IsSuccess);
        }
    }

    private static CallbackRequest Request(string body, string? contentType = "text/xml") =>
        new()
        {
            Method = "POST",
            ContentType = contentType,
            Body = Encoding.UTF8.GetBytes(body),
        };
}
