using System.Text;
using CallbackGen.Definitions;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>Returns the values of a request by their sources.</summary>
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

    /// <summary>Checks that the query of the signed URL is the query that values are read from.</summary>
    private bool IsSignedQuery()
    {
        var url = request.Request.Url ?? "";
        var query = url.IndexOf('?', StringComparison.Ordinal);
        return request.Request.Query.AsSpan().SequenceEqual(query < 0 ? "" : url.AsSpan(query + 1))
            || turn.Reject(CallbackRejectionReason.SignatureMismatch, "url", "has another query than the request");
    }

    /// <summary>Returns the public URL without its query: the address as it was registered.</summary>
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
        // A repeated header is rejected, because proxies and frameworks disagree on which value counts.
        if (values.Count > 1)
            turn.Reject(CallbackRejectionReason.SignatureMalformed, $"header:{name}", "is repeated");
        return default(WireValue).From("header:", name);
    }

    /// <summary>Returns a header whose value is a list: repeated fields are joined by a comma (RFC 9110, section 5.3).</summary>
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

    /// <summary>
    /// Returns a member of a JSON text within a value. It is copied, because the text is parsed again when the proof succeeded.
    /// </summary>
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
        // A repeated field is rejected, because frameworks disagree on which value counts.
        request.RejectRepeated(fields, fields.FindNext(index), where);
        return default;
    }
}
