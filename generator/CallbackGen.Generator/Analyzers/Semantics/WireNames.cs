using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>A compiled feed whose members a function reads by their names.</summary>
/// <param name="Feed">The feed.</param>
/// <param name="Names">The read names that belong to the feed.</param>
/// <param name="ReadsProof">Whether its signature or token is among the values that are read.</param>
internal sealed record WireMatch(FeedModel Feed, IReadOnlyList<string> Names, bool ReadsProof);

/// <summary>The names of the compiled feeds' members on the wire.</summary>
internal sealed class WireNames
{
    private readonly Lazy<List<Wire>> _feeds;

    public WireNames(SchemaPlaces places) =>
        _feeds = new Lazy<List<Wire>>(() =>
            [.. places.Feeds.Where(feed => !feed.HasErrors).OrderBy(feed => feed.TypeName, StringComparer.Ordinal).Select(Wire.Of)]
        );

    /// <summary>Returns the feed with the most of the names; null when no feed has two of them.</summary>
    public WireMatch? Find(IReadOnlyCollection<string> names) =>
        _feeds
            .Value.Select(wire => new WireMatch(wire.Feed, [.. names.Where(wire.Members.Contains)], names.Any(wire.Proofs.Contains)))
            .Where(match => match.Names.Count >= 2)
            .OrderByDescending(match => match.Names.Count)
            .ThenByDescending(match => match.ReadsProof)
            .FirstOrDefault();

    /// <summary>Whether a compiled feed has its token in a field of this name.</summary>
    public bool IsTokenField(string name) => _feeds.Value.Exists(wire => wire.Tokens.Contains(name));

    private sealed record Wire(FeedModel Feed, HashSet<string> Members, HashSet<string> Proofs, HashSet<string> Tokens)
    {
        public static Wire Of(FeedModel feed) =>
            new(
                feed,
                [.. feed.Objects.SelectMany(type => type.Members).Select(member => member.JsonName)],
                [.. ProofsOf(feed.Verify).Select(NameOf)],
                [
                    .. Alternatives(feed.Verify)
                        .OfType<JwtVerify>()
                        .Select(token => token.From)
                        .Where(source => source.Kind is SourceKind.Body or SourceKind.Query)
                        .Select(NameOf),
                ]
            );

        private static IEnumerable<VerifyModel> Alternatives(VerifyModel? verify) =>
            verify switch
            {
                null => [],
                AnyOfVerify several => several.Alternatives.SelectMany(Alternatives),
                _ => [verify],
            };

        private static IEnumerable<SourceModel> ProofsOf(VerifyModel? verify) =>
            Alternatives(verify)
                .Select(alternative =>
                    alternative switch
                    {
                        MessageVerify message => message.Signature.From,
                        JwtVerify jwt => jwt.From,
                        TokenVerify token => token.From,
                        _ => null,
                    }
                )
                .OfType<SourceModel>();

        // A header or field by its name, a member by the end of its pointer.
        private static string NameOf(SourceModel source) => source.Name.Substring(source.Name.LastIndexOf('/') + 1);
    }
}
