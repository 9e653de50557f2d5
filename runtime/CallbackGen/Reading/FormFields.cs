using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Unicode;

namespace CallbackGen.Reading;

/// <summary>
/// Parses the fields of a form or query, application/x-www-form-urlencoded (WHATWG URL Standard, section 5.1), by strict rules.
/// </summary>
/// <remarks>
/// A malformed percent escape or bytes that are not UTF-8, which the standard would repair, reject the whole text. So does a name that
/// repeats, on which frameworks disagree, unless the feed allows it.
/// </remarks>
internal sealed partial class FormFields : IDisposable
{
    /// <summary>The largest number of fields: more than any callback has.</summary>
    public const int MaxFields = 1000;

    /// <summary>The constant description of a name that repeats.</summary>
    public const string HoldsTwice = "holds a field twice";

    private const int FewFields = 24;

    private Field[] _fields = ArrayPool<Field>.Shared.Rent(32);
    private PooledBytes _text; // as received, each name and value decoded in place
    private FewNames _few; // one-based indexes of the first fields of some names
    private bool _mayNeedEscapes; // whether a name may have another spelling in a JSON pointer
    private int[]? _links; // for each field: twice the index of the next field with its name, or 0; plus 1 if an earlier field has its name

    /// <summary>Whether a name may appear several times.</summary>
    public bool AllowsRepeated { get; private init; }

    /// <summary>Whether a name appears several times.</summary>
    public bool HasRepeated { get; private set; }

    /// <summary>The index of the first field whose name an earlier field has, or -1.</summary>
    public int FirstRepetition { get; private set; } = -1;

    /// <summary>Whether all names and values are known to consist of ASCII characters.</summary>
    public bool IsAscii { get; private set; }

    /// <summary>The number of fields.</summary>
    public int Count { get; private set; }

    /// <summary>The total length of all names and values, in bytes.</summary>
    public int Size { get; private set; }

