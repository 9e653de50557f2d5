using System.Collections.Concurrent;
using CallbackGen.Inbox.Sqlite;
using CallbackGen.Inbox.Tests.Compliance;
using CallbackGen.Inbox.Tests.Support;
using CallbackGen.Testing;

namespace CallbackGen.Inbox.Tests;

/// <summary>The SQLite store complies with the store contract.</summary>
public class SqliteStoreTests
{
    public static TheoryData<CallbackStoreCheck> Checks => [.. CallbackStoreCompliance.Checks];

    [Theory]
    [MemberData(nameof(Checks))]
    public async Task It_does_what_every_store_does(CallbackStoreCheck check)
    {
        await using var harness = new Harness();
        await check.RunAsync(harness);
    }

    [Fact]
    public async Task Tables_of_a_later_version_are_refused()
    {
        await using var harness = new Harness();
        await harness.OpenAsync();
        harness.Execute("UPDATE callback_tables SET version = 99");

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(harness.OpenAsync);

        Assert.Contains("99", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_whose_version_number_is_somebody_elses_is_shared()
    {
        await using var harness = new Harness();
        harness.Execute("PRAGMA user_version = 7");

        await harness.OpenAsync();

        Assert.Equal(7L, harness.Execute("PRAGMA user_version"));
    }

    /// <summary>
    /// On the writing connection, because the setting is per connection: https://www.sqlite.org/pragma.html#pragma_synchronous, 2 is FULL.
    /// </summary>
    [Fact]
    public void What_is_committed_is_synchronised()
    {
        var folder = Directory.CreateTempSubdirectory();
        using (var session = new SqliteDatabase(Path.Combine(folder.FullName, "callbacks.db")).OpenToWrite())
        {
            Assert.Equal("wal", session.ReadFirst("PRAGMA journal_mode", reader => reader.GetString(0)));
            Assert.Equal(2, session.ReadFirst("PRAGMA synchronous", reader => reader.GetInt32(0)));
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_a_person_does_is_recorded()
    {
        await using var harness = new Harness();
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Callbacks.Request, [new() { Id = "one", ConflictId = "onec" }], default);
        foreach (var act in (Func<string, string, CancellationToken, Task<bool>>[])[store.ReplayAsync, store.DiscardAsync])
        {
            await store.FailAsync(
                Assert.Single(await store.ClaimAsync(1, TimeSpan.FromMinutes(1), default)).Claim,
                null,
                "failed",
                default
            );
            Assert.True(await act("one", "a person", default));
        }

        Assert.Equal(
            "replay by a person, discard by a person",
            harness.Execute("SELECT group_concat(action || ' by ' || actor, ', ' ORDER BY rowid) FROM callback_history")
        );
    }

    [Fact]
    public async Task What_was_stored_under_a_fast_clock_does_not_wait_for_it()
    {
        await using var harness = new Harness();
        await harness.WaitAsync(TimeSpan.FromHours(5));
        var store = await harness.OpenAsync();
        foreach (var id in (string[])["claimed", "waiting"])
            await store.AcceptAsync(Callbacks.Request, [new() { Id = id, ConflictId = $"{id}c" }], default);
        Assert.Equal("claimed", Assert.Single(await store.ClaimAsync(1, TimeSpan.FromMinutes(1), default)).Claim.Id);

        harness.SetBack(TimeSpan.FromHours(5));
        var next = await harness.OpenAsync();

        Assert.Equal(
            ["claimed", "waiting"],
            (await next.ClaimAsync(10, TimeSpan.FromMinutes(1), default)).Select(claimed => claimed.Claim.Id)
        );
    }

    [Fact]
    public async Task A_clock_that_is_set_back_has_nothing_wait_for_it()
    {
        await using var harness = new Harness();
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Callbacks.Request, [new() { Id = "one", ConflictId = "onec" }], default);
        harness.SetBack(TimeSpan.FromHours(5));

        Assert.Single(await store.ClaimAsync(10, TimeSpan.FromMinutes(1), default));
    }

    [Fact]
    public async Task What_is_read_does_not_wait_for_an_effect()
    {
        await using var harness = new Harness();
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Callbacks.Request, [new() { Id = "one", ConflictId = "onec" }], default);
        var claim = Assert.Single(await store.ClaimAsync(1, TimeSpan.FromMinutes(1), default)).Claim;

        CallbackRow? seen = null;
        var isCommitted = await store.CommitAsync(claim, async (_, token) => seen = await store.FindAsync("one", token), default);

        Assert.True(isCommitted);
        Assert.Equal(CallbackState.Claimed, seen?.State);
        Assert.Equal(CallbackState.Done, (await store.FindAsync("one", default))?.State);
    }

    [Fact]
    public async Task What_fails_by_itself_takes_nobody_with_it()
    {
        await using var harness = new Harness();
        var store = await harness.OpenAsync();
        // A null id is an error of the caller, which the database detects.
        var writes = Enumerable
            .Range(0, 50)
            .Select(index =>
                store.AcceptAsync(Callbacks.Request, [new() { Id = index == 25 ? null! : $"{index}", ConflictId = $"{index}c" }], default)
            )
            .ToList();

        await Assert.ThrowsAnyAsync<Exception>(() => writes[25]);

        writes.RemoveAt(25);
        Assert.All(await Task.WhenAll(writes), outcomes => Assert.Equal([CallbackAcceptance.Stored], outcomes));
        Assert.Equal(49, (await store.CountAsync(default))[CallbackState.Waiting]);
    }

    [Fact]
    public async Task The_log_is_copied_also_after_a_failure_that_nobody_has_foreseen()
    {
        await using var harness = new Harness();
        await harness.OpenAsync();
        var database = new SqliteDatabase(harness.File);
        var (opened, reported) = (0, new ConcurrentQueue<Exception>());
        await using var writer = new SqliteWriter(database.OpenToWrite);
        await using var checkpointer = new SqliteCheckpointer(
            () => Interlocked.Increment(ref opened) == 1 ? throw new InvalidCastException() : database.OpenToWrite(),
            writer,
            reported.Enqueue
        );

        await InboxApp.UntilAsync(async () =>
        {
            await writer.RunAsync(session => session.Execute(SqliteTables.BringForward, ("$now", 0L)), default);
            return Volatile.Read(ref opened) == 2;
        });

        Assert.IsType<InvalidCastException>(Assert.Single(reported));
    }

    /// <summary>Otherwise an attacker who can write to the file could exhaust the program's memory, again after each start.</summary>
    [Fact]
    public async Task A_request_that_is_larger_than_any_that_is_accepted_is_claimed_without_its_content()
    {
        await using var harness = new Harness();
        var store = await harness.OpenAsync();
        foreach (var id in (string[])["one", "two"])
            await store.AcceptAsync(
                Callbacks.Request with
                {
                    Content = new byte[RequestContent.Largest],
                },
                [new() { Id = id, ConflictId = $"{id}c" }],
                default
            );
        harness.Execute($"UPDATE callback_request SET content = zeroblob({RequestContent.Largest + 1}) WHERE request = 1");

        var claimed = await store.ClaimAsync(10, TimeSpan.FromMinutes(1), default);

        Assert.Equal([0, RequestContent.Largest], claimed.Select(callback => callback.Request.Content.Length));
    }

    private sealed class Harness(DirectoryInfo folder)
        : SqliteHarness(clock => new SqliteCallbackStore(Path.Combine(folder.FullName, "callbacks.db"), clock, TimeSpan.FromSeconds(1)))
    {
        public Harness()
            : this(Directory.CreateTempSubdirectory()) { }

        public string File => Path.Combine(folder.FullName, "callbacks.db");

        public object? Execute(string sql) => SqliteFile.Execute(File, sql);

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            folder.Delete(recursive: true);
        }
    }
}
