using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>The MACs, digests and keys of a response, which other rules check.</summary>
/// <param name="Codes">The MACs and digests that the response contains.</param>
/// <param name="Keys">The names of the keys that the response uses.</param>
internal sealed record AnswerParts(IReadOnlyList<ReadCode> Codes, IReadOnlyList<string> Keys)
{
    public static AnswerParts None { get; } = new([], []);
}

/// <summary>Reads a response: its headers, its body (a template or an object of templates), and the MACs and digests in them.</summary>
/// <param name="context">The rest of the feed.</param>
/// <param name="isSettled">Returns whether the response may contain a value: an acknowledgement may contain only signed values. Null
/// when it may contain any value.</param>
internal sealed class AnswerReader(VerifyContext context, Func<SourceModel, bool>? isSettled)
{
    private readonly ProblemList _problems = context.Problems;
    private readonly AnswerTerms _terms = new(context, isSettled);
    private readonly List<AnswerPiece> _pieces = [];
    private List<ReadCode> _codes = [];

    /// <summary>Gets the MACs, digests and keys of the response.</summary>
    public AnswerParts Parts => new(_codes, [.. _terms.Keys, .. _codes.SelectMany(code => code.Code.Keys)]);

    public AnswerModel Read(Keywords keywords, int status)
    {
        _codes = new AnswerCodesReader(context, _terms).Read(keywords);
        var headers = ReadHeaders(keywords["headers"]);
        var body = keywords["body"];
        var isJson = body is { Kind: JsonKind.Object };
        var content = ReadContent(keywords, isJson);
        if (isJson)
            WriteObject(body!);
        else if (AnswerContent.IsPlain(content))
            WriteTemplate(body);
        else if (body is not null)
            WriteText(body, content);
        var answer = new AnswerModel(
            status,
            body is null && !keywords.Has("content") ? null : content,
            isJson,
            headers,
            _pieces.ToEquatableArray(),
            _codes.Select(code => code.Code).ToEquatableArray()
        );
        foreach (var (code, place) in _codes)
        {
            if (!answer.Holds(code))
                _problems.Add(
                    SchemaRules.NoEffect,
                    place.NameSpan,
                    code.Name,
                    $"{{{(code.IsDigest ? "digest" : "mac")}:{code.Name}}} in the body or a header"
                );
        }

        return answer;
    }

    private EquatableArray<AnswerHeaderModel> ReadHeaders(JsonNode? node)
    {
        var headers = new List<AnswerHeaderModel>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in node?.Members ?? [])
        {
            if (!AnswerHeaders.IsName(member.Name))
                _problems.Add(
                    SchemaRules.NotAllowedValue,
                    member.NameSpan,
                    "headers",
                    "an object of templates by the names of headers (RFC 9110, section 5.6.2)"
                );
            else if (AnswerHeaders.Refuse(member.Name) is { } reason)
                _problems.Add(SchemaRules.AnswerSource, member.NameSpan, member.Name, reason);
            else if (!names.Add(member.Name))
                _problems.Add(
                    SchemaRules.AnswerSource,
                    member.NameSpan,
                    member.Name,
                    "occurs twice: names of headers are case-insensitive (RFC 9110, section 5.1)"
                );
            if (member.Value.Kind != JsonKind.String)
                _problems.Add(SchemaRules.WrongKind, Places.Head(member.Value), member.Name, "a template such as \"{header:X-Challenge}\"");
            else
                headers.Add(new AnswerHeaderModel(member.Name, ReadHeader(member)));
        }

