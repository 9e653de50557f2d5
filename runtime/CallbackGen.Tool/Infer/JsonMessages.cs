using System.Text;
using System.Text.Json.Nodes;
using CallbackGen.Verification;

namespace CallbackGen.Tool.Infer;

/// <summary>
/// Messages that are JSON serialized again: an object of the body without the signature, with a key among its members or beside
/// it.
/// </summary>
internal static class JsonMessages
{
    /// <summary>The largest number of members of which every subset is tried.</summary>
    private const int MaxChosen = 12;

    /// <summary>Tries every object of a JSON body.</summary>
    public static void Try(SearchedRequest request, MessageSink sink, SignaturePlace place)
    {
        if (request.Content.Json is null)
            return;
        sink.OnlyUsualKeys = true;
        foreach (var of in request.Content.Objects.OrderBy(of => of.Pointer.Length))
        {
            foreach (var excepted in MemberMessages.Exceptions(of, place))
            {
                foreach (var (writer, style) in JsonTexts.Writers)
                {
                    foreach (var isSorted in (bool[])[false, true])
                        TryWritten(request, sink, of, excepted, writer, style | (isSorted ? JsonStyle.Sorted : 0));
                }
            }
        }
    }

    /// <summary>Tries subsets of the members of the signature's object, in the order received.</summary>
    public static void TryChosen(SearchedRequest request, MessageSink sink, SignaturePlace place)
    {
        var of = request.Content.Json is null
            ? null
            : request.Content.Objects.FirstOrDefault(of => of.Members.Any(member => place.From == $"body:{member.Pointer}"));
        var names = of?.Members.Where(member => place.From != $"body:{member.Pointer}").Select(member => member.Name).ToArray() ?? [];
        if (of is null || names.Length is 0 or > MaxChosen)
            return;
        foreach (var choice in Arrangements.InOrder(names.Length, 2))
        {
            var chosen = choice.Select(position => names[position]).ToArray();
            foreach (var key in request.Secrets)
            {
                if (sink.IsDone || sink.Matches.Count > 0)
                    return;
                var text = JsonTexts.Write(
                    request.Content.Capture.Body.Span,
                    of.Pointer,
                    chosen.Contains,
                    [(key.Name, key.Text)],
                    JsonStyle.Compact
                );
                sink.Try(Encoding.UTF8.GetBytes(text!), mixesSecret: true, () => PartOf(of, [], "{}", false, chosen, key.Name));
            }
        }
    }

    private static void TryWritten(
        SearchedRequest request,
        MessageSink sink,
        CapturedObject of,
        string[] excepted,
        string writer,
        JsonStyle style
    )
    {
        var body = request.Content.Capture.Body.Span;
        var isSorted = (style & JsonStyle.Sorted) != 0;
        if (
            sink.IsDone
            || sink.Matches.Count > 0
            || JsonTexts.Write(body, of.Pointer, name => !excepted.Contains(name), [], style) is not { } text
        )
            return;
        foreach (var filter in (string[])["", "base64"])
        {
            var bytes =
                filter.Length == 0
                    ? Encoding.UTF8.GetBytes(text)
                    : TextFilters.Base64(WireValue.Scalar(Encoding.UTF8.GetBytes(text))).Utf8.ToArray();
            foreach (var wrap in request.Wraps(""))
            {
                sink.Try(
                    [.. wrap.BytesBefore, .. bytes, .. wrap.BytesAfter],
                    wrap.IsSecret,
                    () =>
                    {
                        var part = PartOf(of, excepted, writer, isSorted, null, null);
                        if (filter.Length > 0)
                            part[0]!["filters"] = new JsonArray(filter);
                        return MemberListForm.Around(part[0]!.DeepClone(), wrap.Before, wrap.After, []);
                    }
                );
            }
        }

        foreach (var key in request.Secrets)
        {
            var added = JsonTexts.Write(body, of.Pointer, name => !excepted.Contains(name), [(key.Name, key.Text)], style);
            sink.Try(Encoding.UTF8.GetBytes(added!), mixesSecret: true, () => PartOf(of, excepted, writer, isSorted, null, key.Name));
        }
    }

    private static JsonArray PartOf(CapturedObject of, string[] excepted, string writer, bool isSorted, string[]? members, string? added)
    {
        var style = JsonNode.Parse(writer)!.AsObject();
        if (isSorted)
            style["sort"] = true;
        var part = new JsonObject { ["json"] = style };
        if (of.Pointer.Length > 0)
            part["root"] = of.Pointer;
        if (members is not null)
            part["members"] = MemberListForm.ArrayOf(members);
        if (excepted.Length > 0)
            part["except"] = MemberListForm.ArrayOf(excepted);
        if (added is not null)
            part["add"] = new JsonArray(new JsonObject { ["name"] = added, ["from"] = $"key:{added}" });
        return [part];
    }
}
