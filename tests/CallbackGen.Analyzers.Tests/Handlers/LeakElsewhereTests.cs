using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.LeakAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1009 where content is sent to a third party's service, or to the host's own log.</summary>
public sealed class LeakElsewhereTests
{
    private const string Libraries = """
        namespace Sentry
        {
            public class SentryUser
            {
                public string? Id { get; set; }
                public string? Email { get; set; }
            }

            public class Scope
            {
                public SentryUser? User { get; set; }

                public void SetExtra(string key, object? value) { }

                public void SetTag(string key, string value) { }
            }

            public static class SentrySdk
            {
                public static void CaptureMessage(string message, Action<Scope>? configure = null) { }

                public static void ConfigureScope(Action<Scope> configure) { }

                public static void AddBreadcrumb(
                    string message,
                    string? category = null,
                    IDictionary<string, string>? data = null
                ) { }
            }
        }

        namespace Microsoft.ApplicationInsights
        {
            public class TelemetryClient
            {
                public void TrackEvent(string name, IDictionary<string, string>? properties = null) { }

                public TelemetryContext Context { get; } = new();
            }

            public class TelemetryContext
            {
                public IDictionary<string, string> GlobalProperties { get; } = new Dictionary<string, string>();
            }
        }

        namespace Bugsnag
        {
            public interface IClient
            {
                void Notify(Exception exception, Action<Report> report);
            }

            public class Report
            {
                public IDictionary<string, object> Metadata { get; } = new Dictionary<string, object>();
            }
        }

        namespace Prometheus
        {
            public class Counter
            {
                public Counter WithLabels(params string[] labels) => this;

                public void Inc() { }
            }
        }
        """;

