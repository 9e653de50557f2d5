using Microsoft.Data.Sqlite;

namespace CallbackGen.Chaos.Shop.Webhooks;

/// <summary>What the shop has on disk: the ids of the webhooks that it was sent, and the effects, which share a transaction.</summary>
/// <param name="options">Where it is.</param>
/// <param name="kill">Where the program dies.</param>
public sealed class WebhookBook(WebhookOptions options, KillSwitch kill) : IDisposable
{
    private readonly SqliteConnection _connection = new(options.Connection);
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>Opens it. What is committed is on the disk.</summary>
    public async Task OpenAsync()
    {
        await _connection.OpenAsync();
        await using var command = _connection.CreateCommand();
        command.CommandText =
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS webhook (id TEXT "
            + "PRIMARY KEY, times INTEGER NOT NULL)";
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Writes down a webhook, and its effect unless it has had it.</summary>
    /// <param name="id">The <c>webhook-id</c>.</param>
    /// <param name="reference">The event that has the effect.</param>
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
