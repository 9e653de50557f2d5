using System.Buffers.Text;
using System.Text.Json;
using CallbackGen.Definitions;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>Appends the selected members of an object, or the selected fields of a form or query, to a message.</summary>
internal readonly struct SelectedMembers(FeedTurn turn, RequestReading request, RequestItems items, KeyTrial trial)
{
    public bool Append(MemberSelection selection, ref PooledBytes message)
    {
        if (!request.ReadBody())
            return false;
        var members = default(MemberTable);
        try
        {
            return (request.Index is null ? CollectFields(selection, ref members) : CollectObject(selection, ref members))
                && CollectExtra(selection, ref members)
                && Render(selection, ref members, ref message);
        }
        finally
        {
            members.Dispose();
        }
    }

    private bool CollectObject(MemberSelection selection, ref MemberTable members)
    {
        var index = request.Index!;
        if (index.HasHalves)
            return turn.Reject(CallbackRejectionReason.Malformed, Where(selection), JsonSyntax.LoneSurrogate);
        var root = items.FindNode(selection.Root);
        if (root < 0 || index.TypeOf(root) != JsonTokenType.StartObject)
            return turn.Reject(CallbackRejectionReason.InvalidMember, $"body:{selection.Root}", MessageText.NotAnObject);
        var path = default(PooledBytes);
        try
        {
            for (var child = index.FirstChild(root); child >= 0; child = index.NextChild(root, child))
            {
                var name = index.NameOf(request.JsonBody, child);
                if (!selection.Takes(name))
                    continue;
                // Otherwise the message would be the same for a member "a[b]" and for a member "b" of "a".
                if (selection.Nested == NestedMembers.Flatten && name.ContainsAny((byte)'[', (byte)']'))
                    return RejectName(selection);
                path.Clear();
                path.Append(name);
                if (!Collect(selection, child, ref path, ref members))
                    return false;
            }

            return true;
        }
        finally
        {
            path.Dispose();
        }
    }

    private bool Collect(MemberSelection selection, int node, ref PooledBytes path, ref MemberTable members)
    {
        var value = request.Index!.ValueAt(request.JsonBody, node);
        if (value.Kind == WireKind.Composite)
            return CollectNested(selection, node, ref path, ref members);
        if (selection.Format != MemberFormat.Each && request.Index.TypeOf(node) is JsonTokenType.True or JsonTokenType.False)
            return turn.Reject(
                CallbackRejectionReason.InvalidMember,
                Where(selection, path.Written),
                "is signed and must be a text, number or null"
            );
        var isLeftOut = value.Kind == WireKind.Null ? selection.OmitNull : selection.OmitEmpty && value.Utf8.IsEmpty;
        if (!isLeftOut)
            members.Add(path.Written, value.Utf8);
        return true;
    }

    private bool CollectNested(MemberSelection selection, int node, ref PooledBytes path, ref MemberTable members)
    {
        switch (selection.Nested)
        {
            case NestedMembers.Skip:
                return true;
            case NestedMembers.Json or NestedMembers.SortedJson:
                var style = selection.Nested == NestedMembers.SortedJson ? JsonStyle.Sorted : JsonStyle.Compact;
                members.Add(path.Written, new JsonRewriter(request.Index!, request.JsonBody, style), node);
                return true;
            case NestedMembers.Flatten:
                return Flatten(selection, node, ref path, ref members);
            default:
                return turn.Reject(
                    CallbackRejectionReason.InvalidMember,
                    Where(selection, path.Written),
                    "is an object or array, and \"nested\" does not say how one is signed: it must be a text, number, true, false or null"
                );
        }
    }

    /// <summary>
    /// Adds the members or elements of an object or array, named <c>a[b][0]</c>. The recursion is bounded by the text's depth, which is
    /// limited.
    /// </summary>
    private bool Flatten(MemberSelection selection, int node, ref PooledBytes path, ref MemberTable members)
    {
        var index = request.Index!;
        var length = path.Length;
        var position = 0;
        Span<byte> digits = stackalloc byte[10];
        for (var child = index.FirstChild(node); child >= 0; child = index.NextChild(node, child))
        {
            path.Append("["u8);
            if (index.TypeOf(node) == JsonTokenType.StartArray)
            {
                Utf8Formatter.TryFormat(position++, digits, out var written);
                path.Append(digits[..written]);
            }
            else
            {
                var name = index.NameOf(request.JsonBody, child);
                if (name.ContainsAny((byte)'[', (byte)']'))
                    return RejectName(selection);
                path.Append(name);
            }

            path.Append("]"u8);
            if (!Collect(selection, child, ref path, ref members))
                return false;
            path.Truncate(length);
        }

        return true;
    }

    private bool CollectFields(MemberSelection selection, ref MemberTable members)
    {
        if (selection.Root.Length > 0 || request.Fields is not { } fields)
            return turn.Reject(CallbackRejectionReason.InvalidMember, $"body:{selection.Root}", MessageText.NotAnObject);
        for (var index = 0; index < fields.Count; index++)
        {
            var name = fields.Name(index);
            if (!selection.Takes(name))
                continue;
            // Otherwise the message would be the same for the value "1,2" and for the values 1 and 2.
            if (selection.Repeated == RepeatedMembers.Comma && fields.WireValue(index).Contains((byte)','))
                return RejectAmbiguous(selection, name, ","u8);
            if (!fields.HasRepeated || selection.Repeated == RepeatedMembers.Each)
                CollectField(selection, fields, index, ref members);
            else if (!fields.IsRepetition(index) && !CollectRepeated(selection, fields, index, ref members))
                return false;
        }

        return true;
    }

    private bool CollectRepeated(MemberSelection selection, FormFields fields, int first, ref MemberTable members)
    {
        if (fields.FindNext(first) < 0)
        {
            CollectField(selection, fields, first, ref members);
            return true;
        }

        switch (selection.Repeated)
        {
            case RepeatedMembers.Comma:
                members.AddJoined(fields, first);
                return true;
            case RepeatedMembers.SortedUnique:
                CollectUnique(selection, fields, first, ref members);
                return true;
            default:
                return request.RejectRepeated(fields, fields.FindNext(first), request.Content == CallbackContent.Query ? "query" : "body");
        }
    }

    private static void CollectUnique(MemberSelection selection, FormFields fields, int first, ref MemberTable members)
    {
        var positions = new List<int>();
        for (var index = first; index >= 0; index = fields.FindNext(index))
            positions.Add(index);
        var order = Comparer<int>.Create((left, right) => fields.WireValue(left).SequenceCompareTo(fields.WireValue(right)));
        var previous = -1;
        foreach (var index in positions.Order(order))
        {
            if (previous < 0 || !fields.WireValue(index).SequenceEqual(fields.WireValue(previous)))
                CollectField(selection, fields, index, ref members);
            previous = index;
        }
    }

    private static void CollectField(MemberSelection selection, FormFields fields, int index, ref MemberTable members)
    {
        if (!selection.OmitEmpty || !fields.Value(index).IsEmpty)
            members.Add(fields.WireName(index), fields.WireValue(index));
    }

    private bool CollectExtra(MemberSelection selection, ref MemberTable members)
    {
        foreach (var extra in selection.Utf8.Extra)
        {
            var value = trial.Key(extra.Key);
            if (turn.IsRejected)
                return false;
            members.Add(extra.Name, value.Utf8, isConfigured: true);
        }

        return true;
    }

    private bool Render(MemberSelection selection, ref MemberTable members, ref PooledBytes message)
    {
        var text = selection.Utf8;
        members.Order(selection.Sort, text.Separator, selection.WithNames, text.After);
        if (selection.Format != MemberFormat.Each)
        {
            PhpText.Append(selection.Format, ref members, ref message);
            return true;
        }

        var start = message.Length;
        var mayHide = false;
        for (var position = 0; position < members.Count; position++)
        {
            var name = selection.WithNames ? members.Name(position) : default;
            var value = members.Value(position);
            if (!members.IsConfigured(position) && selection.WithNames)
            {
                if (IsAmbiguousName(name, text))
                    return RejectName(selection);
                mayHide |= text.Delimiter.Length > 0 && MessageText.HidesDelimiter(value, text.Delimiter);
            }

            if (position > 0)
                message.Append(text.Join);
            message.Append(text.Before);
            message.Append(name);
            message.Append(text.Separator);
            message.Append(value);
            message.Append(text.After);
        }

        if (!mayHide)
            return true;
        var hidden = FindHidden(ref members, text, message.Written[start..]);
        return hidden < 0 || RejectAmbiguous(selection, members.Name(hidden), text.Delimiter);
    }

    private static bool IsAmbiguousName(ReadOnlySpan<byte> name, MemberSelection.Encoded text) =>
        (text.Separator.Length > 0 && MessageText.HidesDelimiter(name, text.Separator))
        || (text.Delimiter.Length > 0 && MessageText.HidesDelimiter(name, text.Delimiter));

    /// <summary>Returns the index of the first member that makes the message ambiguous, or -1.</summary>
    /// <remarks>
    /// Each value must end at the first delimiter that is followed, before the next delimiter, by a name and its separator. A delimiter
    /// without them, as in "R&amp;D" in a query's form, belongs to the value. Without a separator there are no names that could distinguish
    /// members, so that a value must not contain the delimiter.
    /// </remarks>
    private static int FindHidden(ref MemberTable members, MemberSelection.Encoded text, ReadOnlySpan<byte> written)
    {
        var place = 0;
        for (var position = 0; position < members.Count; position++)
        {
            place += (position > 0 ? text.Join.Length : 0) + text.Before.Length + members.Name(position).Length + text.Separator.Length;
            var end = place + members.Value(position).Length;
            if (
                !members.IsConfigured(position)
                && (
                    text.Separator.Length == 0
                        ? MessageText.HidesDelimiter(members.Value(position), text.Delimiter)
                        : !MessageText.EndsFirst(written, place, end, text.Delimiter, text.Separator)
                )
            )
                return position;
            place = end + text.After.Length;
        }

        return -1;
    }

    private static string Where(MemberSelection selection) => $"body:{selection.Root}/*";

    /// <summary>Returns the location of a member, by its name when the schema declares it: other names are the sender's text.</summary>
    private string Where(MemberSelection selection, ReadOnlySpan<byte> name) =>
        selection.Root.Length == 0 && request.NameOf(name) is { } pointer ? $"body:{pointer}" : Where(selection);

    /// <summary>Rejects a member with an ambiguous name. The rejection does not contain the name, which is the sender's text.</summary>
    private bool RejectName(MemberSelection selection) =>
        turn.Reject(
            CallbackRejectionReason.AmbiguousMessage,
            Where(selection),
            "has a name that holds a bracket, or what joins signed members or separates their names from their values"
        );

    private bool RejectAmbiguous(MemberSelection selection, ReadOnlySpan<byte> name, ReadOnlySpan<byte> delimiter) =>
        turn.Reject(CallbackRejectionReason.AmbiguousMessage, Where(selection, name), MessageText.HoldsDelimiter(delimiter));
}
