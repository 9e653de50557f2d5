using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1018: a callback that verification has refused is answered with a status of 2xx.</summary>
public sealed class RefusalAnsweredAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.RefusalAnswered];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var branches = new RefusedBranches(symbols);
        var functions = new AnsweringFunctions(symbols);
        context.RegisterOperationBlockAction(block =>
        {
            var reported = new HashSet<SyntaxNode>();
            foreach (var operation in block.OperationBlocks.SelectMany(root => root.DescendantsAndSelf()))
            {
                foreach (var branch in branches.Of(operation))
                {
                    foreach (var answer in Successes(branches, branch, functions, () => ServingFunction.Of(operation, block.OwningSymbol)))
                    {
                        if (reported.Add(answer.Syntax))
                            block.ReportDiagnostic(Diagnostic.Create(HandlerRules.RefusalAnswered, answer.Syntax.GetLocation()));
                    }
                }
            }
        });
    }

    /// <summary>
    /// Returns the operations of a branch that answer with a success. Code under a further condition is not searched, because its answer
    /// may be right for some rejection reasons.
    /// </summary>
    private static IEnumerable<IOperation> Successes(
        RefusedBranches branches,
        RefusedBranch branch,
        AnsweringFunctions functions,
        Func<ServingFunction> function
    )
    {
        foreach (var part in branch.Parts)
        {
            var statements = Statements(part).ToList();
            // A branch that reads the value of a refused result is a mistake that another rule reports.
            foreach (
                var answer in statements
                    .SelectMany(Own)
                    .Select(operation => Success(operation) ?? Accepting(operation, functions))
                    .OfType<IOperation>()
                    .Where(answer => !answer.Descendants().Any(branches.IsValue))
            )
                yield return answer;

            // When an endpoint writes no answer, the host answers 200.
            if (
                statements.OfType<IReturnOperation>().FirstOrDefault(returned => returned is { ReturnedValue: null, IsImplicit: false })
                    is { } ending
                && !Values.Directly(part).Any(IsAnswer)
                && IsAnsweredByHost(function())
            )
                yield return ending;
        }

        if (branch.Passed is { } passed && function() is var whole && IsAnsweredByHost(whole) && !whole.Operations.Any(IsAnswer))
            yield return passed;
    }

    private static IEnumerable<IOperation> Statements(IOperation part) =>
        part switch
        {
            IBlockOperation block => block.Operations.SelectMany(Statements),
            IUsingOperation @using => Statements(@using.Body),
            ITryOperation attempt => Statements(attempt.Body),
            IConditionalOperation or ISwitchOperation or ILoopOperation => [],
            _ => [part],
        };

    private static IEnumerable<IOperation> Own(IOperation statement) =>
        statement is IExpressionStatementOperation ? Values.Directly(statement) : [statement];

    private static IOperation? Success(IOperation operation) =>
        operation switch
        {
            IReturnOperation { ReturnedValue: { } value } => Values.Bare(value) is IConditionalOperation or ISwitchExpressionOperation
                ? null
            : Answers.IsSuccess(value) ? value
            : null,
            ISimpleAssignmentOperation
            {
                Target: IPropertyReferenceOperation { Property: { Name: "StatusCode", ContainingType.Name: "HttpResponse" } }
            } status => Answers.IsSuccessStatus(status.Value) ? status : null,
            ISimpleAssignmentOperation
            {
                Target: IPropertyReferenceOperation { Property: { Name: "Result", ContainingType: { } context } }
            } result => EndpointMethods.IsIn(context, "Microsoft.AspNetCore.Mvc") && Answers.IsSuccess(result.Value) ? result : null,
            IInvocationOperation { TargetMethod.Name: "ExecuteAsync", Instance: { } result } => Answers.IsSuccess(result) ? result : null,
            { Parent: IConditionalOperation { Type: not null } or ISwitchExpressionArmOperation } => Answers.IsSuccess(operation)
                ? operation
                : null,
            _ => null,
        };

    /// <summary>Returns a success answer that a function of the application makes or writes; null for any other operation.</summary>
    private static IOperation? Accepting(IOperation operation, AnsweringFunctions functions) =>
        operation switch
        {
            IReturnOperation { ReturnedValue: { } value } => functions.Accept(value) ? value : null,
            IInvocationOperation call when call.Parent is IConditionalOperation { Type: not null } or ISwitchExpressionArmOperation =>
                functions.Accept(call) ? call : null,
            IInvocationOperation call => functions.Writes(call) ? call : null,
            { Parent: IConditionalOperation { Type: not null } or ISwitchExpressionArmOperation } => functions.Accept(operation)
                ? operation
                : null,
            _ => null,
        };

    /// <summary>Whether an operation returns or prepares an answer, or ends without one.</summary>
    private static bool IsAnswer(IOperation operation) =>
        operation switch
        {
            IThrowOperation or IReturnOperation { ReturnedValue: not null } => true,
            IAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "StatusCode" or "Result" or "Response" } } => true,
            // A method that receives the context or its response may answer.
            IInvocationOperation call => Values.Operands(call).Any(value => Values.Bare(value).Type is { } type && IsOfAnswer(type)),
            _ => false,
        };

    private static bool IsOfAnswer(ITypeSymbol type) =>
        type.Name is "HttpContext" or "HttpResponse" or "PipeWriter" || type.AllInterfaces.Any(contract => contract.Name == "IResult");

    private static bool IsAnsweredByHost(ServingFunction function) =>
        function is { IsEndpoint: true, Symbol: { } symbol }
        && (symbol.ReturnsVoid || symbol.ReturnType is INamedTypeSymbol { Name: "Task" or "ValueTask", IsGenericType: false })
        && symbol.Parameters.Any(parameter => parameter.Type.Name is "HttpContext" or "HttpRequest");
}
