using System.Text.Json;
using CallbackGen.Verification;

namespace CallbackGen.Reading;

/// <content>Traversal of the values. Nodes are numbered in the order of the text; node 0 is the whole text, and -1 means no node.</content>
internal sealed partial class JsonIndex
{
    /// <summary>Returns the node that a JSON pointer (RFC 6901) names, relative to a node.</summary>
    public int FindNode(ReadOnlySpan<byte> json, ReadOnlySpan<char> pointer, int from = Root)
    {
        var node = from;
        var path = new JsonPointer(pointer);
        while (node >= 0 && path.Next())
        {
            node = _state.Nodes[node].Type switch
            {
                JsonTokenType.StartObject => Child(json, node, path.Token),
                JsonTokenType.StartArray when ExactNumber.TryParseInteger(path.Token, out var position) => Item(node, position),
                _ => -1,
            };
        }

        return node;
    }

    /// <summary>
    /// Returns the name of the top-level member that contains the first unpaired surrogate; empty when there is none, or when it is not in
    /// a member.
    /// </summary>
    public ReadOnlySpan<byte> HalfAt(ReadOnlySpan<byte> json)
    {
        for (var node = Root; node < _state.Count; node++)
        {
            if (!_state.Nodes[node].Text.HoldsHalf && !_state.Nodes[node].Name.HoldsHalf)
                continue;
            while (_state.Nodes[node].Parent > Root)
                node = _state.Nodes[node].Parent;
            return _state.Nodes[node].Parent == Root && IsObject ? NameOf(json, node) : default;
        }

        return default;
    }

    /// <summary>Returns a node's value; absent for -1.</summary>
    public WireValue ValueAt(ReadOnlySpan<byte> json, int node) => node < 0 ? default : Value(json, node);

    /// <summary>Returns a node's JSON as written; empty for -1.</summary>
    public ReadOnlySpan<byte> RawAt(ReadOnlySpan<byte> json, int node) =>
        node < 0 ? default : json[_state.Nodes[node].Start.._state.Nodes[node].End];

    /// <summary>Returns a node's token type.</summary>
    public JsonTokenType TypeOf(int node) => _state.Nodes[node].Type;

    /// <summary>Returns the name of a node that is an object's member.</summary>
    public ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> json, int node) => Text(json, _state.Nodes[node].Name);

    /// <summary>Returns the first member or element of an object or array, or -1.</summary>
    public int FirstChild(int parent) => _state.Nodes[parent].Next > parent + 1 ? parent + 1 : -1;

    /// <summary>Returns the member or element after another of the same parent, or -1.</summary>
    public int NextChild(int parent, int child) => _state.Nodes[child].Next < _state.Nodes[parent].Next ? _state.Nodes[child].Next : -1;

    /// <summary>Returns the number of members or elements of an object or array.</summary>
    public int CountChildren(int parent)
    {
        var count = 0;
        for (var child = FirstChild(parent); child >= 0; child = NextChild(parent, child))
            count++;
        return count;
    }

    /// <summary>Returns the member of an object by its name, or -1.</summary>
    public int Child(ReadOnlySpan<byte> json, int parent, ReadOnlySpan<byte> name)
    {
        for (var child = FirstChild(parent); child >= 0; child = NextChild(parent, child))
        {
            if (NameOf(json, child).SequenceEqual(name))
                return child;
        }

        return -1;
    }

    /// <summary>Returns the element of an array by its index, or -1.</summary>
    public int Item(int parent, long position)
    {
        if (position < 0)
            return -1;
        var child = FirstChild(parent);
        for (; child >= 0 && position > 0; position--)
            child = NextChild(parent, child);
        return child;
    }
}
