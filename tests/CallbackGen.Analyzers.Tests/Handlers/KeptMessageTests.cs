using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.KeptMessageAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1033: a callback is handled by a message that several requests share.</summary>
public sealed class KeptMessageTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["the last one after a refusal"] = Class(
            """
            private static Verified<AcmePayment>? _last;
            public static async Task Handle(CallbackRequest request, CallbackKeys keys, Orders orders)
            {
                if (AcmePayment.Verify(request, keys).TryGetValue(out var payment, out _))
                    _last = payment;
                if (_last is not null)
                    await orders.ShipAsync({|CBG1033:_last|}.Payload.Id);
            }
            """
        ),
        ["a field of a handler that there is one of"] = Class(
            """
            public static void Add(IServiceCollection services) =>
                services.AddSingleton<ICallbackHandler<AcmePayment>, Handler>();

            public class Handler(Orders orders) : ICallbackHandler<AcmePayment>
            {
                private Verified<AcmePayment>? _current;

                public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    _current = callback;
                    return ShipAsync();
                }

                private Task ShipAsync() => orders.ShipAsync({|CBG1033:_current|}!.Payload.Id);
            }
            """
        ),
        ["a service that there is one of"] = Class(
            """
            public static void Add(IServiceCollection services) => services.AddSingleton<State>();
            public class State { public AcmePayment? Current { get; set; } }
            public class Handler(State state, Orders orders) : ICallbackHandler<AcmePayment>
            {
                public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    state.Current = callback.Payload;
                    await orders.SaveAsync();
                    await orders.ShipAsync({|CBG1033:state.Current|}.Id);
                }
            }
            """
        ),
        ["a static property of a route"] =
            Program(
                """
                app.MapCallback<AcmePayment>(
                    "/x",
                    async (Verified<AcmePayment> payment, Orders orders) =>
                    {
                        Kept.Payment = payment.Payload;
                        await orders.SaveAsync();
                        await orders.ShipAsync({|CBG1033:Kept.Payment|}.Id);
                    }
                );
                """
            ) + "static class Kept { public static AcmePayment? Payment { get; set; } }",
        ["a local of what was kept"] = Class(
            """
            private static Verified<AcmePayment>? _last;
            public static async Task Handle(CallbackRequest request, CallbackKeys keys, Orders orders)
            {
                if (AcmePayment.Verify(request, keys).TryGetValue(out var payment, out _))
                    _last = payment;
                if ({|CBG1033:_last|} is not { } current)
                    return;
                await orders.ShipAsync(current.Payload.Id);
            }
            """
        ),
        ["a result"] = Class(
            """
            private static CallbackResult<Verified<AcmePayment>> _result;
            public static async Task Handle(CallbackRequest request, CallbackKeys keys, Orders orders)
            {
                _result = AcmePayment.Verify(request, keys);
                await orders.HandleAsync({|CBG1033:_result|}.GetValueOrThrow());
            }
            """
        ),
        ["middleware"] = Class(
            """
            public class Middleware(RequestDelegate next, CallbackKeys keys, Orders orders)
            {
                private Verified<AcmePayment>? _payment;
                public async Task InvokeAsync(HttpContext context)
                {
                    _payment = AcmePayment.Verify(CallbackRequest.Post(Array.Empty<byte>(), "application/json"), keys).GetValueOrThrow();
                    await orders.ShipAsync({|CBG1033:_payment|}.Payload.Id);
                    await next(context);
                }
            }
            """
        ),
        ["a static field of an action"] = Controller(
            """
            private static Verified<AcmePayment>? _last;

            [HttpPost("/x")]
            public async Task<IActionResult> Post(Verified<AcmePayment> payment)
            {
                _last ??= payment;
                await _orders.ShipAsync({|CBG1033:_last|}.Payload.Id);
                return Ok();
            }
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["a local"] = Class(
            """
            public static async Task Handle(CallbackRequest request, CallbackKeys keys, Orders orders)
            {
                var last = AcmePayment.Verify(request, keys).GetValueOrThrow();
                await orders.ShipAsync(last.Payload.Id);
            }
            """
        ),
        ["a field of a handler of its own"] = Class(
            """
            public static void Add(IServiceCollection services) =>
                services.AddScoped<ICallbackHandler<AcmePayment>, Handler>();

            public class Handler(Orders orders) : ICallbackHandler<AcmePayment>
            {
                private Verified<AcmePayment>? _current;

                public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    _current = callback;
                    return ShipAsync();
                }

                private Task ShipAsync() => orders.ShipAsync(_current!.Payload.Id);
            }
            """
        ),
        ["a field of a controller"] = Controller(
            """
            private Verified<AcmePayment>? _payment;

            [HttpPost("/x")]
            public async Task<IActionResult> Post(Verified<AcmePayment> payment)
            {
                _payment = payment;
                await _orders.ShipAsync(_payment.Payload.Id);
                return Ok();
            }
            """
        ),
        ["the last one compared"] = Class(
            """
            private static Verified<AcmePayment>? _last;
            public static async Task Handle(Verified<AcmePayment> payment, Orders orders)
            {
                if (_last?.Payload.Id == payment.Payload.Id)
                    return;
                _last = payment;
                await orders.ShipAsync(payment.Payload.Id);
            }
            """
        ),
        ["a local of the last one compared"] = Class(
            """
            private static Verified<AcmePayment>? _last;
            public static async Task Handle(Verified<AcmePayment> payment, Orders orders)
            {
                if (_last is { } last && last.Receipt.VerifiedAt > payment.Receipt.VerifiedAt)
                    return;
                _last = payment;
                await orders.ShipAsync(payment.Payload.Id);
            }
            """
        ),
        ["the last one shown"] =
            Program(
                """
                app.MapCallback<AcmePayment>("/x", (Verified<AcmePayment> payment) => { Kept.Payment = payment.Payload; });
                app.MapGet("/last", () => Results.Ok(Kept.Payment!.Id));
                """
            ) + "static class Kept { public static AcmePayment? Payment { get; set; } }",
        ["the last one logged"] =
            Program(
                """
                app.MapCallback<AcmePayment>(
                    "/x",
                    (Verified<AcmePayment> payment, ILogger<Orders> logger) =>
                    {
                        logger.LogInformation("{Last}", Kept.Payment?.Id);
                        Kept.Payment = payment.Payload;
                    }
                );
                """
            ) + "static class Kept { public static AcmePayment? Payment { get; set; } }",
        ["one for each flow"] = Class(
            """
            private static readonly AsyncLocal<Verified<AcmePayment>?> Current = new();

            public static async Task Handle(Verified<AcmePayment> payment, Orders orders)
            {
                Current.Value = payment;
                await orders.ShipAsync(Current.Value.Payload.Id);
            }
            """
        ),
        ["a member of a record"] = Class(
            """
            public sealed record Paid(AcmePayment Payment);

            public static Task Handle(Verified<AcmePayment> payment, Orders orders)
            {
                var paid = new Paid(payment.Payload);
                return orders.ShipAsync(paid.Payment.Id);
            }
            """
        ),
        ["an example that nothing sets"] = Class(
            """
            private static readonly AcmePayment Example = null!;
            public static Task Handle(Verified<AcmePayment> payment, Orders orders) => orders.HandleAsync(Example);
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_message_that_requests_share_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name]);
}
