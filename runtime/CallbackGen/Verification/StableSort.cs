using System.Buffers;

namespace CallbackGen.Verification;

/// <summary>An order of items that are identified by their indexes.</summary>
internal interface IOrder
{
    /// <summary>Returns less than zero, zero or more than zero when the left item is before, equal to or after the right one.</summary>
    int Compare(int left, int right);
}

/// <summary>
/// A merge sort: stable, and O(n log n) for every input. The sorts of .NET do not accept a comparer that contains spans.
/// </summary>
internal static class StableSort
{
    public static void Sort<TOrder>(Span<int> items, TOrder order)
        where TOrder : struct, IOrder, allows ref struct
    {
        if (items.Length < 2)
            return;
        var rented = ArrayPool<int>.Shared.Rent(items.Length);
        var from = items;
        var to = rented.AsSpan(0, items.Length);
        for (var width = 1; width < items.Length; width *= 2)
        {
            for (var start = 0; start < items.Length; start += width * 2)
            {
                var middle = Math.Min(start + width, items.Length);
                Merge(from[start..middle], from[middle..Math.Min(middle + width, items.Length)], to[start..], ref order);
            }

            var swap = from;
            from = to;
            to = swap;
        }

        from.CopyTo(items);
        ArrayPool<int>.Shared.Return(rented);
    }

    private static void Merge<TOrder>(ReadOnlySpan<int> left, ReadOnlySpan<int> right, Span<int> merged, ref TOrder order)
        where TOrder : struct, IOrder, allows ref struct
    {
        var (leftIndex, rightIndex) = (0, 0);
        for (var index = 0; index < left.Length + right.Length; index++)
        {
            var takesLeft =
                rightIndex == right.Length || (leftIndex < left.Length && order.Compare(left[leftIndex], right[rightIndex]) <= 0);
            merged[index] = takesLeft ? left[leftIndex++] : right[rightIndex++];
        }
    }
}
