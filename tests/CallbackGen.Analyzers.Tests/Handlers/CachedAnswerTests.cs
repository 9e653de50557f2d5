using CallbackGen.Analyzers.Tests.Harness;
using Microsoft.CodeAnalysis;
using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.CachedAnswerAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1052: a cache may store the response to a callback.</summary>
public sealed class CachedAnswerTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["a convention"] = Program(
            """app.MapCallback<AcmePayment>("/x", (Verified<AcmePayment> payment) => { }).{|CBG1052:CacheOutput()|};"""
        ),
        ["a convention with a policy"] = Program(
            """
            app.MapCallback<AcmePayment>("/x", (Verified<AcmePayment> payment) => { })
                .{|CBG1052:CacheOutput(policy => policy.Expire(TimeSpan.FromMinutes(1)))|};
            """
        ),
        ["another convention between"] = Program(
            """app.MapGet("/x", (Verified<AcmePayment> payment) => "thanks").WithName("x").{|CBG1052:CacheOutput("pages")|};"""
        ),
        ["a statement of its own"] = Program(
            """
            var endpoint = app.MapCallback<AcmePayment>("/x", (Verified<AcmePayment> payment) => { });
            endpoint.{|CBG1052:CacheOutput()|};
            """
        ),
        ["a group"] = Program(
            """
            var group = app.MapGroup("/callbacks").{|CBG1052:CacheOutput()|};
            group.MapCallback<AcmePayment>("/x", (Verified<AcmePayment> payment) => { });
            """
        ),
        ["a lambda's attribute"] = Program(
                """app.MapGet("/x", {|CBG1052:[OutputCache(Duration = 60)]|} (Verified<AcmePayment> payment) => "thanks");"""
            )
            .Replace("{|CBG1052:[OutputCache(Duration = 60)]|}", "[{|CBG1052:OutputCache(Duration = 60)|}]", StringComparison.Ordinal),
        ["an action's attribute"] = Controller(
            """
            [HttpGet("/x"), {|CBG1052:ResponseCache(Duration = 300, Location = ResponseCacheLocation.Any)|}]
            public IActionResult Thanks(Verified<AcmePayment> payment) => Ok();
            """
        ),
        ["an action's output"] = Controller(
            """[HttpGet("/x"), {|CBG1052:OutputCache|}] public IActionResult Thanks(Verified<AcmePayment> payment) => Ok();"""
        ),
        ["a header"] = Route("""{|CBG1052:http.Response.Headers.CacheControl = "public, max-age=60"|};"""),
        ["a header by its name"] = Route("""{|CBG1052:http.Response.Headers["Cache-Control"] = "max-age=600"|};"""),
        ["a header by the platform's name"] = Route(
            """{|CBG1052:http.Response.Headers[Microsoft.Net.Http.Headers.HeaderNames.CacheControl] = "public"|};"""
        ),
        ["a header that is added"] = Route("""{|CBG1052:http.Response.Headers.Append("Cache-Control", "public")|};"""),
        ["a cache for all"] = Program(
            """
            app.MapGet(
                "/return",
                (Verified<AcmePayment> payment, Microsoft.Extensions.Caching.Memory.IMemoryCache cache) =>
                    {|CBG1052:Microsoft.Extensions.Caching.Memory.CacheExtensions.GetOrCreate(
                        cache,
                        "thanks",
                        _ => $"Thanks for {payment.Payload.Order.Number}"
                    )|}
            );
            """
        ),
        ["a header as an object"] = Route(
            """
            http.Response.GetTypedHeaders().CacheControl =
                {|CBG1052:new Microsoft.Net.Http.Headers.CacheControlHeaderValue
                {
                    Public = true,
                    MaxAge = TimeSpan.FromMinutes(1)
                }|};
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["no cache"] = Program(
            """app.MapCallback<AcmePayment>("/x", (Verified<AcmePayment> payment) => { }).CacheOutput(policy => policy.NoCache());"""
        ),
        ["a policy of no cache"] = Program(
            """app.MapCallback<AcmePayment>("/x", (Verified<AcmePayment> payment) => { }).CacheOutput("NoCache");"""
        ),
        ["another page"] = Program(
            """
            app.UseOutputCache();
            app.MapGet("/prices", () => 1).CacheOutput();
            app.MapCallback<AcmePayment>("/x", (Verified<AcmePayment> payment) => { });
            """
        ),
        ["a group of other pages"] = Program(
            """
            var pages = app.MapGroup("/pages").CacheOutput();
            pages.MapGet("/prices", () => 1);
            app.MapCallback<AcmePayment>("/x", (Verified<AcmePayment> payment) => { });
            """
        ),
        ["nothing stored"] = Controller(
            """
            [HttpGet("/x"), ResponseCache(Duration = 0, Location = ResponseCacheLocation.None, NoStore = true)]
            public IActionResult Thanks(Verified<AcmePayment> payment) => Ok();
            """
        ),
        ["an output that is not stored"] = Controller(
            """[HttpGet("/x"), OutputCache(NoStore = true)] public IActionResult Thanks(Verified<AcmePayment> payment) => Ok();"""
        ),
        ["another action"] = Controller(
            """
            [HttpGet("/y"), ResponseCache(Duration = 300)]
            public IActionResult Prices() => Ok();

            [HttpGet("/x")]
            public IActionResult Thanks(Verified<AcmePayment> payment) => Ok();
            """
        ),
        ["a private header"] = Route("""http.Response.Headers.CacheControl = "private, max-age=60";"""),
        ["a cache by the order"] = Program(
            """
            app.MapGet(
                "/return",
                (Verified<AcmePayment> payment, Microsoft.Extensions.Caching.Memory.IMemoryCache cache) =>
                    Microsoft.Extensions.Caching.Memory.CacheExtensions.GetOrCreate(
                        cache,
                        "thanks-" + payment.Payload.Order.Number,
                        _ => $"Thanks for {payment.Payload.Order.Number}"
                    )
            );
            """
        ),
        ["a cache of something else"] = Program(
            """
            app.MapGet(
                "/return",
                (Verified<AcmePayment> payment, Microsoft.Extensions.Caching.Memory.IMemoryCache cache) =>
                    Microsoft.Extensions.Caching.Memory.CacheExtensions.GetOrCreate(cache, "text", _ => "Thanks")
            );
            """
        ),
        ["no-store"] = Route("""http.Response.Headers.CacheControl = "no-store";"""),
        ["a header of another page"] = Program(
            """app.MapGet("/prices", (HttpContext http) => { http.Response.Headers.CacheControl = "public, max-age=60"; return 1; });"""
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_cached_answer_is_reported(string name) => Verify.VerifyAnalyzerAsync(Usings + Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Usings + Silent[name]);

    [Theory]
    [InlineData("POST", DiagnosticSeverity.Info)]
    [InlineData("GET", DiagnosticSeverity.Warning)]
    public async Task A_cache_keeps_what_comes_by_get(string method, DiagnosticSeverity severity)
    {
        var (path, text) = HandlerFeeds.Payment;
        var schema = text.Replace(
            "\"method\": \"POST\", \"content\": \"json\"",
            $"\"method\": \"{method}\", \"content\": \"{(method == "GET" ? "query" : "json")}\"",
            StringComparison.Ordinal
        );
        if (method == "GET")
            schema = """
                {
                  "callback": {
                    "provider": "Acme", "feed": "Payment",
                    "receive": [ { "method": "GET", "content": "query" } ],
                    "keys": { "secret": { "encoding": "utf8" } },
                    "verify": {
                      "scheme": "hmac",
                      "algorithm": "sha256",
                      "key": "secret",
                      "signature": { "from": "query:sign", "encoding": "hex" },
                      "message": [ { "value": "body:/id" } ]
                    }
                  },
                  "type": "object", "required": ["id"], "properties": { "id": { "type": "string" } }
                }
                """;
        var (_, reported) = await new HandlerTest<CallbackGen.Generator.Analyzers.CachedAnswerAnalyzer>
        {
            Sources = [Usings + Reported["a convention"]],
            Schemas = [(path, schema)],
        }.RunAsync();
        Assert.Equal(severity, Assert.Single(reported).Severity);
    }

    private const string Usings = "using Microsoft.AspNetCore.OutputCaching;\n";

    private static string Route(string code) =>
        Program($$"""app.MapGet("/return", (Verified<AcmePayment> payment, HttpContext http) => { {{code}} return "thanks"; });""");
}
