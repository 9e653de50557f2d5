using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.SentKeyAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1019: the key or the clock of a verification comes from the request.</summary>
public sealed class SentKeyTests
{
    private const string Types = """
        public sealed class Secrets : CallbackGen.AspNetCore.ICallbackKeyLookup
        {
            private readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> _secrets = new();
            private string? _awaited;

            public void Await(string hook) => _awaited = hook;

            public void Keep(string hook, string secret) => _secrets[hook] = secret;

            public void KeepAwaited(string hook, string secret)
            {
                if (_awaited == hook)
                    _secrets[hook] = secret;
            }

            public void Offer(string secret)
            {
                if (Interlocked.Exchange(ref _awaited, null) is { } hook)
                    _secrets.TryAdd(hook, secret);
            }

            public ValueTask<IReadOnlyList<string>> FindAsync(
                CallbackGen.AspNetCore.CallbackKeyLookupRequest request,
                CancellationToken cancellationToken
            ) => ValueTask.FromResult<IReadOnlyList<string>>([]);
        }

        sealed class At(DateTimeOffset time) : TimeProvider
        {
            public override DateTimeOffset GetUtcNow() => time;
        }
        """;

    private static readonly HandlerCases Reported = new()
    {
        ["a header"] = Route(
            """var keys = CallbackKeys.Create(AcmePayment.Feed, "secret", {|CBG1019:request.Headers["X-Key"].ToString()|});"""
        ),
        ["a query, through a local"] = Route(
            """
            var key = request.Query["key"].ToString().Trim();
            var keys = CallbackKeys.Create(AcmePayment.Feed, "secret", {|CBG1019:key|});
            """
        ),
        ["a form, in pairs"] = Route(
            """
            var form = await request.ReadFormAsync();
            var keys = CallbackKeys.Create(
                AcmePayment.Feed,
                {|CBG1019:[KeyValuePair.Create("secret", form["key"].ToString())]|}
            );
            """
        ),
        ["a header that may be absent"] = Route(
            """
            var keys = request.Headers.TryGetValue("X-Key", out var key)
                ? CallbackKeys.Create(AcmePayment.Feed, "secret", {|CBG1019:key.ToString()|})
                : CallbackKeys.Empty;
            """
        ),
        ["a parameter of the route"] = Program(
            """
            app.MapPost(
                "/x/{key}",
                (string key, CallbackRequest callback) =>
                    AcmePayment
                        .Verify(callback, CallbackKeys.Create(AcmePayment.Feed, "secret", {|CBG1019:key|}))
                        .IsSuccess
            );
            """
        ),
        ["a parameter from a header"] = Controller(
            """
            [HttpPost("/x")]
            public IActionResult Post([FromHeader(Name = "X-Key")] string key) =>
                Ok(CallbackKeys.Create(AcmePayment.Feed, "secret", {|CBG1019:key|}).ToString());
            """
        ),
        ["the key of a MAC of one's own"] = Route(
            """
            var body = new byte[1];
            var genuine = CryptographicOperations.FixedTimeEquals(
                HMACSHA256.HashData({|CBG1019:Encoding.UTF8.GetBytes(request.Headers["X-Secret"].ToString())|}, body),
                Convert.FromHexString(request.Headers["X-Signature"].ToString())
            );
            """
        ),
        ["a clock of a header"] = Route(
            """
            var result = AcmePayment.Verify(
                callback,
                given,
                {|CBG1019:new At(DateTimeOffset.Parse(request.Headers["Date"].ToString()))|}
            );
            """
        ),
        ["a clock of a field"] = Route(
            """
            var time = DateTimeOffset.FromUnixTimeSeconds(long.Parse(request.Query["t"]!));
            TimeProvider clock = new At(time);
            var result = AcmePayment.Verify(callback, given, {|CBG1019:clock|});
            """
        ),
        ["a handshake's secret, kept by a lookup"] = Handshake(
            "app.Services.GetRequiredService<Secrets>().Keep(hook, {|CBG1019:secret|});"
        ),
        ["a handshake's secret, kept in configuration"] = Handshake(
            """context.RequestServices.GetRequiredService<IConfiguration>()["Callbacks:Acme:secret"] = {|CBG1019:secret|};"""
        ),
        ["a handshake's secret of a header by a variable"] = Program(
            """
            app.MapPost(
                "/callbacks/hooks",
                (HttpContext context, Secrets secrets) =>
                {
                    var sent = context.Request.Headers["X-Hook-Secret"].ToString();
                    if (sent.Length > 0)
                        secrets.Keep("1", {|CBG1019:sent|});
                }
            );
            """
        ),
        ["a handshake's secret in an endpoint's own table"] = Program(
            """
            var kept = new System.Collections.Concurrent.ConcurrentDictionary<string, string>();
            app.MapPost(
                "/callbacks/hooks",
                (string hook, [Microsoft.AspNetCore.Mvc.FromHeader(Name = "X-Hook-Secret")] string secret) =>
                    kept[hook] = {|CBG1019:secret|}
            );
            """
        ),
        ["now, of a check of one's own"] = Class(
            """
            public bool On(HttpRequest request) =>
                VerifySignature(
                    request.Headers["X-Signature"].ToString(),
                    {|CBG1019:DateTimeOffset.Parse(request.Headers["X-Time"].ToString())|}
                );

            private static bool VerifySignature(string signature, DateTimeOffset now) =>
                signature.Length > now.Second;
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["configuration"] = Route(
            """var keys = CallbackKeys.Create(AcmePayment.Feed, "secret", configuration["Callbacks:Acme:secret"]!);"""
        ),
        ["configuration that the request chooses among"] = Route(
            """
            var keys = CallbackKeys.Create(
                AcmePayment.Feed,
                "secret",
                configuration[$"Callbacks:{request.RouteValues["tenant"]}:secret"]!
            );
            """
        ),
        ["a store that is asked by the request"] = Route(
            """
            var stored = new Dictionary<string, string>();
            if (stored.TryGetValue(request.Query["tenant"]!, out var key))
            {
                var keys = CallbackKeys.Create(AcmePayment.Feed, "secret", key);
            }
            var other = CallbackKeys.Create(AcmePayment.Feed, "secret", stored[request.Query["tenant"]!]);
            """
        ),
        ["a key that is derived of a secret and the request"] = Route(
            """
            var derived = HMACSHA256.HashData(
                Encoding.UTF8.GetBytes(configuration["secret"]!),
                Encoding.UTF8.GetBytes(request.Query["nonce"].ToString())
            );
            var genuine = CryptographicOperations.FixedTimeEquals(
                HMACSHA256.HashData(derived, new byte[1]),
                Convert.FromHexString(request.Headers["X-Signature"].ToString())
            );
            """
        ),
        ["a secret beside a value of the request"] = Route(
            """
            var key = configuration["secret"] + request.Query["nonce"];
            var genuine = CryptographicOperations.FixedTimeEquals(
                HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), new byte[1]),
                Convert.FromHexString(request.Headers["X-Signature"].ToString())
            );
            """
        ),
        ["a handshake that is awaited"] = Handshake("app.Services.GetRequiredService<Secrets>().Offer(secret);"),
        ["a handshake that is awaited, and replaces"] = Handshake("app.Services.GetRequiredService<Secrets>().KeepAwaited(hook, secret);"),
        ["a handshake by somebody who has signed in"] = Handshake(
            """if (context.User.IsInRole("operator")) context.RequestServices.GetRequiredService<Secrets>().Keep(hook, secret);"""
        ),
        ["a secret that a person changes elsewhere"] = Program(
            """
            var kept = new Dictionary<string, string>();
            app.MapPost(
                "/profile",
                (HttpRequest request) =>
                {
                    kept["me"] = request.Headers["X-Secret"].ToString();
                }
            );
            """
        ),
        ["a secret that is handed back"] = Handshake("""context.Response.Headers["X-Hook-Secret"] = secret;"""),
        ["the system's clock"] = Route("""var result = AcmePayment.Verify(callback, given, TimeProvider.System);"""),
        ["a clock of the container"] = Program(
            """
            app.MapPost(
                "/x",
                (CallbackRequest callback, CallbackKeys keys, TimeProvider clock) =>
                    AcmePayment.Verify(callback, keys, clock).IsSuccess
            );
            """
        ),
        ["a key that is made, in a job"] = Class(
            """public CallbackKeys Make(string key) => CallbackKeys.Create(AcmePayment.Feed, "secret", key);"""
        ),
        ["a MAC that proves nothing"] = Route(
            """var etag = HMACSHA256.HashData(Encoding.UTF8.GetBytes(request.Query["name"].ToString()), new byte[1]);"""
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task What_the_sender_chooses_is_reported(string name) => Verify.VerifyAnalyzerAsync(Usings + Reported[name], Types);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Usings + Silent[name], Types);

    private const string Usings = "using System.Security.Cryptography;\nusing System.Text;\nusing Microsoft.Extensions.Configuration;\n";

    private static string Handshake(string keep) =>
        Program(
            $$"""
            app.Use(
                async (context, next) =>
                {
                    await next(context);
                    if (
                        context.Response.StatusCode == 200
                        && context.Request.Path == "/callbacks/acme"
                        && context.Request.Headers["X-Hook-Secret"] is [{ Length: >= 32 } secret]
                        && context.Request.Query["hook"] is [{ } hook]
                    )
                    {
                        {{keep}}
                    }
                }
            );
            """
        );

    private static string Route(string code) =>
        Program(
            $$"""
            app.MapPost("/x", async (HttpRequest request, CallbackRequest callback, CallbackKeys given, IConfiguration configuration) =>
            {
                await Task.Yield();
                {{code}}
            });
            """
        );
}
