using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// CBG1009: a sensitive member, a body, a proof or a key reaches a log, the console, a file, an exception, a trace or a metric, directly
/// or through a function of the compilation. So does a whole payload that a log or telemetry library destructures.
/// </summary>
public sealed class LeakAnalyzer : HandlerAnalyzer
{
    /// <summary>The diagnostic property with the position of the hole in a message template that destructures a payload.</summary>
    internal const string Hole = "Hole";

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.Leak];

    // A test's output about callbacks that it made up discloses no customer's data.
    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var leaks = new Leaks(symbols, places);
        var helpers = new HelperSinks(symbols, places);
        context.RegisterOperationAction(operation => AnalyzeCall(operation, leaks, places, helpers), OperationKind.Invocation);
        context.RegisterOperationAction(operation => AnalyzeException(operation, leaks, places), OperationKind.ObjectCreation);
        context.RegisterOperationAction(operation => AnalyzeAssignment(operation, leaks, places), OperationKind.SimpleAssignment);
        context.RegisterSymbolAction(symbol => AnalyzeAttributes(symbol, symbols), SymbolKind.Method);
    }

    private static void AnalyzeCall(OperationAnalysisContext context, Leaks leaks, SchemaPlaces places, HelperSinks helpers)
    {
        var call = (IInvocationOperation)context.Operation;
        if (Sinks.Of(call) is { } sink)
            AnalyzeSink(context, call, sink, leaks, places);
        else if (FileSinks.IsFile(call))
            Report(
                context,
                call.Arguments.SelectMany(argument => leaks.In(argument.Value))
                    .Where(leak => !leak.IsWhole || !FileSinks.ReplacesFile(call)),
                "a file",
                places
            );
        else if (HttpLogs.BodiesIn(call, context.Compilation) is { } fields)
            context.ReportDiagnostic(Create(fields, "The body of every callback", "a log", null));
        else
            AnalyzeHelper(context, call, leaks, places, helpers);
    }

    private static void AnalyzeSink(
        OperationAnalysisContext context,
        IInvocationOperation call,
        string sink,
        Leaks leaks,
        SchemaPlaces places
    )
    {
        foreach (var argument in call.Arguments)
        {
            Report(context, leaks.In(argument.Value), sink, places);
            if (sink == Sinks.Telemetry)
                ReportSent(context, argument.Value, leaks);
        }

        if (sink != "a log")
            return;
        foreach (var (value, hole) in LogTemplates.TakenApart(call))
        {
            if (leaks.HoldsContent(Values.Bare(value).Type))
                context.ReportDiagnostic(Create(value, "A whole payload, because it is destructured,", sink, hole));
            else
                Report(
                    context,
                    leaks.TakenApart(value).Concat(ConfiguredSecrets.Bound(Values.Bare(value)) is { } bound ? [bound] : []),
                    sink,
                    places
                );
        }
    }

    /// <summary>Reports an object that a library serializes in order to send it.</summary>
    private static void ReportSent(OperationAnalysisContext context, IOperation value, Leaks leaks)
    {
        if (leaks.HoldsContent(Values.Bare(value).Type))
            context.ReportDiagnostic(Create(value, "A whole payload, because it is destructured,", Sinks.Telemetry, null));
    }

    private static void AnalyzeAssignment(OperationAnalysisContext context, Leaks leaks, SchemaPlaces places)
    {
        var assignment = (ISimpleAssignmentOperation)context.Operation;
        if (Sinks.Of(assignment) is not { } sink)
            return;
        Report(context, leaks.In(assignment.Value), sink, places);
        if (sink == Sinks.Telemetry)
            ReportSent(context, assignment.Value, leaks);
    }

    /// <summary>
    /// Analyzes an action that receives a callback: reports an attribute of the action or its controller that logs the request's body.
    /// </summary>
    private static void AnalyzeAttributes(SymbolAnalysisContext context, CallbackSymbols symbols)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (!EndpointMethods.IsAction(method) || !method.Parameters.Any(parameter => symbols.PayloadInside(parameter.Type) is not null))
            return;
        if (method.GetAttributes().Concat(method.ContainingType.GetAttributes()).FirstOrDefault(HttpLogs.IsOfBody) is { } attribute)
            context.ReportDiagnostic(
                Diagnostic.Create(
                    HandlerRules.Leak,
                    method.GetAttributes().Contains(attribute)
                    && attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken).GetLocation() is { } own
                        ? own
                        : method.Locations[0],
                    "The body of every callback",
                    "a log",
                    ""
                )
            );
    }

    /// <summary>Analyzes the arguments of a call to a function of the compilation, which may log them or write them to a file.</summary>
    private static void AnalyzeHelper(
        OperationAnalysisContext context,
        IInvocationOperation call,
        Leaks leaks,
        SchemaPlaces places,
        HelperSinks helpers
    )
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is not { } parameter || argument.Value.ConstantValue.HasValue)
                continue;
            if (HelperSinks.IsWritten(call.TargetMethod) && leaks.CanHold(Values.Bare(argument.Value).Type))
                ReportHanded(context, argument.Value, parameter, leaks, places, helpers);
            else if (
                Values.Bare(argument.Value) is IMethodReferenceOperation { Method: { Parameters: [var item, ..] } group }
                && HelperSinks.IsWritten(group)
            )
                ReportItems(context, call, item, leaks, places, helpers);
        }
    }

    private static void ReportHanded(
        OperationAnalysisContext context,
        IOperation value,
        IParameterSymbol parameter,
        Leaks leaks,
        SchemaPlaces places,
        HelperSinks helpers
    )
    {
        if (leaks.HoldsContent(Values.Bare(value).Type) && !leaks.HoldsContent(parameter.OriginalDefinition.Type))
        {
            if (helpers.Of(parameter, context.CancellationToken).WhenTakenApart is { } sink)
                context.ReportDiagnostic(Create(value, "A whole payload, because it is destructured,", In(sink, parameter), null));
        }
        else if (leaks.In(value).ToList() is { Count: > 0 } found && helpers.Of(parameter, context.CancellationToken).AsText is { } sink)
        {
            Report(context, found, In(sink, parameter), places);
        }
    }

    /// <summary>Reports the content in a sequence whose items a method group logs or writes to a file.</summary>
    private static void ReportItems(
        OperationAnalysisContext context,
        IInvocationOperation call,
        IParameterSymbol item,
        Leaks leaks,
        SchemaPlaces places,
        HelperSinks helpers
    )
    {
        var found = Values.Operands(call).SelectMany(leaks.In).ToList();
        if (found.Count > 0 && helpers.Of(item, context.CancellationToken).AsText is { } sink)
            Report(context, found, In(sink, item), places);
    }

    private static string In(string sink, IParameterSymbol parameter) => $"{sink} in \"{parameter.ContainingSymbol.Name}\"";

    private static void AnalyzeException(OperationAnalysisContext context, Leaks leaks, SchemaPlaces places)
    {
        var creation = (IObjectCreationOperation)context.Operation;
        if (!Sinks.IsException(creation.Type))
            return;
        foreach (var argument in creation.Arguments)
            Report(context, leaks.In(argument.Value), "an exception", places);
    }

    private static void Report(OperationAnalysisContext context, IEnumerable<Leak> leaks, string sink, SchemaPlaces places)
    {
        foreach (var leak in leaks)
            context.ReportDiagnostic(
                Create(
                    HandlerRules.Leak,
                    leak.Place.Syntax.GetLocation(),
                    leak.Member is { } member ? places.Of(member) : null,
                    leak.IsDoubtful ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning,
                    leak.What,
                    sink
                )
            );
    }

    private static Diagnostic Create(IOperation value, string what, string sink, string? hole) =>
        Diagnostic.Create(
            HandlerRules.Leak,
            value.Syntax.GetLocation(),
            hole is null ? null : ImmutableDictionary<string, string?>.Empty.Add(Hole, hole),
            what,
            sink,
            ""
        );
}
