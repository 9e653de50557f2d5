using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Security;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>Reads the steps of key derivations, with constants and with values of the request.</summary>
/// <param name="context">The rest of the feed. It resolves sources in the payload.</param>
internal sealed class DerivationReader(VerifyContext context)
{
    private const int MaxSteps = 8;

    private static readonly string[] Operations = ["hmac", "cipher", "before", "after"];

    private readonly ProblemList _problems = context.Problems;

    /// <summary>Returns the keys, each with its steps.</summary>
    /// <param name="node">The object under <c>keys</c>.</param>
    public List<KeyModel> Read(JsonNode? node) =>
        [
            .. context.Keys.Select(key =>
                node?.Find(key.Name)?.Find("derive") is { Kind: JsonKind.Object or JsonKind.Array } steps && !key.Encoding.IsPublic()
                    ? key with
                    {
                        Steps = ReadSteps(steps),
                    }
                    : key
            ),
        ];

    /// <summary>
    /// Reports a key that is derived again for each callback where another key is required: it can only be the key of <c>verify</c>.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="place">The reference to the key.</param>
    /// <param name="problems">Receives the problem.</param>
    public static void CheckConfigured(KeyModel? key, JsonNode place, ProblemList problems)
    {
        if (key?.IsDerivedOfRequest == true)
            problems.Add(
                SchemaRules.WrongKeyKind,
                place.Span,
                key.Name,
                "is derived of a value of the request: it can be the key of \"verify\" and nothing else"
            );
    }

    private EquatableArray<DeriveStepModel> ReadSteps(JsonNode node)
    {
        var items = node.Kind == JsonKind.Array ? node.Items : [node];
        if (items.Count is 0 or > MaxSteps)
            _problems.Add(
                SchemaRules.NotAllowedValue,
                Places.Head(node),
                "derive",
                $"a word, a step, or an array of one to {MaxSteps} of them"
            );
        return items.Select(ReadStep).OfType<DeriveStepModel>().ToEquatableArray();
    }

    private DeriveStepModel? ReadStep(JsonNode node)
    {
        if (node.Kind == JsonKind.String)
        {
            if (Choices.KeyDerivations.TryFind(node.Text, out var hash))
                return new DeriveStepModel(DeriveStepKind.Hash, hash, null, null, null, default);
            _problems.Add(SchemaRules.NotAllowedValue, node.Span, "derive", Choices.OneOf([.. Choices.KeyDerivations], node.Text));
            return null;
        }

        if (node.Kind != JsonKind.Object)
        {
            _problems.Add(
                SchemaRules.WrongKind,
                Places.Head(node),
                "derive",
                "a word such as \"sha256\", or an object with \"hmac\", \"cipher\", \"before\" or \"after\""
            );
            return null;
        }

        var keywords = SchemaKeywords.Derivation.Check(node, _problems);
        var operations = Operations.Where(keywords.Has).ToList();
        if (operations.Count != 1)
        {
            _problems.Add(
                SchemaRules.MissingKeyword,
                Places.Head(node),
                "hmac",
                "a step of \"derive\" (or one of \"cipher\", \"before\", \"after\", and no two of them)"
            );
            return null;
        }

        return operations[0] switch
        {
            "hmac" => ReadHmac(node, keywords),
            "cipher" => ReadCipher(node, keywords),
            "before" => Alone(
                keywords,
                "before",
                new DeriveStepModel(DeriveStepKind.Before, null, null, null, null, ReadText(keywords["before"]!))
            ),
            _ => Alone(keywords, "after", new DeriveStepModel(DeriveStepKind.After, null, null, null, null, ReadText(keywords["after"]!))),
        };
    }

