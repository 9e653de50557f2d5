namespace CallbackGen.AspNetCore;

/// <summary>The handler of a mapped feed. The cases are the nested types of this class.</summary>
/// <param name="Feed">The feed.</param>
internal abstract record MappedHandler(CallbackFeed Feed)
{
    /// <summary>The registered handler service.</summary>
    /// <param name="Feed">The feed.</param>
    public sealed record Registered(CallbackFeed Feed) : MappedHandler(Feed);

    /// <summary>A delegate, whose parameters are bound.</summary>
    /// <param name="Feed">The feed.</param>
    /// <param name="Handler">The delegate.</param>
    public sealed record Bound(CallbackFeed Feed, Delegate Handler) : MappedHandler(Feed);

    /// <summary>A function that accepts any message and does not need the HTTP request.</summary>
    /// <param name="Feed">The feed.</param>
    /// <param name="Handler">The function.</param>
    public sealed record Free(CallbackFeed Feed, Func<CallbackMessage, IServiceProvider, CancellationToken, Task> Handler)
        : MappedHandler(Feed);

    /// <summary>A function that also needs the HTTP request, so that it can run only in the endpoint.</summary>
    /// <param name="Feed">The feed.</param>
    public sealed record OfRequest(CallbackFeed Feed) : MappedHandler(Feed);
}
