using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CallbackGen.Generator.Tests.Pipeline;

/// <summary>
/// The diagnostics that the generator reports itself, because the compiler drops those of analyzers where declarations do not compile.
/// </summary>
public sealed class ReportTests
{
    private static readonly FeedSchema Good = new() { Properties = """ "amount": { "type": "string" }, "fee": { "type": "string" } """ };

    private static readonly FeedSchema Partly = Good with { Verify = FeedSchema.Hmac("""[{ "members": ["amount"], "join": "|" }]""") };

    [Fact]
    public void A_good_file_has_nothing_to_report() => Assert.Empty(Reported(Good));

    [Theory]
    [InlineData("\"feed\":", "{|CBG0003:\"feeds\"|}:", "CBG0003")]
    [InlineData("\"provider\": \"Acme\",", "\"provider\": {|CBG0021:\"Acme!\"|},", "CBG0021")]
    [InlineData("\"callback\":", "{|CBG0003:\"calback\"|}:", "CBG0003")]
    public async Task A_file_without_a_feed_is_reported_at_its_line(string text, string mistake, string id)
    {
        var schema = Good.ToString();
        var broken = schema.Replace(text, mistake, StringComparison.Ordinal);
        Assert.NotEqual(schema, broken);

        var run = await GeneratorReportTest.VerifyAsync(broken);

        Assert.Contains(run.Result.Diagnostics, diagnostic => diagnostic.Id == id && diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.Empty(run.Result.GeneratedSources);
    }

    /// <summary>A missing comma directly before the words that name the feed: the types exist, and the cause is reported once.</summary>
    [Theory]
    [InlineData("\"provider\": \"Acme\",", "\"provider\": \"Acme\"")]
    [InlineData("\"amount\": { \"type\": \"string\" },", "\"amount\": { \"type\": \"string\" }")]
    public void A_missing_comma_is_reported_and_takes_no_type_away(string text, string mistake)
    {
        var schema = Good.ToString();
        var broken = schema.Replace(text, mistake, StringComparison.Ordinal);
        Assert.NotEqual(schema, broken);

        using var project = CompiledProject.Of(broken, "class Handler { public string? Handle(Shop.AcmePayment payment) => payment.Fee; }");

        var reported = Assert.Single(project.Run.Result.Diagnostics);
        Assert.Equal("CBG0001", reported.Id);
        Hostile.Fuzzing.AssertAcceptsNothing(project);
    }

    [Fact]
    public void An_enum_that_cannot_be_read_leaves_its_type_out_and_is_reported() =>
        Assert.Equal(
            ["CBG0013"],
            Reported(Good with { Properties = """ "status": { "type": "string", "enum": ["a", 1] } """ })
                .Select(diagnostic => diagnostic.Id)
        );

    [Fact]
    public void A_mistake_that_leaves_every_type_is_the_analyzers_to_report() =>
        Assert.Empty(Reported(Good with { Callback = "\"typo\": 1" }));

    [Fact]
    public void A_member_outside_the_signature_is_a_warning_where_nothing_says_that_the_author_knows()
    {
        var reported = Assert.Single(Reported(Partly));

        Assert.Equal("CBG0047", reported.Id);
        Assert.Empty(Reported(Partly with { Required = ["fee"], Callback = """ "confirmedKey": ["/fee"] """ }));
        Assert.Contains(
            "does not cover /fee: the feed yields Authenticated<AcmePayment>",
            reported.GetMessage(System.Globalization.CultureInfo.InvariantCulture),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("authenticated", 0)]
    [InlineData("verified", 1)]
    public void A_test_says_which_level_is_meant(string expect, int problems)
    {
        var reported = Reported(
            Partly with
            {
                Callback = $$"""
                "tests": [{
                  "name": "a",
                  "keys": { "secret": "k" },
                  "request": { "method": "POST", "body": "{}" },
                  "expect": "{{expect}}"
                }]
                """,
            }
        );

        Assert.Equal(
            Enumerable.Repeat(("CBG0044", DiagnosticSeverity.Error), problems),
            reported.Select(diagnostic => (diagnostic.Id, diagnostic.Severity))
        );
    }

    [Theory]
    [InlineData(ReportDiagnostic.Default, DiagnosticSeverity.Warning)]
    [InlineData(ReportDiagnostic.Error, DiagnosticSeverity.Error)]
    [InlineData(ReportDiagnostic.Suppress, null)]
    public void Its_severity_is_set_as_that_of_any_rule(ReportDiagnostic set, DiagnosticSeverity? expected)
    {
        var state = TestState.Of(Partly);
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary).WithSpecificDiagnosticOptions([
            new("CBG0047", set),
        ]);

        var result = state.CreateDriver().RunGenerators(CSharpCompilation.Create("Set", options: options)).GetRunResult();

        Assert.Equal(expected, result.Diagnostics.SingleOrDefault()?.Severity);
    }

    [Fact]
    public void Two_files_of_one_feed_are_both_told_of()
    {
        var state = new TestState();
        state.AdditionalFiles.Add(("/shop/a.callback.json", Good.ToString()));
        state.AdditionalFiles.Add(("/shop/b.callback.json", Good.ToString()));

        var reported = GeneratorRun.Of(state).Result.Diagnostics;

        Assert.Equal(
            ["CBG0043 /shop/a.callback.json", "CBG0043 /shop/b.callback.json"],
            reported.Select(diagnostic => $"{diagnostic.Id} {diagnostic.Location.GetLineSpan().Path}").Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_place_that_moves_prints_no_other_feed_again()
    {
        var state = TestState.Of(Partly, Good with { Feed = "Refund" });
        var run = GeneratorRun.Of(state);
        var moved = "\n" + Partly;

        var driver = run.Driver.ReplaceAdditionalText(
            run.AdditionalTexts[0],
            new InMemoryAdditionalText(run.AdditionalTexts[0].Path, moved)
        );
        var after = GeneratorRun.ResultOf(driver.RunGenerators(CSharpCompilation.Create("Edited", options: run.Compilation.Options)));

        Assert.Equal(LineOf(run.Result.Diagnostics.Single()) + 1, LineOf(after.Diagnostics.Single()));
        Assert.Single(
            after.TrackedSteps[CallbackGenerator.ProblemsStep].SelectMany(step => step.Outputs),
            output => output.Reason == IncrementalStepRunReason.Modified
        );
        Assert.DoesNotContain(
            after.TrackedSteps[CallbackGenerator.EmittedStep].SelectMany(step => step.Outputs),
            output =>
                output.Value.ToString()!.Contains("Feed = Refund", StringComparison.Ordinal)
                && output.Reason == IncrementalStepRunReason.Modified
        );
    }

    private static IReadOnlyList<Diagnostic> Reported(FeedSchema schema) => Reported(schema.ToString());

    private static IReadOnlyList<Diagnostic> Reported(string schema) => GeneratorRun.Of(TestState.Of(schema)).Result.Diagnostics;

    private static int LineOf(Diagnostic diagnostic) => diagnostic.Location.GetLineSpan().StartLinePosition.Line;
}
