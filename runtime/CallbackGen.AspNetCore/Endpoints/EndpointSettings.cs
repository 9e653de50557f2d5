using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>What an endpoint's metadata says about its callbacks, and where its keys are.</summary>
internal sealed record EndpointSettings(Endpoint? Endpoint, string? KeySet, string? PublicUrl, KeySlot[] Keys)
{
    public static EndpointSettings Of(Endpoint? endpoint, ServedFeeds served, CallbackKeyRing keys)
    {
        var keySet = endpoint?.Metadata.GetMetadata<ICallbackKeySetMetadata>()?.KeySet;
        return new(endpoint, keySet, endpoint?.Metadata.GetMetadata<PublicUrlMetadata>()?.Url, [.. served.Feeds.Select(feed => keys.GetSlot(feed, keySet))]);
    }

    public CallbackKeys KeysOf(CallbackFeed feed)
    {
        foreach (var slot in Keys)
        {
            if (slot.Feed == feed)
                return slot.Keys;
        }

        return CallbackKeys.Empty;
    }
}
