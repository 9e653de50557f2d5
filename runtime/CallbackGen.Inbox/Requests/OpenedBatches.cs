using System.Security.Cryptography;

namespace CallbackGen.Inbox;

/// <summary>
/// What the stored bytes of requests of several items have given, for the rows of the same requests that are handled next: a thousand items cost
/// one digest, one decryption, one reading and one verification. It is kept for moments and for few requests, as the rows of a request come
/// one after the other. What belongs to a row, its seal above all, is not kept.
/// </summary>
/// <param name="clock">The clock.</param>
internal sealed class OpenedBatches(TimeProvider clock)
{
    /// <summary>How many bytes of requests are kept at the most. 4 MiB.</summary>
    private const int MostBytes = 4 * 1024 * 1024;

    /// <summary>How long one is kept. A revocation counts at once all the same, as each claim says whether there was one.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<long, OpenedContent> _byNumber = [];
    private readonly Queue<(long Number, OpenedContent Content)> _oldest = [];
    private long _bytes;

    /// <summary>The content of a row's request: of a feed of several items the one that another row of the request had, where it is still kept.</summary>
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
            // By its bytes too, as a store may give a number again and somebody may have written into it.
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

/// <summary>The bytes of a stored request, and what was found out of them.</summary>
/// <param name="bytes">The bytes.</param>
/// <param name="since">When they were read, as <see cref="TimeProvider.GetTimestamp"/> says it.</param>
internal sealed class OpenedContent(ReadOnlyMemory<byte> bytes, long since)
{
    private readonly Lazy<byte[]> _digest = new(() => SHA256.HashData(bytes.Span));
    private readonly Lock _lock = new();
    private ArrivedRequest? _request;

    public ReadOnlyMemory<byte> Bytes => bytes;

    public long Since => since;

    /// <summary>SHA-256 (RFC 6234).</summary>
    public ReadOnlySpan<byte> Digest => _digest.Value;

    /// <summary>Opens the request, once; those that ask meanwhile wait for it.</summary>
    /// <param name="open">Opens the bytes.</param>
    /// <returns>The request, the same each time; or null where they cannot be opened.</returns>
    public ArrivedRequest? Open(Func<ReadOnlyMemory<byte>, ArrivedRequest?> open)
    {
        lock (_lock)
            return _request ??= open(bytes);
    }
}
