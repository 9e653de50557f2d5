using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Security;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>Reads the parts that several schemes share: sources, keys, filters and equalities.</summary>
internal static class SchemeParts
{
    /// <summary>Reads the source of a signature, token or time: a header, a query parameter or a part of the body.</summary>
    public static SourceModel? ReadPlace(Keywords keywords, string name, VerifyContext context, bool signatureParts = false) =>
        keywords[name] is { } node ? ReadPlace(node, context, signatureParts) : null;

    /// <summary>Reads the same source from a text in any position.</summary>
    public static SourceModel? ReadPlace(JsonNode node, VerifyContext context, bool signatureParts = false)
    {
        if (Sources.Parse(node.Text, node.Span, context.Problems) is not { } written)
            return null;
        var problems = context.Problems;
        var source = Resolve(new TermModel(written, default), context, node).Source;
        if (
            source.Kind is SourceKind.Header or SourceKind.Query or SourceKind.Body or SourceKind.Payload
            || (signatureParts && source.Kind == SourceKind.Signature)
        )
            return source;
        problems.Add(SchemaRules.BadSource, node.Span, node.Text, "here it must be a header, a query parameter or a part of the body");
        return null;
    }

    /// <summary>Reads the source of a token: as above, or the whole body, as it is or as a JSON string.</summary>
    public static SourceModel? ReadTokenPlace(Keywords keywords, VerifyContext context) =>
        keywords["from"] switch
        {
            null => null,
            { Text: "rawBody" } => new SourceModel(SourceKind.RawBody, ""),
            { Text: "body:" } => new SourceModel(SourceKind.Body, ""),
            var node => ReadPlace(node, context),
        };

    /// <summary>
    /// Resolves a source in the payload, or in the query where callbacks arrive as queries only, to its source in the
    /// body, so that signed values and read values have the same source. Where the request contains several payloads,
    /// the source stays relative to each.
    /// </summary>
    public static TermModel Resolve(TermModel written, VerifyContext context, JsonNode node)
    {
        var term = written with { Source = Sources.OnePlace(written.Source, context.Receive) };
        if (term.Source.Kind != SourceKind.Payload || context.Payload.IsList)
            return term;
        if (context.Payload.IsToken)
            context.Problems.Add(SchemaRules.BadPointer, node.Span, term.Source.Text, "is part of a token, which is signed as a whole");
        if (context.Payload.Text is not null)
            context.Problems.Add(
                SchemaRules.BadPointer,
                node.Span,
                term.Source.Text,
                "is part of a text that is read only when all is proven; name the value that holds the text"
            );
        return term with { Source = new SourceModel(SourceKind.Body, context.Payload.Pointer + term.Source.Name) };
    }

    /// <summary>Reads the key of a scheme: a name, or a choice among several keys.</summary>
    /// <param name="context">The rest of the feed.</param>
    /// <param name="keywords">The keywords of the scheme.</param>
    /// <param name="publicKey">Whether the key must be public, or must be a secret; null where this cannot be determined.</param>
    public static KeyUseModel? ReadKey(VerifyContext context, Keywords keywords, bool? publicKey)
    {
        if (keywords["key"] is not { } node)
            return null;
        if (node.Kind == JsonKind.String)
        {
            CheckKey(context, node, publicKey);
            return new KeyUseModel(node.Text, null, default);
        }

        var selection = SchemaKeywords.KeySelection.Check(node, context.Problems);
        var select = ReadPlace(selection, "select", context);
        var choices = new List<KeyChoiceModel>();
        foreach (var choice in selection["from"]?.Members ?? [])
        {
            if (choice.Value.Kind != JsonKind.String)
            {
                context.Problems.Add(SchemaRules.WrongKind, Places.Head(choice.Value), choice.Name, "the name of a key");
                continue;
            }

            CheckKey(context, choice.Value, publicKey);
            choices.Add(new KeyChoiceModel(choice.Name, choice.Value.Text));
        }

        if (selection["from"] is { } from && choices.Count == 0)
            context.Problems.Add(
                SchemaRules.NotAllowedValue,
                Places.Head(from),
                "from",
                "an object that names a key for each value of the source"
            );
        return select is null ? null : new KeyUseModel("", select, choices.ToEquatableArray());
    }

    public static void CheckKey(VerifyContext context, JsonNode node, bool? publicKey)
    {
        if (context.Keys.FirstOrDefault(key => key.Name == node.Text) is not { } key)
            context.ReportUnknownKey(node.Span, node.Text);
        else if (publicKey is { } expected && expected != key.Encoding.IsPublic())
            context.Problems.Add(
                SchemaRules.WrongKeyKind,
                node.Span,
                node.Text,
                expected
                    ? "must be a public key: its encoding must be pem, spki, jwk or jwks, and for Ed25519 raw-hex or raw-base64"
                    : "is a public key, which everybody may know: it cannot be a secret"
            );
        else if (publicKey == false && !key.Secret)
            context.Problems.Add(
                SchemaRules.WrongKeyKind,
                node.Span,
                node.Text,
                "is declared with \"secret\": false, and anyone could sign with a value that is not secret: remove that declaration, "
                    + "or name the secret key"
            );
    }

