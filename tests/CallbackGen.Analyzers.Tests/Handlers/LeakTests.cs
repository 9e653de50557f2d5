using System.Globalization;
using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Analyzers;
using Fix = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<
    CallbackGen.Generator.Analyzers.LeakAnalyzer,
    CallbackGen.CodeFixes.LeakFix
>;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.LeakAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1009: content of a callback is written to a log.</summary>
public sealed class LeakTests
{
    private const string Before = """
        using System.Diagnostics;
        using System.Diagnostics.Metrics;
        using System.Text;
        using System.Text.Json;
        using CallbackGen;
        using Microsoft.Extensions.Configuration;
        using Shop;

        partial class PaidHandler(
            ILogger<PaidHandler> logger,
            Serilog.ILogger serilog,
            IConfiguration configuration,
            Counter<long> counter
        ) : ICallbackHandler<AcmePayment>
        {
            public async Task HandleAsync(Verified<AcmePayment> paid, CancellationToken ct)
            {
                var payload = paid.Payload;
                await Task.Yield();

        """;

    private const string After = """

            }

            static string Mask(string? text) => "***";

            [LoggerMessage(1, LogLevel.Information, "paid by {Email}")]
            partial void LogPaid(string? email);

            [LoggerMessage(Level = LogLevel.Information, Message = "paid {@Payment}")]
            static partial void LogWhole(ILogger logger, AcmePayment payment);

            partial void LogPaid(string? email) { }
            static partial void LogWhole(ILogger logger, AcmePayment payment) { }
            static readonly Action<ILogger, string?, Exception?> Defined =
                LoggerMessage.Define<string?>(LogLevel.Information, 1, "{Email}");
        }
        """;

    private const string Serilog = """
        namespace Serilog
        {
            public interface ILogger
            {
                void Information(string messageTemplate, params object?[] propertyValues);
                void Information<T>(string messageTemplate, T propertyValue);
                ILogger ForContext(string propertyName, object? value, bool destructureObjects = false);
            }

            public static class Log
            {
                public static void Error<T0, T1>(string messageTemplate, T0 propertyValue0, T1 propertyValue1) { }
            }
        }
        """;

    [Theory]
    [InlineData("a sensitive member", """logger.LogInformation("paid by {Email}", {|CBG1009:payload.Email|});""")]
    [InlineData("of the message", """logger.LogInformation("paid by {Email} for {Id}", {|CBG1009:paid.Payload.Email|}, payload.Id);""")]
    [InlineData("in an interpolation", """logger.LogInformation($"paid by {{|CBG1009:payload.Email|}}");""")]
    [InlineData("in a sum", """logger.LogWarning("paid by " + {|CBG1009:payload.Email|});""")]
    [InlineData(
        "in a local",
        """var email = payload.Email?.Trim().ToLowerInvariant() ?? ""; logger.LogInformation("{Email}", {|CBG1009:email|});"""
    )]
    [InlineData("behind a question mark", """logger.LogInformation("{Email}", paid?{|CBG1009:.Payload.Email|});""")]
    [InlineData("in quotes", """logger.LogInformation("{Email}", PrintableText.Quote({|CBG1009:payload.Email|}));""")]
    [InlineData("escaped", """logger.LogInformation("{Email}", PrintableText.Escape({|CBG1009:payload.Email|} ?? "", 20));""")]
    [InlineData("in an anonymous object", """logger.LogInformation("{Who}", new { payload.Id, {|CBG1009:payload.Email|} });""")]
    [InlineData("by a generated method", """LogPaid({|CBG1009:payload.Email|});""")]
    [InlineData("by a defined delegate", """Defined(logger, {|CBG1009:payload.Email|}, null);""")]
    [InlineData("in a scope", """using (logger.BeginScope("{Email}", {|CBG1009:payload.Email|})) { }""")]
    [InlineData("by another library", """serilog.Information("paid by {Email}", {|CBG1009:payload.Email|});""")]
    [InlineData("by its static class", """Serilog.Log.Error("{Id} {Email}", payload.Id, {|CBG1009:payload.Email|});""")]
    [InlineData(
        "on the console",
        """
            Console.WriteLine("{0} {1}", payload.Id, {|CBG1009:payload.Email|});
            await Console.Error.WriteLineAsync({|CBG1009:payload.Email|});
            """
    )]
    [InlineData(
        "to the debugger",
        """Debug.WriteLine({|CBG1009:payload.Email|}); Trace.TraceInformation($"{{|CBG1009:payload.Email|}}");"""
    )]
    [InlineData("in an exception", """throw new InvalidOperationException($"no customer {{|CBG1009:payload.Email|}}");""")]
    [InlineData("as a tag of a trace", """Activity.Current?.SetTag("email", {|CBG1009:payload.Email|});""")]
    [InlineData(
        "as a tag of a metric",
        """
            counter.Add(1, new KeyValuePair<string, object?>("email", {|CBG1009:payload.Email|}));
            var tags = new TagList { { "email", {|CBG1009:payload.Email|} } };
            """
    )]
    [InlineData("a payload that is taken apart", """logger.LogInformation("paid {@Payment}", {|CBG1009:payload|});""")]
    [InlineData("a message that is taken apart", """serilog.Information("{Id} {@Paid}", payload.Id, {|CBG1009:paid|});""")]
    [InlineData(
        "a payload in the context",
        """serilog.ForContext("payment", {|CBG1009:payload|}, destructureObjects: true).Information("paid");"""
    )]
    [InlineData("a payload by a generated method", """LogWhole(logger, {|CBG1009:payload|});""")]
    [InlineData(
        "a serialized payload",
        """
            logger.LogInformation("paid {Json}", {|CBG1009:JsonSerializer.Serialize(payload)|});
            var json = JsonSerializer.Serialize(paid.Payload);
            Console.WriteLine({|CBG1009:json|});
            """
    )]
    [InlineData(
        "a message's JSON",
        """
            logger.LogInformation("paid {Json}", Encoding.UTF8.GetString({|CBG1009:paid.ToJson()|}));
            var json = paid.ToJson();
            Console.WriteLine(Encoding.UTF8.GetString({|CBG1009:json|}));
            """
    )]
    [InlineData("a key", """logger.LogDebug("key {Key}", {|CBG1009:configuration["Callbacks:Acme:secret"]|});""")]
    public Task Content_that_reaches_a_log_is_reported(string what, string code)
    {
        Assert.NotEmpty(what);
        return Verify.VerifyAnalyzerAsync(Before + code + After, Serilog);
    }

