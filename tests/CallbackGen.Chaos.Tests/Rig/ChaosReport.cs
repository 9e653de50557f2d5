using CallbackGen.Chaos.Shop;
using CallbackGen.Inbox;

namespace CallbackGen.Chaos.Tests.Rig;

/// <summary>What came of a run.</summary>
internal sealed record ChaosReport
{
    /// <summary>How many events were sent.</summary>
    public required int Sent { get; init; }

    /// <summary>How many requests were answered with a success.</summary>
    public required int Acknowledgements { get; init; }

    /// <summary>How many requests were answered 503.</summary>
    public required int Refused { get; init; }

    /// <summary>How many requests had no answer.</summary>
    public required int Broken { get; init; }

    /// <summary>Events that were acknowledged and had no effect.</summary>
    public required IReadOnlyList<string> Lost { get; init; }

    /// <summary>Events that had an effect more than once.</summary>
    public required IReadOnlyList<string> Twice { get; init; }

    /// <summary>Effects of events that nobody sent.</summary>
    public required IReadOnlyList<string> Invented { get; init; }

    /// <summary>Events that had their effect before one that they were to follow.</summary>
    public required IReadOnlyList<string> Early { get; init; }

    /// <summary>What the program says at the end.</summary>
    public required ShopState State { get; init; }

    /// <summary>How many commits of the programs that ran at the end came too late.</summary>
    public required int RefusedCommits { get; init; }

    /// <summary>How often the program was killed, by place.</summary>
    public required IReadOnlyDictionary<KillWindow, int> Kills { get; init; }

    /// <summary>Whether the provider was asked about the events.</summary>
    public required bool IsConfirmed { get; init; }

    /// <summary>What became of the events that the programs reconciled.</summary>
    public required IReadOnlyDictionary<CallbackCommit, int> Reconciled { get; init; }

    /// <summary>The check: nothing that was acknowledged is lost, nothing happened twice, and everything was handled.</summary>
    public void Check()
    {
        Assert.Empty(Lost);
        Assert.Empty(Twice);
        Assert.Empty(Invented);
        Assert.Empty(Early);
        // Of events that are confirmed each content is a row, and each time that it comes again.
        Assert.Equal((0, IsConfirmed ? State.Done : Sent, 0), (State.Open, State.Done, State.Other));
    }

    public override string ToString() =>
        $"{Sent} events, {Acknowledgements} acknowledgements, {Refused} times 503, {Broken} requests without an answer; "
        + $"{Kills.Values.Sum()} kills{string.Concat(Kills.OrderBy(kill => kill.Key).Select(kill => $", {kill.Key} {kill.Value}"))}; "
        + $"acknowledged and lost {Lost.Count}, effects twice {Twice.Count}, early {Early.Count}, handled "
        + $"{State.Done}, open {State.Open}, other {State.Other}, late commits refused {RefusedCommits}"
        + string.Concat(Reconciled.OrderBy(commit => commit.Key).Select(commit => $", reconciled {commit.Key} {commit.Value}"));
}
