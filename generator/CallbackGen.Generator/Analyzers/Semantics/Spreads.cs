using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Tells the places to which a payload goes as a whole and stays: files, stores of objects, caches, queues, other people's services.</summary>
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

    // What people call the column of a table that keeps what was received.
    private static readonly string[] Columns = ["Raw", "Json", "Body", "Payload", "Document", "Content", "Blob"];

    /// <summary>Where a call or constructor puts what it is given, in words; null when that is nowhere that is meant.</summary>
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

    /// <summary>What a queue is called in words.</summary>
    public const string Queue = "a queue";

    private const string Answer = "an answer",
        Service = "another service",
        Clients = "browsers that listen";

    private static readonly string[] Analytics = ["Analytics", "Telemetry", "Tracker", "Tracking"];

    /// <summary>Whether an assignment fills a column that keeps what was received, or the body of a message.</summary>
    public static string? Of(ISimpleAssignmentOperation assignment)
    {
        if (assignment.Target is not IPropertyReferenceOperation { Property: var property })
            return null;
        return OfType(property.ContainingType) ?? (IsColumn(property.Name, property.ContainingType) ? "a column" : null);
    }

    // A queue may be sold beside a store of objects, in a namespace below its.
    private static string? OfType(INamedTypeSymbol type) =>
        Queues.Any(name => EndpointMethods.IsIn(type, name)) ? Queue
        : ObjectStores.Any(name => EndpointMethods.IsIn(type, name)) ? "a store of objects"
        : null;

    /// <summary>Whether a parameter fills a column of a record of the application's that keeps what was received.</summary>
    public static bool IsColumn(IParameterSymbol parameter) => IsColumn(parameter.Name, parameter.ContainingType);

    // An outbox is where a payload may lie as a whole.
    private static bool IsColumn(string name, INamedTypeSymbol owner) =>
        !owner.DeclaringSyntaxReferences.IsEmpty
        && owner.Name.IndexOf("Outbox", StringComparison.Ordinal) < 0
        && owner.Name.IndexOf("Inbox", StringComparison.Ordinal) < 0
        && Columns.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>Whether a call keeps something under a key in a cache, be it the process's own.</summary>
    public static IOperation? KeyOf(IInvocationOperation call) =>
        EndpointMethods.IsIn(call.TargetMethod.ContainingType, "Microsoft.Extensions.Caching")
        || EndpointMethods.IsIn(call.TargetMethod.ContainingType, "StackExchange.Redis")
            ? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "key")?.Value
            : null;

    /// <summary>Whether a place has members that are sensitive reported too: answers, other services, and what the application calls its analytics.</summary>
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
