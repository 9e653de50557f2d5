using CallbackGen.Definitions;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>
/// The parsed parts of one request. Each part is parsed once, when the first feed needs it, because parsing depends on the request alone.
/// Each feed decides for itself what it allows.
/// </summary>
internal struct RequestContent : IDisposable
{
    public CallbackRequest Request;
    public TimeProvider Clock;
    public CallbackFeedDefinition? Chosen; // the feed whose selection conditions the request satisfies, once selected

    private Part<JsonIndex> _json;
    private Part<FormFields> _form;
    private Part<FormFields> _multipart;
    private Part<FormFields> _xml;
    private Part<FormFields> _query;

    /// <summary>The number of times that a part was parsed.</summary>
    public int TimesRead { get; private set; }

    /// <summary>Whether the body was found to be strict JSON.</summary>
    public readonly bool IsStrictJson => _json.Value is { HasHalves: false };

    /// <summary>Parses the body as JSON, without a byte order mark: each feed decides whether it allows one.</summary>
    public Part<JsonIndex> ReadJson()
    {
        if (_json.IsRead)
            return _json;
        TimesRead++;
        JsonIndex.TryBuild(JsonSyntax.SkipMark(Request.Body.Span), out var index, out var reason, out var detail, allowHalves: true);
        return _json = new(index, reason, detail);
    }

    /// <summary>Parses the body as a form. Names may repeat: each feed decides whether it allows that.</summary>
    /// <param name="way">The feed's transport. A form that was parsed in another charset is parsed again.</param>
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

    /// <summary>Parses the body as flat XML, without a byte order mark.</summary>
    public Part<FormFields> ReadXml()
    {
        if (_xml.IsRead)
            return _xml;
        TimesRead++;
        FlatXml.TryRead(JsonSyntax.SkipMark(Request.Body.Span), out var fields, out var reason, out var detail);
        return _xml = new(fields, reason, detail);
    }

    /// <summary>Parses the query, in which names may repeat.</summary>
    /// <param name="texts">The buffers for the query in UTF-8.</param>
    public Part<FormFields> ReadQuery(ref PooledTexts texts)
    {
        if (_query.IsRead)
            return _query;
        TimesRead++;
        return _query = texts.TryAdd(Request.Query, out var query)
            ? ReadFields(query)
            : new(null, CallbackRejectionReason.Malformed, JsonSyntax.NotUtf8);
    }

    /// <summary>Returns the buffers to the pool.</summary>
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

    /// <summary>The result of parsing a part of a request.</summary>
    /// <typeparam name="T">The type of the parsed part.</typeparam>
    /// <param name="Value">The parsed part; <see langword="null"/> when it cannot be parsed.</param>
    /// <param name="Reason">The kind of problem.</param>
    /// <param name="Detail">A constant description of the problem; null until the part is parsed.</param>
    internal readonly record struct Part<T>(T? Value, CallbackRejectionReason Reason, string? Detail)
        where T : class
    {
        public bool IsRead => Detail is not null;

        /// <summary>Whether a name repeats, as far as the part was parsed.</summary>
        public bool HasRepeated { get; init; }

        /// <summary>The transport in whose charset a form was parsed; null for other parts.</summary>
        public CallbackTransport? Way { get; init; }

        /// <summary>The location of the problem, when it is not the whole part.</summary>
        public string? Where { get; init; }
    }
}
