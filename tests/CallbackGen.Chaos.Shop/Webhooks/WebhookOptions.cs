namespace CallbackGen.Chaos.Shop.Webhooks;

/// <summary>What the tests tell the shop behind a gateway when they start it.</summary>
public sealed class WebhookOptions
{
    /// <summary>The connection string of its SQLite database, which has the table of effects.</summary>
    public required string Connection { get; set; }

    /// <summary>The secret that it shares with the gateway: <c>whsec_</c> and base64.</summary>
    public required string Secret { get; set; }

    /// <summary>Whether it keeps the ids of webhooks; a shop that does not is one that the tests must notice.</summary>
    public bool KeepsIds { get; set; } = true;
}
