using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Tells whether a function holds a text against what it expects before it uses it: a pattern, a list, a host.</summary>
internal static class TextChecks
{
    // They answer yes or no and say nothing about what a text may hold.
    private static readonly string[] NoChecks = ["Add", "TryAdd", "Remove", "TryRemove", "IsNullOrEmpty", "IsNullOrWhiteSpace", "IsEnabled", "TryPeek", "TryDequeue", "MoveNext"];

    private static readonly string[] Guards = ["Ensure", "Guard", "Validate", "Require", "Assert", "Check", "IndexOf"];

    /// <summary>Whether the function that reads a text checks it, or a check fits the language that it becomes part of.</summary>
    public static bool Passes(IOperation read, TextLanguage language)
    {
        var named = Named(read);
        foreach (var operation in Values.Root(read).Descendants())
        {
            switch (operation)
            {
                case IInvocationOperation call when IsCheck(call.TargetMethod) && Operands(call).Any(operand => Mentions(operand, named)):
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } equality when IsHeld(equality.LeftOperand, equality.RightOperand, named) || IsHeld(equality.RightOperand, equality.LeftOperand, named):
                case IPropertyReferenceOperation { Property: { Name: "Host" or "Authority" or "IsLoopback" or "DnsSafeHost", ContainingType.Name: "Uri" } } host when language is TextLanguage.Address or TextLanguage.Redirect && IsCompared(host):
                case IInvocationOperation { TargetMethod: { Name: "GetFullPath" or "GetRelativePath" or "GetInvalidFileNameChars", ContainingType.Name: "Path" } } when language == TextLanguage.Path:
                    return true;
            }
        }

        return false;
    }

    private static bool IsCheck(IMethodSymbol method) =>
        method.ReturnType.SpecialType == SpecialType.System_Boolean ? !NoChecks.Contains(method.Name)
        : Guards.Any(word => method.Name.StartsWith(word, StringComparison.Ordinal)) && method.Name.IndexOf("Null", StringComparison.Ordinal) < 0;

    private static IEnumerable<IOperation> Operands(IInvocationOperation call) =>
        call.Arguments.Where(argument => TextSinks.Of(argument, call.TargetMethod) is null).Select(argument => argument.Value).Concat(call.Instance is { } instance ? [instance] : []);

    /// <summary>Whether a text is compared with something that no source says.</summary>
    private static bool IsHeld(IOperation side, IOperation other, ISymbol? named) => !Values.IsConstant(other) && Mentions(side, named);

    private static bool IsCompared(IOperation host) => Surroundings.Ancestors(host).TakeWhile(ancestor => ancestor is not IBlockOperation)
        .Any(ancestor => ancestor is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } or IIsPatternOperation or ISwitchExpressionOperation or IInvocationOperation { TargetMethod.ReturnType.SpecialType: SpecialType.System_Boolean });

    /// <summary>Whether an operand is the text, or a local that holds it and no more.</summary>
    private static bool Mentions(IOperation operand, ISymbol? named)
    {
        var bare = Values.Bare(operand);
        while (bare is IConditionalAccessOperation { WhenNotNull: var after })
            bare = Values.Bare(after);
        return named is not null && bare switch
        {
            ILocalReferenceOperation local => Values.WrittenTo(local).Any(written => SymbolEqualityComparer.Default.Equals(Named(Values.Bare(written)), named)),
            IInvocationOperation { Instance: { } instance } call when call.TargetMethod.ContainingType.SpecialType == SpecialType.System_String => Mentions(instance, named),
            IConditionalAccessInstanceOperation access => Leaks.Accessed(access) is { } accessed && Mentions(accessed, named),
            _ => SymbolEqualityComparer.Default.Equals(Named(bare), named),
        };
    }

    private static ISymbol? Named(IOperation read) => Values.Bare(read) switch
    {
        IPropertyReferenceOperation property => property.Property,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IConditionalAccessOperation access => Named(access.WhenNotNull),
        ICoalesceOperation coalesce => Named(coalesce.Value),
        _ => null,
    };
}
