using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds a look for an event in a table, before the row that is the effect is added to it, where nothing makes the second of two rows
/// fail. An entity of Entity Framework says so in the compilation; what a statement of SQL is about does not.
/// </summary>
internal sealed class DoubleInserts(HandlerSteps steps, DecidingWords words, Compilation compilation, CancellationToken cancellationToken)
{
    /// <summary>Where the event is looked for, and why that does not do.</summary>
    public IEnumerable<(string What, IOperation Place)> Find()
    {
        if (steps.All.Any(step => UniqueKeys.IsConflictCaught(step.Operation) || LostUpdates.Locks(step.Operation)))
            yield break;
        foreach (var (call, step) in steps.Calls)
        {
            if (
                words.IsLookup(call.TargetMethod.Name)
                && steps.PartsIn(call, step) != CallbackPart.None
                && HandlerSteps.AskedBy(step) is not null
                && Member(call) is { } member
                && steps.Calls.Any(later => later.Step.At > step.At && Adds(later.Call, later.Step, member))
                && !UniqueKeys.IsUnique(member, compilation, cancellationToken)
            )
            {
                yield return (
                    $"Two requests at the same moment both find nothing here, and no unique index of {member.Name} stops the second",
                    step.Place
                );
                yield break;
            }
        }
    }

    /// <summary>The member of the application's own entity by which a query looks for the event.</summary>
    private static IPropertySymbol? Member(IInvocationOperation query) =>
        query
            .Descendants()
            .OfType<IBinaryOperation>()
            .Where(comparison => comparison.OperatorKind == BinaryOperatorKind.Equals)
            .SelectMany(comparison => new[] { comparison.LeftOperand, comparison.RightOperand })
            .Select(Values.Bare)
            .OfType<IPropertyReferenceOperation>()
            .FirstOrDefault(read =>
                read.Instance
                    is IParameterReferenceOperation
                    {
                        Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.AnonymousFunction }
                    }
                && !read.Property.ContainingType.DeclaringSyntaxReferences.IsEmpty
            )
            ?.Property;

    /// <summary>Whether a call adds a row with the member and what the callback says, such as how much was paid.</summary>
    private bool Adds(IInvocationOperation call, HandlerStep step, IPropertySymbol member) =>
        call.TargetMethod.Name is "Add" or "AddAsync"
        && EndpointMethods.IsIn(call.TargetMethod.ContainingType, "Microsoft.EntityFrameworkCore")
        && call.Arguments is [{ Value: var row }, ..]
        && Row(row) is { } made
        && SymbolEqualityComparer.Default.Equals(made.Type, member.ContainingType)
        && steps.PartsIn(made, step).HasFlag(CallbackPart.Content);

    private static IObjectCreationOperation? Row(IOperation value) =>
        Values.Bare(value) is ILocalReferenceOperation local
            ? Values.WrittenTo(local).Select(Values.Bare).OfType<IObjectCreationOperation>().FirstOrDefault()
            : Values.Bare(value) as IObjectCreationOperation;
}
