using Microsoft.Data.Sqlite;

namespace CallbackGen.Chaos.Shop.Webhooks;

/// <summary>The shop's database: the ids of received webhooks, and the effects, written in the same transaction.</summary>
/// <param name="options">The options with its location.</param>
/// <param name="kill">The points at which the program is killed.</param>
public sealed class WebhookBook(WebhookOptions options, KillSwitch kill) : IDisposable
{
    private readonly SqliteConnection _connection = new(options.Connection);
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>Opens it. Commits are synchronised to the disk.</summary>
    public async Task OpenAsync()
    {
        await _connection.OpenAsync();
        await using var command = _connection.CreateCommand();
        command.CommandText =
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS webhook (id TEXT "
            + "PRIMARY KEY, times INTEGER NOT NULL)";
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Stores a webhook's id, and its effect unless the event already has one.</summary>
    /// <param name="id">The <c>webhook-id</c>.</param>
    /// <param name="reference">The event of the effect.</param>
    public async Task TakeAsync(string id, string reference)
    {
        await _gate.WaitAsync();
        try
        {
            await using var transaction = _connection.BeginTransaction(deferred: false);
            if (!options.KeepsIds || await IsNewAsync(id, transaction))
                await Effects.Of(reference)(transaction, CancellationToken.None);
            kill.Pass(KillWindow.BeforeCommit);
            await transaction.CommitAsync();
        }
        finally
        {
            _gate.Release();
        }

        kill.Pass(KillWindow.BeforeAcknowledgement);
    }

    public void Dispose()
    {
        _connection.Dispose();
        _gate.Dispose();
    }

    private async Task<bool> IsNewAsync(string id, SqliteTransaction transaction)
    {
        await using var command = _connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            "INSERT INTO webhook (id, times) VALUES (@id, 1) ON CONFLICT (id) DO UPDATE SET times = times + 1 RETURNING times";
        command.Parameters.AddWithValue("@id", id);
        return (long)(await command.ExecuteScalarAsync())! == 1;
    }
}
