using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Tells calls that may change something outside from those that look something up, log or reshape.</summary>
internal static class Effects
{
    private static readonly string[] Lookups =
    [
        "Find", "Get", "Load", "Read", "Query", "Exists", "Any", "Is", "Has", "Can", "Check", "Validate", "Parse", "TryParse", "TryGet", "To", "As", "From", "Create",
        "Map", "Format", "Contains", "Select", "Where", "First", "Single", "Count", "Sum", "List", "Search", "Lookup", "Fetch", "BeginScope", "Mask", "Describe", "Include", "Verify", "Receive",
    ];

    // Verbs that leave no doubt, whatever the call gives back.
    private static readonly string[] Verbs =
    [
        "Activate", "Approve", "Book", "Capture", "Charge", "Complete", "Credit", "Deliver", "ExecuteDelete", "ExecuteNonQuery", "ExecuteSql", "ExecuteUpdate", "Fulfil",
        "Fulfill", "Grant", "Insert", "Mark", "Pay", "Process", "Save", "Settle", "Ship", "Update", "Upsert",
    ];

    // They have somebody look again, who sees for himself.
    private static readonly string[] Nudges = ["Refresh", "Reload", "Recheck", "Sync", "Synchronize", "Reconcile", "Poll"];

    /// <summary>Whether a call does something by its name, although it gives something back; or sends a command that does.</summary>
    public static bool Orders(IInvocationOperation call) =>
        IsVerb(call.TargetMethod.Name)
        || call.TargetMethod.Name is "Send" or "SendAsync" or "InvokeAsync" && call.Arguments is [{ Value: var command }, ..] && Values.Bare(command) is IObjectCreationOperation { Type.Name: var name } && IsVerb(name);

    /// <summary>Whether a call only has somebody ask the provider how things stand.</summary>
    public static bool IsNudge(IMethodSymbol method) => Nudges.Any(word => StartsWithWord(method.Name, word));

    /// <summary>The calls with an effect that run when a function or a part of it runs.</summary>
    public static IEnumerable<IInvocationOperation> In(IOperation part) => Values.Directly(part).OfType<IInvocationOperation>().Where(IsEffect);

    /// <summary>Whether a call may change something outside. What the platform does in memory, answers and logs do not.</summary>
    public static bool IsEffect(IInvocationOperation call)
    {
        var type = call.TargetMethod.ContainingType;
        if (Sinks.Of(call) is not null || IsMemory(type) || EndpointMethods.IsIn(type, "Microsoft.AspNetCore") || EndpointMethods.IsIn(type, "Microsoft.Extensions") || EndpointMethods.IsIn(type, "CallbackGen"))
            return false;
        if (call.Instance is { } instance && Values.Bare(instance) is IPropertyReferenceOperation part && RequestData.PartOf(part) is not null)
            return false;
        return !Lookups.Any(word => StartsWithWord(call.TargetMethod.Name, word));
    }

    /// <summary>Whether an expression is a task.</summary>
    public static bool IsTask(ITypeSymbol? type) =>
        type is { Name: "Task" or "ValueTask" } && type.ContainingNamespace?.ToDisplayString() == "System.Threading.Tasks";

    private static bool IsMemory(ITypeSymbol type) =>
        EndpointMethods.IsIn(type, "System") && !EndpointMethods.IsIn(type, "System.Net") && !EndpointMethods.IsIn(type, "System.Data") && !EndpointMethods.IsIn(type, "System.IO");

    private static bool IsVerb(string name)
    {
        var bare = StartsWithWord(name, "Try") ? name.Substring(3) : name;
        return Verbs.Any(verb => StartsWithWord(bare, verb));
    }

    private static bool StartsWithWord(string name, string word) =>
        name.StartsWith(word, StringComparison.Ordinal) && (name.Length == word.Length || !char.IsLower(name[word.Length]));
}
