using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Tells projects that receive callbacks from those that only know their payloads.</summary>
internal static class CallbackProjects
{
    private static readonly Mentions Receivers = new(".MapCallback", "Verified<", "Authenticated<", "Received<", "CallbackRequest");

    /// <summary>Whether a written file of a project names what receives callbacks. It is asked of code that looks suspicious, and of no other.</summary>
    public static bool Receive(Compilation compilation) =>
        compilation.SyntaxTrees.Any(tree => !MethodBodies.IsMade(tree) && Receivers.AreIn(tree));
}
