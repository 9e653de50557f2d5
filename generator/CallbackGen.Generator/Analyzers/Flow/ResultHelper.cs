using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Flow;

/// <summary>
/// A summary of a method body: its effect on the results that it receives, and the outcome of the result that it returns.
/// </summary>
/// <param name="Method">The method.</param>
/// <param name="AfterReturning">The facts about its parameters whenever it returns.</param>
/// <param name="Answer">The facts about its parameters when it returns true and when it returns false; null when it does not return a
/// boolean.</param>
/// <param name="YieldsSuccess">Whether the result that it returns has always succeeded.</param>
internal sealed record ResultHelper(IMethodSymbol Method, Facts AfterReturning, BoolValue? Answer, bool YieldsSuccess)
{
    /// <summary>Returns the results among a call's arguments, with the ordinal of the parameter.</summary>
    public static IReadOnlyList<(int Ordinal, object Result)> Handed(IInvocationOperation call, IReadOnlyList<FlowValue> given)
    {
        List<(int Ordinal, object Result)>? handed = null;
        for (var i = 0; i < call.Arguments.Length; i++)
        {
            if (given[i] is ResultValue { Result: var result } && call.Arguments[i].Parameter is { } parameter)
                (handed ??= []).Add((parameter.Ordinal, result));
        }

        return handed ?? (IReadOnlyList<(int Ordinal, object Result)>)[];
    }

    /// <summary>Returns the facts about a caller's results after the method returned.</summary>
    public Facts AfterReturn(IReadOnlyList<(int Ordinal, object Result)> handed) => Of(handed, AfterReturning)!;

    /// <summary>Returns the facts about a caller's results that the method's return value implies; null when it implies none.</summary>
    public BoolValue? AnswerAbout(IReadOnlyList<(int Ordinal, object Result)> handed)
    {
        if (Answer is null)
            return null;
        var answer = new BoolValue(Of(handed, Answer.WhenTrue), Of(handed, Answer.WhenFalse));
        return answer.Equals(BoolValue.Nothing) ? null : answer;
    }

    private Facts? Of(IReadOnlyList<(int Ordinal, object Result)> handed, Facts? facts) =>
        facts is null
            ? null
            : handed.Aggregate(
                Facts.None,
                (known, one) =>
                    facts.OutcomeOf(Method.Parameters[one.Ordinal]) is { } outcome ? known.And(Facts.Of(one.Result, outcome)) : known
            );
}
