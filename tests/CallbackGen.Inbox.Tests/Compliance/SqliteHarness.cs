using System.Data.Common;
using CallbackGen.Testing;

namespace CallbackGen.Inbox.Tests.Compliance;

/// <summary>Stores over one SQLite database, with a clock that tests advance.</summary>
/// <param name="create">Creates a store.</param>
internal class SqliteHarness(Func<TimeProvider, ICallbackStore> create) : CallbackStoreHarness
{
    private readonly List<ICallbackStore> _stores = [];
    private readonly SteppedClock _clock = new();

    public override TimeProvider Clock => _clock;

    public override async Task<ICallbackStore> OpenAsync()
    {
        var store = create(_clock);
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

    public override CallbackEffect Write(string text) =>
        async (transaction, token) =>
        {
            await using var command = Command(transaction, "CREATE TABLE IF NOT EXISTS effect (text TEXT)");
            await command.ExecuteNonQueryAsync(token);
            command.CommandText = "INSERT INTO effect VALUES ($text)";
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("$text", text);
            command.Parameters.Add(parameter);
            await command.ExecuteNonQueryAsync(token);
        };

    public override async Task<IReadOnlyList<string>> ReadEffectsAsync()
    {
        // The id is read by an effect, because only its connection can access an in-memory database.
        var (texts, id) = (new List<string>(), Guid.NewGuid().ToString("N"));
        await _stores[0]
            .CommitAsync(
                new ConfirmedEvent
                {
                    Feed = "acme.payment",
                    Id = id,
                    ConflictId = $"{id}c",
                },
                async (transaction, token) =>
                {
                    await using var command = Command(transaction, "CREATE TABLE IF NOT EXISTS effect (text TEXT)");
                    await command.ExecuteNonQueryAsync(token);
                    command.CommandText = "SELECT text FROM effect ORDER BY text";
                    await using var reader = await command.ExecuteReaderAsync(token);
                    while (await reader.ReadAsync(token))
                        texts.Add(reader.GetString(0));
                },
                default
            );
        return texts;
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var store in _stores.OfType<IAsyncDisposable>())
            await store.DisposeAsync();
    }

    private static DbCommand Command(DbTransaction transaction, string sql)
    {
        var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // The commands are constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }

    /// <summary>
    /// A clock that only a test advances. An operator may set the date back while no time passes; a <see cref="FakeTimeProvider"/> would
    /// set its timestamp back too.
    /// </summary>
    private sealed class SteppedClock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => _now;

        public override long GetTimestamp() => _ticks;

        /// <summary>Advances the clock.</summary>
        public void Step(TimeSpan time)
        {
            _now += time;
            _ticks += time.Ticks;
        }

        /// <summary>Sets the date back, as an operator may do, while no time passes.</summary>
        public void SetBack(TimeSpan time) => _now -= time;
    }
}
