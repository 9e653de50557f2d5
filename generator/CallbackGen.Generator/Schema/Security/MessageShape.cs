using System.Text;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>
/// Which of the values in a message's row it settles, so that no second request has the same message and another value.
/// <c>generator/coverage.md</c> argues each step.
/// </summary>
internal sealed class MessageShape
{
    private readonly IReadOnlyList<MessagePiece> _pieces;
    private readonly List<(MessageRow Row, MessageShape Shape)> _filtered = [];
    private readonly List<Neighbours> _neighbours = [];
    private readonly Dictionary<object, string> _ends = new(ByReference.Instance);
    private readonly HashSet<object> _settled = new(ByReference.Instance);
    private readonly IReadOnlyList<object> _settledByThemselves;
    private readonly SourceTexts _sources;
    private readonly SourceTexts _uncounted;
    private readonly TimestampModel? _timestamp;

    private MessageShape(
        MessageRow row,
        SourceTexts sources,
        SourceTexts uncounted,
        TimestampModel? timestamp,
        ICollection<SourceModel> known
    )
    {
        (_pieces, _sources, _uncounted, _timestamp) = (row.Pieces, sources, uncounted, timestamp);
        foreach (var piece in _pieces)
            LookInto(piece);
        _settledByThemselves = [.. _settled];
        FindEnds();
        Settle(known);
        FreeFormed(known);
    }

    /// <summary>Settles what can be settled of a message.</summary>
    /// <param name="parts">Its parts.</param>
    /// <param name="form">The feed.</param>
    /// <param name="timestamp">The time that is checked besides, or null.</param>
    /// <param name="known">Sources whose text is settled elsewhere: it is equal to something else that is signed.</param>
    public static MessageShape Of(
        IReadOnlyCollection<MessagePart> parts,
        FeedForm form,
        TimestampModel? timestamp,
        ICollection<SourceModel> known
    )
    {
        // Where undeclared members are signed, an event that the schema does not list is accepted, and nothing is known of its members.
        var isListed = !form.Map.HasEvents || !parts.SelectMany(part => part.WithInner()).Any(TakesUndeclared);
        var sources = Sources(isCounted: true);
        return new MessageShape(MessageRow.Of(parts, sources), sources, Sources(isCounted: false), timestamp, known);

        SourceTexts Sources(bool isCounted) =>
            new(form, new MemberTexts(form.Map, TextSide.Accepted, isListed, isCounted), timestamp, TextSide.Accepted);
    }

    private static bool TakesUndeclared(MessagePart part) =>
        part.Taken is { Members: null } || part.Terms.Any(term => term.Source.Kind is SourceKind.RawBody or SourceKind.Url);

    /// <summary>Values, or members, between which nothing stands that tells where the first one ends.</summary>
    public IEnumerable<Neighbours> Undelimited =>
        _neighbours
            .Where(pair => !(IsSettledMember(pair.First) && IsSettledMember(pair.Second)))
            .Concat(_filtered.SelectMany(inner => inner.Shape.Undelimited));

    /// <summary>How many values a sender can choose.</summary>
    public int Values => _pieces.Sum(piece => piece.Owners.Count) + _filtered.Sum(inner => inner.Shape.Values - 1);

    /// <summary>The constant that a value must not hold, as it tells where the value ends; empty where nothing must be checked.</summary>
    public string EndOf(TermModel term) =>
        _ends.TryGetValue(term, out var end)
            ? end
            : _filtered.Select(inner => inner.Shape.EndOf(term)).FirstOrDefault(text => text.Length > 0) ?? "";

    /// <summary>Whether the message settles a value, or the members that a part takes.</summary>
    public bool Settles(object termOrPart) =>
        _settled.Contains(termOrPart) || _filtered.Any(inner => _settled.Contains(inner.Row) && inner.Shape.Settles(termOrPart));

    /// <summary>
    /// Members that stand side by side, none of which is settled by itself, while all of them together, joined as they
    /// are in the message, are; or none.
    /// </summary>
    public IReadOnlyList<TermModel> Group { get; private set; } = [];