    [Theory]
    [InlineData(
        "the body of a callback",
        """
            void Log(CallbackRequest request) =>
                logger.LogInformation("{Body}", {|CBG1009:System.Text.Encoding.UTF8.GetString(request.Body.Span)|});
            """
    )]
    [InlineData("its query", """void Log(CallbackRequest request) => logger.LogInformation("{Query}", {|CBG1009:request.Query|});""")]
    [InlineData(
        "a signature",
        """void Log(HttpRequest request) => logger.LogWarning("bad signature {Signature}", {|CBG1009:request.Headers["X-Signature"]|});"""
    )]
    [InlineData(
        "a token of a parameter",
        """
            void Log([Microsoft.AspNetCore.Mvc.FromHeader(Name = "X-Token")] string token) =>
                Console.WriteLine($"token {{|CBG1009:token|}}");
            """
    )]
    [InlineData(
        "the body that is read by hand",
        """
            async Task Log(HttpRequest request, Verified<Shop.AcmePayment> paid)
            {
                using var reader = new StreamReader(request.Body);
                var body = await reader.ReadToEndAsync();
                logger.LogInformation("got {Body}", {|CBG1009:body|});
            }
            """
    )]
    public Task A_request_that_reaches_a_log_is_reported(string what, string code)
    {
        Assert.NotEmpty(what);
        return Verify.VerifyAnalyzerAsync($$"""using CallbackGen; class Hook(ILogger<Hook> logger) { {{code}} }""");
    }

