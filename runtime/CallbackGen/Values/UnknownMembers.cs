using System.Collections;
using System.Diagnostics;
using System.Text.Json;

namespace CallbackGen.Reading;

/// <summary>
/// The members that arrived without being declared by the schema, with their values, in the order received. Nothing
/// can be changed or taken away, and members can be added only to a collection that the application made itself: those
/// that were read with a payload are part of what was verified. Two are equal when they hold the same names with the same JSON.
/// </summary>
[DebuggerDisplay("Count = {Count}")]
#pragma warning disable CA1710 // Its name is the plural that generated code and its readers use.
public sealed class UnknownMembers : IReadOnlyDictionary<string, JsonElement>, IDictionary<string, JsonElement>, IEquatable<UnknownMembers>
#pragma warning restore CA1710
{
    // Beyond this many, a linear search for duplicates would let a sender make reading quadratic.
    private const int LinearLimit = 8;

    private readonly List<KeyValuePair<string, JsonElement>> _members = [];
    private readonly Seal? _seal;
    private Dictionary<string, int>? _positions;

    /// <summary>An empty collection to which members can be added.</summary>
    public UnknownMembers() { }

    /// <summary>An empty collection to which members can be added until the seal is closed.</summary>
    internal UnknownMembers(Seal seal) => _seal = seal;

    /// <summary>The empty collection that nothing can be added to.</summary>
    public static UnknownMembers None { get; } = new(new Seal { IsClosed = true });

    /// <summary>How many members there are.</summary>
    public int Count => _members.Count;

    /// <summary>The names.</summary>
    public IEnumerable<string> Keys
    {
        get
        {
            foreach (var member in _members)
                yield return member.Key;
        }
    }

    /// <summary>The values.</summary>
    public IEnumerable<JsonElement> Values
    {
        get
        {
            foreach (var member in _members)
                yield return member.Value;
        }
    }

    /// <summary>The value of a member.</summary>
    /// <param name="key">The member's name.</param>
    /// <returns>The value.</returns>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public JsonElement this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException();

    /// <summary>Adds a member.</summary>
    /// <param name="key">The member's name.</param>
    /// <param name="value">The member's value.</param>
    /// <exception cref="ArgumentException">The name is there already, or <paramref name="value"/> is undefined.</exception>
    /// <exception cref="NotSupportedException">This is <see cref="None"/>, or was read with a payload.</exception>
    public void Add(string key, JsonElement value)
    {
        if (!TryAdd(key, value))
            throw new ArgumentException("A member of this name is there already.", nameof(key));
    }

    /// <summary>Adds a member unless its name is there already.</summary>
    /// <param name="key">The member's name.</param>
    /// <param name="value">The member's value.</param>
    /// <returns>Whether it was added.</returns>
    /// <exception cref="ArgumentException"><paramref name="value"/> is undefined.</exception>
    /// <exception cref="NotSupportedException">This is <see cref="None"/>, or was read with a payload.</exception>
    public bool TryAdd(string key, JsonElement value)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (value.ValueKind == JsonValueKind.Undefined)
            throw new ArgumentException("The value is undefined.", nameof(value));
        if (_seal is { IsClosed: true })
            throw new NotSupportedException("Unknown members that were read with a payload stay as they arrived.");
        if (IndexOf(key) >= 0)
            return false;

        _positions?.Add(key, _members.Count);
        _members.Add(new(key, value));
        return true;
    }

    /// <inheritdoc cref="IReadOnlyDictionary{TKey, TValue}.ContainsKey" />
    public bool ContainsKey(string key) => IndexOf(key) >= 0;

    /// <inheritdoc cref="IReadOnlyDictionary{TKey, TValue}.TryGetValue" />
    public bool TryGetValue(string key, out JsonElement value)
    {
        var index = IndexOf(key);
        value = index < 0 ? default : _members[index].Value;
        return index >= 0;
    }

    /// <inheritdoc />
    public IEnumerator<KeyValuePair<string, JsonElement>> GetEnumerator() => _members.GetEnumerator();

    /// <inheritdoc />
    public bool Equals(UnknownMembers? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is null || other.Count != Count)
            return false;
        foreach (var member in _members)
        {
            if (
                !other.TryGetValue(member.Key, out var value)
                || !string.Equals(value.GetRawText(), member.Value.GetRawText(), StringComparison.Ordinal)
            )
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as UnknownMembers);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = Count;
        foreach (var member in _members)
            hash ^= string.GetHashCode(member.Key, StringComparison.Ordinal); // order does not matter to equality
        return hash;
    }

    /// <summary>How many members there are; not what they hold, which may be personal data.</summary>
    /// <returns>A text for people.</returns>
    public override string ToString() => Count == 1 ? "1 unknown member" : $"{Count} unknown members";

    private int IndexOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (_members.Count > LinearLimit)
            return Positions().GetValueOrDefault(key, -1);
        for (var index = 0; index < _members.Count; index++)
        {
            if (string.Equals(_members[index].Key, key, StringComparison.Ordinal))
                return index;
        }

        return -1;
    }

    private Dictionary<string, int> Positions()
    {
        if (_positions is { } known)
            return known;
        var positions = new Dictionary<string, int>(_members.Count * 2, StringComparer.Ordinal);
        for (var index = 0; index < _members.Count; index++)
            positions.Add(_members[index].Key, index);
        return _positions = positions;
    }

    bool ICollection<KeyValuePair<string, JsonElement>>.IsReadOnly => _seal is { IsClosed: true };

    ICollection<string> IDictionary<string, JsonElement>.Keys => [.. Keys];

    ICollection<JsonElement> IDictionary<string, JsonElement>.Values => [.. Values];

    JsonElement IDictionary<string, JsonElement>.this[string key]
    {
        get => this[key];
        // System.Text.Json stores extension data through the setter: it adds, and refuses to replace.
        set
        {
            if (!TryAdd(key, value))
                throw Unchangeable();
        }
    }

    void ICollection<KeyValuePair<string, JsonElement>>.Add(KeyValuePair<string, JsonElement> item) => Add(item.Key, item.Value);

    bool ICollection<KeyValuePair<string, JsonElement>>.Contains(KeyValuePair<string, JsonElement> item) =>
        TryGetValue(item.Key, out var value) && string.Equals(value.GetRawText(), item.Value.GetRawText(), StringComparison.Ordinal);

    void ICollection<KeyValuePair<string, JsonElement>>.CopyTo(KeyValuePair<string, JsonElement>[] array, int arrayIndex) =>
        _members.CopyTo(array, arrayIndex);

    bool IDictionary<string, JsonElement>.Remove(string key) => throw Unchangeable();

    bool ICollection<KeyValuePair<string, JsonElement>>.Remove(KeyValuePair<string, JsonElement> item) => throw Unchangeable();

    void ICollection<KeyValuePair<string, JsonElement>>.Clear() => throw Unchangeable();

    /// <summary>What all collections of one payload share, and its reader closes at the end.</summary>
    internal sealed class Seal
    {
        public bool IsClosed { get; set; }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static NotSupportedException Unchangeable() => new("Unknown members can be added, not changed or removed.");
}
