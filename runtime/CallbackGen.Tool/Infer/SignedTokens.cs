using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallbackGen.Tool.Infer;

/// <summary>Finds signed tokens (compact JWS, RFC 7515) that a given key verifies.</summary>
internal static class SignedTokens
{
    private static readonly Dictionary<string, string> Hashes = new(StringComparer.Ordinal)
    {
        ["HS256"] = "SHA256",
        ["HS384"] = "SHA384",
        ["HS512"] = "SHA512",
    };

    public static IEnumerable<SchemeGuess> Find(SearchedRequest request)
    {
        foreach (var (from, prefix, token) in Places(request.Content))
        {
            if (Open(token) is not { } opened)
                continue;
            foreach (var (name, declared) in Keys(request, token, opened.Algorithm))
                yield return Guess(request, from, prefix, opened, name, declared);
        }
    }

    private static IEnumerable<(string From, string Prefix, string Token)> Places(CapturedContent content)
    {
        if (content.Content == "text")
            yield return ("rawBody", "", Encoding.UTF8.GetString(content.Capture.Body.Span).Trim());
        foreach (var (from, text) in SignaturePlaces.All(content))
        {
            var space = text.IndexOf(' ', StringComparison.Ordinal);
            yield return space is > 0 and < 20 ? (from, text[..(space + 1)], text[(space + 1)..]) : (from, "", text);
        }
    }

    private static (string Algorithm, JsonElement Claims)? Open(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || parts.Any(part => part.Length == 0))
            return null;
        try
        {
            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            return
                header.RootElement.ValueKind == JsonValueKind.Object
                && header.RootElement.TryGetProperty("alg", out var algorithm)
                && algorithm.ValueKind == JsonValueKind.String
                && claims.RootElement.ValueKind == JsonValueKind.Object
                ? (algorithm.GetString()!, claims.RootElement.Clone())
                : null;
        }
        catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Returns the keys that may have signed the token. For public keys the compiled verifier decides.</summary>
    private static IEnumerable<(string Name, JsonObject Declared)> Keys(SearchedRequest request, string token, string algorithm)
    {
        if (!Hashes.TryGetValue(algorithm, out var hash))
        {
            foreach (var key in request.PublicKeys)
                yield return (key.Name, new JsonObject { ["encoding"] = key.Encoding });
            yield break;
        }

        var end = token.LastIndexOf('.');
        foreach (var form in request.Forms)
        {
            var mac = CryptographicOperations.HmacData(new HashAlgorithmName(hash), form.Bytes, Encoding.ASCII.GetBytes(token[..end]));
            if (Base64Url.EncodeToString(mac) == token[(end + 1)..])
                yield return (form.Name, form.Declare());
        }
    }

    private static SchemeGuess Guess(
        SearchedRequest request,
        string from,
        string prefix,
        (string Algorithm, JsonElement Claims) opened,
        string key,
        JsonObject declared
    )
    {
        var verify = new JsonObject
        {
            ["scheme"] = "jwt",
            ["from"] = from,
            ["algorithms"] = new JsonArray(opened.Algorithm),
            ["key"] = key,
        };
        if (prefix.Length > 0)
            verify["prefix"] = prefix;
        var keys = new JsonObject { [key] = declared };
        var tied = Tied(request.Content, from, opened.Claims);
        if (tied.Count == 0)
        {
            return new(verify, keys, $"The token in {from} verifies, and its claims are the payload.")
            {
                Payload = "jwt",
                Claims = content =>
                    Places(content)
                        .Where(place => place.From == from)
                        .Select(place => Open(place.Token)?.Claims)
                        .FirstOrDefault(claims => claims is not null),
            };
        }

        verify["claims"] = tied;
        return new(
            verify,
            keys,
            $"The token in {from} verifies, and {tied.Count} of its claims equal values of the request: only these values are signed."
        );
    }

    /// <summary>Returns the claims that equal a member of the body or a hash of it.</summary>
    private static JsonObject Tied(CapturedContent content, string from, JsonElement claims)
    {
        var tied = new JsonObject();
        foreach (
            var claim in claims
                .EnumerateObject()
                .Where(claim => claim.Value.ValueKind == JsonValueKind.String && claim.Value.GetString()!.Length > 2)
        )
        {
            var text = claim.Value.GetString()!;
            if (text == Hashing.HexOf("sha256", content.Capture.Body.Span))
                tied[claim.Name] = new JsonObject { ["equals"] = "{rawBody|sha256}" };
            else if (content.Leaves.FirstOrDefault(leaf => leaf.Text == text && $"body:{leaf.Pointer}" != from) is { } leaf)
                tied[claim.Name] = new JsonObject { ["equals"] = $"{{body:{leaf.Pointer}}}" };
        }

        return tied;
    }
}
