using System.Text;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>The values of a request by the place where they stand, each with its source.</summary>
internal sealed class RequestSources(FeedTurn turn, RequestReading request, RequestItems items)
{
    public WireValue RawBody => WireValue.Scalar(request.Body).From("rawBody");

    public WireValue Method => request.Text(request.Request.Method, "method");

    public WireValue Path => request.Text(request.Request.Path, "path");

    public WireValue Url()
    {
        if (request.Request.Url is not { Length: > 0 } url)
        {
            turn.Reject(CallbackRejectionReason.UrlNotConfigured, "url", "is signed and not configured: configure the public URL");
            return default;
        }

        return (request.Content != CallbackContent.Query && !turn.IsDeferred) || IsSignedQuery() ? request.Text(url, "url") : default;
    }

    /// <summary>What is signed in the URL must be what is read from the query.</summary>
    private bool IsSignedQuery()
    {
        var url = request.Request.Url ?? "";
        var query = url.IndexOf('?', StringComparison.Ordinal);
        return request.Request.Query.AsSpan().SequenceEqual(query < 0 ? "" : url.AsSpan(query + 1))
            || turn.Reject(CallbackRejectionReason.SignatureMismatch, "url", "has another query than the request");
    }

    /// <summary>The public URL without its query: the address as it was registered.</summary>
    public WireValue Endpoint()
    {
        var url = Url();
        return url.IsScalar && url.Utf8.IndexOf((byte)'?') is >= 0 and var query
            ? WireValue.Scalar(url.Utf8[..query]).From("endpoint")
            : url.From("endpoint");
    }

    public WireValue Header(string name)
    {
        var values = request.Request.Headers.GetValues(name);
        if (values.Count == 1 && values[0] is { } value)
            return request.Text(value, "header:", name);
        // Which of several counts is what proxies and frameworks disagree on.
        if (values.Count > 1)
            turn.Reject(CallbackRejectionReason.SignatureMalformed, $"header:{name}", "is repeated");
        return default(WireValue).From("header:", name);
    }

    /// <summary>A header whose value is a list: several lines of it are one, joined by the comma (RFC 9110, section 5.3).</summary>
    public WireValue HeaderList(string name)
    {
        var values = request.Request.Headers.GetValues(name);
        return values.Count < 2 ? Header(name) : request.Text(string.Join(", ", values), "header:", name);
    }

    public WireValue Query(string name) =>
        (
            request.ReadQuery() && (!turn.Feed.SignsUrl || IsSignedQuery())
                ? Field(request.QueryFields!, request.QueryFields!.Find(Encoding.UTF8.GetBytes(name)), "query")
                : default
        ).From("query:", name);

    public WireValue Body(string pointer) => FindInBody(pointer).From("body:", pointer);

    public WireValue Payload(string pointer) => FindInPayload(pointer).From("payload:", pointer);

    /// <summary>A member of a JSON text within a value; it is copied, as the text is read once more when all is proven.</summary>
    public WireValue TextMember(WireValue json, string pointer)
    {
        if (turn.IsRejected || turn.IsUndecodable(json))
            return default;
        if (!json.IsScalar)
            return default(WireValue).From("payload:", pointer);
        if (!JsonIndex.TryBuild(json.Utf8, out var index, out var reason, out var detail))
        {
            turn.Reject(reason, json.Source, detail);
            return default;
        }

        using (index)
        {
            var member = index!.ValueAt(json.Utf8, index.FindNode(json.Utf8, pointer));
            return new WireValue(member.Kind, member.Utf8.ToArray()).From("payload:", pointer);
        }
    }

    private WireValue FindInBody(string pointer)
    {
        if (!request.ReadBody())
            return default;
        if (request.Index is { } json)
            return json.ValueAt(request.JsonBody, items.FindNode(pointer));
        if (request.Content == CallbackContent.Text)
            return pointer.Length == 0 ? RawBody : default;
        var where = request.Content == CallbackContent.Query ? "query" : "body";
        var fields = request.Fields!;
        if (fields.FindMember(pointer) is >= 0 and var index)
            return Field(fields, index, where);
        var path = new JsonPointer(pointer);
        if (!path.Next())
            return new(WireKind.Composite, default);
        var value = Field(fields, fields.Find(path.Token), where);
        return path.Next() ? default : value;
    }

    private WireValue FindInPayload(string pointer)
    {
        if (turn.Feed.PayloadPointer.Length == 0)
            return FindInBody(pointer);
        if (!request.ReadBody() || request.Index is not { } json)
            return default;
        var place = items.PayloadNode();
        return place < 0 ? default : json.ValueAt(request.JsonBody, json.FindNode(request.JsonBody, pointer, place));
    }

    private WireValue Field(FormFields fields, int index, string where)
    {
        if (index < 0)
            return default;
        if (fields.FindNext(index) < 0)
            return WireValue.Scalar(fields.WireValue(index));
        // Which of them counts is what frameworks disagree on.
        request.RejectRepeated(fields, fields.FindNext(index), where);
        return default;
    }
}
