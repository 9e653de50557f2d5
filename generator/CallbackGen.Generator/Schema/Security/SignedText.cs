using System.Collections.Concurrent;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.JsonSchema;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>One scheme of a feed, as what is signed by it and with which keys.</summary>
internal sealed class SignedText
{
    /// <summary>The algorithms of tokens (RFC 7518, section 3.1) as other schemes name them.</summary>
    private static readonly Dictionary<string, string> JwsFamilies = new(StringComparer.Ordinal)
    {
        ["HS"] = "hmac sha",
        ["RS"] = "signature rsa-sha",
        ["PS"] = "signature rsa-pss-sha",
        ["ES"] = "signature ecdsa-sha",
    };

    private static readonly ByteSet Base64Url = ByteSet.Letters | ByteSet.Digits | ByteSet.Of("-_");

    // Base64url of what a JSON object begins with: a brace, or white space before it.
    private static readonly ByteSet HeaderStart = ByteSet.Of("eICD");

    private readonly ConcurrentDictionary<(TextSide Side, bool IsDelimited), TextLanguage> _messages = new();
    private readonly bool _isHandshake;

    private SignedText(FeedModel feed, VerifyModel scheme, bool isHandshake)
    {
        Feed = feed;
        Scheme = scheme;
        _isHandshake = isHandshake;
    }

    public FeedModel Feed { get; }

    public VerifyModel Scheme { get; }

    /// <summary>Whether a callback can be accepted by it, and not only a handshake.</summary>
    public bool AcceptsCallbacks => !_isHandshake;

    /// <summary>Where the payload stands.</summary>
    public PayloadModel Payload => _isHandshake ? new PayloadModel(IsToken: false, "") : Scheme.Payload ?? Feed.Payload;

    /// <summary>The claims of a token that holds its own payload; otherwise null.</summary>
    public IReadOnlyList<ClaimModel>? Claims => Scheme is JwtVerify { Message: null } jwt ? jwt.Claims : null;

    /// <summary>The parts of the message; none where a token holds its own payload.</summary>
    public IReadOnlyList<MessagePart> Parts =>
        Scheme switch
        {
            MessageVerify message => message.Message,
            JwtVerify { Message: { } message } => message,
            _ => [],
        };

    /// <summary>Everything that is signed for a feed: by each of its schemes, and in its handshake.</summary>
    public static IEnumerable<SignedText> Of(FeedModel feed)
    {
        foreach (var scheme in feed.Verify is AnyOfVerify several ? several.Alternatives : [])
            yield return new SignedText(feed, scheme, isHandshake: false);
        if (feed.Verify is MessageVerify or JwtVerify)
            yield return new SignedText(feed, feed.Verify, isHandshake: false);
        if (feed.Challenge is { Verify: MessageVerify or JwtVerify } challenge && !challenge.Verify.Equals(feed.Verify))
            yield return new SignedText(feed, challenge.Verify, isHandshake: true);
    }

    /// <summary>Whether one signature could be accepted by both, if only the texts were the same.</summary>
    public static bool ShareKey(SignedText one, SignedText other) =>
        Algorithms(one.Scheme).Intersect(Algorithms(other.Scheme)).Any() && SharedKeys(one, other).Any();

    /// <summary>The names of the keys that both are signed with.</summary>
    public static IEnumerable<string> SharedKeys(SignedText one, SignedText other)
    {
        var keys = KeysOf(other.Scheme).ToList();
        return KeysOf(one.Scheme).Where(name => keys.Any(against => MayBeOneKey(one.Feed, name, other.Feed, against)));
    }

    /// <summary>How a scheme signs. A signature of ECDSA can be written in either encoding by anybody.</summary>
    public static IEnumerable<string> Algorithms(VerifyModel model) =>
        model switch
        {
            MessageVerify message => [$"{message.Scheme.Word()} {message.Algorithm.Word().Replace("-raw", "")}"],
            JwtVerify jwt => jwt
                .Algorithms.Select(algorithm => algorithm.Word())
                .Select(algorithm =>
                    algorithm == "EdDSA" ? "signature ed25519" : JwsFamilies[algorithm.Substring(0, 2)] + algorithm.Substring(2)
                ),
            _ => [],
        };

    public static IEnumerable<string> KeysOf(VerifyModel model) =>
        model switch
        {
            MessageVerify { Scheme: SchemeKind.Digest } digest => digest.MessageKeys,
            MessageVerify message => message.Key?.Names ?? [],
            JwtVerify jwt => jwt.Key?.Names ?? [],
            _ => [],
        };

    /// <summary>
    /// Whether two keys may be one, as configuration finds them, where case makes no difference. A secret that two files decode in
    /// different ways is two keys; a public key is one in whatever notation.
    /// </summary>
    public static bool MayBeOneKey(FeedModel one, string name, FeedModel other, string against)
    {
        if (!string.Equals(name, against, StringComparison.OrdinalIgnoreCase))
            return false;
        return (SecretOf(one, name), SecretOf(other, against)) switch
        {
            (null, null) => true,
            ({ } key, { } same) => key.Encoding == same.Encoding && key.MayMakeKeyOf(same),
            _ => false,
        };
    }

