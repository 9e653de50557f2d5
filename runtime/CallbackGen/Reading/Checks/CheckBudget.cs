using System.Text.RegularExpressions;

namespace CallbackGen.Reading;

/// <summary>
/// The time that the patterns of one request may take together, and the steps that its checks may. A match is stopped soon, but a
/// request has as many values as it has room for: what is stopped one by one adds up. Where the time is over, nothing matches
/// and the request is refused.
/// </summary>
/// <param name="clock">What it is measured by.</param>
internal struct CheckBudget(TimeProvider clock)
{
    /// <summary>How long one match may take. No more than a pattern's own time-out counts, so that a pause of the process is not taken for work.</summary>
    public static readonly TimeSpan PerMatch = TimeSpan.FromMilliseconds(50);

    /// <summary>How long all of them may, and one without backtracking.</summary>
    public static readonly TimeSpan PerRequest = TimeSpan.FromMilliseconds(100);

    // Plenty for any schema that looks at every value a few times.
    private const int BaseSteps = 100_000;
    private const int StepsPerByte = 20;

    private readonly TimeProvider? _clock = clock;
    private TimeSpan _spent;
    private long _stepsMore; // what was added to the first ones, and taken

    /// <summary>Adds what a value may cost by its length.</summary>
    /// <param name="size">How long it is in bytes.</param>
    public void AddStepsFor(int size) => _stepsMore += (long)size * StepsPerByte;

    /// <summary>Takes a step.</summary>
    /// <returns><see langword="false"/> when none was left.</returns>
    public bool TakeStep() => BaseSteps + --_stepsMore >= 0;

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
            _spent += took < pattern.MatchTimeout ? took : pattern.MatchTimeout;
        }
    }
}
