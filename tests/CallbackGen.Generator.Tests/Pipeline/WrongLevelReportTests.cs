using System.Globalization;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Tests.Pipeline;

/// <summary>
/// CBG1013 from the generator: for declarations, whose error CS0311 makes the compiler drop the diagnostics of analyzers. Method bodies
/// are left to the analyzer, so that a build reports each occurrence once.
/// </summary>
public sealed class WrongLevelReportTests
{
    private const string Usings =
        "using CallbackGen; using Shop; using System; using System.Collections.Generic; using System.Threading.Tasks;\n";

    private static readonly FeedSchema Verified = new()
    {
        Properties = """ "amount": { "type": "string" }, "fee": { "type": "string" } """,
        Verify = FeedSchema.Hmac("\"{rawBody}\""),
    };

    private static readonly FeedSchema Unknown = Verified with { Verify = FeedSchema.Hmac("""[{ "members": ["amount"], "join": "|" }]""") };

    /// <summary>A feed whose author knows which members its signature covers.</summary>
    private static readonly FeedSchema Authenticated = Unknown with { Required = ["fee"], Callback = """ "confirmedKey": ["/fee"] """ };

    public static TheoryData<string> Declarations =>
        [
            "abstract class H : {|CBG1013:ICallbackHandler<AcmePayment>|} { public abstract Task HandleAsync(); }",
            "class H : object, {|CBG1013:ICallbackHandler<Shop.AcmePayment>|};",
            "interface IHandler : {|CBG1013:IReceivedCallbackHandler<global::Shop.AcmePayment>|};",
            "class C { void A({|CBG1013:Verified<AcmePayment>|} payment) { } }",
            "class C { List<{|CBG1013:Received<AcmePayment>|}>? A() => null; }",
            "class C { internal {|CBG1013:Verified<AcmePayment>|}? Last; }",
            "class C { internal {|CBG1013:Verified<AcmePayment>|}? Last { get; set; } }",
            "class C { internal event Action<{|CBG1013:Verified<AcmePayment>|}>? Paid { add { } remove { } } }",
            "class C { internal object? this[{|CBG1013:Verified<AcmePayment>|} payment] => null; }",
            "record R({|CBG1013:Verified<AcmePayment>|} Payment);",
            "delegate void D({|CBG1013:Verified<AcmePayment>|} payment);",
            "class C<T> where T : class, {|CBG1013:ICallbackHandler<AcmePayment>|};",
            "namespace Inner { class C { C({|CBG1013:Verified<AcmePayment>|} payment) { } } }",
        ];

    [Theory]
    [MemberData(nameof(Declarations))]
    public async Task A_declaration_of_a_level_that_the_feed_does_not_reach_is_told_of_once(string code)
    {
        var run = await GeneratorReportTest.VerifyAsync(Authenticated, Usings + code);

        Assert.Equal("CBG1013", Assert.Single(run.Result.Diagnostics).Id);
        Assert.Contains(run.Compilation.GetDeclarationDiagnostics(), diagnostic => diagnostic.Id == "CS0311");
    }

