using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers;
using CallbackGen.Generator.Analyzers.Semantics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.CodeFixes;

/// <summary>What of a function serves one read of a request and nothing else: the statements that prepare it, and the parameters that the host fills for it.</summary>
internal sealed class RequestReading
{
    private readonly SyntaxNode _function;
    private readonly SemanticModel _model;
    private readonly CancellationToken _cancellationToken;
    private readonly List<SyntaxNode> _removed;

    private RequestReading(SyntaxNode function, ExpressionSyntax read, SemanticModel model, CancellationToken cancellationToken)
    {
        _function = function;
        _model = model;
        _cancellationToken = cancellationToken;
        _removed = [read];
    }

    /// <summary>Whether nothing else of the function reads the request: the message would not replace that.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Finds them, from the read backwards.</summary>
    public static RequestReading Around(
        SyntaxNode function,
        ExpressionSyntax read,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        var reading = new RequestReading(function, read, model, cancellationToken);
        while (reading.Grow()) { }

        reading.IsComplete =
            !function.DescendantNodes().Where(node => !reading.IsRemoved(node)).Any(reading.IsPart)
            && reading
                .Parameters()
                .Where(IsBound)
                .All(parameter => reading.NamesOf(parameter).ToList() is { Count: > 0 } names && names.TrueForAll(reading.IsRemoved));
        return reading;
    }

    /// <summary>Takes them out; the read itself stays, for somebody to replace.</summary>
    public void Remove(SyntaxEditor editor)
    {
        foreach (var statement in _removed.Skip(1))
            editor.RemoveNode(statement, SyntaxRemoveOptions.KeepUnbalancedDirectives);
        foreach (var parameter in Parameters().Where(IsBound))
        {
            if (parameter.DeclaringSyntaxReferences is [var reference])
                editor.RemoveNode(reference.GetSyntax(_cancellationToken), SyntaxRemoveOptions.KeepNoTrivia);
        }
    }

    /// <summary>Adds the statements of one more local that nothing but what is removed needs.</summary>
    private bool Grow()
    {
        foreach (var local in Locals().ToList())
        {
            var names = NamesOf(local).Where(name => !IsRemoved(name)).ToList();
            if (
                local.DeclaringSyntaxReferences is not [var reference]
                || reference.GetSyntax(_cancellationToken)
                    is not VariableDeclaratorSyntax
                    {
                        Initializer.Value: { } value,
                        Parent.Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax, Declaration.Variables.Count: 1 } declaration
                    }
                || IsRemoved(declaration)
                || !IsHarmless(value)
            )
                continue;
            var statements = names.Select(name => name.FirstAncestorOrSelf<StatementSyntax>()).Distinct().ToList();
            if (
                !statements.All(statement =>
                    statement is ExpressionStatementSyntax { Parent: BlockSyntax } filling
                    && statement.SpanStart < _removed[0].SpanStart
                    && Fills(filling.Expression, local)
                )
            )
                continue;
            _removed.Add(declaration);
            _removed.AddRange(statements!);
            return true;
        }

        return false;
    }

    private bool IsRemoved(SyntaxNode node) => _removed.Exists(removed => removed.Span.Contains(node.Span));

    private IEnumerable<ILocalSymbol> Locals() =>
        _removed
            .SelectMany(removed => removed.DescendantNodesAndSelf())
            .OfType<IdentifierNameSyntax>()
            .Select(name => _model.GetSymbolInfo(name, _cancellationToken).Symbol)
            .OfType<ILocalSymbol>();

    private ImmutableArray<IParameterSymbol> Parameters() =>
        _model.GetDeclaredSymbol(_function, _cancellationToken) is IMethodSymbol method ? method.Parameters
        : _model.GetSymbolInfo(_function, _cancellationToken).Symbol is IMethodSymbol lambda ? lambda.Parameters
        : [];

    private IEnumerable<IdentifierNameSyntax> NamesOf(ISymbol symbol) =>
        _function
            .DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .Where(name =>
                name.Identifier.ValueText == symbol.Name
                && SymbolEqualityComparer.Default.Equals(_model.GetSymbolInfo(name, _cancellationToken).Symbol, symbol)
            );

    /// <summary>Whether the host fills a parameter with the request's body, form or query.</summary>
    private static bool IsBound(IParameterSymbol parameter) =>
        UnverifiedReadAnalyzer.BoundPart(parameter) is not null || parameter.Type.Name is "JObject" or "JToken";

    private bool IsPart(SyntaxNode node) =>
        node is MemberAccessExpressionSyntax
        && _model.GetOperation(node, _cancellationToken) is IPropertyReferenceOperation property
        && RequestData.PartOf(property) is not null;

    /// <summary>Whether an expression reads the request, or makes something of the platform's, and does nothing else.</summary>
    private bool IsHarmless(ExpressionSyntax value) =>
        _model.GetOperation(value, _cancellationToken) is { } operation
        && (
            RequestData.IsFrom(Values.Bare(operation))
            || operation
                .DescendantsAndSelf()
                .All(part =>
                    part switch
                    {
                        IInvocationOperation call => IsOfPlatform(call.TargetMethod.ContainingType),
                        IObjectCreationOperation creation => IsOfPlatform(creation.Type),
                        IAssignmentOperation
                        {
                            Target: IPropertyReferenceOperation
                            {
                                Property.ContainingType: var owner,
                                Instance: ILocalReferenceOperation
                                    or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver }
                            }
                        } => IsOfPlatform(owner),
                        IAssignmentOperation => false,
                        IDynamicInvocationOperation or IAnonymousFunctionOperation => false,
                        _ => true,
                    }
                )
        );

    /// <summary>Whether an expression only fills a local from the request, or turns it to its beginning.</summary>
    private bool Fills(ExpressionSyntax expression, ILocalSymbol local)
    {
        return IsHarmless(expression)
            && _model.GetOperation(expression, _cancellationToken) is { } operation
            && Values.Bare(operation) switch
            {
                IInvocationOperation call => IsLocal(call.Instance)
                    || (call.Instance ?? call.Arguments.FirstOrDefault()?.Value) is { } source
                        && Values.Bare(source) is IPropertyReferenceOperation part
                        && RequestData.PartOf(part) is not null,
                IAssignmentOperation { Target: IPropertyReferenceOperation property } => IsLocal(property.Instance),
                _ => false,
            };

        bool IsLocal(IOperation? value) =>
            value is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local);
    }

    private static bool IsOfPlatform(ITypeSymbol? type) =>
        type is not null
        && (
            EndpointMethods.IsIn(type, "System")
            || EndpointMethods.IsIn(type, "Microsoft.AspNetCore")
            || EndpointMethods.IsIn(type, "Newtonsoft.Json")
        );
}
