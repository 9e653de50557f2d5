using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>A test of a status, with the read of the status.</summary>
internal sealed record AskedStatus(IOperation Read, StatusTest Test);

/// <summary>Finds a handler's tests of states: of its payload's members, of JSON in it, and of the provider's answer.</summary>
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

    /// <summary>All tests of a state or of a kind of event.</summary>
    public IReadOnlyList<AskedStatus> Asked =>
        _asked ??= [
            .. code
                .Operations.Where(operation => (IsState(operation) || IsKind(operation)) && !Surroundings.IsInLog(operation, code.Words))
                .SelectMany(TestsOf),
        ];

    /// <summary>Whether an operation reads the state of a payment.</summary>
    public bool IsState(IOperation operation) =>
        operation switch
        {
            IPropertyReferenceOperation { Property: var member } when CallbackSymbols.IsPayloadMember(member) => !IsKindName(member.Name)
                && (code.Symbols.Plays(member, Role.Status) || code.Words.IsStatus(member.Name) || code.Words.IsDeciding(member.Name)),
            _ => MoneyReads.JsonName(operation) is { } name && MoneyReads.HasWord(name, JsonStates),
        };

    /// <summary>Whether an operation reads the kind of an event or record.</summary>
    public bool IsKind(IOperation operation) =>
        operation switch
        {
            IPropertyReferenceOperation { Property: var member } when CallbackSymbols.IsPayloadMember(member) => IsKindName(member.Name),
            _ => MoneyReads.JsonName(operation) is { } name && JsonKinds.Contains(name),
        };

    /// <summary>Whether the name of a state means that an order was paid or a payment completed.</summary>
    public bool IsPaid(string name) =>
        MoneyReads.HasWord(name, Paid) && !code.Words.IsFailed(name) && !code.Words.IsPending(name) && !IsReversed(name);

    /// <summary>Whether the name of a state or event means that money was returned.</summary>
    public static bool IsReversed(string name) => MoneyReads.HasWord(name, Reversed);

    /// <summary>Returns the states that the type of a status lists; nothing for a text.</summary>
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

    /// <summary>Whether a status is a boolean without further states.</summary>
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
        // The code compares the text of a JSON element, and not the element.
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
