using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1050: a handler applies a callback's payment to another order than the one that was placed.</summary>
public sealed class OtherOrderAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.OtherOrder];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places) =>
        HandlerCode.Register(
            context,
            symbols,
            code =>
            {
                foreach (var (place, said) in new OtherOrders(code).Find())
                    code.Context.ReportDiagnostic(Create(HandlerRules.OtherOrder, code.PlaceOf(place), null, said));
                if (new TwinEvents(code).Find() is var (twice, one, other))
                    code.Context.ReportDiagnostic(
                        Create(
                            HandlerRules.OtherOrder,
                            code.PlaceOf(twice),
                            null,
                            $"counts both {one} and {other}, which may report the same payment under different keys; also store the "
                                + "payment's identifier under a unique constraint"
                        )
                    );
            }
        );
}
