using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace CallbackGen.EndToEnd.Tests.Support;

/// <summary>Compact tokens (RFC 7515, section 3.1) signed with HS256.</summary>
internal static class Tokens
{
    public static string Make(string claims, string key = TestApp.Key)
    {
        var head = $"{Encode("""{"alg":"HS256"}""")}.{Encode(claims)}";
        return $"{head}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.ASCII.GetBytes(head)))}";
    }

    /// <summary>A detached token (RFC 7515, appendix F), signed with RS256.</summary>
    public static string Detached(string payload, RSA key, string? kid = null)
    {
        var header = Encode(kid is null ? """{"alg":"RS256"}""" : $$"""{"alg":"RS256","kid":"{{kid}}"}""");
        var signature = key.SignData(
            Encoding.UTF8.GetBytes($"{header}.{Encode(payload)}"),
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        );
        return $"{header}..{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>A JSON object with a valid token next to its members.</summary>
    public static string Beside(string json) => Beside(json, Make("{}"));

    public static string Beside(string json, string token)
    {
        var members = JsonNode.Parse(json)!.AsObject();
        members["token"] = token;
        return members.ToJsonString();
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
