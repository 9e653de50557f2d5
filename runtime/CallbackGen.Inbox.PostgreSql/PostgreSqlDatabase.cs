using Npgsql;

namespace CallbackGen.Inbox.PostgreSql;

/// <summary>Runs transactions.</summary>
/// <param name="source">The connections.</param>
internal sealed class PostgreSqlDatabase(NpgsqlDataSource source)
{
    /// <summary>Runs a transaction that is on disk when the task completes; after an exception none of its writes is.</summary>
    /// <typeparam name="T">The type of its result.</typeparam>
    /// <param name="work">Runs its commands.</param>
    /// <param name="isKept">Whether to commit, by the result of the work; null to commit always.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The result of the work.</returns>
    public Task<T> RunAsync<T>(Func<PostgreSqlSession, Task<T>> work, Func<T, bool>? isKept, CancellationToken cancellationToken) =>
        RunAsync(work, isKept, isPrepared: false, cancellationToken);

    /// <summary>
    /// Runs a transaction of frequent commands, which are prepared. Commands of an effect must not be among them.
    /// </summary>
    /// <typeparam name="T">The type of its result.</typeparam>
    /// <param name="work">Runs its commands.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The result of the work.</returns>
    public Task<T> RunPreparedAsync<T>(Func<PostgreSqlSession, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(work, null, isPrepared: true, cancellationToken);

    /// <summary>
    /// Runs independent commands with one round trip to the server, as a transaction that is on disk when the task completes. They
    /// are prepared.
    /// </summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="read">Reads the rows of the first command that returns any.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <param name="statements">The commands.</param>
    /// <returns>The result of reading.</returns>
    public async Task<T> CommitAsync<T>(
        Func<NpgsqlDataReader, Task<T>> read,
        CancellationToken cancellationToken,
        params PostgreSqlStatement[] statements
    )
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var batch = Transaction(connection, statements);
        await batch.PrepareAsync(cancellationToken);
        return await PostgreSqlSession.ReadToEndAsync(batch, read, cancellationToken);
    }

    /// <summary>Returns commands as one batch that is a transaction: the last of them is COMMIT.</summary>
    public static NpgsqlBatch Transaction(NpgsqlConnection connection, params ReadOnlySpan<PostgreSqlStatement> statements)
    {
        var batch = new NpgsqlBatch(connection);
        foreach (
            var text in (ReadOnlySpan<string>)
                ["BEGIN ISOLATION LEVEL READ COMMITTED", PostgreSqlTables.Synchronous, PostgreSqlTables.ByIndex]
        )
            batch.BatchCommands.Add(new(text));
        foreach (var statement in statements)
            batch.BatchCommands.Add(statement.ToCommand());
        batch.BatchCommands.Add(new("COMMIT"));
        return batch;
    }

    /// <summary>Creates a command with a connection of its own.</summary>
    /// <param name="text">The command: a constant.</param>
    public StandingCommand Stand(string text) => new(source, text);

    private async Task<T> RunAsync<T>(
        Func<PostgreSqlSession, Task<T>> work,
        Func<T, bool>? isKept,
        bool isPrepared,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var result = await work(new(transaction, isPrepared));
        if (isKept is null || isKept(result))
            await transaction.CommitAsync(cancellationToken);
        else
            await transaction.RollbackAsync(cancellationToken);
        return result;
    }
}

/// <summary>A command with its values, in the order of their numbers.</summary>
/// <param name="Text">The command: a constant.</param>
/// <param name="Values">The values: of types that the driver can infer, or parameters with an explicit type.</param>
internal readonly record struct PostgreSqlStatement(string Text, params object[] Values)
{
    /// <summary>Returns the command, for a batch.</summary>
    public NpgsqlBatchCommand ToCommand()
    {
#pragma warning disable CA2100 // All SQL texts are constants.
        var command = new NpgsqlBatchCommand(Text);
#pragma warning restore CA2100
        foreach (var value in Values)
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        return command;
    }
}

/// <summary>One transaction. Commands that are passed together go to the server together.</summary>
/// <param name="transaction">The transaction.</param>
/// <param name="isPrepared">Whether its commands are prepared.</param>
internal sealed class PostgreSqlSession(NpgsqlTransaction transaction, bool isPrepared)
{
    private bool _hasBegun;

    /// <summary>The transaction, for an effect.</summary>
    public NpgsqlTransaction Transaction => transaction;

    /// <summary>Runs commands.</summary>
    /// <returns>The number of rows that the last one has written.</returns>
    public async Task<int> ExecuteAsync(CancellationToken cancellationToken, params PostgreSqlStatement[] statements)
    {
        await using var batch = await BatchAsync(statements, cancellationToken);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return (int)batch.BatchCommands[^1].RecordsAffected;
    }

    /// <summary>Runs commands and reads their result. Commands that return no rows are skipped.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    public async Task<T> ReadAsync<T>(
        Func<NpgsqlDataReader, Task<T>> read,
        CancellationToken cancellationToken,
        params PostgreSqlStatement[] statements
    )
    {
        await using var batch = await BatchAsync(statements, cancellationToken);
        return await ReadToEndAsync(batch, read, cancellationToken);
    }

    /// <summary>
    /// Runs a batch and reads the rows of its first command that returns any. Completes when all of its commands have.
    /// </summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    public static async Task<T> ReadToEndAsync<T>(
        NpgsqlBatch batch,
        Func<NpgsqlDataReader, Task<T>> read,
        CancellationToken cancellationToken
    )
    {
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var result = await read(reader);
        // This reports an error of a later command, and the last result may be that of COMMIT.
        while (await reader.NextResultAsync(cancellationToken)) { }

        return result;
    }

    /// <summary>Runs commands, and reads the first row that they return.</summary>
    /// <typeparam name="T">The type of the row.</typeparam>
    /// <returns>The row, or null when there is none.</returns>
    public Task<T?> FirstAsync<T>(
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken,
        params PostgreSqlStatement[] statements
    )
        where T : class =>
        ReadAsync(async reader => await reader.ReadAsync(cancellationToken) ? read(reader) : null, cancellationToken, statements);

    /// <summary>Runs commands, and reads all rows of the first one that returns any.</summary>
    /// <typeparam name="T">The type of a row.</typeparam>
    public Task<List<T>> ListAsync<T>(
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken,
        params PostgreSqlStatement[] statements
    ) => ReadAsync(reader => RowsAsync(reader, read, cancellationToken), cancellationToken, statements);

    /// <summary>Reads the rows of one command.</summary>
    /// <typeparam name="T">The type of a row.</typeparam>
    public static async Task<List<T>> RowsAsync<T>(
        NpgsqlDataReader reader,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken
    )
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }

    private async Task<NpgsqlBatch> BatchAsync(PostgreSqlStatement[] statements, CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch(transaction.Connection, transaction);
        if (!_hasBegun)
        {
            batch.BatchCommands.Add(new(PostgreSqlTables.Synchronous));
            if (isPrepared)
                batch.BatchCommands.Add(new(PostgreSqlTables.ByIndex));
            _hasBegun = true;
        }

        foreach (var statement in statements)
            batch.BatchCommands.Add(statement.ToCommand());
        if (isPrepared)
            await batch.PrepareAsync(cancellationToken);
        return batch;
    }
}
