using System.Collections.Immutable;
using System.Text;
using CallbackGen.Generator.Emit;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator;

/// <summary>
/// Turns every <c>*.callback.json</c> among the additional files into payload records, a strict reader, a verifier and
/// a JSON context. It looks at nothing but those files, so an edit of C# makes it do no work, and it reports nothing:
/// <see cref="Analyzers.SchemaAnalyzer"/> does.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class CallbackGenerator : IIncrementalGenerator
{
    internal const string FilesStep = "SchemaFiles";
    internal const string FeedsStep = "Feeds";
    internal const string NamesStep = "FeedNames";
    internal const string EmittedStep = "EmittedFeeds";

    /// <inheritdoc />
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // 1. The schema files, compared by path and content.
        var files = context.AdditionalTextsProvider
            .Where(static file => file.Path.EndsWith(SchemaReader.FileSuffix, StringComparison.OrdinalIgnoreCase))
            .Select(static (file, cancellationToken) => SchemaFile.From(file, cancellationToken))
            .Where(static file => file is not null)
            .Select(static (file, _) => file!)
            .WithTrackingName(FilesStep);

        // 2. Each file's feed, as far as it can be read.
        var feeds = files
            .Select(static (file, _) => (file.Path, SchemaReader.Read(file.Text).Feed))
            .Where(static feed => feed.Feed is not null)
            .Select(static (feed, _) => new ReadFeed(feed.Path, feed.Feed!))
            .WithTrackingName(FeedsStep);

        // 3. The names alone, so that the list of feeds changes only when a name does. Of two files with one name the
        //    first by path is compiled; the analyzer reports the other.
        var names = feeds
            .Select(static (feed, _) => new FeedName(feed.Path, feed.Feed.TypeName))
            .Collect()
            .Select(static (names, _) => FirstOfEachName(names))
            .WithTrackingName(NamesStep);

        var space = context.AnalyzerConfigOptionsProvider.Select(static (options, _) => Namespaces.Choose(options.GlobalOptions));

        // 4. The feeds that are compiled.
        var emitted = feeds
            .Combine(names)
            .Where(static pair => pair.Right.Contains(new FeedName(pair.Left.Path, pair.Left.Feed.TypeName)))
            .Select(static (pair, _) => pair.Left.Feed)
            .Combine(space)
            .WithTrackingName(EmittedStep);

        context.RegisterSourceOutput(emitted, static (output, pair) => Emit(output, pair.Left, pair.Right));
        context.RegisterSourceOutput(names.Combine(space), static (output, pair) =>
            output.AddSource(RegistryEmitter.HintName, Source(RegistryEmitter.Emit(pair.Left.Select(name => name.TypeName), pair.Right))));
    }

    private static void Emit(SourceProductionContext output, FeedModel feed, string space)
    {
        output.AddSource($"{feed.TypeName}.g.cs", Source(PayloadEmitter.Emit(feed, space)));
        output.AddSource($"{feed.TypeName}.Verifier.g.cs", Source(VerifierEmitter.Emit(feed, space)));
        output.AddSource($"{feed.TypeName}.Reader.g.cs", Source(ReaderEmitter.Emit(feed, space)));
        output.AddSource($"{feed.TypeName}.Json.g.cs", Source(JsonContextEmitter.Emit(feed, space)));
    }

    private static SourceText Source(string text) => SourceText.From(text, Encoding.UTF8);

    private static EquatableArray<FeedName> FirstOfEachName(ImmutableArray<FeedName> names) => names
        .OrderBy(name => name.Path, StringComparer.Ordinal)
        .GroupBy(name => name.TypeName, StringComparer.OrdinalIgnoreCase)
        .Select(group => group.First())
        .ToEquatableArray();

    private sealed record ReadFeed(string Path, FeedModel Feed);

    private sealed record FeedName(string Path, string TypeName);
}
