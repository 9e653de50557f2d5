using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds where a program, and not a person, decides about callbacks in the inbox that contradict another callback or cannot be parsed.
/// </summary>
internal static class ReleasedByMachine
{
    private static readonly string[] Decisions = ["ReplayAsync", "DiscardAsync", "ReleaseAsync"];

    private static readonly string[] States = ["Conflict", "Quarantined"];

    // Types that a host or a scheduler runs, by their base types or by their names.
    private static readonly string[] Contracts =
    [
        "IHostedService",
        "IHostedLifecycleService",
        "IJob",
        "IInvocable",
        "IRecurringJob",
        "IBackgroundJob",
        "IConsumer",
        "IHandleMessages",
        "IStartupFilter",
    ];

    private static readonly string[] Names =
    [
        "Job",
        "Worker",
        "Janitor",
        "Sweeper",
        "Cleaner",
        "Scheduler",
        "BackgroundService",
        "Task",
        "Cron",
    ];

    private static readonly string[] Clocks =
    [
        "PeriodicTimer",
        "Timer",
        "RecurringJob",
        "IRecurringJobManager",
        "BackgroundJob",
        "IBackgroundJobClient",
        "IHostApplicationLifetime",
        "IScheduler",
    ];

    /// <summary>
    /// Returns the state of the callbacks about which a call decides without a request by a person; null for any other call.
    /// </summary>
    public static string? StateOf(IInvocationOperation call, ISymbol owner, CallbackSymbols symbols, CancellationToken cancellationToken)
    {
        if (
            !Decisions.Contains(call.TargetMethod.Name)
            || !IsStore(call.TargetMethod.ContainingType)
            || call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0) is not { } id
        )
            return null;
        return StateOf(id.Value, new Trail(), cancellationToken) is { } state && IsMachine(call, owner, symbols) ? state : null;
    }

    private static bool IsStore(INamedTypeSymbol type) =>
        InboxOperations.IsOrImplements(type, "ICallbackStore") || InboxOperations.IsOrImplements(type, "ICallbackInbox");

    /// <summary>Returns the state by which a callback with this id was listed.</summary>
    private static string? StateOf(IOperation value, Trail trail, CancellationToken cancellationToken)
    {
        if (!trail.Goes())
            return null;
        foreach (var part in value.DescendantsAndSelf())
        {
            var state = part switch
            {
                IFieldReferenceOperation { Field: { ContainingType.Name: "CallbackState", Name: var name } } => States.Contains(name)
                    ? name
                    : null,
                ILocalReferenceOperation local => trail
                    .WrittenTo(local)
                    .Select(written => StateOf(written, trail, cancellationToken))
                    .FirstOrDefault(found => found is not null),
                IParameterReferenceOperation parameter when trail.Enters(parameter.Parameter) => GivenTo(parameter, cancellationToken)
                    .Select(given => StateOf(given, trail, cancellationToken))
                    .FirstOrDefault(found => found is not null),
                _ => null,
            };
            if (state is not null)
                return state;
        }

        return null;
    }

    /// <summary>Returns the arguments for a parameter: of the call that receives a lambda, or of the calls of a private method.</summary>
    private static IEnumerable<IOperation> GivenTo(IParameterReferenceOperation reference, CancellationToken cancellationToken)
    {
        if (reference.Parameter.ContainingSymbol is not IMethodSymbol method)
            return [];
        if (method.MethodKind == MethodKind.AnonymousFunction)
        {
            var lambda = Surroundings
                .Ancestors(reference)
                .OfType<IAnonymousFunctionOperation>()
                .FirstOrDefault(around => SymbolEqualityComparer.Default.Equals(around.Symbol, method));
            var around = lambda is null ? null : Surroundings.Ancestors(lambda).OfType<IInvocationOperation>().FirstOrDefault();
            return around is null ? [] : Values.Operands(around).Where(given => !given.Syntax.Span.Contains(lambda!.Syntax.Span));
        }

        return
            reference.SemanticModel?.Compilation is { } compilation
            && MethodBodies.UsesOf(method, compilation, cancellationToken) is { } uses
            ? uses.OfType<IInvocationOperation>()
                .SelectMany(use => use.Arguments)
                .Where(argument => argument.Parameter?.Ordinal == reference.Parameter.Ordinal)
                .Select(argument => argument.Value)
            : [];
    }

    /// <summary>Whether a call runs because of a timer, the start of a program or the arrival of a callback.</summary>
    private static bool IsMachine(IInvocationOperation call, ISymbol owner, CallbackSymbols symbols)
    {
        var function = ServingFunction.Of(call, owner);
        if (function.IsEndpoint || Surroundings.Ancestors(call).OfType<IConditionalOperation>().Any(IsAsked))
            return false;
        for (var type = owner.ContainingType; type is not null; type = type.ContainingType)
        {
            if (
                Names.Any(end => type.Name.EndsWith(end, StringComparison.Ordinal))
                || EndpointMethods.DerivesFrom(type, "BackgroundService", "Microsoft.Extensions.Hosting")
                || type.AllInterfaces.Any(contract => Contracts.Contains(contract.Name) || symbols.IsHandler(contract))
            )
                return true;
        }

        return Values
            .Root(call)
            .Descendants()
            .Any(part =>
                part.Type is { Name: var name } && Clocks.Contains(name)
                || part is IInvocationOperation { TargetMethod.ContainingType.Name: var declaring } && Clocks.Contains(declaring)
            );
    }

    /// <summary>Whether a condition tests a person's input.</summary>
    private static bool IsAsked(IConditionalOperation choice) =>
        choice
            .Condition.DescendantsAndSelf()
            .Any(part =>
                part
                    is IParameterReferenceOperation { Parameter.Name: "args" }
                        or IInvocationOperation { TargetMethod.ContainingType.Name: "Console" }
            );
}
