using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds changes of Entity Framework entities that a handler never saves, and transactions that it begins and never commits.
/// </summary>
internal sealed class UnsavedChanges(DecidingWords words, Compilation compilation, CancellationToken cancellationToken)
{
    private static readonly string[] Changes =
    [
        "Add",
        "AddAsync",
        "AddRange",
        "AddRangeAsync",
        "Update",
        "UpdateRange",
        "Remove",
        "RemoveRange",
    ];

    private static readonly string[] Finds = ["Single", "First", "Last", "Find", "ElementAt"];

    private static readonly string[] Saving = ["Save", "Commit", "Complete", "Flush", "Persist", "Bulk", "Submit"];

    // Names of code that saves for all handlers, around or after them.
    private static readonly Mentions Around = new(
        "RequestDelegate",
        "IMiddleware",
        "IEndpointFilter",
        "IAsyncActionFilter",
        "IPipelineBehavior",
        "UnitOfWork",
        "Decorat",
        "Interceptor",
        ".Use(",
        "AddEndpointFilter"
    );

    private static readonly Mentions Saved = new("SaveChanges");

    private readonly Effects _effects = new(words);

    /// <summary>Returns the lost part of a handler's work, the advice, the operation, and whether the loss is certain.</summary>
    public IEnumerable<(string What, string Advice, IOperation Place, bool IsCertain)> In(IOperation body)
    {
        foreach (var begun in TransactionsOf(body))
            yield return ("This transaction is never committed", "commit it when the work is done", begun, true);
        foreach (var call in Values.Directly(body).OfType<IInvocationOperation>())
        {
            // A transaction that a private function begins and does not pass on ends with it; a transaction of another
            // function may be completed by its caller.
            if (
                IsOfProject(call.TargetMethod)
                && MethodBodies.Of(call.TargetMethod, compilation, cancellationToken) is { } called
                && TransactionsOf(called).Any(IsEnded)
            )
                yield return (
                    $"\"{call.TargetMethod.Name}\" begins a transaction that is never committed",
                    "commit it when the work is done",
                    call,
                    call.TargetMethod.DeclaredAccessibility is Accessibility.Private or Accessibility.NotApplicable
                );
        }

        if (Saves(body, mostSteps: 2) || IsSavedAround())
            yield break;
        if (ChangesOf(body).FirstOrDefault() is { } change)
        {
            yield return (
                "This change is never saved",
                "call SaveChangesAsync when the work is done",
                change,
                !_effects.In(body).Any(call => IsUnknown(call) && !_effects.Tells(call))
            );
            yield break;
        }

        foreach (var call in Values.Directly(body).OfType<IInvocationOperation>())
        {
            if (
                IsOfProject(call.TargetMethod)
                && MethodBodies.Of(call.TargetMethod, compilation, cancellationToken) is { } called
                && ChangesOf(called).Any()
            )
            {
                yield return (
                    $"\"{call.TargetMethod.Name}\" changes something that is never saved",
                    "call SaveChangesAsync when the work is done",
                    call,
                    false
                );
                yield break;
            }
        }
    }

    /// <summary>
    /// Returns the changes of entities: an assigned member, a method with the name of an action, an added or removed row.
    /// </summary>
    private IEnumerable<IOperation> ChangesOf(IOperation body) =>
        body.Descendants()
            .Where(operation =>
                operation switch
                {
                    IAssignmentOperation { Target: IPropertyReferenceOperation { Instance: ILocalReferenceOperation entity } } => IsEntity(
                        entity
                    ),
                    IIncrementOrDecrementOperation { Target: IPropertyReferenceOperation { Instance: ILocalReferenceOperation entity } } =>
                        IsEntity(entity),
                    IInvocationOperation { Instance: ILocalReferenceOperation entity } call => (
                        words.IsAct(call.TargetMethod.Name) || words.IsPaid(call.TargetMethod.Name)
                    ) && IsEntity(entity),
                    IInvocationOperation call => IsPending(call),
                    _ => false,
                }
            );

    /// <summary>Whether a call adds or removes a row that a later call saves.</summary>
    public static bool IsPending(IInvocationOperation call) =>
        call.Instance is { } set && Changes.Contains(call.TargetMethod.Name) && (IsSet(set.Type) || IsContext(set.Type));

    private static bool IsEntity(ILocalReferenceOperation local) =>
        local.Type is { IsReferenceType: true } && Values.WrittenTo(local).Any(IsFound);

    /// <summary>Whether a value is a row that a query of a context returns.</summary>
    private static bool IsFound(IOperation value)
    {
        var found = Values.Bare(value);
        while (found is ICoalesceOperation coalesce)
            found = Values.Bare(coalesce.Value);
        if (
            found is not IInvocationOperation first
            || !Finds.Any(word => first.TargetMethod.Name.StartsWith(word, StringComparison.Ordinal))
        )
            return false;
        for (
            IOperation? step = first;
            step is not null;
            step = step is IInvocationOperation call
                    ? RequestData.Receiver(call) is { } receiver
                        ? Values.Bare(receiver)
                        : null
                    : null
        )
        {
            if (step is IInvocationOperation { TargetMethod.Name: "Select" or "SelectMany" or "GroupBy" })
                return false;
            if (IsSet(step.Type) || IsContext(step.Type))
                return true;
        }

        return false;
    }

