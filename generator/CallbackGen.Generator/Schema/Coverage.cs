using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema;

/// <summary>Which payload members the signature protects. Derived from what is signed, never declared.</summary>
internal sealed class Coverage
{
    private readonly HashSet<string> _signed;

    private Coverage(bool whole, IEnumerable<string> signed, string? proof)
    {
        Whole = whole;
        Proof = proof;
        _signed = new HashSet<string>(signed, StringComparer.Ordinal);
    }

    /// <summary>Whether the signature is over the payload's very bytes, undeclared members included.</summary>
    public bool Whole { get; }

    /// <summary>The pointer of the payload member that carries the signature or token itself; it needs no protection.</summary>
    private string? Proof { get; }

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

        return false;
    }

    public bool IsProof(string pointer) => pointer == Proof;

    public static Coverage Derive(VerifyModel? verify, PayloadModel payload, bool arrivesAsQuery)
    {
        switch (verify)
        {
            case JwtVerify when payload.IsToken:
                return new Coverage(whole: true, [], null);
            case JwtVerify jwt:
                // Filters over the claim do no harm: a given token still fits one value of the member only.
                var terms = jwt.Claims.Where(claim => claim.EqualTo is not null).Select(claim => claim.EqualTo!);
                return Derive(terms, [], payload, arrivesAsQuery, ToPayload(jwt.From, payload));
            case HmacVerify hmac:
                return Derive(
                    hmac.Message.OfType<TemplatePart>().SelectMany(part => part.Terms),
                    hmac.Message.OfType<MembersPart>().SelectMany(part => part.Pointers),
                    payload, arrivesAsQuery, ToPayload(hmac.Signature.From, payload));
            case NoVerify:
                return new Coverage(whole: false, [], null);
            default:
                // Unreadable, and reported as such: nothing more can be said about it.
                return new Coverage(whole: true, [], null);
        }
    }

    private static Coverage Derive(
        IEnumerable<TermModel> terms, IEnumerable<string> members, PayloadModel payload, bool arrivesAsQuery, string? proof)
    {
        var covering = terms.Where(term => Filters.Covers(term.Filters)).ToList();

        // The raw body covers a payload that is in the body; a payload in the query is not.
        var whole = !arrivesAsQuery && covering.Any(term => term.Source.Kind == SourceKind.RawBody);
        var signed = covering
            .Select(term => ToPayload(term.Source, payload))
            .Concat(members.Select(pointer => Below(pointer, payload.Pointer)))
            .OfType<string>();
        return new Coverage(whole, signed, proof);
    }

    /// <summary>The payload's pointer for a source in the body, or null when the source is not part of the payload.</summary>
    public static string? ToPayload(SourceModel source, PayloadModel payload) =>
        source.Kind == SourceKind.Body && !payload.IsToken ? Below(source.Name, payload.Pointer) : null;

    private static string? Below(string pointer, string root) =>
        root.Length == 0 ? pointer
        : pointer.StartsWith(root + "/", StringComparison.Ordinal) ? pointer.Substring(root.Length) : null;
}
