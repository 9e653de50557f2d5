using System.Diagnostics.CodeAnalysis;
using CallbackGen.Verification;
using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>
/// The reason why a response may be a success. <see cref="CallbackAnswers.SucceedAsync"/> is the only method that sends a success,
/// and it requires a proof. Each kind has a private constructor, so that only the step that did the work can create it.
/// </summary>
internal abstract class SuccessProof
{
    private protected SuccessProof() { }
}

/// <summary>The application's handler has returned from a verified callback, without an exception.</summary>
internal sealed class HandledCallback : SuccessProof
{
    private HandledCallback() { }

    /// <summary>Runs the handler.</summary>
    /// <param name="handler">The handler, with its filters.</param>
    /// <param name="context">The request, whose scope contains the callback.</param>
    /// <param name="callback">The callback. Only a verification creates one.</param>
    /// <returns>The proof, once the handler has returned.</returns>
    public static async ValueTask<HandledCallback> RunAsync(RequestDelegate handler, HttpContext context, CallbackMessage callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        // The application's handler may return null despite its non-nullable type.
        await (handler(context) ?? throw new InvalidOperationException("The handler returned null instead of a task."));
        return new();
    }
}

/// <summary>
/// A feed has verified a request that contains no callback, such as a provider's test of the address: no work is needed.
/// </summary>
internal sealed class EmptyRequest : SuccessProof
{
    private EmptyRequest(CallbackAcknowledgement answer) => Answer = answer;

    /// <summary>The acknowledgement of the request.</summary>
    public CallbackAcknowledgement Answer { get; }

    /// <summary>Verifies the callbacks of a request by a feed.</summary>
    /// <param name="feed">The feed, whose requests contain several callbacks, or none.</param>
    /// <param name="request">The request.</param>
    /// <param name="keys">The feed's keys.</param>
    /// <param name="callbacks">The callbacks, if there are any.</param>
    /// <param name="empty">The proof, when there are none and the request is genuine.</param>
    /// <param name="rejection">Why the request is rejected.</param>
    /// <returns><see langword="false"/> when it is rejected.</returns>
    public static bool TryVerify(
        CallbackFeed feed,
        CallbackVerification request,
        CallbackKeys keys,
        out IReadOnlyList<CallbackMessage> callbacks,
        out EmptyRequest? empty,
        [NotNullWhen(false)] out CallbackRejection? rejection
    )
    {
        (callbacks, empty) = ([], null);
        if (!feed.VerifyAllOpen(request, keys).TryGetValue(out var items, out rejection))
            return false;
        callbacks = items;
        empty = items.Count == 0 ? new(request.Acknowledgement ?? feed.Definition.Acknowledge) : null;
        return true;
    }
}

/// <summary>A feed has checked the provider's handshake and computed the response to it.</summary>
internal sealed class AnsweredHandshake : SuccessProof
{
    private AnsweredHandshake(CallbackAcknowledgement answer) => Answer = answer;

    /// <summary>The response to the handshake.</summary>
    public CallbackAcknowledgement Answer { get; }

    /// <summary>Checks whether a request is the handshake of a feed's provider, and verifies it.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="request">The request.</param>
    /// <param name="keys">The feed's keys.</param>
    /// <param name="answered">The proof, when the request is a handshake whose own proof is valid.</param>
    /// <param name="rejection">Why a handshake is rejected.</param>
    /// <returns>Whether the request is a handshake.</returns>
    public static bool TryAnswer(
        CallbackFeed feed,
        CallbackVerification request,
        CallbackKeys keys,
        out AnsweredHandshake? answered,
        out CallbackRejection? rejection
    )
    {
        answered = null;
        rejection = null;
        if (feed.AnswerOpen(request, keys) is not { } handshake)
            return false;
        if (handshake.TryGetValue(out var answer, out rejection))
            answered = new(answer);
        return true;
    }
}
