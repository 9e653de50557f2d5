using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Identifies the destinations at which a whole payload is stored or sent: files, object stores, caches, queues, external services.
/// </summary>
internal static class Spreads
{
    private static readonly string[] ObjectStores = ["Azure.Storage", "Amazon.S3", "Google.Cloud.Storage", "Minio", "FluentStorage"];

    private static readonly string[] Queues =
    [
        "Azure.Messaging",
        "Azure.Storage.Queues",
        "Amazon.SQS",
        "Amazon.SimpleNotificationService",
        "RabbitMQ",
        "Confluent.Kafka",
        "MassTransit",
        "NServiceBus",
        "Rebus",
        "Wolverine",
        "EasyNetQ",
        "Google.Cloud.PubSub",
        "NATS",
        "DotNetCore.CAP",
    ];

    private static readonly string[] Caches =
    [
        "Microsoft.Extensions.Caching.Distributed",
        "Microsoft.Extensions.Caching.Hybrid",
        "StackExchange.Redis",
        "ZiggyCreatures.Caching",
        "EasyCaching",
    ];

    // Usual names of a table column that stores a received document.
    private static readonly string[] Columns = ["Raw", "Json", "Body", "Payload", "Document", "Content", "Blob"];

    /// <summary>Returns the destination of a call's or constructor's arguments, in words; null when there is none.</summary>
    public static string? Of(IMethodSymbol method, IOperation operation)
    {
        var type = method.ContainingType;
        if (operation is IInvocationOperation call && FileSinks.IsFile(call))
            return "a file";
        if (OfType(type) is { } place)
            return place;
        if (
            Caches.Any(name => EndpointMethods.IsIn(type, name))
            && (method.Name.IndexOf("Set", StringComparison.Ordinal) >= 0 || method.Name.IndexOf("Push", StringComparison.Ordinal) >= 0)
        )
            return "a cache that is shared";
        if (
            method.Name is "PostAsJsonAsync" or "PutAsJsonAsync" or "PatchAsJsonAsync" or "PostAsync" or "PutAsync"
            && operation is IInvocationOperation { Arguments: var arguments }
            && arguments.Any(argument =>
                Values.Constant(argument.Value) is { } address && address.StartsWith("http", StringComparison.Ordinal)
            )
        )
            return Service;
        if (EndpointMethods.IsIn(type, "Microsoft.AspNetCore.SignalR") && method.Name.StartsWith("Send", StringComparison.Ordinal))
            return Clients;
        return IsAnswer(method) ? Answer : null;
    }

    /// <summary>The name of a queue in messages.</summary>
    public const string Queue = "a queue";

    private const string Answer = "an answer",
        Service = "another service",
        Clients = "browsers that listen";

    private static readonly string[] Analytics = ["Analytics", "Telemetry", "Tracker", "Tracking"];

    /// <summary>
    /// Returns the destination of an assignment: a column that stores a received document, or the body of a message; null for any other.
    /// </summary>
    public static string? Of(ISimpleAssignmentOperation assignment)
    {
        if (assignment.Target is not IPropertyReferenceOperation { Property: var property })
            return null;
        return OfType(property.ContainingType) ?? (IsColumn(property.Name, property.ContainingType) ? "a column" : null);
    }

    // The namespace of a queue may be below that of an object store of the same vendor.
    private static string? OfType(INamedTypeSymbol type) =>
        Queues.Any(name => EndpointMethods.IsIn(type, name)) ? Queue
        : ObjectStores.Any(name => EndpointMethods.IsIn(type, name)) ? "a store of objects"
        : null;

    /// <summary>Whether a parameter is for a column of an application's record that stores a received document.</summary>
    public static bool IsColumn(IParameterSymbol parameter) => IsColumn(parameter.Name, parameter.ContainingType);

    // An outbox may store a whole payload.
    private static bool IsColumn(string name, INamedTypeSymbol owner) =>
        !owner.DeclaringSyntaxReferences.IsEmpty
        && owner.Name.IndexOf("Outbox", StringComparison.Ordinal) < 0
        && owner.Name.IndexOf("Inbox", StringComparison.Ordinal) < 0
        && Columns.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>
    /// Returns the key under which a call stores a value in a cache, possibly the process's own; null for any other call.
    /// </summary>
    public static IOperation? KeyOf(IInvocationOperation call) =>
        EndpointMethods.IsIn(call.TargetMethod.ContainingType, "Microsoft.Extensions.Caching")
        || EndpointMethods.IsIn(call.TargetMethod.ContainingType, "StackExchange.Redis")
            ? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "key")?.Value
            : null;

    /// <summary>
    /// Returns the destination for which single sensitive members are reported too: answers, external services, and the application's
    /// analytics by name; otherwise null.
    /// </summary>
    public static string? OfMembers(IMethodSymbol method, string? place) =>
        place is Answer or Service or Clients ? place
        : Analytics.Any(word => method.ContainingType.Name.IndexOf(word, StringComparison.Ordinal) >= 0) ? "analytics"
        : null;

    private static bool IsAnswer(IMethodSymbol method) =>
        method.Name is "WriteAsync" or "WriteAsJsonAsync"
            && method.ContainingType.Name is "HttpResponseWritingExtensions" or "HttpResponseJsonExtensions"
        || method.ContainingType.Name is "Results" or "TypedResults" or "ControllerBase" or "Controller"
            && EndpointMethods.IsIn(method.ContainingType, "Microsoft.AspNetCore")
            && method.Name
                is "Ok"
                    or "Json"
                    or "Accepted"
                    or "BadRequest"
                    or "Conflict"
                    or "UnprocessableEntity"
                    or "Problem"
                    or "StatusCode"
                    or "Content"
                    or "Text"
                    or "NotFound"
                    or "InternalServerError";
}
