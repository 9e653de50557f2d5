using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace CallbackGen.Reading;

/// <content>Fields in another charset than UTF-8: the payload is read from the decoded texts, and the original bytes are signed.</content>
internal sealed partial class FormFields
{
    private Field[]? _wire; // the original fields, when they are not in UTF-8
    private bool _isUndecoded; // whether the charset is not applied yet

    /// <summary>Parses fields without decoding a charset, which <see cref="TryDecode"/> does afterwards. Names may repeat.</summary>
    /// <param name="encoded">The body as received.</param>
    /// <param name="fields">The fields, to be disposed of; <see langword="null"/> when the text is rejected.</param>
    /// <param name="detail">A constant description of the problem; empty when there is none.</param>
    public static bool TryReadBytes(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out FormFields? fields, out string detail)
    {
        var read = new FormFields { AllowsRepeated = true, _isUndecoded = true };
        var isRead = read.Read(encoded, out _, out detail);
        if (!isRead)
            read.Dispose();
        fields = isRead ? read : null;
        return isRead;
    }

    /// <summary>Decodes the bytes of the fields as texts of a charset.</summary>
    /// <param name="charset">The charset; <see langword="null"/> for UTF-8.</param>
    /// <param name="detail">A constant description of the problem; empty when there is none.</param>
    public bool TryDecode(Encoding? charset, out string detail)
    {
        detail = "";
        IsAscii = true;
        for (var index = 0; index < Count; index++)
            IsAscii &= Ascii.IsValid(Name(index)) && Ascii.IsValid(Value(index));
        if (IsAscii)
            return true;
        for (var index = 0; charset is null && index < Count; index++)
        {
            if (!Utf8.IsValid(Name(index)) || !Utf8.IsValid(Value(index)))
                detail = JsonSyntax.NotUtf8;
        }

        if (charset is null)
            return detail.Length == 0;
        _wire = ArrayPool<Field>.Shared.Rent(Count);
        _fields.AsSpan(0, Count).CopyTo(_wire);
        Size = 0;
        for (var index = 0; index < Count; index++)
        {
            if (!FieldCharset.TryRead(charset, Name(index), out var name) || !FieldCharset.TryRead(charset, Value(index), out var value))
            {
                detail = "holds bytes that are no text of its charset";
                return false;
            }

            var start = _text.Length;
            _mayNeedEscapes |= name.AsSpan().ContainsAny((byte)'/', (byte)'~');
            _text.Append(name);
            _text.Append(value);
            _fields[index] = new(start, name.Length, start + name.Length, value.Length);
            Size += name.Length + value.Length;
        }

        return true;
    }

    /// <summary>Returns a field's name in the original charset, percent-decoded: the bytes that are signed.</summary>
    public ReadOnlySpan<byte> WireName(int index) =>
        _wire is { } wire ? _text.Written.Slice(wire[index].NameStart, wire[index].NameLength) : Name(index);

    /// <summary>Returns a field's value in the original charset, percent-decoded: the bytes that are signed.</summary>
    public ReadOnlySpan<byte> WireValue(int index) =>
        _wire is { } wire ? _text.Written.Slice(wire[index].ValueStart, wire[index].ValueLength) : Value(index);
}
