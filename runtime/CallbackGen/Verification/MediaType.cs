namespace CallbackGen.Verification;

/// <summary>What a <c>Content-Type</c> says (RFC 9110, section 8.3).</summary>
internal static class MediaType
{
    private const StringComparison IgnoreCase = StringComparison.OrdinalIgnoreCase;

    /// <summary>How a body of this type is written; 0 when it is neither JSON, a form, XML nor text, or not in UTF-8.</summary>
    public static CallbackContent GetContent(ReadOnlySpan<char> contentType)
    {
        if (contentType.SequenceEqual("application/json"))
            return CallbackContent.Json;
        if (contentType.SequenceEqual("application/x-www-form-urlencoded"))
            return CallbackContent.Form;
        var type = NextPart(ref contentType);
        if (!AreUtf8(contentType))
            return 0;
        if (type.Equals("application/json", IgnoreCase) || IsJsonSuffix(type))
            return CallbackContent.Json;
        if (type.Equals("application/xml", IgnoreCase) || type.Equals("text/xml", IgnoreCase))
            return CallbackContent.Xml;
        if (type.StartsWith("text/", IgnoreCase))
            return CallbackContent.Text;
        return type.Equals("application/x-www-form-urlencoded", IgnoreCase) ? CallbackContent.Form : 0;
    }

    /// <summary>Whether a body of this type is in UTF-8: unless the type names another encoding.</summary>
    public static bool IsUtf8(ReadOnlySpan<char> contentType)
    {
        NextPart(ref contentType);
        return AreUtf8(contentType);
    }

    /// <summary>RFC 6839, section 3.1.</summary>
    private static bool IsJsonSuffix(ReadOnlySpan<char> type)
    {
        var slash = type.IndexOf('/');
        return slash > 0 && type[(slash + 1)..].Length > "+json".Length && type.EndsWith("+json", IgnoreCase) && !type.ContainsAny(" \t\"");
    }

    private static bool AreUtf8(ReadOnlySpan<char> parameters)
    {
        while (!parameters.IsEmpty)
        {
            var parameter = NextPart(ref parameters);
            var equals = parameter.IndexOf('=');
            if (equals < 0 || !parameter[..equals].Equals("charset", IgnoreCase))
                continue;
            var charset = parameter[(equals + 1)..];
            if (charset.Length >= 2 && charset[0] == '"' && charset[^1] == '"')
                charset = charset[1..^1];
            // The second is what many senders write, and a label of the Encoding Standard.
            if (!charset.Equals("utf-8", IgnoreCase) && !charset.Equals("utf8", IgnoreCase))
                return false;
        }

        return true;
    }

    /// <summary>Takes what stands before the next semicolon outside a quoted string.</summary>
    private static ReadOnlySpan<char> NextPart(scoped ref ReadOnlySpan<char> text)
    {
        var isQuoted = false;
        var end = 0;
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
