using System.Text;
using System.Text.Json.Nodes;
using CallbackGen.Tool.Keys;

namespace CallbackGen.Tool.Infer;

/// <summary>
/// Finds a given secret that appears unchanged in the request: a shared token, or a password of basic authentication.
/// </summary>
internal static class SharedTokens
{
    private const string Basic = "Basic ";

    public static IEnumerable<SchemeGuess> Find(SearchedRequest request)
    {
        foreach (var key in request.Secrets.Where(key => key.Text.Length >= 8))
        {
            foreach (var (from, text) in SignaturePlaces.All(request.Content))
            {
                if (from == "header:Authorization" && text.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
                {
                    if (OfBasic(key, text[Basic.Length..].Trim()) is { } derive)
                        yield return Guess(key, from, Basic, derive);
                }
                else if (text.EndsWith(key.Text, StringComparison.Ordinal) && text.Length - key.Text.Length <= 40)
                {
                    yield return Guess(key, from, text[..^key.Text.Length], null);
                }
            }
        }
    }

    /// <summary>Returns how the credentials contain the key: as the password after a user name, or as the whole.</summary>
    private static JsonNode? OfBasic(KeyValue key, string credentials)
    {
        string text;
        try
        {
            text = Encoding.UTF8.GetString(Convert.FromBase64String(credentials));
        }
        catch (FormatException)
        {
            return null;
        }

        if (text == key.Text)
            return "base64";
        return text.EndsWith(":" + key.Text, StringComparison.Ordinal)
            ? new JsonArray(new JsonObject { ["before"] = text[..^key.Text.Length] }, "base64")
            : null;
    }

    private static SchemeGuess Guess(KeyValue key, string from, string prefix, JsonNode? derive)
    {
        var verify = new JsonObject
        {
            ["scheme"] = "token",
            ["from"] = from,
            ["key"] = key.Name,
        };
        if (prefix.Length > 0)
            verify["prefix"] = prefix;
        var declared = new JsonObject { ["encoding"] = "utf8" };
        if (derive is not null)
            declared["derive"] = derive;
        return new(
            verify,
            new JsonObject { [key.Name] = declared },
            $"The key itself is in {from}. A shared token covers nothing of the payload: ask the provider whether it can sign."
        );
    }
}
