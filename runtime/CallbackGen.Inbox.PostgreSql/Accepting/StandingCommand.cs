using Npgsql;

namespace CallbackGen.Inbox.PostgreSql;

/// <summary>
/// A command that is a transaction of its own and runs continually, on a connection of its own: resetting a pooled connection
/// between two uses, and preparing, would take longer than the command. Used by one caller at a time.
/// </summary>
/// <param name="source">The connections.</param>
/// <param name="text">The command: a constant.</param>
internal sealed class StandingCommand(NpgsqlDataSource source, string text) : IAsyncDisposable
{
    private NpgsqlConnection? _connection;
    private NpgsqlBatch? _batch;
    private NpgsqlParameterCollection? _parameters;

    /// <summary>Runs the command. Its writes are on disk when the task completes; after an exception none of them is.</summary>
    /// <typeparam name="T">The type of a row.</typeparam>
    /// <param name="read">Reads a row.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <param name="values">The values, in the order of their numbers, each time of the same types.</param>
    /// <returns>The rows.</returns>
    public async Task<List<T>> RunAsync<T>(Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params object[] values)
    {
        try
        {
            var batch = await PrepareAsync(values, cancellationToken);
            return await PostgreSqlSession.ReadToEndAsync(
                batch,
                reader => PostgreSqlSession.RowsAsync(reader, read, cancellationToken),
                cancellationToken
            );
        }
        catch
        {
            // The connection may be in any state: the next call opens a new one.
            await DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        var (batch, connection) = (_batch, _connection);
        (_batch, _connection, _parameters) = (null, null, null);
        if (batch is not null)
            await batch.DisposeAsync();
        if (connection is not null)
            await connection.DisposeAsync();
    }

    private async Task<NpgsqlBatch> PrepareAsync(object[] values, CancellationToken cancellationToken)
    {
        if (_batch is null)
        {
            _connection = await source.OpenConnectionAsync(cancellationToken);
            _batch = PostgreSqlDatabase.Transaction(_connection, new PostgreSqlStatement(text, values));
            _parameters = _batch.BatchCommands[^2].Parameters;
            await _batch.PrepareAsync(cancellationToken);
            return _batch;
        }

        for (var index = 0; index < values.Length; index++)
            _parameters![index].Value = values[index] is NpgsqlParameter typed ? typed.Value : values[index];
        return _batch;
    }
}
