using System.Collections.Immutable;
using System.Composition;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.CodeFixes;

/// <summary>
/// CBG1006: passes the paid amount to the method that marks an order as paid, if the method has an overload with an amount. The fix adds no
/// comparison: only the application knows the expected amount, and what to do when less was paid.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PaidAmountFix))]
[Shared]
public sealed class PaidAmountFix : HandlerCodeFix
{
    private static readonly string[] AmountNames = ["amount", "paid", "paidAmount", "amountPaid", "total"];

    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [HandlerRules.UncomparedAmount.Id];

    private protected override Edit? Plan(Diagnostic diagnostic, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        var invocation = node is ArgumentSyntax { Expression: InvocationExpressionSyntax argument }
            ? argument
            : node as InvocationExpressionSyntax;
        if (
            invocation is null
            || CallbackSymbols.Of(model.Compilation) is not { } symbols
            || model.GetOperation(invocation, cancellationToken) is not IInvocationOperation call
            || invocation.ArgumentList.Arguments.Any(given => given.NameColon is not null)
            || Payload(call, symbols) is not var (payload, type)
        )
            return null;
        if (
            Member(type, Role.Amount, symbols) is not { } amount
            || Overload(call, amount, Member(type, Role.Currency, symbols)) is not { } added
        )
            return null;
        return new Edit(
            "Pass the paid amount",
            nameof(PaidAmountFix),
            editor =>
                editor.ReplaceNode(
                    invocation,
                    invocation.WithArgumentList(
                        Inserted(invocation.ArgumentList, added.At, [.. added.Members.Select(member => $"{payload}.{member}")])
                    )
                )
        );
    }

    /// <summary>Returns the first verified or confirmed payload that the call's arguments read, and its type, or null.</summary>
    private static (string Expression, INamedTypeSymbol Type)? Payload(IInvocationOperation call, CallbackSymbols symbols)
    {
        var read = call
            .Arguments.SelectMany(argument => argument.Value.DescendantsAndSelf())
            .OfType<IPropertyReferenceOperation>()
            .FirstOrDefault(member =>
                CallbackSymbols.IsPayloadMember(member.Property)
                && PayloadOrigin.Of(member, symbols) is TrustLevel.Verified or TrustLevel.Confirmed
                && SymbolEqualityComparer.Default.Equals(symbols.PayloadOf(member.Instance?.Type), member.Instance?.Type)
            );
        return
            read is { Instance: { Type: INamedTypeSymbol type, Syntax: ExpressionSyntax expression } }
            && expression is IdentifierNameSyntax or MemberAccessExpressionSyntax
            ? (expression.ToString(), type)
            : null;
    }

    private static IPropertySymbol? Member(INamedTypeSymbol payload, Role role, CallbackSymbols symbols) =>
        payload
            .GetMembers()
            .OfType<IPropertySymbol>()
            .Where(CallbackSymbols.IsPayloadMember)
            .FirstOrDefault(member => symbols.Plays(member, role));

    /// <summary>
    /// Returns the members to insert after the call's arguments, and their position, so that an overload with an amount accepts
    /// them; null when there is no such overload.
    /// </summary>
    private static (int At, List<string> Members)? Overload(IInvocationOperation call, IPropertySymbol amount, IPropertySymbol? currency)
    {
        var given = call
            .Arguments.Where(argument => !argument.IsImplicit && argument.Parameter?.Type.Name != "CancellationToken")
            .Select(argument => argument.Parameter!.Type)
            .ToList();
        foreach (var other in call.TargetMethod.ContainingType.GetMembers(call.TargetMethod.Name).OfType<IMethodSymbol>())
        {
            if (
                other.IsStatic != call.TargetMethod.IsStatic
                || SymbolEqualityComparer.Default.Equals(other, call.TargetMethod)
                || !SymbolEqualityComparer.Default.Equals(other.ReturnType, call.TargetMethod.ReturnType)
                || other.Parameters.Length <= given.Count
                || !given
                    .Zip(other.Parameters, (type, parameter) => SymbolEqualityComparer.Default.Equals(type, parameter.Type))
                    .All(same => same)
            )
                continue;
            if (
                Added(
                    [.. other.Parameters.Skip(given.Count)],
                    amount,
                    currency,
                    isCancelled: call.Arguments.Count(argument => !argument.IsImplicit) > given.Count
                ) is
                { } members
            )
                return (given.Count, members);
        }

        return null;
    }

    private static List<string>? Added(
        List<IParameterSymbol> parameters,
        IPropertySymbol amount,
        IPropertySymbol? currency,
        bool isCancelled
    )
    {
        if (
            !SymbolEqualityComparer.Default.Equals(parameters[0].Type, amount.Type)
            || !AmountNames.Contains(parameters[0].Name, StringComparer.OrdinalIgnoreCase)
        )
            return null;
        parameters.RemoveAt(0);
        var members = new List<string> { amount.Name };
        if (currency is not null)
        {
            // If the payload has a currency, the overload must accept it too.
            if (
                parameters.FirstOrDefault() is not { Type.SpecialType: SpecialType.System_String } second
                || second.Name.IndexOf("currency", StringComparison.OrdinalIgnoreCase) < 0
                || currency.Type.SpecialType != SpecialType.System_String
            )
                return null;
            parameters.RemoveAt(0);
            members.Add(currency.Name);
        }

        if (isCancelled)
        {
            if (parameters.FirstOrDefault()?.Type.Name != "CancellationToken")
                return null;
            parameters.RemoveAt(0);
        }

        return parameters.TrueForAll(parameter => parameter.IsOptional) ? members : null;
    }

    private static ArgumentListSyntax Inserted(ArgumentListSyntax arguments, int at, IReadOnlyList<string> added)
    {
        var all = arguments.Arguments.ToList();
        all.InsertRange(at, added.Select(text => SyntaxFactory.Argument(SyntaxFactory.ParseExpression(text))));
        return arguments.WithArguments(
            SyntaxFactory.SeparatedList(
                all,
                Enumerable.Repeat(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space), all.Count - 1)
            )
        );
    }
}
