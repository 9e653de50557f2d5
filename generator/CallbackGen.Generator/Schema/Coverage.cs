using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema;

/// <summary>Which payload members the signature protects. Derived from what is signed, never declared.</summary>
internal sealed class Coverage
{
    private readonly HashSet<string> _signed = new(StringComparer.Ordinal);
    private readonly List<Area> _areas = [];
    private readonly HashSet<string> _proofs = new(StringComparer.Ordinal);

    /// <summary>Whether the signature is over the payload's very bytes, undeclared members included.</summary>
    public bool Whole { get; private set; }

    /// <summary>Whether undeclared members at the top of the payload are signed, but for <see cref="ExceptedNames"/>.</summary>
    public bool CoversUndeclared => Whole || _areas.Any(area => area.Pointer.Length == 0 && area.Prefixes.Count == 0);

    /// <summary>Names at the top of the payload that the message leaves out.</summary>
    public IEnumerable<string> ExceptedNames => Whole ? [] : _areas.Where(area => area.Pointer.Length == 0).SelectMany(area => area.Except).Distinct();

    /// <summary>The pointers that are signed one by one.</summary>
    public IEnumerable<string> Signed => _signed;

    /// <summary>Whether a member is protected, by itself or as part of a protected object.</summary>
    public bool Covers(string pointer)
    {
        if (Whole)
            return true;
        for (var end = pointer.Length; end > 0; end = pointer.LastIndexOf('/', end - 1))
        {
            if (_signed.Contains(pointer.Substring(0, end)))
                return true;
        }

        return _areas.Any(area => area.Covers(pointer));
    }

    /// <summary>Whether a member carries the signature or token itself; it needs no protection.</summary>
    public bool IsProof(string pointer) => _proofs.Contains(pointer);

    public static Coverage Derive(VerifyModel? verify, PayloadModel payload, IReadOnlyList<TransportModel> receive)
    {
        var coverage = new Coverage();
        switch (verify)
        {
            case null:
                coverage.Whole = true; // Unreadable, and reported as such: nothing more can be said about it.
                break;
            case AnyOfVerify several:
                coverage.Intersect([.. several.Alternatives.Select(alternative => Derive(alternative, alternative.Payload ?? payload, receive))]);
                break;
            case JwtVerify jwt:
                coverage.Whole = payload.IsToken;
                coverage.AddProof(jwt.From, payload);

                // Filters over the claim do no harm: a given token still fits one value of the member only.
                foreach (var claim in jwt.Claims.Where(claim => claim.EqualTo is not null))
                    coverage.AddTerm(claim.EqualTo!, payload, receive);
                break;
            case TokenVerify token:
                coverage.AddProof(token.From, payload);
                break;
            case MessageVerify message:
                coverage.AddProof(message.Signature.From, payload);
                foreach (var part in message.Message)
                    coverage.AddPart(part, payload, receive);
                coverage.AddEqualities(message, payload, receive);
                break;
        }

        return coverage;
    }

    private void AddProof(SourceModel from, PayloadModel payload)
    {
        if (ToPayload(from, payload) is { } pointer)
            _proofs.Add(pointer);
    }

    private void AddPart(MessagePart part, PayloadModel payload, IReadOnlyList<TransportModel> receive)
    {
        if (!Filters.Covers(part.Filters))
            return;
        switch (part)
        {
            case TemplatePart template:
                foreach (var term in template.Terms)
                    AddTerm(term, payload, receive);
                break;
            case MembersPart members:
                foreach (var member in members.Members)
                    AddTerm(member.Term, payload, receive);
                break;
            case AllMembersPart all:
                AddArea(all.Root, all.Except, all.Prefixes, payload);
                break;
            case JsonPart { Members: { } names } json:
                foreach (var name in names)
                    AddTerm(new TermModel(new SourceModel(SourceKind.Body, json.Root + JsonPointer.Of(name)), default), payload, receive);
                break;
            case JsonPart json:
                AddArea(json.Root, json.Except, EquatableArray<string>.Empty, payload);
                break;
            case GroupPart group:
                foreach (var inner in group.Parts)
                    AddPart(inner, payload, receive);
                break;
        }
    }

