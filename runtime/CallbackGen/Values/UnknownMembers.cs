using System.Collections;
using System.Diagnostics;
using System.Text.Json;

namespace CallbackGen;

/// <summary>
/// The members of a payload that the schema does not declare, with their values, in the order received. Two collections are equal when they
/// contain the same names with the same JSON texts.
/// </summary>
/// <remarks>
/// Members cannot be changed or removed, and can be added only to a collection that the application created: the members that were read
/// with a payload are part of the verified content.
/// </remarks>
[DebuggerDisplay("Count = {Count}")]
#pragma warning disable CA1710 // Its name is the plural that generated code and its users need.
public sealed class UnknownMembers : IReadOnlyDictionary<string, JsonElement>, IDictionary<string, JsonElement>, IEquatable<UnknownMembers>
#pragma warning restore CA1710
{
    // Above this number of members, a linear search for duplicates would let a sender make reading quadratic.
    private const int LinearLimit = 8;

    private readonly List<KeyValuePair<string, JsonElement>> _members = [];
    private readonly Seal? _seal;
    private Dictionary<string, int>? _positions;

    /// <summary>Creates an empty collection to which members can be added.</summary>
    public UnknownMembers() { }

    /// <summary>Creates an empty collection to which members can be added until the seal is closed.</summary>
    internal UnknownMembers(Seal seal) => _seal = seal;

    /// <summary>The empty collection to which no member can be added.</summary>
    public static UnknownMembers None { get; } = new(new Seal { IsClosed = true });

    /// <summary>The number of members.</summary>
    public int Count => _members.Count;

    /// <summary>The names of the members, in the order received.</summary>
    public IEnumerable<string> Keys
    {
        get
        {
            foreach (var member in _members)
                yield return member.Key;
        }
    }

    /// <summary>The values of the members, in the order received.</summary>
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
    /// <exception cref="KeyNotFoundException">There is no member of that name.</exception>
    public JsonElement this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException();

    /// <summary>Adds a member.</summary>
    /// <param name="key">The member's name.</param>
    /// <param name="value">The member's value.</param>
    /// <exception cref="ArgumentException">There is a member of that name already, or <paramref name="value"/> is undefined.</exception>
    /// <exception cref="NotSupportedException">This is <see cref="None"/>, or was read with a payload.</exception>
    public void Add(string key, JsonElement value)
    {
        if (!TryAdd(key, value))
            throw new ArgumentException("A member of this name is there already.", nameof(key));
    }

    /// <summary>Adds a member unless there is a member of that name already.</summary>
    /// <param name="key">The member's name.</param>
    /// <param name="value">The member's value.</param>
    /// <returns><see langword="true"/> when it was added.</returns>
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

    /// <summary>Returns the number of members; not their names and values, which may be personal data.</summary>
    /// <returns>A text for display and logs.</returns>
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
        // System.Text.Json stores extension data through the setter, which adds members and refuses to replace them.
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

    /// <summary>The state that all collections of one payload share. The reader closes it when the payload is complete.</summary>
    internal sealed class Seal
    {
        public bool IsClosed { get; set; }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static NotSupportedException Unchangeable() => new("Unknown members can be added, not changed or removed.");
}
