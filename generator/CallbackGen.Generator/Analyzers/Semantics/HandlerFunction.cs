using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>A function that a host calls with a message: a route's lambda, a controller's action, a handler class's method.</summary>
/// <param name="Body">Its operations.</param>
/// <param name="Message">The parameter with the message.</param>
/// <param name="Payload">The feed's payload.</param>
/// <param name="Mapped">The location where the function is mapped, when it is declared elsewhere, because an editor analyzes
/// one code block at a time.</param>
internal sealed record HandlerFunction(IOperation Body, IParameterSymbol Message, INamedTypeSymbol Payload, Location? Mapped)
{
    /// <summary>Whether only other functions call it and no host, so that its callers may have done the checks that it omits.</summary>
    public bool IsHelper { get; init; }

    /// <summary>The location at which to report an omission of the function.</summary>
    public Location Place => Mapped ?? Message.Locations[0];

    /// <summary>Returns the location at which to report an operation of the function.</summary>
    public Location PlaceOf(IOperation operation) => Mapped ?? operation.Syntax.GetLocation();
}

/// <summary>Finds handler functions.</summary>
internal static class HandlerFunctions
{
    public static void Register(
        CompilationStartAnalysisContext context,
        CallbackSymbols symbols,
        Action<OperationAnalysisContext, HandlerFunction> analyze
    ) => Register(context, symbols, analyze, OfMethod);

    /// <summary>Registers an action also for methods that receive the message or the payload from handlers.</summary>
    public static void RegisterWithHelpers(
        CompilationStartAnalysisContext context,
        CallbackSymbols symbols,
        Action<OperationAnalysisContext, HandlerFunction> analyze
    ) => Register(context, symbols, analyze, static (operation, symbols) => OfMethod(operation, symbols) ?? OfHelper(operation, symbols));

    private static void Register(
        CompilationStartAnalysisContext context,
        CallbackSymbols symbols,
        Action<OperationAnalysisContext, HandlerFunction> analyze,
        Func<OperationAnalysisContext, CallbackSymbols, HandlerFunction?> ofBody
    )
    {
        context.RegisterOperationAction(operation => Analyze(operation, OfRoute(operation, symbols)), OperationKind.Invocation);
        context.RegisterOperationAction(operation => Analyze(operation, ofBody(operation, symbols)), OperationKind.MethodBody);

        void Analyze(OperationAnalysisContext operation, HandlerFunction? function)
        {
            if (function is not null)
                analyze(operation, function);
        }
    }

    private static HandlerFunction? OfHelper(OperationAnalysisContext context, CallbackSymbols symbols)
    {
        if (
            context.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary } method
            || method.Parameters.FirstOrDefault(parameter => PayloadOf(parameter, symbols) is not null) is not { } taken
            || CallbackFunctions.MappedBeside(method).Any()
        )
            return null;
        return new HandlerFunction(context.Operation, taken, PayloadOf(taken, symbols)!, Mapped: null) { IsHelper = true };
    }

    private static INamedTypeSymbol? PayloadOf(IParameterSymbol parameter, CallbackSymbols symbols) =>
        symbols.PayloadInside(parameter.Type) ?? symbols.PayloadOf(parameter.Type);

    private static HandlerFunction? OfRoute(OperationAnalysisContext context, CallbackSymbols symbols)
    {
        if (
            RouteHandlers.Of((IInvocationOperation)context.Operation) is not { } handler
            || Message(handler.Method, symbols) is not { } message
        )
            return null;
        var lambda = handler.Argument.DescendantsAndSelf().OfType<IAnonymousFunctionOperation>().FirstOrDefault();
        if (lambda is not null && SymbolEqualityComparer.Default.Equals(lambda.Symbol, handler.Method))
            return new HandlerFunction(lambda.Body, message, symbols.PayloadInside(message.Type)!, Mapped: null);
        return Declared(handler.Method, context) is { } body
            ? new HandlerFunction(body, message, symbols.PayloadInside(message.Type)!, handler.Argument.Syntax.GetLocation())
            : null;
    }

    /// <summary>Returns the body of a local function or method of the same file.</summary>
    private static IOperation? Declared(IMethodSymbol method, OperationAnalysisContext context)
    {
        if (
            context.Operation.SemanticModel is not { } model
            || method.DeclaringSyntaxReferences is not [var reference]
            || reference.SyntaxTree != model.SyntaxTree
        )
            return null;
        var syntax = reference.GetSyntax(context.CancellationToken);
        return syntax is LocalFunctionStatementSyntax or MethodDeclarationSyntax or AnonymousFunctionExpressionSyntax
            ? model.GetOperation(syntax, context.CancellationToken)
            : null;
    }

    private static HandlerFunction? OfMethod(OperationAnalysisContext context, CallbackSymbols symbols)
    {
        if (context.ContainingSymbol is not IMethodSymbol method || Message(method, symbols) is not { } message)
            return null;
        return EndpointMethods.IsAction(method) || EndpointMethods.IsPageHandler(method) || Handles(method, symbols)
            ? new HandlerFunction(context.Operation, message, symbols.PayloadInside(message.Type)!, Mapped: null)
            : null;
    }

    /// <summary>Whether a method implements the method of a handler interface.</summary>
    public static bool Handles(IMethodSymbol method, CallbackSymbols symbols) =>
        method.Name.EndsWith("HandleAsync", StringComparison.Ordinal) && Implements(method, symbols.IsHandler);

    /// <summary>Whether a method implements a member of an interface that meets a condition.</summary>
    public static bool Implements(IMethodSymbol method, Func<INamedTypeSymbol, bool> isMeant) =>
        method
            .ContainingType.AllInterfaces.Where(isMeant)
            .SelectMany(contract => contract.GetMembers())
            .Any(member =>
                SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method)
            );

    private static IParameterSymbol? Message(IMethodSymbol method, CallbackSymbols symbols) =>
        method.Parameters.FirstOrDefault(parameter => symbols.PayloadInside(parameter.Type) is not null);
}
