namespace CallbackGen.Verification;

/// <content>The values of the request, by their sources.</content>
public sealed partial class CallbackVerification
{
    /// <summary>The body, exactly as received.</summary>
    public WireValue RawBody => _sources.RawBody;

    /// <summary>The HTTP method.</summary>
    public WireValue Method => _sources.Method;

    /// <summary>The path, percent-encoded as received.</summary>
    public WireValue Path => _sources.Path;

    /// <summary>
    /// The configured public URL of the request with its query; absent, with a rejection, when it is not configured.
    /// </summary>
    public WireValue Url => _sources.Url();

    /// <summary>
    /// The configured public URL of the request without its query, as the address is registered with a provider; absent, with a rejection,
    /// when it is not configured.
    /// </summary>
    public WireValue Endpoint => _sources.Endpoint();

    /// <summary>Returns the value of a header.</summary>
    /// <param name="name">The header's name, case-insensitive.</param>
    /// <returns>The value; absent when there is none, and, with a rejection, when the header is repeated.</returns>
    public WireValue Header(string name) => _sources.Header(name);

    /// <summary>
    /// Returns the value of a header that is a comma-separated list. Repeated fields form one list (RFC 9110, section 5.3).
    /// </summary>
    /// <param name="name">The header's name, case-insensitive.</param>
    /// <returns>The value, with the fields joined by a comma in the order received; absent when there is none.</returns>
    public WireValue HeaderList(string name) => _sources.HeaderList(name);

    /// <summary>Returns the value of a query parameter.</summary>
    /// <param name="name">The parameter's name.</param>
    /// <returns>The value, percent-decoded; absent when there is none, and, with a rejection, when the query is malformed.</returns>
    public WireValue Query(string name) => _sources.Query(name);

    /// <summary>Returns the value at a path in the body, or in the query when the payload arrives there.</summary>
    /// <param name="pointer">A JSON pointer (RFC 6901); the fields of a form are members of its top level.</param>
    /// <returns>The value; absent when there is none, and when the body is rejected.</returns>
    /// <exception cref="ArgumentException"><paramref name="pointer"/> is not empty and does not begin with a slash.</exception>
    public WireValue Body(string pointer) => _sources.Body(pointer);

    /// <summary>Returns the value at a path in the payload, which in a feed of items is the current item.</summary>
    /// <param name="pointer">A JSON pointer (RFC 6901), relative to the payload.</param>
    /// <returns>The value; absent when there is none, and when the body is rejected.</returns>
    /// <exception cref="ArgumentException"><paramref name="pointer"/> is not empty and does not begin with a slash.</exception>
    public WireValue Payload(string pointer) => _sources.Payload(pointer);
}
