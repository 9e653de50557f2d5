using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>
/// What was read of one request. Each part is read once, by whichever feed asks first, because reading depends on the request
/// alone. What a feed allows of it is decided by that feed, every time.
/// </summary>
internal struct RequestContent : IDisposable
{
    public CallbackRequest Request;
    public TimeProvider Clock;
    public CallbackFeedDefinition? Chosen; // the feed whose conditions the request meets, when it was looked for

    private Part<JsonIndex> _json;
    private Part<FormFields> _form;
    private Part<FormFields> _multipart;
    private Part<FormFields> _xml;
    private Part<FormFields> _query;

    /// <summary>How often anything was parsed.</summary>
    public int TimesRead { get; private set; }

    /// <summary>Whether the body was found to be strict JSON.</summary>
    public readonly bool IsStrictJson => _json.Value is { HasHalves: false };

    /// <summary>The body as JSON, without a byte-order mark: whether it may begin with one is the feed's to say.</summary>
    public Part<JsonIndex> ReadJson()
    {
        if (_json.IsRead)
            return _json;
        TimesRead++;
        JsonIndex.TryBuild(JsonText.SkipMark(Request.Body.Span), out var index, out var reason, out var detail, allowHalves: true);
        return _json = new(index, reason, detail);
    }

    /// <summary>The body as a form, in which names may repeat: whether they may is the feed's to say.</summary>
    /// <param name="way">How the feed arrives; what was read in another charset before is read again.</param>
    public Part<FormFields> ReadForm(CallbackTransport way)
    {
        ref var form = ref way.Content == CallbackContent.Multipart ? ref _multipart : ref _form;
        if (form.Way is { } read && read.Charset == way.Charset && read.CharsetFrom == way.CharsetFrom)
            return form;
        form.Value?.Dispose();
        TimesRead++;
        if (way is { Content: CallbackContent.Form, Charset: null, CharsetFrom: null })
            return form = ReadFields(Request.Body.Span) with { Way = way };
        var fields = FormBody.Read(Request.Body.Span, way, out var refusal);
        return form = new(fields, refusal?.Reason ?? default, refusal?.Detail ?? "")
        {
            Where = refusal?.Where,
            HasRepeated = fields?.HasRepeated == true,
            Way = way,
        };
    }

    /// <summary>The body as flat XML, without a byte-order mark.</summary>
    public Part<FormFields> ReadXml()
    {
        if (_xml.IsRead)
            return _xml;
        TimesRead++;
        FlatXml.TryRead(JsonText.SkipMark(Request.Body.Span), out var fields, out var reason, out var detail);
        return _xml = new(fields, reason, detail);
    }

    /// <summary>The query, in which names may repeat.</summary>
    /// <param name="texts">Where the query is transcoded.</param>
    public Part<FormFields> ReadQuery(ref PooledTexts texts)
    {
        if (_query.IsRead)
            return _query;
        TimesRead++;
        return _query = texts.TryAdd(Request.Query, out var query)
            ? ReadFields(query)
            : new(null, CallbackRejectionReason.Malformed, JsonText.NotUtf8);
    }

    /// <summary>Gives the buffers back.</summary>
    public readonly void Dispose()
    {
        _json.Value?.Dispose();
        _form.Value?.Dispose();
        _multipart.Value?.Dispose();
        _xml.Value?.Dispose();
        _query.Value?.Dispose();
    }

    private static Part<FormFields> ReadFields(ReadOnlySpan<byte> encoded)
    {
        FormFields.TryRead(encoded, allowRepeated: true, out var fields, out var reason, out var detail, out var hasRepeated);
        return new(fields, reason, detail) { HasRepeated = hasRepeated };
    }

    /// <summary>What came of reading a part of a request.</summary>
    /// <typeparam name="T">What it is read as.</typeparam>
    /// <param name="Value">Where its values stand; <see langword="null"/> when it cannot be read so.</param>
    /// <param name="Reason">Why it cannot.</param>
    /// <param name="Detail">What is wrong, in fixed words; null until the part is read.</param>
    internal readonly record struct Part<T>(T? Value, CallbackRejectionReason Reason, string? Detail)
        where T : class
    {
        public bool IsRead => Detail is not null;

        /// <summary>Whether a name repeats, as far as the part was read.</summary>
        public bool HasRepeated { get; init; }

        /// <summary>How the feed arrives for which a form was read, by whose charset; null of any other part.</summary>
        public CallbackTransport? Way { get; init; }

        /// <summary>The place that is wrong, where it is not the whole.</summary>
        public string? Where { get; init; }
    }
}
