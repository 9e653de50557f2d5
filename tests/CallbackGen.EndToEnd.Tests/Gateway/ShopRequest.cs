using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallbackGen.Tests;

namespace CallbackGen.EndToEnd.Tests.Gateway;

/// <summary>
/// A request of the gateway: the body of the page's example, signed according to Standard Webhooks with the current time.
/// </summary>
internal sealed record ShopRequest(byte[] Body, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    /// <summary>The feed of the page's example.</summary>
    public const string Feed = "cryptomus.payment";

    /// <summary>The other feed of the page's receivers, whose payload contains unsigned members.</summary>
    public const string UnconfirmedFeed = "cryptocloud.postback";

    private const string SignatureHeader = "webhook-signature";

    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Signs a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="secrets">The bytes of the secret, or of several during a rotation.</param>
    public static ShopRequest Sign(string body, params byte[][] secrets) => Sign(body, "msg_1", TimeSpan.Zero, secrets);

    /// <summary>Signs a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="id">The <c>webhook-id</c>.</param>
    /// <param name="age">The time since it was sent.</param>
    /// <param name="secrets">The bytes of the secret, or of several during a rotation.</param>
    public static ShopRequest Sign(string body, string id, TimeSpan age, params byte[][] secrets)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var time = (DateTimeOffset.UtcNow - age).ToUnixTimeSeconds();
        byte[] message = [.. Encoding.UTF8.GetBytes($"{id}.{time}."), .. bytes];
        var signatures = secrets.Select(secret => "v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, message)));
        return new(bytes, [new("webhook-id", id), new("webhook-timestamp", $"{time}"), new(SignatureHeader, string.Join(' ', signatures))]);
    }

    /// <summary>The page's example.</summary>
    /// <param name="roles">Roles that replace those of the page; null removes one.</param>
    /// <param name="type">Its type.</param>
    /// <param name="feed">Its feed.</param>
    public static string Example(IReadOnlyDictionary<string, string?>? roles = null, string type = Feed, string feed = Feed)
    {
        var body = JsonNode.Parse(Page.Blocks(ShopKind.PagePath).First(block => block.Language == "json").Text)!;
        var data = body["data"]!;
        body["type"] = type;
        data["feed"] = feed;
        data["trust"] = type.EndsWith(".unconfirmed", StringComparison.Ordinal) ? "authenticated" : "verified";
        data["payload"]!["payer"] = "Ñandú €"; // the signature covers the bytes of the body
        foreach (var (role, value) in roles ?? new Dictionary<string, string?>())
        {
            if (value is null)
                data["roles"]!.AsObject().Remove(role);
            else
                data["roles"]![role] = value;
        }

        return body.ToJsonString(Unescaped);
    }

    /// <summary>The same request with another signature; without one if it is null.</summary>
    public ShopRequest WithSignature(string? signature) =>
        this with
        {
            Headers =
            [
                .. Headers.Where(header => header.Key != SignatureHeader),
                .. signature is null ? [] : new[] { KeyValuePair.Create(SignatureHeader, signature) },
            ],
        };

    /// <summary>The same request with a text of its body replaced after signing.</summary>
    public ShopRequest Tampered(string old, string text)
    {
        var body = Encoding.UTF8.GetString(Body);
        Assert.Contains(old, body, StringComparison.Ordinal);
        return this with { Body = Encoding.UTF8.GetBytes(body.Replace(old, text, StringComparison.Ordinal)) };
    }
}
