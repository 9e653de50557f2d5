using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>
/// The permitted spellings of a signature and of the value that contains it: padding, lists, pairs, schemes of <c>Authorization</c>.
/// Each relaxation names the attack that was considered.
/// </summary>
public sealed class SignatureFormTests
{
    private const string Body = """{"id":"a12"}""";
    private const string Other = """{"id":"a13"}""";
    private const string Id = """ "id": { "type": "string" } """;

    private static readonly string Wrong = Convert.ToHexStringLower(Requests.Mac(Body, "another-key-of-at-least-32-bytes-lg"));

    private static CompiledProject Feed(string verify, string properties = Id) =>
        CompiledProject.Of(new FeedSchema { Properties = properties, Verify = verify });

    /// <summary>The standard and the URL-safe alphabet, with and without padding.</summary>
    [Theory]
    [InlineData("base64")]
    [InlineData("base64url")]
    public void Padding_of_base64_is_optional_in_a_signature(string encoding)
    {
        using var project = Feed(FeedSchema.Hmac("\"{rawBody}\"", encoding: encoding));
        var padded = Text(Requests.Mac(Body), encoding);

        project.Accepts(Requests.Json(Body, ("X-Signature", padded)));
        project.Accepts(Requests.Json(Body, ("X-Signature", padded.TrimEnd('='))));
        foreach (var text in new[] { padded, padded.TrimEnd('=') })
            project.Refuses(Requests.Json(Other, ("X-Signature", text)), CallbackRejectionReason.SignatureMismatch);
    }

    /// <summary>
    /// Attack: another spelling of a known signature, which would count as a new callback: bits after the last byte, partial padding,
    /// too much padding, white space. None is decoded; and events are not distinguished by the text of a signature.
    /// </summary>
    [Theory]
    [InlineData("base64")]
    [InlineData("base64url")]
    public void Padding_is_all_that_a_signature_may_differ_in(string encoding)
    {
        using var project = Feed(FeedSchema.Hmac("\"{rawBody}\"", encoding: encoding));
        var padded = Text(Requests.Mac(Body), encoding);
        var digits = padded.TrimEnd('=');
        var spare = digits[..^1] + (char)(digits[^1] + 1);

        foreach (
            var text in new[]
            {
                spare,
                spare + "=",
                digits + "==",
                digits + "===",
                digits + "====",
                "=" + digits,
                digits[..8] + "=" + digits[8..],
                digits + " =",
                digits[..8] + " " + digits[8..],
                digits[..8] + "\n" + digits[8..],
            }
        )
            project.Refuses(Requests.Json(Body, ("X-Signature", text)), CallbackRejectionReason.SignatureMalformed);
    }

    [Fact]
    public void Padding_is_optional_around_hex_and_one_sign_of_two_is_a_text_that_was_cut()
    {
        using var hex = Feed(FeedSchema.Hmac("\"{rawBody}\"", encoding: "base64hex"));
        var text = Convert.ToBase64String(Encoding.ASCII.GetBytes(Requests.Hex(Body)));
        Assert.EndsWith("==", text, StringComparison.Ordinal);

        hex.Accepts(Requests.Json(Body, ("X-Signature", text)));
        hex.Accepts(Requests.Json(Body, ("X-Signature", text.TrimEnd('='))));
        hex.Refuses(Requests.Json(Body, ("X-Signature", text[..^1])), CallbackRejectionReason.SignatureMalformed);
    }

