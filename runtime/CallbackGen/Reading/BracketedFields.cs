using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CallbackGen.Reading;

/// <summary>
/// Builds objects and arrays from fields with bracketed names, as PHP's <c>http_build_query</c> writes them: <c>items[0]=a</c>,
/// <c>items[]=a</c>, <c>meta[a][b]=c</c>.
/// </summary>
/// <remarks>
/// The names 0 to n-1, each once and in any order, form an array; other names form an object. All values are texts. The rules are strict:
/// when two fields would be one value, the payload is rejected.
/// </remarks>
internal sealed class BracketedFields
{
    /// <summary>The largest number of nested levels: that of JSON, less one for the payload itself.</summary>
    private const int MostLevels = JsonSyntax.MaxDepth - 1;

    private const string HoldsTwice = "holds a value twice";

    private readonly FormFields _fields;
    private readonly IReadOnlyList<string> _declared;
    private readonly Dictionary<string, Node> _roots = new(StringComparer.Ordinal);

    private BracketedFields(FormFields fields, IReadOnlyList<string> declared)
    {
        _fields = fields;
        _declared = declared;
    }

    /// <summary>The rejection, or null.</summary>
    private CallbackRejection? Rejection { get; set; }

    /// <summary>Writes fields as a JSON object, with nested objects and arrays; a field that does not nest keeps its name.</summary>
    /// <param name="fields">The fields.</param>
    /// <param name="definition">The feed's definition: which members nest, and which are declared.</param>
    /// <param name="rejection">The rejection, or null.</param>
    /// <returns>The object; <see langword="null"/> when no field nests, or when the payload is rejected.</returns>
    public static ReadOnlyMemory<byte>? Write(FormFields fields, CallbackFeedDefinition definition, out CallbackRejection? rejection)
    {
        rejection = null;
        if (definition.NestedFields.Count == 0)
            return null;
        var nested = new BracketedFields(fields, definition.FieldNames);
        foreach (var name in definition.NestedFields)
            nested._roots.Add(name, new());
        var isPlain = new bool[fields.Count];
        var any = false;
        for (var index = 0; index < fields.Count; index++)
        {
            isPlain[index] = !nested.Take(index);
            any |= !isPlain[index];
        }

        if (any)
            nested.CheckPlain(isPlain);
        rejection = nested.Rejection;
        if (!any || rejection is not null)
            return null;
        return nested.WriteAll(isPlain);
    }

    /// <summary>Returns whether a field name may repeat: each <c>items[]</c> is another item.</summary>
    public static bool MayRepeat(ReadOnlySpan<byte> name, CallbackFeedDefinition definition)
    {
        if (!name.EndsWith("[]"u8))
            return false;
        var root = name[..name.IndexOf((byte)'[')];
        foreach (var nested in definition.NestedFields)
        {
            if (root.SequenceEqual(Encoding.UTF8.GetBytes(nested)))
                return true;
        }

        return false;
    }

    /// <summary>Adds a field to the nested member that it belongs to; returns false when it belongs to none.</summary>
    private bool Take(int index)
    {
        var name = _fields.Name(index);
        var bracket = name.IndexOf((byte)'[');
        if (bracket <= 0 || name[^1] != (byte)']')
            return false;
        var root = Encoding.UTF8.GetString(name[..bracket]);
        if (!_roots.TryGetValue(root, out var node) || Split(name[bracket..]) is not { } path)
            return false;
        if (path.Count > MostLevels)
            return Reject(CallbackRejectionReason.Malformed, root, "nests deeper than 32 levels");
        for (var level = 0; level < path.Count; level++)
        {
            var isLast = level == path.Count - 1;
            if (path[level].Length == 0 && !isLast)
                return Reject(CallbackRejectionReason.InvalidMember, root, "holds a list whose items have no position and are no texts");
            node = node.Enter(path[level], isLast ? index : -1);
            if (node is null)
                return Reject(CallbackRejectionReason.DuplicateMember, root, HoldsTwice);
        }

        return true;
    }

    /// <summary>Returns the bracketed names after a field's root name; null when other text is among them.</summary>
    private static List<string>? Split(ReadOnlySpan<byte> brackets)
    {
        var path = new List<string>();
        while (brackets.Length > 0)
        {
            var end = brackets.IndexOf((byte)']');
            if (brackets[0] != (byte)'[' || end < 0 || brackets[1..end].Contains((byte)'['))
                return null;
            path.Add(Encoding.UTF8.GetString(brackets[1..end]));
            brackets = brackets[(end + 1)..];
        }

        return path;
    }

