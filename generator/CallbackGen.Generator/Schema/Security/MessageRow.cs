using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>A message as one row of constants and values, independent of its division into parts.</summary>
internal sealed class MessageRow
{
    private const int MostNames = 4;

    private readonly List<MessagePiece> _pieces = [];
    private readonly SourceTexts _sources;

    private MessageRow(SourceTexts sources) => _sources = sources;

    /// <summary>Gets the pieces in byte order.</summary>
    public IReadOnlyList<MessagePiece> Pieces => _pieces;

    /// <summary>Returns the row of a message.</summary>
    public static MessageRow Of(IEnumerable<MessagePart> message, SourceTexts sources)
    {
        var row = new MessageRow(sources);
        row.AddAll(message);
        return row;
    }

    /// <summary>Returns the texts of the message, or a superset.</summary>
    /// <param name="delimited">Whether values with their own delimiter are excluded. A request with such a value is rejected, but the
    /// provider may have signed it.</param>
    public TextLanguage Texts(bool delimited) => TextLanguage.Sequence([.. _pieces.Select(piece => piece.Texts(delimited))]);

    /// <summary>
    /// Returns the texts of members any of which may be left out: the joining text precedes a member only if
    /// another member precedes it.
    /// </summary>
    /// <param name="part">The members.</param>
    /// <param name="value">Returns the texts of a member's value.</param>
    /// <param name="isSure">Returns whether a member is never left out.</param>
    public static TextLanguage Present(MembersPart part, Func<MemberTermModel, TextLanguage> value, Func<MemberTermModel, bool> isSure)
    {
        var render = part.Render;
        var builder = new TextLanguage.Builder();
        // The states before a member after at least one was written; before that, the member is the first. A member
        // that is never left out clears them.
        var some = new List<int>();
        var isFirst = true;
        foreach (var member in part.Members)
        {
            var lead = render.Before + (render.WithNames ? member.Name + render.Separator : "");
            var written = new List<int>();
            if (isFirst)
                written.Add(builder.AppendAt(0, Written(lead)));
            if (some.Count > 0)
                written.Add(builder.AppendAt(builder.Join(some), Written(render.Join + lead)));
            if (isSure(member))
                (some, isFirst) = ([], false);
            some.AddRange(written);

            TextLanguage Written(string before) =>
                TextLanguage.Sequence(TextLanguage.Text(before), value(member), TextLanguage.Text(render.After));
        }

        builder.Join(isFirst ? [0, .. some] : some);
        return builder.Build();
    }

    /// <summary>Returns the texts of a value in such a list that end where the next member begins, or a superset.</summary>
    /// <param name="texts">The texts of the value.</param>
    /// <param name="part">The members.</param>
    /// <param name="member">The member with the value.</param>
    /// <param name="end">The text that the value must not contain; empty where it is not checked.</param>
    public static TextLanguage Ended(TextLanguage texts, MembersPart part, MemberTermModel member, string end)
    {
        var at = part.Members.ToList().FindIndex(other => ReferenceEquals(other, member));
        if (end.Length == 0 || !part.EndsAtNames || at == part.Members.Count - 1)
            return SourceTexts.Delimited(texts, member.Term, end);
        // Only some of the names that may follow are used, because each makes the automaton larger.
        return part
            .Members.Skip(at + 1)
            .Take(MostNames)
            .Aggregate(
                texts,
                (language, later) => SourceTexts.Delimited(language, member.Term, part.Between + later.Name + part.Render.Separator)
            );
    }

    private void Add(MessagePart part)
    {
        // A part with filters over the whole is a message of its own; in this row, it is the result of its filters.
        if (part.Filters.Count > 0)
        {
            var inner = new MessageRow(_sources);
            inner.AddUnfiltered(part);
            _pieces.Add(
                new MessagePiece(PieceKind.Open, "parts", part, _ => FilterTexts.Of(part.Filters)) { Inner = inner, Owners = [inner] }
            );
            return;
        }

        AddUnfiltered(part);
    }

    private void AddUnfiltered(MessagePart part) =>
        part.Match<Action>(
            template => () => AddTerms(template),
            members => () => AddMembers(members),
            all =>
                () =>
                    _pieces.Add(
                        new MessagePiece(PieceKind.Open, "*", all, delimited => new PartTexts(_sources, delimited).Of(all))
                        {
                            Owners = [all],
                            IsToldApart = Mixture(all) is null,
                        }
                    ),
            json =>
                () =>
                    _pieces.Add(
                        new MessagePiece(
                            _sources.IsJsonObject(json) ? PieceKind.Json : PieceKind.Open,
                            "json",
                            json,
                            delimited => new PartTexts(_sources, delimited).Of(json)
                        )
                        {
                            Owners = [json],
                        }
                    ),
            group => () => AddAll(group.Items)
        )();

