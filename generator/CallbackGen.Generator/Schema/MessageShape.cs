using System.Text;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Readings;

namespace CallbackGen.Generator.Schema;

/// <summary>
/// A message as one row of constants and values, whatever parts it was written in; and which of the values it settles,
/// so that no second request has the same message and another value. <c>generator/coverage.md</c> argues each step.
/// </summary>
internal sealed class MessageShape
{
    private readonly List<Piece> _pieces = [];
    private readonly List<MessageShape> _filtered = [];
    private readonly List<Neighbours> _neighbours = [];
    private readonly Dictionary<object, string> _ends = new(ByReference.Instance);
    private readonly HashSet<object> _settled = new(ByReference.Instance);
    private readonly VerifyContext _context;
    private readonly TimestampModel? _timestamp;
    private readonly ValueTexts _texts;

    private MessageShape(VerifyContext context, TimestampModel? timestamp) =>
        (_context, _timestamp, _texts) = (context, timestamp, new ValueTexts(context));

    private enum PieceKind
    {
        Constant,
        Value,

        /// <summary>What no text ends: members that are not known one by one, or a value that holds every delimiter.</summary>
        Open,

        /// <summary>A JSON object or array: no beginning of one is one, and no end.</summary>
        Json,

        /// <summary>Members of which some may be left out, written with names that tell them apart.</summary>
        Members,

        /// <summary>A secret that no sender can write: it ends what stands before it.</summary>
        Secret,

        /// <summary>A configured text that is no secret, and not known here.</summary>
        Configured,
    }

    /// <summary>Lays out a message, and settles what can be settled.</summary>
    /// <param name="message">Its parts.</param>
    /// <param name="context">The rest of the feed.</param>
    /// <param name="timestamp">The time that is checked besides, or null.</param>
    /// <param name="known">Sources whose text is settled elsewhere: it is equal to something else that is signed.</param>
    public static MessageShape Of(IEnumerable<MessagePart> message, VerifyContext context, TimestampModel? timestamp, ICollection<SourceModel> known)
    {
        var shape = new MessageShape(context, timestamp);
        foreach (var part in message)
            shape.Add(part);
        shape.FindEnds();
        shape.Settle(known);
        return shape;
    }

    /// <summary>Values, or members, between which nothing stands that tells where the first one ends.</summary>
    public IEnumerable<Neighbours> Undelimited =>
        _neighbours.Where(pair => !(IsSettledMember(pair.First) && IsSettledMember(pair.Second))).Concat(_filtered.SelectMany(inner => inner.Undelimited));

    /// <summary>How many values a sender can choose.</summary>
    public int Values => _pieces.Sum(piece => piece.Owners.Count) + _filtered.Sum(inner => inner.Values - 1);

    /// <summary>The constant that a value must not hold, as it tells where the value ends; empty where nothing must be checked.</summary>
    public string EndOf(TermModel term) =>
        _ends.TryGetValue(term, out var end) ? end : _filtered.Select(inner => inner.EndOf(term)).FirstOrDefault(text => text.Length > 0) ?? "";

    /// <summary>Whether the message settles a value, or the members that a part takes.</summary>
    public bool Settles(object termOrPart) =>
        _settled.Contains(termOrPart) || _filtered.Any(inner => _settled.Contains(inner) && inner.Settles(termOrPart));

    /// <summary>
    /// Members that stand side by side, none of which is settled by itself, while all of them together, joined as they
    /// are in the message, are; or none.
    /// </summary>
    public IReadOnlyList<TermModel> Group { get; private set; } = [];

    private void Add(MessagePart part)
    {
        if (part.Filters.Count > 0)
            AddFiltered(part);
        else
            AddUnfiltered(part);
    }

    private void AddUnfiltered(MessagePart part)
    {
        switch (part)
        {
            case TemplatePart template:
                foreach (var term in template.Terms)
                    AddTerm(term, part);
                break;
            case MembersPart members:
                AddMembers(members);
                break;
            case AllMembersPart all:
                AddAll(all);
                break;
            case JsonPart json:
                _pieces.Add(new Piece(_texts.IsJsonObject(json) ? PieceKind.Json : PieceKind.Open, "json", part, TextSet.Any) { Owners = [json] });
                break;
            case GroupPart group:
                foreach (var inner in group.Parts)
                    Add(inner);
                break;
        }
    }

