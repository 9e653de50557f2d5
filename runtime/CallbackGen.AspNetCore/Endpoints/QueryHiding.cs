namespace CallbackGen.AspNetCore;

/// <summary>
/// Decides whether the host uses a context factory that hides queries. The host resolves its factory once, at start, and cannot
/// change it later. With the wrapping factory, the server creates a context for each request: it reuses contexts
/// only with the framework's own factory.
/// </summary>
/// <remarks>
/// The feeds are known at start. The feeds of ordinary endpoints (minimal APIs and controllers) are known only after routing has
/// built them, so a feed that reads its query counts even if no endpoint serves it. Each request then costs a lookup in a table of
/// routes, which stays empty.
/// </remarks>
/// <param name="known">The feeds that endpoints can serve.</param>
internal sealed class QueryHiding(Func<IEnumerable<CallbackFeed>> known)
{
    private readonly Lock _gate = new();
    private bool _isAskedFor;
    private bool? _isOn;

    /// <summary>Decides whether queries are hidden. The first decision is final.</summary>
    public bool Decide()
    {
        lock (_gate)
            return _isOn ??= _isAskedFor || known().Any(ServedFeeds.ReadsQueryOf);
    }

    /// <summary>Requests the hiding of queries if an endpoint needs it.</summary>
    /// <param name="served">The feeds that the endpoint serves.</param>
    /// <exception cref="InvalidOperationException">
    /// The host has started without hiding queries, because the endpoint's feed was not known then.
    /// </exception>
    public void AskFor(ServedFeeds served)
    {
        if (!served.ReadsQuery)
            return;
        lock (_gate)
        {
            if (_isOn == false)
            {
                throw new InvalidOperationException(
                    $"Requests of {served.Name} carry a query, which the host would log: AddCallbacks did not know the feed when "
                        + "the host started. Pass that assembly's feeds, AddCallbacks(CallbackFeeds.All)."
                );
            }

            _isAskedFor = true;
        }
    }
}
