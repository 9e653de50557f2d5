using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds the functions that run while a callback is served: those that a host calls with one, methods that receive a payload, and private
/// and local functions that one of the first calls.
/// </summary>
internal sealed class ServedCode(CallbackSymbols symbols)
{
    private static readonly string[] Builders = ["IEndpointRouteBuilder", "RouteGroupBuilder", "WebApplication"];

    private readonly CallbackFunctions _functions = new(symbols);
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _types = new(SymbolEqualityComparer.Default);

    /// <summary>Registers an action for each of these functions.</summary>
    /// <param name="context">The start of the compilation.</param>
    /// <param name="mayConcern">Whether an operation is relevant to the rule; functions without a relevant operation are not
    /// analyzed.</param>
    /// <param name="analyze">Analyzes a function and its body.</param>
    public void Register(
        CompilationStartAnalysisContext context,
        Func<IOperation, bool> mayConcern,
        Action<OperationAnalysisContext, IMethodSymbol, IOperation> analyze
    ) =>
        context.RegisterOperationAction(
            operation =>
            {
                if (_functions.Of(operation.Operation, operation.ContainingSymbol) is var (function, body))
                {
                    if (body.Descendants().Any(mayConcern))
                        analyze(operation, function, body);
                }
                else if (
                    HelperOf(operation) is { } helper
                    && MayHelp(helper)
                    && operation.Operation.Descendants().Any(mayConcern)
                    && Helps(helper, operation)
                )
                {
                    analyze(operation, helper, operation.Operation);
                }
            },
            OperationKind.MethodBody,
            OperationKind.AnonymousFunction,
            OperationKind.LocalFunction
        );

    private static IMethodSymbol? HelperOf(OperationAnalysisContext context) =>
        context.Operation switch
        {
            ILocalFunctionOperation local => local.Symbol,
            IMethodBodyOperation => context.ContainingSymbol as IMethodSymbol,
            _ => null,
        };

    private bool Helps(IMethodSymbol method, OperationAnalysisContext context)
    {
        // A function inside an analyzed function is analyzed with it.
        if (method.MethodKind == MethodKind.LocalFunction && _functions.IsIn(context.Operation))
            return false;
        return symbols.TakesPayload(method) || _functions.Call(method, context.Compilation, context.CancellationToken);
    }

    /// <summary>Whether a method may be such a helper by its declaration, so that its body is worth analyzing.</summary>
    private bool MayHelp(IMethodSymbol method) =>
        method.MethodKind == MethodKind.LocalFunction
        || symbols.TakesPayload(method)
        || method is { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Private }
            && _types.GetOrAdd(method.ContainingType, Deals);

    /// <summary>Whether a type has a function that receives callbacks, or maps some.</summary>
    private bool Deals(INamedTypeSymbol type) =>
        type.AllInterfaces.Any(symbols.IsHandler)
        || type.GetMembers()
            .OfType<IMethodSymbol>()
            .Any(method =>
                EndpointMethods.IsAction(method)
                || EndpointMethods.IsPageHandler(method)
                || method.Parameters.Any(parameter =>
                    symbols.LevelOf(parameter.Type) is not null
                    || CallbackSymbols.Is(parameter.Type, symbols.Message)
                    || Builders.Contains(parameter.Type.Name)
                )
            );
}
