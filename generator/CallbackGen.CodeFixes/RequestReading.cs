using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers;
using CallbackGen.Generator.Analyzers.Semantics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.CodeFixes;

/// <summary>
/// The parts of a function that serve one read of a request and no other purpose: the statements that prepare the read, and the
/// parameters that the host binds for it.
/// </summary>
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

    /// <summary>Whether no other code of the function reads the request, which the message would not replace.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Finds these parts, backwards from the read.</summary>
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

    /// <summary>Removes these parts. The read itself stays, for the caller to replace.</summary>
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

    /// <summary>Adds the statements of one more local that only the removed code uses. Returns whether it found one.</summary>
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

    /// <summary>Whether the host binds a parameter to the request's body, form or query.</summary>
    private static bool IsBound(IParameterSymbol parameter) =>
        UnverifiedReadAnalyzer.BoundPart(parameter) is not null || parameter.Type.Name is "JObject" or "JToken";

    private bool IsPart(SyntaxNode node) =>
        node is MemberAccessExpressionSyntax
        && _model.GetOperation(node, _cancellationToken) is IPropertyReferenceOperation property
        && RequestData.PartOf(property) is not null;

    /// <summary>Whether an expression only reads the request or creates an object of the platform, without any other effect.</summary>
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

    /// <summary>Whether an expression only assigns a local from the request, or rewinds it.</summary>
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
