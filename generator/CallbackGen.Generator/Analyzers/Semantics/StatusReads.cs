using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>A test of a status, with what reads it.</summary>
internal sealed record AskedStatus(IOperation Read, StatusTest Test);

/// <summary>Finds what a handler asks of states: of its payload's members, of JSON in it, and of what the provider answered.</summary>
internal sealed class StatusReads(HandlerCode code)
{
    private static readonly string[] YesOrNo =
    [
        "True",
        "False",
        "Yes",
        "No",
        "Success",
        "Successful",
        "Succeeded",
        "Ok",
        "Fail",
        "Failed",
        "Failure",
        "Error",
        "Y",
        "N",
    ];

    private static readonly string[] JsonStates = ["Status", "State", "Outcome", "Result", "Paid", "Captured", "Success"];

    private static readonly string[] JsonKinds = ["Type", "Event", "EventType", "EventName", "Topic", "Kind", "Action"];

    private static readonly string[] Paid =
    [
        "Success",
        "Succeeded",
        "Successful",
        "Paid",
        "Settled",
        "Settlement",
        "Completed",
        "Complete",
        "Ok",
        "Done",
        "Approved",
        "Captured",
        "Capture",
        "Accepted",
        "Confirmed",
        "Executed",
        "Finished",
    ];

    private static readonly string[] Reversed = ["Refund", "Refunded", "Chargeback", "Reversed", "Reversal", "Disputed", "Dispute"];

    private IReadOnlyList<AskedStatus>? _asked;

    /// <summary>All that is asked of a state or of a kind of event.</summary>
    public IReadOnlyList<AskedStatus> Asked =>
        _asked ??= [
            .. code
                .Operations.Where(operation => (IsState(operation) || IsKind(operation)) && !Surroundings.IsInLog(operation, code.Words))
                .SelectMany(TestsOf),
        ];

    /// <summary>Whether an operation reads what state a payment is in.</summary>
    public bool IsState(IOperation operation) =>
        operation switch
        {
            IPropertyReferenceOperation { Property: var member } when CallbackSymbols.IsPayloadMember(member) => !IsKindName(member.Name)
                && (code.Symbols.Plays(member, Role.Status) || code.Words.IsStatus(member.Name) || code.Words.IsDeciding(member.Name)),
            _ => MoneyReads.JsonName(operation) is { } name && MoneyReads.HasWord(name, JsonStates),
        };

    /// <summary>Whether an operation reads what kind of event or record a callback is.</summary>
    public bool IsKind(IOperation operation) =>
        operation switch
        {
            IPropertyReferenceOperation { Property: var member } when CallbackSymbols.IsPayloadMember(member) => IsKindName(member.Name),
            _ => MoneyReads.JsonName(operation) is { } name && JsonKinds.Contains(name),
        };

    /// <summary>Whether a state's name says that something was paid or done.</summary>
    public bool IsPaid(string name) =>
        MoneyReads.HasWord(name, Paid) && !code.Words.IsFailed(name) && !code.Words.IsPending(name) && !IsReversed(name);

    /// <summary>Whether a state's or event's name says that money went back.</summary>
    public static bool IsReversed(string name) => MoneyReads.HasWord(name, Reversed);

    /// <summary>The states that a type of a status lists; nothing for a text.</summary>
    public IReadOnlyList<string> Listed(ITypeSymbol type)
    {
        if (
            type is INamedTypeSymbol { TypeArguments: [var inner] } named
            && (named.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T || CallbackSymbols.Is(named, code.Symbols.OpenEnum))
        )
            return Listed(inner);
        return type.TypeKind == TypeKind.Enum
            ? [.. type.GetMembers().OfType<IFieldSymbol>().Where(value => value.IsConst).Select(value => value.Name)]
            : [];
    }

    /// <summary>Whether a status is a yes or a no and tells no states between.</summary>
    public bool IsYesOrNo(IPropertySymbol status) =>
        status.Type switch
        {
            { SpecialType: SpecialType.System_Boolean }
            or INamedTypeSymbol
            {
                OriginalDefinition.SpecialType: SpecialType.System_Nullable_T,
                TypeArguments: [{ SpecialType: SpecialType.System_Boolean }]
            } => true,
            { SpecialType: SpecialType.System_String } => status.Name is "Success" or "IsSuccess" or "Successful" or "Ok",
            var type => Listed(type) is { Count: > 1 } values && values.All(value => YesOrNo.Contains(value)),
        };

    private bool IsKindName(string name) => code.Words.IsKind(name);

    private IEnumerable<AskedStatus> TestsOf(IOperation read)
    {
        var tests = new StatusTests(code.Symbols.Compilation, code.Context.CancellationToken);
        // The text of JSON is what is compared, and not the element that holds it.
        var value = read;
        while (
            value.Parent is IInvocationOperation { TargetMethod.Name: "GetString" or "GetValue" or "ToString" } call
                && call.Instance == value
            || value.Parent is IConditionalAccessOperation { WhenNotNull: IInvocationOperation } access && access.Operation == value
        )
            value = value.Parent;
        return tests.Of(value).OfType<StatusTest>().Select(test => new AskedStatus(read, test));
    }
}
