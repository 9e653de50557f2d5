using System.Buffers;
using System.Text;
using System.Text.Json;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>The options of a JSON writer.</summary>
[Flags]
internal enum JsonStyle
{
    Compact = 0,
    Sorted = 1,
    EscapeSlash = 2,
    EscapeUnicode = 4,
    EscapeHtml = 8,
    EscapeLineSeparators = 16,
    Spaces = 32,
    EscapePython = 64,
    EscapeGson = 128,
    EscapeDotnet = 256,
    NumbersOfJavascript = 512,
    NumbersOfPhp = 1024,
    NumbersOfPython = 2048,
    Numbers = NumbersOfJavascript | NumbersOfPhp | NumbersOfPython,
}

/// <summary>Serializes values of a JSON text again (RFC 8259), like a provider's platform does it.</summary>
internal readonly ref struct JsonRewriter(JsonIndex index, ReadOnlySpan<byte> json, JsonStyle style)
{
    private static readonly Comparer<byte[]> ByName = Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right));

    private readonly ReadOnlySpan<byte> _json = json;

    /// <summary>Writes a value. The recursion is bounded by the text's depth, which is limited.</summary>
    /// <returns><see langword="false"/> when a number within it would be written with another value.</returns>
    public bool Write(int node, ref PooledBytes output)
    {
        switch (index.TypeOf(node))
        {
            case JsonTokenType.StartObject:
                return WriteObject(node, ref output);
            case JsonTokenType.StartArray:
                return WriteArray(node, ref output);
            case JsonTokenType.String:
                WriteText(index.ValueAt(_json, node).Utf8, style, ref output);
                return true;
            case JsonTokenType.Number when (style & JsonStyle.Numbers) != 0:
                return RenderedNumber.TryWrite(index.RawAt(_json, node), style & JsonStyle.Numbers, ref output);
            default:
                output.Append(index.RawAt(_json, node)); // a number, true, false or null: its text on the wire
                return true;
        }
    }

    /// <summary>Writes a member: its name, a colon and its value.</summary>
    /// <returns>The result of <see cref="Write"/>.</returns>
    public bool WriteMember(int node, ref PooledBytes output)
    {
        WriteName(index.NameOf(_json, node), style, ref output);
        return Write(node, ref output);
    }

    public static void WriteName(ReadOnlySpan<byte> name, JsonStyle style, ref PooledBytes output)
    {
        WriteText(name, style, ref output);
        output.Append((style & JsonStyle.Spaces) != 0 ? ": "u8 : ":"u8);
    }

    /// <summary>Writes a comma, except before the first value.</summary>
    public static void WriteComma(bool isFirst, JsonStyle style, ref PooledBytes output)
    {
        if (!isFirst)
            output.Append((style & JsonStyle.Spaces) != 0 ? ", "u8 : ","u8);
    }

    /// <summary>Writes a string with its quotation marks.</summary>
    public static void WriteText(ReadOnlySpan<byte> text, JsonStyle style, ref PooledBytes output)
    {
        output.Append("\""u8);
        while (!text.IsEmpty)
        {
            var plain = LengthOfPlain(text, style);
            output.Append(text[..plain]);
            text = text[plain..];
            if (text.IsEmpty)
                break;
            Rune.DecodeFromUtf8(text, out var rune, out var length);
            WriteEscaped(rune, style, ref output);
            text = text[length..];
        }

        output.Append("\""u8);
    }

    /// <summary>Returns the nodes of an object's members in the order in which they are written, in a rented array.</summary>
    public int[] OrderMembers(int node, out int count)
    {
        count = index.CountChildren(node);
        var members = ArrayPool<int>.Shared.Rent(count);
        var position = 0;
        for (var child = index.FirstChild(node); child >= 0; child = index.NextChild(node, child))
            members[position++] = child;
        if ((style & JsonStyle.Sorted) == 0)
            return members;
        // No name occurs twice in an object, so that the sort need not be stable.
        var names = new byte[count][];
        for (position = 0; position < count; position++)
            names[position] = index.NameOf(_json, members[position]).ToArray();
        Array.Sort(names, members, 0, count, ByName);
        return members;
    }

    private bool WriteObject(int node, ref PooledBytes output)
    {
        var members = OrderMembers(node, out var count);
        var isExact = true;
        output.Append("{"u8);
        for (var position = 0; position < count; position++)
        {
            WriteComma(position == 0, style, ref output);
            isExact &= WriteMember(members[position], ref output);
        }

        output.Append("}"u8);
        ArrayPool<int>.Shared.Return(members);
        return isExact;
    }

    private bool WriteArray(int node, ref PooledBytes output)
    {
        output.Append("["u8);
        var (isFirst, isExact) = (true, true);
        for (var child = index.FirstChild(node); child >= 0; child = index.NextChild(node, child))
        {
            WriteComma(isFirst, style, ref output);
            isExact &= Write(child, ref output);
            isFirst = false;
        }

        output.Append("]"u8);
        return isExact;
    }

    private static int LengthOfPlain(ReadOnlySpan<byte> text, JsonStyle style)
    {
        for (var position = 0; position < text.Length; position++)
        {
            var unit = text[position];
            var isPlain = unit switch
            {
                < 0x20 or (byte)'"' or (byte)'\\' => false,
                0x7F => (style & (JsonStyle.EscapePython | JsonStyle.EscapeDotnet)) == 0,
                (byte)'\'' => (style & (JsonStyle.EscapeGson | JsonStyle.EscapeDotnet)) == 0,
                (byte)'=' => (style & JsonStyle.EscapeGson) == 0,
                (byte)'+' or (byte)'`' => (style & JsonStyle.EscapeDotnet) == 0,
                (byte)'/' => (style & JsonStyle.EscapeSlash) == 0,
                (byte)'<' or (byte)'>' or (byte)'&' => (style & JsonStyle.EscapeHtml) == 0,
                < 0x80 => true,
                _ => (style & JsonStyle.EscapeUnicode) == 0 && !IsEscapedSeparator(text[position..], style),
            };
            if (!isPlain)
                return position;
        }

        return text.Length;
    }

    private static bool IsEscapedSeparator(ReadOnlySpan<byte> text, JsonStyle style) =>
        (style & (JsonStyle.EscapeHtml | JsonStyle.EscapeLineSeparators)) != 0
        && (text.StartsWith("\u2028"u8) || text.StartsWith("\u2029"u8));

    private static void WriteEscaped(Rune rune, JsonStyle style, ref PooledBytes output)
    {
        var isDotnet = (style & JsonStyle.EscapeDotnet) != 0;
        switch (rune.Value)
        {
            case '"' when isDotnet:
                WriteUnit('"', isDotnet, ref output);
                break;
            case '"' or '\\' or '/':
                output.Append([(byte)'\\', (byte)rune.Value]);
                break;
            case '\b':
                output.Append("\\b"u8);
                break;
            case '\f':
                output.Append("\\f"u8);
                break;
            case '\n':
                output.Append("\\n"u8);
                break;
            case '\r':
                output.Append("\\r"u8);
                break;
            case '\t':
                output.Append("\\t"u8);
                break;
            default:
                Span<char> units = stackalloc char[2];
                foreach (var unit in units[..rune.EncodeToUtf16(units)])
                    WriteUnit(unit, isDotnet, ref output);
                break;
        }
    }

    private static void WriteUnit(char unit, bool upper, ref PooledBytes output)
    {
        var digits = upper ? "0123456789ABCDEF"u8 : "0123456789abcdef"u8;
        output.Append([(byte)'\\', (byte)'u', digits[unit >> 12], digits[(unit >> 8) & 15], digits[(unit >> 4) & 15], digits[unit & 15]]);
    }
}
