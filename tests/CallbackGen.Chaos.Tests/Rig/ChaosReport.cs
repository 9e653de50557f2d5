using CallbackGen.Chaos.Shop;
using CallbackGen.Inbox;

namespace CallbackGen.Chaos.Tests.Rig;

/// <summary>The result of a run.</summary>
internal sealed record ChaosReport
{
    /// <summary>The number of sent events.</summary>
    public required int Sent { get; init; }

    /// <summary>The number of requests that were answered with a success.</summary>
    public required int Acknowledgements { get; init; }

    /// <summary>The number of requests that were answered 503.</summary>
    public required int Refused { get; init; }

    /// <summary>The number of requests without an answer.</summary>
    public required int Broken { get; init; }

    /// <summary>Events that were acknowledged and had no effect.</summary>
    public required IReadOnlyList<string> Lost { get; init; }

    /// <summary>Events that had an effect more than once.</summary>
    public required IReadOnlyList<string> Twice { get; init; }

    /// <summary>Effects of events that were not sent.</summary>
    public required IReadOnlyList<string> Invented { get; init; }

    /// <summary>Events whose effect precedes that of an earlier event of their order.</summary>
    public required IReadOnlyList<string> Early { get; init; }

    /// <summary>The programs' own report at the end.</summary>
    public required ShopState State { get; init; }

    /// <summary>The number of commits, of the programs that ran at the end, that were refused as too late.</summary>
    public required int RefusedCommits { get; init; }

    /// <summary>The number of kills by point.</summary>
    public required IReadOnlyDictionary<KillWindow, int> Kills { get; init; }

    /// <summary>Whether the provider was queried for the events.</summary>
    public required bool IsConfirmed { get; init; }

    /// <summary>The results of the events that the programs reconciled.</summary>
    public required IReadOnlyDictionary<CallbackCommit, int> Reconciled { get; init; }

    /// <summary>Checks that no acknowledged event was lost, no event had two effects, and every callback was handled.</summary>
    public void Check()
    {
        Assert.Empty(Lost);
        Assert.Empty(Twice);
        Assert.Empty(Invented);
        Assert.Empty(Early);
        // A confirmed event has a row for each content, and for each repetition.
        Assert.Equal((0, IsConfirmed ? State.Done : Sent, 0), (State.Open, State.Done, State.Other));
    }

    public override string ToString() =>
        $"{Sent} events, {Acknowledgements} acknowledgements, {Refused} times 503, {Broken} requests without an answer; "
        + $"{Kills.Values.Sum()} kills{string.Concat(Kills.OrderBy(kill => kill.Key).Select(kill => $", {kill.Key} {kill.Value}"))}; "
        + $"acknowledged and lost {Lost.Count}, effects twice {Twice.Count}, early {Early.Count}, handled "
        + $"{State.Done}, open {State.Open}, other {State.Other}, late commits refused {RefusedCommits}"
        + string.Concat(Reconciled.OrderBy(commit => commit.Key).Select(commit => $", reconciled {commit.Key} {commit.Value}"));
}
