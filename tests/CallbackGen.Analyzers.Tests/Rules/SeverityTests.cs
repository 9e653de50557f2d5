using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>The settings of the severity of a rule, as the index of the rules states them.</summary>
public sealed class SeverityTests
{
    private const string Handler =
        "using CallbackGen;\nvar app = WebApplication.Create();\napp.MapPost(\"/x\", (AcmePayment payment) => payment.Id);\napp.Run();\n";

    private static readonly (string Path, string Text) Misspelt = (
        "/shop/schemas/acme.paid.callback.json",
        new FeedText { Root = ", \"typo\": 1" }.ToString()
    );

    [Theory]
    [InlineData("error", DiagnosticSeverity.Error)]
    [InlineData("suggestion", DiagnosticSeverity.Info)]
    [InlineData("none", null)]
    public async Task An_editorconfig_sets_that_of_a_rule_about_handlers(string severity, DiagnosticSeverity? expected)
    {
        var project = With(await HandlerProject.CreateAsync(Handler), $"[*.cs]\ndotnet_diagnostic.CBG1001.severity = {severity}\n");

        var reported = await HandlerProject.AnalyzeAsync(project, new BarePayloadAnalyzer());

        Assert.Equal(expected, reported.SingleOrDefault()?.Severity);
    }

    [Fact]
    public async Task A_globalconfig_does_too()
    {
        var project = HandlerProject.Create([Handler], HandlerFeeds.All, "dotnet_diagnostic.CBG1001.severity = error");

        Assert.Equal(
            DiagnosticSeverity.Error,
            Assert.Single(await HandlerProject.AnalyzeAsync(project, new BarePayloadAnalyzer())).Severity
        );
    }

    [Theory]
    [InlineData("warning", DiagnosticSeverity.Warning)]
    [InlineData("none", null)]
    public async Task A_globalconfig_sets_that_of_a_rule_about_schemas(string severity, DiagnosticSeverity? expected)
    {
        var project = HandlerProject.Create([""], [Misspelt], $"dotnet_diagnostic.CBG0003.severity = {severity}");

        Assert.Equal(expected, (await HandlerProject.AnalyzeWholeAsync(project, new SchemaAnalyzer())).SingleOrDefault()?.Severity);
    }

    [Fact]
    public async Task An_editorconfig_does_not_reach_a_schema()
    {
        var project = With(HandlerProject.Create([""], [Misspelt]), "[*.json]\ndotnet_diagnostic.CBG0003.severity = none\n");

        Assert.Equal(
            DiagnosticSeverity.Error,
            Assert.Single(await HandlerProject.AnalyzeWholeAsync(project, new SchemaAnalyzer())).Severity
        );
    }

    private static Project With(Project project, string editorConfig) =>
        project
            .Solution.AddAnalyzerConfigDocument(
                DocumentId.CreateNewId(project.Id),
                ".editorconfig",
                SourceText.From(editorConfig),
                filePath: "/shop/.editorconfig"
            )
            .GetProject(project.Id)!;
}