    /// <summary>
    /// The configured values that are no secret, each with the constant that keeps it apart from something else. A value that held it
    /// would let two accounts have one message, of which each reads another part as its own.
    /// </summary>
    public IEnumerable<ConfiguredEnd> ConfiguredEnds
    {
        get
        {
            for (var i = 0; i < _pieces.Count; i++)
            {
                // The others are too many to look around each.
                if (_pieces[i] is not { Kind: PieceKind.Configured, Text.Length: > 0 })
                    continue;
                var end = string.Concat(
                    _pieces.Skip(i + 1).TakeWhile(piece => piece.Kind == PieceKind.Constant).Select(piece => piece.Text)
                );
                if (end.Length > 0 && _pieces.Skip(i + 1).Any(piece => piece.Kind != PieceKind.Constant))
                    yield return new ConfiguredEnd(_pieces[i].Text, end);
                // From the end of the row it is known where the value begins, unless another value ends with this constant and it.
                var start = string.Concat(
                    _pieces.Take(i).Reverse().TakeWhile(piece => piece.Kind == PieceKind.Constant).Reverse().Select(piece => piece.Text)
                );
                if (
                    start.Length > 0
                    && _pieces.Take(i).Any(piece => piece.Owners.Count > 0)
                    && _pieces.Skip(i + 1).All(piece => piece.Owners.Count == 0)
                )
                    yield return new ConfiguredEnd(_pieces[i].Text, start);
            }

            foreach (var inner in _filtered.SelectMany(filtered => filtered.Shape.ConfiguredEnds))
                yield return inner;
        }
    }

    /// <summary>What a piece of several values says by itself.</summary>
    private void LookInto(MessagePiece piece)
    {
        if (piece.Inner is { } inner)
            _filtered.Add((inner, new MessageShape(inner, _sources, _uncounted, _timestamp, [])));
        if (piece.Kind == PieceKind.Members)
            LookInto((MembersPart)piece.Place);
        else if (
            piece.Place is MembersPart { Unbounded: not null } part
            && Enumerable.Range(0, _pieces.Count).All(index => IsApart(index, index - 1) && IsApart(index, index + 1))
        )
            _settled.UnionWith(part.Members.Select(member => member.Term));
        if (piece.Owners is [AllMembersPart all] && MessageRow.Mixture(all) is var (first, second))
            _neighbours.Add(new(all, all, all, first, second));
    }

    /// <summary>Where a member may be left out, with all that is written around it, the name of the next is not known; the joining text is.</summary>
    private void LookInto(MembersPart part)
    {
        var (render, members) = (part.Render, part.Members);
        var end = part.Between;
        foreach (var member in members.Take(members.Count - 1).Where(_ => end.Length > 0))
            _ends[member.Term] = end;
        if (end.Length == 0)
            _neighbours.AddRange(
                members
                    .Skip(1)
                    .Select(
                        (member, at) =>
                            new Neighbours(
                                members[at].Term,
                                member.Term,
                                part,
                                Quote(members[at].Term.Source.Text),
                                Quote(member.Term.Source.Text)
                            )
                    )
            );
        if (!render.WithNames && members.Count > 1)
            _neighbours.Add(
                new(
                    members[0].Term,
                    members[1].Term,
                    part,
                    "",
                    $"Names are not written, and where {Quote(members[0].Name)} is left out, {Quote(members[1].Name)} stands in its place"
                )
            );
        else if (part.AreNamesAlike)
            _neighbours.Add(
                new(
                    members[0].Term,
                    members[1].Term,
                    part,
                    "",
                    "The name of one member begins as another's does, and nothing tells where it ends"
                )
            );
    }

    /// <summary>Finds the text that ends each value, and those that nothing ends.</summary>
    private void FindEnds()
    {
        for (var i = 0; i < _pieces.Count; i++)
        {
            var piece = _pieces[i];
            if (
                piece.Owners.Count == 0
                || IsTime(piece)
                || IsUnbounded(piece)
                || Next(i, out var between) is not { Kind: not PieceKind.Secret } next
            )
                continue;
            if (piece.Kind != PieceKind.Value || between.Length == 0)
                _neighbours.Add(new(piece.Owners[piece.Owners.Count - 1], next.Owners[0], next.Place, Quote(piece.Text), Quote(next.Text)));
            // A time may hold what joins it to a JSON body, as a fraction holds a dot: the body is known from its end.
            if (
                between.Length > 0
                && piece.Owners[piece.Owners.Count - 1] is TermModel last
                && !(next.Kind == PieceKind.Json && last.Source == _timestamp?.From)
            )
                _ends[last] = between;
        }
    }

