namespace CallbackGen.Definitions;

/// <summary>One method and content type with which a feed arrives.</summary>
/// <param name="Method">The HTTP method, upper case.</param>
/// <param name="Content">The format of the payload.</param>
public sealed record CallbackTransport(string Method, CallbackContent Content)
{
    /// <summary>Media types that are accepted besides the usual ones of the content, without parameters and in lower case.</summary>
    public IReadOnlyList<string> MediaTypes { get; init; } = [];

    /// <summary>The charset of the form's fields, in lower case; null when it is UTF-8 or a field names it.</summary>
    public string? Charset { get; init; }

    /// <summary>The field of the form that names its charset, as the schema writes it, for example <c>body:/charset</c>; or null.</summary>
    public string? CharsetFrom { get; init; }

    /// <summary>Returns whether a request can match both transports: their method and content are equal.</summary>
    /// <param name="other">The other transport.</param>
    internal bool Meets(CallbackTransport other) => Method == other.Method && Content == other.Content;
}

/// <summary>The format of a payload in a request.</summary>
public enum CallbackContent
{
    /// <summary>A JSON body (RFC 8259): <c>application/json</c> or a <c>+json</c> type.</summary>
    Json = 1,

    /// <summary>A form body: <c>application/x-www-form-urlencoded</c> (WHATWG URL Standard, UTF-8).</summary>
    Form,

    /// <summary>The query of the request's URL.</summary>
    Query,

    /// <summary>A body of any type that is read as a single text, in UTF-8.</summary>
    Text,

    /// <summary>
    /// A flat XML body (XML 1.0, in UTF-8): <c>application/xml</c> or <c>text/xml</c>. The child elements of the root are the fields and
    /// contain text only.
    /// </summary>
    Xml,

    /// <summary>
    /// A form body of flat text fields as <c>multipart/form-data</c> (RFC 7578): no files, no nested parts, no transfer encodings.
    /// </summary>
    Multipart,
}
