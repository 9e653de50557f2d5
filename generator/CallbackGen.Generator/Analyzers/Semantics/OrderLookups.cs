using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds lookups by a callback, and the tests whether they found a row.</summary>
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

    /// <summary>Whether a name is a usual name of a table of orders.</summary>
    public static bool IsTable(string name) => Tables.Contains(name);

    /// <summary>Whether a name contains a usual name of a table of orders.</summary>
    public static bool HasTable(string name) => Tables.Any(word => DecidingWords.HasHump(name, word));

    /// <summary>
    /// Returns the name of the start of a call chain: a member, a parameter, or the rows of a set; null for any other start.
    /// </summary>
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

    /// <summary>
    /// Returns the value that a condition tests for null, where the condition is true whenever the value is null: alone, or in a
    /// disjunction.
    /// </summary>
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

    /// <summary>Returns the value that a condition requires to be present, alone or with other requirements.</summary>
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

    /// <summary>Whether a value is the result of a lookup by the callback.</summary>
    public bool IsFound(IOperation value) =>
        value switch
        {
            ILocalReferenceOperation local => Values.WrittenTo(local) is { Count: > 0 } written && written.All(IsLookup),
            _ => IsLookup(value),
        };

    /// <summary>Whether a value is a call that looks up an order by the callback.</summary>
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
        // A function that also receives the amount may compare it, and take the action.
        var handed = call.Arguments.SelectMany(argument => code.Leaves(argument.Value)).ToList();
        return handed.Exists(MoneyReads.IsOfCallback)
            && (!handed.Exists(_money.IsAmount) || handed.Exists(part => part is IAnonymousFunctionOperation));
    }
}
