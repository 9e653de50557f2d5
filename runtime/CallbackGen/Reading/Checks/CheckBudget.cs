using System.Text.RegularExpressions;

namespace CallbackGen.Reading;

/// <summary>
/// The time that the pattern matches of one request may take together, and the number of steps of its checks.
/// </summary>
/// <remarks>
/// Each match has a time-out, but a request can contain many values, so that the times of their matches add up. When the time is used up,
/// no text matches and the request is rejected.
/// </remarks>
/// <param name="clock">The clock that measures the time.</param>
internal struct CheckBudget(TimeProvider clock)
{
    /// <summary>
    /// The time-out of one match. At most a pattern's own time-out is charged for a match, so that a pause of the process is not counted as
    /// work.
    /// </summary>
    public static readonly TimeSpan PerMatch = TimeSpan.FromMilliseconds(50);

    /// <summary>The time-out of all matches of a request together, and of one match without backtracking.</summary>
    public static readonly TimeSpan PerRequest = TimeSpan.FromMilliseconds(100);

    // Enough for any schema that examines every value a few times.
    private const int BaseSteps = 100_000;
    private const int StepsPerByte = 20;

    private readonly TimeProvider? _clock = clock;
    private TimeSpan _spent;
    private long _stepsMore; // added to the base, less the steps taken

    /// <summary>Adds the steps that a value may cost by its length.</summary>
    /// <param name="size">The length in bytes.</param>
    public void AddStepsFor(int size) => _stepsMore += (long)size * StepsPerByte;

    /// <summary>Takes a step.</summary>
    /// <returns><see langword="false"/> when no step is left.</returns>
    public bool TakeStep() => BaseSteps + --_stepsMore >= 0;

    /// <summary>Matches a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="pattern">The pattern.</param>
    /// <returns>
    /// Whether it matches; <see langword="null"/> when this match, or the matches of the request before it, took too long.
    /// </returns>
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
