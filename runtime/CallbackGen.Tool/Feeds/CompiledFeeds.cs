using System.Runtime.Loader;
using CallbackGen.Tool.Output;

namespace CallbackGen.Tool.Feeds;

/// <summary>A feed, and the schema that it was compiled from.</summary>
internal sealed record CompiledFeed(CallbackFeed Feed, SchemaSource Schema);

/// <summary>The result of a compilation of schemas.</summary>
internal sealed class CompiledFeeds : IDisposable
{
    private readonly AssemblyLoadContext? _context;

    internal CompiledFeeds(AssemblyLoadContext? context, IReadOnlyList<CompiledFeed> feeds, IReadOnlyList<Finding> findings) =>
        (_context, Feeds, Findings) = (context, feeds, findings);

    /// <summary>
    /// The feeds, by name. A schema with errors has a feed too, as far as it could be parsed; that feed rejects every request.
    /// </summary>
    public IReadOnlyList<CompiledFeed> Feeds { get; }

    /// <summary>The diagnostics of the generator and of the schema analyzer, by file and position.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    public bool HasErrors => Findings.Any(finding => finding.Severity == Severity.Error);

    /// <summary>Returns the feed of a name, ignoring case; null when there is none.</summary>
    public CompiledFeed? Find(string name) => Feeds.FirstOrDefault(feed => feed.Feed.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Unloads the compiled assembly. The feeds must not be used afterwards.</summary>
    public void Dispose()
    {
        CallbackFeedRegistry.Remove(Feeds.Select(feed => feed.Feed));
        _context?.Unload();
    }
}
