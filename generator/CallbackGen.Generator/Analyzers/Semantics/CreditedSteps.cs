using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds calls of a handler's own functions that add to a sum, or charge or ship, where neither the function nor the handler tests whether
/// the event was handled before. An argument that the function never reads does not count as a test.
/// </summary>
internal sealed class CreditedSteps(DecidingWords words, CallbackParts parts, OperationAnalysisContext context)
{
    // Counters that a repeated callback may increment, such as the number of attempts.
    private static readonly string[] Counters = ["version", "attempt", "retry", "retries", "revision", "visit", "view", "hits", "count"];

    private readonly Effects _effects = new(words);

    /// <summary>Returns the first such call, and a description of the effect that a repeated callback repeats.</summary>
    public (string What, IOperation Place)? Find(IOperation body)
    {
        foreach (
            var call in Values.Directly(body).OfType<IInvocationOperation>().Where(call => SoleWork.IsOwn(call, context.ContainingSymbol))
        )
        {
            if (
                MethodBodies.Written(call.TargetMethod, context.Compilation, context.CancellationToken) is not { } written
                || MethodBodies.Of(written, context.Compilation, context.CancellationToken) is not { } called
            )
                continue;
            if (
                Values.Directly(called).Select(DoneBy).FirstOrDefault(done => done is not null) is { } done
                && !IsKeyRead(call, written, called)
                && !Asks(called)
                && !KnowsBeside(body, call)
            )
                return ($"{done} in \"{call.TargetMethod.Name}\" happens again when the provider repeats the callback", call);
        }

        return null;
    }

    /// <summary>Returns a description of the effect of an operation, if it must not be repeated; otherwise null.</summary>
    private string? DoneBy(IOperation operation) =>
        operation switch
        {
            ICompoundAssignmentOperation
            {
                OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract,
                Target: IPropertyReferenceOperation
                {
                    Instance: not IInstanceReferenceOperation,
                    Property: { Type.SpecialType: not SpecialType.System_String, Name: var name }
                }
            } => Counters.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0) ? null : $"The change of {name}",
            IInvocationOperation call => _effects.MustHappenOnce(call) && !SoleWork.IsOwn(call, context.ContainingSymbol)
                ? $"\"{call.TargetMethod.Name}\""
                : null,
            _ => null,
        };

    /// <summary>Whether the function reads the event's key, from its arguments or otherwise.</summary>
    private bool IsKeyRead(IInvocationOperation call, IMethodSymbol written, IOperation called)
    {
        var keys = call
            .Arguments.Where(argument => argument.Parameter is not null && IsEvent(argument.Value))
            .Select(argument => MethodBodies.Taken(written, call, argument.Parameter!))
            .OfType<IParameterSymbol>()
            .ToList();
        return called
            .Descendants()
            .Any(operation =>
                operation is IParameterReferenceOperation read && keys.Contains(read.Parameter, SymbolEqualityComparer.Default)
                || parts.HasKey(operation)
                || CallbackParts.IsDelivery(operation.Type)
            );
    }

    // A message counts too, because its receipt contains the key.
    private bool IsEvent(IOperation value) =>
        parts.HasKey(value)
        || CallbackParts.IsDelivery(Values.Bare(value).Type)
        || Values.Bare(value).Type is INamedTypeSymbol { IsGenericType: true, ContainingNamespace.Name: "CallbackGen" };

    /// <summary>
    /// Whether a function tests a state, looks up a row, checks the number of changed rows, inserts a row of its own, or catches a
    /// conflict.
    /// </summary>
    private bool Asks(IOperation body) =>
        body.Descendants()
            .Any(operation =>
                operation switch
                {
                    IConditionalOperation { Condition: var condition } => condition.DescendantsAndSelf().Any(Tells),
                    ISwitchExpressionOperation or ISwitchOperation or ICatchClauseOperation => true,
                    IInvocationOperation call => UnsavedChanges.IsPending(call)
                        || call.TargetMethod.Name is "Add" or "AddAsync" && !SoleWork.IsOwn(call, context.ContainingSymbol)
                        || SqlTexts.WrittenBy(call)?.TrimStart().StartsWith("insert", StringComparison.OrdinalIgnoreCase) == true,
                    _ => false,
                }
            );

    private bool Tells(IOperation part) =>
        part switch
        {
            IPropertyReferenceOperation { Property: { IsStatic: false, Name: var name, ContainingType: var owner } member } =>
                !CallbackSymbols.IsPayloadMember(member)
                    && !EndpointMethods.IsIn(owner, "CallbackGen")
                    && (
                        words.IsPaid(name)
                        || words.IsStatus(name)
                        || name.EndsWith("At", StringComparison.Ordinal)
                        || name.EndsWith("By", StringComparison.Ordinal)
                        || name.IndexOf("Event", StringComparison.Ordinal) >= 0
                        || name.EndsWith("Key", StringComparison.Ordinal)
                    ),
            IInvocationOperation call => Increments.Counts(call),
            ILocalReferenceOperation local => Values
                .WrittenTo(local)
                .Select(Values.Bare)
                .OfType<IInvocationOperation>()
                .Any(Increments.Counts),
            _ => false,
        };

    /// <summary>Whether the handler itself tests for repetition, or reads the event's key outside of the call.</summary>
    private bool KnowsBeside(IOperation body, IInvocationOperation call) =>
        Asks(body)
        || body.Descendants()
            .Any(operation =>
                !call.Syntax.Span.Contains(operation.Syntax.Span)
                && !IsForCall(operation, call)
                && operation is IPropertyReferenceOperation or IParameterReferenceOperation or ILocalReferenceOperation
                && operation.Parent is not IPropertyReferenceOperation
                && (parts.HasKey(operation) || CallbackParts.IsDelivery(operation.Type))
            );

    /// <summary>Whether an operation only creates the local that is the argument of the call.</summary>
    private static bool IsForCall(IOperation operation, IInvocationOperation call) =>
        Surroundings.Ancestors(operation).OfType<IVariableDeclaratorOperation>().FirstOrDefault() is { Symbol: var local }
        && Locals.References(local, Values.Root(call)).All(reference => call.Syntax.Span.Contains(reference.Syntax.Span));
}
