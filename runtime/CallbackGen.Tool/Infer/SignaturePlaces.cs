using System.Buffers.Text;
using System.Text;
using System.Text.RegularExpressions;

namespace CallbackGen.Tool.Infer;

/// <summary>
/// Finds possible signatures in a captured request: texts in hex or base64 with the length of a hash, or of a public key's
/// signature.
/// </summary>
internal static partial class SignaturePlaces
{
    /// <summary>The lengths of public keys' signatures, in bytes: from DER of small curves up to RSA with 8192 bits.</summary>
    private const int LeastOfPublicKey = 62;
    private const int MostOfPublicKey = 1024;

    /// <summary>The largest length of a signature's text, in characters.</summary>
    private const int MaxText = 4096;

    private static readonly int[] HashLengths = [16, 20, 32, 48, 64];

    private static readonly string[] Words = ["signature", "sign", "hmac", "hash", "checksum", "digest", "mac", "sig", "crc", "token"];

    /// <summary>Header fields that concern the transfer, and are not part of any scheme.</summary>
    private static readonly HashSet<string> OfTransfer = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host",
        "User-Agent",
        "Content-Type",
        "Content-Length",
        "Content-Encoding",
        "Accept",
        "Accept-Encoding",
        "Accept-Language",
        "Connection",
        "Cookie",
        "Transfer-Encoding",
        "Cache-Control",
        "Pragma",
        "Via",
        "Forwarded",
        "X-Forwarded-For",
        "X-Forwarded-Proto",
        "X-Forwarded-Host",
        "X-Real-IP",
    };

    /// <summary>Returns the header fields that a scheme may use.</summary>
    public static IEnumerable<(string From, string Text)> Headers(CapturedContent content) =>
        content
            .Capture.Headers.Where(header => !OfTransfer.Contains(header.Name) && header.Bytes.Length <= MaxText)
            .GroupBy(header => header.Name, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() == 1)
            .Select(group => ($"header:{group.Key}", group.Single().Text));

    /// <summary>Returns every source of a request, beginning with those whose names suggest a signature.</summary>
    public static IEnumerable<(string From, string Text)> All(CapturedContent content) =>
        Headers(content)
            .Concat(content.Parameters.Select(parameter => ($"query:{parameter.Name}", parameter.Text)))
            .Concat(
                content
                    .Leaves.Where(leaf => leaf.Kind == MemberKind.Scalar && leaf.Text.Length <= MaxText)
                    .Select(leaf => ($"body:{leaf.Pointer}", leaf.Text))
            )
            .OrderBy(place => Rank(place.Item1));

    /// <summary>Returns the decoded signatures, grouped by source.</summary>
    public static IEnumerable<IReadOnlyList<SignaturePlace>> Find(CapturedContent content) =>
        All(content)
            .Where(place => place.Text.Length >= 20)
            .Select(place => (IReadOnlyList<SignaturePlace>)[.. Readings(place.From, place.Text)])
            .Where(readings => readings.Count > 0);

    /// <summary>Returns whether a name suggests a signature.</summary>
    public static bool IsNamedLikeOne(string name) => Words.Take(8).Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static int Rank(string from)
    {
        var found = Array.FindIndex(Words, word => from.Contains(word, StringComparison.OrdinalIgnoreCase));
        return found < 0 ? Words.Length : found;
    }

    private static IEnumerable<SignaturePlace> Readings(string from, string text)
    {
        foreach (var (encoding, bytes) in Decode(text))
            yield return new(from, text, bytes, encoding);
        if (Prefixed().Match(text) is { Success: true } match)
        {
            foreach (var (encoding, bytes) in Decode(match.Groups[2].Value))
                yield return new(from, text, bytes, encoding) { Prefix = match.Groups[1].Value };
        }

        foreach (var separator in (string[])[",", ";", " ", "&"])
        {
            var items = text.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (items.Length is < 2 or > 16)
                continue;
            foreach (var reading in ListOf(from, text, separator, items).Concat(PairsOf(from, text, separator, items)))
                yield return reading;
        }
    }

    private static IEnumerable<SignaturePlace> ListOf(string from, string text, string separator, string[] items)
    {
        var prefix =
            Prefixed().Match(items[0]) is { Success: true } match && items[0].Length - match.Groups[1].Length >= 20
                ? match.Groups[1].Value
                : null;
        foreach (var item in items.Where(item => prefix is null || item.StartsWith(prefix, StringComparison.Ordinal)))
        {
            foreach (var (encoding, bytes) in Decode(item[(prefix?.Length ?? 0)..]))
                yield return new(from, text, bytes, encoding)
                {
                    Prefix = prefix,
                    Format = "list",
                    Separator = separator,
                };
        }
    }

    private static IEnumerable<SignaturePlace> PairsOf(string from, string text, string separator, string[] items)
    {
        var pairs = items
            .Where(item => item.IndexOf('=', StringComparison.Ordinal) > 0)
            .Select(item =>
                (
                    Name: item[..item.IndexOf('=', StringComparison.Ordinal)].Trim(),
                    Value: item[(item.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim()
                )
            )
            .ToList();
        if (pairs.Count < 2)
            yield break;
        foreach (var (name, value) in pairs)
        {
            foreach (var (encoding, bytes) in Decode(value))
            {
                yield return new(from, text, bytes, encoding)
                {
                    Format = "pairs",
                    Separator = separator,
                    Pick = name,
                    Others = [.. pairs.Where(other => other.Name != name).DistinctBy(other => other.Name)],
                };
            }
        }
    }

    private static IEnumerable<(string Encoding, byte[] Bytes)> Decode(string text)
    {
        if (Hex().IsMatch(text) && text.Length % 2 == 0 && IsLength(text.Length / 2))
            yield return ("hex", Convert.FromHexString(text));
        if (Base64().IsMatch(text) && FromBase64(text) is { } bytes)
        {
            var encoding = text.AsSpan().ContainsAny('-', '_') ? "base64url" : "base64";
            if (IsLength(bytes.Length))
                yield return (encoding, bytes);
            if (
                encoding == "base64"
                && Encoding.Latin1.GetString(bytes) is var inner
                && Hex().IsMatch(inner)
                && HashLengths.Contains(inner.Length / 2)
                && inner.Length % 2 == 0
            )
                yield return ("base64hex", Convert.FromHexString(inner));
        }
    }

    private static bool IsLength(int length) => HashLengths.Contains(length) || length is >= LeastOfPublicKey and <= MostOfPublicKey;

    private static byte[]? FromBase64(string text)
    {
        try
        {
            return Base64Url.DecodeFromChars(text.TrimEnd('=').Replace('+', '-').Replace('/', '_'));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    [GeneratedRegex("^([A-Za-z0-9_.-]{1,24}[=:, ] ?)(.{20,})$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Prefixed();

    [GeneratedRegex("^[0-9A-Fa-f]+\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Hex();

    [GeneratedRegex("^[0-9A-Za-z+/_-]+={0,2}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Base64();
}
