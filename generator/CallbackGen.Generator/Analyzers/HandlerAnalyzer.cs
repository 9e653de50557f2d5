using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Generator.Analyzers;

/// <summary>What the analyzers of handlers share: they look at written code only, side by side, and only where there are callbacks.</summary>
public abstract class HandlerAnalyzer : DiagnosticAnalyzer
{
    private protected HandlerAnalyzer() { }

    /// <summary>Whether projects of tests are left alone.</summary>
    private protected virtual bool SparesTests => false;

    /// <summary>Whether files are looked at that have no word of callbacks in them.</summary>
    private protected virtual bool LooksEverywhere => false;

    /// <summary>The rules that it runs: its own, or those that it gathers.</summary>
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

    /// <summary>Registers the actions of one compilation that has callbacks.</summary>
    private protected abstract void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places);

    /// <summary>
    /// A diagnostic that leads to the schema file too. The place in words is the last argument of the message, with a
    /// blank and parentheses; it is empty where the file is not at hand.
    /// </summary>
    private protected static Diagnostic Create(
        DiagnosticDescriptor rule,
        Location location,
        SchemaPlace? place,
        params object[] arguments
    ) => Create(rule, location, place, rule.DefaultSeverity, arguments);

    /// <summary>The same of a severity other than the rule's: what a rule is not certain of is a suggestion.</summary>
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
