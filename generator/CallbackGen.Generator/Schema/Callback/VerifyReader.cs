using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>Reads <c>verify</c>: finds the scheme and calls its reader.</summary>
/// <param name="context">The rest of the feed.</param>
/// <param name="keyPlaces">The object under <c>keys</c>, for reports about unused keys.</param>
internal sealed class VerifyReader(VerifyContext context, JsonNode? keyPlaces)
{
    private const int MaxAlternatives = 8;
    private const string Excuse = "sharedKey";

    private static readonly WordList<SchemeKind> Nested = new(scheme => scheme is not (SchemeKind.AnyOf or SchemeKind.None));

    private readonly ProblemList _problems = context.Problems;

    public VerifyModel? Read(JsonNode node) => WithPlace(node, ReadScheme(node, nested: false));

    /// <summary>Reads the scheme of a handshake, which cannot be <c>anyOf</c>.</summary>
    public VerifyModel? ReadOne(JsonNode node)
    {
        var model = ReadScheme(node, nested: false);
        if (model is not AnyOfVerify)
            return WithPlace(node, model);
        _problems.Add(SchemaRules.AlternativePayload, Places.Head(node), "a handshake proves itself in one way: state one scheme");
        return null;
    }

    /// <summary>
    /// Reports unused keys. While some reference has no key, none is reported, because the reference may be a misspelling of its name.
    /// </summary>
    public void ReportUnused(IEnumerable<VerifyModel?> schemes, IEnumerable<string> others)
    {
        var used = new HashSet<string>(schemes.OfType<VerifyModel>().SelectMany(KeysOf).Concat(others), StringComparer.Ordinal);
        if (context.Payload.Text?.Cipher is { } cipher)
            used.Add(cipher.Key);
        if (!used.IsSubsetOf(context.Keys.Select(key => key.Name)))
            return;
        foreach (var member in (keyPlaces?.Members ?? []).Where(member => !used.Contains(member.Name)))
            _problems.Add(SchemaRules.UnusedKey, member.NameSpan, member.Name);
    }

    /// <summary>Stores the location of a scheme's message, for conflicts with the messages of other files.</summary>
    private VerifyModel? WithPlace(JsonNode node, VerifyModel? model)
    {
        if (model is MessageVerify or JwtVerify)
        {
            var message = node.Members.FirstOrDefault(member => member.Name == "message");
            _problems.KeyPlaces.Schemes.Add(
                new SchemePlace(model, message?.NameSpan ?? node.Find("scheme")!.Span, node.Find(Excuse) is not null)
            );
        }

        return model;
    }

