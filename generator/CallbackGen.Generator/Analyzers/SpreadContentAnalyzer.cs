using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// CBG1043: code stores or sends a whole payload with sensitive members, or middleware writes out the content of every
/// request, which includes callbacks.
/// </summary>
public sealed class SpreadContentAnalyzer : HandlerAnalyzer
{
    // Names of methods that store an object, when a type of the application or of a store declares them.
    private static readonly string[] Keeping =
    [
        "Add",
        "Insert",
        "Save",
        "Store",
        "Write",
        "Record",
        "Append",
        "Publish",
        "Enqueue",
        "Send",
        "Log",
        "Track",
        "Set",
        "Capture",
        "Audit",
        "Execute",
        "Put",
        "Push",
    ];

    private static readonly string?[] Wrappers =
    [
        "MemoryStream",
        "BinaryData",
        "StringContent",
        "ByteArrayContent",
        "JsonContent",
        "HttpContent",
        "Stream",
    ];

    // Ends the search at a local that is computed from itself.
    private const int MostSteps = 3;

    private static readonly string[] Hosts = ["System", "Microsoft.AspNetCore", "Microsoft.Extensions.Primitives"];

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.SpreadContent];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var leaks = new Leaks(symbols, places);
        var storing = new StoredFirst(context.Compilation);
        context.RegisterOperationAction(operation => AnalyzeCall(operation, symbols, places, leaks, storing), OperationKind.Invocation);
        context.RegisterOperationAction(operation => AnalyzeCreation(operation, symbols, leaks, storing), OperationKind.ObjectCreation);
        context.RegisterOperationAction(operation => AnalyzeAssignment(operation, symbols, leaks, storing), OperationKind.SimpleAssignment);
    }

    private static void AnalyzeCall(
        OperationAnalysisContext context,
        CallbackSymbols symbols,
        SchemaPlaces places,
        Leaks leaks,
        StoredFirst storing
    )
    {
        var call = (IInvocationOperation)context.Operation;
        var place = Spreads.Of(call.TargetMethod, call);
        if (place is not null)
            ReportWhole(context, call.Arguments, place, symbols, leaks, storing);
        if (Spreads.OfMembers(call.TargetMethod, place) is { } told && Sinks.Of(call) is null)
        {
            foreach (var argument in call.Arguments)
                ReportMembers(context, argument.Value, told, places, leaks);
        }

        if (Spreads.KeyOf(call) is { } key)
            ReportMembers(context, key, "the key of a cache", places, leaks);
        else if (HttpLogHeaders.ProofIn(call) is { } header && CallbackProjects.Receive(context.Compilation))
            Report(context, header, "The signature or token of every callback", "a log");
        else if (Keeps(call) && Middleware.Around(call) is not null && CallbackProjects.Receive(context.Compilation))
            ReportRequest(context, call, leaks);
    }

    private static void AnalyzeCreation(OperationAnalysisContext context, CallbackSymbols symbols, Leaks leaks, StoredFirst storing)
    {
        var creation = (IObjectCreationOperation)context.Operation;
        if (creation.Constructor is not { } constructor)
            return;
        if (Spreads.Of(constructor, creation) is { } place)
            ReportWhole(context, creation.Arguments, place, symbols, leaks, storing);
        else
            ReportWhole(
                context,
                [
                    .. creation.Arguments.Where(argument =>
                        argument.Parameter is { Type.SpecialType: SpecialType.System_String } parameter && Spreads.IsColumn(parameter)
                    ),
                ],
                "a column",
                symbols,
                leaks,
                storing
            );
    }

    private static void AnalyzeAssignment(OperationAnalysisContext context, CallbackSymbols symbols, Leaks leaks, StoredFirst storing)
    {
        var assignment = (ISimpleAssignmentOperation)context.Operation;
        if (Spreads.Of(assignment) is { } place && IsWhole(assignment.Value, symbols, leaks) && !IsStored(context, place, storing))
            Report(context, assignment.Value, Leaks.WholePayload, place);
    }

    private static void ReportWhole(
        OperationAnalysisContext context,
        ImmutableArray<IArgumentOperation> arguments,
        string place,
        CallbackSymbols symbols,
        Leaks leaks,
        StoredFirst storing
    )
    {
        if (
            arguments.FirstOrDefault(argument => IsWhole(argument.Value, symbols, leaks)) is { } whole
            && !IsStored(context, place, storing)
        )
            Report(context, whole.Value, Leaks.WholePayload, place);
    }

    /// <summary>Whether the inbox stored the callback before it was queued, so that the queue holds it for a while only.</summary>
    private static bool IsStored(OperationAnalysisContext context, string place, StoredFirst storing) =>
        place == Spreads.Queue && storing.Is(context.Operation, context.CancellationToken);

    /// <summary>Whether a value is a payload of a feed with sensitive members, or a serialized one.</summary>
    private static bool IsWhole(IOperation value, CallbackSymbols symbols, Leaks leaks)
    {
        var bare = Wrapped(value, 0);
        var isPayload = symbols.PayloadOf(bare.Type) is not null || symbols.PayloadInside(bare.Type) is not null;
        return (isPayload || MayBeSerialized(bare) && leaks.In(bare).Any(leak => leak is { IsWhole: true, What: Leaks.WholePayload }))
            && PayloadsIn(bare, symbols).Any(payload => CallbackSymbols.MembersOf(payload).Any(symbols.IsSensitive));
    }

    /// <summary>Returns the value inside the content of a message, a stream or a local with one.</summary>
    private static IOperation Wrapped(IOperation value, int steps) =>
        Values.Bare(value) switch
        {
            IObjectCreationOperation
            {
                Type.Name: "MemoryStream" or "BinaryData" or "StringContent" or "ByteArrayContent",
                Arguments: [var content, ..]
            } => Wrapped(content.Value, steps),
            IInvocationOperation
            {
                TargetMethod: { ContainingType.Name: "JsonContent" or "BinaryData", IsStatic: true },
                Arguments: [var content, ..]
            } => Wrapped(content.Value, steps),
            ILocalReferenceOperation local
                when steps < MostSteps && Wrappers.Contains(local.Type?.Name) && Values.WrittenTo(local) is [var written, ..] => Wrapped(
                written,
                steps + 1
            ),
            var bare => bare,
        };

    private static bool MayBeSerialized(IOperation value) =>
        value
            is IInvocationOperation
                or ILocalReferenceOperation
                or IObjectCreationOperation
                or IInterpolatedStringOperation
                or IBinaryOperation
                or IAnonymousObjectCreationOperation;

    /// <summary>Returns the payloads from which a value is created.</summary>
    private static IEnumerable<INamedTypeSymbol> PayloadsIn(IOperation value, CallbackSymbols symbols) =>
        value
            .DescendantsAndSelf()
            .Concat(
                value
                    .DescendantsAndSelf()
                    .OfType<ILocalReferenceOperation>()
                    .SelectMany(Values.WrittenTo)
                    .SelectMany(written => written.DescendantsAndSelf())
            )
            .Select(operation => symbols.PayloadOf(operation.Type) ?? symbols.PayloadInside(operation.Type))
            .OfType<INamedTypeSymbol>();

    private static void ReportMembers(OperationAnalysisContext context, IOperation value, string place, SchemaPlaces places, Leaks leaks)
    {
        foreach (var leak in leaks.In(value).Where(leak => leak.Member is not null))
            context.ReportDiagnostic(
                Create(HandlerRules.SpreadContent, leak.Place.Syntax.GetLocation(), places.Of(leak.Member!), leak.What, place)
            );
    }

    /// <summary>Whether a call stores data durably.</summary>
    private static bool Keeps(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        return Sinks.Of(call) is not null
            || FileSinks.IsFile(call)
            || Keeping.Any(word => method.Name.StartsWith(word, StringComparison.Ordinal))
                && !Hosts.Any(name => EndpointMethods.IsIn(method.ContainingType, name));
    }

    private static void ReportRequest(OperationAnalysisContext context, IInvocationOperation call, Leaks leaks)
    {
        var sink = Sinks.Of(call) ?? (FileSinks.IsFile(call) ? "a file" : null);
        foreach (var argument in call.Arguments)
        {
            // CBG1009 reports the content that it finds in a log or a file.
            if (Middleware.ContentOf(argument.Value) is not var (place, what) || sink is not null && leaks.In(argument.Value).Any())
                continue;
            Report(context, place, what, sink ?? "a store");
            return;
        }
    }

    private static void Report(OperationAnalysisContext context, IOperation value, string what, string place) =>
        context.ReportDiagnostic(Create(HandlerRules.SpreadContent, value.Syntax.GetLocation(), null, what, place));
}
