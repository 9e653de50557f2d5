using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>Parses sources (<c>header:X-Id</c>) and templates (<c>{header:X-Id}.{rawBody|sha256}</c>).</summary>
internal static class Sources
{
    private const string Known =
        "write header:Name, query:name, body:/pointer, payload:/pointer, "
        + "rawBody, method, path, url, signature:part, key:name or const:text";

    public static SourceModel? Parse(string text, TextSpan span, ProblemList problems, bool answer = false)
    {
        switch (text)
        {
            case "rawBody":
                return new SourceModel(SourceKind.RawBody, "");
            case "method":
                return new SourceModel(SourceKind.Method, "");
            case "path":
                return new SourceModel(SourceKind.Path, "");
            case "url":
                return new SourceModel(SourceKind.Url, "");
            case "endpoint" when answer:
                return new SourceModel(SourceKind.Endpoint, "");
        }

        var colon = text.IndexOf(':');
        var name = text.Substring(colon + 1);
        SourceKind? kind = (colon < 0 ? "" : text.Substring(0, colon)) switch
        {
            "header" when IsToken(name) => SourceKind.Header,
            "query" when name.Length > 0 => SourceKind.Query,
            "body" when JsonPointer.IsValid(name) && name.Length > 0 => SourceKind.Body,
            "payload" when JsonPointer.IsValid(name) && name.Length > 0 => SourceKind.Payload,
            "key" when Names.IsIdentifier(name) => SourceKind.Key,
            "signature" when name.Length > 0 => SourceKind.Signature,
            "const" => SourceKind.Const,
            "now" when answer && (name is "seconds" or "milliseconds") => SourceKind.Now,
            "digest" when answer && Names.IsIdentifier(name) => SourceKind.Digest,
            "mac" when answer && Names.IsIdentifier(name) => SourceKind.Mac,
            _ => null,
        };
        if (kind is { } found)
            return new SourceModel(found, name);
        problems.Add(SchemaRules.BadSource, span, text, Known);
        return null;
    }

    /// <summary>
    /// Returns the canonical form of a source. Where a feed's callbacks arrive as queries only, a query parameter is a member of the
    /// body, and every rule and the runtime use that name.
    /// </summary>
    /// <param name="source">The source as it is written.</param>
    /// <param name="receive">The transports of the feed.</param>
    public static SourceModel OnePlace(SourceModel source, IReadOnlyList<TransportModel> receive) =>
        source.Kind == SourceKind.Query && receive.Count > 0 && receive.All(transport => transport.Content == ContentKind.Query)
            ? new SourceModel(SourceKind.Body, JsonPointer.Of(source.Name))
            : source;

    // RFC 9110, section 5.6.2: the characters of a field name.
    private static bool IsToken(string text) =>
        text.Length > 0
        && text.All(character =>
            character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') || "!#$%&'*+-.^_`|~".IndexOf(character) >= 0
        );

    /// <summary>
    /// Parses a template into its terms: constants and sources with filters, in order. A doubled brace is a literal brace.
    /// </summary>
    public static EquatableArray<TermModel>? ParseTemplate(string text, TextSpan span, ProblemList problems, bool answer = false)
    {
        var terms = new List<TermModel>();
        var constant = new System.Text.StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            var doubled = i + 1 < text.Length && text[i + 1] == character;
            if (character is not ('{' or '}'))
            {
                constant.Append(character);
            }
            else if (doubled)
            {
                constant.Append(character);
                i++;
            }
            else if (character == '{' && text.IndexOf('}', i) is var end and > 0)
            {
                AddConstant(terms, constant);
                if (ParseTerm(text.Substring(i + 1, end - i - 1), span, problems, answer) is not { } term)
                    return null;
                terms.Add(term);
                i = end;
            }
            else
            {
                problems.Add(SchemaRules.BadTemplate, span, $"the brace at character {i + 1} is unbalanced; double a literal brace");
                return null;
            }
        }

        AddConstant(terms, constant);
        return terms.ToEquatableArray();
    }

    private static void AddConstant(List<TermModel> terms, System.Text.StringBuilder constant)
    {
        if (constant.Length > 0)
            terms.Add(new TermModel(new SourceModel(SourceKind.Const, constant.ToString()), default));
        constant.Clear();
    }

    /// <summary>Parses a source with filters: the text between the braces of a template.</summary>
    public static TermModel? ParseTerm(string text, TextSpan span, ProblemList problems, bool answer = false)
    {
        var pieces = text.Split('|');
        var source = Parse(pieces[0], span, problems, answer);
        var filters = new List<FilterModel>();
        foreach (var piece in pieces.Skip(1))
        {
            if (Filters.Parse(piece, span, problems) is not { } filter)
                return null;
            filters.Add(filter);
        }

        // A weak digest of a key is harmless, because an attacker cannot choose another key; and a response proves
        // nothing to this application.
        if (!answer && source is { Kind: not (SourceKind.Key or SourceKind.Const) })
            Filters.NoteWeak(filters, span, problems);
        return source is null ? null : new TermModel(source, filters.ToEquatableArray());
    }
}