    /// <summary>
    /// Reports raw key bytes for another algorithm than Ed25519. Keys of other algorithms need an encoding that identifies them.
    /// </summary>
    /// <param name="context">The rest of the feed.</param>
    /// <param name="keywords">The keywords of the scheme.</param>
    /// <param name="key">The key of the scheme.</param>
    /// <param name="isEdwards">Whether the scheme uses Ed25519.</param>
    public static void CheckRaw(VerifyContext context, Keywords keywords, KeyUseModel? key, bool isEdwards)
    {
        foreach (var name in isEdwards ? [] : key?.Names ?? [])
        {
            if (context.Keys.Any(declared => declared.Name == name && declared.Encoding is (KeyEncoding.RawHex or KeyEncoding.RawBase64)))
                context.Problems.Add(
                    SchemaRules.WrongKeyKind,
                    Places.Head(keywords["key"]!),
                    name,
                    "is the bytes of an Ed25519 key, which verifies ed25519 and EdDSA only"
                );
        }
    }

    /// <summary>Reads a list of filters.</summary>
    /// <param name="keywords">The object with the keyword.</param>
    /// <param name="problems">Receives the problems with the filters.</param>
    /// <param name="ofRequest">Whether the filtered text contains a value of the request.</param>
    public static EquatableArray<FilterModel> ReadFilters(Keywords keywords, ProblemList problems, bool ofRequest = true)
    {
        var filters = new List<FilterModel>();
        foreach (var item in keywords["filters"]?.Items ?? [])
        {
            if (item.Kind != JsonKind.String)
            {
                problems.Add(SchemaRules.WrongKind, Places.Head(item), "filters", "an array of filters such as \"lower\"");
            }
            else if (Filters.Parse(item.Text, item.Span, problems) is { } filter)
            {
                filters.Add(filter);
                if (ofRequest)
                    Filters.NoteWeak([filter], item.Span, problems);
            }
        }

        return filters.ToEquatableArray();
    }

    /// <summary>Reads one source in braces, or a constant text.</summary>
    public static TermModel? ReadTerm(JsonNode node, VerifyContext context)
    {
        if (Sources.ParseTemplate(node.Text, node.Span, context.Problems) is not { } parsed)
            return null;
        var terms = parsed.Select(term => Resolve(term, context, node)).ToList();
        if (terms.Count != 1 || terms[0].Source.Kind is SourceKind.Signature or SourceKind.Key)
        {
            context.Problems.Add(
                SchemaRules.BadTemplate,
                node.Span,
                "here it takes one source in braces, such as \"{body:/invoice_id}\", or a constant text"
            );
            return null;
        }

        if (Coverage.ToPayload(terms[0].Source, context.Payload) is { } pointer && !context.Declares(pointer))
            context.Problems.Add(
                SchemaRules.BadPointer,
                node.Span,
                pointer,
                "leads to no member that the payload declares" + context.Guess(pointer)
            );
        return terms[0];
    }

    /// <summary>Reports weak algorithms and filters of a scheme, unless it states a reason for accepting them.</summary>
    /// <param name="keywords">The scheme, which has been read.</param>
    /// <param name="algorithm">The algorithm in words, when it is weak.</param>
    /// <param name="problems">Receives the problems, and contains the weak filters that were found.</param>
    public static void CheckWeak(Keywords keywords, string? algorithm, ProblemList problems)
    {
        if (keywords["weak"] is { } excuse && excuse.Text.Trim().Length == 0)
            problems.Add(SchemaRules.NotAllowedValue, excuse.Span, "weak", "the reason why a weak algorithm is accepted");
        if (keywords.Member("weak") is { } needless && algorithm is null && problems.WeakFilters.Count == 0)
            problems.Add(SchemaRules.NoEffect, needless.NameSpan, "weak", "an algorithm or filter that is weak");
        if (keywords.Has("weak"))
            return;
        if (algorithm is not null)
            problems.Add(SchemaRules.WeakAlgorithm, keywords["algorithm"]!.Span, algorithm);
        foreach (var (place, filter) in problems.WeakFilters)
            problems.Add(SchemaRules.WeakAlgorithm, place, $"A digest of a value by {filter.ToUpperInvariant()}");
    }

    public static EquatableArray<EqualityModel> ReadAlso(Keywords keywords, VerifyContext context)
    {
        var equalities = new List<EqualityModel>();
        foreach (var item in keywords["also"]?.Items ?? [])
        {
            if (item.Kind != JsonKind.Object)
            {
                context.Problems.Add(SchemaRules.WrongKind, Places.Head(item), "also", "an array of objects with \"value\" and \"equals\"");
                continue;
            }

            var equality = SchemaKeywords.Equality.Check(item, context.Problems);
            var value = equality["value"] is { } left ? ReadTerm(left, context) : null;
            var equalTo = equality["equals"] is { } right ? ReadTerm(right, context) : null;
            if (value is not null && equalTo is not null)
                equalities.Add(new EqualityModel(value, equalTo));
        }

        return equalities.ToEquatableArray();
    }
}
