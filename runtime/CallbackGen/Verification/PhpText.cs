using System.Buffers.Text;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>
/// Writes members like functions of PHP write an array of strings. Neither format is ambiguous: the first escapes its delimiters, the
/// second states each text's length before the text.
/// </summary>
internal static class PhpText
{
    public static void Append(MemberFormat format, ref MemberTable members, ref PooledBytes message)
    {
        if (format == MemberFormat.HttpBuildQuery)
            AppendQuery(ref members, ref message);
        else
            AppendSerialized(ref members, ref message);
    }

    private static void AppendQuery(ref MemberTable members, ref PooledBytes message)
    {
        for (var position = 0; position < members.Count; position++)
        {
            if (position > 0)
                message.Append("&"u8);
            message.Append(TextFilters.UrlEncodePhp(members.Name(position)));
            message.Append("="u8);
            message.Append(TextFilters.UrlEncodePhp(members.Value(position)));
        }
    }

    private static void AppendSerialized(ref MemberTable members, ref PooledBytes message)
    {
        message.Append("a:"u8);
        AppendNumber(members.Count, ref message);
        message.Append(":{"u8);
        for (var position = 0; position < members.Count; position++)
        {
            AppendText(members.Name(position), ref message);
            AppendText(members.Value(position), ref message);
        }

        message.Append("}"u8);
    }

    private static void AppendText(ReadOnlySpan<byte> text, ref PooledBytes message)
    {
        message.Append("s:"u8);
        AppendNumber(text.Length, ref message);
        message.Append(":\""u8);
        message.Append(text);
        message.Append("\";"u8);
    }

    private static void AppendNumber(int number, ref PooledBytes message)
    {
        Span<byte> digits = stackalloc byte[10];
        Utf8Formatter.TryFormat(number, digits, out var length);
        message.Append(digits[..length]);
    }
}
