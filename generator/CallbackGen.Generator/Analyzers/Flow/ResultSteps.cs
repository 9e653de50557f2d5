using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Flow;

/// <summary>Runs the operations of one block: computes the value of each, and the knowledge after it.</summary>
internal sealed partial class ResultSteps(FlowFunction function, FlowState start, ResultFlow.Observer observer)
{
    private readonly ResultSymbols symbols = function.Symbols;

    public FlowState State { get; private set; } = start;

    /// <summary>Whether a call that never returns has ended the function.</summary>
    public bool IsDead { get; private set; }

    public FlowValue Evaluate(IOperation? operation) =>
        operation switch
        {
            null => FlowValue.Unknown,
            { ConstantValue: { HasValue: true, Value: int number } } when function.Counts => new NumberValue(number),
            IExpressionStatementOperation statement => Evaluate(statement.Operation),
            IFlowCaptureOperation capture => Set(capture.Id, Evaluate(capture.Value)),
            IFlowCaptureReferenceOperation captured => State[captured.Id],
            ILocalReferenceOperation local => State[local.Local],
            IParameterReferenceOperation parameter => State[parameter.Parameter],
            ISimpleAssignmentOperation assignment => Assign(assignment),
            IDeconstructionAssignmentOperation apart => TakeApart(apart),
            ICompoundAssignmentOperation step => Step(step),
            IIncrementOrDecrementOperation step => Step(step),
            IInvocationOperation call => Call(call),
            IAwaitOperation wait => Await(wait),
            IPropertyReferenceOperation property => Read(property),
            IMemberReferenceOperation member => Member(member),
            IConversionOperation conversion => Convert(conversion),
            IObjectCreationOperation creation => Create(creation),
            ILiteralOperation { ConstantValue: { HasValue: true, Value: bool value } } => value ? FlowValue.True : FlowValue.False,
            ILiteralOperation { ConstantValue: { HasValue: true, Value: null } } => FlowValue.Null,
            ILiteralOperation => FlowValue.Present,
            IDefaultValueOperation nothing => Default(nothing),
            ITupleOperation tuple => new TupleValue([.. tuple.Elements.Select(Evaluate)]),
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => Evaluate(not.Operand) is BoolValue condition
                ? condition.Negated
                : FlowValue.Unknown,
            IBinaryOperation binary => Compare(binary),
            IIsNullOperation isNull => IsNull(Evaluate(isNull.Operand)),
            IIsPatternOperation match => Match(Evaluate(match.Value), match.Pattern),
            IIsTypeOperation type => IsNull(Evaluate(type.ValueOperand)) is BoolValue isNull
                ? type.IsNegated
                    ? isNull
                    : isNull.Negated
                : FlowValue.Unknown,
            IFlowAnonymousFunctionOperation lambda => Lambda(lambda),
            _ => Others(operation),
        };

    private FlowValue Others(IOperation operation)
    {
        foreach (var child in operation.ChildOperations)
            Evaluate(child);
        // After any other assignment, the variable's value is unknown.
        if (operation is IAssignmentOperation assignment)
            Forget(assignment.Target);
        return FlowValue.Unknown;
    }

    private FlowValue Await(IAwaitOperation wait)
    {
        var awaited = Evaluate(wait.Operation);
        return awaited is BoolValue ? awaited : Yield(wait, wait.Type, Called(wait.Operation));
    }

    /// <summary>Returns the value of an operation that called a method: a result, or a tuple that contains one.</summary>
    private FlowValue Yield(IOperation operation, ITypeSymbol? type, IInvocationOperation? call)
    {
        if (symbols.IsResult(type))
            return call is not null && (Helper(call)?.YieldsSuccess == true || function.TakesPassed(call))
                ? Made(operation, isSuccess: true)
                : New(operation);
        return type is INamedTypeSymbol { IsTupleType: true } tuple && tuple.TupleElements.Any(element => symbols.IsResult(element.Type))
            ? new TupleValue([
                .. tuple.TupleElements.Select(
                    (element, index) => symbols.IsResult(element.Type) ? New(new TuplePart(operation, index)) : FlowValue.Unknown
                ),
            ])
            : FlowValue.Unknown;
    }

