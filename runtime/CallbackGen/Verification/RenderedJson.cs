using System.Buffers;
using System.Text.Json;
using CallbackGen.Definitions;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>Appends a part of the body, serialized to JSON again, to a message.</summary>
internal readonly struct RenderedJson(FeedTurn turn, RequestReading request, RequestItems items, KeyTrial trial)
{
    public bool Append(JsonRendering rendering, ref PooledBytes message)
    {
        if (!request.ReadBody())
            return false;
        return request.Index is { } index ? AppendBody(rendering, index, ref message) : AppendFields(rendering, ref message);
    }

    private bool AppendBody(JsonRendering rendering, JsonIndex index, ref PooledBytes message)
    {
        if (index.HasHalves)
            return turn.Reject(CallbackRejectionReason.Malformed, $"body:{rendering.Root}", JsonSyntax.LoneSurrogate);
        var root = items.FindNode(rendering.Root);
        if (root < 0)
            return turn.Reject(CallbackRejectionReason.InvalidMember, $"body:{rendering.Root}", "is signed and must be there");
        var json = new JsonRewriter(index, request.JsonBody, rendering.Style);
        var text = rendering.Utf8;
        if (text.IsWhole)
        {
            return json.Write(root, ref message) || RejectNumber(rendering);
        }

        if (index.TypeOf(root) != JsonTokenType.StartObject)
            return turn.Reject(CallbackRejectionReason.InvalidMember, $"body:{rendering.Root}", MessageText.NotAnObject);
        message.Append("{"u8);
        var isFirst = true;
        var isExact = text.Members is null
            ? AppendAllMembers(json, index, root, text.Except, rendering.Style, ref isFirst, ref message)
            : AppendListedMembers(json, index, root, text, rendering.Style, ref isFirst, ref message);
        return (isExact || RejectNumber(rendering)) && AppendExtra(text.Extra, rendering.Style, isFirst, ref message);
    }

    /// <summary>
    /// Rejects a number that loses digits: two different numbers would have the same text, and the signature would match both.
    /// </summary>
    private bool RejectNumber(JsonRendering rendering) =>
        turn.Reject(CallbackRejectionReason.AmbiguousMessage, $"body:{rendering.Root}", "holds a number with more digits than are signed");

    private bool AppendAllMembers(
        JsonRewriter json,
        JsonIndex index,
        int root,
        byte[][] except,
        JsonStyle style,
        ref bool isFirst,
        ref PooledBytes message
    )
    {
        var isExact = true;
        var members = json.OrderMembers(root, out var count);
        foreach (var member in members.AsSpan(0, count))
        {
            if (MessageText.Contains(except, index.NameOf(request.JsonBody, member)))
                continue;
            JsonRewriter.WriteComma(isFirst, style, ref message);
            isExact &= json.WriteMember(member, ref message);
            isFirst = false;
        }

        ArrayPool<int>.Shared.Return(members);
        return isExact;
    }

    private bool AppendListedMembers(
        JsonRewriter json,
        JsonIndex index,
        int root,
        JsonRendering.Encoded text,
        JsonStyle style,
        ref bool isFirst,
        ref PooledBytes message
    )
    {
        var isExact = true;
        foreach (var name in text.Members!)
        {
            var member = MessageText.Contains(text.Except, name) ? -1 : index.Child(request.JsonBody, root, name);
            if (member < 0)
                continue;
            JsonRewriter.WriteComma(isFirst, style, ref message);
            isExact &= json.WriteMember(member, ref message);
            isFirst = false;
        }

        return isExact;
    }

    private bool AppendFields(JsonRendering rendering, ref PooledBytes message)
    {
        if (rendering.Root.Length > 0 || request.Fields is not { } fields)
            return turn.Reject(CallbackRejectionReason.InvalidMember, $"body:{rendering.Root}", MessageText.NotAnObject);
        if (fields.HasRepeated)
            return request.RejectRepeated(fields, fields.FirstRepetition, request.Content == CallbackContent.Query ? "query" : "body");
        var members = default(MemberTable);
        try
        {
            CollectFields(rendering.Utf8, fields, ref members);
            members.Order(
                rendering.Sort && rendering.Members is null ? MemberSort.Name : MemberSort.None,
                default,
                withNames: false,
                default
            );
            message.Append("{"u8);
            for (var position = 0; position < members.Count; position++)
            {
                JsonRewriter.WriteComma(position == 0, rendering.Style, ref message);
                JsonRewriter.WriteName(members.Name(position), rendering.Style, ref message);
                JsonRewriter.WriteText(members.Value(position), rendering.Style, ref message);
            }

            return AppendExtra(rendering.Utf8.Extra, rendering.Style, members.Count == 0, ref message);
        }
        finally
        {
            members.Dispose();
        }
    }

    private static void CollectFields(JsonRendering.Encoded text, FormFields fields, ref MemberTable members)
    {
        if (text.Members is null)
        {
            for (var index = 0; index < fields.Count; index++)
            {
                if (!MessageText.Contains(text.Except, fields.Name(index)))
                    members.Add(fields.Name(index), fields.Value(index));
            }

            return;
        }

        foreach (var name in text.Members)
        {
            var index = MessageText.Contains(text.Except, name) ? -1 : fields.Find(name);
            if (index >= 0)
                members.Add(name, fields.Value(index));
        }
    }

    /// <summary>Writes the members that are not in the request, and the object's end.</summary>
    private bool AppendExtra(ExtraMember[] members, JsonStyle style, bool isFirst, ref PooledBytes message)
    {
        foreach (var extra in members)
        {
            var value = trial.Key(extra.Key);
            if (turn.IsRejected)
                return false;
            JsonRewriter.WriteComma(isFirst, style, ref message);
            JsonRewriter.WriteName(extra.Name, style, ref message);
            JsonRewriter.WriteText(value.Utf8, style, ref message);
            isFirst = false;
        }

        message.Append("}"u8);
        return true;
    }
}
