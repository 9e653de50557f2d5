using System.Security.Cryptography;
using CallbackGen.Definitions;
using CallbackGen.Runtime.Tests.Support;
using CallbackGen.Verification;

namespace CallbackGen.Runtime.Tests.Verification;

public class SignatureTests
{
    private const string Message = "the message";

    private static readonly byte[] Mac = Given.Mac(Message);

    public static TheoryData<SignatureEncoding, string> Spellings =>
        new()
        {
            { SignatureEncoding.Hex, Convert.ToHexStringLower(Mac) },
            { SignatureEncoding.Hex, Convert.ToHexString(Mac) },
            { SignatureEncoding.Base64, Convert.ToBase64String(Mac) },
            { SignatureEncoding.Base64Url, Given.Base64Url(Mac) },
            { SignatureEncoding.Base64Hex, Convert.ToBase64String(Given.Utf8(Convert.ToHexStringLower(Mac))) },
        };

    [Theory]
    [MemberData(nameof(Spellings))]
    public void A_signature_matches_in_its_encoding_and_with_any_letter_changed_does_not(SignatureEncoding encoding, string text)
    {
        Assert.Null(Verify(text, encoding));
        for (var index = 0; index < text.Length; index++)
        {
            var letter = text[index] == 'A' ? 'B' : 'A';
            if (encoding is SignatureEncoding.Hex && char.ToUpperInvariant(text[index]) == letter)
                letter = '0';
            Assert.NotNull(Verify(text[..index] + letter + text[(index + 1)..], encoding));
        }
    }

