using System.Text;
using CallbackGen.Generator.Schema;
using CallbackGen.Verification;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>
/// A form in a charset other than UTF-8: its bytes are signed, and its text is decoded with the charset that the
/// schema or a signed field states.
/// </summary>
public sealed class CharsetTests
{
    /// <summary>Attack: two texts of bytes that are not UTF-8 become equal when the filter reverses them as code points.</summary>
    [Fact]
    public void Bytes_of_another_charset_are_not_turned_around()
    {
        Assert.Equal(WireKind.Invalid, TextFilters.Reverse(WireValue.Scalar([0xE2, 0x82, 0x41])).Kind);
        Assert.Equal(WireKind.Invalid, TextFilters.Reverse(WireValue.Scalar([0x82, 0xE2, 0x41])).Kind);
        Assert.Equal("cé"u8.ToArray(), TextFilters.Reverse(WireValue.Scalar("éc"u8)).Utf8.ToArray());
    }

    private const string Every = """[{ "members": "*", "except": ["sign"], "sort": "name", "each": "{name}={value}", "join": "&" }]""";
    private const string Fixed = """{ "method": "POST", "content": "form", "charset": "windows-1252" }""";
    private const string Named = """{ "method": "POST", "content": "form", "charset": "body:/charset" }""";

    static CharsetTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [InlineData(Fixed)]
    [InlineData(Named)]
    public void The_bytes_of_a_field_are_signed_and_its_text_is_read(string way)
    {
        using var project = Project(way);

        var message = project.Accepts(
            Post("order=o+1&amount=10.00&charset=windows-1252&name=caf%E9", Latin1("amount=10.00&charset=windows-1252&name=café&order=o 1"))
        );

        Assert.Equal(("café", "o 1"), (Outcome.ValueOf(message, "Payload.Name"), Outcome.ValueOf(message, "Payload.Order")));
        Refuses(
            project,
            Post(
                "order=o+1&amount=10.00&charset=windows-1252&name=caf%E8",
                Latin1("amount=10.00&charset=windows-1252&name=café&order=o 1")
            ),
            "SignatureMismatch"
        );
    }

    [Theory]
    [InlineData("windows-1251", "привет")]
    [InlineData("Windows-1250", "žluť")]
    [InlineData("iso-8859-15", "€")]
    [InlineData("Shift_JIS", "日本語")]
    [InlineData("euc-jp", "日本語")]
    [InlineData("GBK", "微信支付")]
    [InlineData("gb2312", "微信")]
    [InlineData("big5", "綠界")]
    [InlineData("euc-kr", "결제")]
    [InlineData("UTF-8", "日本語")]
    [InlineData("us-ascii", "plain")]
    public void A_signed_field_names_any_charset_of_the_list(string charset, string name)
    {
        using var project = Project(Named, FeedSchema.Hmac("\"{rawBody}\""));
        var encoding = Encoding.GetEncoding(charset == "gb2312" ? "gbk" : charset);
        var body = $"charset={charset}&order=1&name={string.Concat(encoding.GetBytes(name).Select(unit => $"%{unit:X2}"))}";

        Assert.Equal(name, Outcome.ValueOf(project.Accepts(Requests.Form(body).Signed("X-Signature", body)), "Payload.Name"));
    }

