using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds where every status except success is treated as a failure: an order is cancelled, refunded or sent again while its payment is
/// still pending.
/// </summary>
internal sealed class NegatedSuccess(HandlerCode code)
{
    private static readonly string[] Undoing =
    [
        "Refund",
        "Credit",
        "TopUp",
        "SendBack",
        "PayBack",
        "GiveBack",
        "Reimburse",
        "Repay",
        "PayOut",
        "Payout",
        "Resend",
        "Retry",
        "Reissue",
        "Cancel",
        "Void",
        "Reverse",
        "Release",
        "Restock",
        "Revoke",
        "Reject",
        "Fail",
        "MarkFailed",
        "MarkCancelled",
        "MarkCanceled",
        "MarkAsFailed",
        "MarkRejected",
        "Abandon",
        "Expire",
        "Rollback",
        "Undo",
        "Repeat",
        "Reopen",
        "Restart",
    ];

    private static readonly string[] Senders =
    [
        "Send",
        "Create",
        "Start",
        "Submit",
        "Execute",
        "Make",
        "Transfer",
        "Pay",
        "Issue",
        "Request",
        "Queue",
        "Enqueue",
    ];

    private static readonly string[] Paying =
    [
        "Payout",
        "Payouts",
        "Refund",
        "Refunds",
        "Transfer",
        "Transfers",
        "Disbursement",
        "Disbursements",
    ];

    private static readonly string[] Again = ["Again", "Retry", "Resend", "Repeat", "Returned", "Refunded", "Reopened"];

    private readonly StatusReads _states = new(code);

    /// <summary>Returns such an action, and the status that the code tests; null when there is none.</summary>
    public (IOperation Place, string Status)? Find()
    {
        // A caller may have done the check that a helper omits.
        var asked = _states.Asked.Where(one => one.Test.Search is null && _states.IsState(one.Read) && !IsYesOrNo(one.Read)).ToList();
        if (asked.Count == 0)
            return null;
        foreach (var deed in code.Operations.Where(operation => Undoes(operation) && code.IsOwn(operation) && !code.IsAside(operation)))
        {
            foreach (var place in PlacesOf(deed))
            {
                if (
                    asked.Find(one => IsSuccess(one) && IsOtherwise(place, one.Test)) is { } success
                    && !IsToldFailed(place, asked, success.Read)
                    && HasPending(success.Read)
                    && !IsAskedElsewhere(place, success.Test)
                )
                    return (place, NameOf(success.Read));
            }
        }

        return null;
    }

    private bool IsSuccess(AskedStatus asked) =>
        asked.Test.Names.Count > 0
        && asked.Test.Names.Any(_states.IsPaid)
        && !asked.Test.Names.Any(name => code.Words.IsFailed(name) || StatusReads.IsReversed(name));

    /// <summary>Whether code runs where a status is none of the tested ones.</summary>
    private static bool IsOtherwise(IOperation deed, StatusTest test) =>
        test.Condition switch
        {
            ISwitchCaseOperation { Parent: ISwitchOperation all } section => all.Cases.FirstOrDefault(one =>
                one.Clauses.Any(clause => clause is IDefaultCaseClauseOperation)
            )
                is { } otherwise
                && otherwise != section
                && otherwise.Syntax.Span.Contains(deed.Syntax.Span),
            ISwitchExpressionArmOperation { Parent: ISwitchExpressionOperation arms } => arms.Arms.FirstOrDefault(arm =>
                arm.Pattern is IDiscardPatternOperation
            )
                is { } rest
                && rest.Syntax.Span.Contains(deed.Syntax.Span),
            _ => Guards.Decides(deed, test.Condition, !test.Holds),
        };

    /// <summary>Whether the code tests for a failure, or for a pending payment, on the path to an action.</summary>
    private bool IsToldFailed(IOperation deed, List<AskedStatus> asked, IOperation read) =>
        asked.Exists(one =>
            one.Test.Names.Any(name => code.Words.IsFailed(name) || StatusReads.IsReversed(name))
                && Guards.LetsThrough(deed, one.Test.Condition, one.Test.Holds)
            || one.Test.Names.Any(code.Words.IsPending)
                && (
                    one.Test.Condition is ISwitchCaseOperation or ISwitchExpressionArmOperation
                    || Guards.Decides(deed, one.Test.Condition, !one.Test.Holds)
                )
            || one.Read != read && !one.Test.Names.Any(_states.IsPaid) && Guards.LetsThrough(deed, one.Test.Condition, one.Test.Holds)
        );

    /// <summary>Whether a status may mean that a payment is pending: by its listed states, or because a text may have any value.</summary>
    private bool HasPending(IOperation read)
    {
        if (read is not IPropertyReferenceOperation { Property: { IsIndexer: false } member })
            return true;
        var listed = _states.Listed(member.Type);
        return listed.Count == 0
            ? member.Type.SpecialType == SpecialType.System_String
            : listed.Any(code.Words.IsPending) || !listed.Any(code.Words.IsFailed);
    }

    /// <summary>Whether another source is queried between the test of the status and the action.</summary>
    private bool IsAskedElsewhere(IOperation deed, StatusTest test)
    {
        var inner = deed;
        foreach (var outer in Surroundings.Ancestors(deed).TakeWhile(outer => !outer.Syntax.Span.Contains(test.Condition.Syntax.Span)))
        {
            var condition = outer switch
            {
                IConditionalOperation choice when choice.Condition != inner => choice.Condition,
                ISwitchOperation choice => choice.Value,
                ISwitchExpressionOperation choice => choice.Value,
                _ => null,
            };
            inner = outer;
            if (
                condition is not null
                && condition
                    .DescendantsAndSelf()
                    .Any(part => IsAnswer(part) || StatusTests.NameOf(part) is { } name && code.Words.IsFailed(name))
            )
                return true;
        }

        return false;
    }

