using System.Diagnostics.CodeAnalysis;
using CallbackGen.Verification;
using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Why a request may be answered with success. <see cref="CallbackAnswers.SucceedAsync"/> is the one method that lets a success
/// out, and it asks for one of these. The constructor of each kind is private, so that only the step that did the work makes one.
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
    /// <param name="handler">The handler, and what runs around it.</param>
    /// <param name="context">The request, which holds the callback.</param>
    /// <param name="callback">The callback. Nothing but a verification makes one.</param>
    /// <returns>The proof, once the handler has returned.</returns>
    public static async ValueTask<HandledCallback> RunAsync(RequestDelegate handler, HttpContext context, CallbackMessage callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        // A handler of the user's may give null, whatever its type says.
        await (handler(context) ?? throw new InvalidOperationException("The handler returned null instead of a task."));
        return new();
    }
}

/// <summary>A feed has verified a request that holds no callback, so that nothing is to be done: a provider's test of the address.</summary>
internal sealed class EmptyRequest : SuccessProof
{
    private EmptyRequest(CallbackAcknowledgement answer) => Answer = answer;

    /// <summary>What the request is acknowledged with.</summary>
    public CallbackAcknowledgement Answer { get; }

    /// <summary>Has a feed verify the callbacks of a request.</summary>
    /// <param name="feed">The feed, whose requests hold several callbacks, or none.</param>
    /// <param name="request">The request.</param>
    /// <param name="keys">The feed's keys.</param>
    /// <param name="callbacks">The callbacks, when there are any.</param>
    /// <param name="empty">The proof, when there are none and the request is genuine.</param>
    /// <param name="rejection">Why the request is refused.</param>
    /// <returns><see langword="false"/> when it is refused.</returns>
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

/// <summary>A feed has checked the provider's handshake and made its answer.</summary>
internal sealed class AnsweredHandshake : SuccessProof
{
    private AnsweredHandshake(CallbackAcknowledgement answer) => Answer = answer;

    /// <summary>What the handshake is answered with.</summary>
    public CallbackAcknowledgement Answer { get; }

    /// <summary>Asks a feed whether a request is its provider's handshake.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="request">The request.</param>
    /// <param name="keys">The feed's keys.</param>
    /// <param name="answered">The proof, when it is one and its own proof holds.</param>
    /// <param name="rejection">Why a handshake is refused.</param>
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
