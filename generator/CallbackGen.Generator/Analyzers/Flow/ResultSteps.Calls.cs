using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Flow;

/// <content>Calls: the result's own methods, assertions, and the guarantees of parameter attributes.</content>
internal sealed partial class ResultSteps
{
    private FlowValue Call(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var instance = Evaluate(call.Instance);
        if (instance is ResultValue { Result: var result } && symbols.IsResult(method.ContainingType))
        {
            if (method.Name == "TryGetValue")
                return TryGetValue(call, result);
            if (method.Name == "GetValueOrThrow")
                State = State.With(Facts.Of(result, true));
            else
                Others(call);
            return FlowValue.Unknown;
        }

        var given = Arguments(call);
        Demand(instance, call.Instance);
        observer.Call(call, given, State);
        if (method.MethodKind == MethodKind.LocalFunction)
            observer.LocalFunction(method.OriginalDefinition, Handing(call, given));
        ForgetKept(method);
        var handed = ResultHelper.Handed(call, given);
        var helper = handed.Count > 0 ? Helper(call) : null;
        if (helper is not null)
            State = State.With(helper.AfterReturn(handed));
        given.Add(instance);
        IsDead = ResultSymbols.NeverReturns(method);
        if (ResultSymbols.IsAssertion(method))
            given.ForEach(Assume);
        return Yield(call, method.ReturnType, call) is var yielded and not UnknownValue
            ? yielded
            : helper?.AnswerAbout(handed) ?? Answer(call, given);
    }

    /// <summary>Returns the summary of a called method, where its source is available.</summary>
    private ResultHelper? Helper(IInvocationOperation call) => function.Helpers?.Of(call.TargetMethod, function.Cancellation);

    /// <summary>Returns the call whose task is awaited, or null.</summary>
    private static IInvocationOperation? Called(IOperation awaited) =>
        awaited switch
        {
            IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } task } => Called(task),
            IInvocationOperation call => call,
            _ => null,
        };

    /// <summary>Returns the state at the start of a local function: the knowledge at the call, and the arguments.</summary>
    private FlowState Handing(IInvocationOperation call, List<FlowValue> given)
    {
        var state = State;
        for (var i = 0; i < call.Arguments.Length; i++)
        {
            if (call.Arguments[i].Parameter is { } parameter)
                state = state.With(parameter.OriginalDefinition, given[i]);
        }

        return state;
    }

    private BoolValue TryGetValue(IInvocationOperation call, object result)
    {
        foreach (var argument in call.Arguments)
        {
            if (Variable(argument.Value) is { } variable)
                Set(variable, argument.Parameter?.Name == "value" ? new MessageValue(result) : new RejectionValue(result));
            else
                Evaluate(argument.Value);
        }

        return BoolValue.Of(result);
    }

    private List<FlowValue> Arguments(IInvocationOperation call)
    {
        var given = new List<FlowValue>();
        foreach (var argument in call.Arguments)
        {
            var value = Evaluate(argument.Value);
            given.Add(value);
            if (argument.Parameter is not { } parameter)
                continue;
            if (parameter.RefKind is RefKind.Out or RefKind.Ref)
                Forget(argument.Value);
            else if (!ResultSymbols.IsAssertion(call.TargetMethod) && ResultSymbols.RefusesNull(parameter))
                Demand(value, argument.Value);
            if (ResultSymbols.IsNotNullAfter(parameter) && value is MessageValue message)
                State = State.With(Facts.Of(message.Result, true));
            if (ResultSymbols.DoesNotReturnIf(parameter) is { } ends && value is BoolValue condition)
                Continue(ends ? condition.WhenFalse : condition.WhenTrue);
        }

        return given;
    }

    private void Continue(Facts? facts)
    {
        if (facts is null)
            IsDead = true;
        else
            State = State.With(facts);
    }

    /// <summary>Treats a result as checked after an assertion about it. How it is checked is up to the assertion.</summary>
    private void Assume(FlowValue value)
    {
        switch (value)
        {
            case ResultValue result:
                State = State.With(Facts.Of(result.Result, true));
                break;
            case MessageValue message:
                State = State.With(Facts.Of(message.Result, true));
                break;
            case RejectionValue rejection:
                State = State.With(Facts.Of(rejection.Result, true));
                break;
            case BoolValue condition when condition.WhenTrue is { } facts:
                State = State.With(facts);
                break;
        }
    }

    /// <summary>
    /// Returns the facts that a call's return value implies about its arguments: those of its attributes; or, for a boolean about a
    /// result, that the result counts as checked.
    /// </summary>
    private FlowValue Answer(IInvocationOperation call, List<FlowValue> given)
    {
        foreach (var argument in call.Arguments)
        {
            if (
                argument.Parameter is { } parameter
                && ResultSymbols.NotNullWhen(parameter) is { } present
                && given[call.Arguments.IndexOf(argument)] is MessageValue message
            )
                return present
                    ? new BoolValue(Facts.Of(message.Result, true), Facts.None)
                    : new BoolValue(Facts.None, Facts.Of(message.Result, true));
        }

        if (!AnswersYesOrNo(call.TargetMethod.ReturnType))
            return FlowValue.Unknown;
        // A local function can read more than its arguments.
        if (call.TargetMethod.MethodKind == MethodKind.LocalFunction)
            given.AddRange(State.Variables.Values);
        var checkedResults = given.OfType<ResultValue>().Where(result => State.Facts.OutcomeOf(result.Result) is null).ToList();
        if (checkedResults.Count == 0)
            return FlowValue.Unknown;
        var facts = checkedResults.Select(result => Facts.Of(result.Result, true)).Aggregate((left, right) => left.And(right));
        return new BoolValue(facts, facts);
    }

    private static bool AnswersYesOrNo(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_Boolean
        || type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [{ SpecialType: SpecialType.System_Boolean }] };
}
