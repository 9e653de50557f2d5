using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CallbackGen.CodeFixes;

/// <summary>
/// Finds the inverted check of a verification result, with which only refused results reach a use of the value, and inverts it.
/// </summary>
internal static class ResultCheck
{
    /// <summary>Returns the condition that wrongly guards a use of the result's value; null when none can be inverted safely.</summary>
    /// <param name="use">The use of the value.</param>
    /// <param name="result">The expression of the result.</param>
    public static ExpressionSyntax? InvertedFor(SyntaxNode use, ExpressionSyntax result)
    {
        for (
            var node = use;
            node.Parent is { } parent
                && node
                    is not (
                        AnonymousFunctionExpressionSyntax
                        or LocalFunctionStatementSyntax
                        or MemberDeclarationSyntax
                        and not GlobalStatementSyntax
                    );
            node = parent
        )
        {
            var found = parent switch
            {
                IfStatementSyntax branch when node == branch.Statement => Guard(
                    branch.Condition,
                    mustSay: false,
                    [node],
                    branch.Else,
                    result
                ),
                ElseClauseSyntax { Parent: IfStatementSyntax branch } => Guard(
                    branch.Condition,
                    mustSay: true,
                    [node],
                    branch.Statement,
                    result
                ),
                ConditionalExpressionSyntax choice when node == choice.WhenTrue => Guard(
                    choice.Condition,
                    mustSay: false,
                    [node],
                    choice.WhenFalse,
                    result
                ),
                ConditionalExpressionSyntax choice when node == choice.WhenFalse => Guard(
                    choice.Condition,
                    mustSay: true,
                    [node],
                    choice.WhenTrue,
                    result
                ),
                BlockSyntax block => Before(block.Statements, block.Statements.IndexOf(statement => statement == node), result),
                SwitchSectionSyntax section => Before(
                    section.Statements,
                    section.Statements.IndexOf(statement => statement == node),
                    result
                ),
                CompilationUnitSyntax unit => Before(
                    Statements(unit),
                    Statements(unit).FindIndex(statement => statement.Parent == node),
                    result
                ),
                _ => null,
            };
            if (found is not null)
                return found;
        }

        return null;
    }

    /// <summary>Returns the negation of a condition.</summary>
    public static ExpressionSyntax Inverted(ExpressionSyntax condition) =>
        condition switch
        {
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not => not.Operand.WithTriviaFrom(not),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression } equal => SyntaxFactory.BinaryExpression(
                SyntaxKind.NotEqualsExpression,
                equal.Left,
                SyntaxFactory.Token(SyntaxKind.ExclamationEqualsToken).WithTriviaFrom(equal.OperatorToken),
                equal.Right
            ),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.NotEqualsExpression } unequal => SyntaxFactory.BinaryExpression(
                SyntaxKind.EqualsExpression,
                unequal.Left,
                SyntaxFactory.Token(SyntaxKind.EqualsEqualsToken).WithTriviaFrom(unequal.OperatorToken),
                unequal.Right
            ),
            IsPatternExpressionSyntax { Pattern: UnaryPatternSyntax not } match => match.WithPattern(not.Pattern),
            IsPatternExpressionSyntax match => match.WithPattern(
                SyntaxFactory.UnaryPattern(
                    SyntaxFactory.Token(SyntaxKind.NotKeyword).WithTrailingTrivia(SyntaxFactory.Space),
                    match.Pattern
                )
            ),
            _ => SyntaxFactory.PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, condition.WithoutTrivia()).WithTriviaFrom(condition),
        };

    private static List<StatementSyntax> Statements(CompilationUnitSyntax unit) =>
        [.. unit.Members.OfType<GlobalStatementSyntax>().Select(global => global.Statement)];

    /// <summary>Returns the condition of the nearest <c>if (result.IsSuccess) return;</c> before a statement.</summary>
    private static ExpressionSyntax? Before(IReadOnlyList<StatementSyntax> statements, int index, ExpressionSyntax result)
    {
        for (var i = index - 1; i >= 0; i--)
        {
            if (
                statements[i] is IfStatementSyntax { Else: null } branch
                && Leaves(branch.Statement)
                && Guard(branch.Condition, mustSay: true, [.. statements.Skip(i + 1)], branch.Statement, result) is { } found
            )
                return found;
        }

        return null;
    }

    /// <summary>
    /// Returns the condition, when it tests the result as required and can be inverted safely: the other branch does not read the value,
    /// and this branch does not read the rejection.
    /// </summary>
    private static ExpressionSyntax? Guard(
        ExpressionSyntax condition,
        bool mustSay,
        IReadOnlyList<SyntaxNode> here,
        SyntaxNode? other,
        ExpressionSyntax result
    ) =>
        Says(condition, result) == mustSay && !Reads(other, "Value", result) && !here.Any(side => Reads(side, "Rejection", result))
            ? condition
            : null;

    /// <summary>
    /// Returns the outcome of the result that a condition requires: true for a success, false for a refusal, null for a condition that
    /// tests anything else.
    /// </summary>
    private static bool? Says(ExpressionSyntax condition, ExpressionSyntax result) =>
        condition switch
        {
            ParenthesizedExpressionSyntax inner => Says(inner.Expression, result),
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not => !Says(not.Operand, result),
            MemberAccessExpressionSyntax access => Is(access, "IsSuccess", result) ? true : null,
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression } equal => Matches(equal.Left, equal.Right, result),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.NotEqualsExpression } unequal => !Matches(
                unequal.Left,
                unequal.Right,
                result
            ),
            IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax constant } match => Matches(
                match.Expression,
                constant.Expression,
                result
            ),
            IsPatternExpressionSyntax { Pattern: UnaryPatternSyntax { Pattern: ConstantPatternSyntax constant } } match => !Matches(
                match.Expression,
                constant.Expression,
                result
            ),
            _ => null,
        };

    private static bool? Matches(ExpressionSyntax member, ExpressionSyntax constant, ExpressionSyntax result) =>
        constant.Kind() switch
        {
            SyntaxKind.TrueLiteralExpression => Says(member, result),
            SyntaxKind.FalseLiteralExpression => !Says(member, result),
            SyntaxKind.NullLiteralExpression => Is(member, "Rejection", result) ? true
            : Is(member, "Value", result) ? false
            : null,
            _ => null,
        };

    private static bool Reads(SyntaxNode? side, string member, ExpressionSyntax result) =>
        side is not null && side.DescendantNodesAndSelf().OfType<MemberAccessExpressionSyntax>().Any(access => Is(access, member, result));

    private static bool Is(ExpressionSyntax expression, string member, ExpressionSyntax result) =>
        expression is MemberAccessExpressionSyntax access
        && access.Name.Identifier.ValueText == member
        && SyntaxFactory.AreEquivalent(access.Expression, result);

    private static bool Leaves(StatementSyntax statement) =>
        statement switch
        {
            BlockSyntax { Statements: [.., var last] } => Leaves(last),
            ReturnStatementSyntax or ThrowStatementSyntax or ContinueStatementSyntax or BreakStatementSyntax or GotoStatementSyntax => true,
            YieldStatementSyntax { RawKind: (int)SyntaxKind.YieldBreakStatement } => true,
            _ => false,
        };
}
