using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.ReleasedByMachineAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1047: a background job releases or discards callbacks that must wait for an operator.</summary>
public sealed class ReleasedByMachineTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["conflicts by a timer"] = Service(
            """
            using var timer = new PeriodicTimer(TimeSpan.FromHours(1));
            while (await timer.WaitForNextTickAsync(ct))
            {
                foreach (var callback in await store.ListAsync(CallbackState.Conflict, 100, ct))
                    await {|CBG1047:store.ReplayAsync(callback.Id, "timer", ct)|};
            }
            """
        ),
        ["quarantined ones, by a local"] = Service(
            """
            var all = await store.ListAsync(CallbackState.Quarantined, 100, ct);
            foreach (var callback in all.Where(one => one.Id.Length > 0).ToList())
                await {|CBG1047:store.DiscardAsync(callback.Id, "service", ct)|};
            """
        ),
        ["several states"] = Service(
            """
            foreach (var state in new[] { CallbackState.Dead, CallbackState.Conflict })
            {
                foreach (var callback in await store.ListAsync(state, 100, ct))
                    await {|CBG1047:store.ReplayAsync(callback.Id, "service", ct)|};
            }
            """
        ),
        ["side by side"] = Service(
            """
            var all = await store.ListAsync(CallbackState.Conflict, 100, ct);
            await Parallel.ForEachAsync(
                all,
                ct,
                async (callback, token) => await {|CBG1047:store.ReplayAsync(callback.Id, "service", token)|}
            );
            """
        ),
        ["by a method"] = Service(
            """foreach (var callback in await store.ListAsync(CallbackState.Conflict, 100, ct)) await ReleaseAsync(callback.Id, ct);""",
            """private Task<bool> ReleaseAsync(string id, CancellationToken ct) => {|CBG1047:store.ReplayAsync(id, "service", ct)|};"""
        ),
        ["a job by its name"] = """
            public class ConflictJob(ICallbackStore store)
            {
                public async Task RunAsync()
                {
                    foreach (var callback in await store.ListAsync(CallbackState.Conflict, 100, default))
                        await {|CBG1047:store.ReplayAsync(callback.Id, "job", default)|};
                }
            }
            """,
    };

    private static readonly HandlerCases Silent = new()
    {
        ["dead ones by a timer"] = Service(
            """
            using var timer = new PeriodicTimer(TimeSpan.FromHours(1));
            while (await timer.WaitForNextTickAsync(ct))
            {
                foreach (var callback in await store.ListAsync(CallbackState.Dead, 100, ct))
                    await store.ReplayAsync(callback.Id, "timer", ct);
            }
            """
        ),
        ["dead ones beside conflicts that are counted"] = Service(
            """
            foreach (var callback in await store.ListAsync(CallbackState.Dead, 100, ct))
                await store.ReplayAsync(callback.Id, "timer", ct);
            var conflicts = await store.ListAsync(CallbackState.Conflict, 100, ct);
            Console.WriteLine(conflicts.Count);
            """
        ),
        ["an endpoint"] = HandlerCases.Program(
            """
            app.MapPost(
                    "/conflicts",
                    async (ICallbackStore store, CancellationToken ct) =>
                    {
                        foreach (var callback in await store.ListAsync(CallbackState.Conflict, 100, ct))
                            await store.ReplayAsync(callback.Id, "me", ct);
                    }
                )
                .RequireAuthorization();
            """
        ),
        ["a service for operators"] = """
            public class Operators(ICallbackStore store)
            {
                public async Task ReleaseAllAsync(string who)
                {
                    foreach (var callback in await store.ListAsync(CallbackState.Conflict, 100, default))
                        await store.ReplayAsync(callback.Id, who, default);
                }
            }
            """,
        ["a command line"] = HandlerCases.Program(
            """
            if (args is ["release"])
            {
                var store = app.Services.GetRequiredService<ICallbackStore>();
                foreach (var callback in await store.ListAsync(CallbackState.Conflict, 100, default))
                    await store.ReplayAsync(callback.Id, "a command", default);
            }
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_decision_of_a_program_is_reported(string name) =>
        Verify.VerifyAnalyzerAsync("using CallbackGen.Inbox;\n" + Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync("using CallbackGen.Inbox;\n" + Silent[name]);

    private static string Service(string code, string members = "") =>
        $$"""
            public sealed class Janitor(ICallbackStore store) : Microsoft.Extensions.Hosting.BackgroundService
            {
                protected override async Task ExecuteAsync(CancellationToken ct)
                {
                    {{code}}
                }

                {{members}}
            }
            """;
}
