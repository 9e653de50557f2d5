using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Analyzers.Tests.Harness;

/// <summary>
/// Applies every code fix that is offered for the reported diagnostics, one at a time and by Fix All. Afterwards the code must compile
/// without the fixed diagnostic and without a new one. Every test of an analyzer runs this check.
/// </summary>
internal static class FixTrial
{
    // Their fixes turn a function into a handler, so that other rules may report it afterwards.
    private static readonly string[] Revealing = ["CBG1001", "CBG1002", "CBG1013"];

    /// <summary>Applies the fixes and checks the results.</summary>
    /// <param name="project">The project.</param>
    /// <param name="reported">The diagnostics of the project.</param>
    /// <param name="each">Whether each fix is also applied alone, which takes one analysis per fix.</param>
    public static async Task RunAsync(Project project, IReadOnlyList<Diagnostic> reported, bool each = true)
    {
        foreach (
            var (provider, rule) in AllAnalyzers.Fixes.SelectMany(
                provider => provider.FixableDiagnosticIds,
                (provider, rule) => (provider, rule)
            )
        )
        {
            var faults = reported.Where(diagnostic => diagnostic.Location.IsInSource && diagnostic.Id == rule).ToList();
            var offered = new List<(Diagnostic Fault, CodeAction Fix)>();
            foreach (var fault in faults)
            {
                if (await HandlerFixes.ActionsAsync(project, fault, provider) is [var fix, ..])
                    offered.Add((fault, fix));
            }

            if (offered.Count == 0)
                continue;
            // For Fix All, tools use the equivalence key of the first fix, or null when the first diagnostic has no fix.
            Assert.Single(offered.Select(offer => offer.Fix.EquivalenceKey).Distinct());
            var analyzers = AllAnalyzers
                .OfHandlers.Where(analyzer => analyzer.SupportedDiagnostics.Any(told => told.Id == rule || !HandlerProject.IsAtEnd(told)))
                .ToArray();
            if (each && offered.Count > 1)
            {
                foreach (var (_, fix) in offered)
                    await CheckAsync(project, await HandlerFixes.ApplyAsync(fix), rule, faults.Count - 1, analyzers);
            }

            foreach (var key in new[] { offered[0].Fix.EquivalenceKey, null }.Take(Effort.Of(quick: 1, deep: 2)))
            {
                var all = await HandlerFixes.AllAsync(
                    project.GetDocument(offered[0].Fault.Location.SourceTree)!,
                    faults,
                    provider,
                    key,
                    FixAllScope.Solution
                );
                await CheckAsync(project, await HandlerFixes.ApplyAsync(all), rule, faults.Count - offered.Count, analyzers);
            }
        }
    }

    /// <summary>Compares the diagnostics of a project before and after a fix.</summary>
    private static async Task CheckAsync(Project before, Project after, string rule, int left, DiagnosticAnalyzer[] analyzers)
    {
        var changed = after.GetChanges(before).GetChangedDocuments().ToList();
        Assert.NotEmpty(changed);
        var (reportedBefore, compilerBefore) = await HandlerProject.LookAtAsync(before, analyzers, changed);
        var (reportedAfter, compilerAfter) = await HandlerProject.LookAtAsync(after, analyzers, changed);
        var text = string.Join(
            "\n",
            await Task.WhenAll(changed.Select(async id => (await after.GetDocument(id)!.GetTextAsync()).ToString()))
        );

        // Code that did not compile before may need several fixes.
        if (compilerBefore.All(diagnostic => diagnostic.Severity != DiagnosticSeverity.Error))
            Assert.True(
                !More(compilerBefore, compilerAfter).Any(),
                $"After the fix of {rule} the compiler says {string.Join("; ", More(compilerBefore, compilerAfter))}:\n{text}"
            );
        Assert.True(
            reportedAfter.Count(diagnostic => diagnostic.Id == rule) <= left,
            $"After its fix {rule} is still reported: {string.Join("; ", reportedAfter.Where(diagnostic => diagnostic.Id == rule))}\n{text}"
        );
        if (!Revealing.Contains(rule))
            Assert.True(
                !More(reportedBefore, reportedAfter).Any(),
                $"After the fix of {rule} there is {string.Join("; ", More(reportedBefore, reportedAfter))}:\n{text}"
            );
    }

    /// <summary>Returns the additional warnings and errors, for each id that is now reported more often.</summary>
    private static IEnumerable<Diagnostic> More(IEnumerable<Diagnostic> before, IEnumerable<Diagnostic> after)
    {
        var known = before.ToLookup(diagnostic => diagnostic.Id);
        return after
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            .GroupBy(diagnostic => diagnostic.Id)
            .SelectMany(rule => rule.Skip(known[rule.Key].Count()));
    }
}
