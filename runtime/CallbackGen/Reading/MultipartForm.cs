using System.Buffers.Text;
using CallbackGen.Definitions;

namespace CallbackGen.Reading;

/// <summary>
/// Parses the fields of a form as <c>multipart/form-data</c> (RFC 7578; RFC 2046, section 5.1): parts that contain one text each.
/// </summary>
/// <remarks>
/// The first line of the body is the boundary, regardless of any header, so that the bytes alone decide how they are divided. Constructs on
/// which parsers disagree are rejected: text before the first boundary or after the last, line breaks other than CR LF around boundaries,
/// and lines that begin like the boundary and continue differently. So are folded headers, files, nested parts, transfer encodings, and
/// names that need escapes.
/// </remarks>
internal static class MultipartForm
{
    /// <summary>The largest length of a boundary, in bytes (RFC 2046, section 5.1.1).</summary>
    private const int MaxBoundary = 70;

    private const string NoBoundary = "does not begin with a boundary, a line of two hyphens and up to 70 characters";
    private const string Unfinished = "does not end with the boundary that it begins with";
    private const string HidesBoundary = "holds a line that begins as its boundary does and is none";

    private static ReadOnlySpan<byte> NewLine => "\r\n"u8;

    /// <summary>Returns whether a body begins with the boundary that a header names.</summary>
    /// <param name="body">The body as received.</param>
    /// <param name="boundary">The boundary that the header names.</param>
    public static bool BeginsWith(ReadOnlySpan<byte> body, ReadOnlySpan<char> boundary) =>
        TryFindBoundary(body, out var delimiter) && System.Text.Ascii.Equals(delimiter["--".Length..], boundary);

    /// <summary>Parses the fields, without decoding their charset.</summary>
    /// <param name="body">The body as received.</param>
    /// <param name="fields">The list that the fields are added to.</param>
    /// <param name="charset">
    /// The charset that parts with characters outside ASCII name; <see langword="null"/> when none names one. It is not signed, so the
    /// caller compares it with the form's charset and it decides nothing.
    /// </param>
    /// <returns>A constant description of the problem; <see langword="null"/> when there is none.</returns>
    public static string? Read(ReadOnlySpan<byte> body, FormFields fields, out string? charset)
    {
        charset = null;
        if (!TryFindBoundary(body, out var delimiter))
            return NoBoundary;
        var names = default(NameTable);
        try
        {
            var rest = body[(delimiter.Length + NewLine.Length)..];
            while (true)
            {
                if (ReadPart(ref rest, delimiter, fields, ref names, ref charset) is { } wrong)
                    return wrong;
                if (rest.StartsWith("--"u8))
                    return rest[2..].IsEmpty || rest[2..].SequenceEqual(NewLine) ? null : "holds something behind its last boundary";
                rest = rest[NewLine.Length..];
            }
        }
        finally
        {
            names.Dispose();
        }
    }

    /// <summary>Gets the delimiter, which is the first line: two hyphens and the boundary.</summary>
    private static bool TryFindBoundary(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> delimiter)
    {
        var end = body.IndexOf(NewLine);
        delimiter = end < 0 ? default : body[..end];
        return delimiter.Length is > 2 and <= 2 + MaxBoundary
            && delimiter.StartsWith("--"u8)
            && delimiter[^1] != (byte)' '
            && !delimiter.ContainsAnyExceptInRange((byte)' ', (byte)'~');
    }

    /// <summary>Parses a part, and advances past the boundary that ends it, to two hyphens or a line break.</summary>
    private static string? ReadPart(
        scoped ref ReadOnlySpan<byte> rest,
        ReadOnlySpan<byte> delimiter,
        FormFields fields,
        scoped ref NameTable names,
        ref string? charset
    )
    {
        var headers = default(PartHeaders);
        while (true)
        {
            var end = rest.IndexOf(NewLine);
            if (end < 0)
                return Unfinished;
            var line = rest[..end];
            rest = rest[(end + NewLine.Length)..];
            if (line.IsEmpty)
                break;
            if (headers.Read(line) is { } wrong)
                return wrong;
        }

        if (!TryFindEnd(rest, delimiter, out var length, out var problem))
            return problem;
        var value = rest[..length];
        rest = rest[(length + NewLine.Length + delimiter.Length)..];
        if (headers.Check(value, ref charset) is { } refused)
            return refused;
        return fields.Add(headers.Name, value, ref names) ? null : "has more than 1000 parts";
    }

    /// <summary>Finds the boundary that ends a value, and rejects text that some parsers could mistake for a boundary.</summary>
    private static bool TryFindEnd(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> delimiter, out int length, out string problem)
    {
        problem = Unfinished;
        for (length = 0; ; length++)
        {
            var next = rest[length..].IndexOf(delimiter);
            if (next < 0)
                return false;
            length += next;
            // Not at the beginning of a line, it is ordinary text.
            if (length > 0 && rest[length - 1] is not ((byte)'\r' or (byte)'\n'))
                continue;
            var behind = rest[(length + delimiter.Length)..];
            if (length >= NewLine.Length && rest[..length].EndsWith(NewLine) && (behind.StartsWith(NewLine) || IsLast(behind)))
            {
                length -= NewLine.Length;
                return true;
            }

            problem = HidesBoundary;
            return false;
        }
    }

