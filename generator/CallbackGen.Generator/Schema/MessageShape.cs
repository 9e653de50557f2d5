using System.Text;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator.Schema;

/// <summary>
/// A message as one row of constants and values, whatever parts it was written in: between any two values that the sender
/// can choose stands a text that the first of them must not hold, or two payloads could carry one signature.
/// </summary>
internal sealed class MessageShape(TimestampModel? timestamp, bool excused, ProblemList problems)
{
    private readonly List<Piece> _pieces = [];

    private enum PieceKind
    {
        Constant,
        Value,

        /// <summary>Members that are not known one by one: no text ends them.</summary>
        Open,

        /// <summary>A secret that no sender can write: it ends what stands before it.</summary>
        Secret,

        /// <summary>A configured text that is no secret, and not known here.</summary>
        Configured,
    }

    public void AddConstant(string text) => _pieces.Add(new Piece(PieceKind.Constant, text, default, null));

    public void AddKey(bool secret) => _pieces.Add(new Piece(secret ? PieceKind.Secret : PieceKind.Configured, "", default, null));

    /// <summary>How many pieces the sender can choose.</summary>
    public int Values => _pieces.Count(piece => piece.Kind is PieceKind.Value or PieceKind.Open);

    public void AddOpen(string label, TextSpan place) => _pieces.Add(new Piece(PieceKind.Open, label, place, null));

    public void AddValue(TermModel term, TextSpan place)
    {
        // The public URL holds every delimiter, and its query is the sender's.
        if (term.Source.Kind == SourceKind.Url)
            AddOpen(term.Source.Text, place);
        else
            _pieces.Add(new Piece(PieceKind.Value, term.Source.Text, place, term));
    }

    /// <summary>
    /// Says that the last value ends members of which some may be left out: any of them may then be the one that stands
    /// before what follows, and would have to do without the text that ends the last.
    /// </summary>
    public void EndOpen()
    {
        var last = _pieces.FindLastIndex(piece => piece.Kind is PieceKind.Value or PieceKind.Open);
        _pieces[last] = _pieces[last] with { Kind = PieceKind.Open };
    }

    /// <summary>Says two values that stand side by side, unless the author has said why.</summary>
    public void Report(TextSpan place, string first, string second)
    {
        if (!excused)
            problems.Add(SchemaRules.NoDelimiter, place, first, second);
    }

    /// <summary>The text that ends each value, by value; and a report of those that nothing ends.</summary>
    public IReadOnlyDictionary<TermModel, string> Settle()
    {
        var ends = new Dictionary<TermModel, string>(ByReference.Instance);
        for (var i = 0; i < _pieces.Count; i++)
        {
            if (_pieces[i].Kind is not (PieceKind.Value or PieceKind.Open))
                continue;
            var next = Next(i, out var between);
            if (next is not { Kind: PieceKind.Value or PieceKind.Open } neighbour || IsTime(_pieces[i]))
                continue;
            if (_pieces[i].Kind == PieceKind.Open || between.Length == 0)
                Report(neighbour.Place, Quote(_pieces[i].Text), Quote(neighbour.Text));
            if (between.Length > 0 && _pieces[i].Term is { } term)
                ends[term] = between;
        }

        return ends;
    }

    /// <summary>The next piece that a sender chooses or cannot know, and the constants that follow this one.</summary>
    private Piece? Next(int index, out string between)
    {
        var text = new StringBuilder();
        var known = true;
        for (var i = index + 1; i < _pieces.Count; i++)
        {
            known &= _pieces[i].Kind != PieceKind.Configured;
            if (_pieces[i].Kind is not (PieceKind.Constant or PieceKind.Configured))
            {
                between = text.ToString();
                return _pieces[i];
            }

            if (known)
                text.Append(_pieces[i].Text);
        }

        between = "";
        return null;
    }

    /// <summary>A time is checked to be one, so that it cannot borrow from what follows.</summary>
    private bool IsTime(Piece piece) => timestamp is not null && piece.Term?.Source == timestamp.From && piece.Term.Filters.Count == 0;

    private static string Quote(string text) => $"\"{text}\"";

    private sealed record Piece(PieceKind Kind, string Text, TextSpan Place, TermModel? Term);

    private sealed class ByReference : IEqualityComparer<TermModel>
    {
        public static ByReference Instance { get; } = new();

        public bool Equals(TermModel? x, TermModel? y) => ReferenceEquals(x, y);

        public int GetHashCode(TermModel term) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(term);
    }
}
