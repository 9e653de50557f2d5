using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds the calls of a project's functions that save or mark data and swallow their failure, where a handler does several steps: the
/// handler continues as if the step had succeeded.
/// </summary>
internal sealed class SwallowedSteps(Swallowing swallowing, Effects effects, Compilation compilation, CancellationToken cancellationToken)
{
    // Name parts by which a function announces that it may fail silently.
    private static readonly string[] Loose = ["Try", "Safe", "BestEffort", "OrLog", "Quiet", "Optional"];

    /// <summary>Returns those calls.</summary>
    public IEnumerable<IInvocationOperation> In(IOperation handler)
    {
        foreach (var call in Values.Directly(handler).OfType<IInvocationOperation>())
        {
            if (
                call.TargetMethod.DeclaringSyntaxReferences.IsEmpty
                || effects.Tells(call)
                || Loose.Any(word => call.TargetMethod.Name.IndexOf(word, StringComparison.Ordinal) >= 0)
                || !Effects.GivesNothing(call)
                || MethodBodies.Of(call.TargetMethod, compilation, cancellationToken) is not { } body
            )
                continue;
            if (
                swallowing
                    .In(body)
                    .OfType<ICatchClauseOperation>()
                    .Any(clause => clause.Parent is ITryOperation attempt && Saves(attempt.Body))
            )
                yield return call;
        }
    }

    private bool Saves(IOperation attempted) =>
        attempted
            .Descendants()
            .OfType<IInvocationOperation>()
            .Any(call =>
                DecidingWords.StartsWithWord(call.TargetMethod.Name, "SaveChanges")
                || SqlTexts.WrittenBy(call) is not null
                || effects.IsDeed(call) && effects.IsEffect(call) && !effects.Tells(call)
            );
}
