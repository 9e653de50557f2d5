using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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
    private PooledBytes _text; // as received, each name and value decoded in its own place
    private FewNames _few; // of some names' first fields the positions, from 1
    private bool _mayNeedEscapes; // whether a name may be written otherwise in a JSON pointer

    /// <summary>Whether a name may stand several times.</summary>
    public bool AllowsRepeated { get; private init; }

    /// <summary>Whether a name does stand several times.</summary>
    public bool HasRepeated { get; private set; }

    /// <summary>Whether all names and values are known to be of ASCII characters.</summary>
    public bool IsAscii { get; private set; }

    /// <summary>How many fields there are.</summary>
    public int Count { get; private set; }

    /// <summary>How long all names and values are together.</summary>
    public int Size { get; private set; }

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
        var start = _text.Length;
        _mayNeedEscapes |= name.ContainsAny((byte)'/', (byte)'~');
        _text.Append(name);
        _text.Append(value);
        Keep(new(start, name.Length, start + name.Length, value.Length));
        return true;
    }

    /// <summary>A field's name, decoded.</summary>
    public ReadOnlySpan<byte> Name(int index) => _text.Written.Slice(_fields[index].NameStart, _fields[index].NameLength);

    /// <summary>A field's value, decoded.</summary>
    public ReadOnlySpan<byte> Value(int index) => _text.Written.Slice(_fields[index].ValueStart, _fields[index].ValueLength);

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

    /// <summary>
    /// The position of the field that a JSON pointer (RFC 6901) names, or -1 when there is none, and when that takes more
    /// than to compare the name: where the pointer has escapes or levels, or is not of ASCII characters.
    /// </summary>
    public int FindMember(ReadOnlySpan<char> pointer)
    {
        if (pointer.Length < 2 || pointer[0] != '/')
            return -1;
        var name = pointer[1..];
        if (_mayNeedEscapes && name.ContainsAny('/', '~'))
            return -1;
        var first = _few[FewNames.Place(name.Length, name[0], name[^1])] - 1;
        if (first >= 0 && Ascii.Equals(Name(first), name))
            return first;
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
        var text = _text.Reserve(encoded.Length); // decoding never makes anything longer
        encoded.CopyTo(text);
        _text.Advance(encoded.Length);
        IsAscii = Ascii.IsValid(encoded);
        var isPlain = IsAscii;
        var names = default(NameTable);
        var search = new BlockSearch<Delimiters>(encoded);
        try
        {
            for (var start = 0; start < encoded.Length;)
            {
                var (equals, isNameEscaped, isValueEscaped) = (-1, !isPlain, !isPlain);
                var end = search.Find(encoded, start);
                for (; end < encoded.Length && encoded[end] != (byte)'&'; end = search.Find(encoded, end + 1))
                {
                    var isEscape = encoded[end] is (byte)'%' or (byte)'+';
                    if (equals >= 0)
                        isValueEscaped |= isEscape;
                    else if (isEscape)
                        isNameEscaped = true;
                    else
                        equals = end;
                }

                end = Math.Min(end, encoded.Length);
                var nameEnd = equals < 0 ? end : equals;
                var field = new Field(start, nameEnd - start, Math.Min(nameEnd + 1, end), Math.Max(end - nameEnd - 1, 0));
                if (end > start && !ReadField(text, field, isNameEscaped, isValueEscaped, ref names, ref reason, ref detail))
                    return false;
                start = end + 1;
            }

            _mayNeedEscapes = text.ContainsAny((byte)'/', (byte)'~');
            return true;
        }
        finally
        {
            names.Dispose();
        }
    }

    private bool ReadField(
        Span<byte> text, Field field, bool isNameEscaped, bool isValueEscaped, ref NameTable names, ref CallbackRejectionReason reason, ref string detail)
    {
        if (Count == MaxFields)
        {
            detail = "has more than 1000 fields";
            return false;
        }

        if (isNameEscaped)
            field = field with { NameLength = Decode(text.Slice(field.NameStart, field.NameLength), ref detail) };
        if (isValueEscaped)
            field = field with { ValueLength = Decode(text.Slice(field.ValueStart, field.ValueLength), ref detail) };
        if (detail.Length > 0)
            return false;
        HasRepeated |= IsRepeated(text.Slice(field.NameStart, field.NameLength), ref names);
        if (HasRepeated && !AllowsRepeated)
        {
            reason = CallbackRejectionReason.DuplicateMember;
            detail = "holds a field twice";
            return false;
        }

        Keep(field);
        return true;
    }

    /// <summary>Whether a field of the name was read before. Few are compared; of many, where that would take long, the names are kept in a table.</summary>
    private bool IsRepeated(ReadOnlySpan<byte> name, ref NameTable names)
    {
        if (Count < FewFields)
        {
            ref var first = ref _few[name.IsEmpty ? 0 : FewNames.Place(name.Length, name[0], name[^1])];
            if (first != 0)
                return Find(name) >= 0;
            first = (byte)(Count + 1);
            return false;
        }

        for (var index = 0; Count == FewFields && index < Count; index++)
            names.TryAdd(Name(index), 0);
        return !names.TryAdd(name, 0);
    }

    /// <summary>Decodes a name or value in its place, and gives its length then.</summary>
    private int Decode(Span<byte> part, ref string detail)
    {
        if (!PercentEncoding.TryDecode(part, part, out var length))
            detail = "holds a malformed percent escape";
        else if (!Utf8.IsValid(part[..length]))
            detail = JsonText.NotUtf8;
        IsAscii = IsAscii && Ascii.IsValid(part[..length]);
        return length;
    }

    private void Keep(Field field)
    {
        if (Count == _fields.Length)
            Grow();
        _fields[Count++] = field;
        Size += field.NameLength + field.ValueLength;
    }

    private void Grow()
    {
        var larger = ArrayPool<Field>.Shared.Rent(_fields.Length * 2);
        _fields.AsSpan(0, Count).CopyTo(larger);
        ArrayPool<Field>.Shared.Return(_fields);
        _fields = larger;
    }

    private readonly record struct Field(int NameStart, int NameLength, int ValueStart, int ValueLength);

    /// <summary>Finds most of a few names at once, by what is quickly seen of them.</summary>
    [InlineArray(64)]
    private struct FewNames
    {
        private byte _first;

        public static int Place(int length, int first, int last) => ((length * 11) + first + (last * 5)) & 63;
    }

    /// <summary>What ends a name or value, and what is not itself in one.</summary>
    private readonly struct Delimiters : IByteSet
    {
        public static ulong In(Vector512<byte> block) =>
            Vector512.Equals(block, Vector512.Create((byte)'&')).ExtractMostSignificantBits()
            | Vector512.Equals(block, Vector512.Create((byte)'=')).ExtractMostSignificantBits()
            | Vector512.Equals(block, Vector512.Create((byte)'%')).ExtractMostSignificantBits()
            | Vector512.Equals(block, Vector512.Create((byte)'+')).ExtractMostSignificantBits();
    }
}
