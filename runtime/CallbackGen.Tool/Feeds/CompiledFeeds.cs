using System.Runtime.Loader;
using CallbackGen.Tool.Output;

namespace CallbackGen.Tool.Feeds;

/// <summary>A feed, and the schema that it was compiled of.</summary>
internal sealed record CompiledFeed(CallbackFeed Feed, SchemaSource Schema);

/// <summary>What a compilation of schemas gave.</summary>
internal sealed class CompiledFeeds : IDisposable
{
    private readonly AssemblyLoadContext? _context;

    internal CompiledFeeds(AssemblyLoadContext? context, IReadOnlyList<CompiledFeed> feeds, IReadOnlyList<Finding> findings) =>
        (_context, Feeds, Findings) = (context, feeds, findings);

    /// <summary>The feeds, by name. A schema with errors still gives its feed, as far as it could be read, which then refuses everything.</summary>
    public IReadOnlyList<CompiledFeed> Feeds { get; }

    /// <summary>What the generator and the analyzer of schemas say, by file and place.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    public bool HasErrors => Findings.Any(finding => finding.Severity == Severity.Error);

    /// <summary>The feed of a name, regardless of case; null when there is none.</summary>
    public CompiledFeed? Find(string name) => Feeds.FirstOrDefault(feed => feed.Feed.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Lets go of what was compiled. The feeds must not be used afterwards.</summary>
    public void Dispose()
    {
        CallbackFeedRegistry.Remove(Feeds.Select(feed => feed.Feed));
        _context?.Unload();
    }
}
