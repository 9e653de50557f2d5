using System.Collections.Concurrent;
using CallbackGen.AspNetCore;

namespace CallbackGen.EndToEnd.Tests.Support;

/// <summary>A provider that publishes documents, and the clock.</summary>
internal sealed class KeyProvider(params (string Address, string Text)[] documents) : TimeProvider, ICallbackKeySource
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private long _ticks = Noon.Ticks;

    public ConcurrentDictionary<string, string> Documents { get; } =
        new(documents.Select(document => KeyValuePair.Create(document.Address, document.Text)));

    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>What is answered where no document is published: by default, that there is none.</summary>
    public Func<string, CancellationToken, Task<string>> Elsewhere { get; set; } =
        (_, _) => Task.FromException<string>(new HttpRequestException("404"));

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public Task<string> GetAsync(Uri address, int maxBytes, CancellationToken cancellationToken)
    {
        Asked.Enqueue(address.AbsoluteUri);
        return Documents.TryGetValue(address.AbsoluteUri, out var text)
            ? Task.FromResult(text)
            : Elsewhere(address.AbsoluteUri, cancellationToken);
    }
}
