namespace CallbackGen.Inbox;

/// <summary>A request as it arrived, with the other inputs of its verification, so that it can be verified again.</summary>
internal sealed record ArrivedRequest
{
    /// <summary>The feed's name, for example <c>acme.payment</c>.</summary>
    public required string Feed { get; init; }

    /// <summary>The key set whose keys verified it; null for the set that is named like the feed's provider.</summary>
    public string? KeySet { get; init; }

    /// <summary>When it arrived.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The time of the clock that its verification used.</summary>
    public required DateTimeOffset VerifiedAt { get; init; }

    /// <summary>The digest of the feed's schema by which it was verified or rejected; empty when there is none.</summary>
    public string SchemaDigest { get; init; } = "";

    /// <summary>The HTTP method, upper case.</summary>
    public required string Method { get; init; }

    /// <summary>The path, percent-encoded as received.</summary>
    public required string Path { get; init; }

    /// <summary>The query, percent-encoded as received, without the question mark.</summary>
    public required string Query { get; init; }

    /// <summary>The public URL as it was configured, if the feed signs it; otherwise null.</summary>
    public string? Url { get; init; }

    /// <summary>The <c>Content-Type</c>, or null.</summary>
    public string? ContentType { get; init; }

    /// <summary>The id of the keys that verified it, which the store retains as long as the request.</summary>
    public string? KeysId { get; init; }

    /// <summary>The fingerprint of the key values that verified it; empty when none did.</summary>
    public string? KeyFingerprint { get; init; }

    /// <summary>The headers that the feed reads, and no others; a name may occur several times.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body, exactly as received.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The activity of the request, as the <c>traceparent</c> of W3C Trace Context; null when there was none.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Returns the request as the verifier's input.</summary>
    /// <returns>The request.</returns>
    public CallbackRequest ToRequest() =>
        new()
        {
            Method = Method,
            Path = Path,
            Query = Query,
            Url = Url,
            ContentType = ContentType,
            Headers = CallbackHeaders.From(Headers),
            Body = Body,
            // Body and query, to which the limit applies, were accepted when the request arrived.
            MaxBodyBytes = Math.Max(Body.Length, Query.Length),
        };

    /// <summary>Returns the request as stores receive it, not encrypted.</summary>
    public StoredRequest ToStored() =>
        new()
        {
            Feed = Feed,
            KeysId = KeysId,
            Content = RequestContent.Write(this),
        };

    /// <summary>Returns feed and time, without any text of the request.</summary>
    /// <returns>A text for people.</returns>
    public override string ToString() => $"{Feed} at {ReceivedAt:O}";
}
