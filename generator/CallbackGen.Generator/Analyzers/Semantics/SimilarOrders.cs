using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds lookups of orders by a part of their number.</summary>
internal sealed class SimilarOrders(HandlerCode code)
{
    private static readonly string[] Searches = ["StartsWith", "EndsWith", "Contains", "IndexOf", "Like", "ILike"];

    /// <summary>Whether a call searches rows for a part of a text of the callback.</summary>
    public bool Are(IInvocationOperation call)
    {
        if (IsLikeInSql(call))
            return true;
        var isText =
            call.TargetMethod.ContainingType.SpecialType == SpecialType.System_String
            || call.TargetMethod.ContainingType.Name.EndsWith("DbFunctionsExtensions", StringComparison.Ordinal);
        if (
            !isText
            || !Searches.Contains(call.TargetMethod.Name)
            || Surroundings.Ancestors(call).OfType<IAnonymousFunctionOperation>().FirstOrDefault() is not { } predicate
            || Values.Operands(call).ToList() is not { Count: >= 2 } operands
        )
            return false;
        var row = operands.Find(operand => IsRow(operand, predicate));
        return row is not null && operands.Exists(operand => operand != row && code.Leaves(operand).Any(IsText)) && !IsFoundWhole(call);
    }

    private static bool IsText(IOperation operation) =>
        MoneyReads.IsOfCallback(operation)
        && (
            operation is not IPropertyReferenceOperation { Property.IsIndexer: false } member
            || member.Type?.SpecialType == SpecialType.System_String
            || !MoneyReads.IsNumber(member.Type)
        );

    private bool IsRow(IOperation operand, IAnonymousFunctionOperation predicate) =>
        operand
            .DescendantsAndSelf()
            .Any(part =>
                part is IPropertyReferenceOperation { Instance: { } owner }
                && Values.Bare(owner) is IParameterReferenceOperation parameter
                && !code.IsWhole(parameter.Type)
                && SymbolEqualityComparer.Default.Equals(parameter.Parameter.ContainingSymbol, predicate.Symbol)
            );

    /// <summary>Whether the same statement also tests a whole text of the callback.</summary>
    private bool IsFoundWhole(IOperation search)
    {
        var statement =
            Surroundings
                .Ancestors(search)
                .FirstOrDefault(ancestor =>
                    ancestor.Parent
                        is IBlockOperation
                    {
                        Parent: not IAnonymousFunctionOperation { Symbol.ReturnType.SpecialType: SpecialType.System_Boolean }
                    }
                )
            ?? search;
        return statement
            .DescendantsAndSelf()
            .OfType<IBinaryOperation>()
            .Any(comparison =>
                comparison.OperatorKind == BinaryOperatorKind.Equals
                && new[] { comparison.LeftOperand, comparison.RightOperand }.Any(side =>
                    code.Leaves(side)
                        .Any(part =>
                            IsText(part)
                            && (
                                part is not IPropertyReferenceOperation { Property: { IsIndexer: false } member }
                                || !code.Symbols.Plays(member, Role.Currency) && member.Name != "Currency"
                            )
                        )
                )
            );
    }

    private bool IsLikeInSql(IInvocationOperation call) =>
        !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System")
        && call.Arguments.Any(argument =>
            Values.Bare(argument.Value) is { } value
            && value is ILiteralOperation or IInterpolatedStringOperation or ILocalReferenceOperation
            && code.Leaves(value).Any(part => part.ConstantValue is { HasValue: true, Value: string text } && HasLike(text))
        )
        && call.Arguments.Any(argument => code.Leaves(argument.Value).Any(IsText));

    private static bool HasLike(string sql) =>
        sql.IndexOf(" like ", StringComparison.OrdinalIgnoreCase) > 0
        && sql.IndexOf(" where ", StringComparison.OrdinalIgnoreCase) is >= 0 and var where
        && sql.IndexOf(" like ", where, StringComparison.OrdinalIgnoreCase) is > 0 and var at
        && !sql.Substring(at + 6).TrimStart().StartsWith("'", StringComparison.Ordinal)
            | sql.IndexOf("||", at, StringComparison.Ordinal) > 0;
}
