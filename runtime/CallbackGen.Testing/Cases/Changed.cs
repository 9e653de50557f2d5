using System.Text.Encodings.Web;
using System.Text.Json;

namespace CallbackGen.Testing.Cases;

/// <summary>Computes a different value of the same kind: the last digit or letter is incremented.</summary>
internal static class Changed
{
    /// <summary>Returns the value as encoded in JSON or, for a field, in a form; null when there is no other value.</summary>
    public static string? Raw(string raw, JsonTokenType type) =>
        type switch
        {
            JsonTokenType.Number => Text(raw, lastDigit: raw.AsSpan().IndexOfAny('e', 'E')),
            JsonTokenType.True => "false",
            JsonTokenType.False => "true",
            JsonTokenType.String => Quote(Text(Unquote(raw))),
            JsonTokenType.None => Uri.EscapeDataString(Text(System.Net.WebUtility.UrlDecode(raw))),
            _ => null,
        };

    private static string Text(string text, int lastDigit = -1)
    {
        for (var index = (lastDigit < 0 ? text.Length : lastDigit) - 1; index >= 0; index--)
        {
            if (char.IsAsciiLetterOrDigit(text[index]))
                return $"{text[..index]}{Next(text[index])}{text[(index + 1)..]}";
        }

        return text + "x";
    }

    /// <summary>Returns the next digit or letter; for the last one, the previous.</summary>
    public static char Next(char character) =>
        character switch
        {
            '9' => '8',
            'z' => 'y',
            'Z' => 'Y',
            _ => (char)(character + 1),
        };

    private static string Unquote(string raw)
    {
        using var json = JsonDocument.Parse(raw);
        return json.RootElement.GetString()!;
    }

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
