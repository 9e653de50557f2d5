using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Decides, before routing runs, whether a path may belong to a callback: it matches a callback's route, or begins like one
/// (<see cref="RoutePrefix"/>). If routing then selects an endpoint that is not a callback, the endpoint gets the query back.
/// </summary>
internal sealed class CallbackRouteTable
{
    /// <summary>
    /// The query of a path with more segments is hidden without matching: no realistic route is so long, and matching could take longer
    /// than the rest of the request.
    /// </summary>
    private const int MostSegments = 64;

    private readonly Route[] _routes;
    private readonly RoutePrefix[] _prefixes;

    public CallbackRouteTable(IEnumerable<RoutePattern> patterns)
    {
        RoutePattern[] all = [.. patterns];
        _routes = [.. all.Select(pattern => new Route(pattern))];
        _prefixes = [.. all.Select(RoutePrefix.Of).OfType<RoutePrefix>()];
    }

    public bool IsMatch(string path)
    {
        if (_routes.Length == 0 || !path.StartsWith('/'))
            return false;
        if (path.AsSpan().Count('/') > MostSegments)
            return true;
        foreach (var route in _routes)
        {
            if (route.IsMatch(path))
                return true;
        }

        return _prefixes.Length > 0
            && RoutePrefix.SegmentsOf(path) is var ways
            && Array.Exists(_prefixes, prefix => Array.Exists(ways, prefix.Begins));
    }

    private sealed class Route(RoutePattern pattern)
    {
        private readonly TemplateMatcher _matcher = new(new RouteTemplate(pattern), new RouteValueDictionary(pattern.Defaults));
        private readonly int _segments = pattern.PathSegments.Count;
        private readonly bool _hasCatchAll = pattern.Parameters.Any(parameter => parameter.IsCatchAll);
        private readonly bool _hasLiteral = pattern.PathSegments.Any(segment => segment.Parts.Any(part => part.IsLiteral));

        /// <summary>
        /// Matches the path and its tails, because a path base or a branch of the pipeline removes leading segments before routing.
        /// A pattern that has only parameters would match every tail, so it must match the whole path.
        /// </summary>
        public bool IsMatch(string path)
        {
            var left = path.AsSpan().TrimEnd('/').Count('/');
            for (var start = 0; start >= 0; start = path.IndexOf('/', start + 1), left--)
            {
                // A tail with more segments than the pattern cannot match it.
                if (left > _segments && !_hasCatchAll && _hasLiteral)
                    continue;
                if (_matcher.TryMatch(new PathString(path[start..]), []))
                    return true;
                if (!_hasLiteral)
                    return false;
            }

            return false;
        }
    }
}
