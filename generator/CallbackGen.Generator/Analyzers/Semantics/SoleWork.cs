using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds the function of its own class, or the local one, by which a handler does all that it does.</summary>
internal static class SoleWork
{
    /// <summary>The call and the body of the function; null where the handler does anything else, or calls what stands elsewhere.</summary>
    /// <param name="body">The handler's body.</param>
    /// <param name="effects">Tells what does something.</param>
    /// <param name="context">The analysis of the handler.</param>
    public static (IInvocationOperation Call, IOperation Body)? Of(IOperation body, Effects effects, OperationAnalysisContext context)
    {
        // What gives something back may say that it failed.
        if (effects.In(body).Take(2).ToList() is not [var call] || !IsOwn(call, context.ContainingSymbol) || call.Type is not ({ SpecialType: SpecialType.System_Void } or INamedTypeSymbol { Name: "Task" or "ValueTask", IsGenericType: false }))
            return null;
        return MethodBodies.Of(call.TargetMethod, context.Compilation, context.CancellationToken) is { } work ? (call, work) : null;
    }

    /// <summary>Whether a call is one of a private or local function that stands beside its caller.</summary>
    public static bool IsOwn(IInvocationOperation call, ISymbol owner) =>
        call.TargetMethod is { MethodKind: MethodKind.LocalFunction } or { DeclaredAccessibility: Accessibility.Private, IsVirtual: false }
        && SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, owner.ContainingType);
}