    /// <summary>What is filtered as a whole is a message of its own, and stands here as what the filters make of it.</summary>
    private void AddFiltered(MessagePart part)
    {
        var inner = new MessageShape(_context, _timestamp);
        inner.AddUnfiltered(part);
        inner.FindEnds();
        inner.Settle([]);
        _filtered.Add(inner);
        _pieces.Add(new Piece(PieceKind.Open, "parts", part, ValueTexts.OfFilters(part.Filters)) { Owners = [inner] });
    }

    private void AddTerm(TermModel term, MessagePart place)
    {
        switch (term.Source.Kind)
        {
            case SourceKind.Const when term.Filters.Count == 0:
                AddConstant(term.Source.Name);
                break;
            case SourceKind.Key:
                _pieces.Add(new Piece(_context.Keys.Any(key => key.Name == term.Source.Name && key.Secret) ? PieceKind.Secret : PieceKind.Configured, "", place, TextSet.Any));
                break;
            // The public URL holds every delimiter, and its query is the sender's.
            case SourceKind.Url:
                _pieces.Add(new Piece(PieceKind.Open, term.Source.Text, place, _texts.Of(term)) { Owners = [term] });
                break;
            default:
                _pieces.Add(new Piece(_texts.IsJsonBody(term) ? PieceKind.Json : PieceKind.Value, term.Source.Text, place, _texts.Of(term)) { Owners = [term] });
                break;
        }
    }

    private void AddConstant(string text) => _pieces.Add(new Piece(PieceKind.Constant, text, null!, TextSet.Of(text)));

    private void AddMembers(MembersPart part)
    {
        var render = part.Render;
        if (render.OmitNull || render.OmitEmpty)
        {
            AddPresentMembers(part);
            return;
        }

        for (var i = 0; i < part.Members.Count; i++)
        {
            AddConstant((i > 0 ? render.Join : "") + render.Before + (render.WithNames ? part.Members[i].Name + render.Separator : ""));
            AddTerm(part.Members[i].Term, part);
            AddConstant(render.After);
        }

        if (part.Unbounded is not null)
            _settled.UnionWith(part.Members.Select(member => member.Term));
    }

    /// <summary>Where a member may be left out, with all that is written around it, the name of the next is not known; the joining text is.</summary>
    private void AddPresentMembers(MembersPart part)
    {
        var render = part.Render;
        var names = part.Members.Select(member => member.Name + render.Separator).ToList();
        var end = render.After + render.Join + render.Before;
        foreach (var member in part.Members.Take(part.Members.Count - 1).Where(_ => end.Length > 0))
            _ends[member.Term] = end;
        if (end.Length == 0)
            _neighbours.AddRange(part.Members.Skip(1).Select((member, at) => new Neighbours(part.Members[at].Term, member.Term, part, Quote(part.Members[at].Term.Source.Text), Quote(member.Term.Source.Text))));
        var isAlike = names.Where((name, at) => names.Where((other, position) => position != at && other.StartsWith(name, StringComparison.Ordinal)).Any()).Any();
        if (!render.WithNames && part.Members.Count > 1)
            _neighbours.Add(new(part.Members[0].Term, part.Members[1].Term, part, $"of \"{part.Members[0].Name}\"", $"of \"{part.Members[1].Name}\", which takes its place when it is left out"));
        else if (isAlike)
            _neighbours.Add(new(part.Members[0].Term, part.Members[1].Term, part, "of a name", "of a member whose name begins alike"));
        _pieces.Add(new Piece(PieceKind.Members, part.Members[part.Members.Count - 1].Term.Source.Text, part, TextSet.Any)
        {
            Owners = [.. part.Members.Select(member => member.Term)],
            IsToldApart = render.WithNames && !isAlike && end.Length > 0,
        });
    }

    private void AddAll(AllMembersPart all)
    {
        var render = all.Render;
        var (first, second) =
            render.Join.Length == 0 && render.After.Length == 0 && render.Before.Length == 0 ? ("of one member", "of the next")
            : !render.WithNames ? ("of one member", "of another that takes its name, as names are not written")
            : render.Separator.Length == 0 ? ("of a name", "of its member")
            : (null, null);
        if (first is not null)
            _neighbours.Add(new(all, all, all, first, second!));
        _pieces.Add(new Piece(PieceKind.Open, "*", all, TextSet.Any) { Owners = [all], IsToldApart = first is null });
    }

