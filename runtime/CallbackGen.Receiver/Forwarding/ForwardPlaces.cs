using CallbackGen.Inbox;
using Microsoft.Extensions.Options;

namespace CallbackGen.Receiver.Forwarding;

/// <summary>
/// Divides the inbox's concurrency (<see cref="CallbackInboxOptions.Concurrency"/>) equally among the shops' addresses, so that a
/// slow shop does not delay the others. A callback beyond its address's share waits for one second. If no slot becomes free in that
/// time, the address counts as slow, and no other callback waits for it until a slot becomes free.
/// </summary>
internal sealed class ForwardPlaces
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly Dictionary<Uri, Part> _parts;

    /// <param name="setup">Contains the targets of callbacks.</param>
    /// <param name="options">Contains the number of callbacks that are handled at the same time.</param>
    public ForwardPlaces(ReceiverSetup setup, IOptions<CallbackInboxOptions> options)
    {
        Uri[] urls = [.. setup.Feeds.Select(feed => setup.Targets?.Find(feed)?.Url).OfType<Uri>().Distinct()];
        Each = Math.Max(1, options.Value.Concurrency / Math.Max(1, urls.Length));
        _parts = urls.ToDictionary(url => url, _ => new Part(Each));
    }

    /// <summary>The number of slots of each address.</summary>
    public int Each { get; }

    /// <summary>Acquires a slot.</summary>
    /// <param name="url">The address.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    /// <returns>The slot, to be disposed after the request; null when the address has no free slot.</returns>
    public async ValueTask<IDisposable?> TakeAsync(Uri url, CancellationToken cancellationToken)
    {
        var part = _parts[url];
        return await part.TakeAsync(cancellationToken) ? part : null;
    }

    /// <summary>The slots of one address. Each use acquires a slot, and disposing releases it.</summary>
    private sealed class Part(int places) : IDisposable
    {
        private readonly SemaphoreSlim _places = new(places);
        private volatile bool _isSlow;

        public async ValueTask<bool> TakeAsync(CancellationToken cancellationToken)
        {
            if (await _places.WaitAsync(_isSlow ? TimeSpan.Zero : Moment, cancellationToken))
                return true;
            _isSlow = true;
            return false;
        }

        public void Dispose()
        {
            _isSlow = false;
            _places.Release();
        }
    }
}
