using System.Collections.Immutable;
using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>What common analyzers say about handlers is silenced, and nothing else of theirs.</summary>
public sealed class SuppressorTests
{
    [Fact]
    public async Task Handler_classes_and_their_messages_are_spared_and_others_are_not()
    {
        var project = await HandlerProject.CreateAsync(Class("""
            internal sealed class Handler : ICallbackHandler<AcmePayment>
            {
                public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken) { _ = callback.ToString(); return Task.CompletedTask; }
                public void Log(string text) => text.Trim();
            }

            internal sealed class Other { public void Log(Verified<AcmePayment> payment) => payment.ToString(); }
            """));
        var compilation = (await project.GetCompilationAsync())!;
        var driver = compilation.WithAnalyzers(
            [new CommonAnalyzers(), new HandlerSuppressor()],
            new CompilationWithAnalyzersOptions(project.AnalyzerOptions, null, concurrentAnalysis: true, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: true));

        var reported = await driver.GetAnalyzerDiagnosticsAsync();

        Assert.Equal(
            ["CA1062 callback suppressed", "CA1062 payment", "CA1062 text", "CA1812 Handler suppressed", "CA1812 Other"],
            reported.Where(diagnostic => diagnostic.Location.SourceTree!.FilePath.EndsWith("File0.cs", StringComparison.Ordinal))
                .Select(diagnostic => $"{diagnostic.Id} {diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan)}{(diagnostic.IsSuppressed ? " suppressed" : "")}")
                .Order(StringComparer.Ordinal));
    }

#pragma warning disable RS1029, RS1036, RS1038, RS1041, RS2008 // a stand-in for the analyzers of the platform
    /// <summary>Reports at the places of CA1812 and CA1062, whatever they would say.</summary>
    [DiagnosticAnalyzer(LanguageNames.CSharp)]
    private sealed class CommonAnalyzers : DiagnosticAnalyzer
    {
        private static readonly DiagnosticDescriptor Instantiated = new("CA1812", "title", "message", "Test", DiagnosticSeverity.Warning, true);
        private static readonly DiagnosticDescriptor Validated = new("CA1062", "title", "message", "Test", DiagnosticSeverity.Warning, true);

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Instantiated, Validated];

        public override void Initialize(AnalysisContext context)
        {
            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterSyntaxNodeAction(
                node =>
                {
                    if (node.Node is ClassDeclarationSyntax { Identifier: var name } declaration && declaration.Modifiers.Any(SyntaxKind.InternalKeyword))
                        node.ReportDiagnostic(Diagnostic.Create(Instantiated, name.GetLocation()));
                    else if (node.Node is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax receiver } && node.SemanticModel.GetSymbolInfo(receiver).Symbol is IParameterSymbol)
                        node.ReportDiagnostic(Diagnostic.Create(Validated, receiver.GetLocation()));
                },
                SyntaxKind.ClassDeclaration, SyntaxKind.SimpleMemberAccessExpression);
        }
    }
#pragma warning restore RS1029, RS1036, RS1038, RS1041, RS2008
}
