using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using static CallbackGen.Analyzers.Tests.Handlers.UncheckedResultTests;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.UncheckedResultAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1003 with loops, exceptions and functions between a check and the use of the checked value.</summary>
public sealed class UncheckedResultFlowTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["a check in one of two ways"] = Code(
            """
            var result = AcmePayment.Verify(request, keys);
            if (id.Length > 3)
            {
                if (!result.IsSuccess)
                    return;
            }

            await orders.ShipAsync({|CBG1003:result.Value|}!.Payload.Id);
            """
        ),
        ["a loop that goes on after a failure"] = Code(
            """
            CallbackResult<Verified<AcmePayment>> result;
            do
            {
                result = AcmePayment.Verify(request, keys);
            }
            while (result.IsSuccess);
            await orders.ShipAsync({|CBG1003:result.Value|}!.Payload.Id);
            """
        ),
        ["a check that an exception jumps over"] = Code(
            """
            var result = AcmePayment.Verify(request, keys);
            try
            {
                await orders.SaveAsync();
                if (!result.IsSuccess)
                    return;
            }
            catch (IOException)
            {
                await orders.ShipAsync({|CBG1003:result.Value|}!.Payload.Id);
            }
            """
        ),
        ["a finally"] = Code(
            """
            var result = AcmePayment.Verify(request, keys);
            try { if (!result.IsSuccess) return; }
            finally { await orders.ShipAsync({|CBG1003:result.Value|}!.Payload.Id); }
            """
        ),
        ["a lambda that is made before the check"] = Code(
            """
            var result = AcmePayment.Verify(request, keys);
            Func<Task> ship = () => orders.ShipAsync({|CBG1003:result.Value|}!.Payload.Id);
            if (id.Length > 0)
                await ship();
            """
        ),
        ["a lambda inside a try"] = Code(
            """
            try
            {
                Func<Task> ship = async () =>
                {
                    var result = AcmePayment.Verify(request, keys);
                    if (!result.IsSuccess)
                        Console.WriteLine(result.Rejection.Reason);
                    await orders.ShipAsync({|CBG1003:result.Value|}!.Payload.Id);
                };
                await ship();
            }
            catch (IOException exception)
            {
                orders.Handle(exception);
            }
            """
        ),
        ["a local function that is called unchecked too"] = Code(
            """
            var result = AcmePayment.Verify(request, keys);
            if (result.IsSuccess)
                await Ship();
            await Ship();
            Task Ship() => orders.ShipAsync({|CBG1003:result.Value|}!.Payload.Id);
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["a flag that is set beside the check"] = Code(
            """
            var result = AcmePayment.Verify(request, keys);
            var ok = false;
            if (result.IsSuccess)
                ok = true;
            if (!ok)
                return;
            orders.Handle(result.Value!.Payload);
            """
        ),
        ["a retry loop"] = Code(
            """
            CallbackResult<Verified<AcmePayment>> result;
            var attempts = 0;
            while (!(result = AcmePayment.Verify(request, keys)).IsSuccess)
            {
                if (++attempts > 3)
                    return;
                await Task.Delay(10);
            }

            orders.Handle(result.Value!.Payload);
            """
        ),
        ["a loop over requests"] = Code(
            """
            foreach (var next in new[] { request, request })
            {
                var result = AcmePayment.Verify(next, keys);
                if (!result.IsSuccess)
                    continue;
                orders.Handle(result.Value!.Payload);
            }
            """
        ),
        ["a check before a try"] = Code(
            """
            var result = AcmePayment.Verify(request, keys);
            if (!result.IsSuccess)
                return;
            try { await orders.SaveAsync(); }
            catch (IOException) { orders.Handle(result.Value!.Payload); }
            finally { orders.Handle(result.Value!.Payload); }
            orders.Handle(result.Value!.Payload);
            """
        ),
        ["a check inside a try"] = Code(
            """
            try
            {
                var result = AcmePayment.Verify(request, keys);
                if (!result.IsSuccess)
                    return;
                await orders.SaveAsync();
                orders.Handle(result.Value!.Payload);
            }
            catch (IOException exception) when (exception.Message.Length > 0)
            {
                orders.Handle(exception);
            }
            """
        ),
        ["a lambda after the check"] = Code(
            """
            var result = AcmePayment.Verify(request, keys);
            if (!result.IsSuccess)
                return;
            await Task.Run(() => orders.ShipAsync(result.Value!.Payload.Id));
            await Ship();
            Task Ship() => orders.ShipAsync(result.Value!.Payload.Id);
            """
        ),
        ["a lambda inside a try"] = Code(
            """
            var result = AcmePayment.Verify(request, keys);
            try
            {
                if (!result.IsSuccess)
                    return;
                await orders.SaveAsync();
                new List<string> { id }.ForEach(item =>
                {
                    try
                    {
                        orders.Handle(result.Value!.Payload.Id + item);
                    }
                    finally
                    {
                        orders.Handle(item);
                    }
                });
            }
            catch (IOException)
            {
                orders.Handle(id);
            }
            """
        ),
        ["a method that never returns"] = Class(
            """
            public static string Id(CallbackResult<Verified<AcmePayment>> result)
            {
                if (!result.IsSuccess)
                    Fail();
                return result.Value!.Payload.Id;
            }

            [System.Diagnostics.CodeAnalysis.DoesNotReturn]
            private static void Fail() => throw new InvalidOperationException();
            """
        ),
        ["an endless retry"] = Code(
            """
            while (true)
            {
                var result = AcmePayment.Verify(request, keys);
                if (result.IsSuccess)
                {
                    orders.Handle(result.Value!.Payload);
                    break;
                }
            }
            """
        ),
        ["a using and a lock around it"] = Code(
            """
            var result = AcmePayment.Verify(request, keys);
            using var stream = new MemoryStream();
            lock (orders)
            {
                if (!result.IsSuccess)
                    return;
            }

            orders.Handle(result.Value!.Payload);
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_way_around_the_check_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task A_way_through_the_check_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name]);
}
