using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds where a handler trusts a callback's claim about its merchant, or loses track of the merchant.</summary>
internal sealed class ClaimedMerchants(CallbackSymbols symbols, DecidingWords words)
{
    // Members with these prefixes name a party with a key of its own; a store or a region may be anything.
    private static readonly string[] Merchants = ["Merchant", "Tenant", "Seller", "Shop", "Account", "Vendor", "Partner"];

    private static readonly string[] OrMade = ["GetOrCreate", "GetOrCreateAsync", "GetOrSet", "GetOrSetAsync", "GetOrAdd", "GetOrAddAsync"];

    private static readonly string[] Kept = ["Set", "SetAsync", "SetString", "SetStringAsync", "StringSet", "StringSetAsync"];

    /// <summary>
    /// Returns the member with which a payload names its merchant, where the handler passes it to a call and neither compares it nor reads
    /// whose key verified the callback; otherwise null.
    /// </summary>
    public IPropertyReferenceOperation? TakenFrom(IOperation body)
    {
        var parts = body.Descendants().ToList();
        if (parts.Exists(IsKeySet))
            return null;
        var claims = parts
            .OfType<IPropertyReferenceOperation>()
            .Where(read =>
                CallbackSymbols.IsPayloadMember(read.Property) && IsMerchant(read.Property) && !Surroundings.IsInLog(read, words)
            )
            .ToList();
        var uses = claims.SelectMany(UsesOf).ToList();
        return uses.Exists(IsCompared) || !uses.Exists(IsHandedOn) ? null : claims[0];
    }

    /// <summary>Returns the call that caches a value found by the key set under a cache key without the key set; otherwise null.</summary>
    public IInvocationOperation? CachedWithout(IOperation body)
    {
        foreach (var call in body.Descendants().OfType<IInvocationOperation>())
        {
            if (
                RequestData.Receiver(call) is not { } receiver
                || Values.Bare(receiver).Type?.Name is not { } cache
                || cache.IndexOf("Cache", StringComparison.Ordinal) < 0 && cache is not ("ConcurrentDictionary" or "IDatabase")
            )
                continue;
            var given = call
                .Arguments.Where(argument => argument.Value != receiver && argument.ArgumentKind == ArgumentKind.Explicit)
                .Select(argument => argument.Value)
                .ToList();
            if (
                given.Count < 2
                || !(OrMade.Contains(call.TargetMethod.Name) || Kept.Contains(call.TargetMethod.Name))
                || IsOfMerchant(given[0], new Trail())
            )
                continue;
            var value = OrMade.Contains(call.TargetMethod.Name)
                ? given.Find(argument => Values.Bare(argument) is IAnonymousFunctionOperation)
                : given[1];
            if (value is not null && IsOfMerchant(value, new Trail()))
                return call;
        }

        return null;
    }

    private static bool IsMerchant(IPropertySymbol member) => Merchants.Any(word => DecidingWords.StartsWithWord(member.Name, word));

    private bool IsKeySet(IOperation part) =>
        part is IPropertyReferenceOperation { Property: { Name: "KeySet" or "KeyId", ContainingType: var receipt } }
            && CallbackSymbols.Is(receipt, symbols.Receipt)
        || part is IPropertyReferenceOperation { Property.Name: "Receipt" } and { Parent: not IMemberReferenceOperation };

    /// <summary>Whether a value is derived from the key set.</summary>
    private bool IsOfMerchant(IOperation value, Trail trail) =>
        trail.Goes()
        && (
            IsKeySet(value)
            || (value is ILocalReferenceOperation local ? trail.WrittenTo(local) : value.ChildOperations).Any(part =>
                IsOfMerchant(part, trail)
            )
        );

    /// <summary>Returns a read, or the references to the local that it initializes.</summary>
    private static IEnumerable<IOperation> UsesOf(IOperation read) =>
        Locals.InitializedBy(read) is { } local ? Locals.References(local, Values.Root(read)) : [read];

    /// <summary>Whether a merchant is compared with another value. A query by the merchant compares it with no verified value.</summary>
    private static bool IsCompared(IOperation use)
    {
        var value = use;
        while (true)
        {
            switch (value.Parent)
            {
                case IConversionOperation or IParenthesizedOperation or ICoalesceOperation or IConditionalAccessOperation:
                case IInvocationOperation
                {
                    TargetMethod: { Name: not "Equals", ContainingType.SpecialType: SpecialType.System_String }
                } call when call.Instance == value:
                    value = value.Parent;
                    continue;
                case IInvocationOperation call when call.Instance == value:
                    return call.TargetMethod.Name == "Equals";
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison:
                    return !IsQuery(comparison.LeftOperand == value ? comparison.RightOperand : comparison.LeftOperand);
                case IArgumentOperation
                {
                    Parent: IInvocationOperation { TargetMethod.Name: "Equals" or "Contains" or "ContainsKey" or "TryGetValue" }
                }:
                    return true;
                default:
                    return value.Parent is IIsPatternOperation or ISwitchOperation or ISwitchExpressionOperation;
            }
        }
    }

    /// <summary>Whether a value is a member of the rows of a query.</summary>
    private static bool IsQuery(IOperation value) =>
        Values.Bare(value)
            is IPropertyReferenceOperation
        {
            Instance: IParameterReferenceOperation
            {
                Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.AnonymousFunction }
            }
        };

    private static bool IsHandedOn(IOperation use) =>
        Surroundings.Ancestors(use).TakeWhile(ancestor => ancestor is not IBlockOperation).Any(ancestor => ancestor is IArgumentOperation);
}
