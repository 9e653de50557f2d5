using System.Reflection;
using System.Runtime.CompilerServices;
using CallbackGen;
using Microsoft.Extensions.Configuration;

namespace Shop.Wrong.Shapes;

public sealed class Acme(Orders orders, ILogger<Acme> logger) : ICallbackHandler<AcmePayment>, ICallbackHandler<AcmeEvent>, IAuthenticatedCallbackHandler<AcmeNotice>
{
    async Task ICallbackHandler<AcmePayment>.HandleAsync(Verified<AcmePayment> {|CBG1005:callback|}, CancellationToken cancellationToken)
    {
        using (logger.BeginScope("{Id}", callback.Payload.Id))
            await {|CBG1017:orders.ShipAsync(callback.Payload.Id)|};
    }

    async Task ICallbackHandler<AcmeEvent>.HandleAsync(Verified<AcmeEvent> callback, CancellationToken cancellationToken)
    {
        try
        {
            if (callback.Payload is AcmeEventPaid paid)
                await orders.ShipAsync(paid.Id);
        }
        {|CBG1020:catch|} (Exception exception)
        {
            Console.Error.WriteLine(exception);
        }
    }

    async Task IAuthenticatedCallbackHandler<AcmeNotice>.HandleAsync(Authenticated<AcmeNotice> callback, CancellationToken cancellationToken)
    {
        var claim = callback.Payload;
        if (claim.{|CBG1004:Status|}.Known is AcmeNoticeStatus.Success)
            await {|CBG1017:orders.ShipAsync(claim.InvoiceId)|};
    }
}

public static class Reflected
{
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern Verified<AcmePayment> {|CBG1012:Make|}(AcmePayment payload, CallbackReceipt receipt);

    public static object? ByType(IServiceProvider services) => {|CBG1012:ActivatorUtilities.CreateInstance(services, typeof(Verified<AcmePayment>))|};

    public static void Overwritten(Verified<AcmePayment> callback, AcmePayment other) =>
        {|CBG1012:typeof(Verified<AcmePayment>).GetField("<Payload>k__BackingField", BindingFlags.NonPublic | BindingFlags.Instance)|}!.SetValue(callback, other);

    public static Verified<AcmePayment> Called(AcmePayment payload, CallbackReceipt receipt) => Make(payload, receipt);
}

public static class Startup
{
    private static readonly string Key = "whsec_8c1f0a2b9d";

    public static void Configure(IConfigurationBuilder configuration, IServiceCollection services, IConfiguration settings)
    {
        configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Logging:LogLevel:Default"] = "Warning",
            ["Callbacks:Acme:secret:0"] = {|CBG1007:Key|},
            ["Callbacks:Acme:secret:1"] = settings["Old"],
        });
        services.AddCallbacks(options => options.AddKey("Acme", "secret", string.IsNullOrEmpty(settings["Acme"]) ? {|CBG1007:"development-key-8c1f"|} : settings["Acme"]!));
    }
}

public static class Routes
{
    public static void Map(WebApplication app, CallbackKeys keys)
    {
        app.MapPost("/shapes/by-hand", async (HttpRequest request, Orders orders, ILogger<Orders> logger) =>
        {
            using var bytes = new MemoryStream();
            await request.Body.CopyToAsync(bytes);
            var result = AcmePayment.Verify(CallbackRequest.Post(bytes.ToArray(), "application/json"), keys);
            if (!result.TryGetValue(out var payment, out _))
                return Results.Unauthorized();
            {|CBG1010:_ = Task.Run(() => orders.HandleAsync(payment));|}
            return Results.Accepted();
        });

        app.MapCallback<AcmePayment>("/shapes/blocked", (Verified<AcmePayment> payment, Orders orders) =>
        {
            var order = {|CBG1022:orders.FindAsync(payment.Payload.Order.Number).Result|};
            if (payment.Payload.Status == AcmePaymentStatus.Paid && order.Total == payment.Payload.Amount && order.Currency == payment.Payload.Currency)
                order.MarkPaid();
        });

        app.MapCallback<AcmePayment>("/shapes/nested", async (Verified<AcmePayment> payment, Orders orders) =>
        {
            try
            {
                if (payment.Payload.Status == AcmePaymentStatus.Paid)
                {
                    var order = await orders.FindAsync(payment.Payload.Order.Number);
                    await orders.MarkPaidAsync(payment.Payload.Id, payment.Payload.Amount, order.Currency + payment.Payload.Currency);
                }
            }
            catch (OperationCanceledException)
            {
                throw;
            }
            {|CBG1020:catch|}
            {
            }
        });
    }
}
