using System.Buffers.Text;
using System.Text;
using CallbackGen.Verification;

namespace CallbackGen.Runtime.Tests.Verification;

/// <summary>Every value has one text (RFC 4648, section 3.5): decoded bytes are encoded to the same text again.</summary>
public sealed class StrictBase64Tests
{
    // Digits with and without unused bits, those of only one alphabet, and characters that .NET's decoders skip.
    private static readonly byte[] Characters = [.. "AQgw_-+/= \n%."u8, 0xC3];

    [Fact]
    public void A_text_of_base64_is_taken_when_it_is_the_one_of_its_value() =>
        AssertOneText(4, StrictBase64.TryDecode, bytes => Convert.ToBase64String(bytes));

    [Fact]
    public void A_text_of_base64url_is_taken_when_it_is_the_one_of_its_value() =>
        AssertOneText(4, StrictBase64.TryDecodeUrl, bytes => Base64Url.EncodeToString(bytes));

    [Theory]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(34)]
    [InlineData(300)]
    public void Nothing_is_passed_over_in_a_long_text(int length)
    {
        var bytes = Enumerable.Range(0, length).Select(value => (byte)(value * 7)).ToArray();
        AssertNothingIsPassedOver(bytes, Base64Url.EncodeToString(bytes), StrictBase64.TryDecodeUrl);
        AssertNothingIsPassedOver(bytes, Convert.ToBase64String(bytes), StrictBase64.TryDecode);
    }

    private static void AssertNothingIsPassedOver(byte[] bytes, string text, Decoder decode)
    {
        var decoded = new byte[text.Length + 8];
        Assert.True(decode(Encoding.ASCII.GetBytes(text), decoded, out var written));
        Assert.Equal(bytes, decoded[..written]);
        for (var place = 0; place <= text.Length; place++)
        {
            foreach (var inserted in (string[])[" ", "\t", "\r\n", "   ", "    ", "=", "==", "%%", "====", "."])
                Assert.False(decode(Encoding.ASCII.GetBytes(text.Insert(place, inserted)), decoded, out _), $"{inserted} at {place}");
        }
    }

    private delegate bool Decoder(ReadOnlySpan<byte> text, Span<byte> bytes, out int written);

    private static void AssertOneText(int longest, Decoder decode, Func<byte[], string> encode)
    {
        var taken = 0;
        var bytes = new byte[longest];
        for (var length = 0; length <= longest; length++)
        {
            var text = new byte[length];
            for (var number = 0; number < Math.Pow(Characters.Length, length); number++)
            {
                var rest = number;
                for (var index = 0; index < length; index++, rest /= Characters.Length)
                    text[index] = Characters[rest % Characters.Length];
                if (!decode(text, bytes, out var written))
                    continue;
                taken++;
                Assert.True(encode(bytes[..written]).Select(letter => (byte)letter).SequenceEqual(text), Convert.ToHexString(text));
            }
        }

        Assert.True(taken > 100, $"{taken} texts");
    }
}
