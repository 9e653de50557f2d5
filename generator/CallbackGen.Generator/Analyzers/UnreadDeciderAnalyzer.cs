using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1048: a handler acts on a payment and never reads a member that decides whether a payment has happened.</summary>
public sealed class UnreadDeciderAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.UnreadDecider];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places) =>
        HandlerCode.Register(
            context,
            symbols,
            code =>
            {
                if (new UnreadDeciders(code).Find() is var (place, said, member))
                    code.Context.ReportDiagnostic(
                        Create(HandlerRules.UnreadDecider, code.PlaceOf(place), member is null ? null : places.Of(member), said)
                    );
            }
        );
}
