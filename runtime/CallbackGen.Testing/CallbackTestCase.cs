namespace CallbackGen.Testing;

/// <summary>One request of a feed and what must come of it: a row of a theory. <see cref="CallbackTestCases"/> makes them.</summary>
public sealed class CallbackTestCase
{
    internal CallbackTestCase(string name, CallbackFeed feed, CallbackRequest request, CallbackKeys keys, TimeProvider clock, bool isGenuine)
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

    /// <summary>Verifies the request as a program would.</summary>
    /// <returns>The callbacks, or the reason why they were refused.</returns>
    public CallbackResult<IReadOnlyList<CallbackMessage>> Verify() => Feed.VerifyMessages(Request, Keys, Clock);

    /// <inheritdoc />
    public override string ToString() => Name;
}
