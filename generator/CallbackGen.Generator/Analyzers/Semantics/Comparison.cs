using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>A comparison of two texts or two byte sequences that stops at the first difference.</summary>
/// <param name="Left">One side.</param>
/// <param name="Right">The other side.</param>
/// <param name="Answer">The expression that is true when they are equal, or when they differ; null when the comparison returns an
/// order.</param>
/// <param name="Negated">Whether <paramref name="Answer"/> is true when they differ.</param>
/// <param name="IgnoresCase">Whether the comparison ignores case.</param>
internal sealed record Comparison(IOperation Left, IOperation Right, IOperation? Answer, bool Negated, bool IgnoresCase)
{
    private static readonly string[] Searches = ["Contains", "StartsWith", "EndsWith", "IndexOf", "LastIndexOf", "IsPrefix", "IsSuffix"];

    private static readonly string[] Equalities = ["Equals", "SequenceEqual"];

    private static readonly string[] Orders = ["Compare", "CompareOrdinal", "CompareTo", "SequenceCompareTo", "CommonPrefixLength"];

    private static readonly string[] Types =
    [
        "String",
        "Object",
        "Enumerable",
        "MemoryExtensions",
        "StringValues",
        "StringComparer",
        "EqualityComparer",
        "IEqualityComparer",
        "IStructuralEquatable",
        "IEquatable",
        "IComparable",
        "Comparer",
        "IComparer",
        "StringSegment",
        "List",
        "IList",
        "ICollection",
        "Array",
        "CompareInfo",
        "HashSet",
        "ISet",
        "IReadOnlySet",
        "IReadOnlyCollection",
        "SortedSet",
        "FrozenSet",
        "ImmutableHashSet",
        "IImmutableSet",
        "ImmutableArray",
    ];

    /// <summary>Whether the comparison searches the left side for the right one.</summary>
    public bool IsSearch { get; init; }

    /// <summary>Returns the comparison that an operation makes, or null.</summary>
    public static Comparison? Of(IOperation operation) =>
        operation switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } binary
                when IsCompared(binary.LeftOperand, binary.RightOperand) => new(
                binary.LeftOperand,
                binary.RightOperand,
                binary,
                binary.OperatorKind == BinaryOperatorKind.NotEquals,
                IgnoresCase: false
            ),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } binary => OfElements(binary),
            IInvocationOperation call => ElementWise.Of(call) ?? OfCall(call),
            IConstantPatternOperation constant => Matched(constant) is { } value && IsCharacters(Values.Bare(value).Type)
                ? new(value, constant.Value, null, false, IgnoresCase: false)
                : null,
            ISingleValueCaseClauseOperation { Parent: ISwitchCaseOperation { Parent: ISwitchOperation choice } } clause
                when IsCharacters(Values.Bare(choice.Value).Type) => new(choice.Value, clause.Value, null, false, IgnoresCase: false),
            _ => null,
        };

    /// <summary>Returns the value that a pattern matches as a whole; null where it matches a part.</summary>
    private static IOperation? Matched(IOperation pattern) =>
        pattern.Parent switch
        {
            IBinaryPatternOperation or INegatedPatternOperation => Matched(pattern.Parent),
            IIsPatternOperation match => match.Value,
            ISwitchExpressionArmOperation { Parent: ISwitchExpressionOperation choice } => choice.Value,
            IPatternCaseClauseOperation { Parent: ISwitchCaseOperation { Parent: ISwitchOperation choice } } => choice.Value,
            _ => null,
        };

    /// <summary>Returns the comparison of two elements, bytes or characters, of sequences, where the first difference decides.</summary>
    private static Comparison? OfElements(IBinaryOperation binary)
    {
        if (!ElementWise.DecidesAtOnce(binary))
            return null;
        var negated = binary.OperatorKind == BinaryOperatorKind.NotEquals;
        if (ElementWise.Zipped(binary) is var (left, right))
            return new(left, right, null, negated, IgnoresCase: false);
        return IsElement(binary.LeftOperand) && IsElement(binary.RightOperand)
            ? new(binary.LeftOperand, binary.RightOperand, null, negated, IgnoresCase: false)
            : null;
    }

    /// <summary>Whether an operand is one byte or character of a sequence.</summary>
    private static bool IsElement(IOperation operand) =>
        Values.Bare(operand) is { Type.SpecialType: SpecialType.System_Byte or SpecialType.System_Char } bare
        && bare
            is IArrayElementReferenceOperation
                or IPropertyReferenceOperation { Property.IsIndexer: true }
                or IImplicitIndexerReferenceOperation
                or ILocalReferenceOperation
                or IParameterReferenceOperation
                or IInvocationOperation { TargetMethod.Name: "ElementAt" };

    // The operator == compares arrays and spans by reference, which is another mistake.
    private static bool IsCompared(IOperation left, IOperation right) => IsCharacters(left.Type) && IsCharacters(right.Type);

    private static bool IsCharacters(ITypeSymbol? type) => type is { SpecialType: SpecialType.System_String } or { Name: "StringValues" };

    private static Comparison? OfCall(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var isOrder = Orders.Contains(method.Name);
        var isSearch = Searches.Contains(method.Name);
        if (!isOrder && !isSearch && !Equalities.Contains(method.Name) || !Types.Contains(method.ContainingType.Name))
            return null;
        if (
            Sides(call) is not var (left, right)
            || !SignatureValues.IsText(Values.Bare(left).Type)
            || !SignatureValues.IsText(Values.Bare(right).Type)
        )
            return null;
        var ignoresCase = IgnoringCase(call);
        if (isSearch)
            return new(left, right, null, false, ignoresCase) { IsSearch = true };
        if (!isOrder)
            return new(left, right, call, false, ignoresCase);
        return
            call.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } zero
            && (IsZero(zero.LeftOperand) || IsZero(zero.RightOperand))
            ? new(left, right, zero, zero.OperatorKind == BinaryOperatorKind.NotEquals, ignoresCase)
            : new(left, right, null, false, ignoresCase);
    }

    /// <summary>Returns the compared values: the instance and the argument, or the first two arguments of a static method.</summary>
    private static (IOperation Left, IOperation Right)? Sides(IInvocationOperation call)
    {
        var isComparer = call.Instance is { } comparer && !SignatureValues.IsText(Values.Bare(comparer).Type);
        // The start indices may come between the two values.
        var arguments = call
            .Arguments.Where(argument =>
                argument.Parameter?.Name is not ("indexA" or "indexB" or "offset1" or "offset2" or "length1" or "length2")
            )
            .OrderBy(argument => argument.Parameter?.Ordinal ?? 0)
            .Select(argument => argument.Value)
            .ToList();
        return (call.Instance, arguments) switch
        {
            ({ } instance, [var other, ..]) when !isComparer => (instance, other),
            (_, [var left, var right, ..]) => (left, right),
            _ => null,
        };
    }

    private static bool IgnoringCase(IInvocationOperation call) =>
        call.Syntax.ToString().IndexOf("IgnoreCase", StringComparison.Ordinal) >= 0
        || call.Arguments.Any(argument =>
            argument is { Parameter.Name: "ignoreCase", Value.ConstantValue: { HasValue: true, Value: true } }
        );

    private static bool IsZero(IOperation operand) => operand.ConstantValue is { HasValue: true, Value: 0 };
}
