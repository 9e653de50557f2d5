using Npgsql;

namespace CallbackGen.Inbox.PostgreSql;

/// <summary>Runs what handlers write to the database.</summary>
/// <param name="limit">How long one may take.</param>
internal sealed class PostgreSqlEffects(TimeSpan limit)
{
    /// <summary>
    /// Whether the transaction that has written something is still the current one. COMMIT would not tell: one that failed is rolled back by
    /// it, and where there is none it does nothing, both without an error (https://www.postgresql.org/docs/current/sql-commit.html).
    /// </summary>
    private const string IsOpen = "SELECT txid_current_if_assigned() IS NOT NULL";

    /// <summary>Runs an effect in a transaction.</summary>
    /// <exception cref="InvalidOperationException">It has ended the transaction, or passed over an error that ended it.</exception>
    /// <exception cref="TimeoutException">It took too long: the transaction and its connection are gone.</exception>
    public async Task RunAsync(CallbackEffect effect, NpgsqlTransaction transaction)
    {
        using var timer = new CancellationTokenSource(limit);
        // On a thread of the pool, so that one that waits by its thread is not waited for.
        var writing = Task.Run(() => effect(transaction, timer.Token).AsTask(), CancellationToken.None);
        try
        {
            await writing.WaitAsync(limit);
        }
        catch (Exception failure)
            when (failure is TimeoutException || (failure is OperationCanceledException && timer.IsCancellationRequested))
        {
            // It may go on with the transaction: without its connection it cannot.
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
                "The effect has caught an error of the database, by which PostgreSQL undoes all of the transaction. Let the effect throw it, set a savepoint before the command that may fail, or write ON CONFLICT.",
                failure
            );
        }

        throw new InvalidOperationException(
            "The effect has ended the transaction, which is the store's to commit. Write in it, and return."
        );
    }
}
