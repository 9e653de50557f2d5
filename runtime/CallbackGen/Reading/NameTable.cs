using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace CallbackGen.Reading;

/// <summary>
/// A set of names, each within one object, that finds duplicates in linear time for any names.
/// </summary>
/// <remarks>
/// It stores 64-bit hashes under a secret of this process, so a sender cannot cause collisions. Equal names are always found. Two different
/// names with equal hashes are as unlikely as a correct guess of the secret; they are rejected, which is the safe result. A set of texts
/// makes the verification of a token allocate 280 bytes more, a quarter.
/// </remarks>
internal struct NameTable
{
    private const int FewNames = 8;
    private const int InitialCapacity = 64;

    private static readonly ulong Secret = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8));

    private Few _few; // the first names; most objects have no more
    private ulong[]? _slots; // hashes; the used length is a power of two; 0 is a free slot
    private int _capacity;
    private int _count;

    /// <summary>Adds a name.</summary>
    /// <param name="name">The name in UTF-8.</param>
    /// <param name="owner">The number of the object that contains the member.</param>
    /// <returns><see langword="false"/> when the object has a member of that name already.</returns>
    public bool TryAdd(ReadOnlySpan<byte> name, int owner)
    {
        var hash = Hash(name, owner);
        if (_count < FewNames)
        {
            if (_few[.._count].Contains(hash))
                return false;
            _few[_count++] = hash;
            return true;
        }

        if (_slots is null || _count * 2 >= _capacity)
            Grow();
        if (!TryInsert(hash))
            return false;
        _count++;
        return true;
    }

    /// <summary>Returns the memory to the pool.</summary>
    public void Dispose()
    {
        if (_slots is { } slots)
            ArrayPool<ulong>.Shared.Return(slots);
        this = default;
    }

    private readonly bool TryInsert(ulong hash)
    {
        var mask = _capacity - 1;
        for (var index = (int)hash & mask; ; index = (index + 1) & mask)
        {
            if (_slots![index] == hash)
                return false;
            if (_slots[index] != 0)
                continue;
            _slots[index] = hash;
            return true;
        }
    }

    private void Grow()
    {
        var (old, oldCapacity) = (_slots, _capacity);
        _capacity = old is null ? InitialCapacity : oldCapacity * 2;
        _slots = ArrayPool<ulong>.Shared.Rent(_capacity);
        _slots.AsSpan(0, _capacity).Clear();
        foreach (var hash in old is null ? _few : old.AsSpan(0, oldCapacity))
        {
            if (hash != 0)
                TryInsert(hash);
        }

        if (old is not null)
            ArrayPool<ulong>.Shared.Return(old);
    }

    /// <summary>Returns the hash of a name under a secret of this process. Its top bit is set.</summary>
    public static ulong Hash(ReadOnlySpan<byte> name, int owner)
    {
        var hash = Mix(Secret, ((ulong)(uint)owner << 32) | (uint)name.Length);
        while (name.Length >= 8)
        {
            hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(name));
            name = name[8..];
        }

        var rest = 0UL;
        for (var index = 0; index < name.Length; index++)
            rest |= (ulong)name[index] << (index * 8);
        return Mix(hash, rest) | (1UL << 63); // never 0, which marks a free slot
    }

    [InlineArray(FewNames)]
    private struct Few
    {
        private ulong _first;
    }

    /// <summary>A folded 64-bit by 64-bit multiplication, like wyhash: without the secret its result cannot be controlled.</summary>
    private static ulong Mix(ulong hash, ulong value)
    {
        var high = Math.BigMul(hash ^ 0x9E3779B97F4A7C15UL, value ^ Secret, out var low);
        return high ^ low ^ hash;
    }
}