    /// <summary>Whether two secrets are configured in one place and decoded alike, whatever is derived of each.</summary>
    public static bool AreConfiguredAlike(FeedModel one, string name, FeedModel other, string against) =>
        string.Equals(name, against, StringComparison.OrdinalIgnoreCase)
        && SecretOf(one, name) is { } key
        && SecretOf(other, against) is { } same
        && key.Encoding == same.Encoding;

    /// <summary>The letter that stands for a secret: one for all files, as configuration finds it.</summary>
    public static string LetterOf(string key) => key.ToLowerInvariant();

    /// <summary>The texts that are hashed within the message before it is signed, by one hash; a secret that is hashed alone among them.</summary>
    public IEnumerable<TextLanguage> Hashed(string hash)
    {
        return Rows(MessageRow.Of(Parts, Sources(TextSide.Accepted)))
            .Concat(
                Parts
                    .SelectMany(part => part.WithInner())
                    .SelectMany(part => part.Terms)
                    .Where(term => term.Source.Kind == SourceKind.Key && term.Filters.Count > 0 && term.Filters[0].Name == hash)
                    .Select(term => TextLanguage.Secret(LetterOf(term.Source.Name)))
            );

        IEnumerable<TextLanguage> Rows(MessageRow row) =>
            row
                .Pieces.Where(piece => piece.Inner is not null)
                .SelectMany(piece => Rows(piece.Inner!).Concat(piece.Place.Filters[0].Name == hash ? [piece.Inner!.Texts(true)] : []));
    }

    private static KeyModel? SecretOf(FeedModel feed, string name) =>
        feed.Keys.FirstOrDefault(declared => declared.Name == name && !declared.Encoding.IsPublic());

    /// <summary>The texts that are signed, or more.</summary>
    public TextLanguage Texts(TextSide side, bool delimited = true)
    {
        if (Scheme is not JwtVerify jwt)
            return Message(side, delimited);
        var header = TextLanguage.Sequence(TextLanguage.One(HeaderStart), TextLanguage.Loop(Base64Url), TextLanguage.Text("."));
        return TextLanguage.Sequence(header, jwt.Unencoded ? Message(side, delimited) : TextLanguage.Loop(Base64Url));
    }

    /// <summary>The texts of the message, or more; of a token's payload where it holds its own.</summary>
    public TextLanguage Message(TextSide side, bool delimited = true) =>
        _messages.GetOrAdd(
            (side, delimited),
            key =>
            {
                return Claims is not null ? SourceTexts.JsonObject() : MessageRow.Of(Parts, Sources(key.Side)).Texts(key.IsDelimited);
            }
        );

    private SourceTexts Sources(TextSide side)
    {
        var form = new FeedForm(PayloadMap.Of(Feed), _isHandshake ? null : Payload, Feed.Receive, Feed.Keys);
        // An event that the schema does not list is accepted too, and nothing is known of it.
        var members = new MemberTexts(form.Map, side, isListed: Feed.Events is null || side == TextSide.Signed);
        return new SourceTexts(form, members, (Scheme as MessageVerify)?.Timestamp, side) { Narrow = Narrow };
    }

    /// <summary>What <c>select</c> and <c>also</c> still demand of a value, as they are asked of every request.</summary>
    private TextLanguage Narrow(SourceModel source, TextLanguage text)
    {
        if (_isHandshake)
            return text;
        foreach (
            var condition in Feed.Select.Where(condition => Feed.HasSelection && SelectionOverlap.IsSamePlace(condition.Source, source))
        )
        {
            text = TextLanguage.Both(
                text,
                condition.Kind switch
                {
                    ConditionKind.Equal => TextLanguage.Either([.. condition.Values.Select(TextLanguage.Text)]),
                    ConditionKind.Absent => TextLanguage.Empty,
                    _ => TextLanguage.Some(ByteSet.All),
                }
            );
        }

        foreach (
            var (value, other) in (Scheme as MessageVerify)?.Also.SelectMany(both =>
                new[] { (both.Value, both.EqualTo), (both.EqualTo, both.Value) }
            ) ?? []
        )
        {
            if (value.Source == source && value.Filters.Count == 0 && other is { Source.Kind: SourceKind.Const, Filters.Count: 0 })
                text = TextLanguage.Both(text, TextLanguage.Text(other.Source.Name));
        }

        return text;
    }

    /// <summary>Whether a member, by its path in the body, is in what is signed as a whole.</summary>
    public bool Takes(IReadOnlyList<string> path)
    {
        foreach (var taken in Parts.Select(part => part.Taken).OfType<TakenMembers>())
        {
            var depth = JsonPointer.Segments(taken.Root).Length;
            if (path.Count > depth && !taken.Takes(path[depth]))
                return false;
        }

        return true;
    }
}
