using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Tells what is looked up by a callback, and where it is asked whether there was anything.</summary>
internal sealed class OrderLookups(HandlerCode code)
{
    private static readonly string[] Tables =
    [
        "Order",
        "Orders",
        "Purchase",
        "Purchases",
        "Booking",
        "Bookings",
        "Invoice",
        "Invoices",
        "Sale",
        "Sales",
        "Bill",
        "Bills",
    ];

    private readonly MoneyReads _money = new(code);

    /// <summary>Whether a name is that of a table of orders.</summary>
    public static bool IsTable(string name) => Tables.Contains(name);

    /// <summary>Whether a name has that of a table of orders in it.</summary>
    public static bool HasTable(string name) => Tables.Any(word => DecidingWords.HasHump(name, word));

    /// <summary>The name of what a chain of calls begins with: a member, a parameter, or the rows of a set; null for any other.</summary>
    public static string? NameOf(IOperation receiver)
    {
        for (var value = Values.Bare(receiver); ; value = Values.Bare(RequestData.Receiver((IInvocationOperation)value)!))
        {
            switch (value)
            {
                case IMemberReferenceOperation { Member.Name: var name }:
                    return name.TrimStart('_') is var plain && plain.Length > 0
                        ? char.ToUpperInvariant(plain[0]) + plain.Substring(1)
                        : null;
                case IParameterReferenceOperation { Parameter.Name: var name }:
                    return DecidingWords.NameOf(name);
                case IInvocationOperation
                {
                    TargetMethod.IsGenericMethod: true,
                    TargetMethod: { Name: "Set", TypeArguments: [{ Name: var row }] }
                }:
                    return row;
                case IInvocationOperation call when RequestData.Receiver(call) is not null:
                    continue;
                default:
                    return null;
            }
        }
    }

    /// <summary>What a condition asks whether it is null, where it holds whenever it is: alone, or as one of several that are enough.</summary>
    public static IOperation? NullTest(IOperation condition) =>
        Surroundings.Unwrap(condition) switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either => NullTest(either.LeftOperand)
                ?? NullTest(either.RightOperand),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } comparison => DoubtfulAnswers.IsNull(
                Surroundings.Unwrap(comparison.RightOperand)
            )
                ? Values.Bare(comparison.LeftOperand)
                : null,
            IIsPatternOperation { Pattern: IConstantPatternOperation { Value: var value } } match => DoubtfulAnswers.IsNull(
                Surroundings.Unwrap(value)
            )
                ? Values.Bare(match.Value)
                : null,
            IIsPatternOperation
            {
                Pattern: INegatedPatternOperation
                {
                    Pattern: IRecursivePatternOperation or IDeclarationPatternOperation or ITypePatternOperation
                }
            } match => Values.Bare(match.Value),
            _ => null,
        };

    /// <summary>What a condition asks to be there, alone or with more.</summary>
    public static IOperation? Known(IOperation condition) =>
        Surroundings.Unwrap(condition) switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both => Known(both.LeftOperand)
                ?? Known(both.RightOperand),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } comparison => DoubtfulAnswers.IsNull(
                Surroundings.Unwrap(comparison.RightOperand)
            )
                ? Values.Bare(comparison.LeftOperand)
                : null,
            IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value: var value } } } match =>
                DoubtfulAnswers.IsNull(Surroundings.Unwrap(value)) ? Values.Bare(match.Value) : null,
            IIsPatternOperation { Pattern: IRecursivePatternOperation } match => Values.Bare(match.Value),
            _ => null,
        };

    /// <summary>Whether a value is what was looked up by the callback.</summary>
    public bool IsFound(IOperation value) =>
        value switch
        {
            ILocalReferenceOperation local => Values.WrittenTo(local) is { Count: > 0 } written && written.All(IsLookup),
            _ => IsLookup(value),
        };

    /// <summary>Whether a value is a call that looks an order up by the callback.</summary>
    public bool IsLookup(IOperation value)
    {
        if (
            Values.Bare(value) is not IInvocationOperation call
            || MoneyReads.IsOfCallback(call)
            || call.TargetMethod.Name.StartsWith("Try", StringComparison.Ordinal)
        )
            return false;
        var type = call.Type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [var result] } ? result : call.Type;
        var isValue =
            type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] }
            && MoneyReads.IsNumber(inner);
        if (
            type is not { IsReferenceType: true, SpecialType: SpecialType.None } && !isValue
            || type is null
            || EndpointMethods.IsIn(call.TargetMethod.ContainingType, "CallbackGen")
            || EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System")
                && !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System.Linq")
            || code.IsWhole(type)
            || CallbackSymbols.IsPayloadRecord(type)
        )
            return false;
        // What is handed the amount too may compare it, and do what is to be done.
        var handed = call.Arguments.SelectMany(argument => code.Leaves(argument.Value)).ToList();
        return handed.Exists(MoneyReads.IsOfCallback)
            && (!handed.Exists(_money.IsAmount) || handed.Exists(part => part is IAnonymousFunctionOperation));
    }
}
