using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>What of a callback an expression holds.</summary>
[Flags]
internal enum CallbackPart
{
    None = 0,

    /// <summary>What names the event: the receipt or its key, the key of a confirmed message, the id of a stored callback.</summary>
    Key = 1,

    /// <summary>The message, its payload or a member of it.</summary>
    Content = 2,
}

/// <summary>Tells what of a callback an expression holds, directly or by locals.</summary>
internal sealed class CallbackParts(CallbackSymbols symbols)
{
    /// <summary>What an expression holds, the functions in it included.</summary>
    public CallbackPart In(IOperation value) => In(value, new Trail());

    /// <summary>What the arguments of a call hold.</summary>
    public CallbackPart InArguments(IInvocationOperation call)
    {
        var parts = CallbackPart.None;
        foreach (var argument in call.Arguments)
            parts |= In(argument.Value);
        return parts;
    }

    /// <summary>Whether an expression is made of what names the event.</summary>
    public bool HasKey(IOperation value) => (In(value) & CallbackPart.Key) != 0;

    /// <summary>Whether an expression is made of the message or of its payload.</summary>
    public bool HasContent(IOperation value) => (In(value) & CallbackPart.Content) != 0;

    /// <summary>Whether a call is handed the event's key and nothing else of the callback, and says yes or no: it notes the key, and stores no work.</summary>
    public bool TakesKeyOnly(IInvocationOperation call) =>
        OwnVerification.SaysYesOrNo(call.TargetMethod) && InArguments(call) == CallbackPart.Key;

    /// <summary>Whether a type is <c>ICallbackDelivery</c>, the stored callback.</summary>
    public static bool IsDelivery(ITypeSymbol? type) =>
        type is { Name: "ICallbackDelivery" } && EndpointMethods.IsIn(type, "CallbackGen.Inbox");

    private CallbackPart In(IOperation value, Trail trail)
    {
        if (!trail.Goes())
            return CallbackPart.None;
        if (value is IPropertyReferenceOperation property && IsKey(property))
            return IsOfManyEvents(property) ? CallbackPart.None : CallbackPart.Key;
        if (
            symbols.RungOf(value.Type) is not null
            || symbols.PayloadOf(value.Type) is not null
            || CallbackSymbols.Is(value.Type, symbols.Message)
            || value is IPropertyReferenceOperation member && CallbackSymbols.IsPayloadMember(member.Property)
        )
            return CallbackPart.Content;
        var parts = CallbackPart.None;
        if (value is ILocalReferenceOperation local)
        {
            foreach (var written in trail.WrittenTo(local))
                parts |= In(written, trail);
        }

        foreach (var child in value.ChildOperations)
            parts |= In(child, trail);
        return parts;
    }

    private bool IsKey(IPropertyReferenceOperation property) =>
        CallbackSymbols.Is(property.Type, symbols.Receipt)
        || CallbackSymbols.Is(property.Property.ContainingType, symbols.Receipt)
        || property.Property.Name == "Key" && symbols.RungOf(property.Property.ContainingType) == Rung.Confirmed
        || property.Property.Name == "Id" && IsDelivery(property.Property.ContainingType);

    /// <summary>Whether a member of the receipt says the same of other callbacks, so that it names no event.</summary>
    private bool IsOfManyEvents(IPropertyReferenceOperation property) =>
        CallbackSymbols.Is(property.Property.ContainingType, symbols.Receipt)
        && property.Property.Name is ("KeySet" or "KeyId" or "Feed" or "VerifiedAt");
}
