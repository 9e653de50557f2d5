using System.Text.Json;
using CallbackGen.Verification;

namespace CallbackGen.Reading;

/// <content>Walking over the values. Nodes are numbered in the text's order; the whole text is node 0, and -1 is none.</content>
internal sealed partial class JsonIndex
{
    /// <summary>The value that a JSON pointer (RFC 6901) names, from a node on.</summary>
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

    /// <summary>The name of the member of the whole text that holds the first half of a surrogate pair; empty when there is none, or it holds no member.</summary>
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

    /// <summary>A node's value; absent for none.</summary>
    public WireValue ValueAt(ReadOnlySpan<byte> json, int node) => node < 0 ? default : Value(json, node);

    /// <summary>A node's JSON as it stands in the text; empty for none.</summary>
    public ReadOnlySpan<byte> RawAt(ReadOnlySpan<byte> json, int node) =>
        node < 0 ? default : json[_state.Nodes[node].Start.._state.Nodes[node].End];

    /// <summary>A node's kind.</summary>
    public JsonTokenType TypeOf(int node) => _state.Nodes[node].Type;

    /// <summary>The name of a node that is an object's member.</summary>
    public ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> json, int node) => Text(json, _state.Nodes[node].Name);

    /// <summary>The first member or element of an object or array, or -1.</summary>
    public int FirstChild(int parent) => _state.Nodes[parent].Next > parent + 1 ? parent + 1 : -1;

    /// <summary>The member or element behind another of the same parent, or -1.</summary>
    public int NextChild(int parent, int child) => _state.Nodes[child].Next < _state.Nodes[parent].Next ? _state.Nodes[child].Next : -1;

    /// <summary>How many members or elements an object or array has.</summary>
    public int CountChildren(int parent)
    {
        var count = 0;
        for (var child = FirstChild(parent); child >= 0; child = NextChild(parent, child))
            count++;
        return count;
    }

    /// <summary>The member of an object, or -1.</summary>
    public int Child(ReadOnlySpan<byte> json, int parent, ReadOnlySpan<byte> name)
    {
        for (var child = FirstChild(parent); child >= 0; child = NextChild(parent, child))
        {
            if (NameOf(json, child).SequenceEqual(name))
                return child;
        }

        return -1;
    }

    /// <summary>The element of an array, or -1.</summary>
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