    [Theory]
    [InlineData("other members", """logger.LogInformation("paid {Id} {Amount} {Status}", payload.Id, payload.Amount, payload.Status);""")]
    [InlineData("a message", """logger.LogInformation("paid {Paid}", paid);""")]
    [InlineData(
        "a payload as text",
        """logger.LogInformation("paid {Payment}", payload); Console.WriteLine(payload); logger.LogInformation($"paid {payload}");"""
    )]
    [InlineData("a record inside", """logger.LogInformation("{Order}", payload.Order);""")]
    [InlineData("a receipt", """logger.LogInformation("{Receipt} {Key}", paid.Receipt, paid.Receipt.KeyId);""")]
    [InlineData("a role", """logger.LogInformation("{Reference}", paid.GetRole(CallbackRole.Reference));""")]
    [InlineData("masked", """logger.LogInformation("{Email}", Mask(payload.Email));""")]
    [InlineData(
        "hashed",
        """
            logger.LogInformation(
                "{Email}",
                System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(payload.Email ?? "")).Length
            );
            """
    )]
    [InlineData("a length", """logger.LogInformation("{Length}", payload.Email?.Length);""")]
    [InlineData(
        "presence",
        """
            logger.LogInformation("{Has}", payload.Email is not null);
            logger.LogInformation("{Has}", string.IsNullOrEmpty(payload.Email));
            """
    )]
    [InlineData("a few characters", """logger.LogInformation("{Email}", payload.Email![..2] + "***");""")]
    [InlineData("a list", """logger.LogInformation("{Lines}", payload.Lines?.Length);""")]
    [InlineData("other data taken apart", """logger.LogInformation("{@Data}", new { payload.Id, payload.Amount });""")]
    [InlineData("an escaped place", """logger.LogInformation("{{@Payment}} {Payment}", payload);""")]
    [InlineData("a setting", """logger.LogInformation("{Level}", configuration["Logging:LogLevel:Default"]);""")]
    [InlineData("an exception about it", """if (payload.Email is null) throw new ArgumentException("no email", nameof(payload));""")]
    [InlineData("no log", """await Send(payload.Email ?? ""); static Task Send(string to) => Task.CompletedTask;""")]
    [InlineData("a message's JSON for a store", """await File.WriteAllBytesAsync("outbox", paid.ToJson(), ct);""")]
    [InlineData("serialized for a store", """await File.WriteAllTextAsync("outbox", JsonSerializer.Serialize(payload), ct);""")]
    [InlineData(
        "a rejection",
        """logger.LogWarning("refused {Rejection}", AcmePayment.Verify(CallbackRequest.Get("a=1"), CallbackKeys.Empty).Rejection);"""
    )]
    public Task What_leaves_no_content_is_not(string what, string code)
    {
        Assert.NotEmpty(what);
        return Verify.VerifyAnalyzerAsync(Before + code + After, Serilog);
    }

    [Fact]
    public Task A_body_that_is_no_callback_is_none_of_its_business() =>
        Verify.VerifyAnalyzerAsync(
            """
            class Echo(ILogger<Echo> logger)
            {
                async Task Log(HttpRequest request)
                {
                    var body = await new StreamReader(request.Body).ReadToEndAsync();
                    logger.LogInformation("{Body} {Id}", body, request.Headers["X-Request-Id"]);
                }
            }
            """
        );

    [Fact]
    public Task Locals_that_are_made_of_each_other_hold_nothing_up() =>
        Verify.VerifyAnalyzerAsync(
            """
            class Hook
            {
                void Log(CallbackGen.CallbackRequest request)
                {
                    var a = request.Body;
                    var b = a;
                    a = b;
                    b = a;
                    Console.WriteLine({|CBG1009:System.Text.Encoding.UTF8.GetString(a.Span)|});
                }
            }
            """
        );

    [Fact]
    public async Task The_message_names_the_member_and_its_place_in_the_schema()
    {
        var reported = await Verify.VerifyAnalyzerAsync(Before + """Console.WriteLine({|CBG1009:payload.Email|});""" + After, Serilog);
        Assert.Equal(
            "Email, which the schema marks as sensitive, reaches the console, where it is kept and others can read it; omit it "
                + "(acme.payment.callback.json, line 20)",
            reported[0].GetMessage(CultureInfo.InvariantCulture)
        );
    }

    [Fact]
    public Task A_test_may_print_what_it_made_up() =>
        new HandlerTest<LeakAnalyzer>
        {
            Sources = [Before + """Console.WriteLine(payload.Email);""" + After, Serilog],
            Config = "build_property.IsTestProject = true",
        }.RunAsync();

    [Fact]
    public Task The_fix_logs_the_payload_as_text() =>
        Fix.VerifyCodeFixAsync(
            """
            using CallbackGen;
            using Shop;
            class Paid(ILogger<Paid> logger)
            {
                void Log(Verified<AcmePayment> paid, AcmeNotice notice)
                {
                    logger.LogInformation("paid {@Payment}", {|CBG1009:paid.Payload|});
                    logger.LogInformation("{Id} {@Payment:j} and {@Notice}", paid.Payload.Id, {|CBG1009:paid.Payload|}, {|CBG1009:notice|});
                    logger.LogInformation("{@PaymentId} {@Payment}", new { paid.Payload.Id }, {|CBG1009:paid.Payload|});
                }
            }
            """,
            """
            using CallbackGen;
            using Shop;
            class Paid(ILogger<Paid> logger)
            {
                void Log(Verified<AcmePayment> paid, AcmeNotice notice)
                {
                    logger.LogInformation("paid {Payment}", paid.Payload);
                    logger.LogInformation("{Id} {Payment:j} and {Notice}", paid.Payload.Id, paid.Payload, notice);
                    logger.LogInformation("{@PaymentId} {Payment}", new { paid.Payload.Id }, paid.Payload);
                }
            }
            """
        );

    [Fact]
    public Task A_sensitive_member_is_left_to_people() =>
        Fix.VerifyNoCodeFixAsync("""class Paid { void Log(Shop.AcmePayment payload) => Console.WriteLine({|CBG1009:payload.Email|}); }""");
}
