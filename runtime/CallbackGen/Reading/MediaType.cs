namespace CallbackGen.Reading;

/// <summary>What a named charset says about bytes that are read in UTF-8.</summary>
internal enum NamedCharset
{
    /// <summary>They are read in it; or none is named.</summary>
    Utf8,

    /// <summary>Those of ASCII characters are the same text in it.</summary>
    AgreesInAscii,

    /// <summary>Nothing is known of it.</summary>
    Other,
}

/// <summary>What a <c>Content-Type</c> says (RFC 9110, section 8.3). It is not signed, so that it never decides how signed bytes are read where two readings exist.</summary>
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

    /// <summary>Whether it is of another name, of any case.</summary>
    public bool Is(string name) => Name.Equals(name, IgnoreCase);

    /// <summary>Whether it usually brings a content.</summary>
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

    /// <summary>What the charset that is named says about bytes that are read in UTF-8; of several the one that says least.</summary>
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

    /// <summary>A parameter's value, unquoted.</summary>
    /// <param name="parameter">Its name.</param>
    /// <param name="found">The value; empty when there is none.</param>
    /// <returns><see langword="false"/> when it stands twice.</returns>
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

    /// <summary>US-ASCII is a part of UTF-8; <c>utf8</c> is what many senders write, and a label of the Encoding Standard.</summary>
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
            // Without a value it says nothing.
            name = parameter;
            return true;
        }

        name = parameter[..equals].TrimEnd(" \t");
        value = parameter[(equals + 1)..].TrimStart(" \t");
        if (value.Length >= 2 && value[0] == '"' && value[^1] == '"')
            value = value[1..^1];
        return true;
    }

    /// <summary>RFC 6839, section 3.1.</summary>
    private static bool IsJsonSuffix(ReadOnlySpan<char> type)
    {
        var slash = type.IndexOf('/');
        return slash > 0 && type[(slash + 1)..].Length > "+json".Length && type.EndsWith("+json", IgnoreCase) && !type.ContainsAny(" \t\"");
    }

    /// <summary>Takes what stands before the next semicolon outside a quoted string.</summary>
    private static ReadOnlySpan<char> NextPart(scoped ref ReadOnlySpan<char> text)
    {
        var isQuoted = false;
        var end = text.IndexOfAny(';', '"'); // up to there nothing is quoted
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
