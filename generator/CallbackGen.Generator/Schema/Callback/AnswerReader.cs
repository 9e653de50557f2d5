using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>Reads an answer: its body, which is a template or an object of templates, and the codes in it.</summary>
/// <param name="context">The rest of the feed.</param>
/// <param name="isSettled">Whether a value may be used: in an acknowledgement only one that is signed; null where any may.</param>
internal sealed class AnswerReader(VerifyContext context, Func<SourceModel, bool>? isSettled)
{
    private readonly ProblemList _problems = context.Problems;
    private readonly List<AnswerPiece> _pieces = [];
    private readonly List<MacModel> _macs = [];

    /// <summary>The codes that were read, each with the place where it is written.</summary>
    public List<(MacModel Mac, JsonMember Place)> Macs { get; } = [];

    public AnswerModel Read(Keywords keywords, int status)
    {
        foreach (var member in keywords["macs"]?.Members ?? [])
            ReadMac(member);
        var body = keywords["body"];
        var isJson = body is { Kind: JsonKind.Object };
        var content = ReadContent(keywords, isJson);
        if (isJson)
            WriteObject(body!);
        else if (AnswerContent.IsPlain(content))
            WriteTemplate(body);
        else if (body is not null)
            WriteText(body, content);
        foreach (var (mac, place) in Macs)
        {
            if (!_pieces.Any(piece => piece.Value?.Source is { Kind: SourceKind.Mac } source && source.Name == mac.Name))
                _problems.Add(SchemaRules.NoEffect, place.NameSpan, mac.Name, $"{{mac:{mac.Name}}} in the body");
        }

        return new AnswerModel(status, content, isJson, _pieces.ToEquatableArray(), _macs.ToEquatableArray());
    }

    private string ReadContent(Keywords keywords, bool isJson)
    {
        var otherwise = isJson ? AnswerContent.Json : AnswerContent.Plain;
        if (keywords["content"] is not { } node)
            return otherwise;
        if (!AnswerContent.IsMediaType(node.Text))
            _problems.Add(SchemaRules.NotAllowedValue, node.Span, "content", "a media type such as \"text/plain\", with no parameter but charset=utf-8");
        else if (isJson && !AnswerContent.IsJson(node.Text))
            _problems.Add(SchemaRules.NotAllowedValue, node.Span, "content", $"\"{AnswerContent.Json}\" where the body is an object");
        return isJson && !AnswerContent.IsJson(node.Text) ? otherwise : node.Text;
    }

    /// <summary>
    /// A text of a type that may be markup, script or anything else: it is answered as it is written. A value in it would have to
    /// be escaped as its place asks, and which place that is, in an attribute or within a script, is not known here.
    /// </summary>
    private void WriteText(JsonNode body, string content)
    {
        _pieces.Add(new AnswerPiece(body.Text, null));
        foreach (var start in Enumerable.Range(0, body.Text.Length).Where(at => body.Text[at] == '{'))
        {
            var end = body.Text.IndexOf('}', start);
            if (end > 0 && Sources.ParseTerm(body.Text.Substring(start + 1, end - start - 1), body.Span, new ProblemList(), answer: true) is { } term)
                _problems.Add(SchemaRules.ValueInMarkup, body.Span, term.Source.Text, content);
        }
    }

    private void WriteTemplate(JsonNode? body)
    {
        foreach (var term in body is null ? default : ReadTerms(body, codes: true))
            _pieces.Add(IsConstant(term) ? new AnswerPiece(term.Source.Name, null) : new AnswerPiece("", term));
    }

