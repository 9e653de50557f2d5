using System.Data.Common;
using CallbackGen.Inbox.Sqlite;
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
        harness.Execute("PRAGMA user_version = 99");

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(harness.OpenAsync);

        Assert.Contains("99", failure.Message, StringComparison.Ordinal);
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

    private static StoredRequest Some { get; } = new()
    {
        Feed = "acme.payment",
        ReceivedAt = DateTimeOffset.UnixEpoch,
        VerifiedAt = DateTimeOffset.UnixEpoch,
        Method = "POST",
        Path = "/",
        Query = "",
    };

    private sealed class Harness : CallbackStoreHarness
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
        private readonly List<SqliteCallbackStore> _stores = [];
        private readonly SteppedClock _clock = new();

        public override TimeProvider Clock => _clock;

        private string File => Path.Combine(_folder.FullName, "callbacks.db");

        public override async Task<ICallbackStore> OpenAsync()
        {
            var store = new SqliteCallbackStore(File, _clock, TimeSpan.FromSeconds(1));
            _stores.Add(store);
            await store.PrepareAsync(default);
            return store;
        }

        public override Task WaitAsync(TimeSpan time)
        {
            _clock.Step(time);
            return Task.CompletedTask;
        }

        public void SetBack(TimeSpan time) => _clock.SetBack(time);

        public override CallbackEffect Write(string text) => async (transaction, token) =>
        {
            await ExecuteAsync(transaction, "CREATE TABLE IF NOT EXISTS effect (text TEXT)", null, token);
            await ExecuteAsync(transaction, "INSERT INTO effect VALUES ($text)", text, token);
        };

        public override Task<IReadOnlyList<string>> ReadEffectsAsync()
        {
            using var connection = Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'effect'";
            if ((long)command.ExecuteScalar()! == 0)
                return Task.FromResult<IReadOnlyList<string>>([]);
            command.CommandText = "SELECT text FROM effect ORDER BY text";
            using var reader = command.ExecuteReader();
            var texts = new List<string>();
            while (reader.Read())
                texts.Add(reader.GetString(0));
            return Task.FromResult<IReadOnlyList<string>>(texts);
        }

        public object? Execute(string sql)
        {
            using var connection = Open();
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class's tests.
            command.CommandText = sql;
#pragma warning restore CA2100
            return command.ExecuteScalar();
        }

        public override async ValueTask DisposeAsync()
        {
            foreach (var store in _stores)
                await store.DisposeAsync();
            _folder.Delete(recursive: true);
        }

        private SqliteConnection Open()
        {
            var connection = new SqliteConnection($"Data Source={File};Pooling=False");
            connection.Open();
            return connection;
        }

        private static async Task ExecuteAsync(DbTransaction transaction, string sql, string? text, CancellationToken token)
        {
            await using var command = transaction.Connection!.CreateCommand();
            command.Transaction = transaction;
#pragma warning disable CA2100 // Constants of this class.
            command.CommandText = sql;
#pragma warning restore CA2100
            if (text is not null)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = "$text";
                parameter.Value = text;
                command.Parameters.Add(parameter);
            }

            await command.ExecuteNonQueryAsync(token);
        }
    }

    /// <summary>A clock that stands until a test steps it.</summary>
    private sealed class SteppedClock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => _now;

        public override long GetTimestamp() => _ticks;

        /// <summary>Lets time pass.</summary>
        public void Step(TimeSpan time)
        {
            _now += time;
            _ticks += time.Ticks;
        }

        /// <summary>Sets the clock back, as people do, while no time passes.</summary>
        public void SetBack(TimeSpan time) => _now -= time;
    }
}
