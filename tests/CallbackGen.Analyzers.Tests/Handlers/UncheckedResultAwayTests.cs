using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using static CallbackGen.Analyzers.Tests.Handlers.UncheckedResultTests;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.UncheckedResultAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1003 where the value passes through a call, a field, a sequence or a count.</summary>
public sealed class UncheckedResultAwayTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["a private method that is handed an unchecked result"] = Class(
            """
            public static string On(CallbackRequest request, CallbackKeys keys) => Id(AcmePayment.Verify(request, keys));
            private static string Id(CallbackResult<Verified<AcmePayment>> result) => {|CBG1003:result.Value|}!.Payload.Id;
            """
        ),
        ["a private method that is handed one of both kinds"] = Class(
            """
            public static string? On(CallbackRequest request, CallbackKeys keys)
            {
                var result = AcmePayment.Verify(request, keys);
                return result.IsSuccess ? Id(result) : null;
            }

            public static string Off(CallbackRequest request, CallbackKeys keys)
            {
                var result = AcmePayment.Verify(request, keys);
                return Id(result);
            }

            private static string Id(CallbackResult<Verified<AcmePayment>> result) =>
                {|CBG1003:result.Value|}!.Payload.Id + result.Value.Payload.Amount;
            """
        ),
        ["a generic extension that is handed one"] = """
            using CallbackGen;

            namespace Shop;

            static class Results
            {
                public static string On(CallbackRequest request, CallbackKeys keys) =>
                    AcmePayment.Verify(request, keys).Unwrap().Payload.Id;

                private static T Unwrap<T>(this CallbackResult<T> result)
                    where T : class => {|CBG1003:result.Value|}!;
            }
            """,
        ["a local function that is handed one"] = Code(
            """
            orders.Handle(Id(AcmePayment.Verify(request, keys)));
            static string Id(CallbackResult<Verified<AcmePayment>> result) => {|CBG1003:result.Value|}!.Payload.Id;
            """
        ),
        ["a private method as a method group over unchecked results"] = Class(
            """
            public static IEnumerable<string> Ids(
                IEnumerable<CallbackRequest> requests,
                CallbackKeys keys
            ) => requests.Select(request => AcmePayment.Verify(request, keys)).Select(Id);

            private static string Id(CallbackResult<Verified<AcmePayment>> result) =>
                {|CBG1003:result.Value|}!.Payload.Id;
            """
        ),
        ["a helper whose answer is the other way round"] = Class(
            """
            public static string? IdOf(CallbackResult<Verified<AcmePayment>> result) =>
                Refused(result) ? {|CBG1003:result.Value|}!.Payload.Id : null;

            private static bool Refused(CallbackResult<Verified<AcmePayment>> result) => !result.IsSuccess;
            """
        ),
        ["a result that a helper returns unchecked"] = Class(
            """
            public static string IdOf(CallbackRequest request, CallbackKeys keys)
            {
                var result = Receive(request, keys);
                return {|CBG1003:result.Value|}!.Payload.Id;
            }

            private static CallbackResult<Verified<AcmePayment>> Receive(CallbackRequest request, CallbackKeys keys)
            {
                var result = AcmePayment.Verify(request, keys);
                if (!result.IsSuccess)
                    Console.WriteLine(result.Rejection.Reason);
                return result;
            }
            """
        ),
        ["a field that nobody looks at"] = Class(
            """
            private CallbackResult<Verified<AcmePayment>> _last;
            public void On(CallbackRequest request, CallbackKeys keys) => _last = AcmePayment.Verify(request, keys);
            public string Id => {|CBG1003:_last.Value|}!.Payload.Id;
            """
        ),
        ["a property that nobody looks at, by way of a local"] = Class(
            """
            private CallbackResult<Verified<AcmePayment>> Last { get; set; }
            public void On(CallbackRequest request, CallbackKeys keys) { var result = AcmePayment.Verify(request, keys); Last = result; }
            public string Id() { var last = Last; return {|CBG1003:last.Value|}!.Payload.Id; }
            """
        ),
        ["a field in the function that sets it"] = Class(
            """
            private CallbackResult<Verified<AcmePayment>> _last;
            public bool IsPaid => _last.IsSuccess;

            public string On(CallbackRequest request, CallbackKeys keys)
            {
                _last = AcmePayment.Verify(request, keys);
                return {|CBG1003:_last.Value|}!.Payload.Id;
            }
            """
        ),
        ["a chain over results"] = Class(
            """
            public static IEnumerable<string> Ids(IEnumerable<CallbackRequest> all, CallbackKeys keys) =>
                all.Select(r => AcmePayment.Verify(r, keys)).Select(r => {|CBG1003:r.Value|}!.Payload.Id);

            public static IEnumerable<string> Others(IEnumerable<CallbackRequest> all, CallbackKeys keys) =>
                from r in all
                select AcmePayment.Verify(r, keys) into result
                select {|CBG1003:result.Value|}!.Payload.Id;
            """
        ),
        ["a list of results, and a loop over it"] = Code(
            """
            var results = new[] { request }.Select(one => AcmePayment.Verify(one, keys)).ToList();
            results.ForEach(result => orders.Handle({|CBG1003:result.Value|}!.Payload.Id));
            foreach (var result in new[] { request }.Select(one => AcmePayment.Verify(one, keys)).OrderBy(one => 1))
                orders.Handle({|CBG1003:result.Value|}!.Payload.Id);
            """
        ),
        ["a loop over a list that goes on after a refusal"] = Code(
            """
            var results = new[] { request }.Select(one => AcmePayment.Verify(one, keys)).ToList();
            foreach (var result in results)
            {
                if (!result.IsSuccess)
                    Console.WriteLine(result.Rejection.Reason);
                orders.Handle({|CBG1003:result.Value|}!.Payload.Id);
            }
            """
        ),
        ["a filter to those that were refused"] = Code(
            """
            var ids = new[] { request }
                .Select(one => AcmePayment.Verify(one, keys))
                .Where(one => !one.IsSuccess)
                .Select(one => {|CBG1003:one.Value|}!.Payload.Id);
            orders.Handle(ids);
            """
        ),
        ["a sequence that anybody hands in"] = Class(
            """
            public static IEnumerable<string> Ids(IEnumerable<CallbackResult<Verified<AcmePayment>>> results) =>
                results.Select(result => {|CBG1003:result.Value|}!.Payload.Id);
            """
        ),
        ["a tuple"] = Code(
            """
            var (result, at) = (AcmePayment.Verify(request, keys), DateTime.UtcNow);
            orders.Handle({|CBG1003:result.Value|}!.Payload.Id + at);
            var pair = (Result: AcmePayment.Verify(request, keys), At: at);
            orders.Handle({|CBG1003:pair.Result.Value|}!.Payload.Id + pair.At);
            """
        ),
        ["a tuple that a helper returns"] = Class(
            """
            public static string Id(CallbackRequest request, CallbackKeys keys)
            {
                var (result, _) = Receive(request, keys);
                return {|CBG1003:result.Value|}!.Payload.Id;
            }

            private static (CallbackResult<Verified<AcmePayment>> Result, DateTime At) Receive(
                CallbackRequest request,
                CallbackKeys keys
            ) => (AcmePayment.Verify(request, keys), DateTime.UtcNow);
            """
        ),
        ["a loop that ends with neither"] = Code(
            """
            Verified<AcmePayment>? got = null;
            for (var i = 0; i < 3 && got is null; i++)
                if (!AcmePayment.Verify(request, keys).TryGetValue(out got, out var why) && i == 3)
                    throw new CallbackRejectedException(why);
            orders.Handle({|CBG1003:got|}!.Payload.Id + got.Payload.Amount);
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["a private method that is handed checked results only"] = Class(
            """
            public static string? On(CallbackRequest request, CallbackKeys keys)
            {
                var result = AcmePayment.Verify(request, keys);
                if (!result.IsSuccess)
                    return null;
                return Id(result) + new[] { result }.Where(one => one.IsSuccess).Select(Id).First();
            }

            private static string Id(CallbackResult<Verified<AcmePayment>> result) => result.Value!.Payload.Id;
            """
        ),
        ["a private method that checks what it is handed"] = Class(
            """
            public static string? On(CallbackRequest request, CallbackKeys keys) => Id(AcmePayment.Verify(request, keys));
            private static string? Id(CallbackResult<Verified<AcmePayment>> result) => result.IsSuccess ? result.Value.Payload.Id : null;
            """
        ),
        ["a local function that is handed a checked one"] = Code(
            """
            var result = AcmePayment.Verify(request, keys);
            if (result.IsSuccess)
                orders.Handle(Id(result));
            static string Id(CallbackResult<Verified<AcmePayment>> result) => result.Value!.Payload.Id;
            """
        ),
        ["a helper that returns what passed"] = Class(
            """
            public static async Task<string> IdOf(CallbackRequest request, CallbackKeys keys)
            {
                var result = Receive(request, keys);
                var other = await ReceiveAsync(request, keys);
                return result.Value!.Payload.Id + other.Value!.Payload.Id;
            }

            private static CallbackResult<Verified<AcmePayment>> Receive(CallbackRequest request, CallbackKeys keys)
            {
                var result = AcmePayment.Verify(request, keys);
                if (!result.IsSuccess)
                    throw new CallbackRejectedException(result.Rejection);
                return result;
            }

            private static async Task<CallbackResult<Verified<AcmePayment>>> ReceiveAsync(CallbackRequest request, CallbackKeys keys)
            {
                await Task.Yield();
                var result = AcmePayment.Verify(request, keys);
                return result.IsSuccess ? result : throw new CallbackRejectedException(result.Rejection);
            }
            """
        ),
        ["a helper that ends the function otherwise"] = Class(
            """
            public static string IdOf(CallbackResult<Verified<AcmePayment>> result)
            {
                StopAt(result);
                return result.Value!.Payload.Id;
            }

            public static string OtherOf(CallbackResult<Verified<AcmePayment>> result) =>
                Refused(result) ? "" : result.Value!.Payload.Id;

            private static void StopAt(CallbackResult<Verified<AcmePayment>> result)
            {
                if (!result.IsSuccess)
                    throw new CallbackRejectedException(result.Rejection);
            }

            private static bool Refused(CallbackResult<Verified<AcmePayment>> result)
            {
                if (result.IsSuccess)
                    return false;
                return true;
            }
            """
        ),
        ["a helper behind an interface with one implementation"] =
            Class(
                """
                public static string IdOf(CallbackResult<Verified<AcmePayment>> result, IGate gate)
                {
                    gate.Pass(result);
                    return result.Value!.Payload.Id;
                }
                """
            )
            + """
                public interface IGate
                {
                    void Pass(CallbackResult<Verified<AcmePayment>> result);
                }

                public sealed class Gate : IGate
                {
                    public void Pass(CallbackResult<Verified<AcmePayment>> result)
                    {
                        if (!result.IsSuccess)
                            throw new CallbackRejectedException(result.Rejection);
                    }
                }
                """,
        ["a field that somebody looks at"] = Class(
            """
            private CallbackResult<Verified<AcmePayment>> _last;
            private CallbackResult<Verified<AcmePayment>> _passed;
            private readonly CallbackResult<Verified<AcmePayment>> _given;

            public Handlers(CallbackResult<Verified<AcmePayment>> given) => _given = given;

            public bool On(CallbackRequest request, CallbackKeys keys)
            {
                _last = AcmePayment.Verify(request, keys);
                return _last.IsSuccess;
            }

            public void Keep(CallbackRequest request, CallbackKeys keys)
            {
                var result = AcmePayment.Verify(request, keys);
                if (result.IsSuccess)
                    _passed = result;
            }

            public string Id => _last.Value!.Payload.Id + _passed.Value!.Payload.Id + _given.Value!.Payload.Id;
            """
        ),
        ["a field that the function checks"] = Class(
            """
            private CallbackResult<Verified<AcmePayment>> _last;
            public string? On(CallbackRequest request, CallbackKeys keys)
            {
                _last = AcmePayment.Verify(request, keys);
                if (!_last.IsSuccess)
                    return null;
                return _last.Value.Payload.Id + _last.Value!.Payload.Amount;
            }
            """
        ),
        ["a chain that filters"] = Code(
            """
            var results = new[] { request }.Select(one => AcmePayment.Verify(one, keys)).ToList();
            orders.Handle(results.Where(one => one.IsSuccess).Select(one => one.Value!.Payload.Id));
            orders.Handle(
                new[] { request }
                    .Select(one => AcmePayment.Verify(one, keys))
                    .Where(one => one is { IsSuccess: true })
                    .Select(one => one.Value!.Payload.Id)
            );
            orders.Handle(results.First(one => one.IsSuccess).Value!.Payload);
            foreach (var result in results.Where(one => one.IsSuccess))
                orders.Handle(result.Value!.Payload);
            """
        ),
        ["a list that was looked at"] = Code(
            """
            var results = new[] { request }.Select(one => AcmePayment.Verify(one, keys)).ToArray();
            if (!results.All(one => one.IsSuccess))
                return;
            orders.Handle(results.Select(one => one.Value!.Payload.Id));
            """
        ),
        ["a loop over a list that asks each"] = Code(
            """
            var results = new[] { request }.Select(one => AcmePayment.Verify(one, keys)).ToList();
            foreach (var result in results)
            {
                if (!result.IsSuccess)
                    continue;
                orders.Handle(result.Value!.Payload.Id);
            }
            """
        ),
        ["a chain that asks each"] = Class(
            """
            public static IEnumerable<string?> Ids(IEnumerable<CallbackRequest> all, CallbackKeys keys) =>
                all.Select(r => AcmePayment.Verify(r, keys)).Select(r => r.IsSuccess ? r.Value!.Payload.Id : null);
            """
        ),
        ["a tuple that is checked"] = Code(
            """
            var (result, at) = (AcmePayment.Verify(request, keys), DateTime.UtcNow);
            if (!result.IsSuccess)
                return;
            orders.Handle(result.Value!.Payload.Id + at);
            var pair = (Result: AcmePayment.Verify(request, keys), At: at);
            if (pair.Result.IsSuccess)
                orders.Handle(pair.Result.Value!.Payload.Id + pair.At);
            """
        ),
        ["a loop that ends with a value or an exception"] = Code(
            """
            Verified<AcmePayment>? got = null;
            for (var i = 0; i < 3 && got is null; i++)
                if (!AcmePayment.Verify(request, keys).TryGetValue(out got, out var why) && i == 2)
                    throw new CallbackRejectedException(why);
            orders.Handle(got!.Payload.Id + got.Payload.Amount);
            """
        ),
        ["a loop that counts down, and one that counts its attempts"] = Code(
            """
            CallbackResult<Verified<AcmePayment>> result = default;
            for (var left = 5; left > 0; left -= 1)
            {
                result = AcmePayment.Verify(request, keys);
                if (result.IsSuccess)
                    break;
                if (left == 1)
                    throw new CallbackRejectedException(result.Rejection);
            }

            orders.Handle(result.Value!.Payload);
            var attempt = 0;
            Verified<AcmePayment>? got = null;
            while (got is null && attempt < 4)
            {
                attempt++;
                got = AcmePayment.Verify(request, keys).Value;
                if (got is null && attempt >= 4)
                    return;
            }

            orders.Handle(got!.Payload);
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_result_that_nobody_checked_on_its_way_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task A_result_that_somebody_checked_on_its_way_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name]);
}
