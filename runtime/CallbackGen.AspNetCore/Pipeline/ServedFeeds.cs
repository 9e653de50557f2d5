using CallbackGen.Definitions;
using CallbackGen.Verification;
using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>The feeds that an endpoint serves: one, or several, of which each request belongs to one.</summary>
internal sealed class ServedFeeds
{
    private readonly CallbackFeedGroup _group;

    /// <param name="feeds">The feeds, in the order in which they are tried.</param>
    /// <exception cref="ArgumentException">There is no feed.</exception>
    public ServedFeeds(params IReadOnlyList<CallbackFeed> feeds)
    {
        _group = new(feeds);
        Name = feeds.Count == 1 ? feeds[0].Name : string.Join('+', feeds.Select(feed => feed.Provider.ToLowerInvariant()).Distinct());
        Methods =
        [
            .. feeds
                .SelectMany(feed => feed.Definition.Receive.Concat(feed.Definition.ReceiveChallenge))
                .Select(transport => transport.Method)
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];
        Challenged = [.. feeds.Where(feed => feed.Definition.ReceiveChallenge.Count > 0)];
        Only = feeds.Count == 1 ? feeds[0] : null;
        ReadsQuery = feeds.Any(ReadsQueryOf);
        MaxBodyBytes = feeds.Max(feed => feed.Definition.MaxBodyBytes);
    }

    public IReadOnlyList<CallbackFeed> Feeds => _group.Feeds;

    /// <summary>The feed, if there is only one.</summary>
    public CallbackFeed? Only { get; }

    /// <summary>The name of a request while its feed is not known: the only feed, or the provider.</summary>
    public string Name { get; }

    /// <summary>The HTTP methods of all feeds.</summary>
    public IReadOnlyList<string> Methods { get; }

    /// <summary>The feeds whose provider may send a handshake.</summary>
    public IReadOnlyList<CallbackFeed> Challenged { get; }

    /// <summary>Whether the query of a request may contain a part of a callback or a handshake.</summary>
    public bool ReadsQuery { get; }

    /// <summary>The largest body, in bytes, that any of the feeds accepts.</summary>
    public int MaxBodyBytes { get; }

    /// <summary>Selects the feed of a request by unverified bytes; a single feed is selected without looking at them.</summary>
    public CallbackFeed? Choose(CallbackVerification request, out CallbackRejection? rejection)
    {
        rejection = null;
        return Only ?? _group.SelectOpen(request, out rejection);
    }

    /// <summary>
    /// Whether the query of a feed's requests may contain a part of a callback or a handshake: the payload, a proof, the argument
    /// of a key lookup or, if the URL is signed, any parameter that the provider appends.
    /// </summary>
    public static bool ReadsQueryOf(CallbackFeed feed) =>
        feed.Definition is var definition
        && (
            definition.SignsUrl
            || definition
                .Receive.Concat(definition.ReceiveChallenge)
                .Any(transport => transport.Content == CallbackContent.Query || HttpMethods.IsGet(transport.Method))
            || definition
                .Proofs.Concat(definition.ChallengeProof is { } handshake ? [handshake] : [])
                .SelectMany(proof => (IEnumerable<string?>)[proof.From, proof.Time?.From])
                .Concat(definition.Keys.SelectMany(key => (IEnumerable<string?>)[key.Lookup, key.Fetch?.From]))
                .Append(definition.SignatureFrom)
                .Append(definition.EventFrom)
                .Any(place => place?.StartsWith("query:", StringComparison.Ordinal) == true)
        );

    /// <summary>
    /// Returns the conflict that one feed would answer another's callbacks as handshakes, because no condition distinguishes them; or null.
    /// </summary>
    private static string? FindGreeted(CallbackFeed greeting, CallbackFeed other) =>
        greeting.Definition.AnswersAnyChallenge
        && other.Definition.Receive.FirstOrDefault(transport =>
            greeting.Definition.ReceiveChallenge.Any(own => own.Method == transport.Method)
        )
            is { } lost
            ? $"{greeting.Name} answers every {lost.Method} as a handshake, so {other.Name} would never receive one: give the "
                + "\"challenge\" a condition that only the handshake satisfies, in \"when\"."
            : null;

    /// <summary>Returns the reason why feeds cannot share an address, or null.</summary>
    public static string? FindConflict(IReadOnlyList<CallbackFeed> feeds)
    {
        for (var first = 0; first < feeds.Count; first++)
        {
            foreach (var later in feeds.Skip(first + 1))
            {
                if (later == feeds[first])
                    return $"{later.Name} is mapped twice to one address.";
                if ((FindGreeted(feeds[first], later) ?? FindGreeted(later, feeds[first])) is { } conflict)
                    return conflict;
                if (
                    !feeds[first].Definition.HasSelection
                    && feeds[first].Definition.Receive.Any(way => later.Definition.Receive.Any(way.Meets))
                )
                {
                    return $"{feeds[first].Name} takes every request that arrives as {later.Name} does, so that the latter would "
                        + "never get one: give its schema a \"select\", or map it last.";
                }
            }
        }

        return null;
    }
}
