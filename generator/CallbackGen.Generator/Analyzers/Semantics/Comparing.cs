using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Shared functions for operators and patterns that compare.</summary>
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

    /// <summary>Returns the operator with the same meaning after its operands are swapped.</summary>
    public static BinaryOperatorKind Mirrored(BinaryOperatorKind kind) =>
        kind switch
        {
            BinaryOperatorKind.LessThan => BinaryOperatorKind.GreaterThan,
            BinaryOperatorKind.GreaterThan => BinaryOperatorKind.LessThan,
            BinaryOperatorKind.LessThanOrEqual => BinaryOperatorKind.GreaterThanOrEqual,
            BinaryOperatorKind.GreaterThanOrEqual => BinaryOperatorKind.LessThanOrEqual,
            _ => kind,
        };

    /// <summary>Returns the operand on the other side of the operator.</summary>
    public static IOperation Other(IBinaryOperation binary, IOperation side) =>
        binary.LeftOperand == side ? binary.RightOperand : binary.LeftOperand;

    /// <summary>Returns the local that a pattern without further conditions declares; null for any other pattern.</summary>
    public static ILocalSymbol? Named(IPatternOperation pattern) =>
        pattern switch
        {
            IDeclarationPatternOperation { DeclaredSymbol: ILocalSymbol local } => local,
            IRecursivePatternOperation { PropertySubpatterns.IsEmpty: true, DeclaredSymbol: ILocalSymbol local } => local,
            _ => null,
        };

    /// <summary>Whether a method of this name compares two values for equality.</summary>
    public static bool IsEqualsName(string method) =>
        method is "Equals" or "SequenceEqual" or "FixedTimeEquals" or "CompareTo" or "Compare";
}
