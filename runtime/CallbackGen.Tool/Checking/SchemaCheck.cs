using System.Collections.Concurrent;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Infer;
using CallbackGen.Tool.Output;

namespace CallbackGen.Tool.Checking;

/// <summary>The result of a check of schemas.</summary>
/// <param name="Schemas">The number of schemas.</param>
/// <param name="Tests">The number of their tests.</param>
/// <param name="Twins">The number of tampered copies of their requests that were verified.</param>
/// <param name="Findings">The findings, ordered by file and position.</param>
internal sealed record CheckReport(int Schemas, int Tests, int Twins, IReadOnlyList<Finding> Findings);

/// <summary>
/// Checks schemas with the compiler and with their own tests and tampered copies. Tests of an unchanged schema are not run again.
/// </summary>
/// <param name="compiler">Compiles the schemas.</param>
internal sealed class SchemaCheck(FeedCompiler compiler)
{
    private ConcurrentDictionary<SchemaSource, TestedSchema> _tested = [];

    /// <summary>Checks the schemas that arguments name. A schema that cannot be read is a finding.</summary>
    /// <param name="host">Provides the files.</param>
    /// <param name="arguments">The files, folders and feeds, as <see cref="SchemaSources"/> accepts them.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <exception cref="ToolException">A named file, folder or feed does not exist.</exception>
    public CheckReport Run(ToolHost host, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var (schemas, unread) = SchemaSources.FindReadable(host, arguments);
        var report = Run(schemas, cancellationToken);
        return report with
        {
            Schemas = report.Schemas + unread.Count,
            Findings = InOrder(
                report.Findings.Concat(unread.Select(file => ToolRule.Unreadable.At(Sentence(file.Why), SourcePlace.StartOf(file.Path))))
            ),
        };
    }

    /// <summary>Checks schemas, separately for each project.</summary>
    /// <param name="schemas">The schemas.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    public CheckReport Run(IReadOnlyList<SchemaSource> schemas, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var tested = new ConcurrentDictionary<SchemaSource, TestedSchema>();
        foreach (var project in schemas.GroupBy(schema => ProjectFolders.Of(schema.Path), StringComparer.Ordinal))
        {
            using var compiled = compiler.CompileToRunOnce([.. project], cancellationToken);
            findings.AddRange(
                compiled.Findings.Select(finding =>
                    Undecided.IsIn(finding, project)
                        ? finding with
                        {
                            Message = $"{finding.Message.TrimEnd('.')}. {Undecided.Remedy}",
                        }
                        : finding
                )
            );
            Parallel.ForEach(
                compiled.Feeds,
                new ParallelOptions { CancellationToken = cancellationToken },
                feed => tested[feed.Schema] = _tested.TryGetValue(feed.Schema, out var known) ? known : TestedSchema.Of(feed)
            );
        }

        _tested = tested;
        findings.AddRange(tested.Values.SelectMany(schema => schema.Findings));
        return new(schemas.Count, tested.Values.Sum(schema => schema.Tests), tested.Values.Sum(schema => schema.Twins), InOrder(findings));
    }

    private static IReadOnlyList<Finding> InOrder(IEnumerable<Finding> findings) =>
        [
            .. findings
                .OrderBy(finding => finding.Place?.File, StringComparer.Ordinal)
                .ThenBy(finding => finding.Place?.Line)
                .ThenBy(finding => finding.Place?.Column),
        ];

    private static string Sentence(string why) => char.ToUpperInvariant(why[0]) + why[1..];
}