    private void AddTerms(TemplatePart template)
    {
        foreach (var term in template.Items)
            AddTerm(term, template, () => term.Before);
    }

    private void AddAll(IEnumerable<MessagePart> parts)
    {
        foreach (var part in parts)
            Add(part);
    }

    /// <summary>Returns the two texts within the part that are not separated, as a diagnostic names them; null where all are.</summary>
    public static (string First, string Second)? Mixture(AllMembersPart all)
    {
        var render = all.Render;
        return render.Join.Length == 0 && render.After.Length == 0 && render.Before.Length == 0 ? ("the value of one member", "the next")
            : !render.WithNames ? ("", "Names are not written, so that the value of one member may be sent under the name of another")
            : render.Separator.Length == 0 ? ("a name", "its value")
            : null;
    }

    private void AddTerm(TermModel term, MessagePart place, Func<string> end)
    {
        switch (term.Source.Kind)
        {
            case SourceKind.Const when term.Filters.Count == 0:
                AddConstant(term.Source.Name);
                break;
            case SourceKind.Key:
                _pieces.Add(
                    new MessagePiece(
                        _sources.Form.IsSecret(term.Source.Name) ? PieceKind.Secret : PieceKind.Configured,
                        term.Filters.Count == 0 ? term.Source.Name : "",
                        place,
                        _ => _sources.Of(term)
                    )
                );
                break;
            default:
                // The public URL may contain every delimiter, and the sender chooses its query.
                var kind =
                    term.Source.Kind == SourceKind.Url ? PieceKind.Open
                    : _sources.IsJsonBody(term) ? PieceKind.Json
                    : PieceKind.Value;
                _pieces.Add(
                    new MessagePiece(kind, term.Source.Text, place, delimited => Texts(term, delimited ? end() : "")) { Owners = [term] }
                );
                break;
        }
    }

    private TextLanguage Texts(TermModel term, string end) => SourceTexts.Delimited(_sources.Of(term), term, end);

    private void AddConstant(string text) => _pieces.Add(new MessagePiece(PieceKind.Constant, text, null!, _ => TextLanguage.Text(text)));

    private void AddMembers(MembersPart part)
    {
        var render = part.Render;
        // Where no member is ever left out, each has a fixed position.
        if ((render.OmitNull || render.OmitEmpty) && !part.Members.All(member => _sources.IsWritten(member.Term, render)))
        {
            _pieces.Add(
                new MessagePiece(
                    PieceKind.Members,
                    part.Members[part.Members.Count - 1].Term.Source.Text,
                    part,
                    delimited =>
                        Present(
                            part,
                            member => Ended(_sources.Of(member.Term), part, member, delimited ? part.EndOf(member) : ""),
                            member => _sources.IsWritten(member.Term, render)
                        )
                )
                {
                    Owners = [.. part.Members.Select(member => member.Term)],
                    IsToldApart = render.WithNames && !part.AreNamesAlike && part.Between.Length > 0,
                }
            );
            return;
        }

        for (var i = 0; i < part.Members.Count; i++)
        {
            var member = part.Members[i];
            AddConstant((i > 0 ? render.Join : "") + render.Before + (render.WithNames ? member.Name + render.Separator : ""));
            AddTerm(member.Term, part, () => part.EndOf(member));
            AddConstant(render.After);
        }
    }
}

internal enum PieceKind
{
    Constant,
    Value,

    /// <summary>
    /// A piece without a delimiter: members that are not known individually, or a value that may contain every delimiter.
    /// </summary>
    Open,

    /// <summary>A JSON object or array: no proper prefix or suffix of it is one.</summary>
    Json,

    /// <summary>Members some of which may be left out, written with names that distinguish them.</summary>
    Members,

    /// <summary>A secret that no sender can write: it delimits the piece before it.</summary>
    Secret,

    /// <summary>A configured text that is not secret, and not known at build time.</summary>
    Configured,
}

/// <summary>A piece of a message's row.</summary>
/// <param name="Kind">The kind of the piece.</param>
/// <param name="Text">The text of a constant; the name of any other piece in diagnostics.</param>
/// <param name="Place">The part that contains it; null for constants.</param>
/// <param name="Texts">Returns its texts, or a superset; the argument is whether values with their own delimiter are excluded.</param>
internal sealed record MessagePiece(PieceKind Kind, string Text, MessagePart Place, Func<bool, TextLanguage> Texts)
{
    /// <summary>Gets the terms, or the part, that the piece consists of; empty where no sender chooses it.</summary>
    public IReadOnlyList<object> Owners { get; init; } = [];

    /// <summary>Gets whether the members within the piece can be distinguished.</summary>
    public bool IsToldApart { get; init; } = true;

    /// <summary>Gets the content of a part with filters over the whole, as a message of its own; otherwise null.</summary>
    public MessageRow? Inner { get; init; }
}