    private VerifyModel? ReadScheme(JsonNode node, bool nested)
    {
        var scheme = node.Find("scheme");
        if (scheme is null)
        {
            _problems.Add(SchemaRules.MissingKeyword, Places.Head(node), "scheme", "\"verify\"");
            return null;
        }

        if (scheme.Kind != JsonKind.String)
        {
            _problems.Add(SchemaRules.WrongKind, Places.Head(scheme), "scheme", "a string");
            return null;
        }

        var allowed = nested ? Nested : Choices.Schemes;
        if (!allowed.TryFind(scheme.Text, out var kind))
        {
            _problems.Add(SchemaRules.NotAllowedValue, scheme.Span, "scheme", Choices.OneOf([.. allowed], scheme.Text));
            return null;
        }

        return kind switch
        {
            SchemeKind.Hmac => WithPayload(SchemaKeywords.Hmac, keywords => new MessageSchemeReader(context, keywords).ReadHmac()),
            SchemeKind.Digest => WithPayload(SchemaKeywords.Digest, keywords => new MessageSchemeReader(context, keywords).ReadDigest()),
            SchemeKind.Signature => WithPayload(
                SchemaKeywords.PublicKeySignature,
                keywords => new MessageSchemeReader(context, keywords).ReadSignature()
            ),
            SchemeKind.Jwt => WithPayload(SchemaKeywords.Jwt, keywords => new JwtReader(context, keywords).Read()),
            SchemeKind.Token => WithPayload(SchemaKeywords.Token, ReadToken),
            SchemeKind.AnyOf => ReadAnyOf(SchemaKeywords.AnyOf.Check(node, _problems)),
            _ => ReadNone(SchemaKeywords.None.Check(node, _problems)),
        };

        VerifyModel? WithPayload(KeywordSet set, Func<Keywords, VerifyModel?> read)
        {
            var keywords = set.Check(node, _problems);
            if (keywords.Member("payload") is { } place && !nested)
                _problems.Add(
                    SchemaRules.DoesNotApply,
                    place.NameSpan,
                    "payload",
                    "a scheme outside \"anyOf\"; it belongs next to \"verify\""
                );
            var payload = nested && keywords["payload"] is { } part ? PayloadPlace.Read(part, _problems) : null;
            if (payload is null && keywords[Excuse] is { } reason && reason.Text.Trim().Length == 0)
                _problems.Add(SchemaRules.NotAllowedValue, reason.Span, Excuse, "the reason why the key signs for several feeds");
            return payload is null ? read(keywords)
                : new VerifyReader(context with { Payload = payload }, keyPlaces).ReadScheme(WithoutPayload(node), nested: true)
                    is { } model
                    ? model with
                    {
                        Payload = payload,
                    }
                : null;
        }
    }

    /// <summary>
    /// Returns an alternative without its own payload. An alternative with its own payload location is read as if that were the feed's.
    /// </summary>
    private static JsonNode WithoutPayload(JsonNode node) =>
        JsonNode.Object(node.Span, [.. node.Members.Where(member => member.Name != "payload")]);

    private TokenVerify? ReadToken(Keywords keywords)
    {
        var from = SchemeParts.ReadTokenPlace(keywords, context);
        var key = SchemeParts.ReadKey(context, keywords, publicKey: false);
        return from is null ? null : new TokenVerify(from, keywords.Text("prefix") ?? "", key);
    }

    private AnyOfVerify? ReadAnyOf(Keywords keywords)
    {
        if (keywords["schemes"] is not { } list)
            return null;
        if (list.Items.Count is < 2 or > MaxAlternatives)
            _problems.Add(SchemaRules.NotAllowedValue, Places.Head(list), "schemes", $"an array of two to {MaxAlternatives} schemes");
        var alternatives = new List<VerifyModel?>();
        foreach (var item in list.Items)
        {
            if (item.Kind == JsonKind.Object)
                alternatives.Add(WithPlace(item, ReadScheme(item, nested: true)));
            else
                _problems.Add(SchemaRules.WrongKind, Places.Head(item), "schemes", "an array of objects with \"scheme\"");
        }

        if (alternatives.Count == 0 || alternatives.Any(alternative => alternative is null))
            return null;
        var read = alternatives.Select(alternative => alternative!).ToList();
        new AlternativeMessages(context, read).Report(list.Items);
        return new AnyOfVerify(read.ToEquatableArray());
    }

    private NoVerify? ReadNone(Keywords keywords)
    {
        if (keywords["reason"] is not { } reason)
            return null;
        if (reason.Text.Trim().Length > 0)
            return new NoVerify(reason.Text);
        _problems.Add(SchemaRules.NotAllowedValue, reason.Span, "reason", "the reason why nothing is verified, for the next reader");
        return null;
    }

    private static IEnumerable<string> KeysOf(VerifyModel model) =>
        model switch
        {
            MessageVerify message => (message.Key?.Names ?? [])
                .Concat(message.MessageKeys)
                .Concat(new[] { message.Signature.PrefixKey }.OfType<string>()),
            JwtVerify jwt => jwt.Key?.Names ?? [],
            TokenVerify token => token.Key?.Names ?? [],
            AnyOfVerify several => several.Alternatives.SelectMany(KeysOf),
            _ => [],
        };
}
