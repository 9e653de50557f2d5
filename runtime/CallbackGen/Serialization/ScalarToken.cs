using System.Buffers;
using System.Text;
using System.Text.Json;
using CallbackGen.Reading;

namespace CallbackGen.Serialization;

/// <summary>Reads the text of the current scalar token of System.Text.Json, which may be split over several segments.</summary>
internal static class ScalarToken
{
    /// <summary>Returns the text in UTF-8, unescaped.</summary>
    /// <exception cref="JsonException">The text contains an unpaired surrogate.</exception>
    public static ReadOnlySpan<byte> Utf8(ref Utf8JsonReader reader)
    {
        var text = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        if (!reader.ValueIsEscaped)
            return text;
        var unescaped = new byte[text.Length];
        return JsonSyntax.TryUnescape(text, unescaped, out var written) ? unescaped.AsSpan(0, written) : throw new JsonException();
    }

    /// <summary>Returns the text of a string, or of a number, true or false as written.</summary>
    /// <exception cref="JsonException">The token is of another kind.</exception>
    public static string Text(ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False
            ? Encoding.UTF8.GetString(Utf8(ref reader))
            : throw new JsonException();

    /// <summary>Returns the exact number that the text states.</summary>
    /// <exception cref="JsonException">The text is not a number, or a decimal cannot represent it exactly.</exception>
    public static decimal Number(ref Utf8JsonReader reader) =>
        ExactNumber.TryParse(Utf8(ref reader), allowExponent: true, out var value) ? value : throw new JsonException();
}
