using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds where two kinds of event that may report the same payment both have the effect: their keys differ, so that detecting a repeated
/// event does not prevent the payment from counting twice.
/// </summary>
internal sealed class TwinEvents(HandlerCode code)
{
    private static readonly string[] Successes =
    [
        "Succeeded",
        "Paid",
        "Captured",
        "Completed",
        "Success",
        "Settled",
        "Confirmed",
        "Fulfilled",
    ];

    private static readonly string[] States =
    [
        "State",
        "Status",
        "Paid",
        "Credited",
        "Settled",
        "Processed",
        "Done",
        "Open",
        "Completed",
        "Captured",
    ];

    private readonly StatusReads _states = new(code);
    private readonly CallbackParts _parts = new(code.Symbols);

    /// <summary>Returns the effect, and the two kinds; null when there is none.</summary>
    public (IOperation Place, string One, string Other)? Find()
    {
        if (code.IsHelper || code.Deeds.FirstOrDefault(IsSum) is not { } deed || Kinds() is not var (one, other) || KnowsPayments())
            return null;
        return (deed, one, other);
    }

    /// <summary>Whether an effect adds up each time, and only the event's key prevents a repetition.</summary>
    private bool IsSum(IOperation deed) =>
        deed switch
        {
            ICompoundAssignmentOperation => true,
            IInvocationOperation call when SqlTexts.WrittenBy(call) is { } sql => !States.Any(word =>
                sql.IndexOf(word, StringComparison.OrdinalIgnoreCase) > sql.IndexOf("where", StringComparison.OrdinalIgnoreCase)
            )
                && sql.IndexOf("not exists", StringComparison.OrdinalIgnoreCase) < 0,
            IInvocationOperation call => code.Effects.MustHappenOnce(call)
                && call.Arguments.SelectMany(argument => code.Leaves(argument.Value))
                    .Any(part => part is IPropertyReferenceOperation { Property.Name: "IdempotencyKey" }),
            _ => false,
        };

    /// <summary>Returns two kinds for different objects that the code accepts together and that both mean success.</summary>
    private (string One, string Other)? Kinds()
    {
        var names = _states
            .Asked.Where(asked => _states.IsKind(asked.Read) && Passes(asked.Test))
            .SelectMany(asked => asked.Test.Names)
            .Where(name => Successes.Any(word => name.EndsWith(word, StringComparison.Ordinal)) && !StatusReads.IsReversed(name))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return names.Find(name => FirstOf(name) != FirstOf(names[0])) is { } other ? (names[0], other) : null;
    }

    private bool Passes(StatusTest test) =>
        test.Condition switch
        {
            ISwitchExpressionArmOperation arm => !Values.IsConstant(arm.Value),
            ISwitchCaseOperation section => code.Deeds.Any(deed => section.Syntax.Span.Contains(deed.Syntax.Span)),
            _ => code.Deeds.Any(deed => Guards.LetsThrough(deed, test.Condition, test.Holds)),
        };

    private static string FirstOf(string name)
    {
        var end = 1;
        while (end < name.Length && !char.IsUpper(name[end]))
            end++;
        return name.Substring(0, end);
    }

    /// <summary>
    /// Whether anything except the event's key shows that a payment was counted: a state, a row of its own, a query for it.
    /// </summary>
    private bool KnowsPayments() =>
        code.Operations.Any(operation =>
            operation switch
            {
                IInvocationOperation call when SqlTexts.WrittenBy(call) is { } sql => (
                    sql.IndexOf("do nothing", StringComparison.OrdinalIgnoreCase) > 0
                    || sql.IndexOf("ignore", StringComparison.OrdinalIgnoreCase) > 0
                    || sql.IndexOf("not exists", StringComparison.OrdinalIgnoreCase) > 0
                ) && IsByPayment(call),
                IInvocationOperation call => !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System")
                    && !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "CallbackGen")
                    && OwnVerification.SaysYesOrNo(call.TargetMethod)
                    && IsByPayment(call),
                IPropertyReferenceOperation { Property: var member, Parent: not IAssignmentOperation } => !CallbackSymbols.IsPayloadMember(
                    member
                )
                    && !EndpointMethods.IsIn(member.ContainingType, "System")
                    && !EndpointMethods.IsIn(member.ContainingType, "CallbackGen")
                    && MoneyReads.HasWord(member.Name, States),
                _ => false,
            }
        );

    private bool IsByPayment(IInvocationOperation call) =>
        !call.Arguments.Any(argument => _parts.HasKey(argument.Value))
        && call.Arguments.SelectMany(argument => code.Leaves(argument.Value))
            .Any(part => MoneyReads.IsOfCallback(part) || part is ILocalReferenceOperation { Type.SpecialType: SpecialType.System_String });
}
