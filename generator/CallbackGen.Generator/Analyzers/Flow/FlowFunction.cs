using CallbackGen.Generator.Analyzers.Semantics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Flow;

/// <summary>The function that is followed, and what may be asked about its surroundings.</summary>
/// <param name="Symbols">The symbols of results.</param>
/// <param name="Helpers">What one call further is known; null where that is not asked any more.</param>
/// <param name="Root">The member that holds the function, as it is written and not yet taken apart into blocks.</param>
/// <param name="Counts">Whether numbers are followed, for loops that count their attempts.</param>
/// <param name="Cancellation">Ends the analysis.</param>
internal sealed record FlowFunction(
    ResultSymbols Symbols,
    ResultHelpers? Helpers,
    IOperation Root,
    bool Counts,
    CancellationToken Cancellation
)
{
    /// <summary>Whether a lambda is given items of a sequence of results that nobody checked.</summary>
    public bool IsGivenUnchecked(IFlowAnonymousFunctionOperation lambda, IParameterSymbol parameter) =>
        Helpers is not null
        && Symbols.IsResult(parameter.Type)
        && parameter.Ordinal == 0
        && Original<IAnonymousFunctionOperation>(lambda) is { } written
        && ResultSequences.CallOf(written) is { } call
        && Helpers.Sequences.OutcomeOf(ResultSequences.SourceOf(call), Cancellation) == false;

    /// <summary>Whether a property is what a loop takes from a sequence of results that nobody checked.</summary>
    public bool IsOfUnchecked(IPropertyReferenceOperation current) =>
        Helpers is not null
        && current.Property.Name == "Current"
        && Root.Descendants().OfType<IForEachLoopOperation>().FirstOrDefault(loop => loop.LoopControlVariable.Syntax == current.Syntax)
            is { } loop
        && Helpers.Sequences.OutcomeOf(loop.Collection, Cancellation) == false;

    /// <summary>Whether a call takes one of a sequence of results of which only those that passed are left.</summary>
    public bool TakesPassed(IInvocationOperation call) =>
        Helpers is not null
        && ResultSequences.TakesOne(call)
        && Original<IInvocationOperation>(call) is { } written
        && Helpers.Sequences.TakesPassed(written, Cancellation);

    /// <summary>An operation of a graph as it stands in the member.</summary>
    private TOperation? Original<TOperation>(IOperation operation)
        where TOperation : class, IOperation =>
        Root.Descendants().OfType<TOperation>().FirstOrDefault(written => written.Syntax == operation.Syntax);

    /// <summary>The graph of a member, or of a local function that stands in one directly; null where there is none.</summary>
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
