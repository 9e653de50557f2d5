using CallbackGen.Inbox;
using Microsoft.Extensions.Options;

namespace CallbackGen.Receiver.Forwarding;

/// <summary>
/// Shares what is sent at the same time among the addresses of shops, so that a slow one holds up no other: each has an equal part of the inbox's
/// places (<see cref="CallbackInboxOptions.Concurrency"/>). A callback beyond it waits for a moment; where no place comes free in that, the address
/// is slow, and no other callback waits until one does.
/// </summary>
internal sealed class ForwardPlaces
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly Dictionary<Uri, Part> _parts;

    /// <param name="setup">Says where callbacks go.</param>
    /// <param name="options">Say how many are handled at the same time.</param>
    public ForwardPlaces(ReceiverSetup setup, IOptions<CallbackInboxOptions> options)
    {
        Uri[] urls = [.. setup.Feeds.Select(feed => setup.Targets?.Find(feed)?.Url).OfType<Uri>().Distinct()];
        Each = Math.Max(1, options.Value.Concurrency / Math.Max(1, urls.Length));
        _parts = urls.ToDictionary(url => url, _ => new Part(Each));
    }

    /// <summary>How many places an address has.</summary>
    public int Each { get; }

    /// <summary>Takes a place.</summary>
    /// <param name="url">The address.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The place, to be disposed of behind the request; null where the address has none.</returns>
    public async ValueTask<IDisposable?> TakeAsync(Uri url, CancellationToken cancellationToken)
    {
        var part = _parts[url];
        return await part.TakeAsync(cancellationToken) ? part : null;
    }

    /// <summary>The places of an address; each use of it takes one, and gives it back when it is disposed of.</summary>
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
