using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Identifies the values of a callback that a payer has typed: an e-mail address, a name, the text of a transfer.</summary>
internal sealed class TypedTexts(CallbackSymbols symbols, DecidingWords words)
{
    /// <summary>
    /// Returns the name of the first typed text from which a value is computed, directly or through locals; null where there is none.
    /// </summary>
    public string? In(IOperation? value) => In(value, new Trail());

    /// <summary>
    /// Whether a value is computed from a member that identifies the payment: of the payload, and neither typed by the
    /// payer nor an amount or a status.
    /// </summary>
    public bool Names(IOperation value) => Names(value, new Trail());

    /// <summary>Returns the name of the typed text that an operation reads, or null.</summary>
    public string? Of(IOperation operation) =>
        operation switch
        {
            IPropertyReferenceOperation { Property: var member } when CallbackSymbols.IsPayloadMember(member) => member.Type.SpecialType
                == SpecialType.System_String
            && words.IsTyped(member.Name)
            && !symbols.RolesOf(member).Any()
                ? member.Name
                : null,
            IInvocationOperation
            {
                TargetMethod: { Name: "GetProperty" or "TryGetProperty", ContainingType.Name: "JsonElement" },
                Arguments: [var name, ..]
            } call when Values.Constant(name.Value) is { } text && words.IsTypedColumn(text) && IsOfPayload(call, new Trail()) => text,
            _ => null,
        };

    private string? In(IOperation? value, Trail trail)
    {
        if (value is null || !trail.Goes())
            return null;
        if (Of(value) is { } name)
            return name;
        return PartsOf(value, trail).Select(part => In(part, trail)).FirstOrDefault(found => found is not null);
    }

    private bool Names(IOperation value, Trail trail)
    {
        if (!trail.Goes())
            return false;
        if (
            value is IPropertyReferenceOperation { Property: var member }
            && CallbackSymbols.IsPayloadMember(member)
            && !CallbackSymbols.IsPayloadRecord(member.Type)
        )
            return Of(value) is null && !symbols.RolesOf(member).Any(played => played.Role != Role.Reference);
        return PartsOf(value, trail).Any(part => Names(part, trail));
    }

    private static IEnumerable<IOperation> PartsOf(IOperation value, Trail trail) =>
        value switch
        {
            ILocalReferenceOperation local => trail.WrittenTo(local),
            IConditionalAccessInstanceOperation instance => Leaks.Accessed(instance) is { } accessed ? [accessed] : [],
            _ => value.ChildOperations,
        };

    /// <summary>Whether JSON is a part of a payload.</summary>
    private static bool IsOfPayload(IOperation json, Trail trail)
    {
        for (IOperation? step = json; step is not null && trail.Goes();)
        {
            step = Values.Bare(step);
            if (step is IPropertyReferenceOperation { Property: var member })
                return CallbackSymbols.IsPayloadMember(member);
            step = step switch
            {
                IInvocationOperation call => call.Instance,
                ILocalReferenceOperation local => trail.WrittenTo(local).FirstOrDefault(),
                _ => null,
            };
        }

        return false;
    }
}
