using System.Buffers;
using System.Text.Json;
using CallbackGen.Verification;

namespace CallbackGen.Reading;

/// <summary>
/// An index of the positions of all values in a JSON text (RFC 8259). Building it checks the whole text strictly: encoding, grammar, depth,
/// no duplicate name in any object, and no text after the value.
/// </summary>
/// <remarks>
/// Unpaired surrogates are rejected or, if they are allowed, the names and texts that contain one have no value. A thread keeps one object
/// for its next text, because a new object takes 56 bytes, a twentieth of what the verification of a token allocates.
/// </remarks>
internal sealed partial class JsonIndex : IDisposable
{
    /// <summary>The node of the whole text.</summary>
    public const int Root = 0;

    /// <summary>
    /// The largest number of values: more than any callback has. A limit is needed because the index of a value uses more memory than the
    /// value's text, which any sender can choose.
    /// </summary>
    public const int MaxValues = 1_000_000;

    [ThreadStatic]
    private static JsonIndex? _idle;

    // Assigned as a whole, so that no state of one text is left for the next.
    private State _state;

    private JsonIndex() { }

    /// <summary>Whether the text is an object.</summary>
    public bool IsObject => _state.Nodes[Root].Type == JsonTokenType.StartObject;

    /// <summary>Whether a name or text contains an unpaired surrogate, which is replaced by U+FFFD in it.</summary>
    public bool HasHalves => _state.HasHalves;

    /// <summary>Checks a text and indexes its values.</summary>
    /// <param name="json">The text, which must be passed again for each access.</param>
    /// <param name="allowHalves">
    /// Whether names and texts may contain unpaired surrogates; such a text has the kind <see cref="WireKind.Invalid"/>.
    /// </param>
    /// <param name="index">The index, to be disposed of; <see langword="null"/> when the text is rejected.</param>
    /// <param name="reason">The kind of rejection.</param>
    /// <param name="detail">A constant description of the problem; empty when there is none.</param>
    public static bool TryBuild(
        ReadOnlySpan<byte> json,
        out JsonIndex? index,
        out CallbackRejectionReason reason,
        out string detail,
        bool allowHalves = false
    )
    {
        index = null;
        reason = CallbackRejectionReason.Malformed;
        if (JsonSyntax.CheckEncoding(json) is { } wrong)
        {
            detail = wrong;
            return false;
        }

        var built = _idle ?? new();
        _idle = null;
        built._state = new(ArrayPool<Node>.Shared.Rent(64), allowHalves);
        if (built.Build(json, ref reason, out detail))
        {
            index = built;
            return true;
        }

        built.Dispose();
        return false;
    }

    /// <summary>Returns the value of a member of the top-level object.</summary>
    public WireValue GetMember(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        var node = IsObject ? Child(json, Root, name) : -1;
        return node < 0 ? default : Value(json, node);
    }

    /// <summary>Returns whether a member of the top-level object is a number.</summary>
    public bool IsNumber(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        var node = IsObject ? Child(json, Root, name) : -1;
        return node >= 0 && _state.Nodes[node].Type == JsonTokenType.Number;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        // After the first call, the object may belong to another user already.
        if (_state.Nodes is null)
            return;
        ArrayPool<Node>.Shared.Return(_state.Nodes);
        _state.Unescaped.Dispose();
        _state.Names.Dispose();
        _state = default;
        _idle = this;
    }

    private bool Build(ReadOnlySpan<byte> json, ref CallbackRejectionReason reason, out string detail)
    {
        var scanner = new JsonScanner(json);
        var parent = -1;
        detail = "";
        while (scanner.Read())
        {
            if (scanner.Token is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                ref var ended = ref _state.Nodes[parent];
                ended.End = scanner.Position;
                ended.Next = _state.Count;
                parent = ended.Parent;
                continue;
            }

            TextRange name = default;
            if (scanner.IsMember)
            {
                if (!Locate(scanner.Name, scanner.NameStart, scanner.IsNameEscaped, out name, ref detail))
                    return false;
                if (!_state.Names.TryAdd(Text(json, name), parent))
                {
                    reason = CallbackRejectionReason.DuplicateMember;
                    detail = JsonSyntax.Repeats;
                    return false;
                }
            }

            if (_state.Count == MaxValues)
            {
                detail = JsonSyntax.TooMany;
                return false;
            }

            ref var node = ref AddNode();
            node.Type = scanner.Token;
            node.Parent = parent;
            node.Name = name;
            node.Text = default;
            node.Next = _state.Count;
            node.Start = scanner.Start;
            node.End = scanner.Position;
            if (scanner.Token is JsonTokenType.StartObject or JsonTokenType.StartArray)
                parent = _state.Count - 1;
            else if (!Locate(scanner.Value, scanner.ValueStart, scanner.IsEscaped, out node.Text, ref detail))
                return false;
        }

        if (scanner.IsInvalid)
            detail = JsonSyntax.NotJson;
        return !scanner.IsInvalid;
    }

    private ref Node AddNode()
    {
        if (_state.Count == _state.Nodes.Length)
        {
            var larger = ArrayPool<Node>.Shared.Rent(_state.Count * 2);
            _state.Nodes.AsSpan(0, _state.Count).CopyTo(larger);
            ArrayPool<Node>.Shared.Return(_state.Nodes);
            _state.Nodes = larger;
        }

        return ref _state.Nodes[_state.Count++];
    }

    /// <summary>Gets the position of the text of a name or scalar. A text with escapes is unescaped once, here.</summary>
    private bool Locate(ReadOnlySpan<byte> text, int start, bool isEscaped, out TextRange range, ref string detail)
    {
        if (!isEscaped)
        {
            range = new(start, text.Length, IsUnescaped: false);
            return true;
        }

        range = new(_state.Unescaped.Length, 0, IsUnescaped: true);
        var holdsHalf = JsonSyntax.Unescape(text, _state.Unescaped.Reserve(text.Length), out var written);
        _state.Unescaped.Advance(written);
        _state.HasHalves |= holdsHalf;
        range = range with { Length = written, HoldsHalf = holdsHalf };
        if (!holdsHalf || _state.AllowsHalves)
            return true;
        detail = JsonSyntax.LoneSurrogate;
        return false;
    }

    private WireValue Value(ReadOnlySpan<byte> json, int node) =>
        _state.Nodes[node].Type switch
        {
            JsonTokenType.StartObject or JsonTokenType.StartArray => new(WireKind.Composite, default),
            JsonTokenType.Null => new(WireKind.Null, default),
            _ when _state.Nodes[node].Text.HoldsHalf => new(WireKind.Invalid, default),
            _ => WireValue.Scalar(Text(json, _state.Nodes[node].Text)),
        };

    private ReadOnlySpan<byte> Text(ReadOnlySpan<byte> json, TextRange range) =>
        (range.IsUnescaped ? _state.Unescaped.Written : json).Slice(range.Start, range.Length);

    private readonly record struct TextRange(int Start, int Length, bool IsUnescaped)
    {
        public bool HoldsHalf { get; init; }
    }

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

    private struct State(Node[] nodes, bool allowsHalves)
    {
        public readonly bool AllowsHalves = allowsHalves;
        public bool HasHalves;
        public Node[] Nodes = nodes;
        public int Count;
        public PooledBytes Unescaped;
        public NameTable Names;
    }
}
