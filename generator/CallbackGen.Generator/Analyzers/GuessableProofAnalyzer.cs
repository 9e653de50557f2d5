using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// CBG1054: the proof of a payment can be guessed or forged: a cookie or field from the browser, or a code that is derived
/// from the order number or the time.
/// </summary>
public sealed class GuessableProofAnalyzer : HandlerAnalyzer
{
    private const string Random = "make it of RandomNumberGenerator.GetBytes or GetHexString and store it with the order",
        Asked = "query the database for the order of the signed-in user, or seal the value by IDataProtector";

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.GuessableProof];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var code = new CallbackCode(symbols);
        var logins = new Logins(context.Compilation);
        new ServedCode(symbols).Register(context, MayBe, (operation, _, body) => AnalyzeHandler(operation, body, symbols));
        context.RegisterOperationAction(
            operation => AnalyzeEndpoint(operation, code, logins),
            OperationKind.MethodBody,
            OperationKind.AnonymousFunction,
            OperationKind.LocalFunction
        );
    }

    private static bool MayBe(IOperation operation) =>
        operation
            is IInvocationOperation { TargetMethod: { Name: "Append", ContainingType.Name: "IResponseCookies" } }
                or ILiteralOperation { ConstantValue: { HasValue: true, Value: string { Length: > 14 } } }
        || DerivedCodes.MayBe(operation);

    private static void AnalyzeHandler(OperationAnalysisContext context, IOperation body, CallbackSymbols symbols)
    {
        var words = DecidingWords.Of(context);
        var proofs = new WrittenProofs(words, new Effects(words));
        var codes = new DerivedCodes(symbols, context.Compilation, context.CancellationToken);
        var reported = new HashSet<SyntaxNode>();
        foreach (var part in body.Descendants().Where(part => !Surroundings.IsInSink(part)))
        {
            if (proofs.Given(part) is var (name, given))
                Report(context, given, $"Anyone who stores \"{name}\" in a browser gets the paid content", Asked);
            else if (
                codes.Of(part) is var (code, of, value)
                && !reported.Any(node => node.Span.Contains(value.Syntax.Span))
                && reported.Add(value.Syntax)
            )
                Report(context, value, $"\"{code}\" is made of {of}", Random);
        }
    }

    private static void AnalyzeEndpoint(OperationAnalysisContext context, CallbackCode code, Logins logins)
    {
        var function = FunctionOf(context);
        if (function is not { Symbol: { } symbol, IsEndpoint: true } || code.Touches(function))
            return;
        var words = DecidingWords.Of(context);
        if (
            new WrittenProofs(words, new Effects(words)).Believed(symbol, function.Body) is var (name, place)
            && CallbackProjects.Receive(context.Compilation)
            && !logins.Guard(function, context.CancellationToken)
        )
            Report(
                context,
                place,
                $"\"{name}\" is treated here as the proof of a payment, and the sender of the request controls it",
                Asked
            );
    }

    private static ServingFunction? FunctionOf(OperationAnalysisContext context)
    {
        var function = ServingFunction.Of(context.Operation, context.ContainingSymbol);
        return context.Operation is IMethodBodyOperation || function.Body == context.Operation ? function : null;
    }

    private static void Report(OperationAnalysisContext context, IOperation place, string what, string advice) =>
        context.ReportDiagnostic(Diagnostic.Create(HandlerRules.GuessableProof, place.Syntax.GetLocation(), what, advice));
}
