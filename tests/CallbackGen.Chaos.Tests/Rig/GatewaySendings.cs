using System.Text;
using CallbackGen.Receiver;
using CallbackGen.Testing;

namespace CallbackGen.Chaos.Tests.Rig;

/// <summary>Creates the requests to the gateway for each event: a payment of a feed that it serves.</summary>
/// <param name="keys">The keys.</param>
internal sealed class GatewaySendings(CallbackTestKeys keys)
{
    private readonly CallbackSigner _signer = new(keys);

    /// <summary>The feed.</summary>
    public static CallbackFeed Feed => CryptomusPayment.Feed;

    /// <summary>The requests for a new event, sent one after the other or at the same time.</summary>
    /// <param name="id">The event, which is the payment's reference.</param>
    public IEnumerable<Sending> Of(string id)
    {
        var body = $$"""{"uuid":"u-{{id}}","order_id":"{{id}}","amount":"12.50","currency":"EUR","status":"paid","sign":""}""";
        var request = _signer.Sign(CallbackRequest.Post(Encoding.UTF8.GetBytes(body), "application/json"));
        return Enumerable.Repeat(new Sending(id, $"/callbacks/{Feed.Name.Replace('.', '/')}", request), Sendings.Copies);
    }
}
