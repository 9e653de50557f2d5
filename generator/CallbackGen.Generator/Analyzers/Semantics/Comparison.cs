using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>A comparison of two texts or two runs of bytes that ends at the first difference.</summary>
/// <param name="Left">One side.</param>
/// <param name="Right">The other side.</param>
/// <param name="Answer">The expression that says whether they are equal, or not equal; null when an order is asked for.</param>
/// <param name="Negated">Whether <paramref name="Answer"/> is true when they differ.</param>
/// <param name="IgnoresCase">Whether case makes no difference.</param>
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

    /// <summary>Whether the right side is looked for in the left one.</summary>
    public bool IsSearch { get; init; }

    /// <summary>The comparison that an operation is, or null.</summary>
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

    /// <summary>What a pattern as a whole is matched against; null where it is matched against a part.</summary>
    private static IOperation? Matched(IOperation pattern) =>
        pattern.Parent switch
        {
            IBinaryPatternOperation or INegatedPatternOperation => Matched(pattern.Parent),
            IIsPatternOperation match => match.Value,
            ISwitchExpressionArmOperation { Parent: ISwitchExpressionOperation choice } => choice.Value,
            IPatternCaseClauseOperation { Parent: ISwitchCaseOperation { Parent: ISwitchOperation choice } } => choice.Value,
            _ => null,
        };

    /// <summary>Two bytes or characters of several that are compared, where the first difference decides.</summary>
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

    /// <summary>Whether an operand is one byte or character of several.</summary>
    private static bool IsElement(IOperation operand) =>
        Values.Bare(operand) is { Type.SpecialType: SpecialType.System_Byte or SpecialType.System_Char } bare
        && bare
            is IArrayElementReferenceOperation
                or IPropertyReferenceOperation { Property.IsIndexer: true }
                or IImplicitIndexerReferenceOperation
                or ILocalReferenceOperation
                or IParameterReferenceOperation
                or IInvocationOperation { TargetMethod.Name: "ElementAt" };

    // == of arrays and of spans compares references, which is another mistake.
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

    /// <summary>What is compared: the instance and the argument, or the first two arguments of what has no side of its own.</summary>
    private static (IOperation Left, IOperation Right)? Sides(IInvocationOperation call)
    {
        var isComparer = call.Instance is { } comparer && !SignatureValues.IsText(Values.Bare(comparer).Type);
        // Between the two may stand where each begins.
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
