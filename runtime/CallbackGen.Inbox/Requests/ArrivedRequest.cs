namespace CallbackGen.Inbox;

/// <summary>A request as it arrived, with what its verification took from outside, so that it can be verified again.</summary>
internal sealed record ArrivedRequest
{
    /// <summary>The feed's name, for example <c>acme.payment</c>.</summary>
    public required string Feed { get; init; }

    /// <summary>The key set whose keys verified it; null for the one that is named like the feed's provider.</summary>
    public string? KeySet { get; init; }

    /// <summary>When it arrived.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The clock's time that its verification used.</summary>
    public required DateTimeOffset VerifiedAt { get; init; }

    /// <summary>The digest of the feed's schema by which it was verified or refused; empty where there is none.</summary>
    public string SchemaDigest { get; init; } = "";

    /// <summary>The HTTP method, upper case.</summary>
    public required string Method { get; init; }

    /// <summary>The path, percent-encoded as received.</summary>
    public required string Path { get; init; }

    /// <summary>The query, percent-encoded as received, without the question mark.</summary>
    public required string Query { get; init; }

    /// <summary>The public URL as it was configured, where the feed signs it; otherwise null.</summary>
    public string? Url { get; init; }

    /// <summary>The <c>Content-Type</c>, or null.</summary>
    public string? ContentType { get; init; }

    /// <summary>The id of the keys that verified it, which the store keeps as long as the request.</summary>
    public string? KeysId { get; init; }

    /// <summary>The fingerprint of the values that verified it; empty where none did.</summary>
    public string? KeyFingerprint { get; init; }

    /// <summary>The headers that the feed reads, and no others; a name may stand several times.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body, exactly as received.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The activity of the request, as the <c>traceparent</c> of W3C Trace Context; null where there was none.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The request as a verifier takes it.</summary>
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
            // It was not too large when it came, body or query: the limit is for both.
            MaxBodyBytes = Math.Max(Body.Length, Query.Length),
        };

    /// <summary>It as a store keeps it, not encrypted.</summary>
    public StoredRequest ToStored() =>
        new()
        {
            Feed = Feed,
            KeysId = KeysId,
            Content = RequestContent.Write(this),
        };

    /// <summary>No text of the request.</summary>
    /// <returns>A text for people.</returns>
    public override string ToString() => $"{Feed} at {ReceivedAt:O}";
}
