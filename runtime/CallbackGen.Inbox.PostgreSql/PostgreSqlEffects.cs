using Npgsql;

namespace CallbackGen.Inbox.PostgreSql;

/// <summary>Runs the effects of handlers.</summary>
/// <param name="limit">The time limit of an effect.</param>
internal sealed class PostgreSqlEffects(TimeSpan limit)
{
    /// <summary>
    /// Selects whether the transaction that wrote the claim is still open. COMMIT would not show it: it rolls a failed transaction
    /// back, and does nothing without one, both without an error (https://www.postgresql.org/docs/current/sql-commit.html).
    /// </summary>
    private const string IsOpen = "SELECT txid_current_if_assigned() IS NOT NULL";

    /// <summary>Runs an effect in a transaction.</summary>
    /// <exception cref="InvalidOperationException">It has ended the transaction, or ignored an error that aborted it.</exception>
    /// <exception cref="TimeoutException">It took too long: the transaction and its connection are closed.</exception>
    public async Task RunAsync(CallbackEffect effect, NpgsqlTransaction transaction)
    {
        using var timer = new CancellationTokenSource(limit);
        // On a thread of the pool, so that an effect that blocks its thread can time out.
        var writing = Task.Run(() => effect(transaction, timer.Token).AsTask(), CancellationToken.None);
        try
        {
            await writing.WaitAsync(limit);
        }
        catch (Exception failure)
            when (failure is TimeoutException || (failure is OperationCanceledException && timer.IsCancellationRequested))
        {
            // The effect may continue to use the transaction; closing the connection prevents that.
            NpgsqlConnection.ClearPool(transaction.Connection!);
            await transaction.Connection!.CloseAsync();
            throw new TimeoutException($"The effect took longer than {limit.TotalSeconds:0.###} seconds.");
        }

        await CheckAsync(transaction);
    }

    private static async Task CheckAsync(NpgsqlTransaction transaction)
    {
        try
        {
            await using var command = new NpgsqlCommand(IsOpen, transaction.Connection, transaction);
            if (await command.ExecuteScalarAsync() is true)
                return;
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.InFailedSqlTransaction)
        {
            throw new InvalidOperationException(
                "The effect has caught an error of the database, by which PostgreSQL undoes all of the transaction. Let the "
                    + "effect throw it, set a savepoint before the command that may fail, or write ON CONFLICT.",
                failure
            );
        }

        throw new InvalidOperationException(
            "The effect has ended the transaction, which is the store's to commit. Write in it, and return."
        );
    }
}
