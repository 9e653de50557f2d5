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
/// CBG1004, where the message was confirmed before: reads the member from the confirmed message. Without a confirmation in scope there is
/// no fix.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ConfirmedReadFix))]
[Shared]
public sealed class ConfirmedReadFix : HandlerCodeFix
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [HandlerRules.UnsignedRead.Id];

    private protected override Edit? Plan(Diagnostic diagnostic, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        if (
            CallbackSymbols.Of(model.Compilation) is not { } symbols
            || Message(node, symbols, model, cancellationToken) is not var (claimed, message, payload)
        )
            return null;
        var confirmed = Confirmed(claimed, message, payload, symbols, model, cancellationToken)
            .FirstOrDefault(name => Compiles(claimed, name, model, cancellationToken));
        return confirmed is null
            ? null
            : new Edit(
                "Read it from the confirmed message",
                nameof(ConfirmedReadFix),
                editor => editor.ReplaceNode(claimed, Payload(confirmed).WithTriviaFrom(claimed))
            );
    }

    /// <summary>
    /// Returns the expression of the unconfirmed payload from which a member is read, its message, and the feed's payload type.
    /// </summary>
    private static (ExpressionSyntax Claimed, ISymbol Message, INamedTypeSymbol Payload)? Message(
        SyntaxNode node,
        CallbackSymbols symbols,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        var access = node.Parent as MemberAccessExpressionSyntax;
        while (
            access?.Expression is MemberAccessExpressionSyntax inner
            && symbols.PayloadOf(model.GetTypeInfo(access.Expression, cancellationToken).Type) is null
        )
            access = inner;
        if (access is null || model.GetOperation(access.Expression, cancellationToken) is not { } claimed)
            return null;
        var source = claimed is ILocalReferenceOperation local && Values.WrittenTo(local) is [var only] ? only : claimed;
        if (
            source is not IPropertyReferenceOperation { Property.Name: "Payload", Instance: { } instance }
            || symbols.LevelOf(instance.Type) is not (TrustLevel.Authenticated or TrustLevel.Received)
            || symbols.PayloadInside(instance.Type) is not { } payload
        )
            return null;
        return Symbol(instance) is { } message ? (access.Expression, message, payload) : null;
    }

    /// <summary>
    /// Returns the expressions of a message's confirmation: variables that hold the confirmed message, and the <c>Value</c> of its result.
    /// </summary>
    private static IEnumerable<string> Confirmed(
        ExpressionSyntax claimed,
        ISymbol message,
        INamedTypeSymbol payload,
        CallbackSymbols symbols,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        var root = model.GetOperation(claimed, cancellationToken) is { } operation ? Values.Root(operation) : null;
        if (symbols.TypeOf(TrustLevel.Confirmed)?.Construct(payload) is not { } wanted || root is null)
            yield break;
        foreach (
            var local in model
                .LookupSymbols(claimed.SpanStart)
                .OfType<ILocalSymbol>()
                .Where(local => local.Locations[0].SourceSpan.End <= claimed.SpanStart)
        )
        {
            var isResult =
                symbols.IsResult(local.Type)
                && local.Type is INamedTypeSymbol { TypeArguments: [var value] }
                && SymbolEqualityComparer.Default.Equals(value, wanted);
            if (
                (isResult || SymbolEqualityComparer.Default.Equals(local.Type, wanted))
                && Comes(local, root, message, new HashSet<ISymbol>(SymbolEqualityComparer.Default))
            )
                yield return isResult ? local.Name + ".Value" : local.Name;
        }
    }

    /// <summary>
    /// Whether all assignments of a local come from confirming this message. The confirmation of another message has other values.
    /// </summary>
    private static bool Comes(ILocalSymbol local, IOperation root, ISymbol message, HashSet<ISymbol> seen) =>
        seen.Add(local)
        && Values.WrittenTo(local, root) is { Count: > 0 } written
        && written.All(value =>
            value
                .DescendantsAndSelf()
                .Any(part =>
                    part is IInvocationOperation { Instance: { } instance } call
                        && Surroundings.IsConfirmation(call.TargetMethod)
                        && SymbolEqualityComparer.Default.Equals(Symbol(instance), message)
                    || part is ILocalReferenceOperation other && Comes(other.Local, root, message, seen)
                )
        );

    private static ISymbol? Symbol(IOperation value) =>
        Values.Bare(value) switch
        {
            ILocalReferenceOperation local => local.Local,
            IParameterReferenceOperation parameter => parameter.Parameter,
            _ => null,
        };

    /// <summary>Whether the confirmed message is assigned on every path to the read, according to the compiler.</summary>
    private static bool Compiles(ExpressionSyntax claimed, string confirmed, SemanticModel model, CancellationToken cancellationToken)
    {
        var root = model.SyntaxTree.GetRoot(cancellationToken);
        var tree = model.SyntaxTree.WithRootAndOptions(
            root.ReplaceNode(claimed, Payload(confirmed).WithTriviaFrom(claimed)),
            model.SyntaxTree.Options
        );
        var place = new Microsoft.CodeAnalysis.Text.TextSpan(claimed.SpanStart, Payload(confirmed).Span.Length);
        return !model
            .Compilation.ReplaceSyntaxTree(model.SyntaxTree, tree)
            .GetSemanticModel(tree)
            .GetDiagnostics(null, cancellationToken)
            .Any(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Location.SourceSpan.IntersectsWith(place));
    }

    private static ExpressionSyntax Payload(string confirmed) => SyntaxFactory.ParseExpression(confirmed + ".Payload");
}
