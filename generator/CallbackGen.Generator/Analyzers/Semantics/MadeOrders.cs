using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds orders that are created from a callback's own amount.</summary>
internal sealed class MadeOrders(HandlerCode code, OrderLookups lookups)
{
    private static readonly string[] Makers = ["Create", "Add", "New", "Insert", "Open", "Place"];

    private static readonly string[] Prices = ["Total", "Amount", "Price", "Due", "Sum", "Cost", "Gross"];

    // Names of an application's records of received money, which are not orders.
    private static readonly string[] Records =
    [
        "Payment",
        "Transaction",
        "Receipt",
        "Review",
        "Event",
        "Log",
        "Deposit",
        "TopUp",
        "Donation",
        "Credit",
        "Wallet",
        "Account",
        "Balance",
        "Unmatched",
        "Transfer",
        "Refund",
        "Entry",
        "Ledger",
        "Audit",
        "Message",
        "Command",
        "Request",
    ];

    private readonly MoneyReads _money = new(code);

    /// <summary>Whether an operation creates such an order.</summary>
    public bool Are(IOperation operation) =>
        operation switch
        {
            ICoalesceOperation coalesce => lookups.IsLookup(coalesce.Value) && Makes(coalesce.WhenNull),
            ICoalesceAssignmentOperation coalesce => Makes(coalesce.Value),
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation local } assignment => Makes(assignment.Value)
                && IsInAbsence(assignment, local),
            IInvocationOperation call => MakesOrFinds(call) || IsInsert(call),
            _ => false,
        };

    private bool Makes(IOperation value) =>
        value
            .DescendantsAndSelf()
            .Any(part =>
                part switch
                {
                    IObjectCreationOperation { Type: { } type } creation => !MoneyReads.HasWord(type.Name, Records) && IsPriced(creation),
                    IInvocationOperation { TargetMethod.Name: var name } call => Makers.Any(word =>
                        DecidingWords.StartsWithWord(name, word)
                    )
                        && !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System")
                        && !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "Microsoft")
                        && !MoneyReads.HasWord(name, Records)
                        && call.Arguments.Any(argument => MoneyReads.IsNumber(argument.Value.Type) && _money.HasAmount(argument.Value)),
                    _ => false,
                }
            );

    /// <summary>Whether an object is created with the callback's amount as its price.</summary>
    private bool IsPriced(IObjectCreationOperation creation) =>
        creation
            .Initializer?.Initializers.OfType<ISimpleAssignmentOperation>()
            .Any(assignment =>
                assignment.Target is IPropertyReferenceOperation { Property: var member }
                && MoneyReads.HasWord(member.Name, Prices)
                && _money.HasAmount(assignment.Value)
            ) == true
        || creation.Arguments.Any(argument =>
            argument.Parameter is { Name: var name }
            && MoneyReads.HasWord(DecidingWords.NameOf(name), Prices)
            && _money.HasAmount(argument.Value)
        );

    private bool MakesOrFinds(IInvocationOperation call)
    {
        var name = call.TargetMethod.Name;
        var isOfOrder =
            name.IndexOf("OrCreate", StringComparison.Ordinal) > 0
            || name.IndexOf("OrAdd", StringComparison.Ordinal) > 0
            || name.IndexOf("OrInsert", StringComparison.Ordinal) > 0;
        return isOfOrder
            && !MoneyReads.HasWord(name, Records)
            && !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "Microsoft")
            && call.Arguments.Any(argument =>
                Values.Bare(argument.Value) is IAnonymousFunctionOperation made
                    ? Makes(made)
                    : MoneyReads.IsNumber(argument.Value.Type) && _money.HasAmount(argument.Value)
            );
    }

    /// <summary>Whether SQL inserts an order with the callback's amount.</summary>
    private bool IsInsert(IInvocationOperation call) =>
        SqlTexts.WrittenBy(call) is { } sql
        && sql.Split([' ', '\n', '\r', '\t', '('], StringSplitOptions.RemoveEmptyEntries) is [var verb, var into, var table, ..]
        && string.Equals(verb, "insert", StringComparison.OrdinalIgnoreCase)
        && string.Equals(into, "into", StringComparison.OrdinalIgnoreCase)
        && OrderLookups.IsTable(DecidingWords.NameOf(table))
        && call.Arguments.Any(argument => _money.HasAmount(argument.Value));

    /// <summary>Whether an assignment runs where the local that it sets was null.</summary>
    private static bool IsInAbsence(IOperation assignment, ILocalReferenceOperation local) =>
        Surroundings
            .Ancestors(assignment)
            .OfType<IConditionalOperation>()
            .Any(choice =>
                choice.WhenTrue.Syntax.Span.Contains(assignment.Syntax.Span)
                && OrderLookups.NullTest(choice.Condition) is ILocalReferenceOperation tested
                && SymbolEqualityComparer.Default.Equals(tested.Local, local.Local)
            );
}
