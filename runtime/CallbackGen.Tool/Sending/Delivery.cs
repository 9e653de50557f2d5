using CallbackGen.Tool.Captures;

namespace CallbackGen.Tool.Sending;

/// <summary>How requests are sent.</summary>
/// <param name="To">Where they go.</param>
/// <param name="Count">How often each is sent.</param>
/// <param name="IsParallel">Whether that is at the same time.</param>
internal sealed record Delivery(TargetUrl To, int Count, bool IsParallel)
{
    /// <summary>Sends a request as often as it is to be sent, the same bytes each time.</summary>
    /// <param name="client">What sends.</param>
    /// <param name="request">The request.</param>
    /// <param name="report">Where answers go, in the order in which they come.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task SendAsync(WireClient client, Capture request, AnswerReport report, CancellationToken cancellationToken)
    {
        if (IsParallel)
        {
            await Task.WhenAll(Enumerable.Range(0, Count).Select(_ => SendOneAsync(client, request, report, cancellationToken)));
            return;
        }

        for (var sent = 0; sent < Count; sent++)
            await SendOneAsync(client, request, report, cancellationToken);
    }

    /// <summary>Sends as a provider does, until one answer acknowledges the callback or he gives up.</summary>
    /// <param name="client">What sends.</param>
    /// <param name="next">Makes the request of an attempt, signed as of then.</param>
    /// <param name="isAcknowledged">Whether an answer ends it.</param>
    /// <param name="waits">The time before each further attempt.</param>
    /// <param name="clock">What waits.</param>
    /// <param name="report">Where answers go.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether the callback was acknowledged.</returns>
    public async Task<bool> SendLikeProviderAsync(
        WireClient client,
        Func<Capture> next,
        Func<WireAnswer, bool> isAcknowledged,
        IEnumerable<TimeSpan> waits,
        TimeProvider clock,
        AnswerReport report,
        CancellationToken cancellationToken
    )
    {
        foreach (var wait in waits.Prepend(TimeSpan.Zero))
        {
            await Task.Delay(wait, clock, cancellationToken);
            if (isAcknowledged(await SendOneAsync(client, next(), report, cancellationToken)))
                return true;
        }

        return false;
    }

    private async Task<WireAnswer> SendOneAsync(
        WireClient client,
        Capture request,
        AnswerReport report,
        CancellationToken cancellationToken
    )
    {
        var answer = await client.SendAsync(To, request, cancellationToken);
        report.Add(request.Name, answer);
        return answer;
    }
}
