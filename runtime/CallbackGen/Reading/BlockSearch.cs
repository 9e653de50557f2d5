using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CallbackGen.Reading;

/// <summary>Some of the byte values, found in 64 bytes at once.</summary>
internal interface IByteSet
{
    /// <summary>Which bytes of a block are of the set: a bit for each, the first byte's lowest. Zeros stand behind the last byte of a text.</summary>
    static abstract ulong In(Vector512<byte> block);
}

/// <summary>
/// Finds the bytes of a set in a text, one after the other and never back. It looks at a block of 64 bytes once, and what
/// follows in it is found without waiting for the text itself.
/// </summary>
/// <typeparam name="TSet">The set.</typeparam>
internal struct BlockSearch<TSet>
    where TSet : struct, IByteSet
{
    private const int Length = 64;

    private ulong _found; // in the block that was looked at last
    private int _block;

    /// <summary>Begins at the text's beginning.</summary>
    /// <param name="text">The text, which must be passed again to find anything.</param>
    public BlockSearch(ReadOnlySpan<byte> text) => _found = In(text);

    /// <summary>Where, from a place on, the first byte of the set stands; the text's length or more when there is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">The place, at or behind what was found last.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ReadOnlySpan<byte> text, int start)
    {
        var offset = start - _block;
        var found = offset < Length ? _found >> offset : 0;
        return found != 0 ? start + BitOperations.TrailingZeroCount(found) : FindBeyond(text, start);
    }

    private int FindBeyond(ReadOnlySpan<byte> text, int start)
    {
        for (_block = Math.Max(_block + Length, start & -Length); _block < text.Length; _block += Length)
        {
            _found = In(text[_block..]);
            var found = start > _block ? _found >> (start - _block) << (start - _block) : _found;
            if (found != 0)
                return _block + BitOperations.TrailingZeroCount(found);
        }

        return text.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong In(ReadOnlySpan<byte> text) => text.Length >= Length ? TSet.In(Vector512.Create(text)) : InLast(text);

    private static ulong InLast(ReadOnlySpan<byte> text)
    {
        Span<byte> last = stackalloc byte[Length];
        text.CopyTo(last);
        return TSet.In(Vector512.Create((ReadOnlySpan<byte>)last));
    }
}