    private static readonly HandlerCases Reported = new()
    {
        ["an error tracker"] = Handler(
            """
            SentrySdk.CaptureMessage($"paid by {{|CBG1009:payload.Email|}}");
            SentrySdk.ConfigureScope(scope =>
            {
                scope.SetTag("email", {|CBG1009:payload.Email|}!);
                scope.SetExtra("payment", {|CBG1009:payload|});
                scope.SetExtra("json", {|CBG1009:JsonSerializer.Serialize(payload)|});
            });
            """
        ),
        ["a user of an error tracker"] = Handler(
            """SentrySdk.ConfigureScope(scope => scope.User = new SentryUser { Id = payload.Id, Email = {|CBG1009:payload.Email|} });"""
        ),
        ["a breadcrumb"] = Handler(
            """
            SentrySdk.AddBreadcrumb(
                "paid",
                data: new Dictionary<string, string> { ["id"] = payload.Id, ["email"] = {|CBG1009:payload.Email|}! }
            );
            """
        ),
        ["properties of telemetry"] = Handler(
            """
            var properties = new Dictionary<string, string>();
            properties["email"] = payload.Email!;
            telemetry.TrackEvent("paid", {|CBG1009:properties|});
            var others = new Dictionary<string, string>();
            others.Add("email", payload.Email!);
            telemetry.TrackEvent("paid", {|CBG1009:others|});
            telemetry.Context.GlobalProperties["email"] = {|CBG1009:payload.Email|}!;
            """
        ),
        ["metadata of a report"] = Handler(
            """bugs.Notify(new InvalidOperationException("x"), report => report.Metadata["email"] = {|CBG1009:payload.Email|}!);"""
        ),
        ["labels"] = Handler("""counter.WithLabels({|CBG1009:payload.Email|}!).Inc();"""),
        ["an event of a trace"] = Handler(
            """
            Activity.Current?.AddEvent(
                new ActivityEvent("paid", tags: new ActivityTagsCollection { ["email"] = {|CBG1009:payload.Email|} })
            );
            """
        ),
        ["data of an exception"] = Handler(
            """var failure = new InvalidOperationException("x"); failure.Data["email"] = {|CBG1009:payload.Email|}; throw failure;"""
        ),
        ["an exception of one's own"] = """
            using CallbackGen;

            public sealed class NotPaid(AcmePayment payment) : Exception($"{payment.Id} of {{|CBG1009:payment.Email|}}");
            """,
        ["an action that has its body logged"] = Controller(
            """
            [HttpPost("x")]
            [{|CBG1009:Microsoft.AspNetCore.HttpLogging.HttpLogging(
                Microsoft.AspNetCore.HttpLogging.HttpLoggingFields.All
            )|}]
            public IActionResult Post(Verified<AcmePayment> payment) => Ok(_orders);
            """
        ),
        ["bodies added to the host's log"] = Program(
            """
            app.MapCallback<AcmePayment>("/x", (Verified<AcmePayment> payment) => { });
            void Setup(IServiceCollection services) =>
                services.AddHttpLogging(logging =>
                    logging.LoggingFields |= {|CBG1009:Microsoft.AspNetCore.HttpLogging.HttpLoggingFields.RequestBody|}
                );
            Setup(null!);
            """
        ),
        ["a group that has bodies logged"] = Program(
            """
            var callbacks = app.MapGroup("/callbacks")
                .WithHttpLogging({|CBG1009:Microsoft.AspNetCore.HttpLogging.HttpLoggingFields.All|});
            callbacks.MapCallback<AcmePayment>("/x", (Verified<AcmePayment> payment) => { });
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["identifiers, states and amounts"] = Handler(
            """
            SentrySdk.CaptureMessage($"paid {payload.Id} {payload.Amount} {payload.Status.Text}");
            SentrySdk.ConfigureScope(scope =>
            {
                scope.SetTag("order", payload.Order.Number);
                scope.SetExtra("feed", paid.Receipt.Feed);
                scope.SetExtra("payment", payload.ToString());
            });
            telemetry.TrackEvent("paid", new Dictionary<string, string> { ["id"] = payload.Id });
            bugs.Notify(new InvalidOperationException(payload.Id), report => report.Metadata["id"] = payload.Id);
            counter.WithLabels(payload.Currency).Inc();
            """
        ),
        ["a hashed user"] = Handler(
            """
            SentrySdk.ConfigureScope(scope =>
                scope.User = new SentryUser
                {
                    Id = Convert.ToHexString(
                        System.Security.Cryptography.SHA256.HashData(
                            System.Text.Encoding.UTF8.GetBytes(payload.Email ?? "")
                        )
                    )
                }
            );
            """
        ),
        ["a list that is no telemetry"] = Handler(
            """
            var values = new Dictionary<string, string?> { ["email"] = payload.Email };
            values["id"] = payload.Id;
            Console.WriteLine(values.Count);
            telemetry.TrackEvent(
                "paid",
                new Dictionary<string, string> { ["has"] = values.ContainsKey("email").ToString() }
            );
            """
        ),
        ["an exception about an identifier"] = Handler(
            """
            var failure = new InvalidOperationException($"no order {payload.Order.Number}");
            failure.Data["id"] = payload.Id;
            throw failure;
            """
        ),
        ["an action that has its path logged"] = Controller(
            """
            [HttpPost("x")]
            [Microsoft.AspNetCore.HttpLogging.HttpLogging(
                Microsoft.AspNetCore.HttpLogging.HttpLoggingFields.RequestPath
            )]
            public IActionResult Post(Verified<AcmePayment> payment) => Ok(_orders);

            [HttpPost("y")]
            [Microsoft.AspNetCore.HttpLogging.HttpLogging(Microsoft.AspNetCore.HttpLogging.HttpLoggingFields.All)]
            public IActionResult Other() => Ok();
            """
        ),
        ["a group of something else"] = Program(
            """
            var pages = app.MapGroup("/pages")
                .WithHttpLogging(Microsoft.AspNetCore.HttpLogging.HttpLoggingFields.All);
            pages.MapGet("/x", () => "");
            app.MapCallback<AcmePayment>("/x", (Verified<AcmePayment> payment) => { });
            """
        ),
        ["middleware that leaves callbacks out"] = Program(
            """
            app.MapCallback<AcmePayment>("/callbacks/x", (Verified<AcmePayment> payment) => { });
            app.Use(
                async (context, next) =>
                {
                    if (!context.Request.Path.StartsWithSegments("/callbacks"))
                    {
                        var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
                        app.Logger.LogInformation("{Body} {Headers}", body, context.Request.Headers);
                    }
                    await next();
                }
            );
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task Content_that_leaves_for_somebody_else_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name], Libraries);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task What_they_may_have_is_not(string name) => Verify.VerifyAnalyzerAsync(Silent[name], Libraries);

    private static string Handler(string code) =>
        $$"""
            using System.Diagnostics;
            using System.Text.Json;
            using CallbackGen;
            using Sentry;
            using Shop;

            class PaidHandler(
                Microsoft.ApplicationInsights.TelemetryClient telemetry,
                Bugsnag.IClient bugs,
                Prometheus.Counter counter
            ) : ICallbackHandler<AcmePayment>
            {
                public async Task HandleAsync(Verified<AcmePayment> paid, CancellationToken ct)
                {
                    var payload = paid.Payload;
                    await Task.Yield();
                    _ = (telemetry, bugs, counter);
                    {{code}}
                }
            }
            """;
}
