namespace CallbackGen.AspNetCore;

/// <summary>The place of a feed's keys from one key set. It stays the same; a reload exchanges what is in it.</summary>
internal sealed class KeySlot(CallbackFeed feed, FeedKeys keys)
{
    private volatile FeedKeys _current = keys;

    public CallbackFeed Feed => feed;

    /// <summary>What is in force.</summary>
    public FeedKeys Current
    {
        get => _current;
        set => _current = value;
    }

    /// <summary>The keys in force; none, with which every callback is refused, when they are not usable.</summary>
    public CallbackKeys Keys => _current.Keys;
}
