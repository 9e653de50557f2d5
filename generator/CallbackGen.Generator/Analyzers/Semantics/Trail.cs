using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// The way back of one value: through each local once, and not for ever. Locals that are made of each other, and members
/// that a machine wrote, must not hold up a compiler.
/// </summary>
internal sealed class Trail
{
    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);
    private int _steps = 500;

    /// <summary>Whether there is a step left; it is taken.</summary>
    public bool Goes() => _steps-- > 0;

    /// <summary>Whether a local or a member is met for the first time.</summary>
    public bool Enters(ISymbol symbol) => _seen.Add(symbol);

    /// <summary>What a local gets; nothing the second time.</summary>
    public IEnumerable<IOperation> WrittenTo(ILocalReferenceOperation reference) =>
        Enters(reference.Local) ? Values.WrittenTo(reference) : [];
}
