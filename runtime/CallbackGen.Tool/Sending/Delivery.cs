using CallbackGen.Tool.Captures;

namespace CallbackGen.Tool.Sending;

/// <summary>How requests are sent.</summary>
/// <param name="To">The target.</param>
/// <param name="Count">How often each is sent.</param>
/// <param name="IsParallel">Whether the repetitions are sent at the same time.</param>
internal sealed record Delivery(TargetUrl To, int Count, bool IsParallel)
{
    /// <summary>Sends a request the configured number of times, with the same bytes each time.</summary>
    /// <param name="client">Sends the request.</param>
    /// <param name="request">The request.</param>
    /// <param name="report">Receives the responses, in the order of their arrival.</param>
    /// <param name="cancellationToken">Cancels the sending.</param>
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

    /// <summary>Sends a callback as a provider does, until a response acknowledges it or the attempts are used up.</summary>
    /// <param name="client">Sends the requests.</param>
    /// <param name="next">Creates the request of an attempt, signed at that time.</param>
    /// <param name="isAcknowledged">Returns whether a response acknowledges the callback.</param>
    /// <param name="waits">The delays before each further attempt.</param>
    /// <param name="clock">The clock of the delays.</param>
    /// <param name="report">Receives the responses.</param>
    /// <param name="cancellationToken">Cancels the sending.</param>
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
