using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1036: an answer, a health report or a log discloses data that helps to forge callbacks.</summary>
public sealed class GivenAwayAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.GivenAway];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var disclosures = new Disclosures(symbols);
        context.RegisterOperationAction(
            operation => Analyze(operation, disclosures),
            OperationKind.Invocation,
            OperationKind.ObjectCreation,
            OperationKind.SimpleAssignment,
            OperationKind.Return
        );
    }

    private static void Analyze(OperationAnalysisContext context, Disclosures disclosures)
    {
        var operation = context.Operation;
        ServingFunction? function = null;
        foreach (var value in AnswerSinks.In(operation, context.ContainingSymbol))
            Report(
                context,
                value,
                disclosures.InAnswer(value, function ??= ServingFunction.Of(operation, context.ContainingSymbol)),
                "an answer"
            );
        foreach (var value in AnswerSinks.InHealth(operation))
            Report(
                context,
                value,
                disclosures.InReport(value, function ??= ServingFunction.Of(operation, context.ContainingSymbol)),
                "a health report"
            );
        if (operation is IInvocationOperation call && Sinks.Of(call) is { } sink)
        {
            var apart = sink == "a log" ? LogTemplates.TakenApart(call).Select(taken => Values.Bare(taken.Value)).ToList() : [];
            foreach (var argument in call.Arguments)
                // CBG1009 reports a key that is read at its configuration path there.
                Report(
                    context,
                    argument.Value,
                    disclosures
                        .InReport(argument.Value, function ??= ServingFunction.Of(operation, context.ContainingSymbol))
                        .Where(found =>
                            found.Place is not IPropertyReferenceOperation { Property.IsIndexer: true }
                            && (!Disclosures.IsTold(found.Place) || apart.Contains(found.Place))
                        ),
                    sink
                );
        }
    }

    private static void Report(OperationAnalysisContext context, IOperation value, IEnumerable<Disclosure> found, string sink)
    {
        var reported = new HashSet<SyntaxNode>();
        foreach (var disclosure in found)
        {
            // A value in a local is reported where it is disclosed, because an editor analyzes one code block at a time.
            var isHere = value.Syntax.Span.Contains(disclosure.Place.Syntax.Span);
            var place = isHere ? disclosure.Place.Syntax : value.Syntax;
            // A part of a reported expression discloses the same value.
            if ((isHere ? !reported.Any(node => node.Span.Contains(place.Span)) : reported.Count == 0) && reported.Add(place))
                context.ReportDiagnostic(
                    Diagnostic.Create(
                        HandlerRules.GivenAway,
                        place.GetLocation(),
                        disclosure.IsCertain ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info,
                        null,
                        null,
                        disclosure.What,
                        sink
                    )
                );
        }
    }
}
