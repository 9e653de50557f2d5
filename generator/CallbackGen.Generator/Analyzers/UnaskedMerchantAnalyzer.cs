using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// CBG1044: callbacks are verified with the keys of several merchants, and a handler acts without a test whose key it was.
/// </summary>
public sealed class UnaskedMerchantAnalyzer : HandlerAnalyzer
{
    // Name parts of services for one merchant.
    private static readonly string[] Merchants = ["Merchant", "Tenant", "Account"];

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.UnaskedMerchant];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var sets = new KeySets(context.Compilation);
        HandlerFunctions.Register(context, symbols, (operation, handler) => Analyze(operation, handler, symbols, places, sets));
    }

    private static void Analyze(
        OperationAnalysisContext context,
        HandlerFunction handler,
        CallbackSymbols symbols,
        SchemaPlaces places,
        KeySets sets
    )
    {
        var words = DecidingWords.Of(context);
        var lookups =
            places
                .FeedOf(handler.Payload)
                ?.Keys.Select(key => key.Lookup)
                .Where(lookup => lookup is not null)
                .Select(lookup => DecidingWords.NameOf(lookup!.Name))
                .ToList()
            ?? [];
        if (lookups.Count == 0 && !sets.AreSeveral(handler.Payload, context.CancellationToken))
            return;
        var reads = new HandlerReads(handler, symbols, words);
        var effects = new Effects(words);
        var deed = reads
            .Effects()
            .FirstOrDefault(effect => effects.IsDeed(effect) || effect is IInvocationOperation call && effects.MustHappenOnce(call));
        if (deed is null || reads.PayloadEscapes())
            return;
        var merchants = new ClaimedMerchants(symbols, words);
        if (lookups.Count == 0 && merchants.CachedWithout(handler.Body) is { } kept)
            Report(kept, "several key sets, and the value stored here is also found by another merchant's callback", "Receipt.KeySet");
        else if (handler.Body.Descendants().Any(IsOfKeySet))
            return;
        else if (!handler.Body.Descendants().Any(part => Asks(part, lookups, symbols, words)))
            Report(deed, lookups.Count > 0 ? "keys that are looked up" : "several key sets", "Receipt.KeySet or the merchant's member");
        else if (lookups.Count == 0 && merchants.TakenFrom(handler.Body) is { } claimed)
            Report(deed, $"several key sets, none of which is compared with {claimed.Property.Name}", "Receipt.KeySet");

        // An expression by which a program maps its key sets, such as the variable of a loop around the mapping.
        bool IsOfKeySet(IOperation part) =>
            part switch
            {
                ILocalReferenceOperation { Local.Name: var local } => sets.Name(local, handler.Payload, context.CancellationToken),
                IParameterReferenceOperation { Parameter: { Name: var parameter } taken } => !SymbolEqualityComparer.Default.Equals(
                    taken.ContainingSymbol,
                    handler.Message.ContainingSymbol
                ) && sets.Name(parameter, handler.Payload, context.CancellationToken),
                _ => false,
            };

        void Report(IOperation place, string keys, string means)
        {
            var name = place is IInvocationOperation act
                ? act.TargetMethod.Name
                : ((IPropertyReferenceOperation)((ISimpleAssignmentOperation)place).Target).Property.Name;
            context.ReportDiagnostic(Diagnostic.Create(HandlerRules.UnaskedMerchant, handler.PlaceOf(place), name, keys, means));
        }
    }

    /// <summary>
    /// Whether an operation may identify the merchant of a callback: by the receipt, by a member of the payload, or by a
    /// symbol that is named after a merchant.
    /// </summary>
    private static bool Asks(IOperation part, List<string> lookups, CallbackSymbols symbols, DecidingWords words) =>
        part switch
        {
            IPropertyReferenceOperation { Property: { Name: var name, ContainingType: var receipt } }
                when CallbackSymbols.Is(receipt, symbols.Receipt) => name is "KeySet" or "KeyId" || name.Contains("IdempotencyKey"),
            IPropertyReferenceOperation { Property.Name: "Receipt" } receipt => receipt.Parent is not IMemberReferenceOperation,
            IPropertyReferenceOperation { Property: var member } => words.IsScope(member.Name)
                || lookups.Exists(lookup => lookup.EndsWith(member.Name, StringComparison.OrdinalIgnoreCase))
                || IsMerchants(part.Type),
            ILocalReferenceOperation { Local.Name: var local } => words.IsScope(local) || IsMerchants(part.Type),
            IParameterReferenceOperation { Parameter.Name: var parameter } => words.IsScope(parameter) || IsMerchants(part.Type),
            IFieldReferenceOperation => IsMerchants(part.Type),
            _ => part.Type is { Name: "ICallbackDelivery" },
        };

    private static bool IsMerchants(ITypeSymbol? type) =>
        type is { SpecialType: SpecialType.None, Name: var name }
        && Merchants.Any(word => name.IndexOf(word, StringComparison.Ordinal) >= 0);
}
