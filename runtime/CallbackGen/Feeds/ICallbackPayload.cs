using System.ComponentModel;
using System.Text.Json.Serialization.Metadata;
using CallbackGen.Reading;
using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>
/// The payload of a callback feed. The source generator implements it on every feed's record; nothing else should.
/// A payload by itself proves nothing: anybody can make one. What was proven about it is said by the type around it:
/// <see cref="Received{T}"/>, <see cref="Authenticated{T}"/>, <see cref="Confirmed{T}"/> or <see cref="Verified{T}"/>.
/// </summary>
/// <typeparam name="TSelf">The payload type itself.</typeparam>
public interface ICallbackPayload<TSelf> : IReadablePayload<TSelf>
    where TSelf : class, ICallbackPayload<TSelf>
{
    /// <summary>The feed that this payload belongs to.</summary>
    static abstract CallbackFeed<TSelf> Feed { get; }

    /// <summary>
    /// How the payload is written as JSON: the metadata of its generated context. Reading with it verifies nothing.
    /// <see langword="null"/> for a payload that was not generated.
    /// </summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static virtual JsonTypeInfo<TSelf>? JsonTypeInfo => null;

    /// <summary>
    /// Whether a request that several feeds share an address for looks like one of this feed. It reads bytes that nobody
    /// verified and proves nothing: the feed that is chosen verifies from scratch.
    /// </summary>
    /// <param name="verification">The request; nothing of it is verified.</param>
    /// <returns><see langword="true"/> when the feed takes the request; always, unless the schema says how to tell.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static virtual bool Selects(CallbackVerification verification) => true;

    /// <summary>Whether a request is the provider's handshake. It reads bytes that nobody verified.</summary>
    /// <param name="verification">The request; nothing of it is verified.</param>
    /// <returns><see langword="true"/> when it is; never, unless the schema says how to tell.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static virtual bool IsChallenge(CallbackVerification verification) => false;

    /// <summary>Checks a handshake's proof and makes its answer.</summary>
    /// <param name="verification">The handshake; on failure it holds the rejection.</param>
    /// <returns>The answer, or <see langword="null"/> when the handshake was rejected.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static virtual CallbackAcknowledgement? Respond(CallbackVerification verification) => null;

    /// <summary>Makes the acknowledgement of a callback that was verified, where the schema makes it of the request.</summary>
    /// <param name="verification">The verified callback; on failure it holds the rejection.</param>
    /// <returns>The acknowledgement, or <see langword="null"/> when it is always the same.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static virtual CallbackAcknowledgement? Acknowledge(CallbackVerification verification) => null;

    /// <summary>Checks the callback's proof and reads its payload. Called by <see cref="CallbackFeed"/>.</summary>
    /// <param name="verification">The callback under verification; on failure it holds the rejection.</param>
    /// <returns>The payload, or <see langword="null"/> when the callback was rejected.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static abstract TSelf? Verify(CallbackVerification verification);

    /// <summary>The text of the member that plays a role, for receipts, idempotency keys and display.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="role">The role that the schema's <c>roles</c> gave to one of its members.</param>
    /// <returns>The member's text (numbers and dates in the invariant culture), or <see langword="null"/>.</returns>
    static abstract string? GetRole(TSelf payload, CallbackRole role);

    /// <summary>The text that names the business event, made of the members in the schema's <c>idempotencyKey</c>.</summary>
    /// <param name="payload">The payload.</param>
    /// <returns>The members' values, without feed and key set; <see langword="null"/> when the schema declares none.</returns>
    static abstract string? GetIdempotencyKey(TSelf payload);

    /// <summary>
    /// The text that names the business event once the provider's API has stated it, made of the members in the schema's
    /// <c>confirmedKey</c>. Of a payload that was not confirmed it is whatever its sender wrote.
    /// </summary>
    /// <param name="payload">The payload, as the provider's API stated it.</param>
    /// <returns>The members' values, without feed and key set; <see langword="null"/> when the schema declares none.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static virtual string? GetConfirmedKey(TSelf payload) => null;

    /// <summary>The same as <see cref="GetIdempotencyKey"/>, of the members as version 0.1 wrote them. It goes away in the next version.</summary>
    /// <param name="payload">The payload.</param>
    /// <returns>The members' texts, without the feed's name; <see langword="null"/> when the schema declares none.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static virtual string? GetLegacyIdempotencyKey(TSelf payload) => TSelf.GetIdempotencyKey(payload);
}

/// <summary>A payload of which every member is covered by the provider's signature.</summary>
/// <typeparam name="TSelf">The payload type itself.</typeparam>
public interface IVerifiedPayload<TSelf> : ICallbackPayload<TSelf>
    where TSelf : class, IVerifiedPayload<TSelf>;

/// <summary>A payload that did not come with full proof and can be lifted by asking the provider.</summary>
/// <typeparam name="TSelf">The payload type itself.</typeparam>
public interface IConfirmablePayload<TSelf> : ICallbackPayload<TSelf>
    where TSelf : class, IConfirmablePayload<TSelf>
{
    /// <summary>Whether two payloads agree on every member that the signature covers.</summary>
    /// <param name="left">One payload.</param>
    /// <param name="right">The other payload.</param>
    /// <returns><see langword="true"/> when they agree, or when the feed has no covered member.</returns>
    static abstract bool SameSignedMembers(TSelf left, TSelf right);
}

/// <summary>A payload whose sender is proven, some members of which lie outside the signature.</summary>
/// <typeparam name="TSelf">The payload type itself.</typeparam>
public interface IAuthenticatedPayload<TSelf> : IConfirmablePayload<TSelf>
    where TSelf : class, IAuthenticatedPayload<TSelf>;

/// <summary>A payload that the provider does not sign at all.</summary>
/// <typeparam name="TSelf">The payload type itself.</typeparam>
public interface IReceivedPayload<TSelf> : IConfirmablePayload<TSelf>
    where TSelf : class, IReceivedPayload<TSelf>;
