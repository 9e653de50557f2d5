using System.Text.Encodings.Web;
using System.Text.Json;

namespace CallbackGen.Testing.Cases;

/// <summary>Another value of the same kind: the last digit or letter is the next one.</summary>
internal static class Changed
{
    /// <summary>The value as JSON writes it or, where it is a field's, as a form does; null when there is no other.</summary>
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

    /// <summary>The next digit or letter; of the last one the one before.</summary>
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
