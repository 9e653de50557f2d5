using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Determines whether a function checks a text before it uses it: against a pattern, a list, a host.</summary>
internal static class TextChecks
{
    // Methods that return a boolean and do not restrict the content of a text.
    private static readonly string[] NoChecks =
    [
        "Add",
        "TryAdd",
        "Remove",
        "TryRemove",
        "TryGetValue",
        "ContainsKey",
        "IsNullOrEmpty",
        "IsNullOrWhiteSpace",
        "IsEnabled",
        "TryPeek",
        "TryDequeue",
        "MoveNext",
    ];

    // The beginning or end of a text shows where an address leads, and does not restrict the rest.
    private static readonly string[] Ends = ["StartsWith", "EndsWith"];

    private static readonly string[] Guards = ["Ensure", "Guard", "Validate", "Require", "Assert", "Check", "IndexOf"];

    /// <summary>Whether the function that reads a text checks it with a check that suits the language of which it becomes part.</summary>
    public static bool Passes(IOperation read, TextLanguage language)
    {
        var named = Named(read);
        foreach (var operation in Values.Root(read).Descendants())
        {
            switch (operation)
            {
                case IInvocationOperation call
                    when IsCheck(call.TargetMethod, language) && Operands(call).Any(operand => Mentions(operand, named)):
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } equality
                    when (
                        IsHeld(equality.LeftOperand, equality.RightOperand, named)
                        || IsHeld(equality.RightOperand, equality.LeftOperand, named)
                    ) && !IsLookup(equality):
                case IPropertyReferenceOperation
                {
                    Property: { Name: "Host" or "Authority" or "IsLoopback" or "DnsSafeHost", ContainingType.Name: "Uri" }
                } host when language is TextLanguage.Address or TextLanguage.Redirect && IsCompared(host):
                case IInvocationOperation
                {
                    TargetMethod: { Name: "GetFullPath" or "GetRelativePath" or "GetInvalidFileNameChars", ContainingType.Name: "Path" }
                } when language == TextLanguage.Path:
                    return true;
            }
        }

        return false;
    }

    private static bool IsCheck(IMethodSymbol method, TextLanguage language) =>
        method.ReturnType.SpecialType == SpecialType.System_Boolean
            ? !NoChecks.Contains(method.Name)
                && (!Ends.Contains(method.Name) || language is TextLanguage.Path or TextLanguage.Redirect or TextLanguage.Address)
            : Guards.Any(word => method.Name.StartsWith(word, StringComparison.Ordinal))
                && method.Name.IndexOf("Null", StringComparison.Ordinal) < 0;

    private static IEnumerable<IOperation> Operands(IInvocationOperation call) =>
        call
            .Arguments.Where(argument => TextSinks.Of(argument, call.TargetMethod) is null)
            .Select(argument => argument.Value)
            .Concat(call.Instance is { } instance ? [instance] : []);

    /// <summary>Whether a text is compared with a value that is not constant.</summary>
    private static bool IsHeld(IOperation side, IOperation other, ISymbol? named) => !Values.IsConstant(other) && Mentions(side, named);

    /// <summary>Whether a comparison only looks up a row by a text: <c>orders.Where(order => order.Number == text)</c>.</summary>
    private static bool IsLookup(IBinaryOperation equality) =>
        Surroundings.Ancestors(equality).OfType<IAnonymousFunctionOperation>().FirstOrDefault()
            is { Parent: IDelegateCreationOperation or IConversionOperation } lambda
        && Surroundings.Ancestors(lambda).OfType<IInvocationOperation>().FirstOrDefault()
            is { TargetMethod.ContainingType: var queries } call
        && (
            EndpointMethods.IsIn(queries, "System.Linq")
            || EndpointMethods.IsIn(queries, "Microsoft.EntityFrameworkCore")
            || EndpointMethods.IsIn(queries, "System.Collections")
        )
        && call.Type?.SpecialType != SpecialType.System_Boolean;

    private static bool IsCompared(IOperation host) =>
        Surroundings
            .Ancestors(host)
            .TakeWhile(ancestor => ancestor is not IBlockOperation)
            .Any(ancestor =>
                ancestor
                    is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals }
                        or IIsPatternOperation
                        or ISwitchExpressionOperation
                        or IInvocationOperation { TargetMethod.ReturnType.SpecialType: SpecialType.System_Boolean }
            );

    /// <summary>Whether an operand is the text, or a local that only holds the text.</summary>
    private static bool Mentions(IOperation operand, ISymbol? named)
    {
        var bare = Values.Bare(operand);
        while (bare is IConditionalAccessOperation { WhenNotNull: var after })
            bare = Values.Bare(after);
        return named is not null
            && bare switch
            {
                ILocalReferenceOperation local => Values
                    .WrittenTo(local)
                    .Any(written => SymbolEqualityComparer.Default.Equals(Named(Values.Bare(written)), named)),
                IInvocationOperation { Instance: { } instance } call
                    when call.TargetMethod.ContainingType.SpecialType == SpecialType.System_String => Mentions(instance, named),
                IConditionalAccessInstanceOperation access => Leaks.Accessed(access) is { } accessed && Mentions(accessed, named),
                _ => SymbolEqualityComparer.Default.Equals(Named(bare), named),
            };
    }

    private static ISymbol? Named(IOperation read) =>
        Values.Bare(read) switch
        {
            IPropertyReferenceOperation property => property.Property,
            IParameterReferenceOperation parameter => parameter.Parameter,
            IConditionalAccessOperation access => Named(access.WhenNotNull),
            ICoalesceOperation coalesce => Named(coalesce.Value),
            _ => null,
        };
}
