using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>A message as one row of constants and values, whatever parts it was written in.</summary>
internal sealed class MessageRow
{
    private const int MostNames = 4;

    private readonly List<MessagePiece> _pieces = [];
    private readonly SourceTexts _sources;

    private MessageRow(SourceTexts sources) => _sources = sources;

    /// <summary>The pieces in the order of the message's bytes.</summary>
    public IReadOnlyList<MessagePiece> Pieces => _pieces;

    /// <summary>Lays out a message.</summary>
    public static MessageRow Of(IEnumerable<MessagePart> message, SourceTexts sources)
    {
        var row = new MessageRow(sources);
        row.AddAll(message);
        return row;
    }

    /// <summary>The message's texts, or more.</summary>
    /// <param name="delimited">Whether no value holds what ends it: a request that holds it is refused, but the provider signed it all the same.</param>
    public TextLanguage Texts(bool delimited) => TextLanguage.Sequence([.. _pieces.Select(piece => piece.Texts(delimited))]);

    /// <summary>
    /// Members of which any may be left out: whether the joining text stands before one depends on those before it.
    /// </summary>
    /// <param name="part">The members.</param>
    /// <param name="value">The texts of a member's value.</param>
    /// <param name="isSure">Whether a member is never left out.</param>
    public static TextLanguage Present(MembersPart part, Func<MemberTermModel, TextLanguage> value, Func<MemberTermModel, bool> isSure)
    {
        var render = part.Render;
        var builder = new TextLanguage.Builder();
        // The states before a member when one was written already; until then it is the first. None is before one that is never left out.
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

    /// <summary>The texts of a value in such a list that end where the next member begins, or more.</summary>
    /// <param name="texts">The value's texts.</param>
    /// <param name="part">The members.</param>
    /// <param name="member">Whose value it is.</param>
    /// <param name="end">The text that it must not hold; empty where nothing is checked.</param>
    public static TextLanguage Ended(TextLanguage texts, MembersPart part, MemberTermModel member, string end)
    {
        var at = part.Members.ToList().FindIndex(other => ReferenceEquals(other, member));
        if (end.Length == 0 || !part.EndsAtNames || at == part.Members.Count - 1)
            return SourceTexts.Delimited(texts, member.Term, end);
        // Of some of the names that may follow, as each makes the automaton larger.
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
        // What is filtered as a whole is a message of its own, and stands here as what the filters make of it.
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

    /// <summary>Which two texts within the part nothing keeps apart, as a message calls them; null where all are.</summary>
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
                // The public URL holds every delimiter, and its query is the sender's.
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
        // Where none is ever left out, each has its place.
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

/// <summary>A piece of a message's row.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">A constant's text; of anything else what it is called.</param>
/// <param name="Place">The part that it was written in; null for constants.</param>
/// <param name="Texts">Its texts, or more; by whether no value holds what ends it.</param>
internal sealed record MessagePiece(PieceKind Kind, string Text, MessagePart Place, Func<bool, TextLanguage> Texts)
{
    /// <summary>The terms, or the part, whose texts it is made of; none where no sender chooses it.</summary>
    public IReadOnlyList<object> Owners { get; init; } = [];

    /// <summary>Whether its members are told apart inside of it.</summary>
    public bool IsToldApart { get; init; } = true;

    /// <summary>What is filtered as a whole, as a message of its own; otherwise null.</summary>
    public MessageRow? Inner { get; init; }
}
