using System.Collections.Immutable;
using System.Text;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Emit;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema;
using CallbackGen.Generator.Schema.JsonSchema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator;

/// <summary>
/// Compiles every <c>*.callback.json</c> among the additional files to payload records, a strict reader, a verifier and a JSON context.
/// Its output depends only on those files, the project's options and the names of references, so editing C# code emits nothing again.
/// It reports the problems for which types are missing or the trust level changes, and declarations with another trust level
/// (<see cref="WrongLevelReport"/>), because the compiler drops the diagnostics of analyzers where declarations do not compile.
/// <see cref="Analyzers.SchemaAnalyzer"/> reports all others.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class CallbackGenerator : IIncrementalGenerator
{
    internal const string FeedsStep = "Feeds";
    internal const string LibraryStep = "TokenLibrary";
    internal const string NamesStep = "FeedNames";
    internal const string EmittedStep = "EmittedFeeds";
    internal const string ProblemsStep = "Problems";
    internal const string TrustStep = "Trust";

    /// <inheritdoc />
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // 1. The files, compared by path and content. No file is filtered out here: every step runs for each file whenever one file
        // changes, even a step that only filters or converts.
        var files = context.AdditionalTextsProvider.WithComparer(SchemaFiles.Comparer);

        // 2. The feed of each schema file, as far as it can be read, and the generator's diagnostics about it; null for every other file.
        var feeds = files
            .Select(
                static (file, cancellationToken) =>
                    SchemaFiles.Read(file, cancellationToken) is { } text ? ReadFile.From(file.Path, text) : null
            )
            .WithTrackingName(FeedsStep);

        var project = context.AnalyzerConfigOptionsProvider.Select(static (options, _) => ProjectOptions.From(options.GlobalOptions));

        // 3. The packages, among those that some schemes need, that the project references. References do not change with C# code.
        var library = context
            .MetadataReferencesProvider.Where(static reference => TokenLibrary.All.Any(library => library.IsReferredBy(reference.Display)))
            .Collect()
            .Select(
                static (references, _) =>
                    TokenLibrary
                        .All.Where(library => references.Any(reference => library.IsReferredBy(reference.Display)))
                        .Select(library => library.Package)
                        .ToEquatableArray()
            )
            .WithTrackingName(LibraryStep);

        // 4. Of two files with the same name, of the feed or of a type below it, the first by path is compiled, and both are
        // reported. The choice is made over all files at once: where a file passes a filter in one run and not in the next, the
        // driver loses the outputs of its neighbours.
        var compiled = feeds.Collect().Select(static (feeds, _) => FirstOfEachName(feeds));

        // 5. The feeds that are compiled, each compared by itself.
        var emitted = compiled
            .Combine(project.Combine(library))
            .SelectMany(static (pair, _) => Emitted(pair.Left, pair.Right.Left, pair.Right.Right))
            .WithTrackingName(EmittedStep);

        // 6. The names alone, so that the list of feeds changes only when a name does.
        var names = compiled
            .Select(static (feeds, _) => feeds.Select(feed => feed.TypeName).ToEquatableArray())
            .WithTrackingName(NamesStep);

        // 7. The diagnostics, separate from the emitted sources, because a span changes with every line above it.
        var problems = feeds.Collect().Select(static (files, _) => FindProblems(files)).WithTrackingName(ProblemsStep);

        // 8. The trust summary of each feed for the build, where the project enables it.
        var trust = compiled
            .Combine(project)
            .Select(static (pair, _) => pair.Right.TellsTrust ? pair.Left.Select(TrustEmitter.Tell).ToEquatableArray() : default)
            .WithTrackingName(TrustStep);

        // 9. The declarations in C# with a trust level that their feed does not reach.
        WrongLevelReport.Register(
            context,
            feeds.Collect().Select(static (files, _) => files.Select(file => file?.Reached).OfType<ReachedLevel>().ToEquatableArray())
        );

        context.RegisterSourceOutput(
            trust,
            static (output, lines) =>
            {
                if (lines.Count > 0)
                    output.AddSource(TrustEmitter.HintName, Source(TrustEmitter.Emit(lines)));
            }
        );
        context.RegisterSourceOutput(
            problems,
            static (output, problems) =>
            {
                foreach (var problem in problems)
                    output.ReportDiagnostic(problem.ToDiagnostic());
            }
        );
        context.RegisterSourceOutput(emitted, static (output, emitted) => Emit(output, emitted));
        context.RegisterSourceOutput(
            names.Combine(project),
            static (output, pair) =>
            {
                // A list without feeds would hide the list of another project: in Pay.Tests, the name CallbackFeeds refers to that of Pay.
                if (pair.Left.Count > 0)
                    output.AddSource(RegistryEmitter.HintName, Source(RegistryEmitter.Emit(pair.Left, pair.Right)));
            }
        );
    }

    private static void Emit(SourceProductionContext output, EmittedFeed emitted)
    {
        var (feed, project, lacking) = emitted;
        var types = CodeWriter.File(project, aliases: JsonContextEmitter.Aliases);
        PayloadEmitter.Emit(types, feed);
        ReaderEmitter.Emit(types, feed);
        types.Line();
        if (feed.Checks.Count > 0)
        {
            ChecksEmitter.Emit(types, feed);
            types.Line();
        }

        JsonContextEmitter.Emit(types, feed);
        output.AddSource($"{feed.TypeName}.g.cs", Source(types.ToString()));
        output.AddSource($"{feed.TypeName}.Verifier.g.cs", Source(VerifierEmitter.Emit(feed, project, lacking)));
    }

    private static SourceText Source(string text) => SourceText.From(text, Encoding.UTF8);

    private static IEnumerable<EmittedFeed> Emitted(
        ImmutableArray<FeedModel> feeds,
        ProjectOptions project,
        EquatableArray<string> packages
    ) =>
        feeds.Select(feed => new EmittedFeed(
            feed with
            {
                SchemaFile = project.PathOf(feed.SchemaFile),
            },
            project,
            SourceUse
                .Libraries(feed.Verify)
                .Concat(SourceUse.Libraries(feed.Challenge?.Verify))
                .FirstOrDefault(library => !packages.Contains(library.Package))
        ));

    /// <summary>
    /// Returns the feeds whose names no earlier file by path has taken. They keep the order of the files. A new file is the last, so
    /// that existing feeds keep their positions.
    /// </summary>
    private static ImmutableArray<FeedModel> FirstOfEachName(ImmutableArray<ReadFile?> files)
    {
        var feeds = files.Select(file => file?.Feed).OfType<ReadFeed>().ToList();
        if (AllNamesDiffer(feeds))
            return [.. feeds.Select(feed => feed.Feed)];
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        // By position: a set of models would hash their whole contents.
        var isFirst = new bool[feeds.Count];
        foreach (var position in Enumerable.Range(0, feeds.Count).OrderBy(position => feeds[position].Path, StringComparer.Ordinal))
        {
            var types = feeds[position].Types;
            if (types.Any(taken.Contains))
                continue;
            taken.UnionWith(types);
            isFirst[position] = true;
        }

        return [.. feeds.Where((_, position) => isFirst[position]).Select(feed => feed.Feed)];
    }

    /// <summary>Returns the problems that the generator reports: those of each file, and files with the same name.</summary>
    private static EquatableArray<SchemaProblem> FindProblems(ImmutableArray<ReadFile?> files)
    {
        var problems = files.SelectMany(file => file?.Problems ?? default).ToList();
        var feeds = files.Select(file => file?.Feed).OfType<ReadFeed>().ToList();
        if (!AllNamesDiffer(feeds))
            problems.AddRange(feeds.Select(feed => FindTwin(feed, feeds)).OfType<SchemaProblem>());
        return problems.ToEquatableArray();
    }

    /// <summary>
    /// Returns a problem for the first name that another file has too: the feed's own name, then those of the types below it.
    /// </summary>
    private static SchemaProblem? FindTwin(ReadFeed feed, List<ReadFeed> feeds)
    {
        foreach (var type in feed.Types)
        {
            if (
                feeds.Find(other => other.Path != feed.Path && other.Types.Contains(type, StringComparer.OrdinalIgnoreCase)) is not { } twin
            )
                continue;
            var name = type == feed.Feed.TypeName ? feed.Feed.FeedName : $"{feed.Feed.FeedName} (its type {type})";
            return feed.Name with
            {
                Problem = feed.Name.Problem with { Arguments = new[] { name, System.IO.Path.GetFileName(twin.Path) }.ToEquatableArray() },
            };
        }

        return null;
    }

    /// <summary>
    /// Returns whether no two feeds share a name. This is nearly always so, and then nothing has to be sorted or compared.
    /// </summary>
    private static bool AllNamesDiffer(List<ReadFeed> feeds)
    {
        var seen = new HashSet<int>();
        foreach (var feed in feeds)
        {
            for (var i = 0; i < feed.Hashes.Count; i++)
            {
                if (!seen.Add(feed.Hashes[i]))
                    return false;
            }
        }

        return true;
    }

    /// <summary>A schema file: its feed, or null, and the problems that the generator reports for it.</summary>
    private sealed record ReadFile(ReadFeed? Feed, EquatableArray<SchemaProblem> Problems)
    {
        /// <summary>
        /// Gets the feed's trust level; null where a problem of the file may be the reason that it is not the intended level.
        /// </summary>
        public ReachedLevel? Reached { get; private init; }

        public static ReadFile From(string path, SourceText text)
        {
            var written = text.ToString();
            var result = SchemaReader.Read(written);
            var problems = result.OfGenerator.Select(problem => SchemaProblem.At(problem, path, text)).ToEquatableArray();
            if (result.Feed is not { } feed)
                return new(null, problems);
            var name = SchemaProblem.At(new Problem(SchemaRules.DuplicateFeed, result.NamePlace, default), path, text);
            var lines = result
                .Origins.Select(origin => new SchemaLineModel(origin.Type, origin.Name, text.Lines.IndexOf(origin.Place.Start) + 1))
                .Prepend(new SchemaLineModel(feed.TypeName, null, name.Lines.Start.Line + 1));
            return new(
                ReadFeed.From(path, feed with { SchemaDigest = SchemaDigest.Of(written), SchemaLines = lines.ToEquatableArray() }, name),
                problems
            )
            {
                Reached = problems.Count == 0 ? ReachedLevel.Of(feed, name) : null,
            };
        }
    }

    /// <summary>
    /// A feed with its type names and their hashes, which are computed once because they are compared whenever any file changes. The
    /// span of the feed's name is stored as the problem that a name conflict would be.
    /// </summary>
    private sealed record ReadFeed(
        string Path,
        FeedModel Feed,
        EquatableArray<string> Types,
        EquatableArray<int> Hashes,
        SchemaProblem Name
    )
    {
        public static ReadFeed From(string path, FeedModel feed, SchemaProblem name)
        {
            var types = DeclaredTypes.Of(feed).ToEquatableArray();
            return new(
                path,
                feed with
                {
                    SchemaFile = path,
                },
                types,
                types.Select(StringComparer.OrdinalIgnoreCase.GetHashCode).ToEquatableArray(),
                name
            );
        }
    }

    /// <summary>Everything that a feed's sources are emitted from, so that a change of anything else emits none of them again.</summary>
    private sealed record EmittedFeed(FeedModel Feed, ProjectOptions Project, TokenLibrary? Lacking);
}
