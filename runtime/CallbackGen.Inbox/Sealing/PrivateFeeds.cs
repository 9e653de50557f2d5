namespace CallbackGen.Inbox;

/// <summary>Tells the feeds whose callbacks hold what nobody with a look at the tables may read.</summary>
internal static class PrivateFeeds
{
    /// <summary>
    /// Whether a feed's requests are encrypted: where a member is sensitive, and where the proof is a secret that each request carries.
    /// </summary>
    /// <param name="feed">The feed.</param>
    public static bool HasSecrets(CallbackFeed feed) =>
        feed.Definition.HasSensitiveMembers
        || feed.Definition.Scheme == "token"
        || feed.Definition.Proofs.Any(proof => proof.Scheme == "token");

    /// <summary>Whether a refused request may have been one of a feed with secrets.</summary>
    /// <param name="name">The feed's name; where none was chosen, those of the providers whose feeds share the address, with plus signs between them.</param>
    public static bool MayHaveSecrets(string name)
    {
        var names = name.Split('+');
        return CallbackFeedRegistry.Feeds.Any(feed =>
            (feed.Name == name || names.Contains(feed.Provider, StringComparer.OrdinalIgnoreCase)) && HasSecrets(feed)
        );
    }

    /// <summary>
    /// Whether the facts of a feed's callbacks are told by codes instead of values. Feeds that tell of one event are compared with each other,
    /// so that all do when one does.
    /// </summary>
    /// <param name="feed">The feed.</param>
    public static bool HidesFacts(CallbackFeed feed) =>
        HasSecrets(feed) || CallbackFeedRegistry.Feeds.Any(other => CallbackIdentity.ShareEvents(feed, other) && HasSecrets(other));
}
