using System.Collections.Immutable;
using System.Composition;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace CallbackGen.CodeFixes;

/// <summary>CBG1001: the parameter becomes the message of the feed's trust level, and its uses read the payload of the message.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(TakeMessageFix))]
[Shared]
public sealed class TakeMessageFix : HandlerCodeFix
{
    private static readonly string[] Binders = ["FromBodyAttribute", "FromFormAttribute", "FromQueryAttribute"];

    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [HandlerRules.BarePayload.Id];

    private protected override Edit? Plan(Diagnostic diagnostic, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        if (CallbackSymbols.Of(model.Compilation) is not { } symbols)
            return null;
        var parameters = Parameters(node, symbols, model, cancellationToken);
        if (parameters.Count == 0 || !parameters.All(parameter => CanFix(parameter, symbols, model, cancellationToken)))
            return null;
        return new Edit(
            "Take the verified message",
            nameof(TakeMessageFix),
            editor =>
            {
                foreach (var parameter in parameters)
                    TakeMessage(parameter, symbols, model, editor, cancellationToken);
            }
        );
    }

    private static void TakeMessage(
        ParameterSyntax parameter,
        CallbackSymbols symbols,
        SemanticModel model,
        SyntaxEditor editor,
        CancellationToken cancellationToken
    )
    {
        var symbol = model.GetDeclaredSymbol(parameter, cancellationToken)!;
        var payload = parameter.Type is NullableTypeSyntax nullable ? nullable.ElementType : parameter.Type!;
        editor.ReplaceNode(
            parameter.Type!,
            Imports.Generic(Message(symbol, symbols)!, payload, parameter, model).WithTriviaFrom(parameter.Type!)
        );
        RemoveBinders(parameter, model, editor);
        foreach (var use in Uses(Function(parameter)!, symbol, model, cancellationToken))
            ReadPayload(use, editor);
    }

    /// <summary>
    /// Returns the parameters to change: the parameter of the reported type, or those of the function that is reported where it is mapped.
    /// </summary>
    private static List<ParameterSyntax> Parameters(
        SyntaxNode node,
        CallbackSymbols symbols,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        if (node.FirstAncestorOrSelf<ParameterSyntax>() is { } parameter && parameter.Type?.Span == node.Span)
            return [parameter];
        var mapped = node is ArgumentSyntax argument ? argument.Expression : node;
        return model.GetMemberGroup(mapped, cancellationToken) is not [IMethodSymbol method]
            ? []
            :
            [
                .. method
                    .Parameters.Where(parameter => symbols.PayloadOf(parameter.Type) is not null)
                    .SelectMany(parameter => parameter.DeclaringSyntaxReferences)
                    .Where(reference => reference.SyntaxTree == model.SyntaxTree)
                    .Select(reference => reference.GetSyntax(cancellationToken))
                    .OfType<ParameterSyntax>(),
            ];
    }

    private static bool CanFix(ParameterSyntax parameter, CallbackSymbols symbols, SemanticModel model, CancellationToken cancellationToken)
    {
        if (
            parameter.Default is not null
            || model.GetDeclaredSymbol(parameter, cancellationToken)
                is not { RefKind: RefKind.None, ContainingSymbol: IMethodSymbol method } symbol
            || Message(symbol, symbols) is null
            || Function(parameter) is not { } function
        )
            return false;
        return TakesMessages(method, function, model, cancellationToken)
            && Uses(function, symbol, model, cancellationToken).All(use => !IsWritten(use));
    }

    private static void RemoveBinders(ParameterSyntax parameter, SemanticModel model, SyntaxEditor editor)
    {
        foreach (var list in parameter.AttributeLists)
        {
            var binders = list
                .Attributes.Where(attribute => model.GetTypeInfo(attribute).Type is { } type && Binders.Contains(type.Name))
                .ToList();
            if (binders.Count == list.Attributes.Count)
                editor.RemoveNode(list, SyntaxRemoveOptions.KeepNoTrivia);
            else
                binders.ForEach(binder => editor.RemoveNode(binder, SyntaxRemoveOptions.KeepNoTrivia));
        }
    }