    private static bool IsSet(ITypeSymbol? type) =>
        type is { Name: "DbSet" } && EndpointMethods.IsIn(type, "Microsoft.EntityFrameworkCore");

    private static bool IsContext(ITypeSymbol? type) =>
        EndpointMethods.DerivesFrom(type as INamedTypeSymbol, "DbContext", "Microsoft.EntityFrameworkCore");

    /// <summary>
    /// Whether a function, or a method of the project that it calls, saves; or passes a row or a context to code that may save.
    /// </summary>
    private bool Saves(IOperation body, int mostSteps) =>
        body.Descendants()
            .OfType<IInvocationOperation>()
            .Any(call =>
                Saving.Any(word =>
                    call.TargetMethod.Name.StartsWith(word, StringComparison.Ordinal)
                    || call.TargetMethod.Name.StartsWith("Try" + word, StringComparison.Ordinal)
                )
                || IsUnknown(call)
                    && call.Arguments.Any(argument =>
                        Values.Bare(argument.Value) is { } given
                        && (IsContext(given.Type) || given is ILocalReferenceOperation local && IsEntity(local))
                    )
                || mostSteps > 0
                    && IsOfProject(call.TargetMethod)
                    && MethodBodies.Of(call.TargetMethod, compilation, cancellationToken) is { } called
                    && Saves(called, mostSteps - 1)
            );

    private static bool IsOfProject(IMethodSymbol method) => !method.DeclaringSyntaxReferences.IsEmpty;

    /// <summary>Whether the effect of a call is unknown: its source is not in the project, and its library is not known.</summary>
    private bool IsUnknown(IInvocationOperation call)
    {
        var type = call.TargetMethod.ContainingType;
        return call.TargetMethod.MethodKind != MethodKind.LocalFunction
            && !EndpointMethods.IsIn(type, "System")
            && !EndpointMethods.IsIn(type, "Microsoft")
            && !EndpointMethods.IsIn(type, "CallbackGen")
            && Sinks.Of(call) is null
            && MethodBodies.Of(call.TargetMethod, compilation, cancellationToken) is null;
    }

    /// <summary>Whether code around all handlers saves their changes: a middleware, a filter, a unit of work.</summary>
    private bool IsSavedAround() =>
        compilation.SyntaxTrees.Any(tree => !MethodBodies.IsMade(tree) && Saved.AreIn(tree) && Around.AreIn(tree));

    /// <summary>Whether an object that a function begins is disposed there.</summary>
    private static bool IsEnded(IOperation begun) =>
        Surroundings
            .Ancestors(begun)
            .TakeWhile(ancestor => ancestor is not IBlockOperation)
            .Any(ancestor => ancestor is IUsingDeclarationOperation or IUsingOperation);

    /// <summary>Returns the transactions that a function begins and neither commits nor passes on.</summary>
    private IEnumerable<IOperation> TransactionsOf(IOperation body)
    {
        var begun = Values
            .Directly(body)
            .Where(operation =>
                operation
                    is IInvocationOperation { TargetMethod.Name: "BeginTransaction" or "BeginTransactionAsync" }
                        or IObjectCreationOperation { Type.Name: "TransactionScope" }
            )
            .ToList();
        if (
            begun.Count == 0
            || Calls(body)
                .Any(call =>
                    DecidingWords.StartsWithWord(call.TargetMethod.Name, "Commit")
                    || DecidingWords.StartsWithWord(call.TargetMethod.Name, "Complete")
                )
            || !Calls(body)
                .Any(call =>
                    _effects.Orders(call)
                    || DecidingWords.StartsWithWord(call.TargetMethod.Name, "SaveChanges")
                    || SqlTexts.WrittenBy(call) is not null
                )
        )
            return [];
        return begun.Where(transaction => !IsHandedOn(transaction, body));

        static IEnumerable<IInvocationOperation> Calls(IOperation part) => part.Descendants().OfType<IInvocationOperation>();
    }

    private static bool IsHandedOn(IOperation transaction, IOperation body)
    {
        var value = transaction;
        while (
            value.Parent is IConversionOperation or IAwaitOperation
            || value.Parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" }
        )
            value = value.Parent;
        if (value.Parent is IReturnOperation or IAssignmentOperation { Target: not ILocalReferenceOperation } or IArgumentOperation)
            return true;
        return Locals.InitializedBy(value) is { } local
            && Locals
                .References(local, body)
                .Any(reference =>
                    reference.Parent switch
                    {
                        // A statement that runs within the transaction does not end it.
                        IArgumentOperation { Parent: IInvocationOperation call } => !DecidingWords.StartsWithWord(
                            call.TargetMethod.Name,
                            "Execute"
                        )
                            && !call.TargetMethod.Name.StartsWith("Query", StringComparison.Ordinal)
                            && call.TargetMethod.Name is not ("UseTransaction" or "UseTransactionAsync"),
                        IArgumentOperation { Parent: IObjectCreationOperation { Type.Name: var type } } => !type.EndsWith(
                            "Command",
                            StringComparison.Ordinal
                        ),
                        IReturnOperation => true,
                        IAssignmentOperation { Target: IFieldReferenceOperation } => true,
                        _ => false,
                    }
                );
    }
}
