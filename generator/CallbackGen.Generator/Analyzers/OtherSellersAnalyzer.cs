using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1055: a program of several sellers settles any seller's order, without a test which seller's callback it is.</summary>
public sealed class OtherSellersAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.OtherSellers];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var sellers = new OtherSellers(symbols);
        HandlerFunctions.Register(context, symbols, (operation, handler) => AnalyzeHandler(operation, handler, symbols, places, sellers));
        new ServedCode(symbols).Register(
            context,
            sellers.MayBe,
            (operation, _, body) =>
            {
                if (sellers.Unfiltered(body, operation.CancellationToken) is { } query)
                    operation.ReportDiagnostic(
                        Create(
                            HandlerRules.OtherSellers,
                            query.Syntax.GetLocation(),
                            null,
                            "This query finds the rows of every tenant",
                            "compare the row's tenant with Receipt.KeySet, or with the member of the payload that names it"
                        )
                    );
            }
        );
    }

    private static void AnalyzeHandler(
        OperationAnalysisContext context,
        HandlerFunction handler,
        CallbackSymbols symbols,
        SchemaPlaces places,
        OtherSellers sellers
    )
    {
        var operations = handler.Body.Descendants().ToList();
        if (sellers.Unasked(handler.Payload, operations) is not var (member, seller))
            return;
        var words = DecidingWords.Of(context);
        var reads = new HandlerReads(handler, symbols, words);
        var effects = new Effects(words);
        if (
            reads
                .Effects()
                .FirstOrDefault(effect => effects.IsDeed(effect) || effect is IInvocationOperation call && effects.MustHappenOnce(call))
                is not { } deed
            || reads.PayloadEscapes()
        )
            return;
        context.ReportDiagnostic(
            Create(
                HandlerRules.OtherSellers,
                handler.PlaceOf(deed),
                places.Of(member),
                $"\"{member.Name}\" identifies the account of this event, and is not checked",
                $"compare it with \"{seller.Name}\""
            )
        );
    }
}
