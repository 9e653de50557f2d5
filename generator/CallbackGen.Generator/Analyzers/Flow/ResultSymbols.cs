using CallbackGen.Generator.Analyzers.Semantics;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Analyzers.Flow;

/// <summary>The symbol lookups of the flow analysis.</summary>
internal sealed class ResultSymbols(CallbackSymbols symbols)
{
    // Name parts of helpers that throw when their argument does not satisfy a condition.
    private static readonly string[] Assertions = ["Assert", "Should", "Ensure", "Require", "Guard", "Throw", "NotNull", "Expect", "Must"];

    public bool IsResult(ITypeSymbol? type) => symbols.IsResult(type);

    /// <summary>Whether a method of this return type returns a result, directly or as a task.</summary>
    public bool Yields(ITypeSymbol? type) =>
        symbols.IsResult(type)
        || type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [var result] } && symbols.IsResult(result);

    /// <summary>Whether code outside of the compilation may pass an unchecked result to a parameter.</summary>
    public bool IsOpen(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: not Accessibility.Private }
        && symbols.IsResult(parameter.Type);

    public static bool IsRejection(ITypeSymbol? type) => type?.Name == "CallbackRejection";

    /// <summary>Whether a call throws when its argument does not satisfy a condition.</summary>
    public static bool IsAssertion(IMethodSymbol method) =>
        Assertions.Any(word => method.Name.Contains(word) || method.ContainingType?.Name.Contains(word) == true);

    public static bool NeverReturns(IMethodSymbol method) => EndpointMethods.Has(method, "DoesNotReturnAttribute");

    /// <summary>Returns the value of a condition with which a call does not return, or null.</summary>
    public static bool? DoesNotReturnIf(IParameterSymbol parameter) => Flag(parameter, "DoesNotReturnIfAttribute");

    public static bool IsNotNullAfter(IParameterSymbol parameter) => EndpointMethods.Has(parameter, "NotNullAttribute");

    /// <summary>Returns the return value of a call which implies that the argument is not null, or null.</summary>
    public static bool? NotNullWhen(IParameterSymbol parameter) => Flag(parameter, "NotNullWhenAttribute");

    /// <summary>Whether an argument for this parameter must not be null.</summary>
    public static bool RefusesNull(IParameterSymbol parameter) =>
        parameter.RefKind == RefKind.None
        && parameter.OriginalDefinition.Type is not ITypeParameterSymbol
        && parameter.Type.IsReferenceType
        && parameter.NullableAnnotation == NullableAnnotation.NotAnnotated;

    private static bool? Flag(IParameterSymbol parameter, string attribute)
    {
        foreach (var candidate in parameter.GetAttributes())
        {
            if (candidate.AttributeClass?.Name == attribute && candidate.ConstructorArguments is [{ Value: bool flag }])
                return flag;
        }

        return null;
    }
}
