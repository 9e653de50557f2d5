using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Flow;

/// <summary>What the body of a method shows about the results that it is handed and the one that it returns.</summary>
/// <param name="Method">The method whose body it is.</param>
/// <param name="AfterReturning">What is known of its parameters whenever it returns.</param>
/// <param name="Answer">What its answer, yes or no, says about its parameters; null when it answers something else.</param>
/// <param name="YieldsSuccess">Whether the result that it returns has passed.</param>
internal sealed record ResultHelper(IMethodSymbol Method, Facts AfterReturning, BoolValue? Answer, bool YieldsSuccess)
{
    /// <summary>The results among what a call is given, by the place of the parameter.</summary>
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

    /// <summary>What is known of a caller's results after it returned.</summary>
    public Facts AfterReturn(IReadOnlyList<(int Ordinal, object Result)> handed) => Of(handed, AfterReturning)!;

    /// <summary>What its answer says about a caller's results; null when it says nothing.</summary>
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
