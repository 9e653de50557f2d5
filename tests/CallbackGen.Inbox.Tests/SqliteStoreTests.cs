using CallbackGen.Inbox.Sqlite;
using CallbackGen.Inbox.Tests.Compliance;
using CallbackGen.Testing;
using Microsoft.Data.Sqlite;

namespace CallbackGen.Inbox.Tests;

/// <summary>The store in one file does what every store does.</summary>
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

    [Fact]
    public async Task What_is_committed_is_synchronised()
    {
        await using var harness = new Harness();
        await harness.OpenAsync();

        Assert.Equal("wal", harness.Execute("PRAGMA journal_mode"));
    }

    [Fact]
    public async Task What_was_stored_under_a_fast_clock_does_not_wait_for_it()
    {
        await using var harness = new Harness();
        await harness.WaitAsync(TimeSpan.FromHours(5));
        var store = await harness.OpenAsync();
        foreach (var id in (string[])["claimed", "waiting"])
            await store.AcceptAsync(Some, [new() { Id = id, ConflictId = $"{id}c" }], default);
        Assert.Equal("claimed", Assert.Single(await store.ClaimAsync(1, TimeSpan.FromMinutes(1), default)).Claim.Id);

        harness.SetBack(TimeSpan.FromHours(5));
        var next = await harness.OpenAsync();

        Assert.Equal(["claimed", "waiting"], (await next.ClaimAsync(10, TimeSpan.FromMinutes(1), default)).Select(claimed => claimed.Claim.Id));
    }

    [Fact]
    public async Task A_clock_that_is_set_back_has_nothing_wait_for_it()
    {
        await using var harness = new Harness();
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Some, [new() { Id = "one", ConflictId = "onec" }], default);
        harness.SetBack(TimeSpan.FromHours(5));

        Assert.Single(await store.ClaimAsync(10, TimeSpan.FromMinutes(1), default));
    }

    [Fact]
    public async Task What_is_read_does_not_wait_for_an_effect()
    {
        await using var harness = new Harness();
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Some, [new() { Id = "one", ConflictId = "onec" }], default);
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
        // An id that is null is a mistake of the caller, found by the database.
        var writes = Enumerable.Range(0, 50).Select(index =>
            store.AcceptAsync(Some, [new() { Id = index == 25 ? null! : $"{index}", ConflictId = $"{index}c" }], default)).ToList();

        await Assert.ThrowsAnyAsync<Exception>(() => writes[25]);

        writes.RemoveAt(25);
        Assert.All(await Task.WhenAll(writes), outcomes => Assert.Equal([CallbackAcceptance.Stored], outcomes));
        Assert.Equal(49, (await store.CountAsync(default))[CallbackState.Waiting]);
    }

    private static StoredRequest Some { get; } = new()
    {
        Feed = "acme.payment",
        ReceivedAt = DateTimeOffset.UnixEpoch,
        VerifiedAt = DateTimeOffset.UnixEpoch,
        Method = "POST",
        Path = "/",
        Query = "",
    };

    private sealed class Harness(DirectoryInfo folder)
        : SqliteHarness(clock => new SqliteCallbackStore(Path.Combine(folder.FullName, "callbacks.db"), clock, TimeSpan.FromSeconds(1)))
    {
        public Harness() : this(Directory.CreateTempSubdirectory())
        {
        }

        public object? Execute(string sql)
        {
            using var connection = new SqliteConnection($"Data Source={Path.Combine(folder.FullName, "callbacks.db")};Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class's tests.
            command.CommandText = sql;
#pragma warning restore CA2100
            return command.ExecuteScalar();
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            folder.Delete(recursive: true);
        }
    }
}
