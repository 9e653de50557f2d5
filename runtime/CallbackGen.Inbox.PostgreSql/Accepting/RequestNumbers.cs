namespace CallbackGen.Inbox.PostgreSql;

/// <summary>Gives out numbers of requests. They come from the server in blocks, so that nobody asks for them while a request waits.</summary>
/// <param name="database">The database.</param>
#pragma warning disable CA1001 // A semaphore of which nobody takes the wait handle has nothing to dispose of.
internal sealed class RequestNumbers(PostgreSqlDatabase database)
#pragma warning restore CA1001
{
    /// <summary>How many numbers a block has.</summary>
    public const int Block = 100_000;

    private const string NextBlock = "SELECT nextval('callback_request_block')";

    private readonly SemaphoreSlim _turn = new(1, 1);
    private long _next;
    private long _end;

    /// <summary>Gives numbers that nobody else has or had.</summary>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The first of them; the others follow it.</returns>
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
