using CallbackGen.Verification;
using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>
/// The step that determines whether a request is a handshake or a callback of one feed, and verifies the callback with the feed's
/// keys. The request is parsed once for all uses: handshakes, the selection of the feed, the sources of keys, the verification.
/// </summary>
internal sealed class VerifyingStep(ServedFeeds served, CallbackKeyRing keys, RuntimeKeys runtimeKeys, TimeProvider clock)
{
    /// <summary>Verifies a request.</summary>
    /// <param name="context">Its context, whose services may look up keys.</param>
    /// <param name="settings">The endpoint's settings.</param>
    /// <param name="request">The request as read.</param>
    public async ValueTask<CallbackOutcome> RunAsync(HttpContext context, EndpointSettings settings, CallbackRequest request)
    {
        var opened = CallbackVerification.Open(request, clock);
        CallbackOutcome outcome;
        using (opened)
            outcome = await DecideAsync(context, settings, opened);
        // Reused for the next request; not after an exception, when other code may still use it.
        opened.KeepForNext();
        return outcome;
    }

    private ValueTask<CallbackOutcome> DecideAsync(HttpContext context, EndpointSettings settings, CallbackVerification opened)
    {
        foreach (var candidate in served.Challenged)
        {
            if (Greet(candidate, opened, settings.KeysOf(candidate)) is not { } greeted)
                continue;
            return
                greeted is CallbackOutcome.HandshakeRefused { Rejection.Reason: CallbackRejectionReason.KeyNotConfigured }
                && RuntimeKeys.Has(candidate)
                ? GreetWithRuntimeKeysAsync(context, candidate, settings, opened, greeted)
                : new(greeted);
        }

        if (served.Choose(opened, out var rejection) is not { } feed)
            return RefuseUnchosenAsync(context, settings, opened, rejection ?? CallbackRejection.NotVerified);
        return RuntimeKeys.Has(feed)
            ? VerifyWithRuntimeKeysAsync(context, feed, settings, opened)
            : new(Verify(feed, opened, settings.KeysOf(feed), settings));
    }

    /// <summary>
    /// Refuses a request that no feed selects. Each feed first verifies its proof once: a valid proof means that its provider sent
    /// content that the schema does not know, such as a new event, and the rejection is that feed's.
    /// </summary>
    /// <remarks>
    /// No newer key is fetched here; only a request that a feed selects justifies that. When the reason is a schema with errors, a
    /// body that is too large or a wrong method, no proof is verified, so that the request is not attributed to another feed.
    /// </remarks>
    private async ValueTask<CallbackOutcome> RefuseUnchosenAsync(
        HttpContext context,
        EndpointSettings settings,
        CallbackVerification opened,
        CallbackRejection rejection
    )
    {
        if (
            rejection.Reason
            is CallbackRejectionReason.SchemaInvalid
                or CallbackRejectionReason.BodyTooLarge
                or CallbackRejectionReason.MethodNotAllowed
        )
            return new CallbackOutcome.Refused(served.Name, rejection);
        foreach (var feed in served.Feeds)
        {
            var with = RuntimeKeys.Has(feed)
                ? (
                    await runtimeKeys.ResolveAsync(
                        feed,
                        opened,
                        keys.GetConfigured(feed, settings.KeySet),
                        context.RequestServices,
                        receive: null,
                        context.RequestAborted
                    )
                ).Keys
                : settings.KeysOf(feed);
            if (
                Verify(feed, opened, with, settings)
                is (CallbackOutcome.Refused { Rejection.IsProven: true } or CallbackOutcome.Verified { Unreadable.Count: > 0 })
                    and var proven
            )
                return proven;
        }

        return new CallbackOutcome.Refused(served.Name, rejection);
    }

    /// <summary>Answers the provider's handshake; returns null when the request is not one.</summary>
    private static CallbackOutcome? Greet(CallbackFeed feed, CallbackVerification request, CallbackKeys with)
    {
        if (!AnsweredHandshake.TryAnswer(feed, request, with, out var answered, out var refused))
            return null;
        return answered is not null
            ? new CallbackOutcome.Greeted(feed, answered)
            : new CallbackOutcome.HandshakeRefused(feed, refused ?? CallbackRejection.NotVerified);
    }

