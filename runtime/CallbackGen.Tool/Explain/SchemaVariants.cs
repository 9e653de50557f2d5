using System.Text.Json.Nodes;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Output;

namespace CallbackGen.Tool.Explain;

/// <summary>A compiled schema with its changes.</summary>
/// <param name="Changes">The changes; none for the schema itself.</param>
/// <param name="Feed">Its feed.</param>
internal sealed record SchemaVariant(IReadOnlyList<SchemaChange> Changes, CallbackFeed Feed)
{
    /// <summary>Edits that the compiler requires in addition, such as the reason for accepting a weak algorithm.</summary>
    public IReadOnlyList<SchemaEdit> Repairs { get; init; } = [];
}

/// <summary>Compiles many edited copies of one schema together, each with its own provider name.</summary>
internal sealed class SchemaVariants : IDisposable
{
    /// <summary>
    /// The members that affect the proof. Other members may contradict the edit, and are left out of the copies.
    /// </summary>
    private static readonly string[] Kept =
    [
        "provider",
        "feed",
        "receive",
        "payload",
        "keys",
        "verify",
        "decrypt",
        "challenge",
        "maxBodyBytes",
    ];

    /// <summary>Members with a reason that the language may require, by the names that the compiler reports.</summary>
    private static readonly string[] Reasons = ["undelimited", "weak"];

    private readonly FeedCompiler _compiler;
    private readonly JsonNode _schema;
    private readonly List<CompiledFeeds> _compiled = [];
    private int _count;
    private Extent _extent = Extent.Pruned;

    public SchemaVariants(FeedCompiler compiler, JsonNode schema) => (_compiler, _schema) = (compiler, schema);

    /// <summary>The parts of the schema that a copy contains.</summary>
    private enum Extent
    {
        /// <summary>The members that affect the proof, and of the declarations only those that they name.</summary>
        Pruned,

        /// <summary>The members that affect the proof, and all declarations.</summary>
        Declared,

        /// <summary>All but the tests.</summary>
        Whole,
    }

    /// <summary>Compiles copies for trials.</summary>
    /// <param name="changes">The changes of each copy.</param>
    /// <param name="cancellationToken">Cancels the compilation.</param>
    /// <returns>The valid copies; those that the compiler rejects are left out.</returns>
    public IReadOnlyList<SchemaVariant> Compile(IReadOnlyList<IReadOnlyList<SchemaChange>> changes, CancellationToken cancellationToken) =>
        Compile(changes, _extent, cancellationToken);

    /// <summary>Compiles copies with all declarations, to confirm an answer.</summary>
    /// <param name="changes">The changes of each copy.</param>
    /// <param name="cancellationToken">Cancels the compilation.</param>
    /// <returns>The valid copies.</returns>
    public IReadOnlyList<SchemaVariant> CompileToConfirm(
        IReadOnlyList<IReadOnlyList<SchemaChange>> changes,
        CancellationToken cancellationToken
    ) =>
        Compile(changes, Extent.Declared, cancellationToken) is { Count: > 0 } declared
            ? declared
            : Compile(changes, Extent.Whole, cancellationToken);

    /// <summary>Finds the smallest part of the schema that copies need.</summary>
    /// <param name="isSame">Returns whether a copy gives the same result for the request as the schema.</param>
    /// <param name="cancellationToken">Cancels the compilation.</param>
    /// <returns>Whether copies compile.</returns>
    public bool FindExtent(Func<SchemaVariant, bool> isSame, CancellationToken cancellationToken)
    {
        foreach (var extent in Enum.GetValues<Extent>())
        {
            _extent = extent;
            if (
                Compile(
                    [
                        [],
                    ],
                    cancellationToken
                )
                    is [var variant]
                && (extent != Extent.Pruned || isSame(variant))
            )
                return true;
        }

        return false;
    }

