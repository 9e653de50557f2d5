using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1014: code that serves callbacks reads a token whose signature was not verified, or accepts tokens without one.</summary>
public sealed class UnvalidatedTokenAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.UnvalidatedToken];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var code = new CallbackCode(symbols);
        var names = new WireNames(places);
        context.RegisterOperationAction(
            operation => AnalyzeRead(operation, code, names),
            OperationKind.Invocation,
            OperationKind.ObjectCreation
        );
        context.RegisterOperationAction(operation => AnalyzeAssignment(operation, code), OperationKind.SimpleAssignment);
    }

    private static void AnalyzeRead(OperationAnalysisContext context, CallbackCode code, WireNames names)
    {
        var read = context.Operation;
        if (TokenReads.Text(read) is not { } text)
        {
            AnalyzeAway(context, code);
            return;
        }

        if (IsInValidator(read) || TokenReads.IsVerified(text))
            return;
        var function = ServingFunction.Of(read, context.ContainingSymbol);
        if (TokenReads.Validates(function))
            return;
        var severity =
            code.Serves(function) || IsOfFeed(text, function, names)
                ? DiagnosticSeverity.Warning
                : SeverityByUse(context, text, function, code);
        if (severity is { } found)
            Report(context, $"\"{NameOf(read)}\" takes a token apart and validates nothing", found);
    }

    /// <summary>Analyzes an endpoint that passes a token of its request to a method of another type, which decodes it.</summary>
    private static void AnalyzeAway(OperationAnalysisContext context, CallbackCode code)
    {
        if (
            context.Operation
                is not IInvocationOperation
                {
                    TargetMethod:
                    {
                        DeclaredAccessibility: not Accessibility.Private,
                        MethodKind: MethodKind.Ordinary,
                        DeclaringSyntaxReferences.IsEmpty: false
                    } method
                } call
            || !call.Arguments.Any(argument => argument.Parameter?.Type.SpecialType == SpecialType.System_String)
        )
            return;
        var function = ServingFunction.Of(call, context.ContainingSymbol);
        if (
            !function.IsEndpoint && !code.Touches(function)
            || MethodBodies.Written(method, context.Compilation, context.CancellationToken) is not { } written
            || MethodBodies.Of(written, context.Compilation, context.CancellationToken) is not { } body
            || TokenReads.Validates(function)
            || TokenReads.Validates(new ServingFunction(written, body, null))
        )
            return;
        var read = body.Descendants()
            .Select(TokenReads.Text)
            .OfType<IOperation>()
            .Select(Values.Bare)
            .OfType<IParameterReferenceOperation>()
            .FirstOrDefault();
        if (
            read is not null
            && call.Arguments.FirstOrDefault(argument =>
                argument.Parameter is { } parameter
                && SymbolEqualityComparer.Default.Equals(MethodBodies.Taken(written, call, parameter), read.Parameter)
            )
                is { } token
            && !TokenReads.IsVerified(token.Value)
            && IsSent(token.Value, function)
            && (code.Touches(function) || Acts(context, function))
        )
            Report(context, $"\"{method.Name}\" takes a token apart and validates nothing", DiagnosticSeverity.Info);
    }

    /// <summary>
    /// Returns the severity, by how certain it is that a token decides the actions of an endpoint, where the endpoint or a function of its
    /// class reads the token; null where it does not decide.
    /// </summary>
    private static DiagnosticSeverity? SeverityByUse(
        OperationAnalysisContext context,
        IOperation text,
        ServingFunction function,
        CallbackCode code
    )
    {
        if (function.IsEndpoint)
            return IsSent(text, function) && Acts(context, function) ? DiagnosticSeverity.Info : null;
        var callers = function
            .Callers(context.Compilation, context.CancellationToken)
            .Where(found => !TokenReads.Validates(found.Caller))
            .ToList();
        if (callers.Exists(found => code.Serves(found.Caller)))
            return DiagnosticSeverity.Warning;
        var isHanded = Values.Bare(text) is IParameterReferenceOperation { Parameter: var taken }
            ? callers.Exists(found =>
                found.Call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == taken.Ordinal) is { } argument
                && IsSent(argument.Value, found.Caller)
                && Acts(context, found.Caller)
            )
            : IsSent(text, function) && callers.Exists(found => Acts(context, found.Caller));
        return isHanded ? DiagnosticSeverity.Info : null;
    }

    private static bool IsSent(IOperation text, ServingFunction function) => new SentTokens(function).Are(text);

    /// <summary>Whether an endpoint has effects, requires no sign-in, and does not sign anyone in itself.</summary>
    private static bool Acts(OperationAnalysisContext context, ServingFunction endpoint) =>
        !Logins.AreAsked(endpoint)
        && !CallbackCode.IsSignIn(endpoint)
        && new Effects(DecidingWords.Of(context)) is var effects
        && endpoint
            .Operations.OfType<IInvocationOperation>()
            .Any(call =>
                effects.IsEffect(call)
                && TokenReads.Text(call) is null
                && !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System")
                && !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "Microsoft.IdentityModel")
                && !SoleWork.IsOwn(call, context.ContainingSymbol)
            );

    private static void AnalyzeAssignment(OperationAnalysisContext context, CallbackCode code)
    {
        if (
            TokenReads.SwitchedOff((ISimpleAssignmentOperation)context.Operation) is { } what
            && code.Serves(ServingFunction.Of(context.Operation, context.ContainingSymbol))
        )
            Report(context, what);
    }

    /// <summary>Whether an endpoint reads the token from the field that holds a compiled feed's token.</summary>
    private static bool IsOfFeed(IOperation text, ServingFunction function, WireNames names) =>
        function.IsEndpoint && new NamedReads(function).In(text).Any(read => names.IsTokenField(read.Name));

    /// <summary>Whether a read is the return value of a signature validator, which is reported as a whole.</summary>
    private static bool IsInValidator(IOperation read) =>
        Surroundings
            .Ancestors(read)
            .Any(ancestor =>
                ancestor
                    is ISimpleAssignmentOperation
                {
                    Target: IPropertyReferenceOperation { Property.ContainingType.Name: "TokenValidationParameters" }
                }
            );

    private static string NameOf(IOperation read) =>
        read switch
        {
            IInvocationOperation call => call.TargetMethod.Name,
            _ => $"new {read.Type?.Name}",
        };

    private static void Report(OperationAnalysisContext context, string what, DiagnosticSeverity severity = DiagnosticSeverity.Warning) =>
        context.ReportDiagnostic(
            Diagnostic.Create(HandlerRules.UnvalidatedToken, context.Operation.Syntax.GetLocation(), severity, null, null, what)
        );
}
