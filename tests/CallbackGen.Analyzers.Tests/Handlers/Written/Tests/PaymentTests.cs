using System.Net;
using System.Security.Cryptography;
using System.Text;
using CallbackGen;
using CallbackGen.Reading;
using CallbackGen.Testing;
using Xunit;

namespace Shop.Tests;

public sealed class PaymentTests
{
    private const string Secret = "whsec_8c1f0a2b9d77aa8c1f0a2b9d77aa";

    private static readonly CallbackKeys Keys = CallbackKeys.Create(AcmePayment.Feed, "secret", Secret);

    public async Task A_paid_order_is_shipped()
    {
        var handler = new FakeHandler();
        var paid = TestCallbacks.Verified(new AcmePayment { Id = "7", Status = new OpenEnum<AcmePaymentStatus>(AcmePaymentStatus.Paid, "paid"), Amount = 1, Currency = "MYR", Order = new() { Number = "1" } });
        await handler.HandleAsync(paid, CancellationToken.None);
        Assert.Equal("7", Assert.Single(handler.Handled).Payload.Id);
    }

    public void A_signed_request_passes()
    {
        var body = """{ "id": "7" }"""u8.ToArray();
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body));
        var result = AcmePayment.Verify(CallbackRequest.Post(body, "application/json", [new KeyValuePair<string, string>("X-Sign", signature)]), Keys);
        Assert.Equal("7", result.Value!.Payload.Id);
        Assert.True(signature == Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body)));
    }

    public void A_forged_request_is_refused()
    {
        var result = AcmePayment.Verify(CallbackRequest.Post("{}"u8.ToArray(), "application/json"), Keys);
        Assert.False(result.IsSuccess);
        Assert.Equal(CallbackRejectionReason.SignatureMissing, result.Rejection!.Reason);
        Assert.Throws<CallbackRejectedException>(() => AcmePayment.Verify(CallbackRequest.Get(""), Keys).GetValueOrThrow());
    }

    public async Task The_endpoint_answers(HttpClient client)
    {
        var response = await client.PostAsJsonAsync("/callbacks/acme", new { id = "7" });
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        var echoed = await response.Content.ReadFromJsonAsync<AcmePayment>();
        Console.WriteLine(echoed!.Email);
    }

    public async Task A_notice_confirms_itself_here()
    {
        var notice = TestCallbacks.Authenticated(new AcmeNotice { InvoiceId = "1", Status = new OpenEnum<AcmeNoticeStatus>(AcmeNoticeStatus.Success, "success"), Amount = 2, Token = "" });
        var confirmed = await notice.ConfirmAsync((claim, _) => Task.FromResult<AcmeNotice?>(claim));
        Assert.True(confirmed.IsSuccess);
        Assert.Equal(2, confirmed.Value!.Payload.Amount);
    }

    private sealed class FakeHandler : ICallbackHandler<AcmePayment>
    {
        public List<Verified<AcmePayment>> Handled { get; } = [];

        public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
        {
            Handled.Add(callback);
            return Task.CompletedTask;
        }
    }
}
