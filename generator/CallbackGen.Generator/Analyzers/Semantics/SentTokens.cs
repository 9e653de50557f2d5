using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Determines whether the text of a token came with the request that a function serves: as its body, in a field or member of
/// it, or in a header for a signature.
/// </summary>
internal sealed class SentTokens(ServingFunction function)
{
    private readonly NamedReads _reads = new(function);

    /// <summary>Whether the text of a token came with the request.</summary>
    public bool Are(IOperation text) => _reads.In(text).Any() || IsSent(text, new Trail());

    private bool IsSent(IOperation? value, Trail trail)
    {
        if (value is null || !trail.Goes())
            return false;
        var bare = Values.Bare(value);
        return RequestData.IsFrom(bare)
            || bare switch
            {
                ILocalReferenceOperation local => trail.WrittenTo(local).Any(written => IsSent(written, trail)),
                IParameterReferenceOperation { Parameter: var parameter } => IsBound(parameter),
                IPropertyReferenceOperation property => IsSignature(property) || IsSent(property.Instance, trail),
                ICoalesceOperation coalesce => IsSent(coalesce.Value, trail),
                IConditionalAccessOperation access => IsSent(access.Operation, trail),
                IInvocationOperation call => (
                    EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System")
                    || call.TargetMethod.ContainingType.Name == "StringValues"
                ) && Values.Operands(call).Any(part => IsSent(part, trail)),
                _ => false,
            };
    }

    /// <summary>Whether a host binds a parameter of the endpoint from the request.</summary>
    private bool IsBound(IParameterSymbol parameter) =>
        SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, function.Symbol)
        && function.IsEndpoint
        && !EndpointMethods.IsService(parameter)
        && (
            EndpointMethods.IsNamedAsRequest(parameter)
            || EndpointMethods.HeaderOf(parameter) is { } header && IsSignature(header)
            || !parameter.Type.DeclaringSyntaxReferences.IsEmpty && PayloadShapes.IsData(parameter.Type)
        );

    private static bool IsSignature(IPropertyReferenceOperation property) =>
        property is { Property.IsIndexer: true, Arguments: [var index], Instance: { } headers }
        && Values.Bare(headers).Type?.Name == "IHeaderDictionary"
        && Values.Constant(index.Value) is { } name
        && IsSignature(name);

    // A gateway before the application may have validated any other header.
    private static bool IsSignature(string header) =>
        !header.Equals("Authorization", StringComparison.OrdinalIgnoreCase) && SignatureNames.IsHeader(header);
}
