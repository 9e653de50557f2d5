using System.Reflection;
using System.Text;
using CallbackGen.Definitions;
using CallbackGen.Runtime.Tests.Support;
using CallbackGen.Verification;

namespace CallbackGen.Runtime.Tests.Verification;

public class TextFilterTests
{
    private delegate WireValue Filter(WireValue value);

    public static TheoryData<string, string, string?> Cases =>
        new()
        {
            { "lower", "ÀB1", "àb1" },
            { "upper", "àb1", "ÀB1" },
            { "trim", " \t\r\n a b \0", "a b" },
            { "digits", "+60 12-345 ６", "6012345" },
            { "reverse", "aé😀", "😀éa" },
            { "slice:1:2", "aé😀x", "é😀" },
            { "slice:3:9", "abcd", "d" },
            { "slice:9:9", "abcd", "" },
            { "fixed2", "10", "10.00" },
            { "fixed2", "10.5", "10.50" },
            { "fixed2", "-0.500", "-0.50" },
            { "fixed2", "1e2", "100.00" },
            { "fixed2", "10.555", null },
            { "fixed2", "10,00", null },
            { "fixed2", "", null },
            { "strip-prefix", "INV-7", "7" },
            { "strip-prefix", "inv-7", "inv-7" },
            { "base64", "a?>é", "YT8+w6k=" },
            { "base64decode", "YT8+w6k=", "a?>é" },
            { "base64decode", "YT8+w6k", "a?>é" },
            { "base64decode", "YT8+w6l=", null },
            { "base64decode", "YT8+ w6k=", null },
            { "base64urldecode", "YT8-w6k", "a?>é" },
            { "base64urldecode", "YT8-w6k=", "a?>é" },
            { "base64urldecode", "YT8+w6k", null },
            { "base64urldecode", "YT8-w6l", null },
            { "hexdecode", "613F3ec3a9", "a?>é" },
            { "hexdecode", "", "" },
            { "hexdecode", "613", null },
            { "hexdecode", "61 3F", null },
            { "hexdecode", "6g", null },
            { "urlencode", "a b*-._~!()é/", "a+b*-._%7E%21%28%29%C3%A9%2F" },
            { "urlencode-dotnet", "a b*-._~!()é/", "a+b*-._%7e!()%c3%a9%2f" },
            { "urldecode", "a+b%C3%A9", "a bé" },
            { "urldecode", "%C3", null },
            { "urldecode", "%4", null },
            { "crc32", "123456789", "cbf43926" },
            { "crc32", "", "00000000" },
            { "crc32-decimal", "123456789", "3421780262" },
            { "crc32-decimal", "", "0" },
            { "md5", "abc", "900150983cd24fb0d6963f7d28e17f72" },
            { "sha1", "abc", "a9993e364706816aba3e25717850c26c9cd0d89d" },
            { "sha256", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
            { "sha384", "abc", "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7" },
            {
                "sha512",
                "abc",
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
            },
            { "escape", @"a\b:c", @"a\\b\:c" },
            { "escape", "abc", "abc" },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_filter_does_what_its_name_says(string name, string text, string? expected)
    {
        var value = Named(name)(WireValue.FromText(text));
        Assert.Equal(expected, value.IsScalar ? Encoding.UTF8.GetString(value.Utf8) : null);
        Assert.Equal(expected is null ? WireKind.Invalid : WireKind.Scalar, value.Kind);
    }

    [Fact]
    public void Every_filter_has_a_case() =>
        Assert.Equal(
            typeof(TextFilters)
                .GetMethods(BindingFlags.Public | BindingFlags.Static)
                .Select(method => method.Name.ToUpperInvariant())
                .Order(),
            Cases
                .Select(row => ((string)row[0]).Split(':')[0].Replace("-", "", StringComparison.Ordinal).ToUpperInvariant())
                .Distinct()
                .Order()
        );

    [Fact]
    public void What_cannot_be_decoded_stays_so_behind_every_filter()
    {
        foreach (var name in Cases.Select(row => (string)row[0]).Distinct())
            Assert.Equal(WireKind.Invalid, Named(name)(TextFilters.UrlDecode(WireValue.FromText("%4"))).Kind);
    }

    [Theory]
    [InlineData("append")]
    [InlineData("member")]
    [InlineData("text")]
    [InlineData("expected-text")]
    [InlineData("claim")]
    [InlineData("expected-claim")]
    [InlineData("token")]
    [InlineData("jws")]
    [InlineData("signature")]
    [InlineData("replace")]
    public void What_cannot_be_decoded_is_neither_signed_as_empty_text_nor_compared(string step)
    {
        using var verification = Given.Verification();
        var invalid = TextFilters.Lower(TextFilters.Base64Decode(WireValue.FromText("YT8+w6l")));
        var text = WireValue.FromText("a");
        var token = verification.VerifyJws(WireValue.FromText(Given.Token("{}")), [JwsAlgorithm.HS256], "hashKey")!;
        var passed = step switch
        {
            "append" => verification.BeginMessage().Append(invalid),
            "member" => verification.BeginMessage().BeginMembers("|"u8).Append(invalid, "|"u8),
            "text" => verification.TextEquals(invalid, text),
            "expected-text" => verification.TextEquals(text, invalid),
            "claim" => token.ClaimEquals("a", invalid, text),
            "expected-claim" => token.ClaimEquals("a", text, invalid),
            "token" => verification.TokenMatches(invalid, "hashKey"),
            "jws" => verification.VerifyJws(invalid, [JwsAlgorithm.HS256], "hashKey") is not null,
            "signature" => verification.FindSignatures(invalid, SignatureEncoding.Hex) is not null,
            _ => Replaces(verification, invalid),
        };

        Assert.False(passed);
        Assert.Equal(
            (CallbackRejectionReason.SignatureMalformed, "a value cannot be decoded as the schema says"),
            (verification.Rejection?.Reason, verification.Rejection?.Detail)
        );
    }

    [Fact]
    public void What_is_absent_or_null_passes_every_filter_as_it_is()
    {
        using var verification = Given.Verification(Given.Json("""{"n":null}"""));
        foreach (var name in Cases.Select(row => (string)row[0]).Distinct())
        {
            Assert.Equal(WireKind.Absent, Named(name)(default).Kind);
            Assert.Equal(WireKind.Null, Named(name)(verification.Body("/n")).Kind);
        }
    }

    [Fact]
    public void Bytes_that_are_no_text_pass_every_filter_without_an_exception()
    {
        foreach (var name in Cases.Select(row => (string)row[0]).Distinct())
            Named(name)(WireValue.Scalar([0xFF, (byte)'a', 0xE2, 0x82, 0, 0xED, 0xA0, 0x80]));
    }

    private static bool Replaces(CallbackVerification verification, WireValue value)
    {
        verification.BeginMessage().ReplaceFrom(0, value);
        return verification.Rejection is null;
    }

    private static Filter Named(string name) =>
        name switch
        {
            "lower" => TextFilters.Lower,
            "upper" => TextFilters.Upper,
            "trim" => TextFilters.Trim,
            "digits" => TextFilters.Digits,
            "reverse" => TextFilters.Reverse,
            "slice:1:2" => value => TextFilters.Slice(value, 1, 2),
            "slice:3:9" => value => TextFilters.Slice(value, 3, 9),
            "slice:9:9" => value => TextFilters.Slice(value, 9, 9),
            "fixed2" => TextFilters.Fixed2,
            "strip-prefix" => value => TextFilters.StripPrefix(value, "INV-"),
            "base64" => TextFilters.Base64,
            "base64decode" => TextFilters.Base64Decode,
            "base64urldecode" => TextFilters.Base64UrlDecode,
            "hexdecode" => TextFilters.HexDecode,
            "urlencode" => TextFilters.UrlEncode,
            "urlencode-dotnet" => TextFilters.UrlEncodeDotnet,
            "urldecode" => TextFilters.UrlDecode,
            "crc32" => TextFilters.Crc32,
            "crc32-decimal" => TextFilters.Crc32Decimal,
            "md5" => TextFilters.Md5,
            "sha1" => TextFilters.Sha1,
            "sha256" => TextFilters.Sha256,
            "sha384" => TextFilters.Sha384,
            "sha512" => TextFilters.Sha512,
            "escape" => value => TextFilters.Escape(value, ':'),
            _ => throw new ArgumentException($"{name} is not named here."),
        };
}
