using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds reads of a customer's cart in its current state, at the time of the callback.</summary>
internal static class CurrentCarts
{
    private static readonly string[] Carts = ["Cart", "Carts", "Basket", "Baskets", "ShoppingBag"];

    private static readonly string[] Removers = ["Remove", "Delete", "Clear", "Empty", "ExecuteDelete", "Close", "Drop", "Reset"];

    /// <summary>Returns the name of the cart that a call reads, in quotation marks; null where it reads none.</summary>
    public static string? In(IInvocationOperation call)
    {
        if (
            MoneyReads.HasWord(call.TargetMethod.Name, Removers)
            || Removers.Any(word => call.TargetMethod.Name.StartsWith(word, StringComparison.Ordinal))
            || call.TargetMethod.MethodKind == MethodKind.PropertySet
            || !IsReading(call)
            || IsRemoved(call)
        )
            return null;
        var named =
            call.TargetMethod.Name is "GetString" or "Get" or "GetInt32"
            && call.Arguments.Any(argument =>
                Values.Constant(argument.Value) is { } key && MoneyReads.HasWord(DecidingWords.NameOf(key), Carts)
            )
                ? "the cart"
            : RequestData.Receiver(call) is { } receiver && OrderLookups.NameOf(receiver) is { } name && IsCart(name) ? name
            : IsCart(call.TargetMethod.Name) ? call.TargetMethod.Name
            : null;
        // A cart that the callback names is the order.
        return named is null || call.DescendantsAndSelf().Any(MoneyReads.IsOfCallback) || !IsUsed(call) ? null
            : named == "the cart" ? named
            : $"\"{named}\"";
    }

    private static bool IsCart(string name) =>
        MoneyReads.HasWord(name, Carts)
        && !name.EndsWith("Id", StringComparison.Ordinal)
        && !name.EndsWith("Number", StringComparison.Ordinal);

    /// <summary>Whether a call is the end of a query chain.</summary>
    private static bool IsReading(IInvocationOperation call) =>
        Effects.IsTask(call.Type) && call.Type is INamedTypeSymbol { IsGenericType: true }
        || !Effects.IsTask(call.Type) && call.Type?.SpecialType is not (SpecialType.System_Void or SpecialType.System_Boolean);

    private static bool IsRemoved(IOperation call) =>
        Surroundings
            .Ancestors(call)
            .OfType<IInvocationOperation>()
            .Any(outer => Removers.Any(word => outer.TargetMethod.Name.StartsWith(word, StringComparison.Ordinal)))
        || Locals.InitializedBy(Surroundings.Awaited(call)) is { } local
            && Locals.References(local, Values.Root(call)).ToList() is { Count: > 0 } uses
            && uses.TrueForAll(use =>
                Surroundings
                    .Ancestors(use)
                    .OfType<IInvocationOperation>()
                    .Any(outer => Removers.Any(word => outer.TargetMethod.Name.StartsWith(word, StringComparison.Ordinal)))
            );

    /// <summary>Whether code uses the value that a call returns: enumerates, stores or passes it on.</summary>
    private static bool IsUsed(IInvocationOperation call)
    {
        var value = Surroundings.Awaited(call);
        while (value.Parent is ICoalesceOperation or IConditionalAccessOperation)
            value = Surroundings.Awaited(value.Parent);
        return value.Parent
                is IForEachLoopOperation
                    or IArgumentOperation
                    or IVariableInitializerOperation
                    or ISimpleAssignmentOperation
                    or IPropertyReferenceOperation
            && IsLast(call, value);
    }

    // A chain is reported at its last call.
    private static bool IsLast(IInvocationOperation call, IOperation value) =>
        !(
            value.Parent is IArgumentOperation { Parent: IInvocationOperation outer }
            && RequestData.Receiver(outer) is { } receiver
            && receiver.Syntax.Span.Contains(call.Syntax.Span)
        );
}
