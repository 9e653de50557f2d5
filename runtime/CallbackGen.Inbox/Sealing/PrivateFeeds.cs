namespace CallbackGen.Inbox;

/// <summary>Decides which feeds have callbacks with secrets, which a reader of the tables must not see.</summary>
internal static class PrivateFeeds
{
    /// <summary>
    /// Whether a feed's requests are encrypted: a member is sensitive, or the proof is a secret that each request contains.
    /// </summary>
    /// <param name="feed">The feed.</param>
    public static bool HasSecrets(CallbackFeed feed) =>
        feed.Definition.HasSensitiveMembers
        || feed.Definition.Scheme == "token"
        || feed.Definition.Proofs.Any(proof => proof.Scheme == "token");

    /// <summary>Whether a refused request may have been sent to a feed with secrets.</summary>
    /// <param name="name">
    /// The feed's name; if none was selected, the names of the providers whose feeds share the address, separated by plus signs.
    /// </param>
    public static bool MayHaveSecrets(string name)
    {
        var names = name.Split('+');
        return CallbackFeedRegistry.Feeds.Any(feed =>
            (feed.Name == name || names.Contains(feed.Provider, StringComparer.OrdinalIgnoreCase)) && HasSecrets(feed)
        );
    }

    /// <summary>
    /// Whether codes replace the facts of a feed's callbacks. Feeds that report the same events are compared with each other, so
    /// that all of them use codes if one does.
    /// </summary>
    /// <param name="feed">The feed.</param>
    public static bool HidesFacts(CallbackFeed feed) =>
        HasSecrets(feed) || CallbackFeedRegistry.Feeds.Any(other => CallbackIdentity.ShareEvents(feed, other) && HasSecrets(other));
}
