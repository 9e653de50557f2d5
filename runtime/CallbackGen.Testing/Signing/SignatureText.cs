using System.Buffers.Text;
using System.Globalization;
using System.Text;
using CallbackGen.Verification;

namespace CallbackGen.Testing.Signing;

/// <summary>A signature as its header, parameter or member carries it.</summary>
internal static class SignatureText
{
    /// <summary>The text that stands in the place of a signature: the old one with this signature in it.</summary>
    /// <param name="proof">The scheme.</param>
    /// <param name="old">The text that stands there.</param>
    /// <param name="configured">The value of the key that stands before each signature; or empty.</param>
    /// <param name="signature">The signature.</param>
    public static string Put(CallbackProof proof, string? old, string configured, ReadOnlySpan<byte> signature)
    {
        var text = proof.Prefix + configured + proof.PrefixEnd + Encode(proof.Encoding, signature);
        return proof.Format == SignatureFormat.Pairs ? PutPair(old, proof.Separator, proof.Pick ?? "", text) : text;
    }

    /// <summary>The pairs with one of them replaced, or with one more at their end.</summary>
    public static string PutPair(string? pairs, char separator, string name, string text)
    {
        var all = string.IsNullOrEmpty(pairs) ? [] : pairs.Split(separator).ToList();
        var index = all.FindIndex(pair => pair.Split('=', 2)[0].Trim(' ') == name);
        // A second one of its name is another key's, which does not match.
        all.RemoveAll(pair => pair.Split('=', 2)[0].Trim(' ') == name);
        all.Insert(index < 0 ? all.Count : index, $"{name}={text}");
        return string.Join(separator, all);
    }

    /// <summary>A moment as the schema writes times.</summary>
    public static string OfTime(DateTimeOffset time, CallbackProofTime form) =>
        form.Unit switch
        {
            TimestampUnit.Microseconds => ((time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond).ToString(
                CultureInfo.InvariantCulture
            ),
            TimestampUnit.Nanoseconds => ((time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick).ToString(
                CultureInfo.InvariantCulture
            ),
            TimestampUnit.DecimalSeconds => ((time - DateTimeOffset.UnixEpoch).Ticks / (decimal)TimeSpan.TicksPerSecond).ToString(
                "0.000",
                CultureInfo.InvariantCulture
            ),
            TimestampUnit.Iso8601Basic => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture),
            TimestampUnit.Formatted => time.ToOffset(form.Offset ?? TimeSpan.Zero).ToString(form.DateFormat, CultureInfo.InvariantCulture),
            TimestampUnit.Seconds => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            TimestampUnit.Milliseconds => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            TimestampUnit.Iso8601 => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            _ => time.UtcDateTime.ToString("r", CultureInfo.InvariantCulture),
        };

    private static string Encode(SignatureEncoding? encoding, ReadOnlySpan<byte> signature) =>
        encoding switch
        {
            SignatureEncoding.Hex => Convert.ToHexStringLower(signature),
            SignatureEncoding.Base64 => Convert.ToBase64String(signature),
            SignatureEncoding.Base64Url => Base64Url.EncodeToString(signature),
            SignatureEncoding.Base64Hex => Convert.ToBase64String(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(signature))),
            _ => Encoding.UTF8.GetString(signature), // a token is its own text
        };
}
