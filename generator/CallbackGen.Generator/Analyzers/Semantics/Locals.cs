using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds what becomes of a local.</summary>
internal static class Locals
{
    /// <summary>Every mention of a local in a part of a function, its declaration apart.</summary>
    public static IEnumerable<ILocalReferenceOperation> References(ILocalSymbol local, IOperation part) =>
        part.Descendants()
            .OfType<ILocalReferenceOperation>()
            .Where(reference => SymbolEqualityComparer.Default.Equals(reference.Local, local));

    /// <summary>The local that a value is the initializer of, or null.</summary>
    public static ILocalSymbol? InitializedBy(IOperation value) =>
        value.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } ? declarator.Symbol : null;
}
