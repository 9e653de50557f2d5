using System.Text.Json;
using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>The one way from a request to a payload that all feeds share.</summary>
internal static class FeedVerification
{
    public static T? Run<T>(
        CallbackFeed<T> feed, CallbackRequest request, CallbackKeys keys, TimeProvider? clock,
        out CallbackReceipt? receipt, out CallbackRejection? rejection)
        where T : class, ICallbackPayload<T>
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(keys);
        T? payload;
        var verification = CallbackVerification.Open(request, clock ?? TimeProvider.System);
        using (verification)
            payload = Run(feed, verification, keys, out receipt, out rejection);
        // Not after an exception, of which nobody knows who still holds it.
        verification.KeepForNext();
        return payload;
    }

    /// <summary>The same for a request that is open already.</summary>
    public static T? Run<T>(
        CallbackFeed<T> feed, CallbackVerification verification, CallbackKeys keys, out CallbackReceipt? receipt, out CallbackRejection? rejection)
        where T : class, ICallbackPayload<T>
    {
        verification.TurnTo(feed.Definition, keys);
        var payload = verification.Accept() && SelectOnly(verification)
            ? RunOne<T>(verification, IsChosen(feed, verification), out receipt)
            : Nothing<T>(out receipt);
        rejection = payload is null ? verification.ItemRejection ?? CallbackRejection.NotVerified : null;
        return payload;
    }

    public static CallbackResult<IReadOnlyList<TMessage>> RunAll<T, TMessage>(
        CallbackFeed<T> feed, CallbackRequest request, CallbackKeys keys, TimeProvider? clock, Func<T, CallbackReceipt, TMessage> wrap)
        where T : class, ICallbackPayload<T>
        where TMessage : CallbackMessage
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(keys);
        CallbackResult<IReadOnlyList<TMessage>> result;
        var verification = CallbackVerification.Open(request, clock ?? TimeProvider.System);
        using (verification)
            result = RunAll(feed, verification, keys, wrap);
        verification.KeepForNext();
        return result;
    }

    /// <summary>The same for a request that is open already.</summary>
    public static CallbackResult<IReadOnlyList<TMessage>> RunAll<T, TMessage>(
        CallbackFeed<T> feed, CallbackVerification verification, CallbackKeys keys, Func<T, CallbackReceipt, TMessage> wrap)
        where T : class, ICallbackPayload<T>
        where TMessage : CallbackMessage
    {
        verification.TurnTo(feed.Definition, keys);
        var count = 1;
        if (!verification.Accept() || (verification.HasItems && !verification.ReadItems(out count)))
            return verification.Rejection ?? CallbackRejection.NotVerified;
        if (count == 0)
            return ProveEmpty<T>(feed, verification) ? new CallbackResult<IReadOnlyList<TMessage>>([]) : verification.Rejection ?? CallbackRejection.NotVerified;
        var messages = new TMessage[count];
        for (var index = 0; index < count; index++)
        {
            if (verification.HasItems && !verification.SelectItem(index))
                return verification.ItemRejection!;
            // One that is refused refuses all: the provider repeats the request as a whole.
            if (RunOne<T>(verification, index == 0 && IsChosen(feed, verification), out var receipt) is not { } payload)
                return verification.ItemRejection ?? CallbackRejection.NotVerified;
            messages[index] = wrap(payload, receipt!);
        }

        return new(messages);
    }

    /// <summary>
    /// Verifies a request without items, such as a provider's test of the address, where all of the content is signed. The same
    /// steps are taken as for one with items; only the payload at their end is missing.
    /// </summary>
    private static bool ProveEmpty<T>(CallbackFeed<T> feed, CallbackVerification verification)
        where T : class, ICallbackPayload<T>
    {
        if (!IsChosen(feed, verification) && !T.Selects(verification))
            return verification.Reject(CallbackRejectionReason.NotSelected, "", "is not a record of this feed, by what the schema selects on");
        verification.ExpectNothing();
        if (T.Verify(verification) is not null || !verification.HasFoundNothing)
            return false;
        return verification.Acknowledge(T.Acknowledge(verification));
    }

    /// <summary>Whether the feed was chosen by what its schema selects on, of the first item where there are several: then it has been asked.</summary>
    private static bool IsChosen(CallbackFeed feed, CallbackVerification verification) => ReferenceEquals(verification.Chosen, feed.Definition);

    private static T? RunOne<T>(CallbackVerification verification, bool isChosen, out CallbackReceipt? receipt)
        where T : class, ICallbackPayload<T>
    {
        // First, as it tells an operator more about a stray record than that its signature is none of this feed's.
        if (!isChosen && !T.Selects(verification))
        {
            verification.Reject(CallbackRejectionReason.NotSelected, "", "is not a record of this feed, by what the schema selects on");
            return Nothing<T>(out receipt);
        }

        if (T.Verify(verification) is not { } payload)
            return Nothing<T>(out receipt);
        // Before any handler acts: what cannot be acknowledged as the provider wants it is refused in time.
        var acknowledgement = T.Acknowledge(verification);
        // Also where a payload came back, so that a verifier which goes on after a rejected step still cannot let the callback pass.
        if (verification.Rejection is not null)
            return Nothing<T>(out receipt);
        receipt = verification.CreateReceipt(acknowledgement);
        return payload;
    }

    /// <summary>The idempotency key of a payload; null when its schema declares none, or all of the members are empty.</summary>
    public static string? KeyOf<T>(T payload, CallbackReceipt? receipt)
        where T : class, ICallbackPayload<T> =>
        // Who sends what nobody signs would take the key of another feed's event, so that the scope is for what is proven.
        Join(T.Feed, T.Feed.Trust == CallbackTrust.Verified ? T.Feed.Definition.Event : null, receipt, T.GetIdempotencyKey(payload));

    /// <summary>
    /// The key of a payload that the provider's API stated: the idempotency key where the feed's signature proves it anyway, and of
    /// all other feeds what the schema names for it. Null when that is nothing, or all of the members are empty.
    /// </summary>
    public static string? ConfirmedKeyOf<T>(T payload, CallbackReceipt receipt)
        where T : class, ICallbackPayload<T> =>
        T.Feed.Trust == CallbackTrust.Verified ? receipt.IdempotencyKey : Join(T.Feed, T.Feed.Definition.Event, receipt, T.GetConfirmedKey(payload));

    /// <summary>
    /// The feed or what its events share with other feeds', the account and the members' values, each part encoded so that it holds
    /// neither the colon nor the slash between them.
    /// </summary>
    private static string? Join(CallbackFeed feed, string? scope, CallbackReceipt? receipt, string? members)
    {
        if (members.AsSpan().Trim('/').IsEmpty)
            return null;
        var keySet = NameOf(receipt?.KeySet ?? feed.Provider);
        var account = receipt?.LookedUpBy is { } found ? CallbackReceipt.JoinKey(keySet, found) : CallbackReceipt.JoinKey(keySet);
        return $"{scope ?? feed.Name}:{account}:{members}";
    }

    /// <summary>The idempotency key as it was made before key sets were part of it.</summary>
    public static string? LegacyKeyOf<T>(T payload)
        where T : class, ICallbackPayload<T> =>
        T.GetLegacyIdempotencyKey(payload) is { } key ? $"{T.Feed.Name}:{key}" : null;

    /// <summary>
    /// A key set's name in one spelling, as they are found regardless of case. Only ASCII is lowered again: names that are two
    /// to <see cref="StringComparison.OrdinalIgnoreCase"/> stay two.
    /// </summary>
    private static string NameOf(string keySet) => string.Create(keySet.Length, keySet, static (name, keySet) =>
    {
        keySet.AsSpan().ToUpperInvariant(name);
        foreach (ref var letter in name)
        {
            if (char.IsAsciiLetterUpper(letter))
                letter = char.ToLowerInvariant(letter);
        }
    });

    /// <summary>A payload as JSON, as its generated context writes it.</summary>
    /// <exception cref="NotSupportedException">The payload was not generated.</exception>
    public static byte[] JsonOf<T>(T payload)
        where T : class, ICallbackPayload<T> =>
        JsonSerializer.SerializeToUtf8Bytes(payload, T.JsonTypeInfo ?? throw new NotSupportedException($"{typeof(T)} is no generated payload."));

    private static bool SelectOnly(CallbackVerification verification)
    {
        if (!verification.HasItems)
            return true;
        if (!verification.ReadItems(out var count))
            return false;
        return count == 0 ? verification.RejectEmpty()
            : count == 1 ? verification.SelectItem(0)
            : verification.Reject(CallbackRejectionReason.Malformed, "body", "holds several callbacks: verify them with VerifyAll");
    }

    private static T? Nothing<T>(out CallbackReceipt? receipt)
        where T : class
    {
        receipt = null;
        return null;
    }
}
