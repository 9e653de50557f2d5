namespace CallbackGen.AspNetCore;

/// <summary>
/// Whether the host's contexts are made by a factory that hides queries. The host asks for its factory once, as it starts, and
/// what it gets decides for good: only the framework's own factory lets a server use a context again for the next request.
/// </summary>
/// <remarks>
/// By then the feeds are known. Which of them ordinary endpoints take, those of minimal APIs and controllers, is known only when
/// routing has built them, so a feed that reads its query counts although nobody may have mapped it; a request then costs a look
/// at a table of routes, which stays empty.
/// </remarks>
/// <param name="known">The feeds that endpoints can take.</param>
internal sealed class QueryHiding(Func<IEnumerable<CallbackFeed>> known)
{
    private readonly Lock _gate = new();
    private bool _isAskedFor;
    private bool? _isOn;

    /// <summary>Decides whether queries are hidden. What was decided once stays.</summary>
    public bool Decide()
    {
        lock (_gate)
            return _isOn ??= _isAskedFor || known().Any(ServedFeeds.ReadsQueryOf);
    }

    /// <summary>Asks for it where an endpoint needs it.</summary>
    /// <param name="served">What the endpoint serves.</param>
    /// <exception cref="InvalidOperationException">It was decided otherwise, when the endpoint's feed was not known yet.</exception>
    public void AskFor(ServedFeeds served)
    {
        if (!served.ReadsQuery)
            return;
        lock (_gate)
        {
            if (_isOn == false)
            {
                throw new InvalidOperationException(
                    $"Requests of {served.Name} carry a query, which the host would log: AddCallbacks did not know the feed when the host started. "
                        + "Pass that assembly's feeds, AddCallbacks(CallbackFeeds.All)."
                );
            }

            _isAskedFor = true;
        }
    }
}
