using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>What operators and patterns that compare have in common.</summary>
internal static class Comparing
{
    /// <summary>Whether an operator compares two values.</summary>
    public static bool Compares(BinaryOperatorKind kind) =>
        kind
            is BinaryOperatorKind.Equals
                or BinaryOperatorKind.NotEquals
                or BinaryOperatorKind.LessThan
                or BinaryOperatorKind.LessThanOrEqual
                or BinaryOperatorKind.GreaterThan
                or BinaryOperatorKind.GreaterThanOrEqual;

    /// <summary>The operator that says the same with its sides changed.</summary>
    public static BinaryOperatorKind Mirrored(BinaryOperatorKind kind) =>
        kind switch
        {
            BinaryOperatorKind.LessThan => BinaryOperatorKind.GreaterThan,
            BinaryOperatorKind.GreaterThan => BinaryOperatorKind.LessThan,
            BinaryOperatorKind.LessThanOrEqual => BinaryOperatorKind.GreaterThanOrEqual,
            BinaryOperatorKind.GreaterThanOrEqual => BinaryOperatorKind.LessThanOrEqual,
            _ => kind,
        };

    /// <summary>The side of an operator that a value is not.</summary>
    public static IOperation Other(IBinaryOperation binary, IOperation side) =>
        binary.LeftOperand == side ? binary.RightOperand : binary.LeftOperand;

    /// <summary>The local that a pattern names whatever it matches, or null.</summary>
    public static ILocalSymbol? Named(IPatternOperation pattern) =>
        pattern switch
        {
            IDeclarationPatternOperation { DeclaredSymbol: ILocalSymbol local } => local,
            IRecursivePatternOperation { PropertySubpatterns.IsEmpty: true, DeclaredSymbol: ILocalSymbol local } => local,
            _ => null,
        };

    /// <summary>Whether a method of this name tells whether two values are the same.</summary>
    public static bool IsEqualsName(string method) =>
        method is "Equals" or "SequenceEqual" or "FixedTimeEquals" or "CompareTo" or "Compare";
}
