using System.Collections.Concurrent;
using CallbackGen.AspNetCore;

namespace CallbackGen.EndToEnd.Tests.Support;

/// <summary>A provider that publishes documents, and the clock.</summary>
internal sealed class KeyProvider(params (string Address, string Text)[] documents) : FakeTimeProvider(Noon), ICallbackKeySource
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public ConcurrentDictionary<string, string> Documents { get; } =
        new(documents.Select(document => KeyValuePair.Create(document.Address, document.Text)));

    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>The answer at an address without a document: by default, not found.</summary>
    public Func<string, CancellationToken, Task<string>> Elsewhere { get; set; } =
        (_, _) => Task.FromException<string>(new HttpRequestException("404"));

    /// <summary>Timers are the system's: an unanswered fetch must time out while the clock does not advance.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime, period);

    public Task<string> GetAsync(Uri address, int maxBytes, CancellationToken cancellationToken)
    {
        Asked.Enqueue(address.AbsoluteUri);
        return Documents.TryGetValue(address.AbsoluteUri, out var text)
            ? Task.FromResult(text)
            : Elsewhere(address.AbsoluteUri, cancellationToken);
    }
}
