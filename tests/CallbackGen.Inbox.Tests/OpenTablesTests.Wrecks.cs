using System.Net;
using CallbackGen.Testing;
using Microsoft.AspNetCore.Builder;

namespace CallbackGen.Inbox.Tests;

/// <summary>A row that was made unreadable, or lost its request, is quarantined individually and delays no other row.</summary>
public sealed partial class OpenTablesTests
{
    private const string First = "seq = (SELECT min(seq) FROM callback)";

    public static TheoryData<string, string> Wrecks =>
        On(
            EveryStore,
            $"UPDATE callback SET request = NULL WHERE {First}",
            $"DELETE FROM callback_request WHERE request = (SELECT request FROM callback WHERE {First})"
        );

    /// <summary>SQLite columns accept values of any type.</summary>
    public static TheoryData<string, string> LooseWrecks =>
        On(
            ["file"],
            [
                .. (
                    (string[])["request = 'x'", "item = 1e300", "seal = 7", "seal = 'x'", "feed = x'ff'", "order_key = x'ff'", "id = 'x'"]
                ).Select(wreck => $"UPDATE callback SET {wreck} WHERE {First}"),
            ]
        );

    public static TheoryData<string, string> Oddities =>
        On(
            EveryStore,
            $"UPDATE callback SET attempts = 2147483647 WHERE {First}",
            $"UPDATE callback SET attempts = -2147483648 WHERE {First}",
            $"UPDATE callback SET fence = 9223372036854775807 WHERE {First}",
            $"UPDATE callback SET due = -9223372036854775808, lease = 9223372036854775807 WHERE {First}"
        );

    public static TheoryData<string, string> LooseOddities =>
        On(
            ["file"],
            [
                .. (
                    (string[])
                        [
                            "item = 'x'",
                            "attempts = 'x'",
                            "attempts = 1e300",
                            "fence = 'x'",
                            "fence = 1e300",
                            "fence = -1e300",
                            "is_shared = 'x'",
                            "conflicts_with = x'ff'",
                            "last_failure = x'ff'",
                        ]
                ).Select(oddity => $"UPDATE callback SET {oddity} WHERE {First}"),
            ]
        );

    [Theory]
    [MemberData(nameof(Wrecks))]
    [MemberData(nameof(LooseWrecks))]
    public async Task A_row_that_is_wrecked_is_set_aside_and_keeps_no_other_one_waiting(string store, string sql)
    {
        var tables = await WaitAsync(store);
        Assert.Equal(1, await tables.ExecuteAsync(sql));

        await StartAsync(tables, Handle);

        await _app.UntilCountAsync(CallbackState.Done, 1);
        await _app.UntilCountAsync(CallbackState.Quarantined, 1);
        Assert.Equal(["b"], _app.Handled);
        Assert.Empty(_app.LinesOf("InboxStoreFailed"));
    }

    [Theory]
    [MemberData(nameof(Oddities))]
    [MemberData(nameof(LooseOddities))]
    public async Task A_row_with_odd_numbers_is_handled_once_and_keeps_no_other_one_waiting(string store, string sql)
    {
        var tables = await WaitAsync(store);
        Assert.Equal(1, await tables.ExecuteAsync(sql));

        await StartAsync(tables, Handle);

        await _app.UntilCountAsync(CallbackState.Done, 2);
        Assert.Equal(["a", "b"], _app.Handled.Order());
        Assert.Empty(_app.LinesOf("InboxStoreFailed"));
    }

    /// <summary>Otherwise a worker would retry it two thousand million times without a pause.</summary>
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Attempts_that_were_set_back_are_counted_from_the_first(string store)
    {
        var tables = await WaitAsync(store);
        Assert.Equal(2, await tables.ExecuteAsync("UPDATE callback SET attempts = -2147483648"));

        await StartAsync(tables, Fail);

        await _app.UntilCountAsync(CallbackState.Dead, 2);
        Assert.All(await _app.Store.ListAsync(CallbackState.Dead, 9, default), row => Assert.Equal(3, row.Attempts));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_time_that_no_calendar_has_hides_no_row_from_people(string store)
    {
        var tables = await WaitAsync(store);
        Assert.Equal(1, await tables.ExecuteAsync($"UPDATE callback SET accepted_at = 9223372036854775807 WHERE {First}"));
        Assert.Equal(2, await tables.ExecuteAsync("UPDATE callback SET state = 5, attempts = 2147483647"));

        await StartAsync(tables, Handle);

        var dead = await _app.Store.ListAsync(CallbackState.Dead, 9, default);
        Assert.Equal(2, dead.Count);
        Assert.Equal(dead[0].Id, (await _app.Store.FindAsync(dead[0].Id, default))!.Id);
    }

    /// <summary>The released callback has the event's id, and the unread one has its own.</summary>
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_row_that_nobody_had_read_is_not_handled_as_if_somebody_had(string store)
    {
        var tables = await OpenAsync(store);
        await StartAsync(tables, (app, it) => app.MapCallback<NovaBatch>("/in", (Verified<NovaBatch> _) => { }).StoreFirst());
        using (
            var response = await _app.Client.SendCallbackAsync(
                "/in",
                ItemsTests.Batch(ItemsTests.Item("a", "1"), ItemsTests.Item("b", "1,000"))
            )
        )
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        await _app.UntilCountAsync(CallbackState.Done, 1);
        await _app.StopAsync();
        await StartAsync(
            tables,
            (app, it) =>
                app.MapCallback(
                        ItemsTests.AmendedBatch,
                        "/in",
                        (message, _, _) =>
                        {
                            it.Handled.Enqueue(((Verified<NovaAmendedBatch>)message).Payload.Id);
                            return Task.CompletedTask;
                        }
                    )
                    .StoreFirst()
        );
        var unread = Assert.Single(await _app.Store.ListAsync(CallbackState.Quarantined, 9, default));
        Assert.True(await _app.Store.ReplayAsync(unread.Id, "a person", default));
        await _app.UntilCountAsync(CallbackState.Done, 3);

        Assert.Equal(1, await tables.ExecuteAsync("UPDATE callback SET state = 2, is_unread = false, ended_at = NULL WHERE is_unread"));

        await _app.UntilCountAsync(CallbackState.Quarantined, 1);
        Assert.StartsWith(Seal, (await _app.Store.FindAsync(unread.Id, default))!.LastFailure, StringComparison.Ordinal);
        Assert.Equal(["b"], _app.Handled);
    }

    private static TheoryData<string, string> On(string[] stores, params string[] commands)
    {
        var data = new TheoryData<string, string>();
        foreach (var store in stores)
        {
            foreach (var command in commands)
                data.Add(store, command);
        }

        return data;
    }
}
