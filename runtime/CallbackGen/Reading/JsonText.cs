using System.Text;
using System.Text.Unicode;

namespace CallbackGen.Reading;

/// <summary>What must hold of JSON text (RFC 8259) before and besides its grammar.</summary>
internal static class JsonText
{
    /// <summary>How deep objects and arrays may nest.</summary>
    public const int MaxDepth = 32;

    public const string NotUtf8 = "is not valid UTF-8";
    public const string NotJson = "is not well-formed JSON, or nests deeper than 32 levels";
    public const string LoneSurrogate = "holds half of a surrogate pair";
    public const string Repeats = "holds a member twice";

    public const string TooMany = "has more than 1000000 values";

    public const string BeginsWithMark = "begins with a byte order mark";

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Whether a text begins with a byte-order mark in UTF-8.</summary>
    public static bool HasMark(ReadOnlySpan<byte> utf8) => utf8.StartsWith(ByteOrderMark);

    /// <summary>The text without the mark, which a reader of JSON may ignore (RFC 8259, section 8.1); one mark and no more.</summary>
    public static ReadOnlySpan<byte> SkipMark(ReadOnlySpan<byte> utf8) => HasMark(utf8) ? utf8[ByteOrderMark.Length..] : utf8;

    /// <summary>
    /// Checks the encoding as a whole: the JSON reader of .NET looks at it only when a text is asked for, and then throws.
    /// </summary>
    /// <returns>What is wrong, or <see langword="null"/>.</returns>
    public static string? CheckEncoding(ReadOnlySpan<byte> utf8)
    {
        if (HasMark(utf8))
            return BeginsWithMark;
        return Utf8.IsValid(utf8) ? null : NotUtf8;
    }

    /// <summary>Takes the escapes out of a string's content (RFC 8259, section 7). The result is never longer.</summary>
    /// <param name="escaped">The bytes between the quotation marks, of correct grammar.</param>
    /// <param name="text">At least as long.</param>
    /// <param name="written">The length of the text.</param>
    /// <returns><see langword="false"/> when half of a surrogate pair is escaped.</returns>
    public static bool TryUnescape(ReadOnlySpan<byte> escaped, Span<byte> text, out int written) => !Unescape(escaped, text, out written);

    /// <summary>The same, with U+FFFD for each half of a surrogate pair.</summary>
    /// <returns>Whether there is one.</returns>
    public static bool Unescape(ReadOnlySpan<byte> escaped, Span<byte> text, out int written)
    {
        written = 0;
        var isBroken = false;
        while (true)
        {
            var plain = escaped.IndexOf((byte)'\\');
            if (plain < 0)
            {
                escaped.CopyTo(text[written..]);
                written += escaped.Length;
                return isBroken;
            }

            escaped[..plain].CopyTo(text[written..]);
            written += plain;
            escaped = escaped[plain..];
            if (escaped.Length < 2)
                return true;
            if (escaped[1] == (byte)'u')
            {
                if (!TryReadScalar(escaped, out var scalar, out var consumed))
                {
                    isBroken = true;
                    scalar = Rune.ReplacementChar;
                    consumed = Math.Min(6, escaped.Length);
                }

                written += scalar.EncodeToUtf8(text[written..]);
                escaped = escaped[consumed..];
            }
            else
            {
                text[written++] = Unescape(escaped[1]);
                escaped = escaped[2..];
            }
        }
    }

    /// <summary>
    /// Writes U+FFFD (Unicode, section 3.9) for each escape that is half of a surrogate pair (RFC 8259, section 8.2), in a copy of the
    /// text of the same length.
    /// </summary>
    /// <param name="json">The text.</param>
    /// <param name="places">Where the halves stood, in order; empty when there are none.</param>
    /// <returns>The copy; the text itself when there are none.</returns>
    public static ReadOnlySpan<byte> Mend(ReadOnlySpan<byte> json, out int[] places)
    {
        places = [];
        if (json.IndexOf("\\u"u8) < 0)
            return json;
        List<int>? found = null;
        for (var at = json.IndexOf((byte)'\\'); at >= 0 && at < json.Length; )
        {
            var step = 2;
            if (json[at..].StartsWith("\\u"u8) && !TryReadScalar(json[at..], out _, out step))
            {
                step = 6;
                if (TryReadUnit(json[at..], out _))
                    (found ??= []).Add(at);
            }

            var next = at + step > json.Length ? -1 : json[(at + step)..].IndexOf((byte)'\\');
            at = next < 0 ? -1 : at + step + next;
        }

        if (found is null)
            return json;
        var mended = json.ToArray();
        foreach (var at in found)
            "\\ufffd"u8.CopyTo(mended.AsSpan(at));
        places = [.. found];
        return mended;
    }

    private static byte Unescape(byte letter) =>
        letter switch
        {
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            _ => letter, // the quotation mark, the backslash and the slash stand for themselves
        };

    private static bool TryReadScalar(ReadOnlySpan<byte> escaped, out Rune scalar, out int consumed)
    {
        consumed = 6;
        scalar = default;
        if (!TryReadUnit(escaped, out var unit))
            return false;
        if (!char.IsSurrogate(unit))
        {
            scalar = new Rune(unit);
            return true;
        }

        consumed = 12;
        return TryReadUnit(escaped[6..], out var low) && Rune.TryCreate(unit, low, out scalar);
    }

    private static bool TryReadUnit(ReadOnlySpan<byte> escaped, out char unit)
    {
        unit = default;
        if (escaped.Length < 6 || escaped[0] != (byte)'\\' || escaped[1] != (byte)'u')
            return false;
        var value = 0;
        foreach (var digit in escaped[2..6])
        {
            if (!PercentEncoding.TryHexDigit(digit, out var nibble))
                return false;
            value = (value << 4) | nibble;
        }

        unit = (char)value;
        return true;
    }
}
