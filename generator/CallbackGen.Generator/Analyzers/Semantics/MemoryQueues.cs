using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Identifies the calls that put work into the memory of this process: a channel, a queue, a timer, a cache.</summary>
internal static class MemoryQueues
{
    private static readonly (string Type, string[] Methods)[] Queues =
    [
        ("ChannelWriter", ["WriteAsync", "TryWrite"]),
        ("ConcurrentQueue", ["Enqueue"]),
        ("Queue", ["Enqueue"]),
        ("PriorityQueue", ["Enqueue"]),
        ("BlockingCollection", ["Add", "TryAdd"]),
        ("ConcurrentBag", ["Add"]),
        ("ConcurrentStack", ["Push"]),
        ("IProducerConsumerCollection", ["TryAdd"]),
        ("IObserver", ["OnNext"]),
        ("Subject", ["OnNext"]),
        ("SubjectBase", ["OnNext"]),
        ("ISubject", ["OnNext"]),
        ("ReplaySubject", ["OnNext"]),
        ("DataflowBlock", ["Post", "SendAsync"]),
        ("ITargetBlock", ["Post", "SendAsync", "OfferMessage"]),
        ("ActionBlock", ["Post", "SendAsync"]),
        ("BufferBlock", ["Post", "SendAsync"]),
    ];

    // Usual names of the queue that Microsoft's documentation shows for hosted services, and of Coravel's queue.
    private static readonly string[] OwnQueues =
    [
        "BackgroundTaskQueue",
        "BackgroundWorkQueue",
        "BackgroundWorkItemQueue",
        "BackgroundQueue",
        "InMemoryQueue",
        "MemoryQueue",
        "TaskQueue",
    ];

    private static readonly string[] Collections =
    [
        "List",
        "LinkedList",
        "IList",
        "ICollection",
        "ConcurrentDictionary",
        "Dictionary",
        "IDictionary",
    ];

    private static readonly string[] Puts = ["Add", "TryAdd", "AddLast", "AddOrUpdate", "Insert"];

    /// <summary>Whether a call itself stores its arguments in memory.</summary>
    public static bool Is(IInvocationOperation call)
    {
        var method = call.TargetMethod.ReducedFrom ?? call.TargetMethod;
        var (type, name) = (method.ContainingType, method.Name);
        if (
            Queues.Any(queue => type.Name == queue.Type && queue.Methods.Contains(name))
            && (EndpointMethods.IsIn(type, "System") || EndpointMethods.IsIn(type, "Microsoft"))
        )
            return IsKept(RequestData.Receiver(call));
        if (Collections.Contains(type.Name) && Puts.Contains(name) && EndpointMethods.IsIn(type, "System.Collections"))
            return IsField(RequestData.Receiver(call));
        if (
            OwnQueues.Any(queue => type.Name.EndsWith(queue, StringComparison.Ordinal))
            || type.Name == "IQueue" && EndpointMethods.IsIn(type, "Coravel")
        )
            return name.StartsWith("Queue", StringComparison.Ordinal)
                || name.StartsWith("Enqueue", StringComparison.Ordinal)
                || name.StartsWith("Add", StringComparison.Ordinal)
                || name.StartsWith("Write", StringComparison.Ordinal);
        return name.StartsWith("QueueBackgroundWorkItem", StringComparison.Ordinal)
            || IsLifetime(call)
            || name.StartsWith("Set", StringComparison.Ordinal)
                && type.Name is "CacheExtensions" or "IMemoryCache" or "MemoryCache" or "ObjectCache";
    }

    /// <summary>Whether a creation starts a timer, whose function runs later.</summary>
    public static bool Is(IObjectCreationOperation creation) =>
        creation.Type is { Name: "Timer" } type && EndpointMethods.IsIn(type, "System");

    /// <summary>Whether an assignment puts a value into a collection that outlives the function.</summary>
    public static bool Is(ISimpleAssignmentOperation assignment) =>
        assignment.Target
            is IPropertyReferenceOperation { Property: { IsIndexer: true, ContainingType: var type }, Instance: var collection }
        && Collections.Contains(type.Name)
        && EndpointMethods.IsIn(type, "System.Collections")
        && IsField(collection);

    /// <summary>Whether a call registers a function that runs when the host stops, or has started.</summary>
    private static bool IsLifetime(IInvocationOperation call) =>
        call is { TargetMethod.Name: "Register", Instance: { } token }
        && Values.Bare(token) is IPropertyReferenceOperation { Property.ContainingType.Name: "IHostApplicationLifetime" };

    // A queue that is local to the call is processed during the call.
    private static bool IsKept(IOperation? queue) =>
        queue is not null
        && Values.Bare(queue) switch
        {
            ILocalReferenceOperation local => Values.WrittenTo(local) is not [var written]
                || Values.Bare(written)
                    is not (IObjectCreationOperation or IInvocationOperation { TargetMethod.Name: "CreateBounded" or "CreateUnbounded" })
                || IsOuter(local),
            IPropertyReferenceOperation { Property.Name: "Writer", Instance: { } channel } => IsKept(channel),
            _ => true,
        };

    /// <summary>Whether a local is declared in a function around the one that references it.</summary>
    public static bool IsOuter(ILocalReferenceOperation local)
    {
        foreach (var ancestor in Surroundings.Ancestors(local))
        {
            var function = ancestor switch
            {
                IAnonymousFunctionOperation lambda => lambda.Symbol,
                ILocalFunctionOperation inner => inner.Symbol,
                _ => null,
            };
            if (function is not null)
                return !SymbolEqualityComparer.Default.Equals(local.Local.ContainingSymbol, function);
        }

        return false;
    }

    private static bool IsField(IOperation? collection) =>
        collection is not null
        && Values.Bare(collection) switch
        {
            IFieldReferenceOperation or IPropertyReferenceOperation { Property.IsStatic: true } => true,
            ILocalReferenceOperation local => IsOuter(local),
            _ => false,
        };
}