    /// <summary>
    /// Lets values of a declared form hold the text that ends them, where their forms alone still leave one reading: a time
    /// between colons, for example. What the reader refuses need not be refused by the message too.
    /// </summary>
    private void FreeFormed(ICollection<SourceModel> known)
    {
        var formed = _pieces
            .Where(piece => piece is { Kind: PieceKind.Value, Owners: [TermModel { Filters.Count: 0 }] })
            .Select(piece => (TermModel)piece.Owners[0])
            .Where(term => _settled.Contains(term) && _ends.TryGetValue(term, out var end) && IsFormed(term) && MayHold(term, end))
            .ToList();
        if (formed.Count == 0)
            return;
        var ends = formed.Select(term => _ends[term]).ToList();
        var settled = _settled.ToList();
        var group = Group;
        foreach (var term in formed)
            _ends.Remove(term);
        Forget();
        Settle(known);
        if (settled.TrueForAll(_settled.Contains))
            return;
        for (var i = 0; i < formed.Count; i++)
            _ends[formed[i]] = ends[i];
        _settled.Clear();
        _settled.UnionWith(settled);
        Group = group;
    }

    private bool IsFormed(TermModel term) =>
        _sources.Form.PointerOf(term.Source) is { } pointer
        && _sources
            .Form.Map.FindAll(pointer)
            ?.All(member =>
                member.Element.Value
                    is not (
                        TextValue { WrittenPattern: null }
                        or EnumValue { Closed: false }
                        or AnyValue
                        or ObjectValue
                        or ArrayValue
                        or MapValue
                    )
            ) == true;

    /// <summary>Whether a value may hold a text, or end with its beginning.</summary>
    private bool MayHold(TermModel term, string end) =>
        TextLanguage.FindCommon(
            TextLanguage.Sequence(_sources.Of(term), TextLanguage.Text(end)),
            TextLanguage.Sequence(TextLanguage.Any, TextLanguage.Text(end), TextLanguage.Some(ByteSet.All))
        )
            is not null;