    /// <summary>Parses the fields.</summary>
    /// <param name="encoded">The body or query as received.</param>
    /// <param name="allowRepeated">Whether a name may appear several times.</param>
    /// <param name="fields">The fields, to be disposed of; <see langword="null"/> when the text is rejected.</param>
    /// <param name="reason">The kind of rejection.</param>
    /// <param name="detail">A constant description of the problem; empty when there is none.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> encoded,
        bool allowRepeated,
        out FormFields? fields,
        out CallbackRejectionReason reason,
        out string detail
    ) => TryRead(encoded, allowRepeated, out fields, out reason, out detail, out _);

    /// <inheritdoc cref="TryRead(ReadOnlySpan{byte}, bool, out FormFields?, out CallbackRejectionReason, out string)"/>
    /// <param name="encoded">The body or query as received.</param>
    /// <param name="allowRepeated">Whether a name may appear several times.</param>
    /// <param name="fields">The fields, to be disposed of; <see langword="null"/> when the text is rejected.</param>
    /// <param name="reason">The kind of rejection.</param>
    /// <param name="detail">A constant description of the problem; empty when there is none.</param>
    /// <param name="hasRepeated">Whether a name repeats, as far as the text was parsed; also set when the text is rejected.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> encoded,
        bool allowRepeated,
        out FormFields? fields,
        out CallbackRejectionReason reason,
        out string detail,
        out bool hasRepeated
    )
    {
        var read = new FormFields { AllowsRepeated = allowRepeated };
        var isRead = read.Read(encoded, out reason, out detail);
        hasRepeated = read.HasRepeated;
        if (!isRead)
            read.Dispose();
        fields = isRead ? read : null;
        return isRead;
    }

    /// <summary>Returns an empty list, to be filled by <see cref="Add(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>.</summary>
    /// <param name="allowRepeated">Whether a name may appear several times.</param>
    public static FormFields Empty(bool allowRepeated = false) => new() { AllowsRepeated = allowRepeated };

    /// <summary>Adds a field that is already decoded and whose name is known to be new.</summary>
    /// <returns><see langword="false"/> when there are too many fields.</returns>
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

    /// <summary>Adds a field whose name may have been added before.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value.</param>
    /// <param name="names">The names added so far.</param>
    /// <returns><see langword="false"/> when there are too many fields.</returns>
    public bool Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, scoped ref NameTable names)
    {
        if (!Add(name, value))
            return false;
        if (!names.TryAdd(name, 0))
            NoteRepetition(Count - 1);
        return true;
    }

    /// <summary>
    /// Returns whether a text looks like a form: it is visible ASCII (WHATWG URL Standard, section 5.2, escapes all other characters) and
    /// contains a name with a value after <c>=</c>. Text that only ends with <c>=</c>, like base64, does not.
    /// </summary>
    public static bool IsWrittenAsForm(ReadOnlySpan<byte> text)
    {
        text = text.TrimEnd("\r\n"u8);
        var unpadded = text.TrimEnd((byte)'=');
        return !text.ContainsAnyExceptInRange((byte)'!', (byte)'~')
            && (unpadded.IndexOf((byte)'=') > 0 || (unpadded.Length < text.Length && unpadded.Contains((byte)'&')));
    }

    /// <summary>Returns a field's name, decoded.</summary>
    public ReadOnlySpan<byte> Name(int index) => _text.Written.Slice(_fields[index].NameStart, _fields[index].NameLength);

    /// <summary>Returns a field's value, decoded.</summary>
    public ReadOnlySpan<byte> Value(int index) => _text.Written.Slice(_fields[index].ValueStart, _fields[index].ValueLength);

    /// <summary>Returns the index of the first field with a name, or -1.</summary>
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
    /// Returns the index of the field that a JSON pointer (RFC 6901) names, or -1. It also returns -1 when a comparison of the name is not
    /// enough: when the pointer has escapes or levels, or characters outside ASCII.
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

    /// <summary>Returns the index of the next field with the same name, or -1.</summary>
    public int FindNext(int position) => HasRepeated && (_links ??= Link())[position] >> 1 is > 0 and var next ? next : -1;

    /// <summary>Returns whether an earlier field has the name of this one.</summary>
    public bool IsRepetition(int position) => HasRepeated && ((_links ??= Link())[position] & 1) != 0;

    /// <inheritdoc />
    public void Dispose()
    {
        if (_fields.Length > 0)
            ArrayPool<Field>.Shared.Return(_fields);
        _fields = [];
        if (_wire is { } wire)
            ArrayPool<Field>.Shared.Return(wire);
        _wire = null;
        if (_links is { } links)
            ArrayPool<int>.Shared.Return(links);
        _links = null;
        Count = 0;
        IsAscii = false;
        _text.Dispose();
    }

    private bool Read(ReadOnlySpan<byte> encoded, out CallbackRejectionReason reason, out string detail)
    {
        reason = CallbackRejectionReason.Malformed;
        detail = "";
        var text = _text.Reserve(encoded.Length); // decoding never makes a text longer
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
        Span<byte> text,
        Field field,
        bool isNameEscaped,
        bool isValueEscaped,
        ref NameTable names,
        ref CallbackRejectionReason reason,
        ref string detail
    )
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
        if (IsRepeated(text.Slice(field.NameStart, field.NameLength), ref names))
            NoteRepetition(Count);
        if (HasRepeated && !AllowsRepeated)
        {
            reason = CallbackRejectionReason.DuplicateMember;
            detail = HoldsTwice;
            return false;
        }

        Keep(field);
        return true;
    }

    private void NoteRepetition(int position)
    {
        FirstRepetition = HasRepeated ? FirstRepetition : position;
        HasRepeated = true;
    }

    /// <summary>
    /// Returns whether a field with the name was parsed before. The names of the first fields are compared; for more fields a table of
    /// names is used.
    /// </summary>
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

    /// <summary>
    /// Links the fields with the same name, in one pass: a search for the next field of each would take quadratic time, and the sender
    /// chooses the number of fields.
    /// </summary>
    private int[] Link()
    {
        var links = ArrayPool<int>.Shared.Rent(Count);
        var capacity = (int)BitOperations.RoundUpToPowerOf2((uint)Count * 2);
        var last = ArrayPool<int>.Shared.Rent(capacity); // one-based indexes of the last field of each name so far
        last.AsSpan(0, capacity).Clear();
        for (var index = 0; index < Count; index++)
        {
            var slot = (int)NameTable.Hash(Name(index), 0) & (capacity - 1);
            while (last[slot] != 0 && !Name(last[slot] - 1).SequenceEqual(Name(index)))
                slot = (slot + 1) & (capacity - 1);
            links[index] = last[slot] == 0 ? 0 : 1;
            if (last[slot] != 0)
                links[last[slot] - 1] |= index << 1;
            last[slot] = index + 1;
        }

        ArrayPool<int>.Shared.Return(last);
        return links;
    }

    /// <summary>Decodes a name or value in place, and returns its new length.</summary>
    private int Decode(Span<byte> part, ref string detail)
    {
        if (!PercentEncoding.TryDecode(part, part, out var length))
            detail = "holds a malformed percent escape";
        else if (!_isUndecoded && !Utf8.IsValid(part[..length]))
            detail = JsonSyntax.NotUtf8;
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

    /// <summary>Finds most names among the first fields at once, by their length and their first and last bytes.</summary>
    /// <remarks>With the dictionary from the first field on, a verification of a form takes 1.13 times as long.</remarks>
    [InlineArray(64)]
    private struct FewNames
    {
        private byte _first;

        public static int Place(int length, int first, int last) => ((length * 11) + first + (last * 5)) & 63;
    }

    /// <summary>The bytes that end a name or value, or that encode other bytes in it.</summary>
    private readonly struct Delimiters : IByteSet
    {
        public static ulong In(Vector512<byte> block) =>
            Vector512.Equals(block, Vector512.Create((byte)'&')).ExtractMostSignificantBits()
            | Vector512.Equals(block, Vector512.Create((byte)'=')).ExtractMostSignificantBits()
            | Vector512.Equals(block, Vector512.Create((byte)'%')).ExtractMostSignificantBits()
            | Vector512.Equals(block, Vector512.Create((byte)'+')).ExtractMostSignificantBits();
    }
}
