using Npgsql;

namespace CallbackGen.Inbox.PostgreSql;

/// <summary>Runs what handlers write to the database.</summary>
/// <param name="limit">How long one may take.</param>
internal sealed class PostgreSqlEffects(TimeSpan limit)
{
    /// <summary>Runs an effect in a transaction.</summary>
    /// <exception cref="TimeoutException">It took too long: the transaction and its connection are gone.</exception>
    public async Task RunAsync(CallbackEffect effect, NpgsqlTransaction transaction)
    {
        using var timer = new CancellationTokenSource(limit);
        var writing = effect(transaction, timer.Token).AsTask();
        try
        {
            await writing.WaitAsync(limit);
        }
        catch (Exception failure) when (failure is TimeoutException || (failure is OperationCanceledException && timer.IsCancellationRequested))
        {
            // It may go on with the transaction: without its connection it cannot.
            NpgsqlConnection.ClearPool(transaction.Connection!);
            await transaction.Connection!.CloseAsync();
            throw new TimeoutException($"The effect took longer than {limit.TotalSeconds:0.###} seconds.");
        }
    }
}