    [Fact]
    public void One_signature_has_one_spelling_in_base64()
    {
        var text = Convert.ToBase64String(Mac);
        var url = Given.Base64Url(Mac);
        var spare = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        var last = spare[spare.IndexOf(text[^2], StringComparison.Ordinal) | 1];
        foreach (var other in new[] { text + "=", text + " ", " " + text, text.Insert(4, "\n"), text[..^2] + last + "=", text + "\n" })
            Assert.Equal(CallbackRejectionReason.SignatureMalformed, Verify(other, SignatureEncoding.Base64));
        foreach (var other in new[] { url + "==", url + " ", url.Insert(4, " "), url[..^1] + last, url + "%" })
            Assert.Equal(CallbackRejectionReason.SignatureMalformed, Verify(other, SignatureEncoding.Base64Url));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void An_absent_signature_is_missing(string? text)
    {
        using var verification = Given.Verification();
        Assert.Null(
            verification.FindSignatures((text is null ? default : WireValue.FromText(text)).From("header:X"), SignatureEncoding.Hex)
        );
        Assert.Equal(
            (CallbackRejectionReason.SignatureMissing, "header:X"),
            (verification.Rejection?.Reason, verification.Rejection?.Where)
        );
    }

    [Fact]
    public void A_null_or_an_object_is_no_signature()
    {
        using var verification = Given.Verification(Given.Json("""{"n":null,"o":{}}"""));
        Assert.Null(verification.FindSignatures(verification.Body("/n"), SignatureEncoding.Hex));
        Assert.Equal(CallbackRejectionReason.SignatureMissing, verification.Rejection?.Reason);
    }

    [Fact]
    public void A_shortened_signature_never_matches()
    {
        var text = Convert.ToHexStringLower(Mac);
        for (var length = 2; length < text.Length; length += 2)
            Assert.Equal(CallbackRejectionReason.SignatureMalformed, Verify(text[..length], SignatureEncoding.Hex));
        Assert.Equal(CallbackRejectionReason.SignatureMalformed, Verify(text + "00", SignatureEncoding.Hex));
        Assert.Equal(CallbackRejectionReason.SignatureMalformed, Verify("  ", SignatureEncoding.Base64));
    }

    [Fact]
    public void Nothing_matches_with_signatures_that_were_forgotten()
    {
        using var verification = Given.Verification();
        var signatures = Find(verification, Convert.ToHexString(Mac));
        verification.NextAlternative();
        Assert.False(signatures.MacMatches(Signed(verification), MacAlgorithm.HmacSha256, "hashKey"));
        Assert.Equal(CallbackRejectionReason.SignatureMismatch, verification.Rejection?.Reason);
    }

    [Theory]
    [InlineData(MacAlgorithm.HmacMd5)]
    [InlineData(MacAlgorithm.HmacSha1)]
    [InlineData(MacAlgorithm.HmacSha256)]
    [InlineData(MacAlgorithm.HmacSha384)]
    [InlineData(MacAlgorithm.HmacSha512)]
    public void Only_the_pinned_algorithm_matches(MacAlgorithm algorithm)
    {
        var key = Given.Utf8(Given.KeyText);
        var message = Given.Utf8(Message);
#pragma warning disable CA5350, CA5351
        byte[][] macs =
        [
            HMACMD5.HashData(key, message),
            HMACSHA1.HashData(key, message),
            HMACSHA256.HashData(key, message),
            HMACSHA384.HashData(key, message),
            HMACSHA512.HashData(key, message),
        ];
#pragma warning restore CA5350, CA5351
        for (var index = 0; index < macs.Length; index++)
        {
            var expected = index + 1 == (int)algorithm ? null : (CallbackRejectionReason?)CallbackRejectionReason.SignatureMalformed;
            Assert.Equal(expected, Verify(Convert.ToHexString(macs[index]), SignatureEncoding.Hex, algorithm: algorithm));
        }
    }

    [Fact]
    public void A_prefix_is_required_and_no_part_of_the_signature()
    {
        var text = Convert.ToHexStringLower(Mac);
        Assert.Null(Verify("sha256=" + text, SignatureEncoding.Hex, prefix: "sha256="));
        Assert.Equal(CallbackRejectionReason.SignatureMalformed, Verify(text, SignatureEncoding.Hex, prefix: "sha256="));
        Assert.Equal(CallbackRejectionReason.SignatureMalformed, Verify("SHA256=" + text, SignatureEncoding.Hex, prefix: "sha256="));
        Assert.Equal(CallbackRejectionReason.SignatureMalformed, Verify("sha256=", SignatureEncoding.Hex, prefix: "sha256="));
    }

    [Fact]
    public void What_is_longer_than_any_MAC_is_no_signature()
    {
        Assert.Equal(CallbackRejectionReason.SignatureMalformed, Verify(new string('0', 64 * 2), SignatureEncoding.Hex));
        Assert.Equal(CallbackRejectionReason.SignatureMalformed, Verify(new string('0', 65 * 2), SignatureEncoding.Hex));
        Assert.Equal(
            CallbackRejectionReason.SignatureMalformed,
            Verify(Convert.ToHexString(Mac) + new string('0', 33 * 2), SignatureEncoding.Hex)
        );
    }

    [Fact]
    public void A_signature_that_was_found_before_is_forgotten_with_the_next()
    {
        using var verification = Given.Verification();
        var first = Find(verification, Convert.ToHexString(Mac));
        Assert.NotNull(verification.FindSignatures(WireValue.FromText(Given.HexMac("another")).From("header:Y"), SignatureEncoding.Hex));
        Assert.False(first.MacMatches(Signed(verification), MacAlgorithm.HmacSha256, "hashKey"));
        Assert.Equal(
            (CallbackRejectionReason.SignatureMismatch, "header:Y"),
            (verification.Rejection?.Reason, verification.Rejection?.Where)
        );
    }

    [Fact]
    public void Every_signature_of_a_list_is_tried_and_junk_among_them_is_passed_over()
    {
        var good = "v1," + Convert.ToBase64String(Mac);
        var bad = "v1," + Convert.ToBase64String(Given.Mac("another"));
        foreach (var list in new[] { good, $"{bad} {good}", $"{good} {bad}", $"v2,x  \u00e9 v1,*** {good}", $" {good} " })
            Assert.Null(Verify(list, SignatureEncoding.Base64, SignatureFormat.List, ' ', prefix: "v1,"));
        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            Verify($"{bad} {bad}", SignatureEncoding.Base64, SignatureFormat.List, ' ', prefix: "v1,")
        );
        Assert.Equal(
            CallbackRejectionReason.SignatureMalformed,
            Verify("v1,*** junk", SignatureEncoding.Base64, SignatureFormat.List, ' ', prefix: "v1,")
        );
    }

    [Fact]
    public void Only_the_first_16_signatures_of_a_list_are_looked_at()
    {
        var good = Convert.ToHexStringLower(Mac);
        var bad = Given.HexMac("another");
        string List(int before) => string.Join(',', Enumerable.Repeat(bad, before).Append(good));
        Assert.Null(Verify(List(15), SignatureEncoding.Hex, SignatureFormat.List));
        Assert.Equal(CallbackRejectionReason.SignatureMismatch, Verify(List(16), SignatureEncoding.Hex, SignatureFormat.List));
        Assert.Equal(
            CallbackRejectionReason.SignatureMalformed,
            Verify(string.Join(',', Enumerable.Repeat("junk", 100_000).Append(good)), SignatureEncoding.Hex, SignatureFormat.List)
        );
        // Signatures without the prefix are compared too, and counted.
        Assert.Null(
            Verify(
                string.Join(',', Enumerable.Repeat("v2=0", 15).Append($"v1={good}")),
                SignatureEncoding.Hex,
                SignatureFormat.List,
                prefix: "v1="
            )
        );
        Assert.Equal(
            CallbackRejectionReason.SignatureMalformed,
            Verify(
                string.Join(',', Enumerable.Repeat("v2=0", 16).Append($"v1={good}")),
                SignatureEncoding.Hex,
                SignatureFormat.List,
                prefix: "v1="
            )
        );
    }

