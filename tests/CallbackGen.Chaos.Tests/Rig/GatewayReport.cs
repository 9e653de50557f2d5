using CallbackGen.Chaos.Shop;
using CallbackGen.Inbox;

namespace CallbackGen.Chaos.Tests.Rig;

/// <summary>The result of a run with a gateway.</summary>
internal sealed record GatewayReport
{
    /// <summary>The number of sent events.</summary>
    public required int Sent { get; init; }

    /// <summary>The number of acknowledgements of each event, and of requests without one.</summary>
    public required Ledger Ledger { get; init; }

    /// <summary>Events that were acknowledged and had no effect at the shop.</summary>
    public required IReadOnlyList<string> Lost { get; init; }

    /// <summary>Events that had an effect at the shop more than once.</summary>
    public required IReadOnlyList<string> Twice { get; init; }

    /// <summary>Effects of events that were not sent.</summary>
    public required IReadOnlyList<string> Invented { get; init; }

    /// <summary>The number of webhooks that the shop dropped as repetitions.</summary>
    public required long Dropped { get; init; }

    /// <summary>The number of the gateway's callbacks in each state; empty if it stores none.</summary>
    public required IReadOnlyDictionary<CallbackState, long> Stored { get; init; }

    /// <summary>The number of kills by program and point.</summary>
    public required IReadOnlyDictionary<(Victim Victim, KillWindow Window), int> Kills { get; init; }

    /// <summary>
    /// Checks that no acknowledged event is missing at the shop, none had two effects, and no callback is unfinished. A webhook was sent
    /// again to each shop that was killed between its commit and its answer.
    /// </summary>
    public void Check()
    {
        Assert.Empty(Lost);
        Assert.Empty(Twice);
        Assert.Empty(Invented);
        Assert.Equal([KeyValuePair.Create(CallbackState.Done, (long)Sent)], Stored.Where(state => state.Value != 0));
        Assert.True(
            Dropped >= Kills.GetValueOrDefault((Victim.Shop, KillWindow.BeforeAcknowledgement)),
            "The shop should have been sent again what it had not answered."
        );
    }

    public override string ToString() =>
        $"{Sent} events, {Ledger.Acknowledged.Values.Sum()} acknowledgements, {Ledger.Refused} times 503, "
        + $"{Ledger.Broken} requests without an answer; "
        + $"{Kills.Values.Sum()} kills"
        + string.Concat(Kills.OrderBy(kill => kill.Key).Select(kill => $", {kill.Key.Victim} {kill.Key.Window} {kill.Value}"))
        + "; "
        + $"acknowledged and lost {Lost.Count}, effects twice {Twice.Count}, webhooks that the shop knew and dropped {Dropped}; stored"
        + string.Concat(Stored.Where(state => state.Value != 0).OrderBy(state => state.Key).Select(state => $" {state.Key} {state.Value}"));
}
