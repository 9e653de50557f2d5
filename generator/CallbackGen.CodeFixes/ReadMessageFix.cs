using System.Collections.Immutable;
using System.Composition;
using CallbackGen.Generator.Analyzers;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.CodeFixes;

/// <summary>
/// CBG1002, where a local of a route's lambda or of an action is read out of the request: the function takes the message,
/// and the local its payload.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReadMessageFix))]
[Shared]
public sealed class ReadMessageFix : HandlerCodeFix
{
    private static readonly string[] Names = ["callback", "message", "verifiedCallback"];

    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [HandlerRules.UnverifiedRead.Id];

    private protected override Edit? Plan(Diagnostic diagnostic, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        if (Find(node, model, cancellationToken) is not { } place)
            return null;
        return new Edit("Take the verified message as a parameter", nameof(ReadMessageFix), editor =>
        {
            var message = Imports.Generic(place.Message, SyntaxFactory.IdentifierName(place.Message.TypeArguments[0].Name), place.Function, model);
            var parameter = SyntaxFactory.Parameter(SyntaxFactory.Identifier(place.Name)).WithType(message.WithTrailingTrivia(SyntaxFactory.Space));
            editor.ReplaceNode(place.Read, SyntaxFactory.ParseExpression(place.Name + ".Payload").WithTriviaFrom(place.Read));
            editor.InsertParameter(place.Function, 0, parameter);
        });
    }

    private static Place? Find(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        if (CallbackSymbols.Of(model.Compilation) is not { } symbols || node is not InvocationExpressionSyntax || model.GetOperation(node, cancellationToken) is not IInvocationOperation call
            || call.TargetMethod.TypeArguments is not [INamedTypeSymbol payload] || !SymbolEqualityComparer.Default.Equals(symbols.PayloadOf(payload), payload)
            || UnverifiedReadAnalyzer.PayloadRead(call, symbols) is null || symbols.ReachedBy(payload) is not { } rung || symbols.TypeOf(rung) is not { } type)
            return null;
        var read = (ExpressionSyntax)node;
        while (read.Parent is AwaitExpressionSyntax or ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax)
            read = (ExpressionSyntax)read.Parent;
        if (read.Parent is not EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax } || Function(read) is not { } function || !TakesMessages(function, symbols, model, cancellationToken))
            return null;
        var name = Names.FirstOrDefault(candidate => !function.DescendantTokens().Any(token => token.ValueText == candidate));
        return name is null ? null : new Place(function, read, type.Construct(payload), name);
    }

    private static SyntaxNode? Function(SyntaxNode node) =>
        node.Ancestors().FirstOrDefault(ancestor => ancestor is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or BaseMethodDeclarationSyntax);

    private static bool TakesMessages(SyntaxNode function, CallbackSymbols symbols, SemanticModel model, CancellationToken cancellationToken) => function switch
    {
        ParenthesizedLambdaExpressionSyntax lambda => model.GetTypeInfo(lambda, cancellationToken).ConvertedType?.SpecialType == SpecialType.System_Delegate
            && model.GetSymbolInfo(lambda, cancellationToken).Symbol is IMethodSymbol method && !HasMessage(method, symbols),
        MethodDeclarationSyntax declaration => model.GetDeclaredSymbol(declaration, cancellationToken) is { IsOverride: false } method
            && EndpointMethods.IsAction(method) && !HasMessage(method, symbols) && !method.ContainingType.AllInterfaces.Any(contract => contract.GetMembers(method.Name).Length > 0),
        _ => false,
    };

    private static bool HasMessage(IMethodSymbol method, CallbackSymbols symbols) => method.Parameters.Any(parameter => symbols.PayloadInside(parameter.Type) is not null);

    private sealed record Place(SyntaxNode Function, ExpressionSyntax Read, INamedTypeSymbol Message, string Name);
}
