using System.Buffers;
using System.Text.Json;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

public sealed partial class CallbackVerification
{
    /// <summary>Adds a part of the body, written as JSON (RFC 8259) again, to the message; a form or query is an object of texts.</summary>
    /// <param name="rendering">Which part, and how.</param>
    /// <returns><see langword="false"/> when there is no such part, or it is refused.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rendering"/> is null.</exception>
    public bool AppendJson(JsonRendering rendering)
    {
        ArgumentNullException.ThrowIfNull(rendering);
        if (!ReadBody())
            return false;
        return _state.BodyIndex is null ? AppendFieldsJson(rendering) : AppendBodyJson(rendering, _state.BodyIndex);
    }

    private bool AppendBodyJson(JsonRendering rendering, JsonIndex index)
    {
        var root = FindNode(rendering.Root);
        if (root < 0)
            return Reject(CallbackRejectionReason.InvalidMember, $"body:{rendering.Root}", "is signed and must be there");
        var json = new JsonRewriter(index, _state.Read.Request.Body.Span, rendering.Style);
        var text = rendering.Utf8;
        if (text.IsWhole)
        {
            json.Write(root, ref _state.Message);
            return true;
        }

        if (index.TypeOf(root) != JsonTokenType.StartObject)
            return Reject(CallbackRejectionReason.InvalidMember, $"body:{rendering.Root}", NotAnObject);
        _state.Message.Append("{"u8);
        var isFirst = true;
        if (text.Members is null)
            AppendAllMembers(json, index, root, text.Except, rendering.Style, ref isFirst);
        else
            AppendListedMembers(json, index, root, text, rendering.Style, ref isFirst);
        return AppendExtraJson(text.Extra, rendering.Style, isFirst);
    }

    private void AppendAllMembers(JsonRewriter json, JsonIndex index, int root, byte[][] except, JsonStyle style, ref bool isFirst)
    {
        var members = json.OrderMembers(root, out var count);
        foreach (var member in members.AsSpan(0, count))
        {
            if (MessageText.Contains(except, index.NameOf(_state.Read.Request.Body.Span, member)))
                continue;
            JsonRewriter.WriteComma(isFirst, style, ref _state.Message);
            json.WriteMember(member, ref _state.Message);
            isFirst = false;
        }

        ArrayPool<int>.Shared.Return(members);
    }

    private void AppendListedMembers(JsonRewriter json, JsonIndex index, int root, JsonRendering.Encoded text, JsonStyle style, ref bool isFirst)
    {
        foreach (var name in text.Members!)
        {
            var member = MessageText.Contains(text.Except, name) ? -1 : index.Child(_state.Read.Request.Body.Span, root, name);
            if (member < 0)
                continue;
            JsonRewriter.WriteComma(isFirst, style, ref _state.Message);
            json.WriteMember(member, ref _state.Message);
            isFirst = false;
        }
    }

    private bool AppendFieldsJson(JsonRendering rendering)
    {
        if (rendering.Root.Length > 0 || Fields is not { } fields)
            return Reject(CallbackRejectionReason.InvalidMember, $"body:{rendering.Root}", NotAnObject);
        if (fields.HasRepeated)
            return Reject(CallbackRejectionReason.DuplicateMember, "body", "holds a field twice");
        var members = default(MemberTable);
        try
        {
            CollectFields(rendering.Utf8, fields, ref members);
            members.Order(rendering.Sort && rendering.Members is null ? MemberSort.Name : MemberSort.None, default, withNames: false, default);
            _state.Message.Append("{"u8);
            for (var position = 0; position < members.Count; position++)
            {
                JsonRewriter.WriteComma(position == 0, rendering.Style, ref _state.Message);
                JsonRewriter.WriteName(members.Name(position), rendering.Style, ref _state.Message);
                JsonRewriter.WriteText(members.Value(position), rendering.Style, ref _state.Message);
            }

            return AppendExtraJson(rendering.Utf8.Extra, rendering.Style, members.Count == 0);
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

    /// <summary>Writes the members that do not arrive, and the object's end.</summary>
    private bool AppendExtraJson(ExtraMember[] members, JsonStyle style, bool isFirst)
    {
        foreach (var extra in members)
        {
            var value = Key(extra.Key);
            if (IsRejected)
                return false;
            JsonRewriter.WriteComma(isFirst, style, ref _state.Message);
            JsonRewriter.WriteName(extra.Name, style, ref _state.Message);
            JsonRewriter.WriteText(value.Utf8, style, ref _state.Message);
            isFirst = false;
        }

        _state.Message.Append("}"u8);
        return true;
    }
}
