using System.Security.Cryptography;

namespace CallbackGen.Inbox;

/// <summary>
/// Caches the opened contents of requests with several items for the other rows of the same requests: a thousand items cost one
/// digest, one decryption, one parse and one verification. The cache holds at most 4 MiB, for 10 seconds each: the rows of a
/// request are handled one after the other. Data of a single row, such as its seal, is not cached.
/// </summary>
/// <param name="clock">The clock.</param>
internal sealed class OpenedBatches(TimeProvider clock)
{
    /// <summary>The most bytes of requests that are cached. 4 MiB.</summary>
    private const int MostBytes = 4 * 1024 * 1024;

    /// <summary>How long a request is cached. A revocation takes effect at once, because each claim contains it.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<long, OpenedContent> _byNumber = [];
    private readonly Queue<(long Number, OpenedContent Content)> _oldest = [];
    private long _bytes;

    /// <summary>
    /// Returns the content of a row's request: for a feed with items, the cached one of another row of the request, if there is one.
    /// </summary>
    /// <param name="callback">The row.</param>
    public OpenedContent Of(ClaimedCallback callback)
    {
        var content = callback.Request.Content;
        var fresh = new OpenedContent(content, clock.GetTimestamp());
        if (content.Length > MostBytes || StoredHandlers.FeedNamed(callback.Request.Feed) is not { Definition.HasItems: true })
            return fresh;
        lock (_lock)
        {
            Forget();
            // The bytes are compared too: a store may reuse a number, and an attacker may have written into the store.
            if (_byNumber.TryGetValue(callback.Number, out var known) && known.Bytes.Span.SequenceEqual(content.Span))
                return known;
            _byNumber[callback.Number] = fresh;
            _oldest.Enqueue((callback.Number, fresh));
            _bytes += content.Length;
            return fresh;
        }
    }

    private void Forget()
    {
        while (_oldest.TryPeek(out var first) && (_bytes > MostBytes || clock.GetElapsedTime(first.Content.Since) > Kept))
        {
            _oldest.Dequeue();
            _bytes -= first.Content.Bytes.Length;
            if (_byNumber.TryGetValue(first.Number, out var known) && known == first.Content)
                _byNumber.Remove(first.Number);
        }
    }
}

/// <summary>The bytes of a stored request, with the results of opening them.</summary>
/// <param name="bytes">The bytes.</param>
/// <param name="since">When they were read, as a <see cref="TimeProvider.GetTimestamp"/> value.</param>
internal sealed class OpenedContent(ReadOnlyMemory<byte> bytes, long since)
{
    private readonly Lazy<byte[]> _digest = new(() => SHA256.HashData(bytes.Span));
    private readonly Lock _lock = new();
    private ArrivedRequest? _request;

    public ReadOnlyMemory<byte> Bytes => bytes;

    public long Since => since;

    /// <summary>The SHA-256 digest (RFC 6234) of the bytes.</summary>
    public ReadOnlySpan<byte> Digest => _digest.Value;

    /// <summary>Opens the request once; concurrent callers wait for it.</summary>
    /// <param name="open">Opens the bytes.</param>
    /// <returns>The request, the same each time; null when the bytes cannot be opened.</returns>
    public ArrivedRequest? Open(Func<ReadOnlyMemory<byte>, ArrivedRequest?> open)
    {
        lock (_lock)
            return _request ??= open(bytes);
    }
}
