using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

public sealed partial class CallbackVerification
{
    private const string NotAnObject = "is signed and must be an object";

    /// <summary>Adds members of an object, or fields of a form or query, to the message.</summary>
    /// <param name="selection">Which, in which order, and how.</param>
    /// <returns><see langword="false"/> when one is refused, or there is no such object.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="selection"/> is null.</exception>
    public bool AppendMembers(MemberSelection selection)
    {
        ArgumentNullException.ThrowIfNull(selection);
        if (!ReadBody())
            return false;
        var members = default(MemberTable);
        try
        {
            return (_state.BodyIndex is null ? CollectFields(selection, ref members) : CollectObject(selection, ref members))
                && CollectExtra(selection, ref members)
                && Render(selection, ref members);
        }
        finally
        {
            members.Dispose();
        }
    }

    private bool CollectObject(MemberSelection selection, ref MemberTable members)
    {
        var index = _state.BodyIndex!;
        var root = FindNode(selection.Root);
        if (root < 0 || index.TypeOf(root) != JsonTokenType.StartObject)
            return Reject(CallbackRejectionReason.InvalidMember, $"body:{selection.Root}", NotAnObject);
        var path = default(PooledBytes);
        try
        {
            for (var child = index.FirstChild(root); child >= 0; child = index.NextChild(root, child))
            {
                var name = index.NameOf(_state.Read.Request.Body.Span, child);
                if (!selection.Takes(name))
                    continue;
                // Between the member "a[b]" and the member "b" of "a" the message would not tell.
                if (selection.Nested == NestedMembers.Flatten && name.ContainsAny((byte)'[', (byte)']'))
                    return RejectMember(selection, CallbackRejectionReason.AmbiguousMessage);
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
        var value = _state.BodyIndex!.ValueAt(_state.Read.Request.Body.Span, node);
        if (value.Kind == WireKind.Composite)
            return CollectNested(selection, node, ref path, ref members);
        if (selection.Format != MemberFormat.Each && _state.BodyIndex.TypeOf(node) is JsonTokenType.True or JsonTokenType.False)
            return Reject(CallbackRejectionReason.InvalidMember, Where(selection), "is signed and must be a text, number or null");
        var isLeftOut = value.Kind == WireKind.Null ? selection.OmitNull : selection.OmitEmpty && value.Utf8.IsEmpty;
        if (!isLeftOut)
            members.Add(path.Written, value.Utf8);
        return true;
    }

    private bool CollectNested(MemberSelection selection, int node, ref PooledBytes path, ref MemberTable members)
    {
        switch (selection.Nested)
        {
            case NestedMembers.Json or NestedMembers.SortedJson:
                var style = selection.Nested == NestedMembers.SortedJson ? JsonStyle.Sorted : JsonStyle.Compact;
                members.Add(path.Written, new JsonRewriter(_state.BodyIndex!, _state.Read.Request.Body.Span, style), node);
                return true;
            case NestedMembers.Flatten:
                return Flatten(selection, node, ref path, ref members);
            default:
                return Reject(CallbackRejectionReason.InvalidMember, Where(selection), "is signed and must be a text, number, true, false or null");
        }
    }

    /// <summary>Adds what an object or array holds, named <c>a[b][0]</c>. The text's depth is bounded, and so is this.</summary>
    private bool Flatten(MemberSelection selection, int node, ref PooledBytes path, ref MemberTable members)
    {
        var index = _state.BodyIndex!;
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
                var name = index.NameOf(_state.Read.Request.Body.Span, child);
                if (name.ContainsAny((byte)'[', (byte)']'))
                    return RejectMember(selection, CallbackRejectionReason.AmbiguousMessage);
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
        if (selection.Root.Length > 0 || Fields is not { } fields)
            return Reject(CallbackRejectionReason.InvalidMember, $"body:{selection.Root}", NotAnObject);
        for (var index = 0; index < fields.Count; index++)
        {
            var name = fields.Name(index);
            if (!selection.Takes(name))
                continue;
            // Between "1,2" and the values 1 and 2 the message would not tell.
            if (selection.Repeated == RepeatedMembers.Comma && fields.Value(index).Contains((byte)','))
                return RejectMember(selection, CallbackRejectionReason.AmbiguousMessage);
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
                return Reject(CallbackRejectionReason.DuplicateMember, Where(selection), "holds a field twice");
        }
    }

    private static void CollectUnique(MemberSelection selection, FormFields fields, int first, ref MemberTable members)
    {
        var positions = ArrayPool<int>.Shared.Rent(fields.Count);
        var count = 0;
        for (var index = first; index >= 0; index = fields.FindNext(index))
            positions[count++] = index;
        StableSort.Sort(positions.AsSpan(0, count), new ValueOrder(fields));
        for (var position = 0; position < count; position++)
        {
            if (position == 0 || !fields.Value(positions[position]).SequenceEqual(fields.Value(positions[position - 1])))
                CollectField(selection, fields, positions[position], ref members);
        }

        ArrayPool<int>.Shared.Return(positions);
    }

    private static void CollectField(MemberSelection selection, FormFields fields, int index, ref MemberTable members)
    {
        if (!selection.OmitEmpty || !fields.Value(index).IsEmpty)
            members.Add(fields.Name(index), fields.Value(index));
    }

    private bool CollectExtra(MemberSelection selection, ref MemberTable members)
    {
        foreach (var extra in selection.Utf8.Extra)
        {
            var value = Key(extra.Key);
            if (IsRejected)
                return false;
            members.Add(extra.Name, value.Utf8, isConfigured: true);
        }

        return true;
    }

    private bool Render(MemberSelection selection, ref MemberTable members)
    {
        var text = selection.Utf8;
        members.Order(selection.Sort, text.Separator, selection.WithNames, text.After);
        if (selection.Format != MemberFormat.Each)
        {
            PhpText.Append(selection.Format, ref members, ref _state.Message);
            return true;
        }

        for (var position = 0; position < members.Count; position++)
        {
            var name = selection.WithNames ? members.Name(position) : default;
            var value = members.Value(position);
            if (!members.IsConfigured(position) && IsAmbiguous(name, value, text))
                return RejectMember(selection, CallbackRejectionReason.AmbiguousMessage);
            if (position > 0)
                _state.Message.Append(text.Join);
            _state.Message.Append(text.Before);
            _state.Message.Append(name);
            _state.Message.Append(text.Separator);
            _state.Message.Append(value);
            _state.Message.Append(text.After);
        }

        return true;
    }

    private static bool IsAmbiguous(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, MemberSelection.Encoded text)
    {
        if (text.Separator.Length > 0 && HidesDelimiter(name, text.Separator))
            return true;
        return text.Delimiter.Length > 0 && (HidesDelimiter(value, text.Delimiter) || HidesDelimiter(name, text.Delimiter));
    }

    private static string Where(MemberSelection selection) => $"body:{selection.Root}/*";

    private bool RejectMember(MemberSelection selection, CallbackRejectionReason reason) =>
        RejectSigned(reason, Where(selection));

    private readonly struct ValueOrder(FormFields fields) : IOrder
    {
        public int Compare(int left, int right) => fields.Value(left).SequenceCompareTo(fields.Value(right));
    }
}
