using System.ComponentModel;
using System.Text.Json.Serialization.Metadata;
using CallbackGen.Reading;
using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>
/// The payload of a callback feed. The source generator implements it on every feed's record; other code should not implement it.
/// </summary>
/// <remarks>
/// A payload by itself proves nothing, because any code can create one. The type of the message that contains it states what was proven:
/// <see cref="Received{T}"/>, <see cref="Authenticated{T}"/>, <see cref="Confirmed{T}"/> or <see cref="Verified{T}"/>.
/// </remarks>
/// <typeparam name="TSelf">The payload type itself.</typeparam>
public interface ICallbackPayload<TSelf> : IReadablePayload<TSelf>
    where TSelf : class, ICallbackPayload<TSelf>
{
    /// <summary>The feed that this payload belongs to.</summary>
    static abstract CallbackFeed<TSelf> Feed { get; }

    /// <summary>
    /// The metadata of the payload's generated System.Text.Json context, for writing it as JSON. Deserializing with it verifies nothing.
    /// <see langword="null"/> for a payload that was not generated.
    /// </summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static virtual JsonTypeInfo<TSelf>? JsonTypeInfo => null;

    /// <summary>
    /// Returns whether the feed's selection conditions accept a request that arrives at an address of several feeds. It reads unverified
    /// bytes and proves nothing: the selected feed verifies the request from the beginning.
    /// </summary>
    /// <param name="verification">The request, unverified.</param>
    /// <returns><see langword="true"/> when the feed selects the request; always, unless the schema states conditions.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static virtual bool Selects(CallbackVerification verification) => true;

    /// <summary>Returns whether a request is the provider's handshake. It reads unverified bytes.</summary>
    /// <param name="verification">The request, unverified.</param>
    /// <returns><see langword="true"/> when it is a handshake; never, unless the schema states conditions.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static virtual bool IsChallenge(CallbackVerification verification) => false;

    /// <summary>Checks a handshake's proof and creates its answer.</summary>
    /// <param name="verification">The handshake; on failure it contains the rejection.</param>
    /// <returns>The answer, or <see langword="null"/> when the handshake was rejected.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static virtual CallbackAcknowledgement? Respond(CallbackVerification verification) => null;

    /// <summary>Creates the acknowledgement of a verified callback, when the schema builds it from the request.</summary>
    /// <param name="verification">The verified callback; on failure it contains the rejection.</param>
    /// <returns>The acknowledgement, or <see langword="null"/> when the feed's acknowledgement is constant.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static virtual CallbackAcknowledgement? Acknowledge(CallbackVerification verification) => null;

    /// <summary>Checks the callback's proof and reads its payload. Called by <see cref="CallbackFeed"/>.</summary>
    /// <param name="verification">The callback under verification; on failure it contains the rejection.</param>
    /// <returns>The payload, or <see langword="null"/> when the callback was rejected.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static abstract TSelf? Verify(CallbackVerification verification);

    /// <summary>Returns the text of the member that has a role, for receipts, idempotency keys and display.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="role">The role that the schema's <c>roles</c> assign to one of its members.</param>
    /// <returns>The member's text (numbers and dates in the invariant culture), or <see langword="null"/>.</returns>
    static abstract string? GetRole(TSelf payload, CallbackRole role);

    /// <summary>
    /// Returns the text that identifies the business event, built from the members in the schema's <c>idempotencyKey</c>.
    /// </summary>
    /// <param name="payload">The payload.</param>
    /// <returns>The members' values, without feed and key set; <see langword="null"/> when the schema declares no key.</returns>
    static abstract string? GetIdempotencyKey(TSelf payload);

    /// <summary>
    /// Returns the text that identifies the business event once the provider's API has stated it, built from the members in the schema's
    /// <c>confirmedKey</c>. For a payload that was not confirmed, the text is the sender's choice.
    /// </summary>
    /// <param name="payload">The payload, as the provider's API stated it.</param>
    /// <returns>The members' values, without feed and key set; <see langword="null"/> when the schema declares no key.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static virtual string? GetConfirmedKey(TSelf payload) => null;

    /// <summary>
    /// Returns the text of <see cref="GetIdempotencyKey"/> in the form of version 0.1, from the members as they were written. The next
    /// version removes this member.
    /// </summary>
    /// <param name="payload">The payload.</param>
    /// <returns>The members' texts, without the feed's name; <see langword="null"/> when the schema declares no key.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static virtual string? GetLegacyIdempotencyKey(TSelf payload) => TSelf.GetIdempotencyKey(payload);
}

/// <summary>A payload whose every member is covered by the provider's signature.</summary>
/// <typeparam name="TSelf">The payload type itself.</typeparam>
public interface IVerifiedPayload<TSelf> : ICallbackPayload<TSelf>
    where TSelf : class, IVerifiedPayload<TSelf>;

/// <summary>A payload that is not fully proven and that the provider's API can confirm.</summary>
/// <typeparam name="TSelf">The payload type itself.</typeparam>
public interface IConfirmablePayload<TSelf> : ICallbackPayload<TSelf>
    where TSelf : class, IConfirmablePayload<TSelf>
{
    /// <summary>Returns whether two payloads are equal in every member that the signature covers.</summary>
    /// <param name="left">One payload.</param>
    /// <param name="right">The other payload.</param>
    /// <returns><see langword="true"/> when they are equal, or when the signature covers no member.</returns>
    static abstract bool SameSignedMembers(TSelf left, TSelf right);
}

/// <summary>A payload whose sender is proven, but whose signature does not cover every member.</summary>
/// <typeparam name="TSelf">The payload type itself.</typeparam>
public interface IAuthenticatedPayload<TSelf> : IConfirmablePayload<TSelf>
    where TSelf : class, IAuthenticatedPayload<TSelf>;

/// <summary>A payload that the provider does not sign at all.</summary>
/// <typeparam name="TSelf">The payload type itself.</typeparam>
public interface IReceivedPayload<TSelf> : IConfirmablePayload<TSelf>
    where TSelf : class, IReceivedPayload<TSelf>;
