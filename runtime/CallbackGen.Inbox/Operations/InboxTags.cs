namespace CallbackGen.Inbox;

/// <summary>The names of the inbox's own tags. They are stable, because dashboards and alerts depend on them.</summary>
internal static class InboxTags
{
    public const string Id = "callbackgen.id";
    public const string Attempt = "callbackgen.attempt";
    public const string State = "callbackgen.state";

    /// <summary>The values of the state tag, for states that have not ended.</summary>
    public static IReadOnlyDictionary<CallbackState, string> States { get; } =
        Enum.GetValues<CallbackState>()
            .Where(state => state is not (CallbackState.Done or CallbackState.Discarded))
            .ToDictionary(state => state, state => state.ToString().ToLowerInvariant());
}

/// <summary>The values of the tag for the outcome of an attempt.</summary>
internal static class InboxOutcomes
{
    public const string Handled = "handled";
    public const string Conflict = "conflict";
    public const string Failed = "failed";
    public const string LeaseLost = "lease_lost";
}

/// <summary>The values of the tag for the reason why a request was not stored.</summary>
internal static class InboxLimits
{
    public const string Rows = "rows";
    public const string Age = "age";
}
