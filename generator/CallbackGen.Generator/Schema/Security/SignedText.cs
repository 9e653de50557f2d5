using System.Collections.Concurrent;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.JsonSchema;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>One scheme of a feed, with its signed text and keys.</summary>
internal sealed class SignedText
{
    /// <summary>The names that other schemes use for the algorithms of tokens (RFC 7518, section 3.1).</summary>
    private static readonly Dictionary<string, string> JwsFamilies = new(StringComparer.Ordinal)
    {
        ["HS"] = "hmac sha",
        ["RS"] = "signature rsa-sha",
        ["PS"] = "signature rsa-pss-sha",
        ["ES"] = "signature ecdsa-sha",
    };

    private static readonly ByteSet Base64Url = ByteSet.Letters | ByteSet.Digits | ByteSet.Of("-_");

    // The first characters of base64url for the start of a JSON object: a brace, or white space before it.
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

    /// <summary>Gets whether the scheme accepts callbacks, and not only a handshake.</summary>
    public bool AcceptsCallbacks => !_isHandshake;

    /// <summary>Gets the location of the payload.</summary>
    public PayloadModel Payload => _isHandshake ? new PayloadModel(IsToken: false, "") : Scheme.Payload ?? Feed.Payload;

    /// <summary>Gets the claims of a token that contains its own payload; otherwise null.</summary>
    public IReadOnlyList<ClaimModel>? Claims => Scheme is JwtVerify { Message: null } jwt ? jwt.Claims : null;

    /// <summary>Gets the parts of the message; empty where a token contains its own payload.</summary>
    public IReadOnlyList<MessagePart> Parts =>
        Scheme switch
        {
            MessageVerify message => message.Message,
            JwtVerify { Message: { } message } => message,
            _ => [],
        };

    /// <summary>Returns all signed texts of a feed: one for each of its schemes, and one for its handshake.</summary>
    public static IEnumerable<SignedText> Of(FeedModel feed)
    {
        foreach (var scheme in feed.Verify is AnyOfVerify several ? several.Alternatives : [])
            yield return new SignedText(feed, scheme, isHandshake: false);
        if (feed.Verify is MessageVerify or JwtVerify)
            yield return new SignedText(feed, feed.Verify, isHandshake: false);
        if (feed.Challenge is { Verify: MessageVerify or JwtVerify } challenge && !challenge.Verify.Equals(feed.Verify))
            yield return new SignedText(feed, challenge.Verify, isHandshake: true);
    }

    /// <summary>Returns whether both could accept the same signature if their texts were equal.</summary>
    public static bool ShareKey(SignedText one, SignedText other) =>
        Algorithms(one.Scheme).Intersect(Algorithms(other.Scheme)).Any() && SharedKeys(one, other).Any();

    /// <summary>Returns the names of the keys that both are signed with.</summary>
    public static IEnumerable<string> SharedKeys(SignedText one, SignedText other)
    {
        var keys = KeysOf(other.Scheme).ToList();
        return KeysOf(one.Scheme).Where(name => keys.Any(against => MayBeOneKey(one.Feed, name, other.Feed, against)));
    }

    /// <summary>
    /// Returns the signature algorithms of a scheme in a common notation. An ECDSA signature can be converted between
    /// its two encodings without the key.
    /// </summary>
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
    /// Returns whether two keys may be the same in configuration, where names ignore case. A secret that two files decode in different
    /// ways is two keys; a public key is the same key in every encoding.
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

    /// <summary>Returns whether two secrets have the same configuration and decoding, whatever is derived from each.</summary>
    public static bool AreConfiguredAlike(FeedModel one, string name, FeedModel other, string against) =>
        string.Equals(name, against, StringComparison.OrdinalIgnoreCase)
        && SecretOf(one, name) is { } key
        && SecretOf(other, against) is { } same
        && key.Encoding == same.Encoding;

    /// <summary>Returns the symbol of a secret in automata: the same for all files, because configuration ignores case.</summary>
    public static string LetterOf(string key) => key.ToLowerInvariant();

    /// <summary>
    /// Returns the texts that one hash function hashes within the message before it is signed, including a secret that is hashed alone.
    /// </summary>
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

    /// <summary>Returns the texts that are signed, or a superset.</summary>
    public TextLanguage Texts(TextSide side, bool delimited = true)
    {
        if (Scheme is not JwtVerify jwt)
            return Message(side, delimited);
        var header = TextLanguage.Sequence(TextLanguage.One(HeaderStart), TextLanguage.Loop(Base64Url), TextLanguage.Text("."));
        return TextLanguage.Sequence(header, jwt.Unencoded ? Message(side, delimited) : TextLanguage.Loop(Base64Url));
    }

    /// <summary>
    /// Returns the texts of the message, or a superset; for a token that contains its own payload, the texts of the payload.
    /// </summary>
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
        // An event that the schema does not list is accepted too, and its members are unknown.
        var members = new MemberTexts(
            form.Map,
            side,
            isListed: Feed.Events is null || (side == TextSide.Signed && Feed.Events.From is null)
        );
        return new SourceTexts(form, members, (Scheme as MessageVerify)?.Timestamp, side) { Narrow = Narrow };
    }

    /// <summary>Restricts the texts of a source by the conditions of <c>select</c> and <c>also</c>, which apply to every request.</summary>
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

    /// <summary>Returns whether a member, by its path in the body, is part of the text that is signed as a whole.</summary>
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