    /// <summary>Whether a part of a condition is the result of a call: the call, or a local with a simple value from it.</summary>
    private static bool IsAnswer(IOperation part) =>
        part switch
        {
            IInvocationOperation { TargetMethod.ContainingType: var type } => !EndpointMethods.IsIn(type, "System")
                && !EndpointMethods.IsIn(type, "CallbackGen"),
            ILocalReferenceOperation { Type: { } type } local
                when type.TypeKind == TypeKind.Enum || type.SpecialType is SpecialType.System_Boolean or SpecialType.System_String => Values
                .WrittenTo(local)
                .Any(written =>
                    Values.Bare(written) is IInvocationOperation call
                    && !MoneyReads.IsOfCallback(call)
                    && !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System")
                ),
            _ => false,
        };

    private bool IsYesOrNo(IOperation read) =>
        read is IPropertyReferenceOperation { Property: { IsIndexer: false } member } && _states.IsYesOrNo(member);

    private bool Undoes(IOperation operation) =>
        operation switch
        {
            IInvocationOperation call => Undoes(call),
            ISimpleAssignmentOperation
            {
                Target: IPropertyReferenceOperation { Property: var member },
                Parent: not IObjectOrCollectionInitializerOperation
            } assignment => !CallbackSymbols.IsPayloadMember(member)
                && (
                    assignment.Value.ConstantValue is { HasValue: true, Value: true }
                        ? code.Words.IsFailed(member.Name)
                        : StatesIn(assignment.Value).Any()
                ),
            ICompoundAssignmentOperation
            {
                OperatorKind: BinaryOperatorKind.Add,
                Target: IPropertyReferenceOperation { Property.Name: var name }
            } => MoneyReads.HasWord(name, ["Balance", "Available", "Credit", "Funds"]),
            _ => false,
        };

    private bool Undoes(IInvocationOperation call)
    {
        var (type, name) = (call.TargetMethod.ContainingType, call.TargetMethod.Name);
        if (
            EndpointMethods.IsIn(type, "System")
            || EndpointMethods.IsIn(type, "Microsoft") && name != "SetProperty"
            || EndpointMethods.IsIn(type, "CallbackGen")
            || Surroundings.IsLog(call.TargetMethod, code.Words)
            || Sinks.Of(call) is not null
            || code.Effects.Tells(call)
        )
            return false;
        return Undoing.Any(word => DecidingWords.StartsWithWord(name, word))
            || Senders.Any(word => DecidingWords.StartsWithWord(name, word))
                && (MoneyReads.HasWord(type.Name, Paying) || MoneyReads.HasWord(name, Paying))
            || SqlTexts.WrittenBy(call) is { } sql
                && sql.Split('\'').Where((_, at) => at % 2 == 1).Any(text => IsUndone(DecidingWords.NameOf(text)))
            || call.Arguments.Any(argument => StatesIn(argument.Value).Any())
                && (
                    name == "SetProperty"
                    || SqlTexts.WrittenBy(call) is not null
                    || code.Words.IsStatus(name)
                    || code.Words.IsStoring(name)
                    || code.Words.IsAct(name)
                );
    }

    private IEnumerable<IOperation> PlacesOf(IOperation deed) =>
        deed switch
        {
            ISimpleAssignmentOperation assignment => StatesIn(assignment.Value).DefaultIfEmpty(deed),
            IInvocationOperation call => call.Arguments.SelectMany(argument => StatesIn(argument.Value)).DefaultIfEmpty(deed),
            _ => [deed],
        };

    /// <summary>Returns the states for a failure or a repetition that a value is or may be.</summary>
    private IEnumerable<IOperation> StatesIn(IOperation value) =>
        Surroundings.Unwrap(value) switch
        {
            IAnonymousObjectCreationOperation values => values
                .Initializers.OfType<ISimpleAssignmentOperation>()
                .SelectMany(one => StatesIn(one.Value)),
            ILocalReferenceOperation { ConstantValue.HasValue: false, Type: { } type } local
                when type.TypeKind == TypeKind.Enum || type.SpecialType == SpecialType.System_String => Values
                .WrittenTo(local)
                .Where(written => Surroundings.Unwrap(written) is IConditionalOperation or ISwitchExpressionOperation)
                .SelectMany(StatesIn),
            IConditionalOperation { WhenFalse: { } otherwise } choice => StatesIn(choice.WhenTrue).Concat(StatesIn(otherwise)),
            ISwitchExpressionOperation choice => choice.Arms.SelectMany(arm => StatesIn(arm.Value)),
            IFieldReferenceOperation { Field: { IsConst: true, ContainingType.TypeKind: TypeKind.Enum, Name: var state } field } constant
                when IsUndone(state) && !CallbackSymbols.IsPayloadRecord(field.ContainingType) => [constant],
            ILiteralOperation { ConstantValue: { HasValue: true, Value: string text } } literal
                when DecidingWords.NameOf(text) is var state && IsUndone(state) => [literal],
            _ => [],
        };

    private bool IsUndone(string state) => code.Words.IsFailed(state) || Again.Contains(state);

    private static string NameOf(IOperation read) =>
        read is IPropertyReferenceOperation { Property: { IsIndexer: false, Name: var name } }
            ? name
            : MoneyReads.JsonName(read) ?? "the status";
}
