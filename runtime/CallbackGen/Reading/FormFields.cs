using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace CallbackGen.Reading;

/// <summary>
/// The fields of a form or query, application/x-www-form-urlencoded (WHATWG URL Standard, section 5.1), read strictly:
/// where the standard would guess, at a malformed percent escape or bytes that are not UTF-8, and where frameworks
/// disagree, at a name that repeats, the whole is refused, unless the feed allows that.
/// </summary>
internal sealed class FormFields : IDisposable
{
    /// <summary>More fields than any callback has.</summary>
    public const int MaxFields = 1000;

    private const int FewFields = 24;

    private Field[] _fields = ArrayPool<Field>.Shared.Rent(32);
    private PooledBytes _text;

    /// <summary>Whether a name may stand several times.</summary>
    public bool AllowsRepeated { get; private init; }

    /// <summary>Whether a name does stand several times.</summary>
    public bool HasRepeated { get; private set; }

    /// <summary>Whether all names and values are known to be of ASCII characters.</summary>
    public bool IsAscii { get; private set; }

    /// <summary>How many fields there are.</summary>
    public int Count { get; private set; }

    /// <summary>How long all names and values are together.</summary>
    public int Size => _text.Length;

    /// <summary>Reads fields.</summary>
    /// <param name="encoded">The body or query as received.</param>
    /// <param name="allowRepeated">Whether a name may stand several times.</param>
    /// <param name="fields">The fields, to be disposed of; <see langword="null"/> when the text is refused.</param>
    /// <param name="reason">Why it is refused.</param>
    /// <param name="detail">What is wrong, in fixed words; empty when nothing is.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> encoded, bool allowRepeated, out FormFields? fields, out CallbackRejectionReason reason, out string detail)
    {
        var read = new FormFields { AllowsRepeated = allowRepeated };
        if (read.Read(encoded, out reason, out detail))
        {
            fields = read;
            return true;
        }

        read.Dispose();
        fields = null;
        return false;
    }

    /// <summary>An empty list for names that stand once, to be filled by <see cref="Add"/>.</summary>
    public static FormFields Empty() => new();

    /// <summary>Adds a field that is decoded already and whose name is known to be new.</summary>
    /// <returns><see langword="false"/> when there are too many.</returns>
    public bool Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (Count == MaxFields)
            return false;
        if (Count == _fields.Length)
            Grow();
        _fields[Count++] = new(_text.Length, name.Length, value.Length);
        _text.Append(name);
        _text.Append(value);
        return true;
    }

    /// <summary>A field's name, decoded.</summary>
    public ReadOnlySpan<byte> Name(int index) => _text.Written.Slice(_fields[index].Start, _fields[index].NameLength);

    /// <summary>A field's value, decoded.</summary>
    public ReadOnlySpan<byte> Value(int index) =>
        _text.Written.Slice(_fields[index].Start + _fields[index].NameLength, _fields[index].ValueLength);

    /// <summary>The position of a field, or -1 when there is none of that name.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        for (var index = 0; index < Count; index++)
        {
            if (_fields[index].NameLength == name.Length && Name(index).SequenceEqual(name))
                return index;
        }

        return -1;
    }

    /// <summary>The position of a field, or -1 when there is none of that name or the name is not of ASCII characters.</summary>
    public int Find(ReadOnlySpan<char> name)
    {
        for (var index = 0; index < Count; index++)
        {
            if (_fields[index].NameLength == name.Length && Ascii.Equals(Name(index), name))
                return index;
        }

        return -1;
    }

    /// <summary>The position of the next field that has the name of another, or -1.</summary>
    public int FindNext(int position)
    {
        for (var index = position + 1; HasRepeated && index < Count; index++)
        {
            if (Name(index).SequenceEqual(Name(position)))
                return index;
        }

        return -1;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_fields.Length > 0)
            ArrayPool<Field>.Shared.Return(_fields);
        _fields = [];
        Count = 0;
        IsAscii = false;
        _text.Dispose();
    }

    private bool Read(ReadOnlySpan<byte> encoded, out CallbackRejectionReason reason, out string detail)
    {
        reason = CallbackRejectionReason.Malformed;
        detail = "";
        _text.Reserve(encoded.Length); // decoding never makes it longer
        IsAscii = Ascii.IsValid(encoded);
        var names = default(NameTable);
        try
        {
            while (!encoded.IsEmpty)
            {
                var end = encoded.IndexOf((byte)'&');
                var sequence = end < 0 ? encoded : encoded[..end];
                encoded = end < 0 ? default : encoded[(end + 1)..];
                if (!sequence.IsEmpty && !ReadField(sequence, ref names, ref reason, ref detail))
                    return false;
            }

            // Escapes may have made other characters.
            IsAscii = IsAscii && Ascii.IsValid(_text.Written);
            return true;
        }
        finally
        {
            names.Dispose();
        }
    }

    private bool ReadField(ReadOnlySpan<byte> sequence, ref NameTable names, ref CallbackRejectionReason reason, ref string detail)
    {
        if (Count == MaxFields)
        {
            detail = "has more than 1000 fields";
            return false;
        }

        var equals = sequence.IndexOf((byte)'=');
        var name = equals < 0 ? sequence : sequence[..equals];
        var value = equals < 0 ? default : sequence[(equals + 1)..];
        var start = _text.Length;
        if (!Decode(name, out var nameLength, ref detail) || !Decode(value, out var valueLength, ref detail))
            return false;
        HasRepeated |= IsRepeated(_text.Written.Slice(start, nameLength), ref names);
        if (HasRepeated && !AllowsRepeated)
        {
            reason = CallbackRejectionReason.DuplicateMember;
            detail = "holds a field twice";
            return false;
        }

        if (Count == _fields.Length)
            Grow();
        _fields[Count++] = new(start, nameLength, valueLength);
        return true;
    }

    /// <summary>Whether a field of the name was read before. Few are compared; of many, where that would take long, the names are kept in a table.</summary>
    private bool IsRepeated(ReadOnlySpan<byte> name, ref NameTable names)
    {
        if (Count < FewFields)
            return Find(name) >= 0;
        for (var index = 0; Count == FewFields && index < Count; index++)
            names.TryAdd(Name(index), 0);
        return !names.TryAdd(name, 0);
    }

    private bool Decode(ReadOnlySpan<byte> encoded, out int length, ref string detail)
    {
        var start = _text.Length;
        if (IsAscii && !encoded.ContainsAny((byte)'%', (byte)'+'))
        {
            encoded.CopyTo(_text.Reserve(encoded.Length));
            _text.Advance(length = encoded.Length);
            return true;
        }

        var isDecoded = PercentEncoding.TryDecode(encoded, _text.Reserve(encoded.Length), out length);
        _text.Advance(length);
        if (!isDecoded)
            detail = "holds a malformed percent escape";
        else if (!Utf8.IsValid(_text.Written[start..]))
            detail = JsonText.NotUtf8;
        return detail.Length == 0;
    }

    private void Grow()
    {
        var larger = ArrayPool<Field>.Shared.Rent(_fields.Length * 2);
        _fields.AsSpan(0, Count).CopyTo(larger);
        ArrayPool<Field>.Shared.Return(_fields);
        _fields = larger;
    }

    private readonly record struct Field(int Start, int NameLength, int ValueLength);
}
