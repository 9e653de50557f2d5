using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Flow;

/// <content>Variables: locals, parameters, the type's own fields, tuples and counters.</content>
internal sealed partial class ResultSteps
{
    /// <summary>
    /// Returns the state at the start of a function, with the knowledge around it. The caller supplies the knowledge about arguments.
    /// </summary>
    public static FlowState Enter(IMethodSymbol entered, FlowState around, Func<IParameterSymbol, bool> isUnchecked)
    {
        // A field may have another value when a lambda runs than when it was created.
        around = around.Without((variable, _) => variable is IFieldSymbol or IPropertySymbol);
        foreach (var parameter in entered.Parameters)
        {
            if (entered.MethodKind != MethodKind.LocalFunction || !around.Variables.ContainsKey(parameter))
                around = around.With(parameter, isUnchecked(parameter) ? new ResultValue(parameter) : FlowValue.Unknown);
        }

        return around;
    }

    private FlowValue Set(object variable, FlowValue value)
    {
        State = State.With(variable, value);
        return value;
    }

    private FlowValue Assign(ISimpleAssignmentOperation assignment)
    {
        var value = Evaluate(assignment.Value);
        if (Variable(assignment.Target) is { } variable)
            return Set(variable, value);
        Evaluate(assignment.Target);
        return value;
    }

    private FlowValue TakeApart(IDeconstructionAssignmentOperation apart)
    {
        var value = Evaluate(apart.Value);
        Give(apart.Target, value);
        return value;
    }

    private void Give(IOperation target, FlowValue value)
    {
        switch (target)
        {
            case IDeclarationExpressionOperation declaration:
                Give(declaration.Expression, value);
                break;
            case ITupleOperation tuple when value is TupleValue given && given.Items.Length == tuple.Elements.Length:
                for (var i = 0; i < given.Items.Length; i++)
                    Give(tuple.Elements[i], given.Items[i]);
                break;
            case ITupleOperation tuple:
                tuple.Elements.ToList().ForEach(Forget);
                break;
            default:
                if (Variable(target) is { } variable)
                    Set(variable, value);
                break;
        }
    }

    private void Forget(IOperation target) => Give(target, FlowValue.Unknown);

    private object? Variable(IOperation target) =>
        target switch
        {
            ILocalReferenceOperation local => local.Local,
            IParameterReferenceOperation parameter => parameter.Parameter,
            IDeclarationExpressionOperation declaration => Variable(declaration.Expression),
            IMemberReferenceOperation member when IsKept(member) => member.Member,
            _ => null,
        };

    /// <summary>Whether a member of this type stores a result.</summary>
    private bool IsKept(IMemberReferenceOperation member) =>
        member
            is IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation }
                or IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation, Arguments.IsEmpty: true }
        && symbols.IsResult(member.Type)
        && !member.Member.DeclaringSyntaxReferences.IsEmpty;

    /// <summary>
    /// Returns the value that the function assigned to a member of this type, or that the type stores in it; null for any other member.
    /// </summary>
    private FlowValue? Kept(IMemberReferenceOperation member)
    {
        if (!IsKept(member))
            return null;
        if (State.Variables.TryGetValue(member.Member, out var value))
            return value;
        return function.Helpers?.IsUnchecked(member.Member, function.Cancellation) == true
            ? new ResultValue(member.Member)
            : FlowValue.Unknown;
    }

    /// <summary>Any other method of the type may assign the type's fields.</summary>
    private void ForgetKept(IMethodSymbol called) =>
        State = State.Without(
            (variable, _) =>
                variable is IFieldSymbol or IPropertySymbol
                && SymbolEqualityComparer.Default.Equals(((ISymbol)variable).ContainingType, called.ContainingType)
        );

    private static FlowValue Part(TupleValue tuple, IFieldSymbol field)
    {
        var elements = field.ContainingType.TupleElements;
        for (var i = 0; i < tuple.Items.Length && i < elements.Length; i++)
        {
            if (
                SymbolEqualityComparer.Default.Equals(elements[i], field)
                || SymbolEqualityComparer.Default.Equals(elements[i].CorrespondingTupleField, field)
            )
                return tuple.Items[i];
        }

        return FlowValue.Unknown;
    }

    private FlowValue Step(ICompoundAssignmentOperation step)
    {
        var before = Evaluate(step.Target);
        var operand = Evaluate(step.Value);
        if (Variable(step.Target) is not { } variable)
            return FlowValue.Unknown;
        return Set(
            variable,
            before is NumberValue { Number: var left } && operand is NumberValue { Number: var right }
                ? Calculate(step.OperatorKind, left, right)
                : FlowValue.Unknown
        );
    }

    private FlowValue Step(IIncrementOrDecrementOperation step)
    {
        var before = Evaluate(step.Target);
        if (Variable(step.Target) is not { } variable)
            return FlowValue.Unknown;
        var after = Set(
            variable,
            before is NumberValue { Number: var number }
                ? new NumberValue(unchecked(number + (step.Kind == OperationKind.Increment ? 1 : -1)))
                : FlowValue.Unknown
        );
        return step.IsPostfix ? before : after;
    }

    /// <summary>An element of the tuple that an operation returns.</summary>
    private sealed record TuplePart(IOperation Tuple, int Index);
}
