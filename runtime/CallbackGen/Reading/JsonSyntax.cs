using System.Text;
using System.Text.Unicode;

namespace CallbackGen.Reading;

/// <summary>Checks and converts JSON text (RFC 8259) apart from its grammar: encoding, byte order mark and escapes.</summary>
internal static class JsonSyntax
{
    /// <summary>The largest number of nested objects and arrays.</summary>
    public const int MaxDepth = 32;

    public const string NotUtf8 = "is not valid UTF-8";
    public const string NotJson = "is not well-formed JSON, or nests deeper than 32 levels";
    public const string LoneSurrogate = "holds half of a surrogate pair";
    public const string Repeats = "holds a member twice";

    public const string TooMany = "has more than 1000000 values";

    public const string BeginsWithMark = "begins with a byte order mark";

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Returns whether a text begins with a byte order mark in UTF-8.</summary>
    public static bool HasMark(ReadOnlySpan<byte> utf8) => utf8.StartsWith(ByteOrderMark);

    /// <summary>
    /// Returns the text without a byte order mark, which a JSON parser may ignore (RFC 8259, section 8.1); at most one is removed.
    /// </summary>
    public static ReadOnlySpan<byte> SkipMark(ReadOnlySpan<byte> utf8) => HasMark(utf8) ? utf8[ByteOrderMark.Length..] : utf8;

    /// <summary>
    /// Checks the encoding of the whole text: the JSON reader of .NET checks it only when a text is read, and then throws.
    /// </summary>
    /// <returns>The problem, or <see langword="null"/>.</returns>
    public static string? CheckEncoding(ReadOnlySpan<byte> utf8)
    {
        if (HasMark(utf8))
            return BeginsWithMark;
        return Utf8.IsValid(utf8) ? null : NotUtf8;
    }

    /// <summary>Unescapes a string's content (RFC 8259, section 7). The result is never longer.</summary>
    /// <param name="escaped">The bytes between the quotation marks, with valid grammar.</param>
    /// <param name="text">The output, at least as long.</param>
    /// <param name="written">The length of the result.</param>
    /// <returns><see langword="false"/> when an escape is an unpaired surrogate.</returns>
    public static bool TryUnescape(ReadOnlySpan<byte> escaped, Span<byte> text, out int written) => !Unescape(escaped, text, out written);

    /// <summary>Unescapes a string's content, with U+FFFD for each unpaired surrogate.</summary>
    /// <returns>Whether there is an unpaired surrogate.</returns>
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
    /// Replaces each escape that is an unpaired surrogate (RFC 8259, section 8.2) by that of U+FFFD (Unicode, section 3.9), in a copy of
    /// the text with the same length.
    /// </summary>
    /// <param name="json">The text.</param>
    /// <param name="places">The positions of the replaced escapes, in order; empty when there are none.</param>
    /// <returns>The copy; the text itself when there are none.</returns>
    public static ReadOnlySpan<byte> Mend(ReadOnlySpan<byte> json, out int[] places)
    {
        places = [];
        if (json.IndexOf("\\u"u8) < 0)
            return json;
        List<int>? found = null;
        for (var at = json.IndexOf((byte)'\\'); at >= 0 && at < json.Length;)
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
            _ => letter, // the quotation mark, the backslash and the slash represent themselves
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
