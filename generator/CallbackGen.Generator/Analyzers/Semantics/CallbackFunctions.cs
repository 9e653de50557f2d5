using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds the functions after which a callback is answered: a handler's <c>HandleAsync</c>, a function that a route maps, an action.
/// Functions that they call are not handlers: these may be right to fail silently.
/// </summary>
internal sealed class CallbackFunctions(CallbackSymbols symbols)
{
    // Calls by the names of the mapped functions. Each file is searched once, however many compilations contain it.
    private static readonly ConditionalWeakTable<SyntaxTree, ILookup<string, InvocationExpressionSyntax>> Mapped = new();

    // Most rules query the same functions, and some queries walk the whole function body.
    private static readonly ConditionalWeakTable<IOperation, StrongBox<(IMethodSymbol, IOperation)?>> Known = new();

    /// <summary>Registers an action for each of these functions.</summary>
    /// <param name="context">The start of the compilation.</param>
    /// <param name="analyze">Analyzes a function and its body.</param>
    public void Register(CompilationStartAnalysisContext context, Action<OperationAnalysisContext, IMethodSymbol, IOperation> analyze) =>
        context.RegisterOperationAction(
            operation =>
            {
                if (Of(operation.Operation, operation.ContainingSymbol) is var (function, body))
                    analyze(operation, function, body);
            },
            OperationKind.MethodBody,
            OperationKind.AnonymousFunction,
            OperationKind.LocalFunction
        );

    /// <summary>Returns the handler that an operation declares, with its body; null when it declares none.</summary>
    public (IMethodSymbol Function, IOperation Body)? Of(IOperation operation, ISymbol owner) =>
        operation is IMethodBodyOperation or IAnonymousFunctionOperation or ILocalFunctionOperation
            ? Known.GetValue(operation, asked => new(Find(asked, owner))).Value
            : null;

    private (IMethodSymbol Function, IOperation Body)? Find(IOperation operation, ISymbol owner) =>
        operation switch
        {
            IMethodBodyOperation
                when owner is IMethodSymbol method
                    && (
                        TakesCallback(method)
                            ? IsEndpoint(method) || HandlerFunctions.Handles(method, symbols) || IsMappedBeside(method)
                            : IsEndpoint(method) && Verifies(operation)
                    ) => (method, operation),
            IAnonymousFunctionOperation lambda when IsMapped(lambda) && (TakesCallback(lambda.Symbol) || Verifies(lambda)) => (
                lambda.Symbol,
                lambda.Body
            ),
            ILocalFunctionOperation { Body: { } local } function when TakesCallback(function.Symbol) && IsMappedBeside(function.Symbol) => (
                function.Symbol,
                local
            ),
            _ => null,
        };

    /// <summary>
    /// Whether a handler calls a private or local function directly. Functions that are passed as method groups are not followed.
    /// </summary>
    public bool Call(IMethodSymbol helper, Compilation compilation, CancellationToken cancellationToken) =>
        MethodBodies.UsesOf(helper, compilation, cancellationToken) is { } uses
        && uses.Any(use => use is IInvocationOperation && IsIn(use));

    /// <summary>Whether an operation is inside a handler.</summary>
    public bool IsIn(IOperation operation) =>
        Surroundings.FunctionsAround(operation).Any(around => Of(around.Operation, around.Function) is not null);

    private bool TakesCallback(IMethodSymbol method) =>
        method.Parameters.Any(parameter =>
            symbols.LevelOf(parameter.Type) is not null
            || CallbackSymbols.Is(parameter.Type, symbols.Message)
            || parameter.Type is INamedTypeSymbol { TypeArguments: [var item] } && symbols.LevelOf(item) is not null
        );

    /// <summary>Whether a function verifies a callback itself.</summary>
    private bool Verifies(IOperation function) =>
        Values
            .Directly(function)
            .Any(operation =>
                operation is IInvocationOperation { TargetMethod: { Name: "Verify" or "Receive", ReturnType: var result } }
                && symbols.IsResult(result)
            );

    private static bool IsEndpoint(IMethodSymbol method) =>
        EndpointMethods.IsAction(method) || EndpointMethods.IsPageHandler(method) || EndpointMethods.IsHttpFunction(method);

    /// <summary>Whether a lambda is an argument of a call that maps it to a route.</summary>
    private static bool IsMapped(IOperation lambda)
    {
        var parent = lambda.Parent;
        while (parent is IConversionOperation or IDelegateCreationOperation or IParenthesizedOperation or IArgumentOperation)
            parent = parent.Parent;
        return parent is IInvocationOperation call
            && (IsMap(call.TargetMethod.Name) || call.TargetMethod.ContainingType.Name == "CallbackGroupBuilder");
    }

    /// <summary>Whether the file that declares a function maps it by its name.</summary>
    private static bool IsMappedBeside(IMethodSymbol method) => MappedBeside(method).Any();

    /// <summary>Returns the calls that map a function by its name, in the file that declares it.</summary>
    public static IEnumerable<InvocationExpressionSyntax> MappedBeside(IMethodSymbol method) =>
        method.DeclaringSyntaxReferences is [var reference] ? Mapped.GetValue(reference.SyntaxTree, FindMapped)[method.Name] : [];

    private static ILookup<string, InvocationExpressionSyntax> FindMapped(SyntaxTree tree) =>
        tree.GetRoot()
            .DescendantNodes()
            .OfType<InvocationExpressionSyntax>()
            .Where(call => NameOf(call.Expression) is var name && (IsMap(name) || name == "Feed"))
            .SelectMany(call =>
                call.ArgumentList.Arguments.Select(argument => NameOf(argument.Expression))
                    .Distinct(StringComparer.Ordinal)
                    .Select(name => (Name: name, Call: call))
            )
            .ToLookup(mapped => mapped.Name, mapped => mapped.Call, StringComparer.Ordinal);

    private static string NameOf(ExpressionSyntax expression) =>
        expression switch
        {
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
            SimpleNameSyntax name => name.Identifier.ValueText,
            CastExpressionSyntax cast => NameOf(cast.Expression),
            _ => "",
        };

    private static bool IsMap(string name) => name.StartsWith("Map", StringComparison.Ordinal);
}
