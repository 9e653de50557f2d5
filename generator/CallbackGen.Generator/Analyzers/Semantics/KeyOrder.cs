using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds where a handler stores the event's key at the wrong time: after an effect that only a lookup precedes, or in a
/// transaction that ends before the effect.
/// </summary>
internal sealed class KeyOrder(HandlerSteps steps, DecidingWords words)
{
    private static readonly string[] Stores =
    [
        "Add",
        "Insert",
        "Store",
        "Record",
        "Remember",
        "Mark",
        "Save",
        "Set",
        "Put",
        "Execute",
        "Track",
        "Register",
        "Create",
        "Write",
        "Upsert",
        "Attach",
        "TryAdd",
        "TryInsert",
        "Remove",
        "Delete",
        "Update",
        "Complete",
    ];

    private static readonly string[] Checks = ["Was", "Already", "ExecuteScalar", "Seen", "Handled", "Processed", "Known"];

    private readonly Effects _effects = new(words);

    /// <summary>Returns the lookup or storing of the key at the wrong time, and its fault in words.</summary>
    public IEnumerable<(string What, IOperation Place)> Find()
    {
        if (steps.All.Any(step => IsTransaction(step.Operation)))
            yield break;
        var stored = steps.Calls.Where(found => IsStore(found.Call, found.Step)).ToList();
        if (stored.Count == 0)
            yield break;
        var done = steps.Calls.Where(found => IsDone(found.Call, found.Step)).Select(found => found.Step.At).ToList();
        if (Check(stored, done) is { } check)
            yield return ("Two requests at the same moment both find nothing here", check);
        else if (TooEarly(stored, done) is { } early)
            yield return (
                "The key is stored here before the work is done, so that a failure or a crash between the two loses the callback",
                early
            );
    }

    /// <summary>Returns the lookup of the key before an effect, where the key is stored after the effect.</summary>
    private IOperation? Check(List<(IInvocationOperation Call, HandlerStep Step)> stored, List<int> done)
    {
        if (steps.All.Any(step => UniqueKeys.IsConflictCaught(step.Operation)))
            return null;
        var first = stored.Min(found => found.Step.At);
        return steps
            .Calls.Where(found => IsCheck(found.Call, found.Step) && done.Exists(at => at > found.Step.At && at < first))
            .Select(found => found.Step.Place)
            .FirstOrDefault();
    }

    /// <summary>Returns the commit of the key before an effect, where no later write records that the effect happened.</summary>
    private IOperation? TooEarly(List<(IInvocationOperation Call, HandlerStep Step)> stored, List<int> done)
    {
        var (call, step) = stored[0];
        if (CommitOf(call, step) is not { } commit)
            return null;
        var later = done.Concat(steps.Calls.Where(found => IsCommit(found.Call)).Select(found => found.Step.At))
            .Where(at => at > commit.At)
            .ToList();
        if (
            later.Count == 0
            || stored.Exists(other => other.Step.At > later.Min())
            || RowOf(call) is { } row
                && Locals.References(row, Values.Root(call)).Any(reference => reference.Syntax.SpanStart > commit.Operation.Syntax.Span.End)
        )
            return null;
        return commit.Place;
    }

    /// <summary>Returns the step that commits a stored key: the statement itself, or the next save.</summary>
    private HandlerStep? CommitOf(IInvocationOperation store, HandlerStep step)
    {
        if (IsCommit(store))
            return step;
        var isPending = store.TargetMethod.Name is "Add" or "AddAsync" or "Attach" or "AddWithValue" && HandlerSteps.AskedBy(step) is null;
        return isPending
            ? steps.Calls.Where(found => IsCommit(found.Call) && found.Step.At > step.At).Select(found => found.Step).FirstOrDefault()
            : null;
    }

    private static bool IsCommit(IInvocationOperation call) =>
        call.TargetMethod.Name is "SaveChanges" or "SaveChangesAsync"
        || call.TargetMethod.Name.StartsWith("Execute", StringComparison.Ordinal)
            && !call.TargetMethod.Name.StartsWith("ExecuteScalar", StringComparison.Ordinal)
            && !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "Microsoft.AspNetCore");

    private bool IsStore(IInvocationOperation call, HandlerStep step) =>
        Stores.Any(verb => DecidingWords.StartsWithWord(call.TargetMethod.Name, verb))
        && !_effects.MustHappenOnce(call)
        && !IsCheck(call, step)
        && Sinks.Of(call) is null
        && !Surroundings.IsLog(call.TargetMethod, words)
        && !_effects.Tells(call)
        && !IsTransparent(call)
        && steps.PartsIn(call, step).HasFlag(CallbackPart.Key)
        && !IsMemory(call);

    /// <summary>Whether a call only copies the key into another request, such as into a header or a parameter.</summary>
    private static bool IsTransparent(IInvocationOperation call) =>
        EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System.Net")
        || EndpointMethods.IsIn(call.TargetMethod.ContainingType, "Microsoft.AspNetCore")
        || EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System.Diagnostics");

    private static bool IsMemory(IInvocationOperation call) =>
        RequestData.Receiver(call) is { } receiver
        && Values.Bare(receiver).Type is { } type
        && EndpointMethods.IsIn(type, "System.Collections");

    /// <summary>Whether a call tests in a condition whether the key is known.</summary>
    private bool IsCheck(IInvocationOperation call, HandlerStep step) =>
        (words.IsLookup(call.TargetMethod.Name) || Checks.Any(verb => DecidingWords.StartsWithWord(call.TargetMethod.Name, verb)))
        && steps.PartsIn(call, step).HasFlag(CallbackPart.Key)
        && HandlerSteps.AskedBy(step) is not null;

    /// <summary>Whether a call has an effect that no transaction of this handler rolls back, and does not receive the key.</summary>
    private bool IsDone(IInvocationOperation call, HandlerStep step) =>
        (
            _effects.MustHappenOnce(call)
            || _effects.IsEffect(call) && _effects.IsDeed(call) && Effects.IsTask(call.Type)
            || EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System.Net.Http")
                && _effects.IsEffect(call)
                && Effects.IsTask(call.Type)
        ) && !steps.PartsIn(call, step).HasFlag(CallbackPart.Key);

    private static ILocalSymbol? RowOf(IInvocationOperation store) =>
        store
            .Arguments.Select(argument => Values.Bare(argument.Value))
            .OfType<ILocalReferenceOperation>()
            .FirstOrDefault(local => local.Type is { SpecialType: SpecialType.None, IsReferenceType: true })
            ?.Local;

    private static bool IsTransaction(IOperation operation) =>
        operation
            is ILocalReferenceOperation
                or IParameterReferenceOperation
                or IInvocationOperation
                or IObjectCreationOperation
                or IFieldReferenceOperation
            && operation.Type is { TypeKind: not TypeKind.Enum, Name: var type }
            && !CallbackSymbols.IsPayloadRecord(operation.Type)
            && (type.IndexOf("Transaction", StringComparison.Ordinal) >= 0 || type.IndexOf("UnitOfWork", StringComparison.Ordinal) >= 0)
        || operation is IInvocationOperation { TargetMethod.Name: var name }
            && (
                name.StartsWith("Begin", StringComparison.Ordinal) && !name.StartsWith("BeginScope", StringComparison.Ordinal)
                || name.IndexOf("InTransaction", StringComparison.Ordinal) >= 0
            );
}
