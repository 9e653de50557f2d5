using CallbackGen.Definitions;

namespace CallbackGen.Tool.Sending;

/// <summary>The times at which a provider repeats a callback that was not acknowledged, from the schema's <c>retry</c>.</summary>
internal static class RetrySchedule
{
    /// <summary>The first delay when the schema declares only the total duration of the repetitions.</summary>
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);

    /// <summary>Returns the delays before the second attempt, the third and so on.</summary>
    /// <param name="retry">
    /// The schema's declaration. If it has a total and no delays, the delays double, beginning with one minute.
    /// </param>
    /// <param name="speed">The factor by which the delays are shortened.</param>
    public static IEnumerable<TimeSpan> Waits(CallbackRetry retry, double speed)
    {
        var total = retry.Total ?? TimeSpan.MaxValue;
        var attempts = retry.Attempts ?? int.MaxValue;
        var (wait, passed) = (retry.Every ?? First, TimeSpan.Zero);
        for (var attempt = 1; attempt < attempts && wait <= total - passed; attempt++)
        {
            yield return wait / speed;
            passed += wait;
            if (retry.Every is null)
                wait *= 2;
        }
    }

    /// <summary>
    /// Returns whether a provider accepts a response as an acknowledgement: success, with the body that the schema declares.
    /// </summary>
    public static bool IsAcknowledged(CallbackFeed feed, WireAnswer answer)
    {
        var expected = feed.Definition.Acknowledge;
        return answer.Status is >= 200 and < 300
            && (expected.Body.Length == 0 || answer.Body.Span.SequenceEqual(System.Text.Encoding.UTF8.GetBytes(expected.Body)));
    }
}
