namespace CallbackGen.Inbox.PostgreSql;

/// <summary>
/// Allocates numbers of requests. They come from the server in blocks, so that a request rarely waits for a number.
/// </summary>
/// <param name="database">The database.</param>
#pragma warning disable CA1001 // A SemaphoreSlim whose wait handle is not used holds no resource.
internal sealed class RequestNumbers(PostgreSqlDatabase database)
#pragma warning restore CA1001
{
    /// <summary>The number of numbers in a block.</summary>
    public const int Block = 100_000;

    private const string NextBlock = "SELECT nextval('callback_request_block')";

    private readonly SemaphoreSlim _turn = new(1, 1);
    private long _next;
    private long _end;

    /// <summary>Allocates numbers that are unique among all instances.</summary>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The first of them; the others are consecutive.</returns>
    public async ValueTask<long> TakeAsync(int count, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_end - _next < count)
            {
                var block = await database.RunAsync(
                    session =>
                        session.FirstAsync(reader => (object)reader.GetInt64(0), cancellationToken, new PostgreSqlStatement(NextBlock)),
                    null,
                    cancellationToken
                );
                _next = (long)block! * Block;
                _end = _next + Block;
            }

            var first = _next;
            _next += count;
            return first;
        }
        finally
        {
            _turn.Release();
        }
    }
}
