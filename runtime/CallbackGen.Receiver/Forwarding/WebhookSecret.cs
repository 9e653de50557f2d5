using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace CallbackGen.Receiver.Forwarding;

/// <summary>
/// A secret that the shop shares with this program, and the signatures that are made with it, as the specification of Standard Webhooks,
/// version 1.0.0, says under "Symmetric signatures".
/// </summary>
internal sealed class WebhookSecret
{
    private const string Prefix = "whsec_";

    /// <summary>The lengths that the specification allows, in bytes.</summary>
    private const int Shortest = 24,
        Longest = 64;

    private readonly byte[] _key;

    private WebhookSecret(byte[] key) => _key = key;

    /// <summary>Reads a secret: the base64 of its bytes behind <c>whsec_</c>, or without that.</summary>
    /// <param name="text">The text.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="problem">What is wrong with the text, without it; null when nothing is.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out WebhookSecret? secret, [NotNullWhen(false)] out string? problem)
    {
        var base64 = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text;
        var key = new byte[base64.Length];
        var isBase64 = Convert.TryFromBase64String(base64, key, out var length);
        problem =
            !isBase64 ? $"is not base64 behind {Prefix}"
            : length is < Shortest or > Longest ? $"has {length} bytes, and Standard Webhooks wants {Shortest} to {Longest}"
            : null;
        secret = problem is null ? new(key[..length]) : null;
        return secret is not null;
    }

    /// <summary>Signs a message.</summary>
    /// <param name="id">The <c>webhook-id</c>.</param>
    /// <param name="timestamp">The <c>webhook-timestamp</c>, in seconds since 1970.</param>
    /// <param name="body">The body.</param>
    /// <returns>A signature as <c>webhook-signature</c> lists it.</returns>
    public string Sign(string id, long timestamp, ReadOnlySpan<byte> body)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        mac.AppendData(Encoding.ASCII.GetBytes(FormattableString.Invariant($"{id}.{timestamp}.")));
        mac.AppendData(body);
        return $"v1,{Convert.ToBase64String(mac.GetHashAndReset())}";
    }
}
