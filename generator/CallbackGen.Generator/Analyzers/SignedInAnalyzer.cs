using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1051: code signs in the person who delivers a callback, such as a signed return link.</summary>
public sealed class SignedInAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.SignedIn];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places) =>
        new ServedCode(symbols).Register(
            context,
            part => part is IInvocationOperation && SignIns.Of(part) is not null,
            static (operation, _, body) => Analyze(operation, body)
        );

    private static void Analyze(OperationAnalysisContext context, IOperation body)
    {
        // Code that signs people in by a callback on purpose, or that signs in the user whom the browser already has, is not certainly
        // wrong.
        var isDoubtful = SignIns.LooksAtBrowser(body) || CallbackCode.IsSignIn(ServingFunction.Of(body, context.ContainingSymbol));
        foreach (var part in body.Descendants())
        {
            if (SignIns.Of(part) is not var (what, isCertain))
                continue;
            var severity = isCertain && !isDoubtful ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info;
            context.ReportDiagnostic(Diagnostic.Create(HandlerRules.SignedIn, part.Syntax.GetLocation(), severity, null, null, what));
            return;
        }
    }
}
