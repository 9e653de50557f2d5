using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds where a function queries the provider about a callback, and returns the claim regardless of the answer.</summary>
internal sealed class UnreadAnswer(SelfAnswer answers, CallbackSymbols symbols)
{
    private static readonly string[] StatusMembers = ["IsSuccessStatusCode", "StatusCode", "EnsureSuccessStatusCode", "Dispose"];

    /// <summary>Returns the claim that the function returns, or null where it reads any part of the provider's answer.</summary>
    public IOperation? In(IOperation body)
    {
        var returned = SelfAnswer
            .Answers(body)
            .SelectMany(DoubtfulAnswers.Branches)
            .Where(answer => !DoubtfulAnswers.IsNull(answer))
            .ToList();
        if (returned.Count == 0 || !returned.TrueForAll(answers.IsClaimed))
            return null;
        var asked = body.Descendants()
            .OfType<IInvocationOperation>()
            .Where(call => !SelfAnswer.IsQuiet(call) && Effects.IsTask(call.Type))
            .ToList();
        return asked.Count > 0 && asked.TrueForAll(call => !TakesClaim(call) && IsUnread(call)) && asked.Sum(MembersIn) <= 1
            ? returned[0]
            : null;
    }

    // A provider that receives the claim answers whether it is right.
    private bool TakesClaim(IInvocationOperation call) =>
        call.Arguments.Any(argument =>
            argument
                .Value.Descendants()
                .Append(argument.Value)
                .Any(part =>
                    part is IParameterReferenceOperation or ILocalReferenceOperation
                    && symbols.PayloadOf(part.Type) is not null
                    && part.Parent is not IMemberReferenceOperation
                )
        );

    // A provider that is also queried by the amount answers whether it is right.
    private static int MembersIn(IInvocationOperation call) =>
        call.Descendants().OfType<IPropertyReferenceOperation>().Count(read => CallbackSymbols.IsPayloadMember(read.Property));

    /// <summary>Whether the only test of a call's result is whether there is one.</summary>
    private static bool IsUnread(IInvocationOperation call)
    {
        var value = Surroundings.Awaited(call);
        // A call without a result may throw where the claim is wrong, and a boolean or a text is read where it is used.
        if (value.Type is not { IsReferenceType: true, SpecialType: SpecialType.None })
            return false;
        return IsPresence(value)
            || Locals.InitializedBy(value) is { } local && Locals.References(local, Values.Root(value)).All(IsPresence);
    }

    private static bool IsPresence(IOperation value) =>
        value.Parent switch
        {
            IConversionOperation or IParenthesizedOperation => IsPresence(value.Parent),
            IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
            IIsPatternOperation
            {
                Pattern: IConstantPatternOperation
                    or INegatedPatternOperation { Pattern: IConstantPatternOperation }
                    or IRecursivePatternOperation { PropertySubpatterns.IsEmpty: true, DeclaredSymbol: null }
            } => true,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison =>
                DoubtfulAnswers.IsNull(Surroundings.Unwrap(comparison.RightOperand)),
            IPropertyReferenceOperation property => property.Property.ContainingType.Name == "HttpResponseMessage"
                && StatusMembers.Contains(property.Property.Name),
            IInvocationOperation call => call.TargetMethod.ContainingType.Name == "HttpResponseMessage"
                && StatusMembers.Contains(call.TargetMethod.Name),
            _ => false,
        };
}
