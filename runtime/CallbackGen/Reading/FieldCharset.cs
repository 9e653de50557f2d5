using System.Collections.Frozen;
using System.Text;

namespace CallbackGen.Reading;

/// <summary>
/// The charsets that the fields of a form may have: a closed list of charsets that agree with ASCII, by their names in the Encoding
/// Standard (section 4.2), case-insensitive.
/// </summary>
/// <remarks>A text is accepted only when encoding it again gives the same bytes, so that bytes and text determine each other.</remarks>
internal static class FieldCharset
{
    /// <summary>The name of UTF-8, which needs no conversion.</summary>
    public const string Utf8 = "utf-8";

    private static readonly FrozenDictionary<string, int> CodePages = new Dictionary<string, int>
    {
        [Utf8] = 65001,
        ["utf8"] = 65001,
        ["us-ascii"] = 20127,
        ["iso-8859-1"] = 28591,
        ["iso-8859-15"] = 28605,
        ["windows-1250"] = 1250,
        ["windows-1251"] = 1251,
        ["windows-1252"] = 1252,
        ["shift_jis"] = 932,
        ["euc-jp"] = 51932,
        ["gbk"] = 936,
        ["gb2312"] = 936,
        ["big5"] = 950,
        ["euc-kr"] = 51949,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns whether the list contains a charset.</summary>
    public static bool Knows(ReadOnlySpan<char> name) => CodePages.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(name);

    /// <summary>Returns whether two names denote the same charset.</summary>
    public static bool AreOne(string name, string other) =>
        name.Equals(other, StringComparison.OrdinalIgnoreCase)
        || (CodePages.TryGetValue(name, out var page) && CodePages.TryGetValue(other, out var otherPage) && page == otherPage);

    /// <summary>Finds a charset by its name.</summary>
    /// <param name="name">The name, case-insensitive.</param>
    /// <param name="encoding">The charset; <see langword="null"/> for UTF-8, and when the list does not contain the name.</param>
    /// <returns><see langword="false"/> when the list does not contain the name.</returns>
    public static bool TryFind(string name, out Encoding? encoding)
    {
        encoding = null;
        if (!CodePages.TryGetValue(name, out var page))
            return false;
        if (page == 65001)
            return true;
        encoding = page is 20127 or 28591
            ? Encoding.GetEncoding(page, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
            : CodePagesEncodingProvider.Instance.GetEncoding(page, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        return encoding is not null;
    }

    /// <summary>Decodes a text of a charset.</summary>
    /// <param name="charset">The charset.</param>
    /// <param name="bytes">The text as it is written.</param>
    /// <param name="utf8">The text in UTF-8; empty when the bytes are rejected.</param>
    /// <returns>
    /// <see langword="false"/> when the bytes are not a text of the charset, or not the charset's canonical encoding of the text.
    /// </returns>
    public static bool TryRead(Encoding charset, ReadOnlySpan<byte> bytes, out byte[] utf8)
    {
        utf8 = [];
        try
        {
            var text = charset.GetString(bytes);
            if (!charset.GetBytes(text).AsSpan().SequenceEqual(bytes))
                return false;
            utf8 = Encoding.UTF8.GetBytes(text);
            return true;
        }
        catch (Exception unreadable) when (unreadable is DecoderFallbackException or EncoderFallbackException)
        {
            return false;
        }
    }
}
