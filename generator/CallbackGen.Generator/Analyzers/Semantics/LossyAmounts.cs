using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds where an amount of a callback changes on its way: by integer division, by the server's culture, or by binary floating point.
/// </summary>
internal sealed class LossyAmounts(HandlerCode code)
{
    private const string Divided = "divides {0} as an integer, so the fraction of a unit is cut off before the comparison; divide by 100m";
    private const string OfCulture =
        "reads {0} by the culture of the server, in which \"12.50\" may be 1250; pass CultureInfo.InvariantCulture";
    private const string Binary = "makes {0} a binary fraction, which most sums of money are not; keep it a decimal";

    private const string Cut = "cuts off the decimals of {0}; pass it unchanged";

    private readonly MoneyReads _money = new(code);

    /// <summary>Returns the operations that change an amount, and a description of each fault.</summary>
    public IEnumerable<(IOperation Place, string Said)> Find()
    {
        foreach (var operation in code.Operations)
        {
            if (
                SaidOf(operation) is { } said
                && code.IsOwn(operation)
                && !Surroundings.IsInLog(operation, code.Words)
                && !IsShown(operation)
            )
                yield return (operation, said);
        }
    }

    private string? SaidOf(IOperation operation) =>
        operation switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Divide } division
                when IsInteger(division.Type)
                    && IsUnit(division.RightOperand)
                    && NameIn(division.LeftOperand) is { } name
                    && !IsSplit(division) => Say(Divided, name),
            IInvocationOperation call => OfCall(call),
            IConversionOperation
            {
                Type.SpecialType: SpecialType.System_Double or SpecialType.System_Single,
                Operand: { Type.SpecialType: SpecialType.System_Decimal } operand,
                IsImplicit: false
            } when IsHandedOn(operation) && NameIn(operand) is { } name => Say(Binary, name),
            IBinaryOperation
            {
                OperatorKind: BinaryOperatorKind.Divide or BinaryOperatorKind.Multiply,
                Type.SpecialType: SpecialType.System_Double or SpecialType.System_Single
            } scaled
                when (scaled.RightOperand.ConstantValue.HasValue || scaled.LeftOperand.ConstantValue.HasValue)
                    && NameIn(scaled) is { } name => Say(Binary, name),
            IConversionOperation { IsImplicit: false, Operand: { Type.SpecialType: SpecialType.System_Decimal } operand } cut
                when IsInteger(cut.Type) && IsHandedOn(operation) && !IsScaled(operand) && NameIn(operand) is { } name => Say(Cut, name),
            _ => null,
        };

    private static bool IsScaled(IOperation value) =>
        value
            .DescendantsAndSelf()
            .Any(part =>
                part is IBinaryOperation { OperatorKind: BinaryOperatorKind.Multiply } or IInvocationOperation
                || part is ILocalReferenceOperation && MoneyReads.IsNumber(part.Type)
            );

    private string? OfCall(IInvocationOperation call)
    {
        var (type, method) = (call.TargetMethod.ContainingType, call.TargetMethod.Name);
        if (method is "GetDouble" or "GetSingle" or "TryGetDouble" or "TryGetSingle" && type.Name == "JsonElement")
            return call.Instance is { } element && NameIn(element) is { } read ? Say(Binary, read) : null;
        if (
            !EndpointMethods.IsIn(type, "System")
            || !IsReader(type, method)
            || call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value is not { } text
            || Values.Bare(text).Type?.SpecialType != SpecialType.System_String && type.Name != "Convert"
        )
            return null;
        var isDecimal = type.SpecialType == SpecialType.System_Decimal || method == "ToDecimal";
        if (
            text.Type?.SpecialType == SpecialType.System_String
            && IsOfServer(call)
            && code.Leaves(text).FirstOrDefault(MoneyReads.IsOfCallback) is { } source
        )
            return Say(OfCulture, NameOf(source));
        return isDecimal || text.Type?.SpecialType != SpecialType.System_String && !IsHandedOn(call) || NameIn(text) is not { } name
            ? null
            : Say(Binary, name);
    }

    /// <summary>Whether a method parses a fraction from a text, or converts a number to one.</summary>
    private static bool IsReader(INamedTypeSymbol type, string method) =>
        type.SpecialType is SpecialType.System_Decimal or SpecialType.System_Double or SpecialType.System_Single
            ? method is "Parse" or "TryParse"
            : type.Name == "Convert" && method is "ToDecimal" or "ToDouble" or "ToSingle";

    /// <summary>Whether a call parses by the server's current culture.</summary>
    private bool IsOfServer(IInvocationOperation call)
    {
        var culture = call.Arguments.FirstOrDefault(argument => argument.Parameter?.Type.Name == "IFormatProvider");
        if (
            culture is null
            || culture.ArgumentKind == ArgumentKind.DefaultValue
            || DoubtfulAnswers.IsNull(Surroundings.Unwrap(culture.Value))
        )
            return true;
        return code.Leaves(culture.Value)
            .Any(part =>
                part
                    is IPropertyReferenceOperation
                {
                    Property: { Name: "CurrentCulture" or "CurrentUICulture" or "CurrentInfo", IsStatic: true }
                }
            );
    }

    /// <summary>Whether a value is passed on or stored unchanged. Another rule reports a fault of a comparison.</summary>
    private static bool IsHandedOn(IOperation value) =>
        Surroundings.Awaited(value).Parent is IArgumentOperation { Parent: IObjectCreationOperation } or ISimpleAssignmentOperation
        || Surroundings.Awaited(value).Parent is IArgumentOperation { Parent: IInvocationOperation call }
            && !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System");

    private static bool IsInteger(ITypeSymbol? type) =>
        type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_UInt32 or SpecialType.System_UInt64
        || type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] }
            && IsInteger(inner);

    /// <summary>Whether a divisor is a number of minor units: ten, a hundred, a thousand.</summary>
    private bool IsUnit(IOperation divisor) =>
        code.Leaves(divisor)
            .Any(part => part.ConstantValue is { HasValue: true, Value: int and (10 or 100 or 1000) or long and (10L or 100L or 1000L) });

    /// <summary>Whether the code also computes the remainder of a division, as for formatting an amount.</summary>
    private bool IsSplit(IBinaryOperation division) =>
        code.Operations.Any(operation =>
            operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.Remainder } rest
            && _money.HasAmount(rest.LeftOperand)
            && rest.Syntax.SyntaxTree == division.Syntax.SyntaxTree
        ) || code.Operations.Any(operation => operation is IInvocationOperation { TargetMethod.Name: "DivRem" });

    /// <summary>Whether a value only becomes part of a text.</summary>
    private static bool IsShown(IOperation operation) =>
        Surroundings
            .Ancestors(operation)
            .TakeWhile(ancestor => ancestor is not IBlockOperation)
            .Any(ancestor => ancestor is IInterpolatedStringOperation);

    private string? NameIn(IOperation value) => code.Leaves(value).FirstOrDefault(_money.IsAmount) is { } read ? NameOf(read) : null;

    private static string NameOf(IOperation read) =>
        read is IPropertyReferenceOperation { Property: { IsIndexer: false, Name: var name } }
            ? name
            : MoneyReads.JsonName(read) ?? "the amount";

    private static string Say(string said, string name) => said.Replace("{0}", name);
}
