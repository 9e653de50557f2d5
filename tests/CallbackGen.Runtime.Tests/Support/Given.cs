using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallbackGen.Definitions;
using CallbackGen.Verification;

namespace CallbackGen.Runtime.Tests.Support;

/// <summary>Requests, keys and clocks with defaults, so that a test states only the relevant values.</summary>
internal static class Given
{
    public const string KeyText = "a-key-of-more-than-thirty-two-bytes!";
    public const string OtherKeyText = "another-key-of-over-thirty-two-bytes";

    public static readonly DateTimeOffset Now = new(2024, 2, 29, 12, 0, 0, TimeSpan.Zero);

    public static TimeProvider Clock(DateTimeOffset? now = null) => new FakeTimeProvider(now ?? Now);

    public static long Unix(TimeSpan fromNow = default) => (Now + fromNow).ToUnixTimeSeconds();

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static CallbackFeedDefinition Definition(
        CallbackTransport[]? receive = null,
        CallbackKeyDefinition[]? keys = null,
        int maxBodyBytes = 64 * 1024,
        bool unknownUnsigned = false,
        params CallbackProof[] proofs
    ) =>
        new()
        {
            Name = "acme.invoice",
            Provider = "Acme",
            Feed = "Invoice",
            Scheme = "hmac",
            Receive = receive ?? [new("POST", CallbackContent.Json), new("POST", CallbackContent.Form), new("GET", CallbackContent.Query)],
            Keys = keys ?? [new("hashKey", CallbackKeyEncoding.Utf8)],
            MaxBodyBytes = maxBodyBytes,
            UnknownMembersUnsigned = unknownUnsigned,
            Proofs = proofs,
        };

    public static CallbackKeys Keys(params string[] values) =>
        CallbackKeys.Create(Definition(), "hashKey", values.Length == 0 ? [KeyText] : values);

    public static CallbackRequest Json(string body, params (string Name, string Value)[] headers) =>
        CallbackRequest.Post(Utf8(body), "application/json", Pairs(headers));

    public static CallbackRequest Form(string body) => CallbackRequest.Post(Utf8(body), "application/x-www-form-urlencoded");

    public static CallbackVerification Verification(
        CallbackRequest? request = null,
        CallbackKeys? keys = null,
        DateTimeOffset? now = null,
        CallbackFeedDefinition? definition = null
    ) => new(definition ?? Definition(), request ?? Json("{}"), keys ?? Keys(), Clock(now));

    /// <summary>A message that may contain keys.</summary>
    public static MessageBuilder MessageWithKeys(CallbackVerification verification, params string[] keys) =>
        verification.TryKeys(verification.FindSignatures(WireValue.FromText("00"), SignatureEncoding.Hex)!, keys).NextMessage()!;

    public static byte[] Mac(string message, string key = KeyText) => HMACSHA256.HashData(Utf8(key), Utf8(message));

    public static string HexMac(string message, string key = KeyText) => Convert.ToHexStringLower(Mac(message, key));

    public static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    /// <summary>A compact JWS of the given header and payload.</summary>
    public static string Token(string payload, string header = """{"alg":"HS256"}""", string key = KeyText)
    {
        var input = $"{Base64Url(Utf8(header))}.{Base64Url(Utf8(payload))}";
        return $"{input}.{Base64Url(Mac(input, key))}";
    }

    public static string JsonText(string text) => JsonEncodedText.Encode(text).ToString();

    private static IEnumerable<KeyValuePair<string, string>> Pairs((string Name, string Value)[] headers) =>
        headers.Select(header => KeyValuePair.Create(header.Name, header.Value));
}
