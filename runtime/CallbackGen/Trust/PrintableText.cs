using System.Buffers;
using System.Globalization;
using System.Text;

namespace CallbackGen;

/// <summary>
/// Makes text of a callback fit for a line of a log or a terminal. A signature proves who sent a text and not that it is
/// harmless: a payer chooses a name, and a line break, an escape sequence, a mark that turns the direction of writing (Unicode
/// Standard Annex 9) or a space and the next field's name in it would make a line say something else.
/// </summary>
public static class PrintableText
{
    /// <summary>What stands in a sensitive value's place.</summary>
    public const string Masked = "***";

    /// <summary>Letters, marks and symbols that nobody sees: fillers, variation selectors, the empty braille pattern.</summary>
    private static readonly SearchValues<char> Invisible = SearchValues.Create(
        "\u034F\u115F\u1160\u17B4\u17B5\u180B\u180C\u180D\u180F\u2800\u3164\uFFA0"
            + "\uFE00\uFE01\uFE02\uFE03\uFE04\uFE05\uFE06\uFE07\uFE08\uFE09\uFE0A\uFE0B\uFE0C\uFE0D\uFE0E\uFE0F"
    );

    /// <summary>
    /// A text in double quotes, in which nothing can be taken for the end of it: a quote and a backslash have a backslash before
    /// them, and what is no visible character is <c>\u</c> and the four hexadecimal digits of each of its UTF-16 units.
    /// </summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="maxLength">How many UTF-16 units of it are shown; where there are more, <c>…</c> follows the closing quote.</param>
    /// <returns>A text of printable characters: <c>"INV-1"</c>, and <c>null</c> without quotes for null.</returns>
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

    /// <summary>A text whose place in the line says where it ends, such as the cell of a table: the same without quotes.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="maxLength">How many UTF-16 units of it are shown; where there are more, the last one is <c>…</c>.</param>
    /// <returns>A text of printable characters; an empty one for null.</returns>
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

    /// <returns>Whether the text is longer than what was appended.</returns>
    private static bool Append(StringBuilder builder, string text, int maxLength, string escaped)
    {
        var isFirst = true;
        for (var index = 0; index < text.Length; )
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

    /// <summary>Whether a character is seen, and by itself: a mark would stand over what is before the text.</summary>
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
