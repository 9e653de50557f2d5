using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>
/// Whether a signature protects a payload that is a JSON text of its own: it does when every value that decides what the
/// text is, is signed. Of a decrypted text these are the ciphertext, the nonce, the tag and the associated data: who knows
/// the key but cannot sign could otherwise make another text of the same ciphertext.
/// </summary>
internal sealed class TextCoverage(PayloadTextModel text, IReadOnlyList<TransportModel> receive)
{
    private readonly bool _isQuery = receive.All(transport => transport.Content == ContentKind.Query);
    private readonly HashSet<SourceModel> _sources = [];
    private readonly HashSet<TermModel> _terms = [];
    private readonly List<(string Pointer, TakenMembers Taken)> _objects = [];
    private bool _isBodySigned;

    public bool IsSigned => text.Terms.All(term => _terms.Contains(term) || Signs(term.Source));

    /// <summary>Takes a value into account that is signed.</summary>
    public void Add(TermModel term)
    {
        // What decodes the payload may as well decode what is signed: both give the same bytes. Of what else the value
        // holds, such as the part that another filter cuts out, that says nothing.
        _terms.Add(term.Alone);
        if (!Filters.Covers(term.Filters))
            return;
        if (term.Source.Kind == SourceKind.RawBody)
            _isBodySigned |= receive.All(transport => transport.Content != ContentKind.Query);
        if (term.Source.Kind == SourceKind.Url)
            _isBodySigned |= _isQuery;
        _sources.Add(InBody(term.Source));
    }

    /// <summary>Takes the members of an object into account that are signed.</summary>
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

    /// <summary>Where the payload arrives as a query, its parameters are the members of the body.</summary>
    private SourceModel InBody(SourceModel source) =>
        _isQuery && source.Kind == SourceKind.Query ? new SourceModel(SourceKind.Body, JsonPointer.Of(source.Name)) : source;
}