    /// <summary>The next piece that a sender chooses or cannot know, and the constants that follow this one.</summary>
    private MessagePiece? Next(int index, out string between)
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
        var left = _pieces.Skip(first).Take(last - first + 1).ToList();
        if (left.Count > 0 && IsTime(left[left.Count - 1]))
            SettlePiece(left[left.Count - 1]); // from its end it is clear where it begins: it has as many digits as now, and no zero before them
        if (left.Count == 1)
            SettlePiece(left[0]);
        else if (left.Count > 1)
            SettleReadings(left);
    }

    /// <summary>Forgets what is settled but for what a list says by itself.</summary>
    private void Forget()
    {
        _settled.Clear();
        _settled.UnionWith(_settledByThemselves);
        Group = [];
    }

    private bool IsSettledFromStart(int index, ICollection<SourceModel> known)
    {
        var piece = _pieces[index];
        if ((IsFixed(piece, known) && IsApart(index, index + 1)) || IsTime(piece))
            return true;
        var next = Next(index, out _);
        return piece.Kind switch
        {
            PieceKind.Value => next is { Kind: PieceKind.Secret } || _ends.ContainsKey(piece.Owners[0]),
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
        _pieces[index].Kind != PieceKind.Configured
        || neighbour < 0
        || neighbour >= _pieces.Count
        || _pieces[neighbour] is { Kind: PieceKind.Secret or PieceKind.Json } or { Kind: PieceKind.Constant, Text.Length: > 0 };

    /// <summary>Whether it is clear where a piece ends, from where it begins, and where it begins, from where it ends.</summary>
    private static bool IsFixed(MessagePiece piece, ICollection<SourceModel> known) =>
        piece.Kind is PieceKind.Constant or PieceKind.Secret or PieceKind.Configured or PieceKind.Json
        || (piece.Owners is [TermModel term] && piece.Kind == PieceKind.Value && known.Contains(term.Source));

    private void SettlePiece(MessagePiece piece)
    {
        if (piece.IsToldApart)
            _settled.UnionWith(piece.Owners);
        else if (piece.Kind == PieceKind.Members)
            SettleReadings([piece]);
    }

    private void SettleReadings(List<MessagePiece> pieces)
    {
        var owners = pieces.SelectMany(piece => piece.Owners).ToList();
        // Where the lengths make it more than can be looked at, the forms may still tell.
        if ((FindUnsettled(_sources) ?? FindUnsettled(_uncounted)) is not { } unsettled)
            return;
        var mixed = new HashSet<object>(
            pieces.Where(piece => piece is { Kind: PieceKind.Open, IsToldApart: false }).SelectMany(piece => piece.Owners),
            ByReference.Instance
        );
        _settled.UnionWith(owners.Where((owner, index) => !unsettled.Contains(index) && !mixed.Contains(owner)));
        FindGroup(pieces);

        HashSet<int>? FindUnsettled(SourceTexts sources) =>
            TextLanguage.Sequence([.. pieces.Select(piece => Owned(piece, owners, sources))]).FindUnsettled();
    }

    /// <summary>The texts of a piece, whose bytes belong to its owner. All secrets are one: their owner may have chosen one text for several.</summary>
    private TextLanguage Owned(MessagePiece piece, List<object> owners, SourceTexts sources) =>
        piece switch
        {
            { Kind: PieceKind.Members } => MessageRow.Present(
                (MembersPart)piece.Place,
                member =>
                    MessageRow
                        .Ended(sources.Of(member.Term), (MembersPart)piece.Place, member, EndOf(member.Term))
                        .OwnedBy(IndexOf(owners, member.Term)),
                member => sources.IsWritten(member.Term, ((MembersPart)piece.Place).Render)
            ),
            { Kind: PieceKind.Secret } => TextLanguage.Secret(""),
            { Kind: PieceKind.Value, Owners: [TermModel term] } => Bounded(term, sources).OwnedBy(IndexOf(owners, term)),
            { Owners: [MessagePart { Taken: not null }] } => TextLanguage.Any.OwnedBy(IndexOf(owners, piece.Owners[0])),
            { Owners.Count: 0 } => piece.Texts(false),
            _ => piece.Texts(false).OwnedBy(IndexOf(owners, piece.Owners[0])),
        };

    /// <summary>A value may stand in a message twice: each time it is another owner.</summary>
    private static int IndexOf(List<object> owners, object owner) => owners.FindIndex(other => ReferenceEquals(other, owner));

    private TextLanguage Bounded(TermModel term, SourceTexts sources) => SourceTexts.Delimited(sources.Of(term), term, EndOf(term));

    private void FindGroup(List<MessagePiece> pieces)
    {
        var values = pieces
            .SkipWhile(piece => IsOutside(piece))
            .Reverse()
            .SkipWhile(piece => IsOutside(piece))
            .Reverse()
            .Where(piece => piece is not { Kind: PieceKind.Constant, Text.Length: 0 })
            .ToList();
        if (
            values.Count > 1
            && values.TrueForAll(piece =>
                piece is { Kind: PieceKind.Value, Owners: [TermModel { Filters.Count: 0 } term] } && !Settles(term)
            )
        )
            Group = [.. values.Select(piece => (TermModel)piece.Owners[0])];

        bool IsOutside(MessagePiece piece) => piece.Owners.Count == 0 || piece.Owners.All(Settles);
    }

    /// <summary>A time is checked to be near, so that from where it begins it is clear where it ends: a digit more or less is years away.</summary>
    private bool IsTime(MessagePiece piece) =>
        _timestamp is { EndsItself: true } && piece.Owners is [TermModel { Filters.Count: 0 } term] && term.Source == _timestamp.From;

    /// <summary>Whether a piece is the one member of a list that may hold the joining text.</summary>
    private static bool IsUnbounded(MessagePiece piece) =>
        piece is { Place: MembersPart { Unbounded: { } name } part, Owners: [var owner] }
        && part.Members.Any(member => ReferenceEquals(member.Term, owner) && member.Name == name);

    private bool IsSettledMember(object owner) =>
        owner is TermModel term && Coverage.ToPayload(term.Source, _sources.Form.Payload!) is not null && Settles(owner);

    private static string Quote(string text) => $"\"{text}\"";

    /// <summary>
    /// Two that stand side by side, where they stand, and how a message calls them. Where the first has no name, what is wrong is not
    /// where one ends, and the second is the whole clause.
    /// </summary>
    internal sealed record Neighbours(object First, object Second, MessagePart Place, string FirstText, string SecondText)
    {
        /// <summary>What is wrong, as the beginning of a sentence.</summary>
        public string Clause => FirstText.Length == 0 ? SecondText : $"Nothing tells where {FirstText} ends and {SecondText} begins";
    }
}
