using System.Text.Json;
using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>Verifies requests for every kind of feed: the single path from a request to payloads.</summary>
internal static class FeedVerification
{
    public static T? Run<T>(
        CallbackFeed<T> feed,
        CallbackRequest request,
        CallbackKeys keys,
        TimeProvider? clock,
        out CallbackReceipt? receipt,
        out CallbackRejection? rejection
    )
        where T : class, ICallbackPayload<T>
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(keys);
        T? payload;
        var verification = CallbackVerification.Open(request, clock ?? TimeProvider.System);
        using (verification)
            payload = Run(feed, verification, keys, out receipt, out rejection);
        // Not in a finally block: after an exception another owner may still use the object, so it must not be reused.
        verification.KeepForNext();
        return payload;
    }

    /// <summary>Does the same for a verification that is already open.</summary>
    public static T? Run<T>(
        CallbackFeed<T> feed,
        CallbackVerification verification,
        CallbackKeys keys,
        out CallbackReceipt? receipt,
        out CallbackRejection? rejection
    )
        where T : class, ICallbackPayload<T>
    {
        verification.TurnTo(feed.Definition, keys);
        var payload = VerificationAttempt.One(feed, verification, out receipt);
        rejection = payload is null ? Refuse(feed, verification, keys) : null;
        return payload;
    }

    public static CallbackResult<IReadOnlyList<TMessage>> RunAll<T, TMessage>(
        CallbackFeed<T> feed,
        CallbackRequest request,
        CallbackKeys keys,
        TimeProvider? clock,
        Func<T, CallbackReceipt, TMessage> wrap
    )
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

    /// <summary>Does the same for a verification that is already open.</summary>
    public static CallbackResult<IReadOnlyList<TMessage>> RunAll<T, TMessage>(
        CallbackFeed<T> feed,
        CallbackVerification verification,
        CallbackKeys keys,
        Func<T, CallbackReceipt, TMessage> wrap
    )
        where T : class, ICallbackPayload<T>
        where TMessage : CallbackMessage
    {
        verification.TurnTo(feed.Definition, keys);
        return AttemptAll(feed, verification, wrap) is { } messages
            ? new CallbackResult<IReadOnlyList<TMessage>>(messages)
            : RefuseAll(feed, verification, keys, wrap);
    }

    private static TMessage[]? AttemptAll<T, TMessage>(
        CallbackFeed<T> feed,
        CallbackVerification verification,
        Func<T, CallbackReceipt, TMessage> wrap
    )
        where T : class, ICallbackPayload<T>
        where TMessage : CallbackMessage
    {
        if (!VerificationAttempt.TryCount<T>(verification, out var count))
            return null;
        if (count == 0)
            return VerificationAttempt.Empty(feed, verification) ? [] : null;
        var messages = new TMessage[count];
        for (var index = 0; index < count; index++)
        {
            // A rejected item rejects the whole request, because the provider redelivers the request as a whole.
            if (VerificationAttempt.Item(feed, verification, index, out var receipt) is not { } payload)
                return null;
            messages[index] = wrap(payload, receipt!);
        }

        return messages;
    }

    // A separate method, so that the successful path does not allocate the closure.
    private static CallbackRejection Refuse<T>(CallbackFeed<T> feed, CallbackVerification verification, CallbackKeys keys)
        where T : class, ICallbackPayload<T> =>
        LateCallback.Judge(
            feed.Definition,
            verification,
            keys,
            RejectionOf(verification),
            () => VerificationAttempt.One(feed, verification, out _) is not null
        );

    private static CallbackRejection RefuseAll<T, TMessage>(
        CallbackFeed<T> feed,
        CallbackVerification verification,
        CallbackKeys keys,
        Func<T, CallbackReceipt, TMessage> wrap
    )
        where T : class, ICallbackPayload<T>
        where TMessage : CallbackMessage =>
        LateCallback.Judge(
            feed.Definition,
            verification,
            keys,
            RejectionOf(verification),
            () => AttemptAll(feed, verification, wrap) is not null
        );

    /// <summary>Returns the reason why the request, or its current item, is rejected.</summary>
    public static CallbackRejection RejectionOf(CallbackVerification verification) =>
        verification.ItemRejection ?? CallbackRejection.NotVerified;

    /// <summary>
    /// Returns the idempotency key of a payload; null when its schema declares none, or when all of the members are empty.
    /// </summary>
    public static string? KeyOf<T>(T payload, CallbackReceipt? receipt)
        where T : class, ICallbackPayload<T> =>
        // The shared event is used for proven payloads only: otherwise the sender of an unsigned callback could claim the key of another
        // feed's event.
        Join(T.Feed, T.Feed.Trust == CallbackTrust.Verified ? T.Feed.Definition.Event : null, receipt, T.GetIdempotencyKey(payload));

    /// <summary>
    /// Returns the key of a payload that the provider's API stated. It is the idempotency key when the feed's signature covers every
    /// member, otherwise the key of the members that the schema lists as <c>confirmedKey</c>. Null when it lists none, or when all of the
    /// members are empty.
    /// </summary>
    public static string? ConfirmedKeyOf<T>(T payload, CallbackReceipt receipt)
        where T : class, ICallbackPayload<T> =>
        T.Feed.Trust == CallbackTrust.Verified
            ? receipt.IdempotencyKey
            : Join(T.Feed, T.Feed.Definition.Event, receipt, T.GetConfirmedKey(payload));

    /// <summary>
    /// Joins the feed's name (or the shared event), the account and the members' values. Each part is encoded so that it contains neither
    /// the colon nor the slash that separate the parts.
    /// </summary>
    private static string? Join(CallbackFeed feed, string? scope, CallbackReceipt? receipt, string? members)
    {
        if (members.AsSpan().Trim('/').IsEmpty)
            return null;
        var keySet = NameOf(receipt?.KeySet ?? feed.Provider);
        var account = receipt?.LookedUpBy is { } found ? CallbackReceipt.JoinKey(keySet, found) : CallbackReceipt.JoinKey(keySet);
        return $"{scope ?? feed.Name}:{account}:{members}";
    }

    /// <summary>Returns the idempotency key in the form of version 0.1, which did not include the key set.</summary>
    public static string? LegacyKeyOf<T>(T payload)
        where T : class, ICallbackPayload<T> => T.GetLegacyIdempotencyKey(payload) is { } key ? $"{T.Feed.Name}:{key}" : null;

    /// <summary>
    /// Returns a key set's name in one spelling, because key sets are found case-insensitively. Only ASCII letters are converted back to
    /// lower case, so that names which <see cref="StringComparison.OrdinalIgnoreCase"/> distinguishes stay distinct.
    /// </summary>
    private static string NameOf(string keySet) =>
        string.Create(
            keySet.Length,
            keySet,
            static (name, keySet) =>
            {
                keySet.AsSpan().ToUpperInvariant(name);
                foreach (ref var letter in name)
                {
                    if (char.IsAsciiLetterUpper(letter))
                        letter = char.ToLowerInvariant(letter);
                }
            }
        );

    /// <summary>Serializes a payload to JSON by its generated context.</summary>
    /// <exception cref="NotSupportedException">The payload type was not generated.</exception>
    public static byte[] JsonOf<T>(T payload)
        where T : class, ICallbackPayload<T> =>
        JsonSerializer.SerializeToUtf8Bytes(
            payload,
            T.JsonTypeInfo ?? throw new NotSupportedException($"{typeof(T)} is no generated payload.")
        );
}
