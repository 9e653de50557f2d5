using System.Globalization;

namespace CallbackGen.Inbox;

/// <summary>
/// Stores callbacks once per content, but does not let a forged callback suppress the genuine one that it anticipates.
/// </summary>
/// <remarks>
/// <para>
/// The attack: if the signature does not cover all members, an attacker who has seen one signature sends "paid" before the payment.
/// The handler queries the provider, which reports no payment, and ends the callback without an effect. The genuine callback then
/// has the same content (byte for byte if the signatures are equal), and arrives after the provider's state has changed.
/// </para>
/// <para>
/// Therefore, for feeds whose schema has a <c>confirmedKey</c>, content is stored again if it is redelivered while a handler has
/// it, after it has ended, or while it waits for an operator, who may discard it; the effect still happens once. Content that waits
/// for a handler is a duplicate, because the handler will query the provider later. Both kinds of rows count in the quota.
/// </para>
/// </remarks>
/// <param name="store">The store.</param>
/// <param name="clock">The clock.</param>
internal sealed class Repetitions(ICallbackStore store, TimeProvider clock)
{
    /// <summary>How often one content is stored again within a second before the provider is asked to redeliver it later.</summary>
    public const int MostInOneSecond = 5;

    /// <summary>Stores a callback whose content was stored before, if it must be handled again.</summary>
    /// <param name="request">The request, which seals its rows.</param>
    /// <param name="row">A callback of it.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>
    /// The stored row and its outcome; a null outcome when the content arrives too often to be handled each time, and was not stored.
    /// </returns>
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