    /// <summary>A payload within a value: the text may arrive without its padding. The same bytes are read and signed.</summary>
    [Theory]
    [InlineData("base64decode", "{\"id\":\"a\"}", true)]
    [InlineData("base64urldecode", "{\"id\":\"?>~?\"}", true)]
    [InlineData("base64decode", "{\"id\":\"abcd\"}", false)]
    public void Padding_is_optional_in_a_value_that_holds_the_payload(string filter, string json, bool padded)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = Id,
                Receive = ["POST form"],
                Verify = FeedSchema.Hmac("\"{body:/data}\""),
                Callback = $"\"payload\": \"body:/data|{filter}|json\"",
            }
        );
        var text = Text(Encoding.UTF8.GetBytes(json), filter == "base64decode" ? "base64" : "base64url");
        Assert.Contains('=', text);
        text = padded ? text : text.TrimEnd('=');
        var form = "data=" + Uri.EscapeDataString(text);

        project.Accepts(Requests.Form(form, ("X-Signature", Requests.Hex(text))));
        project.Refuses(
            Requests.Form(form.Replace("data=e", "data=f", StringComparison.Ordinal), ("X-Signature", Requests.Hex(text))),
            CallbackRejectionReason.SignatureMismatch
        );
    }

    [Theory]
    [InlineData("secret+key/with==")]
    [InlineData("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")]
    [InlineData("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY")]
    public void A_configured_key_may_lack_its_padding(string text)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = Id,
                Verify = FeedSchema.Hmac("\"{rawBody}\""),
                Keys = """ "secret": { "encoding": "base64" } """,
            }
        );
        var isKey = CallbackKeys.TryCreate(project.Feed, [new("secret", text)], null, out var keys, out _);

        Assert.Equal(text[0] == 'M', isKey);
        if (!isKey)
            return;
        var mac = Convert.ToHexStringLower(HMACSHA256.HashData("0123456789abcdef0123456789abcdef"u8, Encoding.UTF8.GetBytes(Body)));
        Assert.True(project.Feed.VerifyMessage(Requests.Json(Body, ("X-Signature", mac)), keys, FixedClock.AtNoon).IsSuccess);
    }

    /// <summary>While a provider rotates its key, it sends two signatures in one pair; either may be valid.</summary>
    [Theory]
    [InlineData("hex", "v1")]
    [InlineData("base64", "v1")]
    [InlineData("base64url", "sig")]
    public void A_pair_may_hold_several_signatures(string encoding, string name)
    {
        using var project = Feed(
            FeedSchema.Hmac(
                "\"{signature:t}.{rawBody}\"",
                """ "timestamp": { "from": "signature:t", "unit": "milliseconds", "tolerance": "PT5M" } """,
                encoding,
                signature: $"\"format\": \"pairs\", \"pick\": \"{name}\""
            )
        );
        var time = FixedClock.Noon.ToUnixTimeMilliseconds();
        var right = Text(Requests.Mac($"{time}.{Body}"), encoding);
        var wrong = Text(Requests.Mac("other"), encoding);

        foreach (
            var text in new[]
            {
                $"t={time},{name}={wrong},{right}",
                $"t={time},{name}={right},{wrong}",
                $"{name}={wrong}, {right} ,t={time}",
                $"t={time},{name}={wrong},,{right}",
            }
        )
        {
            project.Accepts(Requests.Json(Body, ("X-Signature", text)));
            project.Refuses(Requests.Json(Other, ("X-Signature", text)), CallbackRejectionReason.SignatureMismatch);
        }
    }

    /// <summary>
    /// Attack: a signature under another name, or a second signature. A value under another pair's name does not count, a repeated part
    /// is rejected, and an item without a name is never a signed part.
    /// </summary>
    [Theory]
    [InlineData("t={0},v0={2},{1},v1={2}", CallbackRejectionReason.SignatureMismatch)] // the valid signature is in the pair v0
    [InlineData("{1},t={0}", CallbackRejectionReason.SignatureMalformed)] // not in a pair
    [InlineData("t={0},{1}", CallbackRejectionReason.SignatureMalformed)] // after the time
    [InlineData("t={0},t={0},v1={1}", CallbackRejectionReason.SignatureMalformed)] // a part that repeats
    [InlineData("v1={1},{0}", CallbackRejectionReason.SignatureMismatch)] // a time without its name is not a part
    public void A_signature_counts_behind_its_own_name_only(string form, CallbackRejectionReason reason)
    {
        using var project = Feed(FeedSchema.Hmac("\"{signature:t}.{rawBody}\"", signature: """ "format": "pairs", "pick": "v1" """));
        var header = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, 17, Requests.Hex("17." + Body), Wrong);

        project.Refuses(Requests.Json(Body, ("X-Signature", header)), reason);
    }

    [Theory]
    [InlineData("list", "")]
    [InlineData("pairs", ", \"pick\": \"v1\"")]
    public void A_list_may_stand_in_several_lines_of_its_header(string format, string pick)
    {
        using var project = Feed(FeedSchema.Hmac("\"{rawBody}\"", signature: $"\"format\": \"{format}\"{pick}"));
        var name = format == "pairs" ? "v1=" : "";

        foreach (var (first, second) in new[] { (Wrong, Requests.Hex(Body)), (Requests.Hex(Body), Wrong) })
        {
            project.Accepts(Requests.Json(Body, ("X-Signature", name + first), ("x-signature", name + second)));
            project.Refuses(
                Requests.Json(Other, ("X-Signature", name + first), ("x-signature", name + second)),
                CallbackRejectionReason.SignatureMismatch
            );
        }

        project.Accepts(
            Requests.Json(
                Body,
                ("X-Signature", $"{name}{Wrong},{name}{Wrong}"),
                ("X-Signature", ""),
                ("X-Signature", name + Requests.Hex(Body))
            )
        );
    }

    /// <summary>
    /// Attack: a second header line is added to the genuine one, and proxies and programs use different lines. A list includes all
    /// lines, and a signed part must occur once in all of them; any other value with a second line is rejected.
    /// </summary>
    [Fact]
    public void A_second_line_never_brings_a_second_value_of_what_is_signed()
    {
        using var pairs = Feed(FeedSchema.Hmac("\"{signature:t}.{rawBody}\"", signature: """ "format": "pairs", "pick": "v1" """));
        using var semicolon = Feed(FeedSchema.Hmac("\"{rawBody}\"", signature: """ "format": "list", "separator": ";" """));
        using var plain = Feed(FeedSchema.Hmac("\"{rawBody}\""));
        using var time = Feed(FeedSchema.Hmac("\"{header:X-Time}.{rawBody}\"", signature: """ "format": "list" """));

        pairs.Accepts(Requests.Json(Body, ("X-Signature", "t=1"), ("X-Signature", "v1=" + Requests.Hex("1." + Body))));
        pairs.Refuses(
            Requests.Json(Body, ("X-Signature", "t=1,v1=" + Requests.Hex("1." + Body)), ("X-Signature", "t=2")),
            CallbackRejectionReason.SignatureMalformed
        );
        semicolon.Refuses(
            Requests.Json(Body, ("X-Signature", Wrong), ("X-Signature", Requests.Hex(Body))),
            CallbackRejectionReason.SignatureMalformed
        );
        plain.Refuses(
            Requests.Json(Body, ("X-Signature", Requests.Hex(Body)), ("X-Signature", Requests.Hex(Body))),
            CallbackRejectionReason.SignatureMalformed
        );
        time.Refuses(
            Requests.Json(Body, ("X-Time", "1"), ("X-Time", "1"), ("X-Signature", Requests.Hex("1." + Body))),
            CallbackRejectionReason.SignatureMalformed
        );
    }

    /// <summary>RFC 9110, section 11.1: the name of an authentication scheme ignores case, and spaces may follow it.</summary>
    [Theory]
    [InlineData("Authorization", "Basic ", "basic {0}")]
    [InlineData("Authorization", "Basic ", "BASIC {0}")]
    [InlineData("Authorization", "Bearer ", "bearer   {0}")]
    [InlineData("authorization", "Bearer ", "bearer {0}")]
    [InlineData("Proxy-Authorization", "Token ", "TOKEN {0}")]
    [InlineData("Authorization", "Acme key=", "ACME  key={0}")]
    public void An_authentication_scheme_has_no_case(string header, string prefix, string value)
    {
        using var project = Feed($$"""{ "scheme": "token", "from": "header:{{header}}", "prefix": "{{prefix}}", "key": "secret" }""");

        project.Accepts(
            Requests.Json(Body, (header, string.Format(System.Globalization.CultureInfo.InvariantCulture, value, FeedSchema.Secret)))
        );
        project.Refuses(
            Requests.Json(Body, (header, string.Format(System.Globalization.CultureInfo.InvariantCulture, value, FeedSchema.Secret + "x"))),
            CallbackRejectionReason.SignatureMismatch
        );
    }

    [Fact]
    public void The_scheme_before_a_token_and_before_a_signature_has_no_case_either()
    {
        using var token = Feed(
            FeedSchema.Jwt("header:Authorization", """ "prefix": "Bearer ", "claims": { "id": { "equals": "{body:/id}" } } """)
        );
        using var mac = Feed(FeedSchema.Hmac("\"{rawBody}\"", from: "header:Authorization", signature: """ "prefix": "HMAC-SHA256 " """));

        token.Accepts(Requests.Json(Body, ("Authorization", "bearer " + Requests.Token("""{"id":"a12"}"""))));
        token.Refuses(
            Requests.Json(Other, ("Authorization", "bearer " + Requests.Token("""{"id":"a12"}"""))),
            CallbackRejectionReason.ClaimMismatch
        );
        mac.Accepts(Requests.Json(Body, ("Authorization", "hmac-sha256 " + Requests.Hex(Body))));
        mac.Refuses(
            Requests.Json(Other, ("Authorization", "hmac-sha256 " + Requests.Hex(Body))),
            CallbackRejectionReason.SignatureMismatch
        );
    }

    /// <summary>
    /// Attack: the credentials of one scheme are accepted as those of another. Only the case of the name is free, and only there.
    /// </summary>
    [Theory]
    [InlineData("Authorization", "Basic ", "Bearer {0}")]
    [InlineData("Authorization", "Basic ", "basic{0}")]
    [InlineData("Authorization", "Basic ", "basic\t{0}")]
    [InlineData("Authorization", "Basic ", "{0}")]
    [InlineData("Authorization", "Acme key=", "acme KEY={0}")]
    [InlineData("X-Token", "Basic ", "basic {0}")]
    [InlineData("X-Token", "Basic ", "Basic  {0}")]
    [InlineData("Authorization", "whsec_", "WHSEC_{0}")]
    public void Everything_else_of_a_prefix_is_compared_exactly(string header, string prefix, string value)
    {
        using var project = Feed($$"""{ "scheme": "token", "from": "header:{{header}}", "prefix": "{{prefix}}", "key": "secret" }""");
        var request = Requests.Json(
            Body,
            (header, string.Format(System.Globalization.CultureInfo.InvariantCulture, value, FeedSchema.Secret))
        );
        var result = project.Feed.VerifyMessage(request, project.Keys(), FixedClock.AtNoon);

        Assert.False(result.IsSuccess);
        Assert.Contains(
            result.Rejection.Reason,
            new[] { CallbackRejectionReason.SignatureMalformed, CallbackRejectionReason.SignatureMismatch }
        );
    }

    /// <summary>
    /// Causes that a mismatch would hide: the schema states another hash, or another encoding. The log contains
    /// numbers, and nothing of the signature.
    /// </summary>
    [Theory]
    [InlineData("hmac", "sha512", "hex", 32, "hex", "is 32 bytes long, and the algorithm makes 64")]
    [InlineData("hmac", "sha256", "base64", 32, "hex", "is 48 bytes long, and the algorithm makes 32")] // hex decoded as base64
    [InlineData("hmac", "sha256", "base64url", 20, "base64", "is 20 bytes long, and the algorithm makes 32")]
    [InlineData("hmac", "sha256", "hex", 32, "base64", "44 characters are not hex, of which the algorithm makes 64")]
    [InlineData("hmac", "sha1", "base64hex", 20, "base64", "28 characters are not base64 of hex, of which the algorithm makes 56")]
    [InlineData("hmac", "sha256", "hex", 256, "hex", "512 characters are not hex, of which the algorithm makes 64")]
    [InlineData("digest", "sha384", "hex", 32, "hex", "is 32 bytes long, and the algorithm makes 48")]
    [InlineData("digest", "sha256", "base64", 16, "hex", "is 24 bytes long, and the algorithm makes 32")]
    [InlineData("signature", "rsa-sha256", "base64", 256, "hex", "is 384 bytes long, and the algorithm makes 256")]
    [InlineData("signature", "ecdsa-raw-sha256", "base64", 71, "base64", "is 71 bytes long, and the algorithm makes 64")]
    public void A_signature_of_another_length_is_malformed_and_both_lengths_are_told(
        string scheme,
        string algorithm,
        string encoding,
        int bytes,
        string written,
        string detail
    )
    {
        var key = scheme == "digest" ? "" : """ "key": "secret", """;
        var message = scheme == "digest" ? "{rawBody}{key:secret}" : "{rawBody}";
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = Id,
                Keys = scheme == "signature" ? """ "secret": { "encoding": "spki" } """ : """ "secret": { "encoding": "utf8" } """,
                Verify = $$"""
                { "scheme": "{{scheme}}", "algorithm": "{{algorithm}}", {{key}} "message": "{{message}}",
                  "signature": { "from": "header:X-Signature", "encoding": "{{encoding}}" } }
                """,
            }
        );
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var configured =
            scheme != "signature"
                ? FeedSchema.Secret
                : Convert.ToBase64String(
                    algorithm.StartsWith("rsa", StringComparison.Ordinal)
                        ? rsa.ExportSubjectPublicKeyInfo()
                        : curve.ExportSubjectPublicKeyInfo()
                );
        var keys = CallbackKeys.Create(project.Feed, "secret", configured);
        var text = Text(new byte[bytes], written);

        var rejection = project.Feed.VerifyMessage(Requests.Json(Body, ("X-Signature", text)), keys, FixedClock.AtNoon).Rejection!;
        Assert.Equal(CallbackRejectionReason.SignatureMalformed, rejection.Reason);
        Assert.Contains(detail, rejection.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(text[..16], rejection.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_of_the_right_length_that_does_not_fit_is_a_mismatch_whatever_stands_beside_it()
    {
        using var list = Feed(FeedSchema.Hmac("\"{rawBody}\"", signature: """ "format": "list" """));
        using var several = Feed(
            $$"""
            {
              "scheme": "anyOf",
              "schemes": [
                {{FeedSchema.Hmac("\"{rawBody}\"").Replace("sha256", "sha512", StringComparison.Ordinal)}},
                {{FeedSchema.Hmac("\"{rawBody}\"")}}
              ]
            }
            """
        );

        list.Refuses(Requests.Json(Body, ("X-Signature", $"{Wrong[..32]},{Wrong}")), CallbackRejectionReason.SignatureMismatch);
        several.Refuses(Requests.Json(Body, ("X-Signature", Wrong)), CallbackRejectionReason.SignatureMismatch);
        several.Refuses(Requests.Json(Body, ("X-Signature", Wrong + Wrong)), CallbackRejectionReason.SignatureMismatch);
        several.Refuses(Requests.Json(Body, ("X-Signature", Wrong[..32])), CallbackRejectionReason.SignatureMalformed);
    }

    private static string Text(byte[] bytes, string encoding) =>
        encoding switch
        {
            "hex" => Convert.ToHexStringLower(bytes),
            "base64" => Convert.ToBase64String(bytes),
            _ => Base64Url.EncodeToString(bytes) + new string('=', (3 - (bytes.Length % 3)) % 3),
        };
}
