using System.Diagnostics.CodeAnalysis;
using CallbackGen;
using Microsoft.Azure.Functions.Worker;
using Microsoft.AspNetCore.Mvc;

namespace Shop.Right.ByHand;

/// <summary>Verification without an endpoint, with every common way to check the result.</summary>
public class Verifications(CallbackKeys keys, Orders orders, ILogger<Verifications> logger)
{
    public IResult Ternary(CallbackRequest request)
    {
        var result = AcmePayment.Verify(request, keys);
        return result.IsSuccess ? Results.Ok(result.Value.Payload.Id) : Results.Unauthorized();
    }

    public async Task<IResult> SwitchAsync(CallbackRequest request) => AcmePayment.Verify(request, keys) switch
    {
        { IsSuccess: true, Value: var payment } when payment!.Payload.Status == AcmePaymentStatus.Paid => await PaidAsync(payment),
        { IsSuccess: true } => Results.Ok(),
        { Rejection.Reason: CallbackRejectionReason.Malformed } => Results.BadRequest(),
        _ => Results.Unauthorized(),
    };

    public IResult ByReason(CallbackRequest request)
    {
        var result = AcmePayment.Verify(request, keys);
        return result.Rejection?.Reason switch
        {
            null => Results.Ok(result.Value!.Payload.Id),
            CallbackRejectionReason.Malformed => Results.BadRequest(),
            _ => Results.Unauthorized(),
        };
    }

    public async Task TupleAsync(CallbackRequest request)
    {
        var result = AcmePayment.Verify(request, keys);
        await ((result.IsSuccess, result.Value?.Payload.Status.Known) switch
        {
            (true, AcmePaymentStatus.Paid) => orders.MarkPaidAsync(result.Value!.Payload.Id),
            (true, _) => orders.HandleAsync(result.Value!.Payload),
            _ => Task.CompletedTask,
        });
    }

    public async Task StatementAsync(CallbackRequest request)
    {
        switch (AcmePayment.Verify(request, keys))
        {
            case { Value: { Payload.Status.Known: AcmePaymentStatus.Paid } paid }:
                await orders.MarkPaidAsync(paid.Payload.Id);
                break;
            case { Rejection: { } rejection }:
                logger.LogWarning("Refused: {Reason} at {Where}", rejection.Reason, rejection.Where);
                break;
        }
    }

    public async Task FalseAsync(CallbackRequest request)
    {
        if (AcmePayment.Verify(request, keys).TryGetValue(out var payment, out _) is false)
            throw new UnauthorizedAccessException();
        await orders.ShipAsync(payment!.Payload.Id);
    }

    public async Task GoToAsync(CallbackRequest request)
    {
        var attempts = 0;
    again:
        var result = AcmePayment.Verify(request, keys);
        if (!result.IsSuccess)
        {
            if (++attempts < 3)
                goto again;
            return;
        }

        await orders.ShipAsync(result.Value.Payload.Id);
    }

    public async Task<int> EachAsync(IAsyncEnumerable<CallbackRequest> requests)
    {
        var count = 0;
        await foreach (var request in requests.ConfigureAwait(false))
        {
            if (AcmePayment.Verify(request, keys) is not { IsSuccess: true, Value: { } payment })
                continue;
            await orders.ShipAsync(payment.Payload.Id).ConfigureAwait(false);
            count++;
        }

        return count;
    }

    public async ValueTask<string?> LaterAsync(CallbackRequest request)
    {
        var result = AcmePayment.Verify(request, keys);
        if (result.Rejection is { } rejection)
        {
            logger.LogWarning("Refused {Rejection}", rejection);
            return null;
        }

        Func<Task> ship = () => orders.ShipAsync(result.Value!.Payload.Id);
        await ship();
        return await Id();

        async Task<string> Id()
        {
            await Task.Yield();
            return result.Value!.Payload.Id;
        }
    }

    public bool TryVerify(CallbackRequest request, [NotNullWhen(true)] out Verified<AcmePayment>? payment) =>
        AcmePayment.Verify(request, keys).TryGetValue(out payment, out _);

    public Verified<AcmePayment> Required(CallbackRequest request) =>
        AcmePayment.Verify(request, keys).Value ?? throw new BadHttpRequestException("refused", 401);

    public T Match<T>(CallbackRequest request, Func<Verified<AcmePayment>, T> accepted, Func<CallbackRejection, T> refused)
    {
        var result = AcmePayment.Verify(request, keys);
        return result.TryGetValue(out var value, out var rejection) ? accepted(value) : refused(rejection);
    }

    public IReadOnlyList<string> Batch(IEnumerable<CallbackRequest> requests)
    {
        var results = requests.Select(request => AcmePayment.Verify(request, keys)).ToList();
        if (results.Exists(result => !result.IsSuccess))
            return [];
        return [.. results.Select(result => result.Value!.Payload.Id)];
    }

    public async Task<IResult> RotatedAsync(CallbackRequest request, CallbackKeys old)
    {
        var result = AcmePayment.Verify(request, keys);
        if (!result.IsSuccess)
            result = AcmePayment.Verify(request, old);
        if (result is { IsSuccess: false, Rejection: var rejection })
        {
            logger.LogWarning("Refused: {Detail}", rejection!.Detail);
            return Results.Problem(rejection.Reason.ToString(), statusCode: 401);
        }

        return await PaidAsync(result.Value!);
    }

    public async Task LockedAsync(CallbackRequest request, SemaphoreSlim gate, CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            var result = AcmePayment.Verify(request, keys);
            if (!result.IsSuccess) return;
            await using var file = File.OpenWrite("audit");
            await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(result.Value.Payload.Id), ct);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<IResult> PaidAsync(Verified<AcmePayment> payment)
    {
        await orders.MarkPaidAsync(payment.Payload.Id, payment.Payload.Amount, payment.Payload.Currency);
        return Results.Ok();
    }
}

public static class ResultExtensions
{
    public static TOut Fold<T, TOut>(this CallbackResult<T> result, Func<T, TOut> accepted, Func<CallbackRejection, TOut> refused)
        where T : class =>
        result.IsSuccess ? accepted(result.Value) : refused(result.Rejection);

    public static IActionResult ToActionResult<T>(this CallbackResult<T> result)
        where T : class =>
        result switch { { IsSuccess: true } => new OkResult(), { Rejection: var rejection } => new UnauthorizedObjectResult(rejection?.Reason) };
}

public sealed class Functions(CallbackKeys keys, Orders orders, ILogger<Functions> logger)
{
    [Function("acme")]
    public async Task<IActionResult> Run([HttpTrigger("post")] HttpRequest request, CancellationToken ct)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, ct);
        var headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString());
        var result = AcmePayment.Verify(CallbackRequest.Post(buffer.ToArray(), request.ContentType ?? "", headers), keys);
        if (!result.TryGetValue(out var payment, out var rejection))
        {
            logger.LogWarning("Refused: {Rejection}", rejection);
            return new UnauthorizedResult();
        }

        if (payment.Payload.Status == AcmePaymentStatus.Paid)
            await orders.MarkPaidAsync(payment.Payload.Id, payment.Payload.Amount, payment.Payload.Currency);
        return new OkResult();
    }

    [Function("acme-settled")]
    public Task Settle([QueueTrigger("settled")] AcmePayment payment) => orders.ShipAsync(payment.Id);
}
