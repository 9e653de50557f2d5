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
/// CBG1002, where a route's lambda or an action reads the request into a local. The function receives the message, the local becomes its
/// payload, and code that only served the read is removed.
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
        if (
            Find(node, model, cancellationToken) is not { } place
            || RequestReading.Around(place.Function, place.Read, model, cancellationToken) is not { IsComplete: true } reading
        )
            return null;
        return new Edit(
            "Take the verified message as a parameter",
            nameof(ReadMessageFix),
            editor =>
            {
                editor.ReplaceNode(place.Read, SyntaxFactory.ParseExpression(place.Name + ".Payload").WithTriviaFrom(place.Read));
                reading.Remove(editor);
                if (place.IsNew)
                {
                    var message = Imports.Generic(
                        place.Message,
                        SyntaxFactory.IdentifierName(place.Message.TypeArguments[0].Name),
                        place.Function,
                        model
                    );
                    editor.InsertParameter(
                        place.Function,
                        0,
                        SyntaxFactory
                            .Parameter(SyntaxFactory.Identifier(place.Name))
                            .WithType(message.WithTrailingTrivia(SyntaxFactory.Space))
                    );
                }

                editor.ReplaceNode(place.Function, (function, _) => Awaiting.Dropped(function));
            }
        )
        {
            TidiesUsings = true,
        };
    }

    private static Place? Find(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        // The answer of the provider's API is not the content of the callback.
        if (
            CallbackSymbols.Of(model.Compilation) is not { } symbols
            || node is not InvocationExpressionSyntax
            || model.GetOperation(node, cancellationToken) is not IInvocationOperation call
            || call.TargetMethod.Name.StartsWith("GetFromJson", StringComparison.Ordinal)
            || call.TargetMethod.TypeArguments is not [INamedTypeSymbol payload]
            || !SymbolEqualityComparer.Default.Equals(symbols.PayloadOf(payload), payload)
            || UnverifiedReadAnalyzer.PayloadRead(call, symbols) is null
            || symbols.ReachedBy(payload) is not { } level
            || symbols.TypeOf(level) is not { } type
        )
            return null;
        var read = (ExpressionSyntax)node;
        while (read.Parent is AwaitExpressionSyntax or ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax)
            read = (ExpressionSyntax)read.Parent;
        if (
            read.Parent is not EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax }
            || Function(read) is not { } function
            || Method(function, model, cancellationToken) is not { } method
        )
            return null;
        var message = type.Construct(payload);
        // An earlier fix of the function has added the message parameter already.
        if (method.Parameters.FirstOrDefault(parameter => symbols.PayloadInside(parameter.Type) is not null) is { } taken)
            return SymbolEqualityComparer.Default.Equals(taken.Type, message)
                ? new Place(function, read, message, taken.Name, IsNew: false)
                : null;
        var name = Names.FirstOrDefault(candidate => !function.DescendantTokens().Any(token => token.ValueText == candidate));
        return name is null ? null : new Place(function, read, message, name, IsNew: true);
    }

    private static SyntaxNode? Function(SyntaxNode node) =>
        node.Ancestors()
            .FirstOrDefault(ancestor =>
                ancestor is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or BaseMethodDeclarationSyntax
            );

    /// <summary>Returns the function, when ASP.NET Core supplies its arguments; null otherwise.</summary>
    private static IMethodSymbol? Method(SyntaxNode function, SemanticModel model, CancellationToken cancellationToken) =>
        function switch
        {
            ParenthesizedLambdaExpressionSyntax lambda => model.GetTypeInfo(lambda, cancellationToken).ConvertedType?.SpecialType
            == SpecialType.System_Delegate
                ? model.GetSymbolInfo(lambda, cancellationToken).Symbol as IMethodSymbol
                : null,
            MethodDeclarationSyntax declaration => model.GetDeclaredSymbol(declaration, cancellationToken) is { IsOverride: false } method
            && EndpointMethods.IsAction(method)
            && !HandlerFunctions.Implements(method, _ => true)
            && Declarations.IsCalledByHost(method, model.Compilation, cancellationToken)
                ? method
                : null,
            _ => null,
        };

    private sealed record Place(SyntaxNode Function, ExpressionSyntax Read, INamedTypeSymbol Message, string Name, bool IsNew);
}
