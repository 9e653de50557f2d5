namespace CallbackGen.AspNetCore;

/// <summary>What handles the callbacks of a feed that was mapped. The cases are those in this class and no others.</summary>
/// <param name="Feed">The feed.</param>
internal abstract record MappedHandler(CallbackFeed Feed)
{
    /// <summary>The handler among the services.</summary>
    /// <param name="Feed">The feed.</param>
    public sealed record Registered(CallbackFeed Feed) : MappedHandler(Feed);

    /// <summary>A delegate, whose parameters are bound.</summary>
    /// <param name="Feed">The feed.</param>
    /// <param name="Handler">The delegate.</param>
    public sealed record Bound(CallbackFeed Feed, Delegate Handler) : MappedHandler(Feed);

    /// <summary>A function of any message that needs no request.</summary>
    /// <param name="Feed">The feed.</param>
    /// <param name="Handler">The function.</param>
    public sealed record Free(CallbackFeed Feed, Func<CallbackMessage, IServiceProvider, CancellationToken, Task> Handler)
        : MappedHandler(Feed);

    /// <summary>A function that takes the request besides, so that it can run nowhere else.</summary>
    /// <param name="Feed">The feed.</param>
    public sealed record OfRequest(CallbackFeed Feed) : MappedHandler(Feed);
}
