using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Limits the search for the origin of one value: it visits each local once, and a limited number of nodes. Locals that are computed from
/// each other, and long generated members, must not delay the compiler.
/// </summary>
internal sealed class Trail
{
    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);
    private int _steps = 500;

    /// <summary>Takes one step. Returns whether a step was left.</summary>
    public bool Goes() => _steps-- > 0;

    /// <summary>Whether a local or a member is visited for the first time.</summary>
    public bool Enters(ISymbol symbol) => _seen.Add(symbol);

    /// <summary>Returns the values that a local is assigned; nothing at the second visit.</summary>
    public IEnumerable<IOperation> WrittenTo(ILocalReferenceOperation reference) =>
        Enters(reference.Local) ? Values.WrittenTo(reference) : [];
}
