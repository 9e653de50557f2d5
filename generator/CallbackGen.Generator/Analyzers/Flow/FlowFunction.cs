using CallbackGen.Generator.Analyzers.Semantics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Flow;

/// <summary>The function that the analysis follows, with access to its surroundings.</summary>
/// <param name="Symbols">The symbols of results.</param>
/// <param name="Helpers">The summaries of methods that the function calls; null where the analysis does not follow calls any
/// further.</param>
/// <param name="Root">The member that contains the function, as an operation tree and not yet split into basic blocks.</param>
/// <param name="Counts">Whether the values of numbers are followed, for loops that count their attempts.</param>
/// <param name="Cancellation">Cancels the analysis.</param>
internal sealed record FlowFunction(
    ResultSymbols Symbols,
    ResultHelpers? Helpers,
    IOperation Root,
    bool Counts,
    CancellationToken Cancellation
)
{
    /// <summary>Whether a lambda receives the items of a sequence of unchecked results.</summary>
    public bool IsGivenUnchecked(IFlowAnonymousFunctionOperation lambda, IParameterSymbol parameter) =>
        Helpers is not null
        && Symbols.IsResult(parameter.Type)
        && parameter.Ordinal == 0
        && Original<IAnonymousFunctionOperation>(lambda) is { } written
        && ResultSequences.CallOf(written) is { } call
        && Helpers.Sequences.OutcomeOf(ResultSequences.SourceOf(call), Cancellation) == false;

    /// <summary>Whether a property returns the current item of a loop over a sequence of unchecked results.</summary>
    public bool IsOfUnchecked(IPropertyReferenceOperation current) =>
        Helpers is not null
        && current.Property.Name == "Current"
        && Root.Descendants().OfType<IForEachLoopOperation>().FirstOrDefault(loop => loop.LoopControlVariable.Syntax == current.Syntax)
            is { } loop
        && Helpers.Sequences.OutcomeOf(loop.Collection, Cancellation) == false;

    /// <summary>Whether a call returns one item of a sequence that contains only successful results.</summary>
    public bool TakesPassed(IInvocationOperation call) =>
        Helpers is not null
        && ResultSequences.TakesOne(call)
        && Original<IInvocationOperation>(call) is { } written
        && Helpers.Sequences.TakesPassed(written, Cancellation);

    /// <summary>Returns the operation of the member's operation tree for an operation of a control flow graph.</summary>
    private TOperation? Original<TOperation>(IOperation operation)
        where TOperation : class, IOperation =>
        Root.Descendants().OfType<TOperation>().FirstOrDefault(written => written.Syntax == operation.Syntax);

    /// <summary>
    /// Returns the control flow graph of a member, or of a local function that a member declares directly; null where there is none.
    /// </summary>
    public static ControlFlowGraph? GraphOf(IOperation body, CancellationToken cancellationToken) =>
        body switch
        {
            ILocalFunctionOperation local => GraphOf(Values.Root(local), cancellationToken) is { } graph
            && graph.LocalFunctions.Contains(local.Symbol, SymbolEqualityComparer.Default)
                ? graph.GetLocalFunctionControlFlowGraph(local.Symbol, cancellationToken)
                : null,
            { Parent: not null } => null,
            IMethodBodyOperation method => ControlFlowGraph.Create(method, cancellationToken),
            IConstructorBodyOperation constructor => ControlFlowGraph.Create(constructor, cancellationToken),
            IBlockOperation block => ControlFlowGraph.Create(block, cancellationToken),
            IFieldInitializerOperation field => ControlFlowGraph.Create(field, cancellationToken),
            IPropertyInitializerOperation property => ControlFlowGraph.Create(property, cancellationToken),
            _ => null,
        };
}
