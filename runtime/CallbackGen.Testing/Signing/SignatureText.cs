using System.Buffers.Text;
using System.Globalization;
using System.Text;
using CallbackGen.Definitions;

namespace CallbackGen.Testing.Signing;

/// <summary>Formats a signature as the text of its header, parameter or member.</summary>
internal static class SignatureText
{
    /// <summary>Returns the text that contains a signature, based on the old one.</summary>
    /// <param name="proof">The scheme.</param>
    /// <param name="old">The old text.</param>
    /// <param name="configured">The value of the key that precedes each signature; or empty.</param>
    /// <param name="signature">The signature.</param>
    public static string Put(CallbackProof proof, string? old, string configured, ReadOnlySpan<byte> signature)
    {
        var text = proof.Prefix + configured + proof.PrefixEnd + Encode(proof.Encoding, signature);
        return proof.Format == SignatureFormat.Pairs ? PutPair(old, proof.Separator, proof.Pick ?? "", text) : text;
    }

    /// <summary>Returns the pairs with one of them replaced or appended.</summary>
    public static string PutPair(string? pairs, char separator, string name, string text)
    {
        var all = string.IsNullOrEmpty(pairs) ? [] : pairs.Split(separator).ToList();
        var index = all.FindIndex(pair => pair.Split('=', 2)[0].Trim(' ') == name);
        // Another pair of the same name belongs to another key, whose signature no longer matches.
        all.RemoveAll(pair => pair.Split('=', 2)[0].Trim(' ') == name);
        all.Insert(index < 0 ? all.Count : index, $"{name}={text}");
        return string.Join(separator, all);
    }

    /// <summary>Formats a time as the schema declares.</summary>
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
            _ => Encoding.UTF8.GetString(signature), // a token is already text
        };
}