    private List<SchemaVariant> Compile(
        IReadOnlyList<IReadOnlyList<SchemaChange>> changes,
        Extent extent,
        CancellationToken cancellationToken
    )
    {
        var (variants, refused) = CompileOnce(
            [.. changes.Select(each => (each, (IReadOnlyList<SchemaEdit>)[]))],
            extent,
            cancellationToken
        );
        var repaired = refused.Where(each => each.Repairs.Count > 0).ToList();
        return repaired.Count == 0 ? variants : [.. variants, .. CompileOnce(repaired, extent, cancellationToken).Variants];
    }

    public void Dispose()
    {
        foreach (var compiled in _compiled)
            compiled.Dispose();
    }

    private (
        List<SchemaVariant> Variants,
        List<(IReadOnlyList<SchemaChange> Changes, IReadOnlyList<SchemaEdit> Repairs)> Refused
    ) CompileOnce(
        List<(IReadOnlyList<SchemaChange> Changes, IReadOnlyList<SchemaEdit> Repairs)> copies,
        Extent extent,
        CancellationToken cancellationToken
    )
    {
        var sources = copies.Select(copy => Copy([.. copy.Changes.SelectMany(change => change.Edits), .. copy.Repairs], extent)).ToList();
        var compiled = _compiler.Compile([.. sources.OfType<SchemaSource>()], isAnalyzed: false, cancellationToken);
        _compiled.Add(compiled);
        var wrong = compiled
            .Findings.Where(finding => finding.Severity == Severity.Error && finding.Place is not null)
            .ToLookup(finding => finding.Place!.File, StringComparer.Ordinal);
        List<SchemaVariant> variants = [];
        List<(IReadOnlyList<SchemaChange> Changes, IReadOnlyList<SchemaEdit> Repairs)> refused = [];
        for (var index = 0; index < copies.Count; index++)
        {
            if (sources[index] is not { FeedName: { } name } source)
                continue;
            if (wrong.Contains(source.Path))
                refused.Add((copies[index].Changes, Repair(source, wrong[source.Path])));
            else if (compiled.Find(name) is { Feed.Definition.HasErrors: false } feed)
                variants.Add(new(copies[index].Changes, feed.Feed) { Repairs = copies[index].Repairs });
        }

        return (variants, refused);
    }

    /// <summary>Creates a copy with its own provider name; null when the edits do not apply to it.</summary>
    private SchemaSource? Copy(IReadOnlyList<SchemaEdit> edits, Extent extent)
    {
        try
        {
            var tree = SchemaTree.Edit(_schema, edits);
            var callback = tree["callback"]!.AsObject();
            foreach (
                var name in callback
                    .Select(member => member.Key)
                    .Where(name => name == "tests" || (extent != Extent.Whole && !Kept.Contains(name)))
                    .ToList()
            )
                callback.Remove(name);
            if (extent == Extent.Pruned)
                SchemaPruning.Prune(tree);
            callback["provider"] = $"Try{++_count}";
            return new($"/explain/{_count}{SchemaSource.Suffix}", tree.ToJsonString());
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static List<SchemaEdit> Repair(SchemaSource source, IEnumerable<Finding> wrong)
    {
        var tree = JsonNode.Parse(source.Text)!;
        var messages = wrong.Select(finding => finding.Message).ToList();
        var schemes = tree["callback"]?["verify"]?["schemes"] is JsonArray several
            ? Enumerable.Range(0, several.Count).Select(index => $"/callback/verify/schemes/{index}")
            : ["/callback/verify"];
        return
        [
            .. schemes.SelectMany(scheme =>
                Reasons
                    .Where(reason =>
                        SchemaTree.Find(tree, $"{scheme}/{reason}") is null
                        && messages.Exists(message =>
                            message.Contains($"\"{reason}\"", StringComparison.Ordinal)
                            || message.Contains($"'{reason}'", StringComparison.Ordinal)
                        )
                    )
                    .Select(reason => new SchemaEdit("add", $"{scheme}/{reason}", JsonValue.Create("the provider signs it so")))
            ),
        ];
    }
}
