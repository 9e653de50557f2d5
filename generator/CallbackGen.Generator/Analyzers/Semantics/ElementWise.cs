using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds handwritten comparisons, element by element, in a loop or in a query over both sides.</summary>
internal static class ElementWise
{
    // Methods that stop at the first element that decides.
    private static readonly string[] Quantifiers =
    [
        "All",
        "Any",
        "TrueForAll",
        "Exists",
        "First",
        "FirstOrDefault",
        "FindIndex",
        "TakeWhile",
        "SkipWhile",
    ];

    /// <summary>Returns the comparison in a call over two sequences that <c>Zip</c> has combined; null for any other call.</summary>
    public static Comparison? Of(IInvocationOperation call)
    {
        if (
            !IsQuantifier(call.TargetMethod)
            || ZipIn(Source(call)) is not { } zip
            || Sides(zip) is not var (left, right)
            || !SignatureValues.IsText(Values.Bare(left).Type)
            || !SignatureValues.IsText(Values.Bare(right).Type)
        )
            return null;
        var own = Compared(call);
        if (own is null)
            return Compared(zip) is null ? null : new(left, right, null, false, IgnoresCase: false);
        var isEqual = own.Parent is not IReturnOperation
            ? null
            : (call.TargetMethod.Name, own.OperatorKind) switch
            {
                ("All" or "TrueForAll", BinaryOperatorKind.Equals) => true,
                ("Any", BinaryOperatorKind.NotEquals) => false,
                _ => (bool?)null,
            };
        return new(left, right, isEqual is null ? null : call, isEqual == false, IgnoresCase: false);
    }

    /// <summary>Returns the comparison in the functions that a call receives, or null.</summary>
    private static IBinaryOperation? Compared(IInvocationOperation call) =>
        call
            .Arguments.Where(argument => argument.Value is IDelegateCreationOperation)
            .SelectMany(argument => argument.Value.Descendants())
            .OfType<IBinaryOperation>()
            .FirstOrDefault(binary => binary.OperatorKind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals);

    /// <summary>Returns the sequences of two compared elements that a loop takes from <c>Zip</c>; null for any other comparison.</summary>
    public static (IOperation Left, IOperation Right)? Zipped(IBinaryOperation binary) =>
        Values.Bare(binary.LeftOperand) is ILocalReferenceOperation left
        && Values.Bare(binary.RightOperand) is ILocalReferenceOperation right
        && Values.WrittenTo(left) is [var source]
        && Values.WrittenTo(right) is [var other]
        && source == other
        && ZipIn(source) is { } zip
            ? Sides(zip)
            : null;

    /// <summary>
    /// Whether the first difference ends the loop or query around a comparison. A loop that accumulates all differences takes constant
    /// time.
    /// </summary>
    public static bool DecidesAtOnce(IOperation comparison)
    {
        var inner = comparison;
        var isCondition = false;
        foreach (var ancestor in Surroundings.Ancestors(comparison))
        {
            if (ancestor is ILoopOperation loop)
                return isCondition
                    || loop is IWhileLoopOperation { Condition: { } once } && once == inner
                    || loop is IForLoopOperation { Condition: { } each } && each == inner;
            if (ancestor is IAnonymousFunctionOperation)
                return ancestor.Parent is IDelegateCreationOperation { Parent: IArgumentOperation { Parent: IInvocationOperation call } }
                    && IsQuantifier(call.TargetMethod)
                    && ZipIn(Source(call)) is null;
            isCondition |= ancestor is IConditionalOperation { Type: null };
            inner = ancestor;
        }

        return false;
    }

    private static bool IsQuantifier(IMethodSymbol method) =>
        Quantifiers.Contains(method.Name)
        && method.ContainingType is { Name: "Enumerable" or "Array" or "List" } type
        && EndpointMethods.IsIn(type, "System");

    private static IOperation? Source(IInvocationOperation call) => call.Instance ?? call.Arguments.FirstOrDefault()?.Value;

    private static (IOperation Left, IOperation Right)? Sides(IInvocationOperation zip) =>
        zip.Arguments is [var first, var second, ..] ? (first.Value, second.Value) : null;

    /// <summary>Returns the <c>Zip</c> that a value is, or from which it is derived.</summary>
    private static IInvocationOperation? ZipIn(IOperation? value) =>
        value is null
            ? null
            : Values.Bare(value) switch
            {
                IInvocationOperation { TargetMethod: { Name: "Zip", ContainingType.Name: "Enumerable" } } zip => zip,
                IInvocationOperation { TargetMethod.ContainingType.Name: "Enumerable", Arguments: [var source, ..] } => ZipIn(source.Value),
                ILocalReferenceOperation local when Values.WrittenTo(local) is [IInvocationOperation written] => ZipIn(written),
                _ => null,
            };
}
