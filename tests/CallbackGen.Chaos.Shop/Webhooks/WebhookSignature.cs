using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CallbackGen.Chaos.Shop.Webhooks;

/// <summary>Verifies webhooks according to Standard Webhooks 1.0.0, "Symmetric signatures" (https://www.standardwebhooks.com).</summary>
/// <param name="options">The options with the secret.</param>
public sealed class WebhookSignature(WebhookOptions options)
{
    private const string Prefix = "whsec_";

    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly byte[] _key = Convert.FromBase64String(options.Secret[Prefix.Length..]);

    /// <summary>Whether one of a request's signatures is valid for its id, time and body, and the time is within the tolerance.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="body">The body as received.</param>
    public bool Verify(IHeaderDictionary headers, byte[] body)
    {
        var (id, timestamp) = (headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString());
        if (id.Length == 0 || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return false;
        byte[] message = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var own = Encoding.UTF8.GetBytes($"v1,{Convert.ToBase64String(HMACSHA256.HashData(_key, message))}");
        return Math.Abs(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - seconds) <= Tolerance.TotalSeconds
            && headers["webhook-signature"]
                .ToString()
                .Split(' ')
                .Any(signature => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), own));
    }
}