    /// <summary>Finds the text that ends each value, and those that nothing ends.</summary>
    private void FindEnds()
    {
        for (var i = 0; i < _pieces.Count; i++)
        {
            var piece = _pieces[i];
            if (piece.Owners.Count == 0 || IsTime(piece) || Next(i, out var between) is not { Kind: not PieceKind.Secret } next)
                continue;
            if (piece.Kind != PieceKind.Value || between.Length == 0)
                _neighbours.Add(new(piece.Owners[piece.Owners.Count - 1], next.Owners[0], next.Place, Quote(piece.Text), Quote(next.Text)));
            if (between.Length > 0 && piece.Owners[piece.Owners.Count - 1] is TermModel last)
                _ends[last] = between;
        }
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

    /// <summary>
    /// Takes away from both ends what is settled there, and looks at all readings of what is left.
    /// </summary>
    private void Settle(ICollection<SourceModel> known)
    {
        var (first, last) = (0, _pieces.Count - 1);
        while (first <= last && IsSettledFromStart(first, known))
            SettlePiece(_pieces[first++]);
        while (first <= last && IsSettledFromEnd(last, known))
            SettlePiece(_pieces[last--]);
        var left = _pieces.GetRange(first, last - first + 1);
        if (left.Count > 0 && IsTime(left[left.Count - 1]))
            SettlePiece(left[left.Count - 1]); // zeros may be moved to its front, which change no time
        if (left.Count == 1)
            SettlePiece(left[0]);
        else if (left.Count > 1)
            SettleReadings(left);
    }

    private bool IsSettledFromStart(int index, ICollection<SourceModel> known)
    {
        var piece = _pieces[index];
        if ((IsFixed(piece, known) && IsApart(index, index + 1)) || IsTime(piece))
            return true;
        var next = Next(index, out var between);
        return piece.Kind switch
        {
            PieceKind.Value => next is { Kind: PieceKind.Secret } || (next is not null && between.Length > 0),
            // Any of them may be the last, and the text behind the last is looked for in that one only.
            PieceKind.Open or PieceKind.Members => piece.IsToldApart && next is { Kind: PieceKind.Secret },
            _ => false,
        };
    }

    private bool IsSettledFromEnd(int index, ICollection<SourceModel> known) => IsFixed(_pieces[index], known) && IsApart(index, index - 1);

    /// <summary>
    /// Whether it is clear where a piece meets its neighbour. A configured text may have several values, or another in another
    /// key set of the same secret, of which one may begin or end as another does: constant text must stand between.
    /// </summary>
    private bool IsApart(int index, int neighbour) =>
        _pieces[index].Kind != PieceKind.Configured || neighbour < 0 || neighbour >= _pieces.Count
        || _pieces[neighbour] is { Kind: PieceKind.Secret or PieceKind.Json } or { Kind: PieceKind.Constant, Text.Length: > 0 };

    /// <summary>Whether it is clear where a piece ends, from where it begins, and where it begins, from where it ends.</summary>
    private static bool IsFixed(Piece piece, ICollection<SourceModel> known) =>
        piece.Kind is PieceKind.Constant or PieceKind.Secret or PieceKind.Configured or PieceKind.Json
        || (piece.Owners is [TermModel term] && piece.Kind == PieceKind.Value && known.Contains(term.Source));

    private void SettlePiece(Piece piece)
    {
        if (piece.IsToldApart)
            _settled.UnionWith(piece.Owners);
        else if (piece.Kind == PieceKind.Members)
            SettleReadings([piece]);
    }

    private void SettleReadings(List<Piece> pieces)
    {
        var owners = pieces.SelectMany(piece => piece.Owners).ToList();
        var automaton = new MessageAutomaton();
        var state = MessageAutomaton.Start;
        foreach (var piece in pieces)
            state = AddPiece(automaton, state, piece, owners);
        if (automaton.Unsettled(state) is not { } unsettled)
            return;
        var mixed = new HashSet<object>(pieces.Where(piece => piece is { Kind: PieceKind.Open, IsToldApart: false }).SelectMany(piece => piece.Owners), ByReference.Instance);
        _settled.UnionWith(owners.Where((owner, index) => !unsettled.Contains(index) && !mixed.Contains(owner)));
        FindGroup(pieces);
    }

    private int AddPiece(MessageAutomaton automaton, int state, Piece piece, List<object> owners)
    {
        if (piece.Kind == PieceKind.Members)
            return AddPresent(automaton, state, (MembersPart)piece.Place, owners);
        var owner = piece.Owners.Count == 0 ? MessageAutomaton.NoOwner : IndexOf(owners, piece.Owners[0]);
        var texts = piece.Kind == PieceKind.Secret ? new TextSet.Secret()
            : piece is { Kind: PieceKind.Value, Owners: [TermModel term] } ? Bounded(term, piece.Texts)
            : piece.Texts;
        return automaton.Add(state, texts, owner);
    }

    /// <summary>A value may stand in a message twice: each time it is another owner.</summary>
    private static int IndexOf(List<object> owners, object owner) => owners.FindIndex(other => ReferenceEquals(other, owner));

    private TextSet Bounded(TermModel term, TextSet texts) =>
        texts == TextSet.Any && EndOf(term) is { Length: > 0 } end ? new TextSet.Without(end) : texts;

    /// <summary>Members of which any may be left out: whether the joining text stands before one depends on those before it.</summary>
    private int AddPresent(MessageAutomaton automaton, int start, MembersPart part, List<object> owners)
    {
        var render = part.Render;
        // The states before a member when none was written yet, and when one was.
        var (none, some) = (new List<int> { start }, new List<int>());
        foreach (var member in part.Members)
        {
            var written = new List<int>();
            foreach (var (states, join) in new[] { (none, ""), (some, render.Join) })
            {
                if (states.Count == 0)
                    continue;
                var state = automaton.Add(automaton.Join(states), TextSet.Of(join + render.Before + (render.WithNames ? member.Name + render.Separator : "")), MessageAutomaton.NoOwner);
                state = automaton.Add(state, Bounded(member.Term, _texts.Of(member.Term)), IndexOf(owners, member.Term));
                written.Add(automaton.Add(state, TextSet.Of(render.After), MessageAutomaton.NoOwner));
            }

            some.AddRange(written);
        }

        return automaton.Join([.. none, .. some]);
    }

    private void FindGroup(List<Piece> pieces)
    {
        var values = pieces.SkipWhile(piece => IsOutside(piece)).Reverse().SkipWhile(piece => IsOutside(piece)).Reverse()
            .Where(piece => piece is not { Kind: PieceKind.Constant, Text.Length: 0 }).ToList();
        if (values.Count > 1 && values.TrueForAll(piece => piece is { Kind: PieceKind.Value, Owners: [TermModel { Filters.Count: 0 } term] } && !Settles(term)))
            Group = [.. values.Select(piece => (TermModel)piece.Owners[0])];

        bool IsOutside(Piece piece) => piece.Owners.Count == 0 || piece.Owners.All(Settles);
    }

    /// <summary>A time is checked to be near, so that from where it begins it is clear where it ends: a digit more or less is years away.</summary>
    private bool IsTime(Piece piece) =>
        _timestamp is not null && piece.Owners is [TermModel { Filters.Count: 0 } term] && term.Source == _timestamp.From;

    private bool IsSettledMember(object owner) =>
        owner is TermModel term && Coverage.ToPayload(term.Source, _context.Payload) is not null && Settles(owner);

    private static string Quote(string text) => $"\"{text}\"";

    /// <summary>Two that stand side by side, where they stand, and how a message calls them.</summary>
    internal sealed record Neighbours(object First, object Second, MessagePart Place, string FirstText, string SecondText);

    private sealed record Piece(PieceKind Kind, string Text, MessagePart Place, TextSet Texts)
    {
        /// <summary>The terms, or the part, whose texts it is made of; none where no sender chooses it.</summary>
        public IReadOnlyList<object> Owners { get; init; } = [];

        /// <summary>Whether its members are told apart inside of it.</summary>
        public bool IsToldApart { get; init; } = true;
    }
}
