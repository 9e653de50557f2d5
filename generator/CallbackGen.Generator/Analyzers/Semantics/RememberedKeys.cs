using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds where a handler detects a repetition by the memory of this process, or by a cache.</summary>
internal sealed class RememberedKeys(HandlerSteps steps, DecidingWords words)
{
    private static readonly string[] Collections =
    [
        "HashSet",
        "ISet",
        "SortedSet",
        "ImmutableHashSet",
        "ConcurrentDictionary",
        "Dictionary",
        "IDictionary",
        "List",
        "IList",
        "ConcurrentBag",
        "ConcurrentQueue",
        "Queue",
        "LinkedList",
    ];

    private static readonly string[] Asked =
    [
        "Contains",
        "ContainsKey",
        "TryGetValue",
        "TryGet",
        "Get",
        "GetString",
        "GetStringAsync",
        "GetAsync",
        "KeyExists",
        "KeyExistsAsync",
        "StringGet",
        "StringGetAsync",
        "TryAdd",
        "Add",
        "Any",
    ];

    private static readonly string[] Written =
    [
        "TryAdd",
        "Add",
        "AddOrUpdate",
        "Enqueue",
        "GetOrAdd",
        "Set",
        "SetString",
        "SetStringAsync",
        "SetAsync",
        "StringSet",
        "StringSetAsync",
        "CreateEntry",
        "AddLast",
    ];

    private static readonly string[] AtOnce = ["TryAdd", "Add"];

    private static readonly string[] OrMade = ["GetOrCreate", "GetOrCreateAsync", "GetOrSet", "GetOrSetAsync", "GetOrAdd"];

    private readonly Effects _effects = new(words);

    /// <summary>Returns each operation that detects repetitions with such state, and a description of its fault.</summary>
    public IEnumerable<(string What, IOperation Place)> Find()
    {
        foreach (var (call, step) in steps.Calls)
        {
            if (
                RequestData.Receiver(call) is not { } receiver
                || KindOf(call, receiver) is not { } what
                || steps.PartsIn(call, step) is not (var parts and not CallbackPart.None)
            )
                continue;
            if (IsHandedOn(step))
                continue;
            if (IsAsked(call, step, receiver, parts) || OrMade.Contains(call.TargetMethod.Name) && parts.HasFlag(CallbackPart.Key))
            {
                yield return (what, step.Place);
                yield break;
            }
        }
    }

    /// <summary>
    /// Whether another effect receives the event's key too. Then a cache only avoids a query, and a store with a unique key decides.
    /// </summary>
    private bool IsHandedOn(HandlerStep asked) =>
        steps.Calls.Any(found =>
            found.Step.Place != asked.Place
            && steps.PartsIn(found.Call, found.Step).HasFlag(CallbackPart.Key)
            && !IsCache(found.Call)
            && _effects.IsEffect(found.Call)
            && !_effects.Tells(found.Call)
            && !Surroundings.IsLog(found.Call.TargetMethod, words)
        );

    private static bool IsCache(IInvocationOperation call) =>
        RequestData.Receiver(call) is { } receiver && KindOf(call, receiver) is not null;

    /// <summary>Whether a call decides whether a callback is a repetition.</summary>
    private bool IsAsked(IInvocationOperation call, HandlerStep step, IOperation receiver, CallbackPart parts)
    {
        var name = call.TargetMethod.Name;
        if (!Asked.Contains(name) || HandlerSteps.AskedBy(step) is not { } condition)
            return false;
        if (AtOnce.Contains(name))
            return true;
        // A price list or a cache of merchants is queried by members too, and ends no handler.
        return (parts.HasFlag(CallbackPart.Key) || Ends(condition.WhenTrue) || condition.WhenFalse is { } otherwise && Ends(otherwise))
            && IsWritten(receiver);
    }

    private static bool Ends(IOperation branch) =>
        branch is IReturnOperation || branch.Descendants().Any(operation => operation is IReturnOperation { IsImplicit: false });

    /// <summary>Whether the code adds a value to the queried collection.</summary>
    private bool IsWritten(IOperation receiver) =>
        SymbolOf(receiver) is { } store
        && steps.All.Any(step =>
            step.Operation switch
            {
                IInvocationOperation call => Written.Contains(call.TargetMethod.Name)
                    && RequestData.Receiver(call) is { } other
                    && SymbolEqualityComparer.Default.Equals(SymbolOf(other), store),
                ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } other } } =>
                    SymbolEqualityComparer.Default.Equals(SymbolOf(other), store),
                _ => false,
            }
        );

    private static ISymbol? SymbolOf(IOperation value) =>
        Values.Bare(value) switch
        {
            IFieldReferenceOperation field => field.Field,
            IPropertyReferenceOperation property => property.Property,
            IParameterReferenceOperation parameter => parameter.Parameter,
            ILocalReferenceOperation local => local.Local,
            _ => null,
        };

    /// <summary>Returns the fault of the collection that a call queries, or null where it is no memory that outlives the handler.</summary>
    private static string? KindOf(IInvocationOperation call, IOperation receiver)
    {
        var type = call.TargetMethod.ContainingType;
        var name = (Values.Bare(receiver).Type as INamedTypeSymbol)?.Name;
        if (Collections.Contains(name) && EndpointMethods.IsIn(type, "System"))
        {
            return
                Values.Bare(receiver) is IFieldReferenceOperation or IPropertyReferenceOperation or IParameterReferenceOperation
                || Values.Bare(receiver) is ILocalReferenceOperation local && MemoryQueues.IsOuter(local)
                ? "What is remembered here is forgotten when the process ends, and other instances do not know it"
                : null;
        }

        if (name is "IMemoryCache" or "MemoryCache" or "ObjectCache")
            return "What this cache remembers is forgotten when the process ends or memory is short, and other instances do not know it";
        return name is "IDistributedCache" or "HybridCache" or "IFusionCache" or "IDatabase" or "IDatabaseAsync" && !IsAtomic(call)
            ? "A cache may forget, and two requests at the same moment both find nothing here"
            : null;
    }

    private static bool IsAtomic(IInvocationOperation call) =>
        call.Arguments.Any(argument => argument is { ArgumentKind: ArgumentKind.Explicit, Parameter.Type.Name: "When" });
}
