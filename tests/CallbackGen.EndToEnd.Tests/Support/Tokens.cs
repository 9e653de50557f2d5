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

    /// <summary>A JSON object with a good token beside its members.</summary>
    public static string Beside(string json) => Beside(json, Make("{}"));

    public static string Beside(string json, string token)
    {
        var members = JsonNode.Parse(json)!.AsObject();
        members["token"] = token;
        return members.ToJsonString();
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