        return headers.ToEquatableArray();
    }

    private EquatableArray<AnswerPiece> ReadHeader(JsonMember member)
    {
        var node = member.Value;
        if (node.Text.Length == 0)
            _problems.Add(SchemaRules.NotAllowedValue, node.Span, member.Name, "a template that is not empty");
        var terms = _terms.Read(node, AnswerPlace.Shown, _codes);
        if (
            terms.Any(term => term.Source.Kind == SourceKind.Const && !AnswerHeaders.IsText(term.Source.Name))
            || node.Text != node.Text.Trim()
        )
            _problems.Add(
                SchemaRules.AnswerSource,
                node.Span,
                member.Name,
                "cannot have this value: a header's is visible ASCII, with spaces within it only (RFC 9110, section 5.5)"
            );
        return terms.Select(Piece).ToEquatableArray();
    }

    private string ReadContent(Keywords keywords, bool isJson)
    {
        var otherwise = isJson ? AnswerContent.Json : AnswerContent.Plain;
        if (keywords["content"] is not { } node)
            return otherwise;
        if (!AnswerContent.IsMediaType(node.Text))
            _problems.Add(
                SchemaRules.NotAllowedValue,
                node.Span,
                "content",
                "a media type such as \"text/plain\", with no parameter but charset=utf-8"
            );
        else if (isJson && !AnswerContent.IsJson(node.Text))
            _problems.Add(SchemaRules.NotAllowedValue, node.Span, "content", $"\"{AnswerContent.Json}\" where the body is an object");
        return isJson && !AnswerContent.IsJson(node.Text) ? otherwise : node.Text;
    }

    /// <summary>
    /// Writes a body whose type may be markup, script or any other: constant text, exactly as written. A value in it would have to be
    /// escaped for its context, such as an attribute or a script, and the context is unknown here.
    /// </summary>
    private void WriteText(JsonNode body, string content)
    {
        _pieces.Add(new AnswerPiece(body.Text, null));
        foreach (var start in Enumerable.Range(0, body.Text.Length).Where(at => body.Text[at] == '{'))
        {
            var end = body.Text.IndexOf('}', start);
            if (
                end > 0
                && Sources.ParseTerm(body.Text.Substring(start + 1, end - start - 1), body.Span, new ProblemList(), answer: true)
                    is { } term
            )
                _problems.Add(SchemaRules.ValueInMarkup, body.Span, term.Source.Text, content);
        }
    }

    private void WriteTemplate(JsonNode? body)
    {
        foreach (var term in body is null ? default : _terms.Read(body, AnswerPlace.Shown, _codes))
            _pieces.Add(Piece(term));
    }

    private static AnswerPiece Piece(TermModel term) =>
        AnswerTerms.IsConstant(term) ? new AnswerPiece(term.Source.Name, null) : new AnswerPiece("", term);

    private void WriteObject(JsonNode node)
    {
        AddConstant("{");
        for (var i = 0; i < node.Members.Count; i++)
        {
            AddConstant($"{(i > 0 ? "," : "")}{JsonFormatter.Quote(node.Members[i].Name)}:");
            WriteValue(node.Members[i]);
        }

        AddConstant("}");
    }

    private void WriteValue(JsonMember member)
    {
        var node = member.Value;
        if (node.Kind == JsonKind.Object)
        {
            WriteObject(node);
        }
        else if (node.Kind == JsonKind.Array)
        {
            _problems.Add(
                SchemaRules.WrongKind,
                Places.Head(node),
                member.Name,
                "a template, a number, true, false, null or an object of them"
            );
        }
        else if (node.Kind != JsonKind.String)
        {
            AddConstant(node.Text);
        }
        else
        {
            var terms = _terms.Read(node, AnswerPlace.Shown, _codes);
            // A value that is only the current time is written as a JSON number, because providers require that.
            var quote = terms.Count == 1 && terms[0] is { Source.Kind: SourceKind.Now, Filters.Count: 0 } ? "" : "\"";
            AddConstant(quote);
            foreach (var term in terms)
            {
                if (AnswerTerms.IsConstant(term))
                    AddConstant(JsonFormatter.Escape(term.Source.Name));
                else
                    _pieces.Add(new AnswerPiece("", term));
            }

            AddConstant(quote);
        }
    }

    private void AddConstant(string text)
    {
        if (_pieces.Count > 0 && _pieces[_pieces.Count - 1] is { Value: null } last)
            _pieces[_pieces.Count - 1] = new AnswerPiece(last.Constant + text, null);
        else if (text.Length > 0)
            _pieces.Add(new AnswerPiece(text, null));
    }
}
