using System.Buffers;
using System.Text.Json;
using CallbackGen.Verification;

namespace CallbackGen.Reading;

/// <summary>
/// Where every value of a JSON text (RFC 8259) stands. Building it is the strict check of the whole text: its encoding,
/// grammar and depth, no lone surrogates, no name twice in any object, nothing behind the value.
/// </summary>
internal sealed partial class JsonIndex : IDisposable
{
    /// <summary>The node that is the whole text.</summary>
    public const int Root = 0;

    private Node[] _nodes = ArrayPool<Node>.Shared.Rent(64);
    private int _count;
    private PooledBytes _unescaped;
    private NameTable _names;

    /// <summary>Whether the text is an object.</summary>
    public bool IsObject => _nodes[Root].Type == JsonTokenType.StartObject;

    /// <summary>Checks a text and finds its values.</summary>
    /// <param name="json">The text, which must be passed again to look anything up.</param>
    /// <param name="index">The index, to be disposed of; <see langword="null"/> when the text is refused.</param>
    /// <param name="reason">Why it is refused.</param>
    /// <param name="detail">What is wrong, in fixed words; empty when nothing is.</param>
    public static bool TryBuild(
        ReadOnlySpan<byte> json, out JsonIndex? index, out CallbackRejectionReason reason, out string detail)
    {
        index = null;
        reason = CallbackRejectionReason.Malformed;
        if (JsonText.CheckEncoding(json) is { } wrong)
        {
            detail = wrong;
            return false;
        }

        var built = new JsonIndex();
        if (built.Build(json, ref reason, out detail))
        {
            index = built;
            return true;
        }

        built.Dispose();
        return false;
    }

    /// <summary>The value of a member of the top-level object.</summary>
    public WireValue GetMember(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        var node = IsObject ? Child(json, Root, name) : -1;
        return node < 0 ? default : Value(json, node);
    }

    /// <summary>Whether the member of the top-level object is a number.</summary>
    public bool IsNumber(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        var node = IsObject ? Child(json, Root, name) : -1;
        return node >= 0 && _nodes[node].Type == JsonTokenType.Number;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_nodes.Length > 0)
            ArrayPool<Node>.Shared.Return(_nodes);
        _nodes = [];
        _unescaped.Dispose();
        _names.Dispose();
    }

    private bool Build(ReadOnlySpan<byte> json, ref CallbackRejectionReason reason, out string detail)
    {
        var scanner = new JsonScanner(json);
        var parent = -1;
        TextRange name = default;
        detail = "";
        while (scanner.Read())
        {
            switch (scanner.Token)
            {
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    _nodes[parent].End = scanner.Position;
                    _nodes[parent].Next = _count;
                    parent = _nodes[parent].Parent;
                    continue;
                case JsonTokenType.PropertyName:
                    if (!Locate(ref scanner, out name, ref detail))
                        return false;
                    if (!_names.TryAdd(Text(json, name), parent))
                    {
                        reason = CallbackRejectionReason.DuplicateMember;
                        detail = JsonText.Repeats;
                        return false;
                    }

                    continue;
            }

            ref var node = ref AddNode();
            node.Type = scanner.Token;
            node.Parent = parent;
            node.Name = name;
            node.Text = default;
            node.Next = _count;
            node.Start = scanner.Start;
            node.End = scanner.Position;
            if (scanner.Token is JsonTokenType.StartObject or JsonTokenType.StartArray)
                parent = _count - 1;
            else if (!Locate(ref scanner, out node.Text, ref detail))
                return false;
        }

        if (scanner.IsInvalid)
            detail = JsonText.NotJson;
        return !scanner.IsInvalid;
    }

    private ref Node AddNode()
    {
        if (_count == _nodes.Length)
        {
            var larger = ArrayPool<Node>.Shared.Rent(_count * 2);
            _nodes.AsSpan(0, _count).CopyTo(larger);
            ArrayPool<Node>.Shared.Return(_nodes);
            _nodes = larger;
        }

        return ref _nodes[_count++];
    }

    /// <summary>Finds the text of a name or scalar; one with escapes is decoded once, here.</summary>
    private bool Locate(scoped ref JsonScanner scanner, out TextRange range, ref string detail)
    {
        var text = scanner.Value;
        if (!scanner.IsEscaped)
        {
            range = new(scanner.ValueStart, text.Length, IsUnescaped: false);
            return true;
        }

        range = new(_unescaped.Length, 0, IsUnescaped: true);
        if (!JsonText.TryUnescape(text, _unescaped.Reserve(text.Length), out var written))
        {
            detail = JsonText.LoneSurrogate;
            return false;
        }

        _unescaped.Advance(written);
        range = range with { Length = written };
        return true;
    }

    private WireValue Value(ReadOnlySpan<byte> json, int node) => _nodes[node].Type switch
    {
        JsonTokenType.StartObject or JsonTokenType.StartArray => new(WireKind.Composite, default),
        JsonTokenType.Null => new(WireKind.Null, default),
        _ => WireValue.Scalar(Text(json, _nodes[node].Text)),
    };

    private ReadOnlySpan<byte> Text(ReadOnlySpan<byte> json, TextRange range) =>
        (range.IsUnescaped ? _unescaped.Written : json).Slice(range.Start, range.Length);

    private readonly record struct TextRange(int Start, int Length, bool IsUnescaped);

    private struct Node
    {
        public JsonTokenType Type;
        public TextRange Name;
        public TextRange Text;
        public int Start;
        public int End;
        public int Parent;
        public int Next;
    }
}
