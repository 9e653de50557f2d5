using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// CBG1017: a handler charges or ships, and nothing in it detects a redelivered callback; or the detection forgets, is queried too early,
/// is stored too early, or uses another event key each time.
/// </summary>
public sealed class RepeatedEffectAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.RepeatedEffect];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var storing = new StoredFirst(context.Compilation);
        HandlerFunctions.Register(context, symbols, (operation, handler) => AnalyzeEffects(operation, handler, symbols, storing));
        var parts = new CallbackParts(symbols);
        new CallbackFunctions(symbols).Register(context, (operation, _, body) => AnalyzeKeys(operation, body, symbols, parts));
        HandlerFunctions.Register(context, symbols, (operation, handler) => AnalyzeSteps(operation, handler, symbols, parts, storing));
    }

    /// <summary>Analyzes the effects that a function of the handler's class repeats.</summary>
    private static void AnalyzeSteps(
        OperationAnalysisContext context,
        HandlerFunction handler,
        CallbackSymbols symbols,
        CallbackParts parts,
        StoredFirst storing
    )
    {
        var words = DecidingWords.Of(context);
        if (
            handler.Message.ContainingSymbol is IMethodSymbol { Parameters: var parameters }
                && parameters.Any(parameter => CallbackParts.IsDelivery(parameter.Type))
            || new CreditedSteps(words, parts, context).Find(handler.Body) is not var (what, place)
            || storing.Is(context.Operation, context.CancellationToken)
        )
            return;
        // A call with such a name is found by its name.
        if (
            place is IInvocationOperation call
            && new Effects(words).MustHappenOnce(call)
            && !KnowsRepetitions(handler, symbols)
            && !new HandlerReads(handler, symbols, words).PayloadEscapes()
        )
            return;
        Report(context, what, handler.PlaceOf(place));
    }

    private static void AnalyzeEffects(
        OperationAnalysisContext context,
        HandlerFunction handler,
        CallbackSymbols symbols,
        StoredFirst storing
    )
    {
        var words = DecidingWords.Of(context);
        var effects = new Effects(words);
        var operations = handler.Body.Descendants().ToList();
        var effect = operations.Find(operation =>
            operation is IInvocationOperation call && effects.MustHappenOnce(call) && !Surroundings.IsInConfirmation(call)
        );
        var sum = effect is null ? operations.Find(operation => Increments.NameOf(operation) is not null) : null;
        if (
            (effect ?? sum) is not { } done
            || new HandlerReads(handler, symbols, words).PayloadEscapes()
            || KnowsRepetitions(handler, symbols)
            || storing.Is(context.Operation, context.CancellationToken)
        )
            return;
        if (effect is IInvocationOperation { TargetMethod.Name: var name })
            Report(context, $"\"{name}\" happens again when the provider repeats the callback", handler.PlaceOf(done));
        else if (!Increments.AreGuarded(handler.Body, done, new CallbackParts(symbols), words))
            Report(context, $"{Increments.NameOf(done)} changes again when the provider repeats the callback", handler.PlaceOf(done));
    }

    /// <summary>Reports a detection of redelivered callbacks that does not work.</summary>
    private static void AnalyzeKeys(OperationAnalysisContext context, IOperation body, CallbackSymbols symbols, CallbackParts parts)
    {
        var words = DecidingWords.Of(context);
        var steps = new HandlerSteps(body, parts, context);
        var inserts = new DoubleInserts(steps, words, context.Compilation, context.CancellationToken);
        foreach (
            var (what, place) in new RememberedKeys(steps, words)
                .Find()
                .Concat(new KeyOrder(steps, words).Find())
                .Concat(inserts.Find())
                .Take(1)
        )
            Report(context, what, place.Syntax.GetLocation());
        foreach (var (what, place) in new LostUpdates(body, parts, context.Compilation).Find())
            Report(context, what, place.Syntax.GetLocation());
        foreach (var (what, place) in new KeyValues(symbols, new Effects(words)).In(body.Descendants()))
            Report(context, what, place.Syntax.GetLocation());
    }

    /// <summary>Whether a handler has access to the event's key: by the receipt's key, the whole receipt, or the stored callback.</summary>
    private static bool KnowsRepetitions(HandlerFunction handler, CallbackSymbols symbols) =>
        handler.Message.ContainingSymbol is IMethodSymbol { Parameters: var parameters }
            && parameters.Any(parameter => CallbackParts.IsDelivery(parameter.Type))
        || handler
            .Body.Descendants()
            .Any(operation =>
                operation switch
                {
                    IPropertyReferenceOperation { Property: { Name: var name, ContainingType: var receipt } }
                        when CallbackSymbols.Is(receipt, symbols.Receipt) => name.IndexOf("IdempotencyKey", StringComparison.Ordinal) >= 0,
                    IPropertyReferenceOperation { Property: { Name: "Key", ContainingType: var confirmed } }
                        when symbols.LevelOf(confirmed) == TrustLevel.Confirmed => true,
                    IPropertyReferenceOperation { Property.Name: "Receipt" } receipt => receipt.Parent is not IMemberReferenceOperation,
                    _ => CallbackParts.IsDelivery(operation.Type),
                }
            );

    private static void Report(OperationAnalysisContext context, string what, Location place) =>
        context.ReportDiagnostic(Diagnostic.Create(HandlerRules.RepeatedEffect, place, what));
}
