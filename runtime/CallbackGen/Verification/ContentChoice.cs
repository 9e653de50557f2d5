using CallbackGen.Definitions;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>The transport by which the payload of a request is read, chosen by the request's method and content type.</summary>
/// <param name="Transport">The transport; null when the feed does not accept the request.</param>
/// <param name="MayBeJson">Whether a text may also be JSON. The bytes decide, because the content type is not signed.</param>
/// <param name="NamesOtherCharset">
/// Whether the content type names a charset in which bytes outside ASCII could mean other characters than those that the feed reads.
/// </param>
internal readonly record struct ContentChoice(CallbackTransport? Transport, bool MayBeJson, bool NamesOtherCharset)
{
    /// <summary>The detail of a rejection when the content type names another charset than the one in which the content is read.</summary>
    public const string OtherCharset =
        "names another charset than the one in which the content is read, and the content is not of ASCII characters";

    private const string Where = "header:Content-Type";

    private static readonly CallbackContent[] Bodies =
    [
        CallbackContent.Json,
        CallbackContent.Form,
        CallbackContent.Multipart,
        CallbackContent.Xml,
        CallbackContent.Text,
    ];

    /// <summary>Chooses the transport (RFC 9110: 405 and 415).</summary>
    /// <param name="request">The request.</param>
    /// <param name="receive">The transports that the feed accepts.</param>
    /// <param name="rejection">The reason why the feed does not accept the request; null when there is a choice.</param>
    public static ContentChoice Of(CallbackRequest request, IReadOnlyList<CallbackTransport> receive, out CallbackRejection? rejection)
    {
        rejection = null;
        var ways = new Ways(request.Method, receive);
        if (!ways.Any)
        {
            rejection = new(CallbackRejectionReason.MethodNotAllowed, "method", "is not one by which the feed arrives");
            return default;
        }

        var type = new MediaType(request.ContentType);
        var chosen = Choose(request, type, ways);
        if (chosen is null)
        {
            rejection = new(CallbackRejectionReason.UnsupportedContent, Where, Explain(request, receive));
            return default;
        }

        // JSON is UTF-8, and a charset parameter has no effect on it (RFC 8259, section 11). A charset in the schema takes precedence.
        var charset = chosen
            is { Content: CallbackContent.Json or CallbackContent.Query }
                or { Charset: not null }
                or { CharsetFrom: not null }
            ? NamedCharset.Utf8
            : type.GetCharset();
        // A charset parameter takes precedence over the XML declaration (RFC 7303, section 3.2), so other programs would read the XML in
        // it.
        if (charset == NamedCharset.Other || (charset != NamedCharset.Utf8 && chosen.Content == CallbackContent.Xml))
        {
            rejection = new(
                CallbackRejectionReason.UnsupportedContent,
                Where,
                "names another charset than the one in which the content is read"
            );
            return default;
        }

        return new(chosen, ways.ReceivesJson, charset == NamedCharset.AgreesInAscii);
    }

    private static CallbackTransport? Choose(CallbackRequest request, MediaType type, Ways ways)
    {
        foreach (var content in Bodies)
        {
            if (ways.Find(content) is { } way && (Lists(way, type) || (content != CallbackContent.Text && type.Brings(content))))
                return way;
        }

        if (ways.Find(CallbackContent.Query) is { } query && (request.ContentType is null || request.Body.IsEmpty))
            return query;
        var isUntyped = string.IsNullOrWhiteSpace(request.ContentType);
        if (ways.Find(CallbackContent.Text) is { } text)
            return !ways.IsTextAlone && !isUntyped && !type.Brings(CallbackContent.Text) ? null : text;
        // A single accepted content can be read in one way only, with or without a content type.
        return isUntyped && ways.Find(CallbackContent.Query) is null ? ways.OnlyBody : null;
    }

    private static bool Lists(CallbackTransport way, MediaType type)
    {
        for (var index = 0; index < way.MediaTypes.Count; index++)
        {
            if (type.Is(way.MediaTypes[index]))
                return true;
        }

        return false;
    }

    /// <summary>Describes the wrong content type and the accepted ones, in the schema's words and without the sender's text.</summary>
    private static string Explain(CallbackRequest request, IReadOnlyList<CallbackTransport> receive)
    {
        var taken = string.Join(", ", receive.Where(way => way.Method == request.Method).SelectMany(TypesOf).Distinct());
        return string.IsNullOrWhiteSpace(request.ContentType)
            ? $"is absent, and the feed arrives as more than one content: it takes {taken}"
            : $"is not one with which the feed arrives: it takes {taken}";
    }

    private static IEnumerable<string> TypesOf(CallbackTransport way) =>
        way.Content switch
        {
            CallbackContent.Json => way.MediaTypes.Prepend("application/json"),
            CallbackContent.Form => way.MediaTypes.Prepend("application/x-www-form-urlencoded"),
            CallbackContent.Multipart => way.MediaTypes.Prepend("multipart/form-data"),
            CallbackContent.Xml => way.MediaTypes.Prepend("text/xml").Prepend("application/xml"),
            CallbackContent.Text => way.MediaTypes.Prepend("text/plain"),
            _ => ["no body, as its payload is in the query"],
        };

    /// <summary>The transports of a feed for one HTTP method.</summary>
    private readonly struct Ways
    {
        private readonly string _method;
        private readonly IReadOnlyList<CallbackTransport> _receive;

        public Ways(string method, IReadOnlyList<CallbackTransport> receive)
        {
            (_method, _receive) = (method, receive);
            var bodies = 0;
            for (var index = 0; index < receive.Count; index++)
            {
                ReceivesJson |= receive[index].Content == CallbackContent.Json;
                if (receive[index].Method != method)
                    continue;
                Any = true;
                if (receive[index].Content == CallbackContent.Query)
                    continue;
                bodies++;
                OnlyBody = bodies == 1 ? receive[index] : null;
            }

            IsTextAlone = bodies == 1 && OnlyBody?.Content == CallbackContent.Text;
        }

        public bool Any { get; }

        /// <summary>Whether the feed accepts JSON, by any method.</summary>
        public bool ReceivesJson { get; }

        /// <summary>The only transport with a body; null when there are several or none.</summary>
        public CallbackTransport? OnlyBody { get; }

        public bool IsTextAlone { get; }

        public CallbackTransport? Find(CallbackContent content)
        {
            for (var index = 0; index < _receive.Count; index++)
            {
                if (_receive[index].Content == content && _receive[index].Method == _method)
                    return _receive[index];
            }

            return null;
        }
    }
}
