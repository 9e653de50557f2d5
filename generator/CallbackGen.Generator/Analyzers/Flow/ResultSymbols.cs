using CallbackGen.Generator.Analyzers.Semantics;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Analyzers.Flow;

/// <summary>What the flow analysis asks about symbols.</summary>
internal sealed class ResultSymbols(CallbackSymbols symbols)
{
    // Words by which helpers say that they end the function when what they are given is not so.
    private static readonly string[] Assertions = ["Assert", "Should", "Ensure", "Require", "Guard", "Throw", "NotNull", "Expect", "Must"];

    public bool IsResult(ITypeSymbol? type) => symbols.IsResult(type);

    /// <summary>Whether a method of this return type gives a result, at once or later.</summary>
    public bool Yields(ITypeSymbol? type) =>
        symbols.IsResult(type)
        || type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [var result] } && symbols.IsResult(result);

    /// <summary>Whether code that is not here may hand an unchecked result to a parameter.</summary>
    public bool IsOpen(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: not Accessibility.Private }
        && symbols.IsResult(parameter.Type);

    public static bool IsRejection(ITypeSymbol? type) => type?.Name == "CallbackRejection";

    /// <summary>Whether a call ends the function, by exception, when what it is given does not hold.</summary>
    public static bool IsAssertion(IMethodSymbol method) =>
        Assertions.Any(word => method.Name.Contains(word) || method.ContainingType?.Name.Contains(word) == true);

    public static bool NeverReturns(IMethodSymbol method) => EndpointMethods.Has(method, "DoesNotReturnAttribute");

    /// <summary>The value of a condition with which a call does not return, or null.</summary>
    public static bool? DoesNotReturnIf(IParameterSymbol parameter) => Flag(parameter, "DoesNotReturnIfAttribute");

    public static bool IsNotNullAfter(IParameterSymbol parameter) => EndpointMethods.Has(parameter, "NotNullAttribute");

    /// <summary>The value of the call that says that the argument is not null, or null.</summary>
    public static bool? NotNullWhen(IParameterSymbol parameter) => Flag(parameter, "NotNullWhenAttribute");

    /// <summary>Whether what a method is given by this parameter may not be null.</summary>
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
