using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds a state of the application that a callback sets to paid by one status and to failed by another, regardless of its current value:
/// a late "failed" overwrites a payment, and a repeated "paid" a refund. Where every status except paid sets failed, the rule does not
/// apply, because the handler distinguishes no later status.
/// </summary>
internal sealed class Overwrites(IReadOnlyList<StatusTest?> tests, CallbackSymbols symbols, DecidingWords words)
{
    /// <summary>
    /// Returns the assignment of the state, and the state, where no code on the path to the failed one reads the current value; otherwise
    /// null.
    /// </summary>
    public (IOperation Place, IPropertySymbol State)? Find(IOperation body)
    {
        var operations = body.Descendants().ToList();
        foreach (var state in operations.SelectMany(WrittenBy).GroupBy(written => written.State, SymbolEqualityComparer.Default))
        {
            var values = state.ToList();
            var property = (IPropertySymbol)state.Key!;
            if (
                values.Exists(value => words.IsPaidState(value.Name))
                && values.Exists(value =>
                    words.IsFailed(value.Name)
                    && IsOfFailure(value.Place)
                    && !operations.Exists(operation => Guards.IsOnTheWay(operation, value.Place) && LooksAt(operation, property))
                )
            )
                return (values[0].Whole, property);
        }

        return null;
    }

    /// <summary>Returns the constants to which an operation sets states of entities, directly or by tuples.</summary>
    private IEnumerable<(IPropertySymbol State, string Name, IOperation Place, IOperation Whole)> WrittenBy(IOperation operation) =>
        operation switch
        {
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation target } assignment when IsState(target) => ConstantsIn(
                    assignment.Value
                )
                .Select(constant => (target.Property, constant.Name, constant.Place, operation)),
            IDeconstructionAssignmentOperation { Target: ITupleOperation targets } assignment => targets.Elements.SelectMany(
                (element, index) =>
                    element is IPropertyReferenceOperation target && IsState(target)
                        ? ConstantsIn(assignment.Value, index)
                            .Select(constant => (target.Property, constant.Name, constant.Place, operation))
                        : []
            ),
            _ => [],
        };

    /// <summary>Whether a target is the state of an entity that was looked up.</summary>
    private bool IsState(IPropertyReferenceOperation target) =>
        target is { Instance: ILocalReferenceOperation entity, Property: { Name: var name, Type: var type } property }
        && words.IsStatus(name)
        && (type.TypeKind == TypeKind.Enum || type.SpecialType == SpecialType.System_String)
        && !CallbackSymbols.IsPayloadMember(property)
        && Values
            .WrittenTo(entity)
            .Any(value =>
                (Values.Bare(value) is ICoalesceOperation coalesce ? Values.Bare(coalesce.Value) : Values.Bare(value))
                is IInvocationOperation
            );

    /// <summary>Whether a value is set only where the callback has a failure status that the handler names.</summary>
    private bool IsOfFailure(IOperation value) =>
        tests.Any(test => test is { Search: null } && test.Names.Any(words.IsFailed) && Guards.Decides(value, test.Condition, test.Holds));

    /// <param name="value">The assigned value.</param>
    /// <param name="item">The index of the tuple item; null where the value is no tuple.</param>
    private static IEnumerable<(string Name, IOperation Place)> ConstantsIn(IOperation value, int? item = null) =>
        Surroundings.Unwrap(value) switch
        {
            IConditionalOperation { WhenFalse: { } otherwise } choice => ConstantsIn(choice.WhenTrue, item)
                .Concat(ConstantsIn(otherwise, item)),
            ISwitchExpressionOperation choice => choice.Arms.SelectMany(arm => ConstantsIn(arm.Value, item)),
            ITupleOperation { Elements: var elements } when item < elements.Length => ConstantsIn(elements[item.Value]),
            var bare => item is null && StatusTests.NameOf(bare) is { } name ? [(name, bare)] : [],
        };

    /// <summary>
    /// Whether an operation reads the state of the entity, or tests the entity for another property that may detect a late callback.
    /// </summary>
    private bool LooksAt(IOperation operation, IPropertySymbol state) =>
        operation switch
        {
            IPropertyReferenceOperation { Property: var read } member when SymbolEqualityComparer.Default.Equals(read, state) => !IsTarget(
                member
            )
                && !IsKept(member)
                && !Surroundings.IsInLog(member, words),
            IPropertyReferenceOperation { Property: var other } member
                when SymbolEqualityComparer.Default.Equals(other.ContainingType, state.ContainingType) => IsAsked(member)
                && !IsHeldAgainstPayment(member),
            ILocalReferenceOperation entity when SymbolEqualityComparer.Default.Equals(entity.Type, state.ContainingType) => entity.Parent
                is IInvocationOperation call
                && call.Instance == entity
                || entity.Parent is IArgumentOperation { Parent: IInvocationOperation { Type.SpecialType: SpecialType.System_Boolean } },
            _ => false,
        };

    private static bool IsTarget(IPropertyReferenceOperation member) =>
        member.Parent is ISimpleAssignmentOperation assignment && assignment.Target == member;

    /// <summary>Whether a state is only assigned its own value.</summary>
    private static bool IsKept(IPropertyReferenceOperation member) =>
        member.Parent is ISwitchExpressionArmOperation arm && arm.Value == member
        || member.Parent is IConditionalOperation choice && choice.Condition != member;

    private static bool IsAsked(IOperation member)
    {
        var inner = member;
        for (var outer = member.Parent; outer is not null and not IBlockOperation; inner = outer, outer = outer.Parent)
        {
            if (
                outer is IConditionalOperation choice && choice.Condition == inner
                || outer is ISwitchExpressionOperation arms && arms.Value == inner
                || outer is ISwitchOperation sections && sections.Value == inner
                || outer is ISwitchExpressionArmOperation arm && arm.Guard == inner
            )
                return true;
        }

        return false;
    }

    /// <summary>
    /// Whether a member is compared with the paid amount, or with the order's identification, neither of which shows the order of events.
    /// </summary>
    private bool IsHeldAgainstPayment(IPropertyReferenceOperation member) =>
        Surroundings.Ancestors(member).TakeWhile(ancestor => ancestor is not IBlockOperation).OfType<IBinaryOperation>().FirstOrDefault()
            is { } comparison
        && comparison
            .Descendants()
            .OfType<IPropertyReferenceOperation>()
            .Any(read =>
                CallbackSymbols.IsPayloadMember(read.Property)
                && (
                    symbols.Plays(read.Property, Role.Amount)
                    || symbols.Plays(read.Property, Role.Currency)
                    || symbols.Plays(read.Property, Role.Reference)
                )
            );
}
