using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds the uses of a local.</summary>
internal static class Locals
{
    /// <summary>Returns every reference to a local in a part of a function, except its declaration.</summary>
    public static IEnumerable<ILocalReferenceOperation> References(ILocalSymbol local, IOperation part) =>
        part.Descendants()
            .OfType<ILocalReferenceOperation>()
            .Where(reference => SymbolEqualityComparer.Default.Equals(reference.Local, local));

    /// <summary>Returns the local that a value initializes, or null.</summary>
    public static ILocalSymbol? InitializedBy(IOperation value) =>
        value.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } ? declarator.Symbol : null;
}
