using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds where money is refunded or reversed by the price of an order and not by the callback's amount: a payment of another amount is
/// refunded in full, and a partial refund reverses everything.
/// </summary>
internal sealed class ReturnedMoney(HandlerCode code)
{
    private const string Whole = "refunds {0} although the callback states the paid amount, which may differ";
    private const string Taken = "takes back {0} for a refund, which may be of a part; read how much went back";
    private const string Marked = "treats every refund as a full one; read the refunded amount, and compare it with the remainder";

    private static readonly string[] Backers =
    [
        "Refund",
        "SendBack",
        "PayBack",
        "GiveBack",
        "Reimburse",
        "Repay",
        "TransferBack",
        "ReturnMoney",
        "ReturnPayment",
        "ReturnFunds",
    ];

    private static readonly string[] Takers =
    [
        "Debit",
        "TakeBack",
        "Deduct",
        "Withdraw",
        "Revoke",
        "ChargeBack",
        "Reverse",
        "WriteOff",
        "Subtract",
        "Decrease",
        "Clawback",
        "ClawBack",
        "Recover",
        "Refund",
    ];

    private static readonly string[] Closers = ["Refunded", "Cancelled", "Canceled", "Revoked", "Reversed", "Returned"];

    private static readonly string[] Enders =
    [
        "Revoke",
        "Cancel",
        "Deactivate",
        "Disable",
        "TakeBack",
        "Suspend",
        "Terminate",
        "Expire",
        "Lock",
        "Void",
    ];

    private readonly MoneyReads _money = new(code);
    private readonly StatusReads _states = new(code);

    /// <summary>Returns the first such operation, and its fault in words; null when there is none.</summary>
    public (IOperation Place, string Said)? Find()
    {
        foreach (var operation in code.Operations)
        {
            if (code.IsOwn(operation) && !code.IsAside(operation) && SaidOf(operation) is { } said)
                return (operation, said);
        }

        return null;
    }

