using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Identifies the calls that create objects from text or bytes, and their sources: JSON readers, model binding.</summary>
internal static class PayloadReads
{
    private static readonly string[] Readers =
    [
        "Deserialize",
        "ReadFromJson",
        "GetFromJson",
        "ToObject",
        "ReadJson",
        "ReadForm",
        "TryUpdateModel",
    ];

    private static readonly Mentions Named = new(Readers);

    /// <summary>Whether a method deserializes, by its name.</summary>
    public static bool IsReader(IMethodSymbol method) => IsReader(method.Name);

    /// <summary>
    /// Returns the types that a call creates, as far as it names them: by a type argument, a <c>typeof</c>, or the cast around it.
    /// </summary>
    public static IEnumerable<ITypeSymbol> TypesOf(IInvocationOperation call)
    {
        if (!IsReader(call.TargetMethod))
            return [];
        var named = call.TargetMethod.TypeArguments.Concat(
            call.Arguments.Select(argument => argument.Value).OfType<ITypeOfOperation>().Select(type => type.TypeOperand)
        );
        var around = call.Parent is IAwaitOperation wait ? wait.Parent : call.Parent;
        return around is IConversionOperation { Type: { } cast } ? named.Append(cast) : named;
    }

    /// <summary>
    /// Returns the possible sources of a call: its receiver and its arguments. For a call that requests an address, only the client.
    /// </summary>
    public static IEnumerable<IOperation> SourcesOf(IInvocationOperation call)
    {
        var operands = call.Arguments.Select(argument => argument.Value);
        operands = call.Instance is { } instance ? operands.Prepend(instance) : operands;
        return (call.TargetMethod.Name.StartsWith("GetFromJson", StringComparison.Ordinal) ? operands.Take(1) : operands).Select(
            Surroundings.Unwrap
        );
    }

    /// <summary>Whether a method of the compilation, or its implementation, may call a reader at all.</summary>
    public static bool MayBeIn(IMethodSymbol method, Compilation compilation) => Named.MayBeIn(method, compilation);

    /// <summary>Whether a method's declaration names a reader.</summary>
    public static bool AreIn(IMethodSymbol method) => method.DeclaringSyntaxReferences is [var reference] && Named.AreIn(reference);

    private static bool IsReader(string name) => Readers.Any(reader => name.StartsWith(reader, StringComparison.Ordinal));
}
