using System.Text;
using CallbackGen.Chaos.Shop;
using CallbackGen.Testing;

namespace CallbackGen.Chaos.Tests.Rig;

/// <summary>A client's next step for an event.</summary>
/// <param name="Id">The event.</param>
/// <param name="Path">The path of the request.</param>
/// <param name="Request">The request; null to wait until the program has reconciled the event.</param>
/// <param name="IsForged">Whether an attacker sends it, who ignores the answer.</param>
internal sealed record Sending(string Id, string Path, CallbackRequest? Request, bool IsForged = false);

/// <summary>Creates the requests for each event.</summary>
/// <param name="keys">The keys.</param>
/// <param name="api">The provider's API for events that must be confirmed; null for fully signed events.</param>
internal sealed class Sendings(CallbackTestKeys keys, ProviderApi? api)
{
    private const int MostCopies = 5;
    private const int MostForged = 3;

    private readonly CallbackSigner _payments = new(keys.Of(AcmePayment.Feed));
    private readonly CallbackSigner _notices = new(keys.Of(AcmeNotice.Feed));

    /// <summary>The requests for a new event, sent one after the other or at the same time.</summary>
    /// <param name="id">The event.</param>
    /// <param name="key">The order key.</param>
    public IEnumerable<Sending> Of(string id, int key) => api is null ? OfPayment(id, key) : OfNotice(id, api);

    /// <summary>
    /// The number of copies of an event that are sent: half of the events are sent once, so that no copy makes up for a lost one.
    /// </summary>
    public static int Copies => Random.Shared.Next(2) == 0 ? 1 : Random.Shared.Next(2, MostCopies + 1);

    private IEnumerable<Sending> OfPayment(string id, int key) =>
        Enumerable.Repeat(new Sending(id, "/in", Sign(_payments, Body(id, "paid", "12.50", $"K{key}"))), Copies);

    /// <summary>
    /// The provider's requests, which follow the payment, and those of an attacker who has seen a signature, in random order.
    /// </summary>
    private Sending[] OfNotice(string id, ProviderApi provider)
    {
        provider.Open(id);
        var isSilent = Random.Shared.Next(8) == 0;
        if (isSilent)
            provider.Pay(id, isSilent: true);
        Sending[] sendings =
        [
            .. isSilent
                ? [new Sending(id, "/notice", null)]
                : Enumerable.Repeat(new Sending(id, "/notice", Sign(_notices, Genuine(id))), Copies),
            .. Enumerable
                .Range(0, Random.Shared.Next(MostForged + 1))
                .Select(_ => new Sending(id, "/notice", Sign(_notices, Forged(id)), IsForged: true)),
        ];
        Random.Shared.Shuffle(sendings);
        return sendings;
    }

    private static string Genuine(string id) => Body(id, "paid", "12.50", "EUR");

    // The first anticipates the genuine one, byte for byte.
    private static string Forged(string id) =>
        Random.Shared.Next(4) switch
        {
            0 => Genuine(id),
            1 => Body(id, "paid", "0.01", "EUR"),
            2 => Body(id, "paid", "12.50", "XXX"),
            _ => Body(id, "pending", "12.50", "EUR"),
        };

    private static string Body(string id, string status, string amount, string currency) =>
        $$"""{"id":"{{id}}","status":"{{status}}","amount":"{{amount}}","currency":"{{currency}}"}""";

    private static CallbackRequest Sign(CallbackSigner signer, string body) =>
        signer.Sign(CallbackRequest.Post(Encoding.UTF8.GetBytes(body), "application/json"));
}