    /// <summary>Creates a result that this operation returns.</summary>
    private ResultValue New(object operation)
    {
        State = State.Renew(operation);
        return new ResultValue(operation);
    }

    private FlowValue Read(IPropertyReferenceOperation property)
    {
        if (Kept(property) is { } kept)
            return kept;
        var instance = Evaluate(property.Instance);
        foreach (var argument in property.Arguments)
            Evaluate(argument.Value);
        if (instance is ResultValue { Result: var result } && symbols.IsResult(property.Property.ContainingType))
        {
            switch (property.Property.Name)
            {
                case "IsSuccess":
                    return BoolValue.Of(result);
                case "Rejection":
                    return new RejectionValue(result);
                case "Value":
                    // The "!" operator states that the value is present, regardless of its use.
                    if (property.Syntax.Parent.IsKind(SyntaxKind.SuppressNullableWarningExpression))
                        Demand(new MessageValue(result), property);
                    return new MessageValue(result);
            }
        }

        if (instance is OptionalValue optional && property.Property.Name == "HasValue")
            return optional.IsThere;
        Demand(instance, property.Instance);
        // Task<CallbackResult<T>>.Result
        if (
            symbols.IsResult(property.Type)
            && (property.Property.ContainingType.Name is "Task" or "ValueTask" || function.IsOfUnchecked(property))
        )
            return New(property);
        return FlowValue.Unknown;
    }

    private FlowValue Member(IMemberReferenceOperation member)
    {
        if (Kept(member) is { } kept)
            return kept;
        var instance = Evaluate(member.Instance);
        Demand(instance, member.Instance);
        if (member is IMethodReferenceOperation { Method.MethodKind: MethodKind.LocalFunction } group)
            observer.LocalFunction(
                group.Method.OriginalDefinition,
                group.Method.OriginalDefinition.Parameters.Aggregate(State, (state, parameter) => state.With(parameter, FlowValue.Unknown))
            );
        return member is IFieldReferenceOperation field && instance is TupleValue tuple ? Part(tuple, field.Field) : FlowValue.Unknown;
    }

    /// <summary>Returns the value of a default expression: a result that did not succeed, null, or false.</summary>
    private FlowValue Default(IDefaultValueOperation nothing)
    {
        if (symbols.IsResult(nothing.Type))
            return Made(nothing, isSuccess: false);
        if (nothing.Type is { IsReferenceType: true } or { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T })
            return FlowValue.Null;
        return nothing.Type?.SpecialType == SpecialType.System_Boolean ? FlowValue.False : FlowValue.Unknown;
    }

    private FlowValue Convert(IConversionOperation conversion)
    {
        var operand = Evaluate(conversion.Operand);
        if (!conversion.Conversion.IsUserDefined)
            return
                operand is UnknownValue
                && conversion.Operand.Type is { IsValueType: true } value
                && value.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T
                ? FlowValue.Present
                : operand;
        return symbols.IsResult(conversion.Type)
            ? Made(conversion, !ResultSymbols.IsRejection(conversion.Operand.Type))
            : FlowValue.Unknown;
    }

    private FlowValue Create(IObjectCreationOperation creation)
    {
        Others(creation);
        return symbols.IsResult(creation.Type) && creation.Arguments is [var argument]
            ? Made(creation, !ResultSymbols.IsRejection(argument.Value.Type))
            : FlowValue.Unknown;
    }

    /// <summary>Returns a result that is created from a value, as tests and fakes do.</summary>
    private ResultValue Made(IOperation operation, bool isSuccess)
    {
        var made = New(operation);
        State = State.With(Facts.Of(operation, isSuccess));
        return made;
    }

    private FlowValue Lambda(IFlowAnonymousFunctionOperation lambda)
    {
        observer.Lambda(lambda, State);
        return FlowValue.Unknown;
    }

    /// <summary>Reports the use of a message that is read as if it were present.</summary>
    private void Demand(FlowValue value, IOperation? use)
    {
        if (use is not null && value is MessageValue message && !State.Facts.Succeeded(message.Result))
            observer.Use(use, message.Result, State.Facts.OutcomeOf(message.Result) == false);
    }
}
