using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Analyzers;
using Microsoft.CodeAnalysis.Diagnostics;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.CallbackAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>The analyzer that runs every rule, and only in files that may deal with callbacks.</summary>
public sealed class CallbackAnalyzerTests
{
    [Fact]
    public void The_compiler_finds_every_rule()
    {
        var found = AllAnalyzers
            .OfHandlers.SelectMany(analyzer => analyzer.SupportedDiagnostics)
            .Select(rule => rule.Id)
            .ToHashSet(StringComparer.Ordinal);
        var rules = typeof(HandlerAnalyzer)
            .Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(HandlerAnalyzer)) && !type.IsAbstract)
            .SelectMany(type => ((DiagnosticAnalyzer)Activator.CreateInstance(type)!).SupportedDiagnostics)
            .Select(rule => rule.Id);

        Assert.DoesNotContain(rules, id => !found.Contains(id));
    }

    [Fact]
    public void No_rule_is_run_twice()
    {
        var ids = AllAnalyzers.OfHandlers.SelectMany(analyzer => analyzer.SupportedDiagnostics).Select(rule => rule.Id).ToList();

        Assert.Equal(ids.Distinct(StringComparer.Ordinal), ids);
    }

    [Fact]
    public Task A_file_that_names_nothing_but_the_type_of_a_feed_is_looked_at() =>
        Verify.VerifyAnalyzerAsync(
            """
            using Microsoft.Extensions.Logging;
            namespace Shop;
            public class Till(ILogger<Till> log)
            {
                public void Tell(AcmePayment paid) => log.LogInformation("{Email}", {|CBG1009:paid.Email|});
            }
            """
        );
}
