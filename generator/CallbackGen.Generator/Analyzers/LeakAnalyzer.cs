using System.Collections.Immutable;
using System.Text.RegularExpressions;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// CBG1009: a sensitive member, a body, a proof or a key reaches a log, the console, an exception, a trace or a metric; or
/// a payload does with everything in it, because the log takes it apart.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LeakAnalyzer : HandlerAnalyzer
{
    /// <summary>The property of a diagnostic with the place in a message template that has a payload taken apart.</summary>
    internal const string Hole = "Hole";

    private static readonly Regex Holes = new(@"(?<!\{)\{(@?)([A-Za-z0-9_]+)[^{}]*\}", RegexOptions.CultureInvariant);

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.Leak];

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        // What a test prints about the callbacks that it made up is nobody's.
        if (TestProjects.IsTest(context.Compilation, context.Options))
            return;
        var leaks = new Leaks(symbols);
        context.RegisterOperationAction(operation => AnalyzeCall(operation, leaks, places), OperationKind.Invocation);
        context.RegisterOperationAction(operation => AnalyzeException(operation, leaks, places), OperationKind.ObjectCreation);
    }

    private static void AnalyzeCall(OperationAnalysisContext context, Leaks leaks, SchemaPlaces places)
    {
        var call = (IInvocationOperation)context.Operation;
        if (Sinks.Of(call) is not { } sink)
            return;
        foreach (var argument in call.Arguments)
            Report(context, leaks.In(argument.Value), sink, places);
        if (sink != "a log")
            return;
        foreach (var (value, hole) in TakenApart(call))
        {
            if (leaks.HoldsContent(Values.Bare(value).Type))
                context.ReportDiagnostic(Create(value, "A payload with everything in it, because the log takes it apart,", sink, hole));
        }
    }

    private static void AnalyzeException(OperationAnalysisContext context, Leaks leaks, SchemaPlaces places)
    {
        var creation = (IObjectCreationOperation)context.Operation;
        if (!IsException(creation.Type))
            return;
        foreach (var argument in creation.Arguments)
            Report(context, leaks.In(argument.Value), "an exception", places);
    }

    private static void Report(OperationAnalysisContext context, IEnumerable<Leak> leaks, string sink, SchemaPlaces places)
    {
        foreach (var leak in leaks)
            context.ReportDiagnostic(Create(HandlerRules.Leak, leak.Place.Syntax.GetLocation(), leak.Member is { } member ? places.Of(member) : null, leak.What, sink));
    }

    private static Diagnostic Create(IOperation value, string what, string sink, string? hole) =>
        Diagnostic.Create(HandlerRules.Leak, value.Syntax.GetLocation(), hole is null ? null : ImmutableDictionary<string, string?>.Empty.Add(Hole, hole), what, sink, "");

    /// <summary>The values that a log call has taken apart member by member, each with its place in the template when it has one.</summary>
    private static IEnumerable<(IOperation Value, string? Hole)> TakenApart(IInvocationOperation call)
    {
        if (Sinks.LoggerMessage(call.TargetMethod) is { } attribute)
            return OfGenerated(call, attribute);
        if (call.Arguments.Any(argument => argument is { Parameter.Name: "destructureObjects", Value.ConstantValue: { HasValue: true, Value: true } }))
            return call.Arguments.Where(argument => argument.Parameter?.Name == "value").Select(argument => (argument.Value, (string?)null));
        return OfTemplate(call);
    }

    private static IEnumerable<(IOperation Value, string? Hole)> OfGenerated(IInvocationOperation call, AttributeData attribute)
    {
        var template = attribute.ConstructorArguments.Concat(attribute.NamedArguments.Where(argument => argument.Key == "Message").Select(argument => argument.Value))
            .Select(argument => argument.Kind == TypedConstantKind.Array ? null : argument.Value as string).FirstOrDefault(text => text is not null) ?? "";
        var apart = Holes.Matches(template).Cast<Match>().Where(hole => hole.Groups[1].Length > 0).Select(hole => hole.Groups[2].Value).ToList();
        return call.Arguments
            .Where(argument => argument.Parameter is { } parameter && (apart.Contains(parameter.Name, StringComparer.OrdinalIgnoreCase) || EndpointMethods.Has(parameter, "LogPropertiesAttribute")))
            .Select(argument => (argument.Value, (string?)null));
    }

    private static IEnumerable<(IOperation Value, string? Hole)> OfTemplate(IInvocationOperation call)
    {
        var arguments = call.Arguments.OrderBy(argument => argument.Parameter?.Ordinal ?? 0).ToList();
        var template = arguments.FindIndex(argument => argument.Parameter is { Name: "message" or "messageTemplate" or "messageFormat" } && Values.Constant(argument.Value) is not null);
        if (template < 0)
            yield break;
        var values = arguments.Skip(template + 1)
            .SelectMany(argument => argument.ArgumentKind == ArgumentKind.ParamArray && argument.Value is IArrayCreationOperation { Initializer: { } elements } ? elements.ElementValues.AsEnumerable() : [argument.Value])
            .ToList();
        var holes = Holes.Matches(Values.Constant(arguments[template].Value)!).Cast<Match>().ToList();
        for (var i = 0; i < holes.Count && i < values.Count; i++)
        {
            if (holes[i].Groups[1].Length > 0)
                yield return (values[i], holes[i].Groups[2].Value);
        }
    }

    private static bool IsException(ITypeSymbol? type)
    {
        for (var ancestor = type; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (ancestor is { Name: "Exception", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } })
                return true;
        }

        return false;
    }
}
