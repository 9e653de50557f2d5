using System.Globalization;

namespace CallbackGen.Inbox;

/// <summary>
/// Stores callbacks once for each content, without letting a forged one stand for the genuine one that it foretells. Where the signature
/// leaves members out, whoever has seen one signature writes "paid" before anybody has paid: the handler asks the provider, which knows of
/// nothing, and ends the callback without an effect. The genuine callback has the same content then, to the last byte where
/// signatures are the same too, and comes after the answer that it changes.
/// </summary>
/// <remarks>
/// So content that comes again while a handler has it, when it has ended, or when it waits for a person, who may discard it, is stored
/// again, of feeds whose schema has a <c>confirmedKey</c>: its effect is one all the same. Content that waits for a handler is a duplicate, as
/// the handler asks after it has come. Rows of either kind count in the quota.
/// </remarks>
/// <param name="store">The store.</param>
/// <param name="clock">The clock.</param>
internal sealed class Repetitions(ICallbackStore store, TimeProvider clock)
{
    /// <summary>How often one content is stored again within a second, before the provider is asked to come again.</summary>
    public const int MostInOneSecond = 5;

    /// <summary>Stores callbacks of a request that were stored before, where they have to be handled again.</summary>
    /// <param name="request">The request, which seals its rows.</param>
    /// <param name="row">A callback of it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The callback as it was stored, and what became of it: null when it comes too often to be handled each time, and was not stored.</returns>
    public async Task<(NewCallback Row, CallbackAcceptance? Outcome)> AcceptAsync(
        SealedRequest request,
        NewCallback row,
        CancellationToken cancellationToken
    )
    {
        var second = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var last = row;
        for (var count = 0; ; count++)
        {
            if (await store.FindAsync(last.Id, cancellationToken) is { State: CallbackState.Queued or CallbackState.Waiting })
                return (last, CallbackAcceptance.Duplicate);
            if (count == MostInOneSecond)
                return (last, null);
            last = request.Seal(CallbackIdentity.Again(row, second, count));
            var outcome = (await store.AcceptAsync(request.Stored, [last], cancellationToken))[0];
            if (!CallbackStates.CameBefore(outcome))
                return (last, outcome);
        }
    }
}
