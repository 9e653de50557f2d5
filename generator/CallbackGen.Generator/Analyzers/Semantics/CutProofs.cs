using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds comparisons of a MAC that compare only its beginning, or only as many bytes as the sender sent.</summary>
internal static class CutProofs
{
    // Half of the shortest MAC in use, which is the least length that RFC 2104 (section 5) recommends for truncation; hexadecimal
    // text has two characters for a byte.
    private const int LeastBytes = 16,
        LeastCharacters = 32,
        LeastBase64 = 22;

    private static readonly string[] Cuts =
    [
        "Substring",
        "AsSpan",
        "AsMemory",
        "Slice",
        "Take",
        "Remove",
        "GetString",
        "ToHexString",
        "ToHexStringLower",
        "ToBase64String",
        "ToString",
        "GetRange",
    ];

    private static readonly string[] Numbers =
    [
        "ToInt16",
        "ToUInt16",
        "ToInt32",
        "ToUInt32",
        "ToInt64",
        "ToUInt64",
        "ReadInt32BigEndian",
        "ReadInt64BigEndian",
        "ReadUInt32BigEndian",
        "ReadUInt64BigEndian",
        "ReadInt32LittleEndian",
        "ReadInt64LittleEndian",
        "ReadUInt32LittleEndian",
        "ReadUInt64LittleEndian",
    ];

    /// <summary>Returns the fault of a comparison in words; null when it compares a whole MAC, or no MAC.</summary>
    public static string? Of(IOperation operation)
    {
        if (Sides(operation) is not var (left, right) || Values.IsConstant(left) || Values.IsConstant(right))
            return null;
        var (first, second) = (SignatureValues.Of(left), SignatureValues.Of(right));
        // Two MACs that the application computed do not come from a sender.
        if (first.HasFlag(SignatureTraits.Mac) == second.HasFlag(SignatureTraits.Mac))
            return null;
        var (mac, sent) = first.HasFlag(SignatureTraits.Mac) ? (left, right) : (right, left);
        if (new Cut(RootOf(sent)).In(mac) is { } what)
            return what;
        return null;
    }

