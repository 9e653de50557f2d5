using CallbackGen.Testing.Cases;

namespace CallbackGen.Testing;

/// <summary>One request of a feed and what must come of it: a row of a theory. <see cref="CallbackTestCases"/> makes them.</summary>
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

    /// <summary>What it shows, and what was changed where it is a tampered twin.</summary>
    public string Name { get; }

    /// <summary>The feed.</summary>
    public CallbackFeed Feed { get; }

    /// <summary>The request.</summary>
    public CallbackRequest Request { get; }

    /// <summary>The keys that it is verified with.</summary>
    public CallbackKeys Keys { get; }

    /// <summary>The clock that it is verified by.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Whether it must be taken; otherwise it must be refused.</summary>
    public bool IsGenuine { get; }

    /// <summary>Why it must be refused, where the schema says that.</summary>
    public CallbackRejectionReason? Reason { get; internal init; }

    /// <summary>Whether it is a handshake that must be answered; otherwise it is a callback, or must be refused.</summary>
    public bool IsHandshake { get; internal init; }

    /// <summary>What it must be answered with, or null where the schema does not say.</summary>
    internal TestAnswer? Expected { get; init; }

    /// <summary>Why the case shows nothing, where the schema's test is at fault; null otherwise.</summary>
    internal string? Mistake { get; init; }

    /// <summary>Verifies the request as a program would.</summary>
    /// <returns>The callbacks, of which a handshake that was answered has none; or the reason why the request was refused.</returns>
    public CallbackResult<IReadOnlyList<CallbackMessage>> Verify()
    {
        if (Feed.AnswerChallenge(Request, Keys, Clock) is not { } handshake)
            return Feed.VerifyMessages(Request, Keys, Clock);
        return handshake.TryGetValue(out _, out var refused) ? new CallbackResult<IReadOnlyList<CallbackMessage>>([]) : refused;
    }

    /// <summary>Answers the request as a program would whose handler takes every callback.</summary>
    /// <returns>A handshake's answer, or the acknowledgement of a callback; or the reason why the request was refused.</returns>
    public CallbackResult<CallbackAcknowledgement> Answer()
    {
        if (Feed.AnswerChallenge(Request, Keys, Clock) is { } handshake)
            return handshake;
        return Feed.VerifyMessages(Request, Keys, Clock).TryGetValue(out var messages, out var refused)
            ? messages[0].Receipt.Acknowledgement ?? Feed.Definition.Acknowledge
            : refused;
    }

    /// <summary>Runs the request as a program would, and says what came of it otherwise than the schema says, its answer included.</summary>
    /// <returns>What is wrong, in words for the developer; <see langword="null"/> when nothing is.</returns>
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
