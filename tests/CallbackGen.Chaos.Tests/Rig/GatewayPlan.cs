namespace CallbackGen.Chaos.Tests.Rig;

/// <summary>The parameters of a run with a gateway.</summary>
internal sealed record GatewayPlan
{
    /// <summary>The least number of sent events.</summary>
    public int Events { get; init; } = Effort.Of(150, 2_000);

    /// <summary>
    /// The clients' plan. Their pace is such that, while the shop is down, fewer callbacks fail than it has accepted: otherwise the
    /// gateway's circuit breaker opens, and the run takes longer.
    /// </summary>
    public ChaosPlan Sending =>
        new()
        {
            Events = Events,
            Clients = 8,
            Rest = TimeSpan.FromMilliseconds(100),
        };

    /// <summary>Whether the shop stores the ids of webhooks.</summary>
    public bool KeepsIds { get; init; } = true;

    /// <summary>Whether the gateway only inspects: it acknowledges callbacks and drops them.</summary>
    public bool OnlyInspects { get; init; }
}

/// <summary>The program that is killed.</summary>
internal enum Victim
{
    Gateway = 1,
    Shop,

    /// <summary>The server in which the gateway stores callbacks.</summary>
    Store,
}
