namespace CallbackGen.Inbox;

/// <summary>
/// What requests of several items have given, for the rows of the same requests that are handled next: a thousand items cost one
/// verification. It is kept for moments and for few requests, as the rows of a request come one after the other.
/// </summary>
/// <param name="clock">The clock.</param>
internal sealed class VerifiedBatches(TimeProvider clock)
{
    /// <summary>How many bytes of requests are kept at the most. 4 MiB.</summary>
    private const int MostBytes = 4 * 1024 * 1024;

    /// <summary>How long one is kept. A revocation counts at once all the same, as a row's keys are asked for before this.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();

    // Oldest first. There are few.
    private readonly List<Batch> _batches = [];

    /// <summary>What a row's request has given, which is verified when it is not known.</summary>
    /// <param name="callback">The row.</param>
    /// <param name="verify">Verifies the request.</param>
    public CallbackResult<IReadOnlyList<CallbackResult<CallbackMessage>>> Get(
        ClaimedCallback callback, Func<CallbackResult<IReadOnlyList<CallbackResult<CallbackMessage>>>> verify)
    {
        if (callback.Request.Content.Length > MostBytes)
            return verify();
        // Those that come meanwhile wait for it.
        var batch = Find(callback, verify);
        var each = batch.Each.Value;
        // One item needs it no more, and what is wrong may be right the next time.
        if (each.Value is not { Count: > 1 })
            Forget(batch);
        return each;
    }

    private Batch Find(ClaimedCallback callback, Func<CallbackResult<IReadOnlyList<CallbackResult<CallbackMessage>>>> verify)
    {
        lock (_lock)
        {
            _batches.RemoveAll(batch => clock.GetElapsedTime(batch.Since) > Kept);
            // By its bytes too, as a store may give a number again and somebody may have written into it.
            if (_batches.Find(batch => batch.Number == callback.Number && batch.Content.Span.SequenceEqual(callback.Request.Content.Span)) is { } known)
                return known;
            var added = new Batch(callback.Number, callback.Request.Content, clock.GetTimestamp(), new(verify));
            _batches.Add(added);
            while (_batches.Sum(batch => (long)batch.Content.Length) > MostBytes)
                _batches.RemoveAt(0);
            return added;
        }
    }

    private void Forget(Batch batch)
    {
        lock (_lock)
            _batches.Remove(batch);
    }

    private sealed class Batch(long number, ReadOnlyMemory<byte> content, long since, Lazy<CallbackResult<IReadOnlyList<CallbackResult<CallbackMessage>>>> each)
    {
        public long Number => number;

        public ReadOnlyMemory<byte> Content => content;

        public long Since => since;

        public Lazy<CallbackResult<IReadOnlyList<CallbackResult<CallbackMessage>>>> Each => each;
    }
}
