using Microsoft.AspNetCore.Routing.Patterns;

namespace CallbackGen.AspNetCore;

/// <summary>
/// The beginning of a callback route, up to its last literal segment: <c>/cb/return/{shop}</c> begins with <c>/cb/return</c>. A
/// path that begins like it, after decoding and normalization, is probably a misspelt callback address, and its query may contain a
/// callback as well.
/// </summary>
internal sealed class RoutePrefix
{
    /// <summary>The limit for nested percent-encoding: the server decodes once, and leaves an encoded slash.</summary>
    private const int MostDecodings = 3;

    /// <summary>The literal segments by position; null for a parameter.</summary>
    private readonly string?[] _segments;
    private readonly int _literals;

    private RoutePrefix(string?[] segments)
    {
        _segments = segments;
        _literals = segments.Count(segment => segment is not null);
    }

    /// <summary>
    /// Returns the beginning of a route; null for a route without a literal segment, which every path would match.
    /// </summary>
    public static RoutePrefix? Of(RoutePattern pattern)
    {
        var segments = pattern
            .PathSegments.Select(segment =>
                segment is { IsSimple: true, Parts: [RoutePatternLiteralPart literal] } ? literal.Content : null
            )
            .ToList();
        var last = segments.FindLastIndex(segment => segment is not null);
        return last < 0 ? null : new([.. segments[..(last + 1)]]);
    }

    /// <summary>
    /// Returns the segments of a path, as written and, if different, without segments that are empty, <c>.</c>, or removed by
    /// <c>..</c>.
    /// </summary>
    public static string[][] SegmentsOf(string path)
    {
        for (var round = 0; round < MostDecodings && path.Contains('%', StringComparison.Ordinal); round++)
            path = Uri.UnescapeDataString(path);
        var segments = path.Split('/', '\\')[1..];
        var inOrder = new List<string>(segments.Length);
        foreach (var segment in segments)
        {
            if (segment == "..")
                inOrder.RemoveRange(Math.Max(0, inOrder.Count - 1), Math.Min(1, inOrder.Count));
            else if (segment is not ("" or "."))
                inOrder.Add(segment);
        }

        return inOrder.Count == segments.Length ? [segments] : [segments, [.. inOrder]];
    }

    /// <summary>
    /// Whether a path begins like the route. Segments before it may be a path base if the route has two literals or more; with one
    /// literal, <c>/order</c> would match any unrelated <c>/api/order/7</c>.
    /// </summary>
    public bool Begins(string[] path)
    {
        var last = _literals > 1 ? path.Length - _segments.Length : 0;
        for (var start = 0; start <= last; start++)
        {
            if (BeginsAt(path, start))
                return true;
        }

        return false;
    }

    private bool BeginsAt(string[] path, int start)
    {
        if (path.Length - start < _segments.Length)
            return false;
        for (var index = 0; index < _segments.Length; index++)
        {
            if (_segments[index] is { } literal && !IsLike(path[start + index].AsSpan().TrimStart(), literal))
                return false;
        }

        return true;
    }

    /// <summary>
    /// Whether a segment equals the literal in any case, or continues with a character that ends a word: <c>return;v=1</c>,
    /// <c>return.php</c>.
    /// </summary>
    private static bool IsLike(ReadOnlySpan<char> segment, string literal) =>
        segment.StartsWith(literal, StringComparison.OrdinalIgnoreCase)
        && (
            segment.Length == literal.Length
            || !(char.IsLetterOrDigit(segment[literal.Length]) || segment[literal.Length] is '-' or '_' or '~')
        );
}
