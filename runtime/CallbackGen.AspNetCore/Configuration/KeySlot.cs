namespace CallbackGen.AspNetCore;

/// <summary>A stable reference to a feed's keys from one key set. A reload replaces its content.</summary>
internal sealed class KeySlot(CallbackFeed feed, FeedKeys keys)
{
    private volatile FeedKeys _current = keys;

    public CallbackFeed Feed => feed;

    /// <summary>The keys in force, with their problems.</summary>
    public FeedKeys Current
    {
        get => _current;
        set => _current = value;
    }

    /// <summary>The keys in force; no key, with which every callback is rejected, when they are not usable.</summary>
    public CallbackKeys Keys => _current.Keys;
}
