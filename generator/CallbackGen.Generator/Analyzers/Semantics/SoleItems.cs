using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds where a function reads only one of several items: one message of a verification, or one item of a payload's list.
/// </summary>
internal sealed class SoleItems(CallbackSymbols symbols)
{
    private static readonly string[] Firsts = ["First", "FirstOrDefault", "Last", "LastOrDefault", "ElementAt", "ElementAtOrDefault"];

    /// <summary>Returns the list from which an operation takes the item at a fixed position; null where it takes none.</summary>
    public IOperation? ListOf(IOperation operation)
    {
        var list = operation switch
        {
            IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } items, Arguments: [var index] }
                when IsFixed(index.Value) => items,
            IArrayElementReferenceOperation { Indices: [var index] } element when IsFixed(index) => element.ArrayReference,
            IImplicitIndexerReferenceOperation last when IsFromEnd(last) => last.Instance,
            IInvocationOperation call when IsFirst(call) => RequestData.Receiver(call),
            IListPatternOperation { Parent: IIsPatternOperation match } pattern when IsOpen(pattern) => match.Value,
            _ => null,
        };
        return list is not null && Bare(list) is var bare && (IsOfMessages(bare.Type) || IsOfPayload(bare)) ? bare : null;
    }

    /// <summary>
    /// Whether a function has an effect, and reads no other item of a list: it does not enumerate the list, pass it on, or read its
    /// length.
    /// </summary>
    public static bool IsSole(IOperation item, IOperation list, ServingFunction function, DecidingWords words)
    {
        var symbol = SymbolOf(list);
        if (
            symbol is null && list is not IInvocationOperation
            || !new Effects(words)
                .In(function.Body)
                .Any(call => call.Syntax.SpanStart > item.Syntax.SpanStart || call.Syntax.Span.Contains(item.Syntax.Span))
        )
            return false;
        return symbol is null
            || function.Operations.All(other =>
                !SymbolEqualityComparer.Default.Equals(SymbolOf(other), symbol) || IsDeclared(other) || IsOneOf(other)
            );
    }

    /// <summary>
    /// Returns a list without wrappers that only state its presence: <c>Value</c> of a nullable, <c>!</c>, the question mark before an
    /// access.
    /// </summary>
    private static IOperation Bare(IOperation list) =>
        Values.Bare(list) switch
        {
            IPropertyReferenceOperation
            {
                Property: { Name: "Value", ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T },
                Instance: { } inner
            } => Bare(inner),
            IInvocationOperation
            {
                TargetMethod: { Name: "GetValueOrDefault", ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T },
                Instance: { } inner
            } => Bare(inner),
            IConditionalAccessInstanceOperation instance when Leaks.Accessed(instance) is { } accessed => Bare(accessed),
            var bare => bare,
        };

    private static bool IsFirst(IInvocationOperation call) =>
        Firsts.Contains(call.TargetMethod.Name)
        && call.TargetMethod.ContainingType.Name is "Enumerable" or "ImmutableArrayExtensions"
        && call.Arguments.Length == 1 + (call.TargetMethod.Name.StartsWith("Element", StringComparison.Ordinal) ? 1 : 0);

    private static bool IsFromEnd(IImplicitIndexerReferenceOperation element) =>
        Values.Bare(element.Argument) is IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat };

    /// <summary>Whether a pattern names the first item of a list of any length: <c>[var first, ..]</c>.</summary>
    private static bool IsOpen(IListPatternOperation pattern) =>
        pattern.Patterns.Length > 1 && pattern.Patterns.Any(part => part is ISlicePatternOperation { Pattern: null });

    private static bool IsFixed(IOperation index) => Values.Bare(index).ConstantValue is { HasValue: true, Value: int };

    private bool IsOfMessages(ITypeSymbol? type) => ItemOf(type) is { } item && symbols.LevelOf(item) is not null;

    /// <summary>Whether a list is a member of a payload and contains records: lines, events, notifications.</summary>
    private static bool IsOfPayload(IOperation list) =>
        list switch
        {
            IPropertyReferenceOperation { Property: var member } => CallbackSymbols.IsPayloadMember(member)
                && CallbackSymbols.IsPayloadRecord(ItemOf(list.Type)),
            ILocalReferenceOperation local => Values
                .WrittenTo(local)
                .Any(written => Bare(written) is IPropertyReferenceOperation property && IsOfPayload(property)),
            _ => false,
        };

    private static ITypeSymbol? ItemOf(ITypeSymbol? type) =>
        type switch
        {
            IArrayTypeSymbol array => array.ElementType,
            INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] } => ItemOf(inner),
            INamedTypeSymbol { TypeArguments: [var item] } list when EndpointMethods.IsIn(list, "System.Collections") => item,
            _ => null,
        };

    private static ISymbol? SymbolOf(IOperation list) =>
        list switch
        {
            ILocalReferenceOperation local => local.Local,
            IParameterReferenceOperation parameter => parameter.Parameter,
            IPropertyReferenceOperation { Property.IsIndexer: false } property => property.Property,
            _ => null,
        };

    private static bool IsDeclared(IOperation reference) =>
        reference.Parent is ISimpleAssignmentOperation assignment && assignment.Target == reference;

    /// <summary>Whether a reference to a list takes one item of it, or tests whether there is any.</summary>
    private static bool IsOneOf(IOperation reference)
    {
        var value = reference;
        while (
            value.Parent is { } parent
            && (
                parent is IConversionOperation or IParenthesizedOperation
                || parent
                    is IPropertyReferenceOperation { Property.IsIndexer: false }
                        or IInvocationOperation { TargetMethod.Name: "GetValueOrDefault" }
                    && Bare(parent) == reference
            )
        )
            value = parent;
        return value.Parent switch
        {
            IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: [var index] } element => element.Instance == value
                && IsFixed(index.Value),
            IPropertyReferenceOperation { Property.Name: "Count" or "Length" or "IsEmpty" or "IsDefaultOrEmpty" or "HasValue" } count =>
                count.Type?.SpecialType == SpecialType.System_Boolean
                    || count.Parent is IBinaryOperation { RightOperand.ConstantValue: { HasValue: true, Value: 0 } },
            IArrayElementReferenceOperation { Indices: [var index] } => IsFixed(index),
            IImplicitIndexerReferenceOperation last => IsFromEnd(last),
            IInvocationOperation call => IsAsked(call),
            IArgumentOperation { Parent: IInvocationOperation call } => IsAsked(call),
            // The access is analyzed where its one item is taken, or named.
            IConditionalAccessOperation access => access
                .WhenNotNull.DescendantsAndSelf()
                .Any(part =>
                    part is IConditionalAccessInstanceOperation instance
                    && Leaks.Accessed(instance) == access.Operation
                    && IsOneOf(instance)
                ),
            IVariableInitializerOperation => true,
            IIsPatternOperation match => match.Pattern is IListPatternOperation pattern
                ? IsOpen(pattern)
                : EmptinessTest.Of(match) is not null,
            _ => false,
        };

        static bool IsAsked(IInvocationOperation call) =>
            IsFirst(call) || call.TargetMethod.Name == "Any" && call.Arguments.Length <= 1 && RequestData.Receiver(call) is not null;
    }
}
