using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Analyzers.Tests.Harness;

/// <summary>
/// Applies whatever is offered for what a test has reported, each by itself and all at once: the code compiles then, the fault is
/// gone, and no other has come. Every test of an analyzer runs it, so that no rule and no case can be left out.
/// </summary>
internal static class FixTrial
{
    // They make a handler of what was none, so that what it does wrong is seen from then on.
    private static readonly string[] Revealing = ["CBG1001", "CBG1002", "CBG1013"];

    /// <summary>Tries them.</summary>
    /// <param name="project">The project.</param>
    /// <param name="reported">What was reported of it.</param>
    /// <param name="each">Whether each is tried by itself too; that takes long where there are many.</param>
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
            // Tools take the key of the first fix for all, or none where the first fault has no fix.
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

    /// <summary>Compares a project with what it was before a fix.</summary>
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

        // Code that did not compile may need several fixes until it does.
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

    /// <summary>The warnings and errors of rules of which there are more than before.</summary>
    private static IEnumerable<Diagnostic> More(IEnumerable<Diagnostic> before, IEnumerable<Diagnostic> after)
    {
        var known = before.ToLookup(diagnostic => diagnostic.Id);
        return after
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            .GroupBy(diagnostic => diagnostic.Id)
            .SelectMany(rule => rule.Skip(known[rule.Key].Count()));
    }
}
