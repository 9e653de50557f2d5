using System.Security.Cryptography;
using System.Text;

namespace CallbackGen.Generator.Tests.Harness;

/// <summary>Requests, and the proofs that a provider would add to them.</summary>
internal static class Requests
{
    public static CallbackRequest Json(string body, params (string Name, string Value)[] headers) =>
        CallbackRequest.Post(
            Encoding.UTF8.GetBytes(body),
            "application/json",
            headers.Select(header => KeyValuePair.Create(header.Name, header.Value))
        );

    public static CallbackRequest Form(string body, params (string Name, string Value)[] headers) =>
        CallbackRequest.Post(
            Encoding.UTF8.GetBytes(body),
            "application/x-www-form-urlencoded",
            headers.Select(header => KeyValuePair.Create(header.Name, header.Value))
        );

    /// <summary>Returns the request with one additional header: the hexadecimal HMAC-SHA256 of a message.</summary>
    public static CallbackRequest Signed(this CallbackRequest request, string header, string message) => request.With(header, Hex(message));

    public static CallbackRequest With(this CallbackRequest request, params (string Name, string Value)[] headers) =>
        new()
        {
            Method = request.Method,
            Path = request.Path,
            Query = request.Query,
            ContentType = request.ContentType,
            Body = request.Body,
            Headers = CallbackHeaders.From(headers.Select(header => KeyValuePair.Create(header.Name, header.Value))),
        };

    public static CallbackRequest With(this CallbackRequest request, string name, string value) => request.With((name, value));

    /// <summary>Returns the configured key of every feed that <see cref="FeedSchema"/> creates.</summary>
    public static CallbackKeys Keys(this CompiledProject project) => CallbackKeys.Create(project.Feed, "secret", FeedSchema.Secret);

    public static byte[] Mac(string message, string secret = FeedSchema.Secret) =>
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(message));

    /// <summary>Returns the hexadecimal HMAC-SHA256 of a message that is not UTF-8.</summary>
    public static string Hex(byte[] message) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(FeedSchema.Secret), message));

    public static string Hex(string message) => Convert.ToHexStringLower(Mac(message));

    /// <summary>Returns a compact JWS (RFC 7515) with HS256.</summary>
    public static string Token(string claims, string header = """{"alg":"HS256"}""", string secret = FeedSchema.Secret)
    {
        var signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{System.Buffers.Text.Base64Url.EncodeToString(Mac(signed, secret))}";

        static string Encode(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
    }
}