    /// <summary>Rejects a field whose name is also the root of nested fields: its value would be given twice.</summary>
    private void CheckPlain(bool[] isPlain)
    {
        for (var index = 0; index < isPlain.Length; index++)
        {
            var name = isPlain[index] ? Encoding.UTF8.GetString(_fields.Name(index)) : "";
            if (_roots.TryGetValue(name, out var node) && node.Count > 0)
                Reject(CallbackRejectionReason.DuplicateMember, name, HoldsTwice);
        }
    }

    private bool Reject(CallbackRejectionReason reason, string root, string detail)
    {
        Rejection ??= new(reason, JsonPointer.Of(root), detail);
        return true;
    }

    private ReadOnlyMemory<byte> WriteAll(bool[] isPlain)
    {
        var json = new ArrayBufferWriter<byte>(_fields.Size + 64);
        using var writer = new Utf8JsonWriter(json, new() { SkipValidation = true });
        writer.WriteStartObject();
        for (var index = 0; index < isPlain.Length; index++)
        {
            if (isPlain[index])
                WritePlain(writer, index);
        }

        foreach (var (name, node) in _roots)
        {
            if (node.Count == 0)
                continue;
            writer.WritePropertyName(name);
            node.Write(writer, _fields);
        }

        writer.WriteEndObject();
        writer.Flush();
        return json.WrittenMemory;
    }

    /// <summary>Writes a field that does not nest. A declared field that repeats is written twice, so that the reader rejects it.</summary>
    private void WritePlain(Utf8JsonWriter writer, int index)
    {
        var name = _fields.Name(index);
        var isSingle = _fields.FindNext(index) < 0 && !_fields.IsRepetition(index);
        var text = isSingle ? "" : Encoding.UTF8.GetString(name);
        if (isSingle || (_declared.Contains(text) && !_roots.ContainsKey(text)))
        {
            writer.WriteString(name, _fields.Value(index));
            return;
        }

        if (_fields.IsRepetition(index))
            return;
        writer.WriteStartArray(name);
        for (var occurrence = index; occurrence >= 0; occurrence = _fields.FindNext(occurrence))
            writer.WriteStringValue(_fields.Value(occurrence));
        writer.WriteEndArray();
    }

    /// <summary>A value, or the named values nested in it.</summary>
    private sealed class Node
    {
        private readonly Dictionary<string, Node> _members = new(StringComparer.Ordinal);
        private readonly List<Node> _items = []; // items without an index
        private int _field = -1;

        public int Count => _members.Count + _items.Count;

        /// <summary>Returns the node of a nested name.</summary>
        /// <param name="name">The name; empty for the next item of a list.</param>
        /// <param name="field">The index of the field that is the value there, or -1 when the node contains further levels.</param>
        /// <returns>The node; <see langword="null"/> when it would have two values.</returns>
        public Node? Enter(string name, int field)
        {
            if (_field >= 0)
                return null;
            if (name.Length == 0)
            {
                if (_members.Count > 0)
                    return null;
                var item = new Node { _field = field };
                _items.Add(item);
                return item;
            }

            if (_items.Count > 0)
                return null;
            if (!_members.TryGetValue(name, out var member))
                _members.Add(name, member = new());
            else if (field >= 0 || member._field >= 0)
                return null;
            member._field = field;
            return member;
        }

        public void Write(Utf8JsonWriter writer, FormFields fields)
        {
            if (_field >= 0)
            {
                writer.WriteStringValue(fields.Value(_field));
            }
            else if (_items.Count > 0 || AreAllPositions())
            {
                writer.WriteStartArray();
                for (var position = 0; position < Count; position++)
                    (_items.Count > 0 ? _items[position] : _members[position.ToString(CultureInfo.InvariantCulture)]).Write(writer, fields);
                writer.WriteEndArray();
            }
            else
            {
                writer.WriteStartObject();
                foreach (var (name, member) in _members)
                {
                    writer.WritePropertyName(name);
                    member.Write(writer, fields);
                }

                writer.WriteEndObject();
            }
        }

        private bool AreAllPositions()
        {
            for (var position = 0; position < _members.Count; position++)
            {
                if (!_members.ContainsKey(position.ToString(CultureInfo.InvariantCulture)))
                    return false;
            }

            return true;
        }
    }
}
