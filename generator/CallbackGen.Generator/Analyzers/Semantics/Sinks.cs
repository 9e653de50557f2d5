using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Identifies the calls that write data where operators read it.</summary>
internal static class Sinks
{
    private static readonly string[] LogLibraries = ["Serilog", "NLog", "log4net"];

    private static readonly string[] LogTypes =
    [
        "ILogger",
        "Logger",
        "Log",
        "ILog",
        "LogContext",
        "LoggerBase",
        "ILoggerBase",
        "LoggerExtensions",
        "IDiagnosticContext",
        "DiagnosticContext",
        "ScopeContext",
        "MappedDiagnosticsLogicalContext",
        "GlobalDiagnosticsContext",
    ];

    // Libraries that send their input to an external service.
    private static readonly string[] Trackers =
    [
        "Sentry",
        "Bugsnag",
        "Mindscape.Raygun4Net",
        "Rollbar",
        "Honeybadger",
        "Exceptionless",
        "Microsoft.ApplicationInsights",
        "NewRelic",
        "Datadog",
        "Elastic.Apm",
        "OpenTelemetry",
        "Prometheus",
        "StatsdClient",
        "Segment",
        "Mixpanel",
        "PostHog",
        "Amplitude",
    ];

    /// <summary>The name of telemetry in messages.</summary>
    public const string Telemetry = "telemetry";

    /// <summary>Returns the sink of a call, in words; null when it writes to none.</summary>
    public static string? Of(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var type = method.ContainingType;
        if (IsLog(method) || IsLogDelegate(call))
            return "a log";
        if (method.MethodKind == MethodKind.Constructor && IsException(type))
            return "an exception";
        if (IsTracker(type) && method.MethodKind == MethodKind.Ordinary)
            return Telemetry;
        return type.Name switch
        {
            "Console" when IsIn(type, "System") && method.Name.StartsWith("Write", StringComparison.Ordinal) => "the console",
            "TextWriter" when IsConsole(call.Instance) => "the console",
            "Debug"
            or "Trace"
            or "TraceSource" when IsIn(type, "System.Diagnostics") && method.Name is not ("Start" or "Stop" or "Close" or "Flush") =>
                "the debug output",
            "Activity"
            or "ActivityTagsCollection"
                when IsIn(type, "System.Diagnostics")
                    && method.Name is "SetTag" or "AddTag" or "SetBaggage" or "AddBaggage" or "SetStatus" or "AddEvent" or "Add" =>
                "a trace",
            "TagList" when method.Name == "Add" => "a metric",
            "EventLog" when IsIn(type, "System.Diagnostics") && method.Name is "WriteEntry" or "WriteEvent" => "the event log",
            "EventSource" when IsIn(type, "System.Diagnostics.Tracing") && method.Name is "WriteEvent" or "Write" => "a trace",
            _ when IsIn(type, "System.Diagnostics.Metrics") && method.Name is "Add" or "Record" => "a metric",
            _ => null,
        };
    }

    /// <summary>
    /// Returns the sink of an assignment, in words: the data of an exception, a member of a library that reports to an external
    /// service; null for any other assignment.
    /// </summary>
    public static string? Of(ISimpleAssignmentOperation assignment)
    {
        if (assignment.Target is not IPropertyReferenceOperation target)
            return null;
        if (
            target.Property.IsIndexer
            && target.Instance is IPropertyReferenceOperation { Property.Name: "Data", Instance: { } exception }
            && IsException(Values.Bare(exception).Type)
        )
            return "an exception";
        return
            IsTracker(target.Property.ContainingType)
            || target is { Property.IsIndexer: true, Instance: IPropertyReferenceOperation { Property: var owner } }
                && IsTracker(owner.ContainingType)
            ? Telemetry
            : null;
    }

    /// <summary>Whether a type belongs to a library that reports to an external service.</summary>
    private static bool IsTracker(INamedTypeSymbol type) => Trackers.Any(library => IsIn(type, library));

    /// <summary>
    /// Whether a method writes to a log: a method of a logger, or one that a source generator implements for an attribute.
    /// </summary>
    public static bool IsLog(IMethodSymbol method)
    {
        var type = method.ContainingType;
        return IsIn(type, "Microsoft.Extensions.Logging")
                && (type.Name == "LoggerExtensions" || type.Name is "ILogger" && method.Name is "Log" or "BeginScope")
            || LogTypes.Contains(type.Name) && LogLibraries.Any(library => IsIn(type, library))
            || LoggerMessage(method) is not null;
    }

    /// <summary>Returns the attribute of a log method that a source generator implements, or null.</summary>
    public static AttributeData? LoggerMessage(IMethodSymbol method) =>
        !method.ReturnsVoid
            ? null
            : (method.PartialDefinitionPart ?? method)
                .GetAttributes()
                .FirstOrDefault(attribute =>
                    attribute.AttributeClass is { Name: "LoggerMessageAttribute" } type && IsIn(type, "Microsoft.Extensions.Logging")
                );

    /// <summary>Whether a type is an exception, whose message will be logged.</summary>
    public static bool IsException(ITypeSymbol? type) => EndpointMethods.DerivesFrom(type as INamedTypeSymbol, "Exception", "System");

    // The delegate that LoggerMessage.Define creates.
    private static bool IsLogDelegate(IInvocationOperation call) =>
        call is { TargetMethod: { MethodKind: MethodKind.DelegateInvoke, ContainingType.Name: "Action" }, Arguments: [var first, ..] }
        && first.Value.Type?.Name == "ILogger";

    private static bool IsConsole(IOperation? writer) =>
        writer is not null
        && Values.Bare(writer) is IPropertyReferenceOperation { Property: { Name: "Out" or "Error", ContainingType.Name: "Console" } };

    private static bool IsIn(ITypeSymbol type, string @namespace) => EndpointMethods.IsIn(type, @namespace);
}
