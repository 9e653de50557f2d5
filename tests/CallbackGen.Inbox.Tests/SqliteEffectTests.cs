using CallbackGen.Inbox.Sqlite;
using CallbackGen.Inbox.Tests.Compliance;
using CallbackGen.Inbox.Tests.Support;
using Microsoft.Data.Sqlite;

namespace CallbackGen.Inbox.Tests;

/// <summary>An effect's use of its connection does not affect other callbacks, although one writer makes all writes to a file.</summary>
public sealed class SqliteEffectTests : IDisposable
{
    /// <summary>Long: it only ends a test that would never end.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>An error in one handler must not cause all callbacks to be refused until the program is restarted.</summary>
    [Theory]
    [InlineData("COMMIT")]
    [InlineData("ROLLBACK")]
    [InlineData("PRAGMA query_only = ON")]
    public async Task An_effect_that_spoils_its_transaction_keeps_nobody_from_writing(string sql)
    {
        await using var harness = new Harness(_folder);
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Callbacks.Request, [new() { Id = "one", ConflictId = "onec" }], default);
        var claim = Assert.Single(await store.ClaimAsync(1, TimeSpan.FromMinutes(1), default)).Claim;

        await Assert.ThrowsAnyAsync<Exception>(() => store.CommitAsync(claim, SpoilAsync, default).WaitAsync(Limit));

        Assert.Equal(
            [CallbackAcceptance.Stored],
            await store.AcceptAsync(Callbacks.Request, [new() { Id = "two", ConflictId = "twoc" }], default).WaitAsync(Limit)
        );

        async ValueTask SpoilAsync(System.Data.Common.DbTransaction transaction, CancellationToken cancellationToken)
        {
            await using var command = transaction.Connection!.CreateCommand();
            command.Transaction = transaction;
#pragma warning disable CA2100 // The commands are constants of this test.
            command.CommandText = sql;
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(cancellationToken);
            await harness.Write("one")(transaction, cancellationToken);
        }
    }

    [Fact]
    public async Task An_effect_that_computes_past_its_limit_keeps_nobody_waiting()
    {
        await using var harness = new Harness(_folder);
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Callbacks.Request, [new() { Id = "one", ConflictId = "onec" }], default);
        var claim = Assert.Single(await store.ClaimAsync(1, TimeSpan.FromMinutes(1), default)).Claim;

        await Assert.ThrowsAsync<TimeoutException>(() =>
            store
                .CommitAsync(
                    claim,
                    async (transaction, _) =>
                    {
                        await harness.Write("one")(transaction, default);
                        await using var command = transaction.Connection!.CreateCommand();
                        command.Transaction = transaction;
                        command.CommandText =
                            "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number) SELECT count(*) FROM number";
                        await command.ExecuteScalarAsync(CancellationToken.None);
                    },
                    default
                )
                .WaitAsync(Limit)
        );

        Assert.Equal(
            [CallbackAcceptance.Stored],
            await store.AcceptAsync(Callbacks.Request, [new() { Id = "two", ConflictId = "twoc" }], default).WaitAsync(Limit)
        );
        Assert.True(await store.CommitAsync(claim, harness.Write("again"), default));
        Assert.Equal(["again"], await harness.ReadEffectsAsync());
    }

    /// <summary>It has prepared a command, and runs it after its transaction has ended.</summary>
    [Fact]
    public async Task An_effect_that_goes_on_past_its_limit_writes_nothing()
    {
        await using var harness = new Harness(_folder);
        await using (var before = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, "callbacks.db")};Pooling=False"))
        {
            await before.OpenAsync();
            await using var command = before.CreateCommand();
            command.CommandText = "CREATE TABLE effect (text TEXT)";
            await command.ExecuteNonQueryAsync();
        }

        var store = await harness.OpenAsync();
        await store.AcceptAsync(Callbacks.Request, [new() { Id = "one", ConflictId = "onec" }], default);
        var claim = Assert.Single(await store.ClaimAsync(1, TimeSpan.FromMinutes(1), default)).Claim;
        var (goes, ended) = (new TaskCompletionSource(), new TaskCompletionSource<int>());

        await Assert.ThrowsAsync<TimeoutException>(() =>
            store
                .CommitAsync(
                    claim,
                    async (transaction, _) =>
                    {
                        await harness.Write("one")(transaction, default);
                        var database = ((SqliteConnection)transaction.Connection!).Handle!;
                        SQLitePCL.raw.sqlite3_prepare_v2(database, "INSERT INTO effect VALUES ('late')", out var statement);
                        await goes.Task;
                        ended.SetResult(SQLitePCL.raw.sqlite3_step(statement));
                        statement.Dispose();
                    },
                    default
                )
                .WaitAsync(Limit)
        );
        goes.SetResult();

        Assert.NotEqual(SQLitePCL.raw.SQLITE_DONE, await ended.Task.WaitAsync(Limit));
        Assert.True(await store.CommitAsync(claim, harness.Write("again"), default));
        Assert.Equal(["again"], await harness.ReadEffectsAsync());
    }

    private sealed class Harness(DirectoryInfo folder)
        : SqliteHarness(clock => new SqliteCallbackStore(Path.Combine(folder.FullName, "callbacks.db"), clock, TimeSpan.FromSeconds(1)));
}
