using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>The parts of a callback that an expression contains.</summary>
[Flags]
internal enum CallbackPart
{
    None = 0,

    /// <summary>The event's key: the receipt or its key, the key of a confirmed message, the id of a stored callback.</summary>
    Key = 1,

    /// <summary>The message, its payload or a member of it.</summary>
    Content = 2,
}

/// <summary>Determines the parts of a callback that an expression contains, directly or through locals.</summary>
internal sealed class CallbackParts(CallbackSymbols symbols)
{
    /// <summary>Returns the parts in an expression, including the functions inside it.</summary>
    public CallbackPart In(IOperation value) => In(value, new Trail());

    /// <summary>Returns the parts in the arguments of a call.</summary>
    public CallbackPart InArguments(IInvocationOperation call)
    {
        var parts = CallbackPart.None;
        foreach (var argument in call.Arguments)
            parts |= In(argument.Value);
        return parts;
    }

    /// <summary>Whether an expression contains the event's key.</summary>
    public bool HasKey(IOperation value) => (In(value) & CallbackPart.Key) != 0;

    /// <summary>Whether an expression contains the message or its payload.</summary>
    public bool HasContent(IOperation value) => (In(value) & CallbackPart.Content) != 0;

    /// <summary>
    /// Whether a call receives only the event's key of the callback, and returns a boolean: it records the key, and stores no work.
    /// </summary>
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
            symbols.LevelOf(value.Type) is not null
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
        || property.Property.Name == "Key" && symbols.LevelOf(property.Property.ContainingType) == TrustLevel.Confirmed
        || property.Property.Name == "Id" && IsDelivery(property.Property.ContainingType);

    /// <summary>Whether a member of the receipt has the same value for other callbacks, so that it does not identify the event.</summary>
    private bool IsOfManyEvents(IPropertyReferenceOperation property) =>
        CallbackSymbols.Is(property.Property.ContainingType, symbols.Receipt)
        && property.Property.Name is ("KeySet" or "KeyId" or "Feed" or "VerifiedAt");
}
