using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// CBG1049: a handler refunds or reverses the price of an order, and not the amount that was paid or returned.
/// </summary>
public sealed class ReturnedMoneyAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.ReturnedMoney];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places) =>
        HandlerCode.Register(
            context,
            symbols,
            code =>
            {
                if (new ReturnedMoney(code).Find() is var (place, said))
                    code.Context.ReportDiagnostic(Create(HandlerRules.ReturnedMoney, code.PlaceOf(place), null, said));
            }
        );
}
