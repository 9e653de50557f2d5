using System.Buffers;
using System.Globalization;
using System.Text;

namespace CallbackGen;

/// <summary>
/// Escapes text of a callback for a log line or a terminal. A signature proves who sent a text, not that the text is harmless.
/// </summary>
/// <remarks>
/// A payer chooses a name, for example. A line break, an escape sequence, a bidirectional control character (Unicode Standard Annex 9), or
/// a space followed by the name of the next field would make a line show something else.
/// </remarks>
public static class PrintableText
{
    /// <summary>The text that replaces a sensitive value.</summary>
    public const string Masked = "***";

    /// <summary>Letters, marks and symbols without a visible glyph: fillers, variation selectors, the empty braille pattern.</summary>
    private static readonly SearchValues<char> Invisible = SearchValues.Create(
        "\u034F\u115F\u1160\u17B4\u17B5\u180B\u180C\u180D\u180F\u2800\u3164\uFFA0"
            + "\uFE00\uFE01\uFE02\uFE03\uFE04\uFE05\uFE06\uFE07\uFE08\uFE09\uFE0A\uFE0B\uFE0C\uFE0D\uFE0E\uFE0F"
    );

    /// <summary>
    /// Returns a text in double quotes, escaped so that its content cannot end the quotation. Quotes and backslashes are preceded by a
    /// backslash; each UTF-16 code unit of an invisible character is written as <c>\u</c> and four hexadecimal digits.
    /// </summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="maxLength">
    /// The largest number of UTF-16 code units that are shown; when the text is longer, <c>…</c> follows the closing quote.
    /// </param>
    /// <returns>A text of printable characters: <c>"INV-1"</c>, or <c>null</c> without quotes for null.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxLength"/> is less than 1.</exception>
    public static string Quote(string? text, int maxLength = 60)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 1);
        if (text is null)
            return "null";
        var quoted = new StringBuilder("\"", Math.Min(text.Length, maxLength) + 3);
        var isCut = Append(quoted, text, maxLength, "\"\\");
        return quoted.Append(isCut ? "\"…" : "\"").ToString();
    }

    /// <summary>
    /// Escapes a text like <see cref="Quote"/>, without the quotes: for texts whose end the layout shows, such as a table cell.
    /// </summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="maxLength">
    /// The largest number of UTF-16 code units that are shown; when the text is longer, the last one is <c>…</c>.
    /// </param>
    /// <returns>A text of printable characters; empty for null.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxLength"/> is less than 1.</exception>
    public static string Escape(string? text, int maxLength = 60)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 1);
        if (text is null)
            return "";
        var escaped = new StringBuilder(Math.Min(text.Length, maxLength));
        return Append(escaped, text, text.Length <= maxLength ? maxLength : maxLength - 1, "\\")
            ? escaped.Append('…').ToString()
            : escaped.ToString();
    }

    /// <returns>Whether the text is longer than the part that was appended.</returns>
    private static bool Append(StringBuilder builder, string text, int maxLength, string escaped)
    {
        var isFirst = true;
        for (var index = 0; index < text.Length;)
        {
            var isCharacter = Rune.TryGetRuneAt(text, index, out var rune);
            var length = isCharacter ? rune.Utf16SequenceLength : 1;
            if (index + length > maxLength)
                return true;
            if (isCharacter && escaped.Contains(text[index], StringComparison.Ordinal))
                builder.Append('\\').Append(text[index]);
            else if (isCharacter && IsVisible(rune, isFirst))
                builder.Append(text, index, length);
            else
                AppendUnits(builder, text.AsSpan(index, length));
            index += length;
            isFirst = false;
        }

        return false;
    }

    /// <summary>
    /// Returns whether a character is visible by itself. A combining mark at the start is not: it would be drawn over the character before
    /// the text.
    /// </summary>
    private static bool IsVisible(Rune rune, bool isFirst) =>
        Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.SpaceSeparator => rune.Value == ' ',
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => !isFirst
                && rune.IsBmp
                && !Invisible.Contains((char)rune.Value),
            UnicodeCategory.Control
            or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned => false,
            _ => !rune.IsBmp || !Invisible.Contains((char)rune.Value),
        };

    private static void AppendUnits(StringBuilder builder, ReadOnlySpan<char> units)
    {
        foreach (var unit in units)
            builder.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
    }
}