    private static (IOperation Left, IOperation Right)? Sides(IOperation operation)
    {
        if (operation is IInvocationOperation { TargetMethod.Name: "FixedTimeEquals", Arguments: [var first, var second, ..] })
            return (first.Value, second.Value);
        if (
            operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } binary
            && NumberOf(binary.LeftOperand) is { } left
            && NumberOf(binary.RightOperand) is { } right
        )
            return (left, right);
        return operation is IBinaryOperation or IInvocationOperation && Comparison.Of(operation) is { IsSearch: false } comparison
            ? (comparison.Left, comparison.Right)
            : null;
    }

    /// <summary>
    /// Returns the fault of a loop that compares only some bytes, or only as many as were received; null where there is none.
    /// </summary>
    public static string? OfLoop(ICompoundAssignmentOperation gathered)
    {
        if (
            gathered.OperatorKind != BinaryOperatorKind.Or
            || Values.Bare(gathered.Value) is not IBinaryOperation { OperatorKind: BinaryOperatorKind.ExclusiveOr } difference
            || Surroundings.Ancestors(gathered).OfType<IForLoopOperation>().FirstOrDefault()
                is not { Condition: IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan, RightOperand: var end } }
            || RootOf(difference.LeftOperand) is null
            || RootOf(difference.RightOperand) is null
            || !(IsMac(difference.LeftOperand) ^ IsMac(difference.RightOperand))
        )
            return null;
        var bare = Values.Bare(end);
        if (bare.ConstantValue is { HasValue: true, Value: int and < LeastBytes })
            return "A few bytes of the MAC are compared here, which somebody guesses";
        var sent = RootOf(IsMac(difference.LeftOperand) ? difference.RightOperand : difference.LeftOperand);
        var isOfSender =
            bare is IInvocationOperation { TargetMethod.Name: "Min" }
            || bare is IPropertyReferenceOperation { Property.Name: "Length" } length
                && SymbolEqualityComparer.Default.Equals(RootOf(length.Instance), sent);
        return isOfSender && !Values.Root(gathered).Descendants().OfType<IBinaryOperation>().Any(ComparesLengths)
            ? "As much of the MAC is compared here as the sender has sent, be it nothing"
            : null;
    }

    private static bool IsMac(IOperation element) => SignatureValues.Of(element).HasFlag(SignatureTraits.Mac);

    private static bool ComparesLengths(IBinaryOperation binary) =>
        IsLength(binary.LeftOperand)
        && IsLength(binary.RightOperand)
        && binary.OperatorKind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.ExclusiveOr;

    private static bool IsLength(IOperation value) =>
        Values.Bare(value) is IPropertyReferenceOperation { Property.Name: "Length" or "Count" };

    /// <summary>Returns the call that reads a number from bytes, or null.</summary>
    private static IOperation? NumberOf(IOperation value) =>
        Values.Bare(value) switch
        {
            IInvocationOperation call
                when Numbers.Contains(call.TargetMethod.Name)
                    && call.TargetMethod.ContainingType.Name is "BitConverter" or "BinaryPrimitives" => call,
            _ => null,
        };

    /// <summary>Returns the variable from which calls derived a value, or null.</summary>
    private static ISymbol? RootOf(IOperation? value) =>
        value is null
            ? null
            : Values.Bare(value) switch
            {
                ILocalReferenceOperation local => local.Local,
                IParameterReferenceOperation parameter => parameter.Parameter,
                IFieldReferenceOperation field => field.Field,
                IInvocationOperation call => RootOf(call.Instance)
                    ?? call.Arguments.Select(argument => RootOf(argument.Value)).FirstOrDefault(root => root is not null),
                IPropertyReferenceOperation property => RootOf(property.Instance),
                IArrayElementReferenceOperation element => RootOf(element.ArrayReference),
                IImplicitIndexerReferenceOperation element => RootOf(element.Instance),
                _ => null,
            };

    /// <summary>Follows a compared value back to its MAC.</summary>
    private sealed class Cut(ISymbol? sent)
    {
        private readonly Trail _trail = new();
        private bool _isBase64;

        public string? In(IOperation value)
        {
            if (!_trail.Goes())
                return null;
            switch (Values.Bare(value))
            {
                case ILocalReferenceOperation local:
                    return _trail.WrittenTo(local).Select(In).FirstOrDefault(what => what is not null);
                case IArrayElementReferenceOperation { Indices: [var index] } element:
                    return OfRange(index, element.Type) ?? In(element.ArrayReference);
                case IImplicitIndexerReferenceOperation element:
                    return OfRange(element.Argument, element.Type) ?? In(element.Instance);
                case IPropertyReferenceOperation { Property.Name: "Span", Instance: { } instance }:
                    return In(instance);
                case IInvocationOperation call:
                    return OfCall(call);
                default:
                    return null;
            }
        }

        private string? OfCall(IInvocationOperation call)
        {
            var method = call.TargetMethod;
            if (SignatureValues.Makes(call))
                return null;
            _isBase64 |= method.Name.IndexOf("Base64", StringComparison.Ordinal) >= 0;
            if (Numbers.Contains(method.Name))
                return "A few bytes of the MAC are compared here, which somebody guesses";
            if (
                Cuts.Contains(method.Name)
                && EndpointMethods.IsIn(method.ContainingType, "System")
                && Length(call) is { } length
                && OfLength(length, call.Type) is { } what
            )
                return what;
            return (call.Instance is { } instance && SignatureValues.IsText(instance.Type) ? In(instance) : null)
                ?? call.Arguments.Where(argument => SignatureValues.IsText(Values.Bare(argument.Value).Type))
                    .Select(argument => In(argument.Value))
                    .FirstOrDefault(found => found is not null);
        }

        /// <summary>Returns the argument with the number of elements to take.</summary>
        private static IOperation? Length(IInvocationOperation call) =>
            call
                .Arguments.FirstOrDefault(argument =>
                    argument.ArgumentKind == ArgumentKind.Explicit
                    && argument.Parameter?.Name is "length" or "count" or "startIndex"
                    && (argument.Parameter.Name != "startIndex" || call.TargetMethod.Name == "Remove")
                )
                ?.Value;

        private string? OfRange(IOperation index, ITypeSymbol? type) =>
            Values.Bare(index) is IRangeOperation { RightOperand: { } end } range && Start(range.LeftOperand) is { } start
                ? OfLength(Values.Bare(end), type, start)
                : null;

        private static int? Start(IOperation? start) =>
            start is null ? 0
            : Values.Bare(start).ConstantValue is { HasValue: true, Value: int number } ? number
            : null;

        private string? OfLength(IOperation length, ITypeSymbol? type, int start = 0)
        {
            var bare = Values.Bare(length);
            if (bare.ConstantValue is { HasValue: true, Value: int kept })
            {
                var least =
                    type?.SpecialType != SpecialType.System_String
                    && type is not INamedTypeSymbol { TypeArguments: [{ SpecialType: SpecialType.System_Char }] }
                        ? LeastBytes
                    : _isBase64 ? LeastBase64
                    : LeastCharacters;
                return kept - start < least
                    ? $"Only {kept - start} {(least == LeastBytes ? "bytes" : "characters")} "
                        + "of the MAC are compared here, which somebody guesses"
                    : null;
            }

            return
                sent is not null
                && bare.DescendantsAndSelf()
                    .OfType<IPropertyReferenceOperation>()
                    .Any(property =>
                        property.Property.Name == "Length" && SymbolEqualityComparer.Default.Equals(RootOf(property.Instance), sent)
                    )
                ? "As much of the MAC is compared here as the sender has sent, be it nothing"
                : null;
        }
    }
}
