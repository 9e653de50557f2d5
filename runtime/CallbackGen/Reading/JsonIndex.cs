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

    /// <summary>Checks a text as <see cref="TryBuild"/> does, and keeps nothing.</summary>
    public static bool Check(ReadOnlySpan<byte> json, out CallbackRejectionReason reason, out string detail)
    {
        var isValid = TryBuild(json, out var index, out reason, out detail);
        index?.Dispose();
        return isValid;
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
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonText.MaxDepth });
        try
        {
            return Build(ref reader, ref reason, out detail);
        }
        catch (JsonException)
        {
            detail = JsonText.NotJson;
            return false;
        }
    }

    private bool Build(ref Utf8JsonReader reader, ref CallbackRejectionReason reason, out string detail)
    {
        var parent = -1;
        TextRange name = default;
        detail = "";
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    _nodes[parent].End = (int)reader.BytesConsumed;
                    _nodes[parent].Next = _count;
                    parent = _nodes[parent].Parent;
                    continue;
                case JsonTokenType.PropertyName:
                    if (!Locate(ref reader, out name, ref detail))
                        return false;
                    if (!Distinct(ref reader, parent, name))
                    {
                        reason = CallbackRejectionReason.DuplicateMember;
                        detail = "holds a member twice";
                        return false;
                    }

                    continue;
            }

            ref var node = ref AddNode();
            node = new() { Type = reader.TokenType, Parent = parent, Name = name, Next = _count, Start = (int)reader.TokenStartIndex, End = (int)reader.BytesConsumed };
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                parent = _count - 1;
            else if (!Locate(ref reader, out node.Text, ref detail))
                return false;
        }

        return true;
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
    private bool Locate(ref Utf8JsonReader reader, out TextRange range, ref string detail)
    {
        var text = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            var quote = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? 1 : 0;
            range = new((int)reader.TokenStartIndex + quote, text.Length, IsUnescaped: false);
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

    private bool Distinct(ref Utf8JsonReader reader, int parent, TextRange range)
    {
        var name = range.IsUnescaped ? _unescaped.Written.Slice(range.Start, range.Length) : reader.ValueSpan;
        return _names.TryAdd(name, parent);
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
