using CallbackGen.Definitions;

namespace CallbackGen.Reading;

/// <summary>The relation of a named charset to bytes that are read as UTF-8.</summary>
internal enum NamedCharset
{
    /// <summary>The charset is UTF-8 or a subset of it, or no charset is named.</summary>
    Utf8,

    /// <summary>Bytes of ASCII characters are the same text in the charset.</summary>
    AgreesInAscii,

    /// <summary>The charset is unknown.</summary>
    Other,
}

/// <summary>
/// Parses a <c>Content-Type</c> (RFC 9110, section 8.3). The header is not signed, so it never decides between two interpretations of
/// signed bytes.
/// </summary>
internal readonly ref struct MediaType
{
    private const StringComparison IgnoreCase = StringComparison.OrdinalIgnoreCase;

    private readonly ReadOnlySpan<char> _parameters;

    public MediaType(ReadOnlySpan<char> contentType)
    {
        Name = NextPart(ref contentType);
        _parameters = contentType;
    }

    /// <summary>Type and subtype, without parameters; empty when there is none.</summary>
    public ReadOnlySpan<char> Name { get; }

    /// <summary>Returns whether the type has a name, case-insensitive.</summary>
    public bool Is(string name) => Name.Equals(name, IgnoreCase);

    /// <summary>Returns whether the type is one that a content usually has.</summary>
    public bool Brings(CallbackContent content) =>
        content switch
        {
            CallbackContent.Json => Is("application/json") || IsJsonSuffix(Name),
            CallbackContent.Form => Is("application/x-www-form-urlencoded"),
            CallbackContent.Xml => Is("application/xml") || Is("text/xml"),
            CallbackContent.Multipart => Is("multipart/form-data"),
            CallbackContent.Text => Name.StartsWith("text/", IgnoreCase) && !Is("text/xml"),
            _ => false,
        };

    /// <summary>Returns the relation of the named charset to UTF-8; when several are named, the one that agrees least.</summary>
    public NamedCharset GetCharset()
    {
        var parameters = _parameters;
        var charset = NamedCharset.Utf8;
        while (TryNext(ref parameters, out var name, out var value))
        {
            if (name.Equals("charset", IgnoreCase))
                charset = (NamedCharset)Math.Max((int)charset, (int)Of(value));
        }

        return charset;
    }

    /// <summary>Gets a parameter's value, unquoted.</summary>
    /// <param name="parameter">Its name.</param>
    /// <param name="found">The value; empty when there is none.</param>
    /// <returns><see langword="false"/> when the parameter appears twice.</returns>
    public bool TryGet(string parameter, out ReadOnlySpan<char> found)
    {
        found = default;
        var isFound = false;
        var parameters = _parameters;
        while (TryNext(ref parameters, out var name, out var value))
        {
            if (!name.Equals(parameter, IgnoreCase))
                continue;
            if (isFound)
                return false;
            isFound = true;
            found = value;
        }

        return true;
    }

    /// <summary>
    /// Classifies a charset label. US-ASCII is a subset of UTF-8; <c>utf8</c> is a label of the Encoding Standard that many senders use.
    /// </summary>
    private static NamedCharset Of(ReadOnlySpan<char> label) =>
        label.Equals("utf-8", IgnoreCase)
        || label.Equals("utf8", IgnoreCase)
        || label.Equals("us-ascii", IgnoreCase)
        || label.Equals("ascii", IgnoreCase)
            ? NamedCharset.Utf8
        : label.StartsWith("iso-8859-", IgnoreCase)
        || label.StartsWith("windows-", IgnoreCase)
        || label.Equals("latin1", IgnoreCase)
        || FieldCharset.Knows(label)
            ? NamedCharset.AgreesInAscii
        : NamedCharset.Other;

    private static bool TryNext(scoped ref ReadOnlySpan<char> parameters, out ReadOnlySpan<char> name, out ReadOnlySpan<char> value)
    {
        name = default;
        value = default;
        if (parameters.IsEmpty)
            return false;
        var parameter = NextPart(ref parameters);
        var equals = parameter.IndexOf('=');
        if (equals < 0)
        {
            // A parameter without a value has no meaning.
            name = parameter;
            return true;
        }

        name = parameter[..equals].TrimEnd(" \t");
        value = parameter[(equals + 1)..].TrimStart(" \t");
        if (value.Length >= 2 && value[0] == '"' && value[^1] == '"')
            value = value[1..^1];
        return true;
    }

    /// <summary>Returns whether a type has the structured suffix <c>+json</c> (RFC 6839, section 3.1).</summary>
    private static bool IsJsonSuffix(ReadOnlySpan<char> type)
    {
        var slash = type.IndexOf('/');
        return slash > 0 && type[(slash + 1)..].Length > "+json".Length && type.EndsWith("+json", IgnoreCase) && !type.ContainsAny(" \t\"");
    }

    /// <summary>Returns the text before the next semicolon outside a quoted string, and advances past the semicolon.</summary>
    private static ReadOnlySpan<char> NextPart(scoped ref ReadOnlySpan<char> text)
    {
        var isQuoted = false;
        var end = text.IndexOfAny(';', '"'); // no text before this position is quoted
        end = end < 0 ? text.Length : end;
        for (; end < text.Length && (isQuoted || text[end] != ';'); end++)
        {
            if (text[end] == '"')
                isQuoted = !isQuoted;
            else if (text[end] == '\\' && isQuoted)
                end++;
        }

        end = Math.Min(end, text.Length);
        var part = text[..end].Trim(" \t");
        text = end < text.Length ? text[(end + 1)..] : default;
        return part;
    }
}
