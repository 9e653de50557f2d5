using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.OpenOperationsAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1037: an endpoint operates the inbox for any caller.</summary>
public sealed class OpenOperationsTests
{
    private const string Service = """
        namespace Shop;

        public sealed class Operators(CallbackGen.Inbox.ICallbackStore store)
        {
            public Task<bool> AgainAsync(string id, CancellationToken ct) => store.ReplayAsync(id, "operator", ct);
        }
        """;

    private static readonly HandlerCases Reported = new()
    {
        ["a list"] = Program(
            """
            app.MapGet(
                "/dead",
                (ICallbackStore store, CancellationToken ct) => {|CBG1037:store.ListAsync(CallbackState.Dead, 100, ct)|}
            );
            """
        ),
        ["a replay"] = Program(
            """
            app.MapPost(
                "/dead/{id}/replay",
                async (string id, ICallbackStore store, CancellationToken ct) =>
                    await {|CBG1037:store.ReplayAsync(id, "me", ct)|} ? Results.Ok() : Results.NotFound()
            );
            """
        ),
        ["a key that is revoked"] = Program(
            """
            app.MapPost(
                "/keys/{fingerprint}/revoke",
                (string fingerprint, ICallbackInbox inbox) => {|CBG1037:inbox.RevokeKeyAsync(fingerprint, "me")|}
            );
            """
        ),
        ["a group"] = Program(
            """
            var operators = app.MapGroup("/operators").WithTags("operators");
            operators.MapPost(
                "/{id}/discard",
                (string id, ICallbackStore store, CancellationToken ct) => {|CBG1037:store.DiscardAsync(id, "me", ct)|}
            );
            """
        ),
        ["a service"] = Program(
            """
            app.MapPost(
                "/again/{id}",
                (string id, Operators operators, CancellationToken ct) => {|CBG1037:operators.AgainAsync(id, ct)|}
            );
            """
        ),
        ["a local function"] = Program(
            """
            app.MapPost("/again/{id}", Again);
            static Task<bool> Again(string id, ICallbackStore store, CancellationToken ct) =>
                {|CBG1037:store.ReplayAsync(id, "me", ct)|};
            """
        ),
        ["a method that is mapped elsewhere"] = Program(
            """app.MapPost("/again/{id}", OperatorEndpoints.Again);""",
            """
            public static class OperatorEndpoints
            {
                public static Task<bool> Again(string id, ICallbackStore store, CancellationToken ct) =>
                    {|CBG1037:store.ReplayAsync(id, "me", ct)|};
            }
            """
        ),
        ["an action"] = Controller(
            """
            [HttpPost("/again/{id}")]
            public Task<bool> Again(string id, CancellationToken ct) => {|CBG1037:store.ReplayAsync(id, "me", ct)|};
            """
        ),
        ["a program that signs people in elsewhere"] = Program(
            """
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapGet("/orders", () => 1).RequireAuthorization();
            app.MapPost(
                    "/again/{id}",
                    (string id, ICallbackStore store, CancellationToken ct) => {|CBG1037:store.ReplayAsync(id, "me", ct)|}
                )
                .RequireRateLimiting("slow");
            """
        ),
        ["an endpoint that is taken out"] = Program(
            """
            var operators = app.MapGroup("/operators");
            operators
                .MapPost(
                    "/again/{id}",
                    (string id, ICallbackStore store, CancellationToken ct) => {|CBG1037:store.ReplayAsync(id, "me", ct)|}
                )
                .AllowAnonymous();
            """
        ),
        ["an extension on the application"] = Program(
            """app.MapOperators();""",
            """
            public static class OperatorRoutes
            {
                public static void MapOperators(this IEndpointRouteBuilder routes) =>
                    routes.MapGet(
                        "/dead",
                        (ICallbackStore store, CancellationToken ct) =>
                            {|CBG1037:store.ListAsync(CallbackState.Dead, 100, ct)|}
                    );
            }
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["a login"] = Program(
            """
            app.MapGet(
                    "/dead",
                    (ICallbackStore store, CancellationToken ct) => store.ListAsync(CallbackState.Dead, 100, ct)
                )
                .RequireAuthorization("operators");
            """
        ),
        ["a login of a group"] = Program(
            """
            var operators = app.MapGroup("/operators").RequireAuthorization();
            operators.MapGet(
                "/dead",
                (ICallbackStore store, CancellationToken ct) => store.ListAsync(CallbackState.Dead, 100, ct)
            );
            """
        ),
        ["a login of a group around"] = Program(
            """
            var all = app.MapGroup("/admin").RequireAuthorization();
            var operators = all.MapGroup("/operators");
            operators.MapGet(
                "/dead",
                (ICallbackStore store, CancellationToken ct) => store.ListAsync(CallbackState.Dead, 100, ct)
            );
            """
        ),
        ["a login in a statement"] = Program(
            """
            var operators = app.MapGroup("/operators");
            operators.RequireAuthorization();
            operators.MapGet(
                "/dead",
                (ICallbackStore store, CancellationToken ct) => store.ListAsync(CallbackState.Dead, 100, ct)
            );
            """
        ),
        ["a login of a group in passing"] = Program(
            """
            app.MapGroup("/operators")
                .RequireAuthorization()
                .MapGet(
                    "/dead",
                    (ICallbackStore store, CancellationToken ct) => store.ListAsync(CallbackState.Dead, 100, ct)
                );
            """
        ),
        ["an attribute of the lambda"] = Program(
            """
            app.MapGet(
                "/dead",
                [Authorize]
                (ICallbackStore store, CancellationToken ct) => store.ListAsync(CallbackState.Dead, 100, ct)
            );
            """
        ),
        ["an attribute of the action"] = Controller(
            """
            [Authorize, HttpPost("/again/{id}")]
            public Task<bool> Again(string id, CancellationToken ct) => store.ReplayAsync(id, "me", ct);
            """
        ),
        ["an attribute of the controller"] = Controller(
            """[HttpPost("/again/{id}")] public Task<bool> Again(string id, CancellationToken ct) => store.ReplayAsync(id, "me", ct);""",
            "[Authorize(Roles = \"operators\")]"
        ),
        ["a policy for all"] = Program(
            """
            {
                var builder = WebApplication.CreateBuilder();
                builder.Services.AddAuthorization(options => options.FallbackPolicy = options.DefaultPolicy);
            }
            app.MapGet(
                "/dead",
                (ICallbackStore store, CancellationToken ct) => store.ListAsync(CallbackState.Dead, 100, ct)
            );
            """
        ),
        ["a port of its own"] = Program(
            """
            app.MapGet(
                    "/dead",
                    (ICallbackStore store, CancellationToken ct) => store.ListAsync(CallbackState.Dead, 100, ct)
                )
                .RequireHost("*:9000");
            """
        ),
        ["a filter of one's own"] = Program(
            """
            app.MapGroup("/operators")
                .AddEndpointFilter(async (context, next) => await next(context))
                .MapGet(
                    "/dead",
                    (ICallbackStore store, CancellationToken ct) => store.ListAsync(CallbackState.Dead, 100, ct)
                );
            """
        ),
        ["an endpoint that asks by itself"] = Program(
            """
            app.MapGet(
                "/dead",
                async (HttpContext http, ICallbackStore store, CancellationToken ct) =>
                    http.User.IsInRole("operators")
                        ? Results.Ok(await store.ListAsync(CallbackState.Dead, 100, ct))
                        : Results.Forbid()
            );
            """
        ),
        ["while it is developed"] = Program(
            """
            if (app.Environment.EnvironmentName == "Development")
                app.MapGet(
                    "/dead",
                    (ICallbackStore store, CancellationToken ct) => store.ListAsync(CallbackState.Dead, 100, ct)
                );
            """
        ),
        ["an extension on a group with a login"] = Program(
            """app.MapGroup("/operators").RequireAuthorization().MapOperators();""",
            """
            public static class OperatorRoutes
            {
                public static void MapOperators(this RouteGroupBuilder routes) =>
                    routes.MapGet(
                        "/dead",
                        (ICallbackStore store, CancellationToken ct) => store.ListAsync(CallbackState.Dead, 100, ct)
                    );
            }
            """
        ),
        ["a method that is mapped with a login"] = Program(
            """app.MapPost("/again/{id}", OperatorEndpoints.Again).RequireAuthorization();""",
            """
            public static class OperatorEndpoints
            {
                public static Task<bool> Again(string id, ICallbackStore store, CancellationToken ct) =>
                    store.ReplayAsync(id, "me", ct);
            }
            """
        ),
        ["controllers with a login"] = Program(
            """app.MapControllers().RequireAuthorization();""",
            """
            public class OperatorsController(ICallbackStore store) : Microsoft.AspNetCore.Mvc.ControllerBase
            {
                [Microsoft.AspNetCore.Mvc.HttpPost("/again/{id}")]
                public Task<bool> Again(string id, CancellationToken ct) => store.ReplayAsync(id, "me", ct);
            }
            """
        ),
        ["figures"] = Program("""app.MapGet("/figures", (ICallbackStore store, CancellationToken ct) => store.CountAsync(ct));"""),
        ["a command line"] = Program(
            """await app.Services.GetRequiredService<ICallbackStore>().ReplayAsync(args[0], "a command", default);"""
        ),
        ["a hosted service"] = Program(
            "",
            """
            public sealed class Retrying(ICallbackStore store) : Microsoft.Extensions.Hosting.BackgroundService
            {
                protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
                    store.ReplayAsync("1", "a job", stoppingToken);
            }
            """
        ),
        ["a handler"] = Program(
            """
            app.MapCallback<AcmePayment>(
                "/callbacks/acme",
                (Verified<AcmePayment> payment, Orders orders) => orders.ShipAsync(payment.Payload.Id)
            );
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task An_open_endpoint_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name], Service);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name], Service);

    [Fact]
    public Task A_list_of_something_else_is_silent() =>
        Verify.VerifyAnalyzerAsync(
            HandlerCases.Program("""app.MapGet("/dead", (Carts carts) => carts.ListAsync());""")
                + "public class Carts { public Task<string> ListAsync() => Task.FromResult(\"\"); }"
        );

    private static string Program(string code, string types = "") =>
        $"using CallbackGen.Inbox;\nusing Microsoft.AspNetCore.Authorization;\n{HandlerCases.Program(code)}{types}";

    private static string Controller(string members, string attribute = "") =>
        $$"""
            using CallbackGen.Inbox;
            using Microsoft.AspNetCore.Authorization;
            using Microsoft.AspNetCore.Mvc;
            namespace Shop;
            {{attribute}}
            [ApiController]
            public class OperatorsController(ICallbackStore store) : ControllerBase
            {
            {{members}}
            }
            """;
}
