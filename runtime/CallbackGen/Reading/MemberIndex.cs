using System.ComponentModel;
using System.Text;

namespace CallbackGen.Reading;

/// <summary>
/// Finds the index of a name in a list by hash, for objects with so many members that comparing the names one by one would cost more than
/// parsing them. The names are the schema's, so a sender cannot cause collisions. For generated code.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class MemberIndex
{
    private readonly byte[][] _names;
    private readonly int[] _slots; // one-based indexes; the length is a power of two; 0 is a free slot

    /// <summary>Creates the index.</summary>
    /// <param name="names">The names, each once.</param>
    /// <exception cref="ArgumentNullException"><paramref name="names"/> is null.</exception>
    public MemberIndex(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        _names = [.. names.Select(Encoding.UTF8.GetBytes)];
        _slots = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)names.Length * 2 + 1)];
        for (var position = 0; position < names.Length; position++)
        {
            var slot = Hash(_names[position]);
            while (_slots[slot & (_slots.Length - 1)] != 0)
                slot = (slot + 1) & int.MaxValue;
            _slots[slot & (_slots.Length - 1)] = position + 1;
        }
    }

    /// <summary>Finds a name.</summary>
    /// <param name="name">The name in UTF-8.</param>
    /// <returns>Its index in the list, or -1.</returns>
    public int Find(ReadOnlySpan<byte> name)
    {
        for (var slot = Hash(name); ; slot = (slot + 1) & int.MaxValue)
        {
            var position = _slots[slot & (_slots.Length - 1)] - 1;
            if (position < 0 || name.SequenceEqual(_names[position]))
                return position;
        }
    }

    /// <summary>Finds a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Its index in the list, or -1.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public int Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Span<byte> utf8 = stackalloc byte[256];
        return Find(Encoding.UTF8.TryGetBytes(text, utf8, out var length) ? utf8[..length] : Encoding.UTF8.GetBytes(text));
    }

    // FNV-1a (draft-eastlake-fnv).
    private static int Hash(ReadOnlySpan<byte> name)
    {
        var hash = 2166136261;
        foreach (var unit in name)
            hash = (hash ^ unit) * 16777619;
        return (int)(hash & int.MaxValue);
    }
}
