using System.Text;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>
/// Determines the settled values of a message: a value is settled if no second request has the same message with another value.
/// <c>generator/coverage.md</c> proves each step.
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

    /// <summary>Returns the shape of a message.</summary>
    /// <param name="parts">The parts of the message.</param>
    /// <param name="form">The properties of the feed.</param>
    /// <param name="timestamp">The time that is also checked, or null.</param>
    /// <param name="known">Sources whose text is settled elsewhere, because it equals another signed value.</param>
    public static MessageShape Of(
        IReadOnlyCollection<MessagePart> parts,
        FeedForm form,
        TimestampModel? timestamp,
        ICollection<SourceModel> known
    )
    {
        // Where undeclared members are signed, an event that the schema does not list is accepted, and its members are unknown.
        var isListed = !form.Map.HasEvents || !parts.SelectMany(part => part.WithInner()).Any(TakesUndeclared);
        var sources = Sources(isCounted: true);
        return new MessageShape(MessageRow.Of(parts, sources), sources, Sources(isCounted: false), timestamp, known);

        SourceTexts Sources(bool isCounted) =>
            new(form, new MemberTexts(form.Map, TextSide.Accepted, isListed, isCounted), timestamp, TextSide.Accepted);
    }

    private static bool TakesUndeclared(MessagePart part) =>
        part.Taken is { Members: null } || part.Terms.Any(term => term.Source.Kind is SourceKind.RawBody or SourceKind.Url);

    /// <summary>Gets adjacent values, or members, without a text between them that ends the first one.</summary>
    public IEnumerable<Neighbours> Undelimited =>
        _neighbours
            .Where(pair => !(IsSettledMember(pair.First) && IsSettledMember(pair.Second)))
            .Concat(_filtered.SelectMany(inner => inner.Shape.Undelimited));

    /// <summary>Gets the number of values that a sender can choose.</summary>
    public int Values => _pieces.Sum(piece => piece.Owners.Count) + _filtered.Sum(inner => inner.Shape.Values - 1);

    /// <summary>
    /// Returns the constant that a value must not contain, because it marks the value's end; empty where nothing must be checked.
    /// </summary>
    public string EndOf(TermModel term) =>
        _ends.TryGetValue(term, out var end)
            ? end
            : _filtered.Select(inner => inner.Shape.EndOf(term)).FirstOrDefault(text => text.Length > 0) ?? "";

    /// <summary>Returns whether the message settles a value, or the members that a part includes.</summary>
    public bool Settles(object termOrPart) =>
        _settled.Contains(termOrPart) || _filtered.Any(inner => _settled.Contains(inner.Row) && inner.Shape.Settles(termOrPart));

    /// <summary>
    /// Gets adjacent members none of which is settled by itself, while their concatenation in the message is; empty without any.
    /// </summary>
    public IReadOnlyList<TermModel> Group { get; private set; } = [];

    /// <summary>
    /// Gets the configured values that are not secret, each with the constant that separates it from another value. If a configured
    /// value contained the constant, two accounts could have the same message with different interpretations.
    /// </summary>
    public IEnumerable<ConfiguredEnd> ConfiguredEnds
    {
        get
        {
            for (var i = 0; i < _pieces.Count; i++)
            {
                // The other pieces are too many to examine the constants around each.
                if (_pieces[i] is not { Kind: PieceKind.Configured, Text.Length: > 0 })
                    continue;
                var end = string.Concat(
                    _pieces.Skip(i + 1).TakeWhile(piece => piece.Kind == PieceKind.Constant).Select(piece => piece.Text)
                );
                if (end.Length > 0 && _pieces.Skip(i + 1).Any(piece => piece.Kind != PieceKind.Constant))
                    yield return new ConfiguredEnd(_pieces[i].Text, end);
                // Counted from the end of the row, the start of the value is known, unless another value ends with this
                // constant and the configured value.
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

    /// <summary>Records the results that follow from a piece with several values alone.</summary>
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

    /// <summary>
    /// Records the ends of members. Where a member may be left out with its name and separators, the next member is
    /// unknown; the joining text is known.
    /// </summary>
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
                    $"Names are not written, and where {Quote(members[0].Name)} is left out, {Quote(members[1].Name)} takes its position"
                )
            );
        else if (part.AreNamesAlike)
            _neighbours.Add(
                new(
                    members[0].Term,
                    members[1].Term,
                    part,
                    "",
                    "The name of one member is a prefix of another's, and its end cannot be determined"
                )
            );
    }

    /// <summary>Finds the text that ends each value, and the values without such a text.</summary>
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
            // A time may contain the text that joins it to a JSON body, as a fraction contains a dot: the body is settled from its end.
            if (
                between.Length > 0
                && piece.Owners[piece.Owners.Count - 1] is TermModel last
                && !(next.Kind == PieceKind.Json && last.Source == _timestamp?.From)
            )
                _ends[last] = between;
        }
    }

    /// <summary>
    /// Allows values of a declared form to contain the text that ends them, where the forms alone still leave one interpretation: a
    /// time between colons, for example. A value that the reader rejects need not be rejected by the message too.
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

    /// <summary>Returns whether a value may contain a text, or end with a prefix of it.</summary>
    private bool MayHold(TermModel term, string end) =>
        TextLanguage.FindCommon(
            TextLanguage.Sequence(_sources.Of(term), TextLanguage.Text(end)),
            TextLanguage.Sequence(TextLanguage.Any, TextLanguage.Text(end), TextLanguage.Some(ByteSet.All))
        )
            is not null;

    /// <summary>
    /// Returns the next piece that is neither constant nor configured, and the constants that directly follow this piece.
    /// </summary>
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

    /// <summary>Settles pieces from both ends of the row, and then examines all interpretations of the remaining pieces.</summary>
    private void Settle(ICollection<SourceModel> known)
    {
        var (first, last) = (0, _pieces.Count - 1);
        while (first <= last && IsSettledFromStart(first, known))
            SettlePiece(_pieces[first++]);
        while (first <= last && IsSettledFromEnd(last, known))
            SettlePiece(_pieces[last--]);
        var left = _pieces.Skip(first).Take(last - first + 1).ToList();
        if (left.Count > 0 && IsTime(left[left.Count - 1]))
            SettlePiece(left[left.Count - 1]); // its end determines its start: as many digits as now, and no leading zero
        if (left.Count == 1)
            SettlePiece(left[0]);
        else if (left.Count > 1)
            SettleReadings(left);
    }

    /// <summary>Discards the settled values, except those that follow from a list alone.</summary>
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
            // Any of the members may be the last, and only the last one is searched for the text that follows.
            PieceKind.Open or PieceKind.Members => piece.IsToldApart && next is { Kind: PieceKind.Secret },
            _ => false,
        };
    }

    private bool IsSettledFromEnd(int index, ICollection<SourceModel> known) => IsFixed(_pieces[index], known) && IsApart(index, index - 1);

    /// <summary>
    /// Returns whether the boundary between a piece and its neighbour is determined. A configured text may have several values, also in
    /// another key set of the same secret, and one value may be a prefix or suffix of another; so constant text must separate it.
    /// </summary>
    private bool IsApart(int index, int neighbour) =>
        _pieces[index].Kind != PieceKind.Configured
        || neighbour < 0
        || neighbour >= _pieces.Count
        || _pieces[neighbour] is { Kind: PieceKind.Secret or PieceKind.Json } or { Kind: PieceKind.Constant, Text.Length: > 0 };

    /// <summary>Returns whether the start of a piece determines its end, and its end determines its start.</summary>
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
        // Where the lengths make the automaton exceed its limits, the forms alone may still suffice.
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

    /// <summary>
    /// Returns the texts of a piece, whose bytes belong to its owner. All secrets count as one, because their owner may have
    /// chosen the same text for several.
    /// </summary>
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

    /// <summary>Returns the index of an owner by reference, because a value may occur twice in a message, as two owners.</summary>
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

    /// <summary>
    /// Returns whether a piece is the checked time. The time must be near the current time, so that its start determines its end: one
    /// digit more or less is years away.
    /// </summary>
    private bool IsTime(MessagePiece piece) =>
        _timestamp is { EndsItself: true } && piece.Owners is [TermModel { Filters.Count: 0 } term] && term.Source == _timestamp.From;

    /// <summary>Returns whether a piece is the one member of a list that may contain the joining text.</summary>
    private static bool IsUnbounded(MessagePiece piece) =>
        piece is { Place: MembersPart { Unbounded: { } name } part, Owners: [var owner] }
        && part.Members.Any(member => ReferenceEquals(member.Term, owner) && member.Name == name);

    private bool IsSettledMember(object owner) =>
        owner is TermModel term && Coverage.ToPayload(term.Source, _sources.Form.Payload!) is not null && Settles(owner);

    private static string Quote(string text) => $"\"{text}\"";

    /// <summary>
    /// Two adjacent values, the part that contains them, and their names in a diagnostic. Where the first name is empty, the problem is
    /// not a missing delimiter, and the second text is the whole clause.
    /// </summary>
    internal sealed record Neighbours(object First, object Second, MessagePart Place, string FirstText, string SecondText)
    {
        /// <summary>Gets the problem, as the beginning of a sentence.</summary>
        public string Clause =>
            FirstText.Length == 0 ? SecondText : $"It cannot be determined where {FirstText} ends and " + $"{SecondText} begins";
    }
}
