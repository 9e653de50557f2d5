namespace CallbackGen.Generator.Model;

/// <summary>
/// What is known of a payload, from unproven to fully proven. Each level is a message type of the runtime with the same name.
/// </summary>
internal enum TrustLevel
{
    /// <summary>Nobody signs the feed.</summary>
    Received,

    /// <summary>The provider signs a part of the payload.</summary>
    Authenticated,

    /// <summary>A handler compared the payload with the answer of the provider's API. No feed reaches this level by its schema.</summary>
    Confirmed,

    /// <summary>The provider signs the whole payload.</summary>
    Verified,
}
