using System.Text.RegularExpressions;

namespace CallbackGen.Reading;

/// <summary>
/// The time that the patterns of one request may take together. A match is stopped soon, but a request has as many values
/// as it has room for: what is stopped one by one adds up. Where the time is over, nothing matches and the request is refused.
/// </summary>
/// <param name="clock">What it is measured by.</param>
internal struct PatternBudget(TimeProvider clock)
{
    /// <summary>How long one match may take. No more than this counts, so that a pause of the process is not taken for work.</summary>
    public static readonly TimeSpan PerMatch = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan PerRequest = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider? _clock = clock;
    private TimeSpan _spent;

    /// <summary>Matches a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="pattern">The pattern.</param>
    /// <returns>Whether it matches; <see langword="null"/> when that takes, or the matches before it have taken, too long.</returns>
    public bool? Match(string text, Regex pattern)
    {
        if (_spent >= PerRequest)
            return null;
        var clock = _clock ?? TimeProvider.System;
        var start = clock.GetTimestamp();
        try
        {
            return pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
        finally
        {
            var took = clock.GetElapsedTime(start);
            _spent += took < PerMatch ? took : PerMatch;
        }
    }
}
