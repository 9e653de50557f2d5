namespace CallbackGen.Tool.Infer;

/// <summary>Enumerates orders and subsets of a few elements.</summary>
internal static class Arrangements
{
    /// <summary>Returns every ordered selection of a length from the positions below a count.</summary>
    public static IEnumerable<int[]> Of(int count, int length)
    {
        if (length > count)
            yield break;
        if (length == 0)
        {
            yield return [];
            yield break;
        }

        foreach (var shorter in Of(count, length - 1))
        {
            for (var next = 0; next < count; next++)
            {
                if (Array.IndexOf(shorter, next) < 0)
                    yield return [.. shorter, next];
            }
        }
    }

    /// <summary>Returns every subset in the given order, the largest first, of at most 20 elements.</summary>
    public static IEnumerable<int[]> InOrder(int count, int least)
    {
        for (var size = count; size >= least; size--)
        {
            for (var mask = 0; mask < 1 << count; mask++)
            {
                if (System.Numerics.BitOperations.PopCount((uint)mask) == size)
                    yield return [.. Enumerable.Range(0, count).Where(position => (mask & (1 << position)) != 0)];
            }
        }
    }
}
