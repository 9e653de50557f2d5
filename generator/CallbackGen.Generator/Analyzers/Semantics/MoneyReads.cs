using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Distinguishes the money of a callback from the price of an order, by roles and by names.</summary>
internal sealed class MoneyReads(HandlerCode code)
{
    private static readonly string[] Amounts = ["Amount", "Total", "Cents", "Minor", "Sum", "Gross", "Subtotal", "Price"];

    private static readonly string[] Orders = ["Total", "Amount", "Price", "Sum", "Due", "Gross", "Cost", "Value", "Paid", "Captured"];

    // Names for received money, in contrast to a price.
    private static readonly string[] Received = ["Payment", "Transaction", "Charge", "Capture", "Received", "Transfer", "Deposit"];

    private static readonly string[] Getters =
    [
        "GetProperty",
        "TryGetProperty",
        "SelectToken",
        "GetPropertyOrNull",
        "TryGetPropertyValue",
        "GetValue",
    ];

    /// <summary>Returns the name by which an operation reads a JSON member, as a C# name; null for any other operation.</summary>
    public static string? JsonName(IOperation operation) =>
        operation switch
        {
            IInvocationOperation { TargetMethod: { Name: var method, ContainingType: { } type } } call
                when Getters.Contains(method)
                    && IsJson(type)
                    && call.Arguments.Select(argument => Values.Constant(argument.Value)).FirstOrDefault(text => text is not null)
                        is { } name => DecidingWords.NameOf(name),
            IPropertyReferenceOperation { Property: { IsIndexer: true, ContainingType: { } type }, Arguments: [{ Value: var index }] }
                when IsJson(type) && Values.Constant(index) is { } key => DecidingWords.NameOf(key),
            _ => null,
        };

    /// <summary>Whether an operation reads data of a callback: a member of its payload, or of the JSON in it.</summary>
    public static bool IsOfCallback(IOperation operation) =>
        operation is IPropertyReferenceOperation { Property: var member } && CallbackSymbols.IsPayloadMember(member)
        || JsonName(operation) is not null;

    /// <summary>Whether an operation reads a callback's amount.</summary>
    public bool IsAmount(IOperation operation) =>
        operation switch
        {
            IPropertyReferenceOperation { Property: var member } when CallbackSymbols.IsPayloadMember(member) => code.Symbols.Plays(
                member,
                Role.Amount
            )
                || IsNumber(member.Type) && HasWord(member.Name, Amounts)
                || member.Type.SpecialType == SpecialType.System_String
                    && Amounts.Any(word => member.Name.EndsWith(word, StringComparison.Ordinal)),
            IPropertyReferenceOperation { Property: { Name: "Answer", ContainingType: var message } } => code.Symbols.LevelOf(message)
                is not null,
            _ => JsonName(operation) is { } name && HasWord(name, Amounts),
        };

    /// <summary>Whether a value is computed from a callback's amount.</summary>
    public bool HasAmount(IOperation value) => code.Leaves(value).Any(IsAmount);

    /// <summary>Whether an operation reads the price of an order of the application.</summary>
    public static bool IsOfOrder(IOperation operation) =>
        operation is IPropertyReferenceOperation { Property: { IsIndexer: false } member }
        && !CallbackSymbols.IsPayloadMember(member)
        && IsNumber(member.Type)
        && HasWord(member.Name, Orders)
        && !HasWord(member.Name, ["Refunded", "Returned", "Balance"])
        && member.ContainingType is { } owner
        && !EndpointMethods.IsIn(owner, "System")
        && !HasWord(owner.Name, Received)
        && !HasWord(owner.Name, ["Refund"]);

    /// <summary>Whether a value is computed from the price of an order.</summary>
    public bool HasOrder(IOperation value) => code.Leaves(value).Any(IsOfOrder);

    /// <summary>Whether a value is computed only from the callback and constants.</summary>
    public static bool IsOnlyOfCallback(IOperation value) => IsOnlyOfCallback(value, new Trail());

    /// <summary>Returns the comparisons of an amount of the callback with another value.</summary>
    public IEnumerable<(IOperation Place, IOperation Left, IOperation Right, BinaryOperatorKind Kind)> Comparisons()
    {
        foreach (var operation in code.Operations)
        {
            var found = operation switch
            {
                IBinaryOperation binary when Comparing.Compares(binary.OperatorKind) => (
                    binary,
                    binary.LeftOperand,
                    binary.RightOperand,
                    binary.OperatorKind
                ),
                IInvocationOperation { TargetMethod.Name: "Equals", Arguments: [{ Value: var other }], Instance: { } instance } call => (
                    call,
                    instance,
                    other,
                    BinaryOperatorKind.Equals
                ),
                IInvocationOperation
                {
                    TargetMethod: { Name: "Equals", IsStatic: true },
                    Arguments: [{ Value: var one }, { Value: var another }, ..]
                } call => (call, one, another, BinaryOperatorKind.Equals),
                _ => ((IOperation Place, IOperation Left, IOperation Right, BinaryOperatorKind Kind)?)null,
            };
            if (
                found is { } compared
                && !Values.IsConstant(compared.Left)
                && !Values.IsConstant(compared.Right)
                && (HasAmount(compared.Left) || HasAmount(compared.Right))
            )
                yield return compared;
        }
    }

    /// <summary>Whether code runs only where an amount of the callback was compared with the order's, and was enough.</summary>
    public bool IsForRight(IOperation deed) =>
        Comparisons()
            .Any(compared =>
                Guards.Decides(deed, compared.Place, compared.Kind is not (BinaryOperatorKind.NotEquals or BinaryOperatorKind.LessThan))
            );

    public static bool HasWord(string name, IEnumerable<string> words) => words.Any(word => DecidingWords.HasHump(name, word));

    public static bool IsNumber(ITypeSymbol? type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] })
            type = inner;
        return type?.SpecialType
            is SpecialType.System_Decimal
                or SpecialType.System_Double
                or SpecialType.System_Single
                or SpecialType.System_Int32
                or SpecialType.System_Int64
                or SpecialType.System_UInt32
                or SpecialType.System_UInt64;
    }

    private static bool IsJson(INamedTypeSymbol type) =>
        type.Name is "JsonElement" or "JsonNode" or "JsonObject" or "JObject" or "JToken"
        || type.TypeArguments is [_, { Name: "JsonElement" or "JsonNode" or "JToken" }];

    private static bool IsOnlyOfCallback(IOperation value, Trail trail)
    {
        if (!trail.Goes())
            return false;
        switch (value)
        {
            case { ConstantValue.HasValue: true }:
            case IConditionalAccessInstanceOperation:
                return true;
            case IPropertyReferenceOperation { Property: var member } when CallbackSymbols.IsPayloadMember(member):
                return true;
            case ILocalReferenceOperation local:
                return trail.WrittenTo(local).ToList() is { Count: > 0 } written && written.TrueForAll(one => IsOnlyOfCallback(one, trail));
            case IPropertyReferenceOperation { Property: { IsStatic: true, ContainingType: { } owner } }
                when EndpointMethods.IsIn(owner, "System"):
                return true;
            case IInvocationOperation call when !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System"):
                return false;
            case IPropertyReferenceOperation property when !EndpointMethods.IsIn(property.Property.ContainingType, "System"):
            case IParameterReferenceOperation
            or IFieldReferenceOperation
            or IInstanceReferenceOperation
            or IAwaitOperation
            or IAnonymousFunctionOperation:
                return false;
            default:
                var children = value.ChildOperations.ToList();
                return children.Count > 0 && children.TrueForAll(child => IsOnlyOfCallback(child, trail));
        }
    }
}
