using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Tells projects that receive callbacks from those that only know their payloads.</summary>
internal static class CallbackProjects
{
    private static readonly string[] Words = [".MapCallback", "Verified<", "Authenticated<", "Received<", "CallbackRequest"];

    private static readonly ConditionalWeakTable<Compilation, Lazy<bool>> Known = new();

    /// <summary>Whether a written file of a project names what receives callbacks. It is asked of code that looks suspicious, and of no other.</summary>
    public static bool Receive(Compilation compilation) => Known.GetValue(compilation, static compilation => new Lazy<bool>(
        () => compilation.SyntaxTrees.Where(tree => !MethodBodies.IsMade(tree)).Select(tree => tree.GetText().ToString())
            .Any(text => Words.Any(word => text.IndexOf(word, StringComparison.Ordinal) >= 0)))).Value;
}