    private static void ReadPayload(IdentifierNameSyntax use, SyntaxEditor editor)
    {
        var payload = SyntaxFactory
            .MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, use.WithoutTrivia(), SyntaxFactory.IdentifierName("Payload"))
            .WithTriviaFrom(use);
        switch (use.Parent)
        {
            // The member name that was inferred from the expression must stay.
            case AnonymousObjectMemberDeclaratorSyntax { NameEquals: null } member:
                editor.ReplaceNode(
                    member,
                    member
                        .WithNameEquals(
                            SyntaxFactory.NameEquals(use.WithoutTrivia()).NormalizeWhitespace().WithTrailingTrivia(SyntaxFactory.Space)
                        )
                        .WithExpression(payload)
                );
                break;
            case ArgumentSyntax { NameColon: null, Parent: TupleExpressionSyntax } item:
                editor.ReplaceNode(
                    item,
                    item.WithNameColon(
                            SyntaxFactory.NameColon(use.WithoutTrivia()).NormalizeWhitespace().WithTrailingTrivia(SyntaxFactory.Space)
                        )
                        .WithExpression(payload)
                );
                break;
            default:
                editor.ReplaceNode(use, payload);
                break;
        }
    }

    /// <summary>
    /// Returns the message type for a parameter that is a payload itself, and not a list of payloads or a parameter object.
    /// </summary>
    private static INamedTypeSymbol? Message(IParameterSymbol parameter, CallbackSymbols symbols) =>
        symbols.PayloadOf(parameter.Type) is { } payload
        && SymbolEqualityComparer.Default.Equals(payload, parameter.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated))
        && symbols.ReachedBy(payload) is { } level
            ? symbols.TypeOf(level)?.Construct(payload)
            : null;

    /// <summary>Whether ASP.NET Core passes the message to the function, and no other caller passes a payload.</summary>
    private static bool TakesMessages(
        IMethodSymbol method,
        SyntaxNode function,
        SemanticModel model,
        CancellationToken cancellationToken
    ) =>
        method.MethodKind switch
        {
            MethodKind.AnonymousFunction => model.GetTypeInfo(function, cancellationToken).ConvertedType?.SpecialType
                == SpecialType.System_Delegate,
            MethodKind.LocalFunction => Declarations.IsCalledByHost(method, model.Compilation, cancellationToken),
            MethodKind.Ordinary => !method.IsOverride
                && !EndpointMethods.IsPageHandler(method)
                && !EndpointMethods.IsHttpFunction(method)
                && !HandlerFunctions.Implements(method, _ => true)
                && method.ContainingType.TypeKind != TypeKind.Interface
                && Declarations.IsCalledByHost(method, model.Compilation, cancellationToken),
            _ => false,
        };

    private static List<IdentifierNameSyntax> Uses(
        SyntaxNode function,
        IParameterSymbol symbol,
        SemanticModel model,
        CancellationToken cancellationToken
    ) =>
        [
            .. function
                .DescendantNodes()
                .OfType<IdentifierNameSyntax>()
                .Where(name => name.Identifier.ValueText == symbol.Name && !IsNamed(name))
                .Where(name => SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellationToken).Symbol, symbol)),
        ];

    private static bool IsNamed(IdentifierNameSyntax name) =>
        name.Parent
            is NameColonSyntax
                or ArgumentSyntax
            {
                Parent.Parent: InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } }
            };

    private static bool IsWritten(IdentifierNameSyntax use) =>
        use.Parent switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left == use,
            ArgumentSyntax argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None)
                || argument.Parent is TupleExpressionSyntax { Parent: AssignmentExpressionSyntax },
            RefExpressionSyntax => true,
            _ => false,
        };

    private static SyntaxNode? Function(ParameterSyntax parameter) =>
        parameter.Parent?.Parent switch
        {
            AnonymousFunctionExpressionSyntax lambda => lambda,
            LocalFunctionStatementSyntax local => local,
            MethodDeclarationSyntax method => method,
            _ => null,
        };
}
