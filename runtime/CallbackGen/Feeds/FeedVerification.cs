using System.Text.Json;
using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>The one way from a request to a payload that all feeds share.</summary>
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
        // Not after an exception, of which nobody knows who still holds it.
        verification.KeepForNext();
        return payload;
    }

    /// <summary>The same for a request that is open already.</summary>
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

    /// <summary>The same for a request that is open already.</summary>
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
            // One that is refused refuses all: the provider repeats the request as a whole.
            if (VerificationAttempt.Item(feed, verification, index, out var receipt) is not { } payload)
                return null;
            messages[index] = wrap(payload, receipt!);
        }

        return messages;
    }

    // Apart from those that take a callback, which would otherwise make room for what is captured here.
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

    /// <summary>Why a request, or the item that it was about, is refused.</summary>
    public static CallbackRejection RejectionOf(CallbackVerification verification) =>
        verification.ItemRejection ?? CallbackRejection.NotVerified;

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
        T.Feed.Trust == CallbackTrust.Verified
            ? receipt.IdempotencyKey
            : Join(T.Feed, T.Feed.Definition.Event, receipt, T.GetConfirmedKey(payload));

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
        where T : class, ICallbackPayload<T> => T.GetLegacyIdempotencyKey(payload) is { } key ? $"{T.Feed.Name}:{key}" : null;

    /// <summary>
    /// A key set's name in one spelling, as they are found regardless of case. Only ASCII is lowered again: names that are two
    /// to <see cref="StringComparison.OrdinalIgnoreCase"/> stay two.
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

    /// <summary>A payload as JSON, as its generated context writes it.</summary>
    /// <exception cref="NotSupportedException">The payload was not generated.</exception>
    public static byte[] JsonOf<T>(T payload)
        where T : class, ICallbackPayload<T> =>
        JsonSerializer.SerializeToUtf8Bytes(
            payload,
            T.JsonTypeInfo ?? throw new NotSupportedException($"{typeof(T)} is no generated payload.")
        );
}