    private void WriteObject(JsonNode node)
    {
        AddConstant("{");
        for (var i = 0; i < node.Members.Count; i++)
        {
            AddConstant($"{(i > 0 ? "," : "")}{JsonText.Quote(node.Members[i].Name)}:");
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
            _problems.Add(SchemaRules.WrongKind, Places.Head(node), member.Name, "a template, a number, true, false, null or an object of them");
        }
        else if (node.Kind != JsonKind.String)
        {
            AddConstant(node.Text);
        }
        else
        {
            var terms = ReadTerms(node, codes: true);
            // The time alone is a number, as it is where providers ask for it.
            var quote = terms.Count == 1 && terms[0] is { Source.Kind: SourceKind.Now, Filters.Count: 0 } ? "" : "\"";
            AddConstant(quote);
            foreach (var term in terms)
            {
                if (IsConstant(term))
                    AddConstant(JsonText.Escape(term.Source.Name));
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

    private void ReadMac(JsonMember member)
    {
        if (!Names.IsIdentifier(member.Name))
            _problems.Add(SchemaRules.BadIdentifier, member.NameSpan, member.Name);
        if (member.Value.Kind != JsonKind.Object)
        {
            _problems.Add(SchemaRules.WrongKind, Places.Head(member.Value), member.Name, "an object such as { \"algorithm\": \"sha256\", \"key\": \"secret\", \"message\": \"{query:token}\", \"encoding\": \"hex\" }");
            return;
        }

        var keywords = SchemaKeywords.Mac.Check(member.Value, _problems);
        var algorithm = Choices.Read(keywords, "algorithm", Choices.HmacAlgorithms, _problems);
        var encoding = Choices.Read(keywords, "encoding", Choices.SignatureEncodings, _problems);
        var key = SchemeParts.ReadKey(context, keywords, publicKey: false);
        if (keywords["key"] is { } place)
            DerivationReader.CheckConfigured(context.Keys.FirstOrDefault(declared => declared.Name == place.Text), place, _problems);
        var message = keywords["message"] is { } node ? ReadTerms(node, codes: false) : default;
        if (keywords["oracle"] is { } excuse && excuse.Text.Trim().Length == 0)
            _problems.Add(SchemaRules.NotAllowedValue, excuse.Span, "oracle", "the reason why the answer may be a callback's signature");
        var mac = new MacModel(member.Name, algorithm ?? MessageAlgorithm.Sha256, key?.Name ?? "", encoding ?? SignatureEncoding.Hex, message);
        _macs.Add(mac);
        Macs.Add((mac, member));
    }

    private EquatableArray<TermModel> ReadTerms(JsonNode node, bool codes)
    {
        if (Sources.ParseTemplate(node.Text, node.Span, _problems, answer: true) is not { } parsed)
            return default;
        var terms = parsed.Select(term => SchemeParts.Resolve(term, context, node)).ToEquatableArray();
        foreach (var source in terms.Select(term => term.Source))
        {
            if (source.Kind == SourceKind.Key && codes)
                CheckKey(source, node);
            else if (source.Kind == SourceKind.Mac ? !codes || !_macs.Any(mac => mac.Name == source.Name) : !IsAllowed(source.Kind))
                _problems.Add(SchemaRules.AnswerSource, node.Span, source.Text, "cannot stand in an answer: it takes a header, a query parameter, a part of the body, const:text, now:seconds, now:milliseconds, or in its body mac:name for one of its \"macs\" and key:name for a configured value that is no secret");
            else if (source.Kind is SourceKind.Header or SourceKind.Query or SourceKind.Body && isSettled?.Invoke(source) == false)
                _problems.Add(SchemaRules.AnswerSource, node.Span, source.Text, "is not signed: the answer would acknowledge what nobody proved; take a signed value");
        }

        return terms;
    }

    /// <summary>A configured value that everybody may know may stand in an answer, which goes to whoever asks.</summary>
    private void CheckKey(SourceModel source, JsonNode node)
    {
        if (context.Keys.FirstOrDefault(key => key.Name == source.Name) is not { } key)
            _problems.Add(SchemaRules.UnknownKey, node.Span, source.Name);
        else if (key.Secret || key.Encoding.IsPublic() || key.IsDerivedOfRequest)
            _problems.Add(SchemaRules.AnswerSource, node.Span, source.Text, "cannot stand in an answer, which anybody may read; only a configured value that is no secret can, with \"secret\": false");
    }

    private static bool IsAllowed(SourceKind kind) =>
        kind is SourceKind.Const or SourceKind.Now or SourceKind.Header or SourceKind.Query or SourceKind.Body;

    private static bool IsConstant(TermModel term) => term is { Source.Kind: SourceKind.Const, Filters.Count: 0 };
}
