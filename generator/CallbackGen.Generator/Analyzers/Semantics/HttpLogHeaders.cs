using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds where the host's own logs are configured to write a header that carries a proof.</summary>
internal static class HttpLogHeaders
{
    private static readonly string[] Lists = ["RequestHeaders", "AdditionalRequestHeaders"];

    /// <summary>Returns the argument with such a header's name in a call that adds it to the logged headers, or null.</summary>
    public static IOperation? ProofIn(IInvocationOperation call) =>
        call
            is
        {
            TargetMethod.Name: "Add",
            Instance: IPropertyReferenceOperation
            {
                Property: { Name: var list, ContainingType.Name: "HttpLoggingOptions" or "W3CLoggerOptions" }
            },
            Arguments: [var name]
        }
        && Lists.Contains(list)
        && Values.Constant(name.Value) is { } header
        && SignatureNames.IsHeader(header)
            ? name.Value
            : null;
}
