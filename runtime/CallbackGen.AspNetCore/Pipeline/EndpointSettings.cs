using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>The settings in an endpoint's metadata, with the key slots of its feeds.</summary>
internal sealed class EndpointSettings
{
    private readonly CallbackKeyRing _keys;
    private readonly KeySlot[] _slots;
    private readonly ServedFeeds _served;
    private readonly string? _ownPublicUrl;
    private readonly int? _ownMaxBodyBytes;
    private readonly Func<CallbackFeedDefinition, int> _maxBodyBytesOf;

    public EndpointSettings(Endpoint? endpoint, ServedFeeds served, CallbackKeyRing keys)
    {
        _keys = keys;
        _served = served;
        _ownMaxBodyBytes = endpoint?.Metadata.GetMetadata<MaxBodyBytesMetadata>()?.MaxBodyBytes;
        _ownPublicUrl = endpoint?.Metadata.GetMetadata<PublicUrlMetadata>()?.Url;
        _maxBodyBytesOf = feed => _keys.GetMaxBodyBytes(feed, KeySet) ?? feed.MaxBodyBytes;
        Keeper = endpoint?.Metadata.GetMetadata<CallbackKeeper>();
        RejectionHooks = RejectionHook.Of(endpoint);
        KeySet = endpoint?.Metadata.GetMetadata<ICallbackKeySetMetadata>()?.KeySet;
        _slots = [.. served.Feeds.Select(feed => keys.GetSlot(feed, KeySet))];
    }

    /// <summary>The key set that the endpoint names; null for the set of the feed's provider.</summary>
    public string? KeySet { get; }

    /// <summary>Stores the endpoint's callbacks; null when its handler runs while the provider waits.</summary>
    public CallbackKeeper? Keeper { get; }

    /// <summary>The hooks for refused requests, in order.</summary>
    public IReadOnlyList<RejectionHook> RejectionHooks { get; }

    /// <summary>The public URL in force: the endpoint's own, or else the application's; null when there is none.</summary>
    public string? PublicUrl => _ownPublicUrl ?? _keys.PublicUrl;

    /// <summary>
    /// The largest body in force, if the endpoint or a key set declares one. When several feeds share the address, the largest
    /// limit applies while reading, because the feed is not known yet; then each feed applies its own limit.
    /// </summary>
    public BodyLimit BodyLimit
    {
        get
        {
            if (_ownMaxBodyBytes is not null)
                return new(_ownMaxBodyBytes, OfEach: null);
            var (isSaid, most) = (false, 0);
            foreach (var feed in _served.Feeds)
            {
                isSaid |= _keys.GetMaxBodyBytes(feed.Definition, KeySet) is not null;
                most = Math.Max(most, _maxBodyBytesOf(feed.Definition));
            }

            return isSaid ? new(most, _served.Only is null ? _maxBodyBytesOf : null) : default;
        }
    }

    /// <summary>Returns the configured keys in force of a served feed.</summary>
    public CallbackKeys KeysOf(CallbackFeed feed) => Array.Find(_slots, slot => slot.Feed == feed)?.Keys ?? CallbackKeys.Empty;
}
