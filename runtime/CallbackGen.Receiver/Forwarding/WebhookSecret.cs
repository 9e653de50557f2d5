using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace CallbackGen.Receiver.Forwarding;

/// <summary>
/// A secret that the shop shares with this program. It signs webhooks as Standard Webhooks, version 1.0.0, section "Symmetric
/// signatures", specifies.
/// </summary>
internal sealed class WebhookSecret
{
    private const string Prefix = "whsec_";

    /// <summary>The lengths that the specification allows, in bytes.</summary>
    private const int Shortest = 24,
        Longest = 64;

    private readonly byte[] _key;

    private WebhookSecret(byte[] key) => _key = key;

    /// <summary>Parses a secret: the base64 of its bytes, with or without the prefix <c>whsec_</c>.</summary>
    /// <param name="text">The configured text.</param>
    /// <param name="secret">The secret; null when the text is invalid.</param>
    /// <param name="problem">Why the text is invalid, without quoting it; null when it is valid.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out WebhookSecret? secret, [NotNullWhen(false)] out string? problem)
    {
        var base64 = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text;
        var key = new byte[base64.Length];
        var isBase64 = Convert.TryFromBase64String(base64, key, out var length);
        problem =
            !isBase64 ? $"is not base64 after {Prefix}"
            : length is < Shortest or > Longest ? $"has {length} bytes, and Standard Webhooks requires {Shortest} to {Longest}"
            : null;
        secret = problem is null ? new(key[..length]) : null;
        return secret is not null;
    }

    /// <summary>Signs a message.</summary>
    /// <param name="id">The <c>webhook-id</c>.</param>
    /// <param name="timestamp">The <c>webhook-timestamp</c>, in seconds since 1970.</param>
    /// <param name="body">The body, byte for byte as it is sent.</param>
    /// <returns>A signature in the form in which <c>webhook-signature</c> lists it.</returns>
    public string Sign(string id, long timestamp, ReadOnlySpan<byte> body)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        mac.AppendData(Encoding.ASCII.GetBytes(FormattableString.Invariant($"{id}.{timestamp}.")));
        mac.AppendData(body);
        return $"v1,{Convert.ToBase64String(mac.GetHashAndReset())}";
    }
}
