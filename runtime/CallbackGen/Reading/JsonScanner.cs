using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;
using System.Text.Json;

namespace CallbackGen.Reading;

/// <summary>
/// The tokens of a JSON text (RFC 8259) in UTF-8, one by one, by its grammar and nothing beyond it: no comments, no
/// trailing commas, no more levels than <see cref="JsonText.MaxDepth"/>, nothing behind the value. What is wrong ends the
/// reading instead of throwing. That the text is UTF-8, and that its escapes are no half pairs, is checked elsewhere.
/// </summary>
internal ref struct JsonScanner
{
    private static readonly SearchValues<byte> EndsPlainText =
        SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, 0x20).Select(control => (byte)control)]);

    private readonly ReadOnlySpan<byte> _json;
    private int _valueLength;
    private int _depth;
    private ulong _objects; // a bit for each open level, the innermost lowest: set for an object

    /// <summary>Begins in front of a text.</summary>
    /// <param name="json">The text, which is UTF-8.</param>
    public JsonScanner(ReadOnlySpan<byte> json) => _json = json;

    /// <summary>The current token; none before the first and after the last.</summary>
    public JsonTokenType Token { get; private set; }

    /// <summary>Where the current token begins, at the quotation mark of a name or string.</summary>
    public int Start { get; private set; }

    /// <summary>What of the text is read.</summary>
    public int Position { get; private set; }

    /// <summary>Whether the current name or string holds escapes.</summary>
    public bool IsEscaped { get; private set; }

    /// <summary>Whether the text is not well-formed, or nests too deep.</summary>
    public bool IsInvalid { get; private set; }

    /// <summary>How many objects and arrays are open.</summary>
    public readonly int Depth => _depth;

    /// <summary>Where the content of the current name or scalar begins.</summary>
    public int ValueStart { get; private set; }

    /// <summary>The content of the current name, behind its quotation mark, or scalar, as it is written.</summary>
    public readonly ReadOnlySpan<byte> Value => _json.Slice(ValueStart, _valueLength);

    /// <summary>Goes to the next token.</summary>
    /// <returns><see langword="false"/> at the text's end, and when the text is not well-formed.</returns>
    public bool Read()
    {
        if (!SkipSpace(out var next))
            return End();
        switch (Token)
        {
            case JsonTokenType.None or JsonTokenType.PropertyName:
                return ReadValue(next);
            case JsonTokenType.StartObject:
                return next == (byte)'}' ? Close(JsonTokenType.EndObject) : ReadName(next);
            case JsonTokenType.StartArray:
                return next == (byte)']' ? Close(JsonTokenType.EndArray) : ReadValue(next);
        }

        if (_depth == 0)
            return Invalid();
        var isObject = (_objects & 1) != 0;
        if (next == (byte)',')
        {
            Position++;
            return SkipSpace(out next) ? isObject ? ReadName(next) : ReadValue(next) : Invalid();
        }

        if (next != (isObject ? (byte)'}' : (byte)']'))
            return Invalid();
        return Close(isObject ? JsonTokenType.EndObject : JsonTokenType.EndArray);
    }

    /// <summary>Goes from an object's or array's beginning to its end; a scalar is its own end.</summary>
    /// <returns><see langword="false"/> when the text is not well-formed.</returns>
    public bool Skip()
    {
        if (Token is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            return true;
        var depth = _depth;
        while (_depth >= depth)
        {
            if (!Read())
                return false;
        }

        return true;
    }

    private bool SkipSpace(out byte next)
    {
        var json = _json;
        for (var position = Position; (uint)position < (uint)json.Length; position++)
        {
            next = json[position];
            if (next is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
                continue;
            Position = position;
            return true;
        }

        Position = json.Length;
        next = 0;
        return false;
    }

    private bool End()
    {
        if (_depth > 0 || Token == JsonTokenType.None)
            return Invalid();
        return false;
    }

    private bool Invalid()
    {
        IsInvalid = true;
        Token = JsonTokenType.None;
        Position = _json.Length; // where every later call finds nothing
        return false;
    }

    private bool Open(JsonTokenType token, ulong isObject)
    {
        if (_depth == JsonText.MaxDepth)
            return Invalid();
        _depth++;
        _objects = (_objects << 1) | isObject;
        Position++;
        Token = token;
        return true;
    }

    private bool Close(JsonTokenType token)
    {
        _depth--;
        _objects >>= 1;
        Start = Position++;
        Token = token;
        return true;
    }

    private bool ReadName(byte next)
    {
        if (next != (byte)'"' || !ReadString(JsonTokenType.PropertyName))
            return Invalid();
        if (!SkipSpace(out next) || next != (byte)':')
            return Invalid();
        Position++;
        return true;
    }

    private bool ReadValue(byte next)
    {
        Start = Position;
        IsEscaped = false;
        return next switch
        {
            (byte)'"' => ReadString(JsonTokenType.String),
            (byte)'{' => Open(JsonTokenType.StartObject, 1),
            (byte)'[' => Open(JsonTokenType.StartArray, 0),
            (byte)'t' => ReadLiteral("true"u8, JsonTokenType.True),
            (byte)'f' => ReadLiteral("false"u8, JsonTokenType.False),
            (byte)'n' => ReadLiteral("null"u8, JsonTokenType.Null),
            _ => ReadNumber(),
        };
    }

    private bool ReadLiteral(ReadOnlySpan<byte> literal, JsonTokenType token) =>
        _json[Position..].StartsWith(literal) ? Take(token, Position, literal.Length, Position + literal.Length) : Invalid();

    private bool ReadString(JsonTokenType token)
    {
        Start = Position;
        IsEscaped = false;
        var content = _json[(Position + 1)..];
        var length = 0;
        while (true)
        {
            length += PlainLength(content[length..]);
            if (length == content.Length)
                return Invalid();
            if (content[length] == (byte)'"')
                return Take(token, Position + 1, length, Position + length + 2);
            var escape = content[length] == (byte)'\\' ? EscapeLength(content[length..]) : 0;
            if (escape == 0)
                return Invalid();
            IsEscaped = true;
            length += escape;
        }
    }

    /// <summary>How much of a text stands before the first quotation mark, backslash or control character.</summary>
    private static int PlainLength(ReadOnlySpan<byte> text)
    {
        // Most names and values end within a few blocks: calling the general search would cost more than searching.
        var passed = 0;
        for (; Vector128.IsHardwareAccelerated && passed < 4 * Vector128<byte>.Count && text.Length - passed >= Vector128<byte>.Count; passed += Vector128<byte>.Count)
        {
            var block = Vector128.Create(text[passed..]);
            var ends = Vector128.Equals(block, Vector128.Create((byte)'"')) | Vector128.Equals(block, Vector128.Create((byte)'\\'))
                | Vector128.LessThan(block, Vector128.Create((byte)0x20));
            if (ends != default)
                return passed + BitOperations.TrailingZeroCount(ends.ExtractMostSignificantBits());
        }

        var length = text[passed..].IndexOfAny(EndsPlainText);
        return length < 0 ? text.Length : passed + length;
    }

    /// <summary>How long an escape (RFC 8259, section 7) is; 0 when it is none.</summary>
    private static int EscapeLength(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2)
            return 0;
        if (text[1] != (byte)'u')
            return "\"\\/bfnrt"u8.Contains(text[1]) ? 2 : 0;
        if (text.Length < 6)
            return 0;
        foreach (var digit in text[2..6])
        {
            if (!PercentEncoding.TryHexDigit(digit, out _))
                return 0;
        }

        return 6;
    }

    /// <summary><c>-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?</c>; what may follow is seen by the next call.</summary>
    private bool ReadNumber()
    {
        var text = _json[Position..];
        var length = text[0] == (byte)'-' ? 1 : 0;
        var whole = Digits(text[length..]);
        if (whole == 0 || (whole > 1 && text[length] == (byte)'0'))
            return Invalid();
        length += whole;
        if (length < text.Length && text[length] == (byte)'.')
        {
            var fraction = Digits(text[(length + 1)..]);
            if (fraction == 0)
                return Invalid();
            length += fraction + 1;
        }

        if (length < text.Length && text[length] is (byte)'e' or (byte)'E')
        {
            length++;
            if (length < text.Length && text[length] is (byte)'+' or (byte)'-')
                length++;
            var exponent = Digits(text[length..]);
            if (exponent == 0)
                return Invalid();
            length += exponent;
        }

        return Take(JsonTokenType.Number, Position, length, Position + length);
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        var count = 0;
        while (count < text.Length && text[count] is >= (byte)'0' and <= (byte)'9')
            count++;
        return count;
    }

    private bool Take(JsonTokenType token, int start, int length, int position)
    {
        Token = token;
        ValueStart = start;
        _valueLength = length;
        Position = position;
        return true;
    }
}
