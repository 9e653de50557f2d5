using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>The use of a template in a response: in the visible response, its body and headers; or in the message of a code.</summary>
internal enum AnswerPlace
{
    Shown,
    Code,
}

/// <summary>Reads the templates of a response, and checks the sources and keys that each may use.</summary>
/// <param name="context">The rest of the feed.</param>
/// <param name="isSettled">Returns whether the response may contain a value: an acknowledgement may contain only signed values. Null
/// when it may contain any value.</param>
internal sealed class AnswerTerms(VerifyContext context, Func<SourceModel, bool>? isSettled)
{
    private const string Shown =
        "is not allowed in an answer: an answer takes a header, a query parameter, a part of the body, const:text, now:seconds, "
        + "now:milliseconds, key:name of a key that is declared as no secret, or mac:name and digest:name for one of its \"macs\" "
        + "and \"digests\"";

    private const string Coded =
        "is not allowed in the message of a code: the message takes a header, a query parameter, a part of the body, const:text, "
        + "now:seconds, now:milliseconds, method, path, url, endpoint or key:name";

    private readonly ProblemList _problems = context.Problems;

    /// <summary>Gets the names of the keys in the templates.</summary>
    public List<string> Keys { get; } = [];

    /// <summary>Reads a template.</summary>
    /// <param name="node">The template.</param>
    /// <param name="place">Whether the template is part of the response, or of the message of a MAC or digest.</param>
    /// <param name="codes">The MACs and digests that it may refer to.</param>
    public EquatableArray<TermModel> Read(JsonNode node, AnswerPlace place, IReadOnlyList<ReadCode> codes)
    {
        if (Sources.ParseTemplate(node.Text, node.Span, _problems, answer: true) is not { } parsed)
            return default;
        var terms = parsed.Select(term => SchemeParts.Resolve(term, context, node)).ToEquatableArray();
        foreach (var source in terms.Select(term => term.Source))
        {
            if (source.Kind == SourceKind.Key)
                CheckKey(source, node, place);
            else if (!IsAllowed(source, place, codes))
                _problems.Add(SchemaRules.AnswerSource, node.Span, source.Text, place == AnswerPlace.Shown ? Shown : Coded);
            else if (IsOfRequest(source.Kind) && isSettled?.Invoke(source) == false)
                _problems.Add(
                    SchemaRules.AnswerSource,
                    node.Span,
                    source.Text,
                    "is not signed: the answer would acknowledge an unproven value; use a signed value"
                );
        }

        return terms;
    }

    public static bool IsConstant(TermModel term) => term is { Source.Kind: SourceKind.Const, Filters.Count: 0 };

    /// <summary>
    /// Checks the use of a key. A secret may be hashed, and is never part of the visible response; a public key is part of no response.
    /// </summary>
    private void CheckKey(SourceModel source, JsonNode node, AnswerPlace place)
    {
        Keys.Add(source.Name);
        if (context.Keys.FirstOrDefault(key => key.Name == source.Name) is not { } key)
            context.ReportUnknownKey(node.Span, source.Name);
        else if (key.Encoding.IsPublic())
            _problems.Add(SchemaRules.WrongKeyKind, node.Span, source.Name, "is a public key: an answer holds none");
        else if (key.IsDerivedOfRequest)
            _problems.Add(
                SchemaRules.AnswerSource,
                node.Span,
                source.Text,
                "is derived with a value of the request, which the sender chooses: an answer must not contain it"
            );
        else if (key.Secret && place == AnswerPlace.Shown)
            _problems.Add(
                SchemaRules.AnswerSource,
                node.Span,
                source.Text,
                "is a secret, which the answer would disclose to any sender: hash it in one of its \"digests\", or declare it with "
                    + "\"secret\": false where it is none"
            );
    }

    private static bool IsAllowed(SourceModel source, AnswerPlace place, IReadOnlyList<ReadCode> codes) =>
        source.Kind switch
        {
            SourceKind.Const or SourceKind.Now or SourceKind.Header or SourceKind.Query or SourceKind.Body => true,
            SourceKind.Method or SourceKind.Path or SourceKind.Url or SourceKind.Endpoint => place == AnswerPlace.Code,
            SourceKind.Mac or SourceKind.Digest => codes.Any(code => code.Code.IsAt(source)),
            _ => false,
        };

    private static bool IsOfRequest(SourceKind kind) =>
        kind
            is SourceKind.Header
                or SourceKind.Query
                or SourceKind.Body
                or SourceKind.Method
                or SourceKind.Path
                or SourceKind.Url
                or SourceKind.Endpoint;
}
