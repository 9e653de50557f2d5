using System.Collections.Immutable;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema;
using CallbackGen.Generator.Schema.Callback;
using CallbackGen.Generator.Schema.Security;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator.Analyzers;

/// <summary>The feeds of all schema files, for problems between two of them.</summary>
internal sealed class FeedFiles
{
    private readonly List<FeedModel> _selective = [];

    // By provider, ignoring case as the configuration of keys does. A feed with errors rejects everything and is left out.
    private readonly Dictionary<string, List<KeyedFeed>> _providers = new(StringComparer.OrdinalIgnoreCase);

    public static FeedFiles Find(ImmutableArray<AdditionalText> files, Func<SourceText, SchemaResult> read)
    {
        var found = new FeedFiles();
        foreach (var file in files.Where(file => SchemaReader.IsSchemaFile(file.Path)))
        {
            if (file.GetText() is { } text && read(text).Feed is { } feed)
                found.Add(feed);
        }

        return found;
    }

    /// <summary>
    /// Returns the name of the provider's first other feed that may also select a request of this feed; null where none may.
    /// </summary>
    public string? FindOverlap(FeedModel feed) =>
        !feed.HasSelection
            ? null
            : _selective
                .Where(other =>
                    other.FeedName != feed.FeedName && string.Equals(other.Provider, feed.Provider, StringComparison.OrdinalIgnoreCase)
                )
                .FirstOrDefault(other => !SelectionOverlap.AreToldApart(feed, other))
                ?.FeedName;

    /// <summary>
    /// Returns the problem between the event that the feed shares and the provider's other feeds; null where there is none.
    /// </summary>
    public string? FindEventProblem(FeedModel feed) =>
        Others(feed).Select(other => SharedEventRule.WrongWith(feed, other.Feed)).FirstOrDefault(problem => problem is not null);

    /// <summary>
    /// Returns the other feeds for which a text that a scheme signs may be mistaken, in order and grouped by the kind of confusion.
    /// </summary>
    public IEnumerable<IGrouping<Confusion, (string Feed, string Key, string Example)>> FindConfusions(
        FeedModel feed,
        VerifyModel scheme
    ) =>
        OfProvider(feed)
            .Where(own => own.Feed.FeedName == feed.FeedName)
            .Take(1)
            .SelectMany(own => own.Texts)
            .Where(text => text.Scheme.Equals(scheme))
            .SelectMany(text => Others(feed).SelectMany(other => other.Texts).Select(other => (text, other)))
            .Select(pair =>
                (
                    Found: SharedKeyRule.Compare(pair.text, pair.other),
                    pair.other.Feed,
                    Key: SignedText.SharedKeys(pair.text, pair.other).FirstOrDefault()
                )
            )
            // Another rule reports two endpoints whose selections overlap.
            .Where(pair =>
                pair.Found.Kind != Confusion.None
                && !(pair.Found.Kind == Confusion.OfRecords && feed.HasSelection && pair.Feed.HasSelection)
            )
            .GroupBy(pair => pair.Found.Kind, pair => (pair.Feed.FeedName, pair.Key, pair.Found.Example));

    /// <summary>Returns the other feeds for which a code of an answer may sign a callback.</summary>
    public IEnumerable<string> FindOracles(FeedModel feed, CodeModel code) =>
        Others(feed).Where(other => OracleRule.FindSigned(code, feed, other.Texts) is not null).Select(other => other.Feed.FeedName);

    /// <summary>Returns the other feeds in which a configured value of one name is a secret and here is not, or the reverse.</summary>
    public IEnumerable<string> FindOtherSecrecy(FeedModel feed, string name) =>
        feed.Keys.FirstOrDefault(declared => declared.Name == name) is not { } key
            ? []
            : Others(feed)
                .Where(other =>
                    other.Feed.Keys.Any(against =>
                        string.Equals(against.Name, name, StringComparison.OrdinalIgnoreCase)
                        && against.Secret != key.Secret
                        && IsConfigured(against)
                        && IsConfigured(key)
                    )
                )
                .Select(other => other.Feed.FeedName);

    /// <summary>Whether a key is read from the configuration, and not looked up or fetched at run time.</summary>
    private static bool IsConfigured(KeyModel key) => key.Lookup is null && key.Fetch is null;

    private IEnumerable<KeyedFeed> Others(FeedModel feed) => OfProvider(feed).Where(other => other.Feed.FeedName != feed.FeedName);

    private List<KeyedFeed> OfProvider(FeedModel feed) =>
        !feed.HasErrors && _providers.TryGetValue(feed.Provider, out var feeds) ? feeds : [];

    private void Add(FeedModel feed)
    {
        if (!feed.HasErrors)
        {
            if (!_providers.TryGetValue(feed.Provider, out var feeds))
                _providers.Add(feed.Provider, feeds = []);
            feeds.Add(new KeyedFeed(feed, [.. SignedText.Of(feed)]));
        }

        // A selection that could not be parsed in full allows no conclusion about another feed.
        if (feed.HasSelection)
            _selective.Add(feed);
    }

    private sealed record KeyedFeed(FeedModel Feed, IReadOnlyList<SignedText> Texts);
}
