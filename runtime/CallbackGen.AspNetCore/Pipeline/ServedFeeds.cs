using CallbackGen.Verification;
using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>What an endpoint serves: one feed, or several of which each request is of one.</summary>
internal sealed class ServedFeeds
{
    private readonly CallbackFeedGroup _group;

    /// <param name="feeds">The feeds, in the order in which they are asked.</param>
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

    /// <summary>The feed, where there is only one.</summary>
    public CallbackFeed? Only { get; }

    /// <summary>What a request is called before it is known which feed it is of: the only feed, or the provider.</summary>
    public string Name { get; }

    /// <summary>The methods by which any of them arrives.</summary>
    public IReadOnlyList<string> Methods { get; }

    /// <summary>Those whose provider may send a handshake.</summary>
    public IReadOnlyList<CallbackFeed> Challenged { get; }

    /// <summary>Whether the query of a request may hold something of a callback or a handshake.</summary>
    public bool ReadsQuery { get; }

    /// <summary>The largest body that any of them takes.</summary>
    public int MaxBodyBytes { get; }

    /// <summary>The feed that a request is of, by what nobody has verified yet; a single feed takes and refuses for itself.</summary>
    public CallbackFeed? Choose(CallbackVerification request, out CallbackRejection? rejection)
    {
        rejection = null;
        return Only ?? _group.SelectOpen(request, out rejection);
    }

    /// <summary>
    /// Whether the query of a feed's requests may hold something of a callback or a handshake: the payload, what proves it, what
    /// its key is found by, or, where the URL is signed, anything that the provider appends to it.
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
                .Any(place => place?.StartsWith("query:", StringComparison.Ordinal) == true)
        );

    /// <summary>Says that a feed would answer another's callbacks as if they were handshakes, which no condition tells from them; or null.</summary>
    private static string? FindGreeted(CallbackFeed greeting, CallbackFeed other) =>
        greeting.Definition.AnswersAnyChallenge
        && other.Definition.Receive.FirstOrDefault(transport =>
            greeting.Definition.ReceiveChallenge.Any(own => own.Method == transport.Method)
        )
            is { } lost
            ? $"{greeting.Name} answers every {lost.Method} as a handshake, so that {other.Name} would never get one: say in its \"challenge\" what tells the handshake, by \"when\"."
            : null;

    /// <summary>What keeps feeds from sharing an address, or null.</summary>
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
                    return $"{feeds[first].Name} takes every request that arrives as {later.Name} does, so that the latter would never get one: "
                        + "give its schema a \"select\", or map it last.";
                }
            }
        }

        return null;
    }
}
