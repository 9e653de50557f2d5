using CallbackGen.Testing.Cases;

namespace CallbackGen.Testing;

/// <summary>
/// A request of a feed with its expected result: one row of a theory. <see cref="CallbackTestCases"/> creates them.
/// </summary>
public sealed class CallbackTestCase
{
    internal CallbackTestCase(
        string name,
        CallbackFeed feed,
        CallbackRequest request,
        CallbackKeys keys,
        TimeProvider clock,
        bool isGenuine
    )
    {
        Name = name;
        Feed = feed;
        Request = request;
        Keys = keys;
        Clock = clock;
        IsGenuine = isGenuine;
    }

    /// <summary>The name of the test, and for a tampered copy the change.</summary>
    public string Name { get; }

    /// <summary>The feed.</summary>
    public CallbackFeed Feed { get; }

    /// <summary>The request.</summary>
    public CallbackRequest Request { get; }

    /// <summary>The keys with which it is verified.</summary>
    public CallbackKeys Keys { get; }

    /// <summary>The clock by which it is verified.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Whether it must be accepted; otherwise it must be rejected.</summary>
    public bool IsGenuine { get; }

    /// <summary>Why it must be rejected, if the schema declares it.</summary>
    public CallbackRejectionReason? Reason { get; internal init; }

    /// <summary>Whether it is a handshake that must be answered; otherwise it is a callback, or must be rejected.</summary>
    public bool IsHandshake { get; internal init; }

    /// <summary>The expected response, or null if the schema does not declare one.</summary>
    internal TestAnswer? Expected { get; init; }

    /// <summary>Why the case tests nothing, if the schema's test is faulty; null otherwise.</summary>
    internal string? Mistake { get; init; }

    /// <summary>Verifies the request as a program would.</summary>
    /// <returns>The callbacks, none for an answered handshake; or the reason why the request was rejected.</returns>
    public CallbackResult<IReadOnlyList<CallbackMessage>> Verify()
    {
        if (Feed.AnswerChallenge(Request, Keys, Clock) is not { } handshake)
            return Feed.VerifyMessages(Request, Keys, Clock);
        return handshake.TryGetValue(out _, out var refused) ? new CallbackResult<IReadOnlyList<CallbackMessage>>([]) : refused;
    }

    /// <summary>Answers the request like a program whose handler accepts every callback.</summary>
    /// <returns>A handshake's response, or the acknowledgement of a callback; or the reason why the request was rejected.</returns>
    public CallbackResult<CallbackAcknowledgement> Answer()
    {
        if (Feed.AnswerChallenge(Request, Keys, Clock) is { } handshake)
            return handshake;
        return Feed.VerifyMessages(Request, Keys, Clock).TryGetValue(out var messages, out var refused)
            ? (messages.Count > 0 ? messages[0].Receipt.Acknowledgement : null) ?? Feed.Definition.Acknowledge
            : refused;
    }

    /// <summary>
    /// Runs the request as a program would, and compares the result, including the response, with the schema's expectation.
    /// </summary>
    /// <returns>The difference, as text for the developer; <see langword="null"/> when there is none.</returns>
    public string? FindFault()
    {
        if (Mistake is not null)
            return Mistake;
        if (!Answer().TryGetValue(out var answer, out var refused))
        {
            return IsGenuine ? $"is refused: {refused}"
                : Reason is { } reason && reason != refused.Reason ? $"is refused as {refused.Reason}, and not as {reason}"
                : null;
        }

        if (!IsGenuine)
            return "is taken, and must be refused";
        var isAnswered = Feed.AnswerChallenge(Request, Keys, Clock) is not null;
        return isAnswered != IsHandshake
            ? isAnswered
                ? "is answered as a handshake, and is a callback"
                : "is taken for a callback, and is a handshake"
            : Expected?.FindDifference(answer);
    }

    /// <inheritdoc />
    public override string ToString() => Name;
}
