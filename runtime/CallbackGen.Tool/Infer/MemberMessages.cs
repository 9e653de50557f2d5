using CallbackGen.Verification;

namespace CallbackGen.Tool.Infer;

/// <summary>
/// Messages of all members of an object, a form or a query: sorted or as received, with or without their names, joined, with keys
/// around them.
/// </summary>
internal static class MemberMessages
{
    /// <summary>The largest number of members: providers do not sign concatenations of longer lists.</summary>
    private const int MaxMembers = 200;

    private static readonly string[] Orders = ["name", "none", "name-ignore-case", "pair"];
    private static readonly string[] Forms =
    [
        "{name}={value}",
        "{value}",
        "{name}{value}",
        "{name}:{value}",
        MemberListForm.BuildQuery,
        MemberListForm.Serialize,
    ];
    private static readonly string[] Joins = ["&", "|", "", ",", ":", ";", "\n", ".", "-", "_", " "];
    private static readonly string[][] Omissions =
    [
        [],
        ["empty"],
        ["null", "empty"],
        ["null"],
    ];

    private static readonly string[][] FilterChains =
    [
        [],
        ["lower"],
        ["upper"],
        ["urlencode"],
        ["urlencode-dotnet", "lower"],
        ["base64"],
    ];

    /// <summary>Tries the members of every object.</summary>
    public static void Try(SearchedRequest request, MessageSink sink, SignaturePlace place)
    {
        sink.OnlyUsualKeys = true;
        foreach (
            var of in request
                .Content.Objects.OrderBy(of => !place.From.StartsWith($"body:{of.Pointer}/", StringComparison.Ordinal))
                .ThenBy(of => of.Pointer.Length)
        )
        {
            foreach (var excepted in Exceptions(of, place))
            {
                var members = of.Members.Where(member => !excepted.Contains(member.Name, StringComparer.Ordinal)).ToList();
                if (members.Count is > 0 and <= MaxMembers && !sink.IsDone && sink.Matches.Count == 0)
                    TryAll(request, sink, of, members, excepted);
            }
        }
    }

    /// <summary>
    /// Returns the sets of names to leave out: the signature's own, and in addition those of other possible signatures.
    /// </summary>
    public static IEnumerable<string[]> Exceptions(CapturedObject of, SignaturePlace place)
    {
        var own = of.Members.Where(member => place.From == $"body:{member.Pointer}").Select(member => member.Name).ToArray();
        yield return own;
        var like = own.Union(of.Members.Select(member => member.Name).Where(SignaturePlaces.IsNamedLikeOne)).ToArray();
        if (like.Length > own.Length)
            yield return like;
    }

    private static void TryAll(
        SearchedRequest request,
        MessageSink sink,
        CapturedObject of,
        List<CapturedMember> members,
        string[] excepted
    )
    {
        foreach (var repeated in Repeated(members))
        {
            foreach (var nested in Nested(members))
            {
                foreach (var order in Orders)
                {
                    foreach (var form in Forms)
                    {
                        var list = new MemberListForm(of.Pointer, excepted, order, form, nested, repeated);
                        TryJoined(request, sink, list, list.Select(members));
                        if (sink.IsDone)
                            return;
                    }
                }
            }
        }
    }

    private static void TryJoined(SearchedRequest request, MessageSink sink, MemberListForm list, IReadOnlyList<CapturedMember> members)
    {
        foreach (var omitted in Omissions)
        {
            var kept = members
                .Where(member =>
                    !(member.Kind == MemberKind.Null ? omitted.Contains("null") : member.Text.Length == 0 && omitted.Contains("empty"))
                )
                .ToList();
            if (omitted.Length > 0 && kept.Count == members.Count)
                continue;
            foreach (var join in list.IsFormat ? ["&"] : Joins)
            {
                var text = list.Join(kept, join);
                foreach (var wrap in request.Wraps(join))
                {
                    foreach (var before in Before(request, wrap))
                    {
                        if (sink.IsDone)
                            return;
                        byte[] message = [.. before.Bytes, .. wrap.BytesBefore, .. text, .. wrap.BytesAfter];
                        foreach (var filters in list.Form == "{name}={value}" ? FilterChains : FilterChains[..1])
                            sink.Try(
                                Filter(message, filters),
                                wrap.IsSecret,
                                () => list.Write(join, omitted, before.Template + wrap.Before, wrap.After, filters)
                            );
                    }
                }
            }
        }
    }

    private static IEnumerable<MessageToken> Before(SearchedRequest request, KeyWrap wrap) =>
        wrap == KeyWrap.None ? request.AddressTokens().Prepend(MessageToken.Constant("")) : [MessageToken.Constant("")];

    private static string[] Nested(List<CapturedMember> members) =>
        members.Exists(member => member.Kind == MemberKind.Composite) ? ["json", "sorted-json", "skip"] : ["refuse"];

    private static string[] Repeated(List<CapturedMember> members) =>
        members.DistinctBy(member => member.Name).Count() < members.Count ? ["sorted-unique", "comma", "each"] : ["refuse"];

    private static byte[] Filter(byte[] message, string[] filters)
    {
        foreach (var filter in filters)
        {
            var value = WireValue.Scalar(message);
            message = (
                filter switch
                {
                    "lower" => TextFilters.Lower(value),
                    "upper" => TextFilters.Upper(value),
                    "urlencode" => TextFilters.UrlEncode(value),
                    "urlencode-dotnet" => TextFilters.UrlEncodeDotnet(value),
                    _ => TextFilters.Base64(value),
                }
            ).Utf8.ToArray();
        }

        return message;
    }
}
