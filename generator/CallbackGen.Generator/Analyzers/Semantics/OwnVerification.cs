using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds where a function decides by a signature whether a request is genuine.</summary>
internal sealed class OwnVerification(CallbackSymbols symbols)
{
    private const SignatureTraits Proof =
        SignatureTraits.Mac | SignatureTraits.Received | SignatureTraits.ReceivedDigest | SignatureTraits.Named;

    private static readonly string[] PublicKeyChecks = ["VerifyData", "VerifyHash"];

    // Usual names of an application's own functions that verify a signature.
    private static readonly string[] Names = ["Verify", "Validate", "IsValid", "IsGenuine", "IsAuthentic", "Check", "Matches"];

    /// <summary>Whether a function verifies anything.</summary>
    public bool IsIn(ServingFunction function) => function.Operations.Any(IsCheck);

    /// <summary>Whether an operation is or contains a check.</summary>
    public bool IsIn(IOperation part) => part.DescendantsAndSelf().Any(IsCheck);

    /// <summary>Whether an operation compares a signature, or calls a function that does.</summary>
    public bool IsCheck(IOperation operation)
    {
        if (operation is IInvocationOperation call)
        {
            var method = call.TargetMethod;
            if (PublicKeyChecks.Contains(method.Name) && EndpointMethods.IsIn(method.ContainingType, "System.Security.Cryptography"))
                return true;
            if (method.Name == "FixedTimeEquals" && call.Arguments is [var first, var second, ..])
                return IsProof(first.Value) || IsProof(second.Value);
            if (symbols.IsResult(method.ReturnType) || IsAsked(call))
                return true;
        }

        return operation is IBinaryOperation or IInvocationOperation
            && Comparison.Of(operation) is { IsSearch: false } comparison
            && !Values.IsConstant(comparison.Left)
            && !Values.IsConstant(comparison.Right)
            && (IsProof(comparison.Left) || IsProof(comparison.Right));
    }

    private static bool IsProof(IOperation value) => (SignatureValues.Of(value) & Proof) != 0;

    /// <summary>Whether a call passes a signature to a function of the project that returns a boolean.</summary>
    private static bool IsAsked(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        return SaysYesOrNo(method)
            && !method.DeclaringSyntaxReferences.IsEmpty
            && IsCalledCheck(method.Name)
            && (
                method.Name.IndexOf("Signature", StringComparison.Ordinal) >= 0
                || method.Name.IndexOf("Hmac", StringComparison.OrdinalIgnoreCase) >= 0
                || call.Arguments.Any(argument =>
                    IsProof(argument.Value) || argument.Parameter is { } parameter && SignatureNames.IsValue(parameter.Name)
                )
            );
    }

    /// <summary>Whether a method returns a boolean, directly or as a task.</summary>
    public static bool SaysYesOrNo(IMethodSymbol method) => Answer(method.ReturnType).SpecialType == SpecialType.System_Boolean;

    /// <summary>Whether a method has the name of a check.</summary>
    public static bool IsCalledCheck(string method) => Names.Any(name => method.StartsWith(name, StringComparison.Ordinal));

    /// <summary>Returns the result type of a return type, without its task.</summary>
    public static ITypeSymbol Answer(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [var answer] } ? answer : type;
}
