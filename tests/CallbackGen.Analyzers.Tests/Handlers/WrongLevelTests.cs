using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Analyzers;
using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Fix = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<
    CallbackGen.Generator.Analyzers.WrongLevelAnalyzer,
    CallbackGen.CodeFixes.FittingLevelFix
>;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.WrongLevelAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1013 says more than CS0311 about a trust level that the feed does not reach.</summary>
public sealed class WrongLevelTests
{
    [Theory]
    [InlineData(
        "void A({|CBG1013:Verified<AcmeNotice>|} notice) { }",
        "The signature of AcmeNotice does not cover Status, Amount, Currency and 1 more, until ConfirmAsync queries the provider; "
            + "take Authenticated<AcmeNotice> instead (acme.notice.callback.json, line 3)"
    )]
    [InlineData(
        "void A({|CBG1013:Verified<AcmePing>|} ping) { }",
        "AcmePing is not signed: anyone can send one, until ConfirmAsync queries the provider; take Received<AcmePing> instead "
            + "(acme.ping.callback.json, line 3)"
    )]
    [InlineData(
        "void A({|CBG1013:Authenticated<AcmePayment>|} payment) { }",
        "The signature covers all of AcmePayment, so there is nothing to confirm; take Verified<AcmePayment> instead "
            + "(acme.payment.callback.json, line 3)"
    )]
    [InlineData("void A({|CBG1013:Received<AcmeNotice>|} notice) { }", null)]
    [InlineData("List<{|CBG1013:Authenticated<AcmePing>|}> Pings { get; } = new List<{|CBG1013:Authenticated<AcmePing>|}>();", null)]
    [InlineData("CallbackResult<{|CBG1013:Verified<AcmeNotice>|}>? Last;", null)]
    [InlineData("class H : {|CBG1013:ICallbackHandler<AcmeNotice>|} { }", null)]
    public async Task A_level_that_the_feed_does_not_reach_is_explained(string code, string? message)
    {
        var (_, reported) = await new HandlerTest<WrongLevelAnalyzer> { Sources = [Class(code)], Compiles = false }.RunAsync();
        if (message is not null)
            Assert.Equal(message, reported[0].GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(
        """
            void A(
                Verified<AcmePayment> a,
                Authenticated<AcmeNotice> b,
                Received<AcmePing> c,
                Confirmed<AcmeNotice> d,
                Confirmed<AcmePing> e,
                Verified<AcmeEvent> f
            ) { }
            """
    )]
    [InlineData("void A(Confirmed<AcmePayment> reconciled, Confirmed<AcmePayment, string> answered) { }")]
    [InlineData(
        """
            class H : IAuthenticatedCallbackHandler<AcmeNotice>
            {
                public Task HandleAsync(Authenticated<AcmeNotice> callback, CancellationToken cancellationToken) =>
                    Task.CompletedTask;
            }
            """
    )]
    [InlineData("static string Id<T>(Verified<T> message) where T : class, IVerifiedPayload<T> => message.ToString();")]
    [InlineData("class Verified2<T>; void A(Verified2<AcmeNotice> a, CallbackResult<Verified<AcmePayment>> b) { }")]
    [InlineData(
        "Task<Verified<AcmePayment>>? Later; Func<Authenticated<AcmeNotice>, Task>? Handle; List<Received<AcmePing>> Pings { get; } = [];"
    )]
    [InlineData("Type A => typeof(Verified<>); Type B => typeof(ICallbackHandler<>);")]
    [InlineData(
        """
            static string? A(object message) =>
                (message as Authenticated<AcmeNotice>)?.ToString()
                ?? (message is Verified<AcmeEvent> paid ? paid.ToString() : null);
            """
    )]
    [InlineData("void A(ITrusted<AcmePayment> a, ITrusted<AcmeNotice> b) { }")]
    [InlineData(
        """
            class H : ICallbackHandler<AcmePayment>, IReceivedCallbackHandler<AcmePing>
            {
                public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken) =>
                    Task.CompletedTask;

                public Task HandleAsync(Received<AcmePing> callback, CancellationToken cancellationToken) =>
                    Task.CompletedTask;
            }
            """
    )]
    public Task A_level_that_it_reaches_is_silent(string code) => Verify.VerifyAnalyzerAsync(Class(code));

    [Fact]
    public Task A_type_of_ones_own_of_the_same_name_is_silent() =>
        Verify.VerifyAnalyzerAsync("namespace Mine { public class Verified<T>; class C { Verified<AcmeNotice>? Notice; } }");

    [Fact]
    public Task The_fix_writes_the_level_that_it_reaches() =>
        Fix.VerifyCodeFixAsync(
            Class(
                """
                public class Handler(Orders orders) : {|CBG1013:ICallbackHandler<AcmeNotice>|}
                {
                    public Task HandleAsync(
                        {|CBG1013:Verified<AcmeNotice>|} callback,
                        CancellationToken cancellationToken
                    ) => orders.ShipAsync(callback.Payload.InvoiceId);
                }
                """
            ),
            Class(
                """
                public class Handler(Orders orders) : IAuthenticatedCallbackHandler<AcmeNotice>
                {
                    public Task HandleAsync(
                        Authenticated<AcmeNotice> callback,
                        CancellationToken cancellationToken
                    ) => orders.ShipAsync(callback.Payload.InvoiceId);
                }
                """
            ),
            compiles: false
        );
}
