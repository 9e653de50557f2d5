using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds an amount in minor units that is divided by 100 for every currency: some currencies have no minor unit, and some have a
/// thousandth.
/// </summary>
internal sealed class MinorUnits(CallbackSymbols symbols, IOperation body)
{
    private static readonly string[] Amounts = ["amount", "total", "cents", "minor", "price", "sum"];

    private static readonly string[] Spellings =
    [
        "GetString",
        "ToString",
        "ToUpper",
        "ToUpperInvariant",
        "ToLower",
        "ToLowerInvariant",
        "Trim",
    ];

    /// <summary>Returns the division, where the code reads the currency and compares it with no constant; otherwise null.</summary>
    public IOperation? Find()
    {
        if (body.Descendants().OfType<IBinaryOperation>().FirstOrDefault(IsByHundred) is not { } division)
            return null;
        var currencies = body.Descendants().Where(IsCurrency).ToList();
        return currencies.Count > 0 && currencies.TrueForAll(read => IsCarried(read, new Trail())) ? division : null;
    }

    private bool IsByHundred(IBinaryOperation binary) =>
        binary.OperatorKind switch
        {
            BinaryOperatorKind.Divide => Number(binary.RightOperand) == 100 && IsMinor(binary.LeftOperand, new Trail()),
            BinaryOperatorKind.Multiply => Number(binary.RightOperand) == 0.01 && IsMinor(binary.LeftOperand, new Trail())
                || Number(binary.LeftOperand) == 0.01 && IsMinor(binary.RightOperand, new Trail()),
            _ => false,
        };

    private static double? Number(IOperation value) =>
        Values.Bare(value).ConstantValue is { HasValue: true, Value: IConvertible number and not (string or bool or char) }
            ? number.ToDouble(null)
            : null;

    private bool IsMinor(IOperation value, Trail trail) =>
        trail.Goes()
        && Values.Bare(value) switch
        {
            IPropertyReferenceOperation { Property: var member } => CallbackSymbols.IsPayloadMember(member)
                && (symbols.Plays(member, Role.Amount) || IsNamed(member.Name)),
            IInvocationOperation { TargetMethod.Name: "GetInt64" or "GetInt32" or "GetDecimal", Instance: { } read } =>
                read.DescendantsAndSelf()
                    .OfType<IInvocationOperation>()
                    .Any(call =>
                        call.TargetMethod.Name == "GetProperty"
                        && call.Arguments is [{ Value: var name }]
                        && Values.Constant(name) is { } text
                        && IsNamed(text)
                    ),
            ILocalReferenceOperation local => trail.WrittenTo(local).Any(written => IsMinor(written, trail)),
            _ => false,
        };

    private static bool IsNamed(string name) => Amounts.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    private bool IsCurrency(IOperation operation) =>
        operation switch
        {
            IPropertyReferenceOperation { Property: var member } => CallbackSymbols.IsPayloadMember(member)
                && (symbols.Plays(member, Role.Currency) || member.Name == "Currency"),
            IInvocationOperation { TargetMethod.Name: "GetProperty", Arguments: [{ Value: var name }] } => Values.Constant(name)
                is "currency"
                    or "currency_code"
                    or "currencyCode",
            _ => false,
        };

    /// <summary>Whether all uses of a currency pass it on with the amount, or compare it with a value from another source.</summary>
    private static bool IsCarried(IOperation read, Trail trail)
    {
        var value = read;
        while (trail.Goes())
        {
            switch (value.Parent)
            {
                case IConversionOperation or IParenthesizedOperation or IConditionalAccessOperation or ICoalesceOperation:
                case IInvocationOperation { TargetMethod.Name: var name } call when call.Instance == value && Spellings.Contains(name):
                    value = value.Parent;
                    continue;
                case IVariableInitializerOperation when Locals.InitializedBy(value) is { } local:
                    return !trail.Enters(local)
                        || Locals.References(local, Values.Root(value)).All(reference => IsCarried(reference, trail));
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison:
                    return Comparing.Other(comparison, value) is var other
                        && !Values.IsConstant(other)
                        && other.DescendantsAndSelf().Any(part => part is ILocalReferenceOperation);
                case IArgumentOperation { Parent: IInvocationOperation call }:
                    return !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System")
                        && call.Type is { SpecialType: SpecialType.System_Void } or { Name: "Task" or "ValueTask" };
                case IArgumentOperation { Parent: IObjectCreationOperation }
                or ISimpleAssignmentOperation
                or ITupleOperation
                or IInterpolationOperation:
                    return true;
                default:
                    return false;
            }
        }

        return false;
    }
}
