using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds a handler that looks an event up in a table and then inserts a row, where no unique constraint makes the second of two rows fail.
/// The compilation shows the constraints of an Entity Framework entity; a SQL statement does not show those of its table.
/// </summary>
internal sealed class DoubleInserts(HandlerSteps steps, DecidingWords words, Compilation compilation, CancellationToken cancellationToken)
{
    /// <summary>Returns the lookup of the event, and the text of the diagnostic.</summary>
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

    /// <summary>Returns the member of the application's own entity by which a query looks up the event.</summary>
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

    /// <summary>Whether a call inserts a row with that member and with content of the callback, such as the paid amount.</summary>
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