    /// <summary>Attack: the Content-Type is not signed, and would change the interpretation of the signed bytes.</summary>
    [Theory]
    [InlineData("application/x-www-form-urlencoded; charset=UTF-8")]
    [InlineData("application/x-www-form-urlencoded; charset=windows-1251")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public void The_content_type_does_not_choose_the_reading(string? type)
    {
        foreach (var way in new[] { Fixed, Named })
        {
            using var project = Project(way, FeedSchema.Hmac("\"{rawBody}\""));
            const string Body = "order=1&charset=windows-1252&name=%C3%A9";

            Assert.Equal("Ã©", Outcome.ValueOf(project.Accepts(Post(Body, Encoding.UTF8.GetBytes(Body), type)), "Payload.Name"));
        }
    }

    /// <summary>Attack: another charset is named than the one that was signed, so that the text changes under the same signature.</summary>
    [Fact]
    public void Another_charset_is_another_message()
    {
        using var project = Project(Named);
        var signed = Latin1("charset=windows-1252&name=é&order=1");

        project.Accepts(Post("order=1&charset=windows-1252&name=%E9", signed));
        Refuses(project, Post("order=1&charset=windows-1251&name=%E9", signed), "SignatureMismatch");
        Refuses(project, Post("order=1&charset=&name=%E9", signed), "MissingMember at body:/charset");
        Refuses(project, Post("order=1&name=%E9", signed), "MissingMember at body:/charset");
        Refuses(project, Post("order=1&charset=utf-7&name=%E9", signed), "InvalidMember at body:/charset");
        Refuses(project, Post("order=1&charset=iso-2022-jp&name=%E9", signed), "InvalidMember at body:/charset");
        Refuses(project, Post("order=1&charset=windows-1252&charset=windows-1251&name=%E9", signed), "DuplicateMember at body:/charset");
    }

    /// <summary>
    /// Attack: bytes that are not text in the charset, or that it would encode differently, are rejected and not guessed: a reader
    /// may swallow the bytes after them.
    /// </summary>
    [Theory]
    [InlineData("shift_jis", "%81")]
    [InlineData("gbk", "%81")]
    [InlineData("euc-kr", "%A1")]
    [InlineData("euc-jp", "%8F%A1")]
    [InlineData("us-ascii", "%80")]
    [InlineData("utf-8", "%E9")]
    public void Bytes_that_are_no_text_of_the_charset_are_refused(string charset, string value)
    {
        using var project = Project(Named, FeedSchema.Hmac("\"{rawBody}\""));
        var body = $"charset={charset}&order=1&name={value}";

        Refuses(project, Requests.Form(body).Signed("X-Signature", body), "Malformed at body");
    }

    /// <summary>Attack: the second byte of a character is the delimiter, so that the signed bytes could be divided there.</summary>
    [Fact]
    public void A_byte_of_a_character_that_is_the_delimiter_is_refused()
    {
        using var project = Project(
            """{ "method": "POST", "content": "form", "charset": "shift_jis" }""",
            FeedSchema.Hmac("""[{ "members": ["name", "order"], "join": "|" }]""")
        );

        // 0x81 0x7C is the full-width minus, and 0x7C alone is the vertical bar.
        Refuses(project, Post("order=1&name=%81%7C", Latin1("\u0081||1")), "AmbiguousMessage");
        Refuses(project, Post("order=%7C1&name=%81", Latin1("\u0081||1")), "Malformed at body");
    }

    [Fact]
    public void A_filter_writes_the_bytes_of_the_charset()
    {
        using var project = Project(Fixed, FeedSchema.Hmac("\"{body:/order}|{body:/name|urlencode}\""));

        project.Accepts(Post("order=1&name=caf%E9", Latin1("1|caf%E9")));
        Refuses(project, Post("order=1&name=caf%E8", Latin1("1|caf%E9")), "SignatureMismatch");
    }

    [Fact]
    public void A_name_is_read_and_signed_alike()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Receive = [Fixed],
                Properties = """ "prénom": { "type": "string" } """,
                Required = ["prénom"],
                Verify = FeedSchema.Hmac("""[{ "members": "*", "sort": "name", "each": "{name}={value}", "join": "&" }]"""),
            }
        );

        Assert.Equal("é", Outcome.ValueOf(project.Accepts(Post("pr%E9nom=%E9", Latin1("prénom=é"))), "Payload.Prénom"));
        Refuses(project, Post("pr%E9nom=%E8", Latin1("prénom=é")), "SignatureMismatch");
    }

    [Fact]
    public void A_multipart_form_has_a_charset_too()
    {
        using var project = Project(Named.Replace("form", "multipart", StringComparison.Ordinal), FeedSchema.Hmac("\"{rawBody}\""));
        var body = Latin1(
            string.Concat(
                new[] { ("order", "1"), ("charset", "windows-1252"), ("name", "café") }.Select(field =>
                    $"--b\r\nContent-Disposition: form-data; name=\"{field.Item1}\"\r\n\r\n{field.Item2}\r\n"
                )
            ) + "--b--"
        );
        var request = CallbackRequest.Post(
            body,
            "multipart/form-data; boundary=b",
            [KeyValuePair.Create("X-Signature", Requests.Hex(body))]
        );

        Assert.Equal("café", Outcome.ValueOf(project.Accepts(request), "Payload.Name"));
    }

    /// <summary>A part may name the charset that the schema states, as senders of such forms do.</summary>
    [Theory]
    [InlineData("windows-1252")]
    [InlineData("Windows-1252")]
    [InlineData("\"windows-1252\"")]
    public void A_part_may_name_the_charset_of_the_form(string named)
    {
        foreach (var way in new[] { Fixed, Named })
        {
            using var project = Project(way.Replace("form", "multipart", StringComparison.Ordinal));

            Assert.Equal(
                "café",
                Outcome.ValueOf(project.Accepts(Parts("café", $"Content-Type: text/plain; charset={named}")), "Payload.Name")
            );
            Refuses(project, Parts("cafè", $"Content-Type: text/plain; charset={named}", "café"), "SignatureMismatch");
        }
    }

    /// <summary>
    /// Attack: the header of a part is not signed, while its text is. The header names a charset in which the
    /// signed bytes would be another text.
    /// </summary>
    [Theory]
    [InlineData("charset=utf-8")]
    [InlineData("charset=us-ascii")]
    [InlineData("charset=windows-1251")]
    [InlineData("charset=iso-8859-1")]
    [InlineData("charset=utf-16")]
    [InlineData("charset=windows-1252; charset=utf-8")]
    public void A_part_does_not_choose_the_reading(string named)
    {
        foreach (var way in new[] { Fixed, Named })
        {
            using var project = Project(way.Replace("form", "multipart", StringComparison.Ordinal));

            // Two bytes that are one letter in UTF-8, and two letters in the charset that the schema or the signed field states.
            Assert.Equal("Ã©", Outcome.ValueOf(project.Accepts(Parts("Ã©", "X-Other: y")), "Payload.Name"));
            Refuses(project, Parts("Ã©", $"Content-Type: text/plain; {named}"), "Malformed at body");
        }

        using var unsaid = Project("""{ "method": "POST", "content": "multipart" }""");
        Assert.Equal("é", Outcome.ValueOf(unsaid.Accepts(Parts("Ã©", "Content-Type: text/plain; charset=utf-8")), "Payload.Name"));
        Refuses(
            unsaid,
            Parts("Ã©", "Content-Type: text/plain; charset=windows-1252"),
            "Malformed at body: holds a part in another charset than the form's"
        );
    }

    [Fact]
    public void Parts_in_two_charsets_are_refused()
    {
        using var project = Project(Fixed.Replace("form", "multipart", StringComparison.Ordinal), FeedSchema.Hmac("\"{rawBody}\""));
        static string Part(string name, string charset) =>
            $"--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\nContent-Type: text/plain; charset={charset}\r\n\r\né\r\n";

        project.Accepts(Posted(Latin1($"{Part("order", "windows-1252")}{Part("name", "windows-1252")}--b--")));
        Refuses(
            project,
            Posted(Latin1($"{Part("order", "windows-1252")}{Part("name", "windows-1251")}--b--")),
            "Malformed at body: holds parts in more than one charset"
        );
        Refuses(
            project,
            Posted(Latin1($"{Part("order", "windows-1251")}{Part("name", "windows-1252")}--b--")),
            "Malformed at body: holds parts in more than one charset"
        );

        static CallbackRequest Posted(byte[] body) =>
            CallbackRequest.Post(body, "multipart/form-data; boundary=b", [KeyValuePair.Create("X-Signature", Requests.Hex(body))]);
    }

    /// <summary>Returns a form with signed texts and unsigned part headers.</summary>
    private static CallbackRequest Parts(string name, string headers, string? signed = null) =>
        CallbackRequest.Post(
            Latin1(
                "--b\r\nContent-Disposition: form-data; name=\"order\"\r\n\r\n1\r\n--b\r\n"
                    + "Content-Disposition: form-data; name=\"charset\"\r\n\r\nwindows-1252\r\n--b\r\n"
                    + $"Content-Disposition: form-data; name=\"name\"\r\n{headers}\r\n\r\n{name}\r\n--b--"
            ),
            "multipart/form-data; boundary=b",
            [KeyValuePair.Create("X-Signature", Requests.Hex(Latin1($"charset=windows-1252&name={signed ?? name}&order=1")))]
        );

    /// <summary>A pattern that does not describe the bytes does not determine where a value ends.</summary>
    [Theory]
    [InlineData("utf-8", "^[é]$", "Verified")]
    [InlineData("windows-1252", "^[é]$", "Authenticated")]
    [InlineData("windows-1252", "^[0-9]$", "Verified")]
    public void A_declared_form_counts_where_its_bytes_are_known(string charset, string pattern, string trust)
    {
        var feed = new FeedSchema
        {
            Receive = [$$"""{ "method": "POST", "content": "form", "charset": "{{charset}}" }"""],
            Properties = $$""" "a": { "type": "string" }, "b": { "type": "string", "pattern": "{{pattern}}" } """,
            Required = ["a", "b"],
            Verify = FeedSchema.Hmac("\"{body:/a}{body:/b}\"", """ "undelimited": "A test." """),
        };

        using var project = CompiledProject.Of(feed);
        Assert.Equal(trust, project.Feed.Trust.ToString());
    }

    [Theory]
    [InlineData(
        "{ \"method\": \"POST\", \"content\": \"form\", \"charset\": \"body:/charset\" }",
        """[{ "members": ["order", "name"], "join": "|" }]""",
        "no signed value determines body:/charset"
    )]
    [InlineData(
        "{ \"method\": \"POST\", \"content\": \"form\", \"charset\": \"body:/sign\" }",
        Every,
        "no signed value determines body:/sign"
    )]
    [InlineData(Fixed + ", { \"method\": \"PUT\", \"content\": \"form\" }", "\"{rawBody}\"", "the forms of a feed must have one charset")]
    [InlineData(Fixed + ", { \"method\": \"POST\", \"content\": \"json\" }", Every, "together with a form in another charset")]
    [InlineData(Fixed, "\"{body:/order|reverse}\"", "the filter reverse counts characters")]
    public void A_charset_that_leaves_two_readings_is_an_error(string ways, string message, string problem) =>
        Assert.Contains(
            SchemaReader.Read(Feed(ways, FeedSchema.Hmac(message, from: "body:/sign"))).Problems,
            found => found.Rule.Id == "CBG0086" && found.Arguments[0].StartsWith(problem, StringComparison.Ordinal)
        );

    [Theory]
    [InlineData(Fixed + ", { \"method\": \"POST\", \"content\": \"json\" }", "\"{rawBody}\"")]
    [InlineData(Fixed + ", { \"method\": \"POST\", \"content\": \"multipart\", \"charset\": \"windows-1252\" }", Every)]
    [InlineData(Named, Every)]
    public void A_charset_that_leaves_one_is_none(string ways, string message) =>
        Assert.DoesNotContain(
            SchemaReader.Read(Feed(ways, FeedSchema.Hmac(message, from: "body:/sign"))).Problems,
            found => found.Rule.Id == "CBG0086"
        );

    private static FeedSchema Feed(string way, string verify) =>
        new()
        {
            Receive = [way],
            Properties = """
                "order": { "type": "string" },
                "amount": { "type": "string", "format": "decimal" },
                "charset": { "type": ["string", "null"] },
                "name": { "type": ["string", "null"] }, "sign": { "type": ["string", "null"] }
                """,
            Required = ["order"],
            Verify = verify,
        };

    private static CompiledProject Project(string way, string? verify = null) =>
        CompiledProject.Of(Feed(way, verify ?? FeedSchema.Hmac(Every)));

    private static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);

    private static CallbackRequest Post(string body, byte[] signed, string? type = "application/x-www-form-urlencoded") =>
        new()
        {
            Method = "POST",
            ContentType = type,
            Body = Encoding.UTF8.GetBytes(body),
            Headers = CallbackHeaders.From([KeyValuePair.Create("X-Signature", Requests.Hex(signed))]),
        };

    private static void Refuses(CompiledProject project, CallbackRequest request, string expected) =>
        Assert.StartsWith(
            expected,
            project.Feed.VerifyMessage(request, project.Keys(), FixedClock.AtNoon).Rejection?.ToString(),
            StringComparison.Ordinal
        );
}
