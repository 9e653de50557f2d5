using System.Text;
using System.Text.Json.Nodes;

namespace CallbackGen.Tool.Infer;

/// <summary>
/// Messages of selected members: a few in any order, any number in the order received or sorted by name, and those that the
/// documentation lists one after another.
/// </summary>
internal static class ChosenMessages
{
    /// <summary>The largest number of members whose subsets are all tried.</summary>
    private const int MaxInOrder = 13;

    /// <summary>The largest number of members from which a few are tried in any order.</summary>
    private const int MaxMixed = 24;

    private static readonly string[] Joins = ["", "|", ":", "&", ",", ".", "-", ";", "\n"];

    /// <summary>Tries the lists of members that a documentation contains.</summary>
    public static void TryDocumented(SearchedRequest request, MessageSink sink, SignaturePlace place, string documentation)
    {
        foreach (var list in DocumentedLists.Find(documentation, [.. Universe(request, place)]))
        {
            foreach (var join in Joins)
                TryList(request, sink, [.. list.Select(member => new Piece(member, Name: null))], join);
            if (sink.IsDone || sink.Matches.Count > 0)
                return;
        }
    }

    /// <summary>Tries selections of members.</summary>
    public static void Try(SearchedRequest request, MessageSink sink, SignaturePlace place)
    {
        sink.OnlyUsualKeys = true;
        var all = Universe(request, place).ToList();
        foreach (var name in (Func<CapturedMember, string?>[])[_ => null, Unbracketed])
            TryWhole(request, sink, all, name);
        var near = all.Take(MaxMixed).ToList();
        for (var length = 2; length <= 3 && sink.Matches.Count == 0; length++)
            TryMixed(request, sink, near, length);
        if (sink.Matches.Count == 0 && all.Count <= MaxInOrder)
            TryInOrder(request, sink, all);
        var sorted = all.OrderBy(member => member.Name, StringComparer.Ordinal).ToList();
        if (sink.Matches.Count == 0 && all.Count <= MaxInOrder && !sorted.SequenceEqual(all))
            TryInOrder(request, sink, sorted);
        for (var length = 4; length <= 5 && sink.Matches.Count == 0; length++)
            TryMixed(request, sink, [.. near.Take(length == 4 ? 16 : 9)], length);
    }

    /// <summary>Tries all members, sorted by their written text, with names in which brackets are removed.</summary>
    private static void TryWhole(SearchedRequest request, MessageSink sink, List<CapturedMember> all, Func<CapturedMember, string?> nameOf)
    {
        var pieces = all.Select(member => new Piece(member, nameOf(member))).OrderBy(piece => piece.Text, StringComparer.Ordinal).ToArray();
        if (pieces.Length is < 2 or > 60)
            return;
        foreach (var join in Joins)
            TryList(request, sink, pieces, join);
    }

    private static void TryMixed(SearchedRequest request, MessageSink sink, List<CapturedMember> members, int length)
    {
        foreach (var choice in Arrangements.Of(members.Count, length))
        {
            var pieces = choice.Select(position => new Piece(members[position], Name: null)).ToArray();
            foreach (var join in length > 3 ? Joins[..4] : Joins)
                TryList(request, sink, pieces, join);
            if (sink.IsDone || sink.Matches.Count > 0)
                return;
        }
    }

    private static void TryInOrder(SearchedRequest request, MessageSink sink, List<CapturedMember> members)
    {
        foreach (var choice in Arrangements.InOrder(members.Count, 2))
        {
            foreach (var filter in members.Exists(member => Piece.IsAmount(member.Text)) ? (bool[])[false, true] : [false])
            {
                var pieces = choice
                    .Select(position => new Piece(members[position], Name: null)
                    {
                        OnlyDigits = filter && Piece.IsAmount(members[position].Text),
                    })
                    .ToArray();
                foreach (var join in members.Count > 10 ? Joins[..2] : Joins)
                    TryList(request, sink, pieces, join);
            }

            if (sink.IsDone || sink.Matches.Count > 0)
                return;
        }
    }

    private static void TryList(SearchedRequest request, MessageSink sink, Piece[] pieces, string join)
    {
        var text = Encoding.UTF8.GetBytes(string.Join(join, pieces.Select(piece => piece.Text)));
        foreach (var wrap in request.Wraps(join).Take(1 + (5 * request.Secrets.Count)))
        {
            if (sink.IsDone)
                return;
            sink.Try([.. wrap.BytesBefore, .. text, .. wrap.BytesAfter], wrap.IsSecret, () => Write(pieces, join, wrap));
        }
    }

    private static JsonNode Write(Piece[] pieces, string join, KeyWrap wrap)
    {
        if (pieces.Length <= 3 && Array.TrueForAll(pieces, piece => piece.Name is null))
            return wrap.Before + string.Join(MessageToken.Escape(join), pieces.Select(piece => $"{{{piece.Source}}}")) + wrap.After;
        var part = new JsonObject
        {
            ["members"] = new JsonArray([
                .. pieces.Select(piece =>
                    piece.Name is null && !piece.OnlyDigits
                        ? (JsonNode)piece.Member.Pointer
                        : new JsonObject { ["name"] = piece.Name ?? piece.Member.Name, ["from"] = piece.Source }
                ),
            ]),
        };
        if (Array.Exists(pieces, piece => piece.Name is not null))
            part["each"] = "{name}{value}";
        if (join.Length > 0)
            part["join"] = join;
        return MemberListForm.Around(part, wrap.Before, wrap.After, []);
    }

    /// <summary>Returns the members that a list may contain, beginning with those beside the signature.</summary>
    private static IEnumerable<CapturedMember> Universe(SearchedRequest request, SignaturePlace place)
    {
        var around = place.From.StartsWith("body:", StringComparison.Ordinal) ? place.From[5..place.From.LastIndexOf('/')] : "";
        return request
            .Content.Leaves.Where(leaf => $"body:{leaf.Pointer}" != place.From && leaf.Text.Length <= 500)
            .OrderBy(leaf =>
                !(leaf.Pointer.StartsWith(around + "/", StringComparison.Ordinal) && leaf.Pointer.LastIndexOf('/') == around.Length)
            )
            .ThenBy(leaf => leaf.Pointer.Count(character => character == '/'));
    }

    private static string? Unbracketed(CapturedMember member) =>
        member.Name.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);

    /// <summary>A member in a list.</summary>
    private sealed record Piece(CapturedMember Member, string? Name)
    {
        /// <summary>Whether only the digits of an amount are written.</summary>
        public bool OnlyDigits { get; init; }

        public string Source => $"body:{Member.Pointer}{(OnlyDigits ? "|digits" : "")}";

        public string Text => Name + (OnlyDigits ? string.Concat(Member.Text.Where(char.IsAsciiDigit)) : Member.Text);

        private static readonly System.Buffers.SearchValues<char> Amounts = System.Buffers.SearchValues.Create("0123456789.,");

        public static bool IsAmount(string text) =>
            text.Length is >= 3 and <= 24 && text.AsSpan().ContainsAny('.', ',') && !text.AsSpan().ContainsAnyExcept(Amounts);
    }
}
