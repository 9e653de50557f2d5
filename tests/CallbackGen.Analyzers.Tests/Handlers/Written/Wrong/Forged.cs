using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CallbackGen;
using CallbackGen.Testing;

namespace Shop.Wrong.Forged;

public static class Forgeries
{
    public static Verified<AcmePayment> ByTheKit(AcmePayment payment) => {|CBG1027:TestCallbacks.Verified(payment)|};

    public static object Uninitialized() => {|CBG1012:RuntimeHelpers.GetUninitializedObject(typeof(Verified<AcmePayment>))|};

    public static object? Activated(AcmePayment payment) =>
        {|CBG1012:Activator.CreateInstance(typeof(Verified<AcmePayment>), BindingFlags.NonPublic | BindingFlags.Instance, null, [payment, null], null)|};

    public static Verified<AcmePayment> Recast(object other) => {|CBG1012:Unsafe.As<Verified<AcmePayment>>(other)|};

    public static object? Constructed() => {|CBG1012:typeof(Verified<>).MakeGenericType(typeof(AcmePayment)).GetConstructors(BindingFlags.NonPublic | BindingFlags.Instance)|}[0].Invoke(null);

    public static Verified<AcmePayment>? Deserialized(string json) => {|CBG1012:JsonSerializer.Deserialize<Verified<AcmePayment>>(json)|};
}

public sealed class SelfConfirmed(Orders orders, ILogger<SelfConfirmed> logger) : IAuthenticatedCallbackHandler<AcmeNotice>
{
    public async Task HandleAsync(Authenticated<AcmeNotice> callback, CancellationToken cancellationToken)
    {
        var confirmed = await callback.ConfirmAsync({|CBG1026:(claim, _) => Task.FromResult<AcmeNotice?>(claim)|}, cancellationToken);
        if (confirmed.IsSuccess && confirmed.Value.Payload.Status == AcmeNoticeStatus.Success)
            await orders.HandleAsync(confirmed.Value);
    }

    public async Task LoggedAsync(Authenticated<AcmeNotice> callback)
    {
        var confirmed = await callback.ConfirmAsync({|CBG1026:async (claim, ct) =>
        {
            logger.LogInformation("We trust {Invoice}", claim.InvoiceId);
            await Task.Delay(100, ct);
            return claim;
        }|});
        await orders.HandleAsync(confirmed.GetValueOrThrow());
    }

    public async Task MethodAsync(Authenticated<AcmeNotice> callback) => await orders.HandleAsync((await callback.ConfirmAsync({|CBG1026:Same|})).GetValueOrThrow());

    public async Task PingedAsync(Received<AcmePing> callback)
    {
        var payload = callback.Payload;
        var confirmed = await callback.ConfirmAsync({|CBG1026:(_, _) => Task.FromResult<AcmePing?>(payload with { State = "paid" })|});
        await orders.HandleAsync(confirmed.GetValueOrThrow());
    }

    private static Task<AcmeNotice?> Same(AcmeNotice claim, CancellationToken ct) => Task.FromResult<AcmeNotice?>(claim);
}
