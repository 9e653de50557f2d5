using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Analyzers.Tests.Harness;

#pragma warning disable RS1029, RS1036, RS1038, RS1041, RS2008 // a stand-in for the analyzers of the platform
/// <summary>Reports at the locations of CA1812 and CA1062, regardless of their own results.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class CommonAnalyzers : DiagnosticAnalyzer
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
                if (
                    node.Node is ClassDeclarationSyntax { Identifier: var name } declaration
                    && declaration.Modifiers.Any(SyntaxKind.InternalKeyword)
                )
                    node.ReportDiagnostic(Diagnostic.Create(Instantiated, name.GetLocation()));
                else if (
                    node.Node is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax receiver }
                    && node.SemanticModel.GetSymbolInfo(receiver).Symbol is IParameterSymbol
                )
                    node.ReportDiagnostic(Diagnostic.Create(Validated, receiver.GetLocation()));
            },
            SyntaxKind.ClassDeclaration,
            SyntaxKind.SimpleMemberAccessExpression
        );
    }
}