    private void AddArea(string root, EquatableArray<string> except, EquatableArray<string> prefixes, PayloadModel payload)
    {
        if (payload.IsToken || payload.IsList)
            return;
        if (root == payload.Pointer || payload.Pointer.Length == 0)
            _areas.Add(new Area(root.Substring(payload.Pointer.Length), [.. except], prefixes));
        else if (Below(payload.Pointer, root) is { } inside && !except.Contains(JsonPointer.Segments(inside)[0]) && prefixes.Count == 0)
            Whole = true; // The payload lies within what is signed.
    }

    private void AddTerm(TermModel term, PayloadModel payload, IReadOnlyList<TransportModel> receive)
    {
        if (!Filters.Covers(term.Filters))
            return;
        var arrivesAsQuery = receive.Any(transport => transport.Content == "query");

        // The raw body covers a payload that is in the body, the URL one that is in the query.
        if (term.Source.Kind == SourceKind.RawBody && !arrivesAsQuery && !payload.IsToken)
            Whole = true;
        if (term.Source.Kind == SourceKind.Url && receive.All(transport => transport.Content == "query"))
            Whole = true;
        if (ToPayload(term.Source, payload) is { } pointer)
            _signed.Add(pointer);
        if (term.Source.Kind == SourceKind.Query && receive.All(transport => transport.Content == "query") && !payload.IsToken)
            _signed.Add(JsonPointer.Of(term.Source.Name));
    }

    /// <summary>A value that is signed and equal to a digest of the body makes the body signed.</summary>
    private void AddEqualities(MessageVerify message, PayloadModel payload, IReadOnlyList<TransportModel> receive)
    {
        var signedSources = new HashSet<SourceModel>(message.Message.OfType<TemplatePart>().SelectMany(part => part.Terms).Where(term => Filters.Covers(term.Filters)).Select(term => term.Source));
        foreach (var equality in message.Also)
        {
            foreach (var (anchor, other) in new[] { (equality.Value, equality.EqualTo), (equality.EqualTo, equality.Value) })
            {
                var anchored = signedSources.Contains(anchor.Source)
                    || (anchor.Source.Kind == SourceKind.Query && signedSources.Contains(new SourceModel(SourceKind.Url, "")));
                if (anchored)
                    AddTerm(other, payload, receive);
            }
        }
    }

    /// <summary>What every alternative protects.</summary>
    private void Intersect(IReadOnlyList<Coverage> alternatives)
    {
        Whole = alternatives.All(alternative => alternative.Whole);
        foreach (var pointer in alternatives.SelectMany(alternative => alternative._signed))
        {
            if (alternatives.All(alternative => alternative.Covers(pointer)))
                _signed.Add(pointer);
        }

        foreach (var area in alternatives.SelectMany(alternative => alternative._areas))
        {
            if (alternatives.All(alternative => alternative.Whole || alternative._areas.Any(other => other.SameAs(area))))
                _areas.Add(area);
        }

        _proofs.UnionWith(alternatives.SelectMany(alternative => alternative._proofs));
    }

    /// <summary>The payload's pointer for a source in it, or null when the source is not part of the payload.</summary>
    public static string? ToPayload(SourceModel source, PayloadModel payload) => source.Kind switch
    {
        SourceKind.Payload => source.Name,
        SourceKind.Body when !payload.IsToken && !payload.IsList => Below(source.Name, payload.Pointer),
        _ => null,
    };

    private static string? Below(string pointer, string root) =>
        root.Length == 0 ? pointer
        : pointer.StartsWith(root + "/", StringComparison.Ordinal) ? pointer.Substring(root.Length) : null;

    /// <summary>All members of an object but for some.</summary>
    private sealed record Area(string Pointer, IReadOnlyList<string> Except, IReadOnlyList<string> Prefixes)
    {
        public bool Covers(string pointer)
        {
            if (Below(pointer, Pointer) is not { Length: > 0 } inside)
                return false;
            var name = JsonPointer.Segments(inside)[0];
            return !Except.Contains(name) && (Prefixes.Count == 0 || Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
        }

        public bool SameAs(Area other) =>
            Pointer == other.Pointer && Except.SequenceEqual(other.Except) && Prefixes.SequenceEqual(other.Prefixes);
    }
}