    [Fact]
    public void Pairs_give_the_signatures_of_the_picked_name_and_the_other_parts()
    {
        var good = Convert.ToHexStringLower(Mac);
        using var verification = Given.Verification();
        var signatures = verification.FindSignatures(
            WireValue.FromText($"t=1709208000, v0=00 ,v1={Given.HexMac("x")}, v1 = {good} ,junk").From("header:X"),
            SignatureEncoding.Hex,
            SignatureFormat.Pairs,
            ',',
            "v1"
        )!;
        Assert.True(signatures.Part("t").Utf8.SequenceEqual("1709208000"u8));
        Assert.Equal(WireKind.Absent, signatures.Part("x").Kind);
        Assert.True(signatures.MacMatches(Signed(verification), MacAlgorithm.HmacSha256, "hashKey"));

        Assert.Equal(
            CallbackRejectionReason.SignatureMalformed,
            Verify($"t=1,v2={good}", SignatureEncoding.Hex, SignatureFormat.Pairs, pick: "v1")
        );
        Assert.Equal(
            CallbackRejectionReason.SignatureMalformed,
            Verify($"t=1,V1={good}", SignatureEncoding.Hex, SignatureFormat.Pairs, pick: "v1")
        );
    }

    [Fact]
    public void A_part_that_is_repeated_is_refused()
    {
        using var verification = Given.Verification();
        var signatures = verification.FindSignatures(
            WireValue.FromText($"t=1,v1={Convert.ToHexString(Mac)},t=2").From("header:X"),
            SignatureEncoding.Hex,
            SignatureFormat.Pairs,
            ',',
            "v1"
        )!;
        Assert.False(signatures.Part("t").IsScalar);
        Assert.Equal(
            (CallbackRejectionReason.SignatureMalformed, "signature:t"),
            (verification.Rejection?.Reason, verification.Rejection?.Where)
        );
    }

    [Fact]
    public void Every_configured_value_of_a_key_is_tried_and_the_one_that_matched_is_told()
    {
        foreach (
            var (keys, expected) in new[]
            {
                (Given.Keys(Given.KeyText, Given.OtherKeyText), "hashKey[0]"),
                (Given.Keys(Given.OtherKeyText, Given.KeyText), "hashKey[1]"),
            }
        )
        {
            using var verification = Given.Verification(keys: keys);
            Assert.True(Find(verification, Convert.ToHexString(Mac)).MacMatches(Signed(verification), MacAlgorithm.HmacSha256, "hashKey"));
            Assert.Equal(expected, verification.CreateReceipt(null).KeyId);
        }

        using var refused = Given.Verification(keys: Given.Keys(Given.OtherKeyText, Given.OtherKeyText + "2"));
        Assert.False(Find(refused, Convert.ToHexString(Mac)).MacMatches(Signed(refused), MacAlgorithm.HmacSha256, "hashKey"));
        Assert.Equal(["hashKey[0]", "hashKey[1]"], refused.Rejection!.KeysTried);
        Assert.Null(refused.CreateReceipt(null).KeyId);
    }

    [Fact]
    public void Without_a_key_everything_is_refused()
    {
        using var verification = Given.Verification(keys: CallbackKeys.Empty);
        var signatures = Find(verification, Convert.ToHexString(HMACSHA256.HashData(Array.Empty<byte>(), Given.Utf8(Message))));
        Assert.False(signatures.MacMatches(Signed(verification), MacAlgorithm.HmacSha256, "hashKey"));
        Assert.Equal(CallbackRejectionReason.KeyNotConfigured, verification.Rejection?.Reason);
    }

    [Fact]
    public void No_signature_matches_after_a_rejection()
    {
        using var verification = Given.Verification();
        var signatures = Find(verification, Convert.ToHexString(Mac));
        verification.Reject(CallbackRejectionReason.TimestampInvalid, "", "");
        Assert.False(signatures.MacMatches(Signed(verification), MacAlgorithm.HmacSha256, "hashKey"));
    }

    private static Signatures Find(CallbackVerification verification, string signature) =>
        verification.FindSignatures(WireValue.FromText(signature).From("header:X"), SignatureEncoding.Hex)!;

    private static MessageBuilder Signed(CallbackVerification verification)
    {
        var message = verification.BeginMessage();
        message.Append(Given.Utf8(Message));
        return message;
    }

    private static CallbackRejectionReason? Verify(
        string signature,
        SignatureEncoding encoding,
        SignatureFormat format = SignatureFormat.Plain,
        char separator = ',',
        string? pick = null,
        string prefix = "",
        MacAlgorithm algorithm = MacAlgorithm.HmacSha256
    )
    {
        using var verification = Given.Verification();
        _ =
            verification.FindSignatures(WireValue.FromText(signature).From("header:X"), encoding, format, separator, pick, prefix)
                is { } signatures
            && signatures.MacMatches(Signed(verification), algorithm, "hashKey");
        return verification.Rejection?.Reason;
    }
}
