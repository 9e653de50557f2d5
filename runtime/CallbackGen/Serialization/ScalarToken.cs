using System.Buffers;
using System.Text;
using System.Text.Json;
using CallbackGen.Reading;

namespace CallbackGen.Serialization;

/// <summary>The text of a scalar token that System.Text.Json stands on; it may lie in several segments.</summary>
internal static class ScalarToken
{
    /// <summary>The text in UTF-8, without escapes.</summary>
    /// <exception cref="JsonException">The text holds half of a surrogate pair.</exception>
    public static ReadOnlySpan<byte> Utf8(ref Utf8JsonReader reader)
    {
        var text = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        if (!reader.ValueIsEscaped)
            return text;
        var unescaped = new byte[text.Length];
        return JsonText.TryUnescape(text, unescaped, out var written) ? unescaped.AsSpan(0, written) : throw new JsonException();
    }

    /// <summary>The text of a string, or of a number, true or false as written.</summary>
    /// <exception cref="JsonException">The token is another.</exception>
    public static string Text(ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False
            ? Encoding.UTF8.GetString(Utf8(ref reader))
            : throw new JsonException();

    /// <summary>The exact number that the text says.</summary>
    /// <exception cref="JsonException">It says none, or one that a decimal cannot hold.</exception>
    public static decimal Number(ref Utf8JsonReader reader) =>
        ExactNumber.TryParse(Utf8(ref reader), allowExponent: true, out var value) ? value : throw new JsonException();
}