    private string? SaidOf(IOperation operation) =>
        operation switch
        {
            IInvocationOperation call when IsAct(call) => OfCall(call),
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: var member } } assignment
                when !CallbackSymbols.IsPayloadMember(member) => OfAssignment(assignment, member),
            ICompoundAssignmentOperation
            {
                OperatorKind: BinaryOperatorKind.Subtract,
                Target: IPropertyReferenceOperation,
                Value: var value
            } taken when IsForRefund(taken) && OnlyOrder(value) is { } name => Taken.Replace("{0}", name),
            _ => null,
        };

    private bool IsAct(IInvocationOperation call) =>
        !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System")
        && !code.Effects.Tells(call)
        && !code.Words.IsTelling(call.TargetMethod.Name)
        && Sinks.Of(call) is null
        && !Surroundings.IsLog(call.TargetMethod, code.Words);

    private string? OfCall(IInvocationOperation call)
    {
        var name = call.TargetMethod.Name;
        var sql = SqlTexts.WrittenBy(call);
        if (sql is not null && SetByOrder(sql) is { } column)
            return Taken.Replace("{0}", column);
        if (IsForRefund(call))
        {
            if (sql is not null)
                return
                    sql.Split('\'')
                        .Where((_, at) => at % 2 == 1)
                        .Any(text =>
                            MoneyReads.HasWord(DecidingWords.NameOf(text), ["Refunded"])
                            && !MoneyReads.HasWord(DecidingWords.NameOf(text), ["Partially", "Partial"])
                        ) && !ReadsHowMuch()
                    ? Marked
                    : null;
            if (Takers.Any(word => DecidingWords.StartsWithWord(name, word)) && OnlyOrder(call) is { } taken)
                return Taken.Replace("{0}", taken);
            return
                (MoneyReads.HasWord(name, Closers) || IsRefundItself(call) && Enders.Any(word => DecidingWords.StartsWithWord(name, word)))
                && !ReadsHowMuch()
                ? Marked
                : null;
        }

        return GivesBack(call) && OnlyOrder(call) is { } whole && !_money.IsForRight(call) && HasAmountToRead()
            ? Whole.Replace("{0}", whole)
            : null;
    }

    /// <summary>Returns the price column by which SQL sets the refunded amount: <c>refunded = total</c>.</summary>
    private static string? SetByOrder(string sql)
    {
        var tokens = sql.Replace("=", " = ").Split([' ', '\n', '\r', '\t', ',', ';'], StringSplitOptions.RemoveEmptyEntries);
        for (var at = 0; at + 2 < tokens.Length && !string.Equals(tokens[at], "where", StringComparison.OrdinalIgnoreCase); at++)
        {
            if (
                tokens[at + 1] == "="
                && MoneyReads.HasWord(DecidingWords.NameOf(tokens[at]), ["Refunded"])
                && char.IsLetter(tokens[at + 2][0])
                && MoneyReads.HasWord(DecidingWords.NameOf(tokens[at + 2]), ["Total", "Paid", "Amount", "Price"])
                && (at + 3 == tokens.Length || tokens[at + 3] is not ("+" or "-"))
            )
                return tokens[at + 2];
        }

        return null;
    }

    private string? OfAssignment(ISimpleAssignmentOperation assignment, IPropertySymbol member)
    {
        if (MoneyReads.IsNumber(member.Type))
            return
                MoneyReads.HasWord(member.Name, ["Refunded", "Returned", "WrittenOff", "Reversed"])
                && OnlyOrder(assignment.Value) is { } name
                && !IsCompared(assignment)
                ? Taken.Replace("{0}", name)
                : null;
        if (!IsForRefund(assignment) || ReadsHowMuch())
            return null;
        var isClosed = assignment.Value.ConstantValue is { HasValue: true, Value: true }
            ? MoneyReads.HasWord(member.Name, Closers)
            : StatusTests.NameOf(assignment.Value) is { } state
                && MoneyReads.HasWord(state, ["Refunded", "Returned"])
                && !MoneyReads.HasWord(state, ["Partially", "Partial"]);
        return isClosed ? Marked : null;
    }

    /// <summary>Whether a call refunds money, by its name or by its type's name.</summary>
    private static bool GivesBack(IInvocationOperation call)
    {
        var (type, name) = (call.TargetMethod.ContainingType.Name, call.TargetMethod.Name);
        if (
            DecidingWords.StartsWithWord(name, "Get")
            || DecidingWords.StartsWithWord(name, "Find")
            || DecidingWords.StartsWithWord(name, "List")
            || DecidingWords.StartsWithWord(name, "Is")
            || DecidingWords.StartsWithWord(name, "Has")
            || DecidingWords.StartsWithWord(name, "Can")
        )
            return false;
        return Backers.Any(word => DecidingWords.StartsWithWord(name, word) || DecidingWords.HasHump(name, word))
            || MoneyReads.HasWord(type, ["Refund", "Refunds", "Reimbursements"])
            || call.Arguments.Any(argument =>
                Values.Bare(argument.Value) is IObjectCreationOperation { Type.Name: var made } && MoneyReads.HasWord(made, ["Refund"])
            );
    }

    /// <summary>
    /// Returns the name of the order's price from which a value is computed, where the callback's amount is no part of it.
    /// </summary>
    private string? OnlyOrder(IOperation value)
    {
        var leaves = (value is IInvocationOperation call ? call.Arguments.Select(argument => argument.Value) : [value])
            .Where(part => Values.Bare(part) is not IAnonymousFunctionOperation)
            .SelectMany(code.Leaves)
            .ToList();
        return leaves.Exists(_money.IsAmount) ? null
            : leaves.Find(MoneyReads.IsOfOrder) is IPropertyReferenceOperation { Property.Name: var name } ? name
            : null;
    }

    /// <summary>Whether code runs for a callback about returned money.</summary>
    private bool IsForRefund(IOperation deed) =>
        _states.Asked.Any(asked =>
            asked.Test.Names.Any(StatusReads.IsReversed)
            && !asked.Test.Names.Any(name => name.Contains("Full"))
            && Guards.LetsThrough(deed, asked.Test.Condition, asked.Test.Holds)
        );

    /// <summary>Whether the callback is about a refund, and not a dispute, which is about the whole payment.</summary>
    private bool IsRefundItself(IOperation deed) =>
        _states.Asked.Any(asked =>
            asked.Test.Names.Any(name => MoneyReads.HasWord(name, ["Refund", "Refunded"]) && !name.Contains("Full"))
            && Guards.LetsThrough(deed, asked.Test.Condition, asked.Test.Holds)
        );

    /// <summary>Whether code runs only after the callback's amount was compared.</summary>
    private bool IsCompared(IOperation deed) =>
        _money
            .Comparisons()
            .Any(compared => Guards.LetsThrough(deed, compared.Place, true) || Guards.LetsThrough(deed, compared.Place, false));

    /// <summary>
    /// Whether the code reads the refunded amount, or whether it was the whole, anywhere, or passes on the object that contains it.
    /// </summary>
    private bool ReadsHowMuch() =>
        code.Escapes()
        || code.Operations.Any(operation =>
            _money.IsAmount(operation)
            || MoneyReads.JsonName(operation) is { } name && MoneyReads.HasWord(name, ["Refunded", "Refunds", "Amount"])
        )
        || _states.Asked.Any(asked => asked.Test.Names.Any(name => MoneyReads.HasWord(name, ["Partial", "Partially"])));

    /// <summary>Whether the callback contains the paid amount.</summary>
    private bool HasAmountToRead() =>
        code.Operations.Any(_money.IsAmount)
        || code.Operations.Select(operation => code.Symbols.PayloadOf(operation.Type))
            .OfType<INamedTypeSymbol>()
            .Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default)
            .Any(payload => CallbackSymbols.MembersOf(payload).Any(member => code.Symbols.Plays(member, Role.Amount)));
}
