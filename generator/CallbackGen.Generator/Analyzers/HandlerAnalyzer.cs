using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// The base class of the handlers' analyzers. They analyze handwritten code only, concurrently, and only where a project has callbacks.
/// </summary>
public abstract class HandlerAnalyzer : DiagnosticAnalyzer
{
    private protected HandlerAnalyzer() { }

    /// <summary>Whether test projects are exempt.</summary>
    private protected virtual bool SparesTests => false;

    /// <summary>Whether files without any word about callbacks are analyzed.</summary>
    private protected virtual bool LooksEverywhere => false;

    /// <summary>The rules that the analyzer runs: itself, or the rules that it collects.</summary>
    private protected virtual ImmutableArray<HandlerAnalyzer> Rules => [this];

    /// <inheritdoc />
    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (CallbackSymbols.Of(start.Compilation) is not { } symbols)
                return;
            var places = new SchemaPlaces(
                start.Options.AdditionalFiles,
                text => start.TryGetValue(text, SchemaPlaces.Reading, out var result) ? result : SchemaReader.Read(text.ToString())
            );
            var files = new CallbackFileContext(start);
            var isTest = new Lazy<bool>(() => TestProjects.IsTest(start.Compilation, start.Options));
            foreach (var rule in Rules)
            {
                if (!rule.SparesTests || !isTest.Value)
                    rule.Register(rule.LooksEverywhere ? start : files, symbols, places);
            }

            files.End();
        });
    }

    /// <summary>Registers the actions for one compilation that has callbacks.</summary>
    private protected abstract void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places);

    /// <summary>
    /// Creates a diagnostic that also points to the schema file. The last argument of the message is that location in words, after a space
    /// and in parentheses; it is empty where the file is not available.
    /// </summary>
    private protected static Diagnostic Create(
        DiagnosticDescriptor rule,
        Location location,
        SchemaPlace? place,
        params object[] arguments
    ) => Create(rule, location, place, rule.DefaultSeverity, arguments);

    /// <summary>Creates the same diagnostic with a severity other than the rule's: an uncertain finding is a suggestion.</summary>
    private protected static Diagnostic Create(
        DiagnosticDescriptor rule,
        Location location,
        SchemaPlace? place,
        DiagnosticSeverity severity,
        params object[] arguments
    ) =>
        Diagnostic.Create(
            rule,
            location,
            severity,
            place is null ? null : new[] { place.Location },
            null,
            [.. arguments, place is null ? "" : $" ({place.Words})"]
        );
}
