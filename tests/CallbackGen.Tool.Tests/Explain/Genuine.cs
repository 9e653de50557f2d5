using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Explain;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Keys;

namespace CallbackGen.Tool.Tests.Explain;

/// <summary>The published requests of the catalogue: the verified tests of its schemas.</summary>
internal sealed class Genuine : IDisposable
{
    private static readonly Lazy<Genuine> Loaded = new(() => new());

    private readonly CompiledFeeds _compiled = Harness.Shared.Compiler.Compile(Catalogue.Read(), isAnalyzed: false);

    private Genuine() => All = [.. _compiled.Feeds.SelectMany(Of)];

    public static Genuine Catalog => Loaded.Value;

    /// <summary>Each of them, as a subject of explain.</summary>
    public IReadOnlyList<Subject> All { get; }

    public void Dispose() => _compiled.Dispose();

    /// <summary>The requests of one feed.</summary>
    public static IEnumerable<Subject> Of(CompiledFeed feed) =>
        SchemaTests.Read(feed.Schema).Select(capture => Of(feed, capture)).Where(subject => subject.Observe().IsAccepted);

    private static Subject Of(CompiledFeed feed, Capture capture)
    {
        var values = ToolKeys
            .Read(
                new()
                {
                    Out = TextWriter.Null,
                    Error = TextWriter.Null,
                    Folder = "/",
                },
                []
            )
            .Of(feed.Feed, capture)
            .Values;
        return new()
        {
            Feed = feed.Feed,
            Schema = feed.Schema,
            Sent = new(capture, null),
            Values = values,
            Others = values,
            Clock = capture.ClockOr(TimeProvider.System),
        };
    }
}
