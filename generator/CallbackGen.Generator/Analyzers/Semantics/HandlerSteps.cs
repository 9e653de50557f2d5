using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Something that a handler does, by itself or by a function of its own that it calls.</summary>
/// <param name="Operation">What is done.</param>
/// <param name="Place">Where the handler does it: the operation, or the call of the function that holds it.</param>
internal sealed record HandlerStep(IOperation Operation, IOperation Place)
{
    /// <summary>Where in the handler it happens.</summary>
    public int At => Place.Syntax.SpanStart;
}

/// <summary>What a handler does, in the order of its text, one call of its own functions, and of those that say yes or no, deep.</summary>
internal sealed class HandlerSteps
{
    private readonly CallbackParts _parts;

    public HandlerSteps(IOperation body, CallbackParts parts, OperationAnalysisContext context)
    {
        _parts = parts;
        All = [.. Of(body, context)];
    }

    public IReadOnlyList<HandlerStep> All { get; }

    /// <summary>The calls.</summary>
    public IEnumerable<(IInvocationOperation Call, HandlerStep Step)> Calls =>
        All.Where(step => step.Operation is IInvocationOperation).Select(step => ((IInvocationOperation)step.Operation, step));

    /// <summary>What of the callback an expression of a step holds; what a function was handed counts, where it names its parameters.</summary>
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

    /// <summary>What of the callback the arguments of a step's call hold.</summary>
    public CallbackPart PartsIn(IInvocationOperation call, HandlerStep step)
    {
        var parts = CallbackPart.None;
        foreach (var argument in call.Arguments)
            parts |= PartsIn(argument.Value, step);
        return parts;
    }

    /// <summary>The condition that asks for the result of a step, directly, by a local, or by what its function returns; null where none does.</summary>
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

    /// <summary>Whether a call says yes or no about something that it is handed, as one does that looks for a key.</summary>
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
