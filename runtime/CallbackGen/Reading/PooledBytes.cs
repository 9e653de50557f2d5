using System.Buffers;
using System.Security.Cryptography;

namespace CallbackGen.Reading;

/// <summary>A growing buffer from the shared pool. It is wiped before it goes back, because it holds payload.</summary>
internal struct PooledBytes
{
    private byte[]? _array;
    private int _touched; // what may have been written, also without being counted

    /// <summary>How many bytes are written.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes written so far; valid until more are written.</summary>
    public readonly ReadOnlySpan<byte> Written => _array.AsSpan(0, Length);

    /// <summary>Adds bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        // Growing wipes what bytes of this very buffer would be copied from.
        if (bytes.Overlaps(Written))
            bytes = bytes.ToArray();
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Room for <paramref name="count"/> bytes more; <see cref="Advance"/> says how many were used.</summary>
    public Span<byte> Reserve(int count)
    {
        if (_array is null || _array.Length - Length < count)
            Grow(count);
        _touched = Math.Max(_touched, Length + count);
        return _array.AsSpan(Length, count);
    }

    /// <summary>Counts reserved bytes as written.</summary>
    public void Advance(int count) => Length += count;

    /// <summary>Forgets what was written behind a place.</summary>
    public void Truncate(int length)
    {
        CryptographicOperations.ZeroMemory(_array.AsSpan(length, Length - length));
        Length = length;
    }

    /// <summary>Puts bytes, which may be some of those there, in the place of all that was written behind a place.</summary>
    public void Replace(int start, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Overlaps(Written) && bytes.Length <= Length - start)
        {
            // It fits, and moving it copes with the overlap.
            bytes.CopyTo(_array.AsSpan(start));
            Truncate(start + bytes.Length);
            return;
        }

        if (bytes.Overlaps(Written))
            bytes = bytes.ToArray();
        Truncate(start);
        Append(bytes);
    }

    /// <summary>Forgets what was written, and keeps the memory.</summary>
    public void Clear()
    {
        CryptographicOperations.ZeroMemory(_array.AsSpan(0, Length));
        Length = 0;
    }

    /// <summary>Wipes the buffer and gives it back.</summary>
    public void Dispose()
    {
        GiveBack();
        this = default;
    }

    private void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(Length + Math.Max(count, Length)), 256));
        Written.CopyTo(larger);
        GiveBack();
        _array = larger;
        _touched = Length;
    }

    private readonly void GiveBack()
    {
        if (_array is null)
            return;
        CryptographicOperations.ZeroMemory(_array.AsSpan(0, _touched));
        ArrayPool<byte>.Shared.Return(_array);
    }
}
