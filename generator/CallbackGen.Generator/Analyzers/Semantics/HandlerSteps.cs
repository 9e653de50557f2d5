using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>An operation of a handler, or of one of its own functions that it calls.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Place">The position in the handler: the operation itself, or the call of the function that contains it.</param>
internal sealed record HandlerStep(IOperation Operation, IOperation Place)
{
    /// <summary>The offset of that position in the handler's file.</summary>
    public int At => Place.Syntax.SpanStart;
}

/// <summary>
/// The operations of a handler in textual order, including those of its own functions and of functions that return a boolean, one call
/// deep.
/// </summary>
internal sealed class HandlerSteps
{
    private readonly CallbackParts _parts;

    public HandlerSteps(IOperation body, CallbackParts parts, OperationAnalysisContext context)
    {
        _parts = parts;
        All = [.. Of(body, context)];
    }

    public IReadOnlyList<HandlerStep> All { get; }

    /// <summary>The calls among the steps.</summary>
    public IEnumerable<(IInvocationOperation Call, HandlerStep Step)> Calls =>
        All.Where(step => step.Operation is IInvocationOperation).Select(step => ((IInvocationOperation)step.Operation, step));

    /// <summary>
    /// Returns the parts of the callback in an expression of a step. For a function's parameters, the arguments of its call count.
    /// </summary>
    public CallbackPart PartsIn(IOperation value, HandlerStep step)
    {
        var parts = _parts.In(value);
        if (step.Operation != step.Place && step.Place is IInvocationOperation call)
        {
            foreach (var parameter in value.DescendantsAndSelf().OfType<IParameterReferenceOperation>())
            {
                if (
                    call.Arguments.FirstOrDefault(argument =>
                        argument.Parameter?.Ordinal == parameter.Parameter.Ordinal && argument.Parameter.Name == parameter.Parameter.Name
                    ) is
                    { } argument
                )
                    parts |= _parts.In(argument.Value);
            }
        }

        return parts;
    }

    /// <summary>Returns the parts of the callback in the arguments of a step's call.</summary>
    public CallbackPart PartsIn(IInvocationOperation call, HandlerStep step)
    {
        var parts = CallbackPart.None;
        foreach (var argument in call.Arguments)
            parts |= PartsIn(argument.Value, step);
        return parts;
    }

    /// <summary>
    /// Returns the condition that tests the result of a step: directly, through a local, or through its function's return
    /// value; null where there is none.
    /// </summary>
    public static IConditionalOperation? AskedBy(HandlerStep step) =>
        ConditionOf(step.Operation) ?? (step.Operation != step.Place && IsReturned(step.Operation) ? ConditionOf(step.Place) : null);

    private static IConditionalOperation? ConditionOf(IOperation value)
    {
        var inner = value;
        for (var outer = value.Parent; outer is not null; inner = outer, outer = outer.Parent)
        {
            switch (outer)
            {
                case IConditionalOperation choice:
                    return choice.Condition == inner ? choice : null;
                case IVariableInitializerOperation when Locals.InitializedBy(inner) is { } local:
                    return Locals.References(local, Values.Root(value)).Select(ConditionOf).FirstOrDefault(choice => choice is not null);
                case IConversionOperation
                or IParenthesizedOperation
                or IAwaitOperation
                or IUnaryOperation
                or IBinaryOperation
                or IIsPatternOperation
                or ICoalesceOperation
                or IConditionalAccessOperation:
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" }:
                case IPropertyReferenceOperation { Property.Name: "HasValue" or "IsNullOrEmpty" or "IsNull" }:
                    continue;
                case IArgumentOperation
                {
                    Parent: IInvocationOperation { TargetMethod: { Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace" } }
                }:
                    outer = outer.Parent;
                    continue;
                default:
                    return null;
            }
        }

        return null;
    }

    private static bool IsReturned(IOperation value) =>
        Surroundings.Ancestors(value).TakeWhile(ancestor => ancestor is not IBlockOperation).Any(ancestor => ancestor is IReturnOperation);

    /// <summary>Whether a call returns a boolean about its arguments, as a lookup of a key does.</summary>
    private static bool Answers(IInvocationOperation call) => call.Arguments.Length > 0 && OwnVerification.SaysYesOrNo(call.TargetMethod);

    private static IEnumerable<HandlerStep> Of(IOperation body, OperationAnalysisContext context)
    {
        foreach (var operation in Values.Directly(body))
        {
            yield return new(operation, operation);
            if (
                operation is not IInvocationOperation call
                || !SoleWork.IsOwn(call, context.ContainingSymbol) && !Answers(call)
                || MethodBodies.Of(call.TargetMethod, context.Compilation, context.CancellationToken) is not { } own
            )
                continue;
            foreach (var inner in Values.Directly(own))
                yield return new(inner, call);
        }
    }
}
