using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds where a handler acts on a payment because members of one callback agree with each other, without a comparison with the order's
/// price.
/// </summary>
internal static class ComparedWithin
{
    private static readonly string[] Checks = ["Ensure", "Check", "Validate", "Match", "Compare", "Assert"];

    /// <summary>Returns the comparison, or null.</summary>
    public static IOperation? Find(HandlerCode code)
    {
        if (code is { IsHelper: true, Function.DeclaredAccessibility: Accessibility.Private } || code.Deeds.Count == 0)
            return null;
        var money = new MoneyReads(code);
        var compared = money.Comparisons().ToList();
        var within = compared
            .Where(one =>
                HasCallback(code, one.Left)
                && HasCallback(code, one.Right)
                && MoneyReads.IsOnlyOfCallback(one.Left)
                && MoneyReads.IsOnlyOfCallback(one.Right)
            )
            .ToList();
        if (within.Count == 0 || within.Count < compared.Count || IsAsked(code, money))
            return null;
        return within
            .Find(one =>
                code.Deeds.SelectMany(code.Effects.PlacesOf)
                    .Any(deed => Guards.LetsThrough(deed, one.Place, one.Kind is not BinaryOperatorKind.NotEquals))
            )
            .Place;
    }

    private static bool HasCallback(HandlerCode code, IOperation side) => code.Leaves(side).Any(MoneyReads.IsOfCallback);

    /// <summary>
    /// Whether the amount is passed to a call that may compare it: an action for the payment, a function that returns a boolean, a method
    /// named as a check, or a condition in SQL.
    /// </summary>
    private static bool IsAsked(HandlerCode code, MoneyReads money) =>
        code
            .Operations.OfType<IInvocationOperation>()
            .Any(call =>
                (
                    code.Deeds.Contains(call)
                    || code.Words.IsAct(call.TargetMethod.Name)
                    || OwnVerification.SaysYesOrNo(call.TargetMethod)
                    || Checks.Any(word => DecidingWords.StartsWithWord(call.TargetMethod.Name, word))
                    || call.Arguments.Any(argument =>
                        Values.Constant(argument.Value) is { } text && text.IndexOf("where", StringComparison.OrdinalIgnoreCase) >= 0
                    )
                )
                && !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System")
                && !code.IsAside(call)
                && call.Arguments.Any(argument => argument.Value is not IDelegateCreationOperation && money.HasAmount(argument.Value))
            );
}