    private static bool IsLast(ReadOnlySpan<byte> behind) =>
        behind.StartsWith("--"u8) && (behind.Length == 2 || behind[2..].StartsWith(NewLine));

    /// <summary>
    /// The headers of a part (RFC 7578, sections 4.2 to 4.8). Headers that state more than a name are rejected or compared; unknown headers
    /// are ignored.
    /// </summary>
    private ref struct PartHeaders
    {
        private int _length;
        private bool _hasType;
        private bool _hasLength;
        private string? _charset;

        /// <summary>The name of the field.</summary>
        public ReadOnlySpan<byte> Name { get; private set; }

        private bool _hasName;

        public string? Read(ReadOnlySpan<byte> line)
        {
            var colon = line.IndexOf((byte)':');
            if (colon <= 0 || line[..colon].ContainsAny((byte)' ', (byte)'\t') || line.ContainsAny((byte)'\r', (byte)'\n', (byte)0))
                return "holds a part with a malformed header";
            var value = line[(colon + 1)..].Trim(" \t"u8);
            var name = line[..colon];
            return Is(name, "Content-Disposition") ? ReadDisposition(value)
                : Is(name, "Content-Type") ? ReadType(value)
                : Is(name, "Content-Length") ? ReadLength(value)
                // These encodings leave the bytes unchanged (RFC 2045, section 6.2); others are deprecated (RFC 7578, section 4.7).
                : Is(name, "Content-Transfer-Encoding") && !Is(value, "7bit") && !Is(value, "8bit") && !Is(value, "binary")
                    ? "holds a part in a transfer encoding"
                : null;
        }

        /// <summary>
        /// Returns the problem of the part as a whole, or of its charset compared with that of earlier parts; null when there is none.
        /// </summary>
        public readonly string? Check(ReadOnlySpan<byte> value, ref string? charset)
        {
            if (!_hasName)
                return "holds a part without a name";
            if (_hasLength && _length != value.Length)
                return "holds a part whose length differs from its header";
            // A text of ASCII characters is the same in all listed charsets.
            if (_charset is null || System.Text.Ascii.IsValid(value))
                return null;
            charset ??= _charset;
            return FieldCharset.AreOne(charset, _charset) ? null : "holds parts in more than one charset";
        }

        private string? ReadDisposition(ReadOnlySpan<byte> value)
        {
            const string Malformed = "holds a part whose Content-Disposition is not form-data with a plain name";
            var end = value.IndexOf((byte)';');
            if (_hasName || end < 0 || !Is(value[..end].TrimEnd(" \t"u8), "form-data"))
                return Malformed;
            var rest = value[end..];
            while (!rest.IsEmpty)
            {
                if (!TryReadParameter(ref rest, out var name, out var text))
                    return Malformed;
                if (Is(name, "filename") || Is(name, "filename*"))
                    return "holds a file";
                if (!Is(name, "name") || _hasName || text.IsEmpty)
                    return Malformed;
                Name = text;
                _hasName = true;
            }

            return _hasName ? null : Malformed;
        }

        /// <summary>
        /// Parses <c>; name="value"</c>, or a token without quotation marks. Escapes are rejected, because parsers interpret them
        /// differently.
        /// </summary>
        private static bool TryReadParameter(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
        {
            value = default;
            var text = rest[1..].TrimStart(" \t"u8);
            var equals = text.IndexOf((byte)'=');
            name = equals < 0 ? default : text[..equals];
            if (equals <= 0)
                return false;
            text = text[(equals + 1)..];
            var isQuoted = text.StartsWith("\""u8);
            if (isQuoted)
                text = text[1..];
            var end =
                isQuoted ? text.IndexOf((byte)'"')
                : text.IndexOfAny((byte)';', (byte)' ', (byte)'\t') is >= 0 and var at ? at
                : text.Length;
            if (end < 0)
                return false;
            value = text[..end];
            rest = text[(isQuoted ? end + 1 : end)..].TrimStart(" \t"u8);
            return !value.ContainsAny("\\\"%"u8) && (rest.IsEmpty || rest[0] == (byte)';');
        }

        private string? ReadType(ReadOnlySpan<byte> value)
        {
            if (_hasType)
                return "holds a part with two types";
            _hasType = true;
            var type = new MediaType(System.Text.Encoding.Latin1.GetString(value));
            if (!type.TryGet("charset", out var charset) || type.GetCharset() == NamedCharset.Other)
                return "holds a part in a charset that no form may be in";
            _charset =
                charset.IsEmpty ? null
                : type.GetCharset() == NamedCharset.Utf8 ? FieldCharset.Utf8
                : charset.ToString();
            return type.Name.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || type.Brings(CallbackContent.Json)
                ? null
                : "holds a part that is no text";
        }

        private string? ReadLength(ReadOnlySpan<byte> value)
        {
            var isNumber =
                !_hasLength
                && Utf8Parser.TryParse(value, out _length, out var consumed)
                && consumed == value.Length
                && value[0] is >= (byte)'0' and <= (byte)'9';
            _hasLength = true;
            return isNumber ? null : "holds a part with a malformed length";
        }

        private static bool Is(ReadOnlySpan<byte> text, string word) => System.Text.Ascii.EqualsIgnoreCase(text, word);
    }
}
