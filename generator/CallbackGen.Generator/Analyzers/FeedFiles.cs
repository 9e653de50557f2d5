using System.Collections.Immutable;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator.Analyzers;

/// <summary>The feeds of all schema files, for what is wrong between two of them.</summary>
internal sealed class FeedFiles
{
    private readonly Dictionary<string, List<string>> _types = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<FeedModel> _selective = [];

    public static FeedFiles Find(ImmutableArray<AdditionalText> files, Func<SourceText, SchemaResult> read)
    {
        var found = new FeedFiles();
        foreach (var file in files.Where(file => SchemaReader.IsSchemaFile(file.Path)))
        {
            if (file.GetText() is { } text && read(text).Feed is { } feed)
                found.Add(file.Path, feed);
        }

        return found;
    }

    /// <summary>The first name that another file takes too, the feed's own before those of the types below it.</summary>
    public (string Name, string Path)? FindTwin(FeedModel feed, string path)
    {
        foreach (var type in DeclaredTypes.Of(feed))
        {
            if (_types.TryGetValue(type, out var paths) && paths.FirstOrDefault(other => other != path) is { } twin)
                return (type == feed.TypeName ? feed.FeedName : $"{feed.FeedName} (its type {type})", twin);
        }

        return null;
    }

    /// <summary>The first other feed of the provider that a request of this one might be taken for.</summary>
    public string? FindOverlap(FeedModel feed) =>
        !feed.HasSelection
            ? null
            : _selective
                .Where(other => other.FeedName != feed.FeedName && string.Equals(other.Provider, feed.Provider, StringComparison.OrdinalIgnoreCase))
                .FirstOrDefault(other => !SelectionOverlap.AreToldApart(feed, other))?.FeedName;

    private void Add(string path, FeedModel feed)
    {
        foreach (var type in DeclaredTypes.Of(feed))
        {
            if (!_types.TryGetValue(type, out var paths))
                _types.Add(type, paths = []);
            paths.Add(path);
        }

        // A select that could not be read in full says nothing about another.
        if (feed.HasSelection)
            _selective.Add(feed);
    }
}
