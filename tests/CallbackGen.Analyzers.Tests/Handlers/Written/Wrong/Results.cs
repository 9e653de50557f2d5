using CallbackGen;
using Microsoft.AspNetCore.Mvc;

namespace Shop.Wrong.ByHand;

public class Verifications(CallbackKeys keys, Orders orders, ILogger<Verifications> logger)
{
    public async Task LoggedOnlyAsync(CallbackRequest request)
    {
        var result = AcmePayment.Verify(request, keys);
        if (!result.IsSuccess)
            logger.LogWarning("Refused {Rejection}", result.Rejection);
        await orders.ShipAsync({|CBG1003:result.Value|}!.Payload.Id);
    }

    public async Task IgnoredAsync(CallbackRequest request)
    {
        {|CBG1003:AcmePayment.Verify(request, keys)|};
        await orders.SaveAsync();
    }

    public IResult Inverted(CallbackRequest request)
    {
        var result = AcmePayment.Verify(request, keys);
        return result.IsSuccess ? Results.Unauthorized() : Results.Ok({|CBG1003:result.Value|}!.Payload.Id);
    }

    public IResult ByReason(CallbackRequest request)
    {
        var result = AcmePayment.Verify(request, keys);
        return result.Rejection?.Reason switch
        {
            CallbackRejectionReason.Malformed => Results.BadRequest(),
            // Wrong assumption: an expired callback is genuine.
            CallbackRejectionReason.Expired => Results.Ok({|CBG1003:result.Value|}!.Payload.Id),
            null => Results.Ok(result.Value!.Payload.Id),
            _ => Results.Unauthorized(),
        };
    }

    public Task Tuple(CallbackRequest request, bool isTest)
    {
        var result = AcmePayment.Verify(request, keys);
        return (result.IsSuccess, isTest) switch
        {
            (true, _) => orders.ShipAsync(result.Value!.Payload.Id),
            (_, true) => orders.ShipAsync({|CBG1003:result.Value|}!.Payload.Id),
            _ => Task.CompletedTask,
        };
    }

    public async Task FallThroughAsync(CallbackRequest request)
    {
        switch (AcmePayment.Verify(request, keys))
        {
            case { IsSuccess: true, Value: var payment }:
                await orders.ShipAsync(payment!.Payload.Id);
                break;
            case { Value: var payment }:
                await orders.ShipAsync({|CBG1003:payment|}!.Payload.Id);
                break;
        }
    }

    public async Task GoToAsync(CallbackRequest request, string id)
    {
        var result = AcmePayment.Verify(request, keys);
        if (id.Length == 0)
            goto act;
        if (!result.IsSuccess)
            return;
    act:
        await orders.ShipAsync({|CBG1003:result.Value|}!.Payload.Id);
    }

    public async Task EachAsync(IEnumerable<CallbackRequest> requests)
    {
        foreach (var request in requests)
        {
            if (!AcmePayment.Verify(request, keys).TryGetValue(out var payment, out var rejection))
                logger.LogWarning("Refused {Rejection}", rejection);
            await orders.ShipAsync({|CBG1003:payment|}!.Payload.Id);
        }
    }

    public async Task DemoAsync(CallbackRequest request, bool isDemo)
    {
        var result = AcmePayment.Verify(request, keys);
        if (result.IsSuccess || {|CBG1034:isDemo|})
            await orders.ShipAsync({|CBG1003:result.Value|}!.Payload.Id);
    }

    public async Task CaughtAsync(CallbackRequest request)
    {
        CallbackResult<Verified<AcmePayment>> result = default;
        try
        {
            result = AcmePayment.Verify(request, keys);
            result.GetValueOrThrow();
        }
        catch (CallbackRejectedException exception)
        {
            logger.LogWarning(exception, "Refused");
        }

        await orders.ShipAsync({|CBG1003:result.Value|}!.Payload.Id);
    }

    public async Task RenewedAsync(CallbackRequest first, CallbackRequest second)
    {
        var result = AcmePayment.Verify(first, keys);
        if (!result.IsSuccess)
            return;
        result = AcmePayment.Verify(second, keys);
        await orders.ShipAsync({|CBG1003:result.Value|}!.Payload.Id);
    }

    public async Task PatternAsync(CallbackRequest request)
    {
        if (AcmePayment.Verify(request, keys) is not { IsSuccess: true, Value: var payment })
            logger.LogWarning("Refused");
        else
            await orders.ShipAsync(payment!.Payload.Id);
        if (AcmePayment.Verify(request, keys) is { Value: var other } && request.Query.Length > 0)
            await orders.ShipAsync({|CBG1003:other|}!.Payload.Id);
    }

    public Task Handed(CallbackRequest request)
    {
        var result = AcmePayment.Verify(request, keys);
        return ShipAsync({|CBG1003:result.Value|}!);
    }

    public async Task BeforeAsync(CallbackRequest request)
    {
        var result = AcmePayment.Verify(request, keys);
        var later = Task.Run(() => orders.ShipAsync({|CBG1003:result.Value|}!.Payload.Id));
        if (!result.IsSuccess)
            return;
        await later;
    }

    public async Task NoticedAsync(Authenticated<AcmeNotice> notice, AcmeApi api, CancellationToken ct)
    {
        {|CBG1003:await notice.ConfirmAsync((claim, token) => api.FindNoticeAsync(claim.InvoiceId, token), ct).ConfigureAwait(false)|};
        await orders.ShipAsync(notice.Payload.InvoiceId);
    }

    public async ValueTask<string> ConfirmedAsync(Received<AcmePing> ping, AcmeApi api)
    {
        var confirmed = await ping.ConfirmAsync((claim, token) => api.FindPingAsync(claim.Id, token)).ConfigureAwait(false);
        return {|CBG1003:confirmed.Value|}!.Payload.State;
    }

    public async Task NeverReadAsync(CallbackRequest request, Verified<AcmePayment> known)
    {
        var {|CBG1003:result|} = AcmePayment.Verify(request, keys);
        await orders.ShipAsync(known.Payload.Id);
    }

    public string Rejected(CallbackRequest request)
    {
        var result = AcmePayment.Verify(request, keys);
        if (result.Rejection is null)
            return "";
        return {|CBG1003:result.Value|}!.Payload.Id;
    }

    private Task ShipAsync(Verified<AcmePayment> payment) => orders.ShipAsync(payment.Payload.Id);
}

public static class ResultExtensions
{
    public static T Unwrap<T>(this CallbackResult<T> result)
        where T : class =>
        {|CBG1003:result.Value|}!;
}
