using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>The function of its own class, or the local function, to which a handler delegates all its work.</summary>
/// <param name="Call">The handler's call of it.</param>
/// <param name="Body">The body of the function.</param>
/// <param name="IsIgnored">Whether the handler ignores the function's return value.</param>
/// <param name="IsAnswer">Whether the function's return value, possibly none, is the handler's answer.</param>
internal sealed record SoleWork(IInvocationOperation Call, IOperation Body, bool IsIgnored, bool IsAnswer)
{
    /// <summary>
    /// Returns that function of a handler; null where the handler does any other work, or calls a function of another type.
    /// </summary>
    /// <param name="body">The handler's body.</param>
    /// <param name="effects">Identifies calls with an effect.</param>
    /// <param name="parts">Identifies calls that only record the event's key.</param>
    /// <param name="context">The analysis of the handler.</param>
    public static SoleWork? Of(IOperation body, Effects effects, CallbackParts parts, OperationAnalysisContext context)
    {
        var work = effects
            .In(body)
            .Where(effect =>
                !parts.TakesKeyOnly(effect)
                && !UnsavedChanges.IsPending(effect)
                && !Effects.IsQuestion(effect)
                && (!effects.Tells(effect) || IsOwn(effect, context.ContainingSymbol))
            )
            .Take(2)
            .ToList();
        if (
            work is not [var call]
            || !IsOwn(call, context.ContainingSymbol)
            || MethodBodies.Of(call.TargetMethod, context.Compilation, context.CancellationToken) is not { } found
        )
            return null;
        var givesNothing = Effects.GivesNothing(call);
        var outer = Surroundings.Awaited(call).Parent;
        var isIgnored = !givesNothing && outer is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation };
        return new SoleWork(call, found, isIgnored, givesNothing || outer is IReturnOperation);
    }

    /// <summary>Whether a call is of a local function, or of a private function of the caller's type.</summary>
    public static bool IsOwn(IInvocationOperation call, ISymbol owner) =>
        call.TargetMethod is { MethodKind: MethodKind.LocalFunction } or { DeclaredAccessibility: Accessibility.Private, IsVirtual: false }
        && SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, owner.ContainingType);
}
