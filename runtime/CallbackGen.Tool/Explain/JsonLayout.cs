using System.Globalization;
using System.Text;
using CallbackGen.Reading;
using CallbackGen.Verification;

namespace CallbackGen.Tool.Explain;

/// <summary>
/// Rewrites JSON as another serializer would: strings and numbers in the style of a platform, by the runtime's rewriter; white space; and
/// the decimals of numbers.
/// </summary>
internal static class JsonLayout
{
    /// <summary>Writes JSON in the style of a platform.</summary>
    /// <returns>The bytes; null when the input is not JSON, or a number would get another value.</returns>
    public static byte[]? Rewrite(ReadOnlySpan<byte> json, JsonStyle style)
    {
        if (json.StartsWith("\uFEFF"u8))
            json = json[3..];
        if (!JsonIndex.TryBuild(json, out var index, out _, out _))
            return null;
        var output = default(PooledBytes);
        try
        {
            return new JsonRewriter(index!, json, style).Write(JsonIndex.Root, ref output) ? output.Written.ToArray() : null;
        }
        finally
        {
            output.Dispose();
            index!.Dispose();
        }
    }

    /// <summary>Replaces the white space between the tokens, and leaves every token unchanged.</summary>
    /// <param name="json">Valid JSON.</param>
    /// <param name="colon">The text between a name and its value.</param>
    /// <param name="comma">The text between members when the layout is not indented.</param>
    /// <param name="indent">The indentation of each level; null for a single line.</param>
    /// <param name="lineEnd">The line end.</param>
    /// <param name="isEmptyShort">Whether empty objects and arrays stay on one line.</param>
    public static byte[] Space(
        ReadOnlySpan<byte> json,
        string colon,
        string comma,
        string? indent = null,
        string lineEnd = "\n",
        bool isEmptyShort = true
    )
    {
        var output = new StringBuilder(json.Length * 2);
        var depth = 0;
        for (var at = 0; at < json.Length; at++)
        {
            var one = (char)json[at];
            switch (one)
            {
                case ' ' or '\t' or '\r' or '\n':
                    break;
                case '"':
                    var end = EndOfText(json, at);
                    Append(output, json[at..end]);
                    at = end - 1;
                    break;
                case '{' or '[':
                    output.Append(one);
                    if (isEmptyShort && IsClosedNext(json, ref at, out var close))
                        output.Append(close);
                    else
                        NewLine(++depth);
                    break;
                case '}' or ']':
                    NewLine(--depth);
                    output.Append(one);
                    break;
                case ',':
                    output.Append(indent is null ? comma : ",");
                    NewLine(depth);
                    break;
                case ':':
                    output.Append(colon);
                    break;
                default:
                    output.Append(one);
                    break;
            }
        }

        return Encoding.Latin1.GetBytes(output.ToString());

        void NewLine(int level)
        {
            if (indent is null)
                return;
            output.Append(lineEnd);
            for (; level > 0; level--)
                output.Append(indent);
        }
    }

    /// <summary>Rewrites every number outside strings.</summary>
    public static byte[] Numbers(ReadOnlySpan<byte> json, Func<string, string> write)
    {
        var output = new StringBuilder(json.Length + 16);
        for (var at = 0; at < json.Length;)
        {
            var end = json[at] == (byte)'"' ? EndOfText(json, at) : at + 1;
            if (json[at] is (byte)'-' or (>= (byte)'0' and <= (byte)'9'))
            {
                while (
                    end < json.Length
                    && json[end] is (>= (byte)'0' and <= (byte)'9') or (byte)'.' or (byte)'e' or (byte)'E' or (byte)'+' or (byte)'-'
                )
                    end++;
                output.Append(write(Encoding.Latin1.GetString(json[at..end])));
            }
            else
            {
                Append(output, json[at..end]);
            }

            at = end;
        }

        return Encoding.Latin1.GetBytes(output.ToString());
    }

    /// <summary>Returns a number with so many decimals; the number itself when it needs more, or has an exponent.</summary>
    public static string Decimals(string number, int decimals) =>
        decimal.TryParse(
            number,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var value
        )
        && decimal.Round(value, decimals) == value
            ? value.ToString($"F{decimals}", CultureInfo.InvariantCulture)
            : number;

    private static void Append(StringBuilder output, ReadOnlySpan<byte> bytes) => output.Append(Encoding.Latin1.GetString(bytes));

    private static bool IsClosedNext(ReadOnlySpan<byte> json, ref int at, out char close)
    {
        var next = at + 1;
        while (next < json.Length && json[next] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            next++;
        close = next < json.Length ? (char)json[next] : '\0';
        if (close is not ('}' or ']'))
            return false;
        at = next;
        return true;
    }

    private static int EndOfText(ReadOnlySpan<byte> json, int start)
    {
        for (var at = start + 1; at < json.Length; at++)
        {
            if (json[at] == (byte)'\\')
                at++;
            else if (json[at] == (byte)'"')
                return at + 1;
        }

        return json.Length;
    }
}
