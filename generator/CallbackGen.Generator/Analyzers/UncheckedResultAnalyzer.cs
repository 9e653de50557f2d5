using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Flow;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// CBG1003: a verification result is thrown away, or its value is used on a path on which nothing has shown that
/// verification succeeded.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UncheckedResultAnalyzer : HandlerAnalyzer
{
    /// <summary>The property of a diagnostic that says that the result is known to be refused there: the check before it is inverted.</summary>
    internal const string IsRefused = "IsRefused";

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.UncheckedResult];

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        // A test that takes the value of a refusal fails, and one may verify only to see that nothing is thrown.
        if (TestProjects.IsTest(context.Compilation, context.Options))
            return;
        var results = new ResultSymbols(symbols);
        context.RegisterOperationBlockAction(block =>
        {
            // Only code that has a result in its hands is followed. Asking the driver for each operation of a block costs more than looking.
            var hasResult = false;
            foreach (var operation in block.OperationBlocks.SelectMany(root => root.DescendantsAndSelf()))
            {
                // The implicit one of a lambda without a body, such as one that a test expects to throw, has no result to ignore.
                if (operation is IExpressionStatementOperation { IsImplicit: false } statement)
                    AnalyzeStatement(block, statement, symbols);
                hasResult = hasResult || HasResult(operation, symbols);
            }

            if (hasResult)
                AnalyzeBlocks(block, symbols, results);
        });
    }

    private static bool HasResult(IOperation operation, CallbackSymbols symbols) => operation switch
    {
        IPropertyReferenceOperation property => symbols.IsResult(property.Property.ContainingType),
        IInvocationOperation call => symbols.IsResult(call.TargetMethod.ContainingType),
        IVariableDeclaratorOperation declarator => symbols.IsResult(declarator.Symbol.Type),
        _ => false,
    };

    /// <summary>A statement that is nothing but a verification, or that assigns it to the discard.</summary>
    private static void AnalyzeStatement(OperationBlockAnalysisContext context, IExpressionStatementOperation statement, CallbackSymbols symbols)
    {
        var value = statement.Operation is ISimpleAssignmentOperation { Target: IDiscardOperation } assignment ? assignment.Value : statement.Operation;
        if (value is IAwaitOperation or IInvocationOperation && IsIgnored(value.Type, symbols) && NameOf(value) is { } name)
            context.ReportDiagnostic(Ignored(value.Syntax.GetLocation(), name));
    }

    private static bool IsIgnored(ITypeSymbol? type, CallbackSymbols symbols) =>
        symbols.IsResult(type) || type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [var result] } && symbols.IsResult(result);

    private static string? NameOf(IOperation value) => value switch
    {
        IAwaitOperation wait => NameOf(wait.Operation),
        IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } task } => NameOf(task),
        IInvocationOperation call => call.TargetMethod.Name,
        _ => "the verification",
    };

    private static void AnalyzeBlocks(OperationBlockAnalysisContext context, CallbackSymbols symbols, ResultSymbols results)
    {
        foreach (var block in context.OperationBlocks)
        {
            ReportUnread(context, block, symbols);
            if (block.Kind is not (OperationKind.Block or OperationKind.MethodBody or OperationKind.FieldInitializer or OperationKind.PropertyInitializer or OperationKind.ParameterInitializer))
                continue;
            var reported = new HashSet<TextSpan>();
            var flow = new ResultFlow(results, (use, isRefused) => ReportUse(context, use, isRefused, reported), context.CancellationToken);
            var entry = context.OwningSymbol is IMethodSymbol method ? ResultSteps.Enter(method, FlowState.Empty, results) : FlowState.Empty;
            flow.Analyze(context.GetControlFlowGraph(block), entry);
        }
    }

    /// <summary>A local that holds a result and is never read.</summary>
    private static void ReportUnread(OperationBlockAnalysisContext context, IOperation block, CallbackSymbols symbols)
    {
        var held = block.Descendants().OfType<IVariableDeclaratorOperation>().Where(declarator => symbols.IsResult(declarator.Symbol.Type) && declarator.GetVariableInitializer() is not null).ToList();
        if (held.Count == 0)
            return;
        var read = new HashSet<ISymbol>(
            block.Descendants().OfType<ILocalReferenceOperation>()
                .Where(reference => reference.Parent is not ISimpleAssignmentOperation assignment || assignment.Target != reference)
                .Select(reference => reference.Local),
            SymbolEqualityComparer.Default);
        foreach (var declarator in held.Where(declarator => !read.Contains(declarator.Symbol)))
            context.ReportDiagnostic(Ignored(declarator.Symbol.Locations[0], declarator.Symbol.Name));
    }

    private static void ReportUse(OperationBlockAnalysisContext context, IOperation use, bool isRefused, HashSet<TextSpan> reported)
    {
        var syntax = use.Syntax.IsKind(SyntaxKind.SuppressNullableWarningExpression) ? use.Syntax.ChildNodes().First() : use.Syntax;
        if (reported.Add(syntax.Span))
            context.ReportDiagnostic(Diagnostic.Create(
                HandlerRules.UncheckedResult, syntax.GetLocation(), isRefused ? ImmutableDictionary<string, string?>.Empty.Add(IsRefused, "") : null, $"\"{syntax}\" is used where nothing has shown that verification succeeded"));
    }

    private static Diagnostic Ignored(Location location, string name) =>
        Diagnostic.Create(HandlerRules.UncheckedResult, location, $"The result of \"{name}\" is ignored");
}
