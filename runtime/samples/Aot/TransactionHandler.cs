using System.Data.Common;
using System.Text.Json;
using CallbackGen;
using CallbackGen.Inbox;

namespace Samples.Aot;

/// <summary>Forwards verified payments as JSON, with the payload's own JSON context instead of reflection.</summary>
public sealed class TransactionHandler(Outbox outbox, ICallbackDelivery delivery) : ICallbackHandler<BayarcashTransaction>
{
    public async Task HandleAsync(Verified<BayarcashTransaction> callback, CancellationToken cancellationToken)
    {
        if (callback.Payload.Status != BayarcashTransactionStatus.Success)
            return;
        var json = JsonSerializer.Serialize(callback.Payload, BayarcashTransactionJsonContext.Default.BayarcashTransaction);
        await delivery.CommitAsync(
            async (transaction, token) => await outbox.AddAsync(transaction, delivery.Id, json, token),
            cancellationToken
        );
    }
}

/// <summary>The messages that are to be forwarded. A reader removes duplicates by the id.</summary>
public sealed class Outbox(DbDataSource database)
{
    public async Task PrepareAsync()
    {
        await using var command = database.CreateCommand("CREATE TABLE IF NOT EXISTS outbox (id text PRIMARY KEY, json text NOT NULL)");
        await command.ExecuteNonQueryAsync();
    }

    public async Task<IReadOnlyList<string>> MessagesAsync()
    {
        await using var command = database.CreateCommand("SELECT json FROM outbox ORDER BY rowid");
        await using var reader = await command.ExecuteReaderAsync();
        var messages = new List<string>();
        while (await reader.ReadAsync())
            messages.Add(reader.GetString(0));
        return messages;
    }

    /// <summary>Writes a message, in the transaction that ends its callback.</summary>
    public async Task AddAsync(DbTransaction transaction, string id, string json, CancellationToken cancellationToken)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "INSERT INTO outbox (id, json) VALUES (@id, @json) ON CONFLICT (id) DO NOTHING";
        foreach (var (name, value) in new[] { ("@id", id), ("@json", json) })
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
