using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.SentKeyAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>
/// CBG1019: the clock of a verification is built from the stored headers of a request, or by a function of the same
/// class.
/// </summary>
public sealed class KeptClockTests
{
    private const string Types = """
        public sealed record Kept(byte[] Body, Dictionary<string, string> Headers, DateTimeOffset TakenIn);
        sealed class At(DateTimeOffset time) : TimeProvider { public override DateTimeOffset GetUtcNow() => time; }
        """;

    private static readonly HandlerCases Reported = new()
    {
        ["a header of a kept request"] = Worker(
            """AcmePayment.Verify(request, keys, {|CBG1019:new At(DateTimeOffset.Parse(kept.Headers["Date"]))|})"""
        ),
        ["a header, by a local"] = Worker(
            """AcmePayment.Verify(request, keys, {|CBG1019:clock|})""",
            """var sent = kept.Headers["X-Sent-At"]; var clock = new At(DateTimeOffset.Parse(sent));"""
        ),
        ["a header that may be absent"] = Worker(
            """AcmePayment.Verify(request, keys, {|CBG1019:clock|})""",
            """
            kept.Headers.TryGetValue("X-Timestamp", out var sent);
            TimeProvider clock = new At(DateTimeOffset.FromUnixTimeSeconds(long.Parse(sent!)));
            """
        ),
        ["a member of the body"] = Worker(
            """
            AcmePayment.Verify(
                request,
                keys,
                {|CBG1019:new At(
                    System.Text.Json.JsonDocument.Parse(kept.Body)
                        .RootElement.GetProperty("created")
                        .GetDateTimeOffset()
                )|}
            )
            """
        ),
        ["by a function"] = Worker(
            """AcmePayment.Verify(request, keys, {|CBG1019:ClockOf(kept)|})""",
            members: """private static TimeProvider ClockOf(Kept kept) => new At(DateTimeOffset.Parse(kept.Headers["Date"]));"""
        ),
        ["by a function, of a request that another makes"] = Worker(
            """AcmePayment.Verify(RequestOf(kept), keys, {|CBG1019:ClockOf(kept)|})""",
            members: """
            private static CallbackRequest RequestOf(Kept kept) => CallbackRequest.Post(kept.Body, "application/json", kept.Headers);
            private static TimeProvider ClockOf(Kept kept) { var sent = kept.Headers["Date"]; return new At(DateTimeOffset.Parse(sent)); }
            """
        ),
        ["by a function that is handed the request"] = Class(
            """
            public void On(HttpRequest http, CallbackRequest request, CallbackKeys keys) =>
                AcmePayment.Verify(request, keys, {|CBG1019:ClockOf(http)|});

            private static TimeProvider ClockOf(HttpRequest http) =>
                new At(DateTimeOffset.Parse(http.Headers["Date"].ToString()));
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["when it was taken in"] = Worker("""AcmePayment.Verify(request, keys, new At(kept.TakenIn))"""),
        ["when it was taken in, by a function"] = Worker(
            """AcmePayment.Verify(request, keys, ClockOf(kept))""",
            members: """private static TimeProvider ClockOf(Kept kept) => new At(kept.TakenIn);"""
        ),
        ["what the gateway wrote"] = Worker(
            """AcmePayment.Verify(request, keys, new At(DateTimeOffset.Parse(kept.Headers["X-Received-At"])))"""
        ),
        ["the later of the two"] = Worker(
            """AcmePayment.Verify(request, keys, new At(kept.Headers.ContainsKey("Late") ? DateTimeOffset.UtcNow : kept.TakenIn))"""
        ),
        ["the system's"] = Worker("""AcmePayment.Verify(request, keys, TimeProvider.System)"""),
        ["the container's, by a function"] = Class(
            """
            private readonly TimeProvider _clock = TimeProvider.System;
            public void On(CallbackRequest request, CallbackKeys keys) => AcmePayment.Verify(request, keys, Clock());
            private TimeProvider Clock() => _clock;
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_clock_that_the_sender_sets_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name], Types);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name], Types);

    private static string Worker(string verification, string before = "", string members = "") =>
        Class(
            $$"""
            public bool On(Kept kept, CallbackKeys keys)
            {
                var request = CallbackRequest.Post(kept.Body, "application/json", kept.Headers);
                {{before}}
                return {{verification}}.IsSuccess;
            }
            {{members}}
            """
        );
}
