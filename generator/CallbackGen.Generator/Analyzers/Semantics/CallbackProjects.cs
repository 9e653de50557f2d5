using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Distinguishes projects that receive callbacks from projects that only use their payload types.</summary>
internal static class CallbackProjects
{
    private static readonly Mentions Receivers = new(".MapCallback", "Verified<", "Authenticated<", "Received<", "CallbackRequest");

    /// <summary>
    /// Whether a handwritten file of a project names a type that receives callbacks. The search runs for suspicious code only.
    /// </summary>
    public static bool Receive(Compilation compilation) =>
        compilation.SyntaxTrees.Any(tree => !MethodBodies.IsMade(tree) && Receivers.AreIn(tree));
}
