using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using CallbackGen.Inbox.Tests.Support;
using Microsoft.AspNetCore.Builder;

namespace CallbackGen.Inbox.Tests;

/// <summary>A handler describes a failure: its reason, the time of the next attempt, whether there is one, and whether it counts.</summary>
public sealed class NotHandledTests : IAsyncTests
{
    private readonly InboxApp _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(3600, 0.05, 3600)]
    [InlineData(0.001, 3600, 3600)]
    [InlineData(-3600, 3600, 3600)]
    [InlineData(90 * 86400, 0.05, 7 * 86400)]
    public async Task The_next_attempt_waits_for_what_the_handler_says_or_for_the_inboxs_own_time(
        double retryAfter,
        double firstRetry,
        double waits
    )
    {
        var begun = DateTimeOffset.UtcNow;
        await StartAsync(
            _ => new("the warehouse is closed") { RetryAfter = TimeSpan.FromSeconds(retryAfter) },
            options => options.FirstRetry = options.LongestRetry = TimeSpan.FromSeconds(firstRetry)
        );
        await InboxApp.UntilAsync(() => Task.FromResult(_app.LinesOf("StoredCallbackFailed").Count == 1));

        var line = Assert.Single(_app.LinesOf("StoredCallbackFailed"));
        Assert.Contains("failed at attempt 1: the warehouse is closed. It is tried again", line, StringComparison.Ordinal);
        var due = DateTimeOffset.Parse(Regex.Match(line, "again at (.+)$").Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange((due - begun).TotalSeconds, (waits * 0.9) - 1, (waits * 1.1) + 120);
        var row = await RowAsync(CallbackState.Waiting);
        Assert.Equal((1, "the warehouse is closed"), (row.Attempts, row.LastFailure));
        Assert.Equal(["1"], _app.Handled);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(9, 3)]
    public async Task It_is_dead_at_the_last_attempt_that_the_handler_or_the_inbox_makes(int lastAttempt, int attempts)
    {
        await StartAsync(_ => new("there is no such order") { LastAttempt = lastAttempt });
        await _app.UntilCountAsync(CallbackState.Dead, 1);

        Assert.Equal(Enumerable.Range(1, attempts).Select(attempt => $"{attempt}"), _app.Handled);
        Assert.Equal("there is no such order", (await RowAsync(CallbackState.Dead)).LastFailure);
        Assert.Contains(
            "the last one: there is no such order. A person",
            Assert.Single(_app.LinesOf("StoredCallbackDead")),
            StringComparison.Ordinal
        );
    }

    /// <summary>The inbox makes three attempts.</summary>
    [Fact]
    public async Task An_attempt_that_does_not_count_is_none_and_no_last_one()
    {
        await StartAsync(attempts => attempts < 6 ? new("the warehouse does not answer") { IsCounted = false, LastAttempt = 1 } : null);
        await _app.UntilCountAsync(CallbackState.Done, 1);

        Assert.Equal(Enumerable.Repeat("1", 6), _app.Handled);
        Assert.Equal(1, (await RowAsync(CallbackState.Done)).Attempts);
        // This may last for long and affect many callbacks, so a line for each is logged only at a lower level.
        Assert.Empty(_app.LinesOf("StoredCallbackFailed"));
        Assert.All(
            _app.LinesOf("StoredCallbackPutOff"),
            line => Assert.Contains("was not tried at attempt 1: the warehouse does not answer.", line, StringComparison.Ordinal)
        );
    }

    /// <summary>Otherwise a circuit breaker that is open for seconds would delay a callback with many attempts by hours.</summary>
    [Fact]
    public void An_attempt_that_does_not_count_waits_no_longer_the_more_were_made_before()
    {
        var options = new CallbackInboxOptions();

        Assert.Equal(options.FirstRetry, new CallbackNotHandledException("closed") { IsCounted = false }.WaitAfter(12, options));
        Assert.Equal(
            TimeSpan.FromSeconds(15),
            new CallbackNotHandledException("closed") { IsCounted = false, RetryAfter = TimeSpan.FromSeconds(15) }.WaitAfter(12, options)
        );
        Assert.True(new CallbackNotHandledException("closed").WaitAfter(12, options) > TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task The_reason_is_one_line_of_bounded_length_and_what_caused_it_is_not_told()
    {
        await StartAsync(_ =>
            new($"  not\r\nyet \u001b[31m{new string('a', 1000)}", new InvalidDataException("the card 4111")) { LastAttempt = 1 }
        );
        await _app.UntilCountAsync(CallbackState.Dead, 1);

        var told = (await RowAsync(CallbackState.Dead)).LastFailure!;
        Assert.StartsWith(@"not\u000d\u000ayet \u001b[31maaa", told, StringComparison.Ordinal);
        Assert.InRange(told.Length, 400, 520);
        Assert.Contains(told, Assert.Single(_app.LinesOf("StoredCallbackDead")), StringComparison.Ordinal);
        Assert.DoesNotContain(_app.Log, line => line.Contains("4111", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t")]
    public async Task A_reason_that_says_nothing_is_the_name_of_the_exception(string reason)
    {
        await StartAsync(_ => new(reason) { LastAttempt = 1 });
        await _app.UntilCountAsync(CallbackState.Dead, 1);

        Assert.Equal("CallbackGen.Inbox.CallbackNotHandledException", (await RowAsync(CallbackState.Dead)).LastFailure);
    }

    [Fact]
    public void A_reason_has_to_be_given() => Assert.Throws<ArgumentNullException>(() => new CallbackNotHandledException(null!));

    /// <summary>
    /// Starts a program whose handler throws an exception that depends on the number of attempts, and sends it a callback.
    /// </summary>
    private async Task StartAsync(Func<int, CallbackNotHandledException?> fail, Action<CallbackInboxOptions>? configure = null)
    {
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaPayment>(
                        "/in",
                        (Verified<NovaPayment> _, ICallbackDelivery delivery) =>
                        {
                            it.Handled.Enqueue($"{delivery.Attempt}");
                            return fail(it.Handled.Count) is { } failure ? Task.FromException(failure) : Task.CompletedTask;
                        }
                    )
                    .StoreFirst(),
            configure
        );
        using var response = await _app.SendAsync(NovaPayment.Feed, """{"id":"a","status":"paid"}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private async Task<CallbackRow> RowAsync(CallbackState state)
    {
        await _app.UntilCountAsync(state, 1);
        return Assert.Single(await _app.Store.ListAsync(state, 10, default));
    }
}
