using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1005: a handler acts on a callback and never looks at the member that says whether it was paid.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnreadStatusAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.UnreadStatus];

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places) =>
        HandlerFunctions.Register(context, symbols, (operation, handler) => Analyze(operation, handler, symbols, places));

    private static void Analyze(OperationAnalysisContext context, HandlerFunction handler, CallbackSymbols symbols, SchemaPlaces places)
    {
        var reads = new HandlerReads(handler, symbols, DecidingWords.Of(context));
        // A feed of events says by its type what happened; a handler that asks for no member acts on none.
        if (handler.Payload.IsAbstract || reads.Members.Count == 0 || reads.Players(Role.Status) is not [var status, ..]
            || reads.ReadsStatus() || !reads.Effects().Any() || reads.PayloadEscapes())
            return;
        context.ReportDiagnostic(Create(HandlerRules.UnreadStatus, handler.Place, places.Of(status), handler.Payload.Name, status.Name));
    }
}
