namespace CallbackGen.Inbox.Tests;

/// <summary>The delays between attempts: they increase, vary randomly, and are bounded.</summary>
public class RetryTests
{
    [Fact]
    public void Each_attempt_waits_twice_as_long_up_to_a_limit_a_tenth_more_or_less()
    {
        var options = new CallbackInboxOptions();

        for (var attempt = 1; attempt < options.Attempts; attempt++)
        {
            var middle = Math.Min(5 * Math.Pow(2, attempt - 1), TimeSpan.FromHours(6).TotalSeconds);
            var waits = Enumerable.Range(0, 100).Select(_ => options.WaitAfter(attempt)!.Value.TotalSeconds).ToList();
            Assert.All(waits, wait => Assert.InRange(wait, middle * 0.9, middle * 1.1));
            Assert.True(waits.Distinct().Count() > 1, "What failed together comes back together.");
        }

        Assert.Null(options.WaitAfter(options.Attempts));
    }

    [Fact]
    public void A_callback_is_dead_after_about_a_day()
    {
        var options = new CallbackInboxOptions();

        var all = Enumerable.Range(1, options.Attempts - 1).Sum(attempt => options.WaitAfter(attempt)!.Value.TotalHours);

        Assert.InRange(all, 20, 27);
    }

    [Fact]
    public void Attempts_without_end_wait_for_the_longest_time()
    {
        var options = new CallbackInboxOptions { Attempts = int.MaxValue };

        Assert.InRange(options.WaitAfter(100_000)!.Value.TotalHours, 5.4, 6.6);
    }
}