    [Theory]
    [InlineData("class C { void A() { Verified<AcmePayment>? payment = null; _ = payment; } }")]
    [InlineData("class C { Delegate A() => (Verified<AcmePayment> payment) => { }; }")]
    [InlineData("class C { void A() { void B(Verified<AcmePayment> payment) { } B(null!); } }")]
    [InlineData("class C { object A = typeof(Verified<AcmePayment>); }")]
    [InlineData("class C { bool A { get { return (object)this is Verified<AcmePayment>; } } }")]
    public async Task A_body_is_left_to_the_analyzer_which_is_heard_there(string code)
    {
        var run = await GeneratorReportTest.VerifyAsync(Authenticated, Usings + code);

        Assert.Empty(run.Result.Diagnostics);
        Assert.DoesNotContain(run.Compilation.GetDeclarationDiagnostics(), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.Contains(run.Diagnostics, diagnostic => diagnostic.Id == "CS0311");
    }

    [Theory]
    [InlineData(
        "class C { void A(Authenticated<AcmePayment> a, Confirmed<AcmePayment> b, CallbackResult<Authenticated<AcmePayment>> c) { } }"
    )]
    [InlineData(
        """
            abstract class H : IAuthenticatedCallbackHandler<AcmePayment>
            {
                public abstract Task HandleAsync(
                    Authenticated<AcmePayment> callback,
                    System.Threading.CancellationToken cancellationToken
                );
            }
            """
    )]
    [InlineData("namespace Mine { class Verified<T>; class C { void A(Verified<AcmePayment> payment) { } } }")]
    [InlineData("namespace Mine { interface ICallbackHandler<T>; class H : ICallbackHandler<AcmePayment>; }")]
    [InlineData(
        "namespace Mine { class AcmePayment; class C<T>; class D { void A(List<AcmePayment> payments, C<AcmePayment> other) { } } }"
    )]
    [InlineData("class C<TPayment> where TPayment : class, IVerifiedPayload<TPayment> { void A(Verified<TPayment> payment) { } }")]
    public async Task What_fits_or_is_something_else_is_not_told_of(string code)
    {
        var run = await GeneratorReportTest.VerifyAsync(Authenticated, Usings + code);

        Assert.Empty(run.Result.Diagnostics);
        Assert.DoesNotContain(
            run.Diagnostics,
            diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id.StartsWith("CS0", StringComparison.Ordinal)
        );
    }

    /// <summary>The type has the feed's name, but is another type.</summary>
    [Fact]
    public void A_payload_of_ones_own_is_not_the_feeds() =>
        Assert.Empty(
            Run(Authenticated, "namespace Mine { class AcmePayment; class H : ICallbackHandler<AcmePayment>; }").Result.Diagnostics
        );

    /// <summary>A test fails when a mark is missing, misplaced or additional, or has another id.</summary>
    [Theory]
    [InlineData("class H : ICallbackHandler<AcmePayment>;")]
    [InlineData("class H : {|CBG1013:ICallbackHandler|}<AcmePayment>;")]
    [InlineData("class H : {|CBG0047:ICallbackHandler<AcmePayment>|};")]
    [InlineData("class {|CBG1013:H|} : {|CBG1013:ICallbackHandler<AcmePayment>|};")]
    public Task A_mark_at_another_place_fails_the_test(string code) =>
        Assert.ThrowsAsync<InvalidOperationException>(() => GeneratorReportTest.VerifyAsync(Authenticated, Usings + code));

    [Fact]
    public void It_says_why_what_to_write_and_where_the_feed_is_declared()
    {
        var reported = Run(Authenticated, "\nclass H : ICallbackHandler<AcmePayment>;").Result.Diagnostics.Single();

        Assert.Equal(
            "The signature of AcmePayment does not cover Fee, until ConfirmAsync queries the provider; take "
                + "IAuthenticatedCallbackHandler<AcmePayment> instead (feed0000.callback.json, line 4)",
            reported.GetMessage(CultureInfo.InvariantCulture)
        );
        Assert.Equal("/shop/File0.cs: (2,10)-(2,39)", reported.Location.GetLineSpan().ToString());
    }

    [Fact]
    public void Nothing_is_to_be_confirmed_of_a_feed_that_is_signed_in_whole() =>
        Assert.StartsWith(
            "The signature covers all of AcmePayment",
            Run(Verified, "class H : IAuthenticatedCallbackHandler<AcmePayment>;")
                .Result.Diagnostics.Single()
                .GetMessage(CultureInfo.InvariantCulture),
            StringComparison.Ordinal
        );

    /// <summary>The file then reports the cause, and the declaration of the handler may be the intended one.</summary>
    [Fact]
    public void A_file_that_the_generator_reports_is_the_only_cause() =>
        Assert.Equal("CBG0047", Assert.Single(Run(Unknown, "class H : ICallbackHandler<AcmePayment>;").Result.Diagnostics).Id);

    [Fact]
    public void An_edit_that_leaves_what_is_declared_where_it_is_finds_nothing_again()
    {
        var state = TestState.Of(Authenticated).With(Usings + "class H : ICallbackHandler<AcmePayment>;", "class Order { }");
        var run = GeneratorRun.Of(state);

        state.Sources[1] = "class Order { List<int> Lines; }";
        var after = GeneratorRun.ResultOf(run.Driver.RunGenerators(state.CreateCompilation()));

        GeneratorRun.AssertNothingIsDoneAgain(after);
        Assert.Single(after.Diagnostics);
    }

    [Fact]
    public void An_edit_that_corrects_it_ends_the_report_and_prints_nothing()
    {
        var state = TestState.Of(Authenticated).With(Usings + "class H : ICallbackHandler<AcmePayment>;");
        var run = GeneratorRun.Of(state);

        state.Sources[0] = Usings + "class H : IAuthenticatedCallbackHandler<AcmePayment>;";
        var after = GeneratorRun.ResultOf(run.Driver.RunGenerators(state.CreateCompilation()));

        Assert.Empty(after.Diagnostics);
        Assert.All(
            after.TrackedSteps[CallbackGenerator.EmittedStep].SelectMany(step => step.Outputs),
            output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason)
        );
    }

    private static GeneratorRun Run(FeedSchema schema, string code) => GeneratorRun.Of(TestState.Of(schema).With(Usings + code));
}
