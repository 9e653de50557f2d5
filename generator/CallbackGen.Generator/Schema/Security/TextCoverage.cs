using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>
/// Determines whether a signature protects a payload that is a JSON text of its own: every value that determines the text must be
/// signed. For a decrypted text, these are the ciphertext, the nonce, the tag and the associated data. Otherwise an attacker who knows
/// the encryption key but cannot sign could make another text from the same ciphertext.
/// </summary>
internal sealed class TextCoverage(PayloadTextModel text, IReadOnlyList<TransportModel> receive)
{
    private readonly bool _isQuery = receive.All(transport => transport.Content == ContentKind.Query);
    private readonly HashSet<SourceModel> _sources = [];
    private readonly HashSet<TermModel> _terms = [];
    private readonly List<(string Pointer, TakenMembers Taken)> _objects = [];
    private bool _isBodySigned;

    public bool IsSigned => text.Terms.All(term => _terms.Contains(term) || Signs(term.Source));

    /// <summary>Adds a signed value.</summary>
    public void Add(TermModel term)
    {
        // The filters that decode the payload may also be applied to the signed value: both return the same bytes. For other parts of
        // the value, such as those that another filter selects, this proves nothing.
        _terms.Add(term.Alone);
        if (!Filters.Covers(term.Filters))
            return;
        if (term.Source.Kind == SourceKind.RawBody)
            _isBodySigned |= receive.All(transport => transport.Content != ContentKind.Query);
        if (term.Source.Kind == SourceKind.Url)
            _isBodySigned |= _isQuery;
        _sources.Add(InBody(term.Source));
    }

    /// <summary>Adds the signed members of an object.</summary>
    public void AddMembers(string pointer, TakenMembers taken) => _objects.Add((pointer, taken));

    private bool Signs(SourceModel source) =>
        source.Kind switch
        {
            SourceKind.Const => true,
            SourceKind.RawBody => _isBodySigned,
            _ => _sources.Contains(InBody(source))
                || (
                    InBody(source).Kind == SourceKind.Body
                    && (_isBodySigned || _objects.Any(members => Holds(members, InBody(source).Name)))
                ),
        };

    private static bool Holds((string Pointer, TakenMembers Taken) members, string pointer)
    {
        if (Coverage.Below(pointer, members.Pointer) is not { Length: > 0 } inside)
            return false;
        var segments = JsonPointer.Segments(inside);
        return members.Taken.Takes(segments[0])
            && !members.Taken.IsByNumber
            && (segments.Length == 1 || members.Taken is { IsFlattened: false, IsSkipped: false });
    }

    /// <summary>Returns the source in the body: where the payload arrives as a query, its parameters are the members of the body.</summary>
    private SourceModel InBody(SourceModel source) =>
        _isQuery && source.Kind == SourceKind.Query ? new SourceModel(SourceKind.Body, JsonPointer.Of(source.Name)) : source;
}
