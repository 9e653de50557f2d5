using System.Globalization;
using CallbackGen.Analyzers.Tests.Harness;
using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.LeakAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1009 where the content reaches the log through a call, an object or another file.</summary>
public sealed class LeakAwayTests
{
    /// <summary>The payload <c>AcmeCharge</c>, which has the signature as a member.</summary>
    private static readonly (string Path, string Text) Charge = (
        "/shop/schemas/acme.charge.callback.json",
        """
        {
          "callback": {
            "provider": "Acme", "feed": "Charge",
            "receive": [ { "method": "POST", "content": "form" } ],
            "keys": { "secret": { "encoding": "utf8" } },
            "verify": {
              "scheme": "hmac", "algorithm": "sha256", "key": "secret",
              "signature": { "from": "body:/checksum", "encoding": "hex" }, "message": "{body:/id}"
            }
          },
          "type": "object",
          "required": ["id", "checksum"],
          "properties": { "id": { "type": "string" }, "checksum": { "type": "string" } }
        }
        """
    );

    private static readonly HandlerCases Reported = new()
    {
        ["a helper that logs what it is handed"] = Log(
            """Trace("by " + {|CBG1009:payload.Email|}); void Trace(string text) => logger.LogInformation("{Text}", text);"""
        ),
        ["a helper of another class, an extension and an interface"] = Log(
            """
            Lines.Write({|CBG1009:payload.Email|});
            logger.Say(payload.Id, {|CBG1009:payload.Email|});
            lines.Put($"paid by {{|CBG1009:payload.Email|}}");
            """
        ),
        ["a local that a helper is handed"] = Log("""var text = $"{payload.Id} {payload.Email}"; Lines.Write({|CBG1009:text|});"""),
        ["a helper that makes a message of it"] = Log(
            """
            Fail({|CBG1009:payload.Email|} ?? "");
            static void Fail(string who) => throw new InvalidOperationException($"no customer {who}");
            """
        ),
        ["a generic helper that takes a payload apart"] = Log(
            """
            Dump({|CBG1009:payload|});
            Print({|CBG1009:paid|});
            void Dump<T>(T it) => logger.LogInformation("{@It}", it);
            void Print(object it)
            {
                var json = JsonSerializer.Serialize(it);
                Console.WriteLine(json);
            }
            """
        ),
        ["a method group"] = Log("""Array.ForEach(new[] { {|CBG1009:payload.Email|} }, Lines.Write);"""),
        ["a record of one's own"] = Log(
            """
            logger.LogInformation("{Payer}", new Payer({|CBG1009:payload.Email|}, 1));
            var payer = new Payer(payload.Email, 2);
            Console.WriteLine({|CBG1009:payer|});
            """
        ),
        ["a record of one's own by its initializer, and a copy"] = Log(
            """
            logger.LogInformation("{Payer}", new Payer(null, 1) { Note = {|CBG1009:payload.Email|} });
            logger.LogInformation("{Payer}", new Payer(null, 1) with { Note = {|CBG1009:payload.Email|} });
            """
        ),
        ["an object of one's own that is taken apart"] = Log(
            """
            logger.LogInformation("{@Customer}", new Customer { Email = {|CBG1009:payload.Email|} });
            logger.LogInformation("{Json}", JsonSerializer.Serialize(new Customer { Email = {|CBG1009:payload.Email|} }));
            """
        ),
        ["a serialized object with a payload in it"] = Log(
            """
            Console.WriteLine({|CBG1009:JsonSerializer.Serialize(new { at = 1, payload })|});
            Console.WriteLine({|CBG1009:JsonSerializer.SerializeToNode(payload)|}!.ToJsonString());
            """
        ),
        ["a file of lines"] = Log(
            """
            File.AppendAllText("callbacks.log", $"{payload.Id} {{|CBG1009:payload.Email|}}\n");
            await File.AppendAllLinesAsync("callbacks.log", [payload.Id, {|CBG1009:payload.Email|}!], ct);
            File.AppendAllText("callbacks.log", {|CBG1009:JsonSerializer.Serialize(payload)|});
            File.WriteAllText("last", {|CBG1009:payload.Email|});
            """
        ),
        ["a writer over a file"] = Log(
            """
            using var writer = new StreamWriter("callbacks.log", append: true);
            writer.WriteLine({|CBG1009:payload.Email|});
            await using var other = File.AppendText("callbacks.log");
            await other.WriteLineAsync({|CBG1009:payload.Email|});
            _kept.WriteLine({|CBG1009:payload.Email|});
            """
        ),
        ["a helper that writes lines into a file"] = Log(
            """Append({|CBG1009:payload.Email|} ?? ""); static void Append(string line) => File.AppendAllText("callbacks.log", line);"""
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["a helper that is handed other members"] = Log(
            """Lines.Write(payload.Id); logger.Say(payload.Id, payload.Currency); lines.Put($"paid {payload.Amount}");"""
        ),
        ["a helper that writes nothing"] = Log(
            """Send(payload.Email ?? ""); void Send(string to) => logger.LogInformation("sent {Length}", to.Length);"""
        ),
        ["a helper that masks what it writes"] = Log(
            """Lines.WriteMasked(payload.Email ?? ""); Lines.Write(Lines.Mask(payload.Email ?? ""));"""
        ),
        ["a helper that logs the other parameter"] = Log("""logger.Say(payload.Email ?? "", "x"); Lines.Count(payload);"""),
        ["a helper of a helper"] = Log("""Outer(payload.Email); void Outer(string? text) => Lines.Write(text);"""),
        ["a payload as text"] = Log("""Show(payload); void Show(object it) => logger.LogInformation("{It}", it);"""),
        ["a record that prints itself"] = Log(
            """
            logger.LogInformation("{Payer}", new Masked(payload.Email));
            logger.LogInformation("{Customer}", new Customer { Email = payload.Email });
            """
        ),
        ["a record with other members"] = Log(
            """
            logger.LogInformation("{Payer}", new Payer(payload.Id, 1));
            logger.LogInformation("{@Customer}", new Customer { Email = payload.Id });
            """
        ),
        ["a file of its own"] = Log(
            """
            await File.WriteAllTextAsync($"{payload.Id}.json", JsonSerializer.Serialize(payload), ct);
            await File.WriteAllBytesAsync("x", JsonSerializer.SerializeToUtf8Bytes(payload), ct);
            """
        ),
        ["other members in a file"] = Log("""File.AppendAllText("callbacks.log", payload.Id); _kept.WriteLine(payload.Amount);"""),
        ["a writer that is no file"] = Log(
            """
            using var text = new StringWriter();
            text.Write(payload.Email);
            using var memory = new StreamWriter(new MemoryStream());
            memory.WriteLine(payload.Email);
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task Content_that_is_written_one_step_away_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_one_step_away_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name]);

    [Fact]
    public async Task The_message_names_the_helper_that_writes_it()
    {
        var reported = await Verify.VerifyAnalyzerAsync(Log("""Lines.Write({|CBG1009:payload.Email|});"""));
        Assert.StartsWith(
            "Email, which the schema marks as sensitive, reaches the console in \"Write\", where",
            reported[0].GetMessage(CultureInfo.InvariantCulture),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public Task The_member_from_which_the_schema_takes_the_signature_is_reported() =>
        new HandlerTest<Generator.Analyzers.LeakAnalyzer>
        {
            Schemas = [Charge],
            Sources =
            [
                Class(
                    """
                    public static void On(Verified<AcmeCharge> charge, ILogger logger)
                    {
                        logger.LogInformation("{Id}", charge.Payload.Id);
                        logger.LogInformation("{Checksum}", {|CBG1009:charge.Payload.Checksum|});
                    }
                    """
                ),
            ],
        }.RunAsync();

    [Fact]
    public Task So_is_the_member_from_which_it_takes_the_token() =>
        Verify.VerifyAnalyzerAsync(
            Class(
                """
                public static void On(Authenticated<AcmeNotice> notice, ILogger logger) =>
                    logger.LogInformation("{Token} {Id}", {|CBG1009:notice.Payload.Token|}, notice.Payload.InvoiceId);
                """
            )
        );

    [Fact]
    public Task The_body_of_a_refused_request_is_reported() =>
        Verify.VerifyAnalyzerAsync(
            Program(
                """
                app.MapCallback<AcmePayment>("/x", (Verified<AcmePayment> payment) => { })
                    .OnRejected(
                        async (rejected, ct) =>
                        {
                            app.Logger.LogWarning(
                                "refused {Body}",
                                {|CBG1009:System.Text.Encoding.UTF8.GetString(rejected.Body.Span)|}
                            );
                            app.Logger.LogWarning(
                                "refused {Rejected} {Reason} {Length}",
                                rejected,
                                rejected.Rejection.Detail,
                                rejected.Body.Length
                            );
                            await File.WriteAllBytesAsync("refused.bin", rejected.Body, ct);
                        }
                    );
                """
            )
        );

    [Theory]
    [InlineData("logging => logging.LoggingFields = {|CBG1009:Microsoft.AspNetCore.HttpLogging.HttpLoggingFields.All|}", "", "")]
    [InlineData(
        """
            logging =>
            {
                logging.LoggingFields =
                    {|CBG1009:Microsoft.AspNetCore.HttpLogging.HttpLoggingFields.RequestPath
                    | Microsoft.AspNetCore.HttpLogging.HttpLoggingFields.RequestBody|};
            }
            """,
        "",
        ""
    )]
    [InlineData(
        "logging => logging.LoggingFields = Microsoft.AspNetCore.HttpLogging.HttpLoggingFields.RequestPropertiesAndHeaders",
        "",
        ""
    )]
    [InlineData(
        "logging => logging.LoggingFields = Microsoft.AspNetCore.HttpLogging.HttpLoggingFields.All",
        ".WithHttpLogging(Microsoft.AspNetCore.HttpLogging.HttpLoggingFields.None)",
        ""
    )]
    [InlineData("logging => { }", ".WithHttpLogging({|CBG1009:Microsoft.AspNetCore.HttpLogging.HttpLoggingFields.Request|})", "")]
    [InlineData(
        "logging => { }",
        ".WithHttpLogging(Microsoft.AspNetCore.HttpLogging.HttpLoggingFields.RequestPath)",
        """app.MapGet("/y", () => "").WithHttpLogging(Microsoft.AspNetCore.HttpLogging.HttpLoggingFields.All);"""
    )]
    public Task A_log_of_all_bodies_is_reported(string logging, string convention, string after) =>
        Verify.VerifyAnalyzerAsync(
            $$"""
            using CallbackGen;
            var builder = WebApplication.CreateBuilder();
            builder.Services.AddHttpLogging({{logging}});
            var app = builder.Build();
            app.MapCallback<AcmePayment>("/x", (Verified<AcmePayment> payment) => { }){{convention}};
            {{after}}
            """
        );

    [Fact]
    public Task A_program_without_callbacks_may_log_bodies() =>
        Verify.VerifyAnalyzerAsync(
            """
            var builder = WebApplication.CreateBuilder();
            builder.Services.AddHttpLogging(logging => logging.LoggingFields = Microsoft.AspNetCore.HttpLogging.HttpLoggingFields.All);
            """
        );

    private static string Log(string code) =>
        $$"""
            using System.Text.Json;
            using CallbackGen;
            using Shop;

            class PaidHandler(ILogger<PaidHandler> logger, ILines lines) : ICallbackHandler<AcmePayment>
            {
                private readonly StreamWriter _kept = File.AppendText("kept.log");

                public async Task HandleAsync(Verified<AcmePayment> paid, CancellationToken ct)
                {
                    var payload = paid.Payload;
                    await Task.Yield();
                    lines.Put("paid");
                    _kept.Flush();
                    logger.LogInformation("paid");
                    {{code}}
                }
            }

            static class Lines
            {
                public static void Write(string? line) => Console.WriteLine($"line: {line}");

                public static void WriteMasked(string line) => Console.WriteLine(Mask(line));

                public static string Mask(string line) => line.Length > 2 ? line[..2] : "";

                public static void Say(this ILogger logger, string unused, string? line) =>
                    logger.LogInformation("{Line} {Length}", line, unused.Length);

                public static void Count(object it) => Console.WriteLine(it.GetHashCode());
            }

            interface ILines
            {
                void Put(string line);
            }

            class ConsoleLines : ILines
            {
                public void Put(string line)
                {
                    var text = line.Trim();
                    Console.WriteLine(text);
                }
            }

            record Payer(string? Email, int Rank)
            {
                public string? Note { get; init; }
            }

            record Masked(string? Email)
            {
                public override string ToString() => "***";
            }

            class Customer
            {
                public string? Email { get; set; }
            }
            """;
}
