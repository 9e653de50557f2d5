namespace CallbackGen.Chaos.Tests.Rig;

/// <summary>What a run with a gateway is made of.</summary>
internal sealed record GatewayPlan
{
    /// <summary>How many events are sent at least.</summary>
    public int Events { get; init; } = Effort.Of(150, 2_000);

    /// <summary>
    /// What the clients send, at such a pace that while the shop is away fewer callbacks fail than it has taken: else the gateway leaves
    /// it alone for a while, and a run takes as much longer.
    /// </summary>
    public ChaosPlan Sending =>
        new()
        {
            Events = Events,
            Clients = 8,
            Rest = TimeSpan.FromMilliseconds(100),
        };

    /// <summary>Whether the shop keeps the ids of webhooks.</summary>
    public bool KeepsIds { get; init; } = true;

    /// <summary>Whether the gateway only inspects: it acknowledges callbacks and drops them.</summary>
    public bool OnlyInspects { get; init; }
}

/// <summary>What is killed.</summary>
internal enum Victim
{
    Gateway = 1,
    Shop,

    /// <summary>The server in which the gateway stores callbacks.</summary>
    Store,
}
