using Npgsql;

namespace CallbackGen.Inbox.PostgreSql;

/// <summary>Runs transactions.</summary>
/// <param name="source">The connections.</param>
internal sealed class PostgreSqlDatabase(NpgsqlDataSource source)
{
    /// <summary>Runs something in a transaction that is on the disk when this ends; an exception leaves nothing of it.</summary>
    /// <typeparam name="T">What it gives.</typeparam>
    /// <param name="work">Runs its commands.</param>
    /// <param name="isKept">Whether what was written stays, by what the work gave; null when it always does.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What the work gave.</returns>
    public Task<T> RunAsync<T>(Func<PostgreSqlSession, Task<T>> work, Func<T, bool>? isKept, CancellationToken cancellationToken) =>
        RunAsync(work, isKept, isPrepared: false, cancellationToken);

    /// <summary>The same, for commands that run often. They are prepared; nobody else's may be among them.</summary>
    /// <typeparam name="T">What it gives.</typeparam>
    /// <param name="work">Runs its commands.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What the work gave.</returns>
    public Task<T> RunPreparedAsync<T>(Func<PostgreSqlSession, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(work, null, isPrepared: true, cancellationToken);

    /// <summary>
    /// Runs commands that need nothing of each other, with one message to the server: a transaction that is on the disk when this ends.
    /// They are prepared.
    /// </summary>
    /// <typeparam name="T">What it gives.</typeparam>
    /// <param name="read">Reads the rows of the first command that gives any.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <param name="statements">The commands.</param>
    /// <returns>What was read.</returns>
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

    /// <summary>Commands as one message that is a transaction: the last of them is COMMIT.</summary>
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

    /// <summary>A command that keeps its connection.</summary>
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
/// <param name="Values">The values: what the driver knows by itself, or parameters that say their type.</param>
internal readonly record struct PostgreSqlStatement(string Text, params object[] Values)
{
    /// <summary>The command, for a batch.</summary>
    public NpgsqlBatchCommand ToCommand()
    {
#pragma warning disable CA2100 // Every text is a constant.
        var command = new NpgsqlBatchCommand(Text);
#pragma warning restore CA2100
        foreach (var value in Values)
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        return command;
    }
}

/// <summary>One transaction. Commands that are given together go to the server together.</summary>
/// <param name="transaction">The transaction.</param>
/// <param name="isPrepared">Whether its commands are prepared.</param>
internal sealed class PostgreSqlSession(NpgsqlTransaction transaction, bool isPrepared)
{
    private bool _hasBegun;

    /// <summary>The transaction, for an effect.</summary>
    public NpgsqlTransaction Transaction => transaction;

    /// <summary>Runs commands.</summary>
    /// <returns>How many rows the last one has written.</returns>
    public async Task<int> ExecuteAsync(CancellationToken cancellationToken, params PostgreSqlStatement[] statements)
    {
        await using var batch = await BatchAsync(statements, cancellationToken);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return (int)batch.BatchCommands[^1].RecordsAffected;
    }

    /// <summary>Runs commands and reads what they give. Those that give no rows are passed over.</summary>
    /// <typeparam name="T">What is read.</typeparam>
    public async Task<T> ReadAsync<T>(
        Func<NpgsqlDataReader, Task<T>> read,
        CancellationToken cancellationToken,
        params PostgreSqlStatement[] statements
    )
    {
        await using var batch = await BatchAsync(statements, cancellationToken);
        return await ReadToEndAsync(batch, read, cancellationToken);
    }

    /// <summary>Runs a batch and reads what its first command that gives rows gives. It ends when all of its commands have.</summary>
    /// <typeparam name="T">What is read.</typeparam>
    public static async Task<T> ReadToEndAsync<T>(
        NpgsqlBatch batch,
        Func<NpgsqlDataReader, Task<T>> read,
        CancellationToken cancellationToken
    )
    {
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var result = await read(reader);
        // An error of a later command is found there, and the last answer may be that of COMMIT.
        while (await reader.NextResultAsync(cancellationToken)) { }

        return result;
    }

    /// <summary>Runs commands, and reads the first row that they give.</summary>
    /// <typeparam name="T">What it is.</typeparam>
    /// <returns>It, or null when there is none.</returns>
    public Task<T?> FirstAsync<T>(
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken,
        params PostgreSqlStatement[] statements
    )
        where T : class =>
        ReadAsync(async reader => await reader.ReadAsync(cancellationToken) ? read(reader) : null, cancellationToken, statements);

    /// <summary>Runs commands, and reads all rows of the first one that gives any.</summary>
    /// <typeparam name="T">What a row is.</typeparam>
    public Task<List<T>> ListAsync<T>(
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken,
        params PostgreSqlStatement[] statements
    ) => ReadAsync(reader => RowsAsync(reader, read, cancellationToken), cancellationToken, statements);

    /// <summary>Reads the rows of one command.</summary>
    /// <typeparam name="T">What a row is.</typeparam>
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
