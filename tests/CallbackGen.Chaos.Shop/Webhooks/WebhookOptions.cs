namespace CallbackGen.Chaos.Shop.Webhooks;

/// <summary>The settings that the tests pass to the shop behind a gateway.</summary>
public sealed class WebhookOptions
{
    /// <summary>The connection string of its SQLite database, which has the table of effects.</summary>
    public required string Connection { get; set; }

    /// <summary>The secret that it shares with the gateway: <c>whsec_</c> and base64.</summary>
    public required string Secret { get; set; }

    /// <summary>Whether it stores the ids of webhooks; the tests must detect a shop that does not.</summary>
    public bool KeepsIds { get; set; } = true;
}