    /// <summary>
    /// Looks up or fetches a key only for a handshake that needs a key which is not configured. An answered handshake does not mark
    /// the source of a key as verified: the response may have used another key.
    /// </summary>
    private async ValueTask<CallbackOutcome> GreetWithRuntimeKeysAsync(
        HttpContext context,
        CallbackFeed feed,
        EndpointSettings settings,
        CallbackVerification opened,
        CallbackOutcome refused
    )
    {
        var configured = keys.GetConfigured(feed, settings.KeySet);
        var resolved = await runtimeKeys.ResolveAsync(
            feed,
            opened,
            configured,
            context.RequestServices,
            feed.Definition.ReceiveChallenge,
            context.RequestAborted
        );
        var outcome = Greet(feed, opened, resolved.Keys) ?? refused;
        if (
            outcome is CallbackOutcome.HandshakeRefused { Rejection.IsKeyUnknown: true }
            && await RuntimeKeys.RefreshAsync(resolved, context.RequestAborted) is { } newer
        )
            outcome = Greet(feed, opened, newer.Keys) ?? refused;
        return outcome;
    }

    private CallbackOutcome Verify(CallbackFeed feed, CallbackVerification request, CallbackKeys with, EndpointSettings settings)
    {
        if (feed.Definition.HasItems)
        {
            if (settings.Keeper is not null && feed.ItemsAreProvenSingly && VerifyEach(feed, request, with, settings) is { } each)
                return each;
            return !EmptyRequest.TryVerify(feed, request, with, out var items, out var empty, out var rejection)
                    ? Refuse(feed, rejection, with, settings)
                : empty is null ? new CallbackOutcome.Verified(feed, items) { Keys = with }
                : new CallbackOutcome.Empty(feed, empty);
        }

        return feed.VerifyOpen(request, with).TryGetValue(out var message, out var refused)
            ? new CallbackOutcome.Verified(feed, [message]) { Keys = with }
            : Refuse(feed, refused, with, settings);
    }

    /// <summary>
    /// Verifies items that each have their own proof, for an endpoint that stores unreadable items separately. The first item that
    /// is not genuine rejects all of them; so does the first unreadable item if no item is readable.
    /// </summary>
    /// <returns>Null when there is no item.</returns>
    private CallbackOutcome? VerifyEach(CallbackFeed feed, CallbackVerification request, CallbackKeys with, EndpointSettings settings)
    {
        if (!feed.VerifyEachOpen(request, with).TryGetValue(out var items, out var rejection))
            return Refuse(feed, rejection, with, settings);
        var (readable, unreadable) = (new List<CallbackMessage>(items.Count), new List<(int Item, CallbackRejection Rejection)>());
        for (var index = 0; index < items.Count; index++)
        {
            if (items[index].TryGetValue(out var message, out var refused))
                readable.Add(message);
            else if (refused.IsProven)
                unreadable.Add((index, refused));
            else
                return Refuse(feed, refused, with, settings);
        }

        return readable.Count > 0 ? new CallbackOutcome.Verified(feed, readable) { Keys = with, Unreadable = unreadable }
            : unreadable.Count > 0 ? Refuse(feed, unreadable[0].Rejection, with, settings)
            : null;
    }

    /// <summary>
    /// Finds keys before the verification, by unverified content; a key that is unknown afterwards is fetched once more.
    /// </summary>
    private async ValueTask<CallbackOutcome> VerifyWithRuntimeKeysAsync(
        HttpContext context,
        CallbackFeed feed,
        EndpointSettings settings,
        CallbackVerification opened
    )
    {
        var configured = keys.GetConfigured(feed, settings.KeySet);
        var resolved = await runtimeKeys.ResolveAsync(
            feed,
            opened,
            configured,
            context.RequestServices,
            receive: null,
            context.RequestAborted
        );
        var outcome = Verify(feed, opened, resolved.Keys, settings);
        if (
            outcome is CallbackOutcome.Refused { Rejection.IsKeyUnknown: true }
            && await RuntimeKeys.RefreshAsync(resolved, context.RequestAborted) is { } newer
        )
            outcome = Verify(feed, opened, newer.Keys, settings);
        if (outcome is CallbackOutcome.Verified or CallbackOutcome.Empty or CallbackOutcome.Refused { Rejection.IsProven: true })
            resolved.HaveVerified();
        return outcome;
    }

    private CallbackOutcome.Refused Refuse(CallbackFeed feed, CallbackRejection rejection, CallbackKeys with, EndpointSettings settings) =>
        new(
            feed.Name,
            rejection,
            rejection is { Reason: CallbackRejectionReason.KeyNotConfigured, IsKeyUnknown: false }
                ? string.Join(' ', keys.GetKeyProblems(feed, settings.KeySet))
                : ""
        )
        {
            Tried = (feed, with),
        };
}
