namespace CallbackGen.Tool.Sending;

/// <summary>When a provider sends a callback again that was not acknowledged, as the schema's <c>retry</c> says.</summary>
internal static class RetrySchedule
{
    /// <summary>The first distance where the schema says only how long the provider repeats.</summary>
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);

    /// <summary>The waits before the second attempt, the third and so on.</summary>
    /// <param name="retry">What the schema says. Where it states a total and no distance, the distances double from a minute on.</param>
    /// <param name="speed">By how much they are shortened.</param>
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
    /// Whether a provider takes an answer for an acknowledgement: success, with the body that the schema says he waits for.
    /// </summary>
    public static bool IsAcknowledged(CallbackFeed feed, WireAnswer answer)
    {
        var expected = feed.Definition.Acknowledge;
        return answer.Status is >= 200 and < 300
            && (expected.Body.Length == 0 || answer.Body.Span.SequenceEqual(System.Text.Encoding.UTF8.GetBytes(expected.Body)));
    }
}
