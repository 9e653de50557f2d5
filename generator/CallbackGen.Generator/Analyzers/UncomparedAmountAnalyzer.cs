using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1006: a handler marks something as paid and leaves out how much was paid.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UncomparedAmountAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.UncomparedAmount];

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places) =>
        HandlerFunctions.Register(context, symbols, (operation, handler) => Analyze(operation, handler, symbols, places));

    private static void Analyze(OperationAnalysisContext context, HandlerFunction handler, CallbackSymbols symbols, SchemaPlaces places)
    {
        var words = DecidingWords.Of(context);
        var reads = new HandlerReads(handler, symbols, words);
        if (reads.Effects().FirstOrDefault(new Effects(words).MarksPaid) is { } mark && reads.Players(Role.Amount) is [var amount, ..]
            && !reads.Compares(Role.Amount) && !reads.PayloadEscapes())
            context.ReportDiagnostic(Create(HandlerRules.UncomparedAmount, handler.PlaceOf(mark), places.Of(amount), amount.Name));
    }
}