    /// <summary>Reads an HMAC step: the HMAC of the key under a text, or of a text under the key.</summary>
    private DeriveStepModel? ReadHmac(JsonNode node, Keywords keywords)
    {
        var algorithm = Choices.Read(keywords, "hmac", Choices.HmacAlgorithms, _problems);
        Refuse(keywords, "a step with \"hmac\"", "value", "padding");
        if (keywords.Has("key") == keywords.Has("message"))
        {
            _problems.Add(
                SchemaRules.MissingKeyword,
                Places.Head(node),
                "key",
                "a step with \"hmac\" (the text under which the key is signed, or \"message\", the text that it signs, and not both)"
            );
            return null;
        }

        var kind = keywords.Has("key") ? DeriveStepKind.HmacUnderText : DeriveStepKind.HmacOfText;
        return algorithm is null
            ? null
            : new DeriveStepModel(kind, null, algorithm, null, null, ReadText(keywords["key"] ?? keywords["message"]!));
    }

    private DeriveStepModel? ReadCipher(JsonNode node, Keywords keywords)
    {
        var cipher = Choices.Read(keywords, "cipher", Choices.KeyCiphers, _problems);
        var padding = keywords.Has("padding") ? Choices.Read(keywords, "padding", Choices.KeyPaddings, _problems) : KeyPadding.Zero;
        Refuse(keywords, "a step with \"cipher\"", "key", "message");
        if (keywords["value"] is { } value)
            return cipher is null || padding is null
                ? null
                : new DeriveStepModel(DeriveStepKind.Encrypt, null, null, cipher, padding, ReadText(value));
        _problems.Add(SchemaRules.MissingKeyword, Places.Head(node), "value", "a step with \"cipher\"");
        return null;
    }

    private DeriveStepModel Alone(Keywords keywords, string name, DeriveStepModel step)
    {
        Refuse(keywords, $"a step with \"{name}\"", "key", "message", "value", "padding");
        return step;
    }

    private void Refuse(Keywords keywords, string place, params string[] names)
    {
        foreach (var name in names)
        {
            if (keywords.Member(name) is { } misplaced)
                _problems.Add(SchemaRules.DoesNotApply, misplaced.NameSpan, name, place);
        }
    }

    private EquatableArray<TermModel> ReadText(JsonNode node)
    {
        if (node.Text.Length == 0)
            _problems.Add(SchemaRules.NotAllowedValue, node.Span, "derive", "a text that is not empty: without one, no key is derived");
        if (Sources.ParseTemplate(node.Text, node.Span, _problems) is not { } terms)
            return default;
        return terms.Select(term => Resolve(term, node)).ToEquatableArray();
    }

    /// <summary>
    /// Resolves a source. Where the payload is a text within a value, a member of it is read before verification,
    /// in order to find the key.
    /// </summary>
    private TermModel Resolve(TermModel term, JsonNode node)
    {
        if (term.Source.Kind is not (SourceKind.Const or SourceKind.Header or SourceKind.Query or SourceKind.Body or SourceKind.Payload))
            _problems.Add(
                SchemaRules.BadSource,
                node.Span,
                term.Source.Text,
                "a key is derived with constants, headers, query parameters and parts of the body or payload"
            );
        if (term.Source.Kind == SourceKind.Payload && context.Payload.Text is { Cipher: null })
        {
            CheckDeclared(term.Source.Name, node);
            return term;
        }

        var resolved = SchemeParts.Resolve(term, context, node);
        if (Coverage.ToPayload(resolved.Source, context.Payload) is { } pointer)
            CheckDeclared(pointer, node);
        return resolved;
    }

    private void CheckDeclared(string pointer, JsonNode node)
    {
        if (!context.Declares(pointer))
            _problems.Add(
                SchemaRules.BadPointer,
                node.Span,
                pointer,
                "derives a key but the payload does not declare it" + context.Guess(pointer)
            );
        else if (!context.Map.DeclaresText(pointer))
            _problems.Add(
                SchemaRules.BadPointer,
                node.Span,
                pointer,
                "may be an object or array, which has no one text to derive a key with"
            );
    }
}
