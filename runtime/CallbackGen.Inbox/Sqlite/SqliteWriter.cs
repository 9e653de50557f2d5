using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace CallbackGen.Inbox.Sqlite;

/// <summary>
/// The only writer of a database. SQLite lets one connection write at a time, and others wait for it by polling; therefore all
/// writes queue here. Writes that wait together are committed together, with one sync of the file: a callback is on disk when its
/// task completes, and a hundred of them take hardly longer than one.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private const int LargestGroup = 256;

    private readonly Func<SqliteSession> _connect;
    private readonly Channel<Job> _jobs = Channel.CreateUnbounded<Job>(new() { SingleReader = true });
    private readonly Task _loop;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private SqliteSession? _session;
    private long _commits;

    /// <param name="connect">Opens a connection that is set up to write.</param>
    public SqliteWriter(Func<SqliteSession> connect)
    {
        _connect = connect;
        _loop = Task.Factory.StartNew(WriteAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
    }

    /// <summary>The number of commits.</summary>
    public long Commits => Volatile.Read(ref _commits);

    /// <summary>Runs a short write, in one transaction with the others that wait.</summary>
    /// <typeparam name="T">The type of its result.</typeparam>
    /// <param name="write">Runs its commands in the transaction. If it throws, its writes are rolled back.</param>
    /// <param name="cancellationToken">Cancels the wait: a write that has not begun does not run.</param>
    /// <returns>Its result, once it is on disk.</returns>
    public Task<T> RunAsync<T>(Func<SqliteSession, T> write, CancellationToken cancellationToken) =>
        EnqueueAsync(new GroupedJob<T>(write, cancellationToken));

    /// <summary>Runs a write in a transaction of its own.</summary>
    /// <typeparam name="T">The type of its result.</typeparam>
    /// <param name="write">Runs its commands in the transaction, and returns whether to commit it.</param>
    /// <param name="limit">Its time limit. A write that exceeds it is rolled back and loses its connection.</param>
    /// <param name="cancellationToken">Cancels the wait: a write that has not begun does not run.</param>
    /// <returns>Its result, once it is on disk.</returns>
    public Task<T> RunAloneAsync<T>(
        Func<SqliteSession, CancellationToken, ValueTask<(T Result, bool Commit)>> write,
        TimeSpan limit,
        CancellationToken cancellationToken
    ) => EnqueueAsync(new LoneJob<T>(write, limit, cancellationToken));

    /// <summary>Runs an action while no write runs.</summary>
    public async Task PauseAsync(Action work)
    {
        await _turn.WaitAsync();
        try
        {
            work();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _jobs.Writer.TryComplete();
        await _loop;
        Drop();
        _turn.Dispose();
    }

    private Task<T> EnqueueAsync<T>(Job<T> job)
    {
        if (!_jobs.Writer.TryWrite(job))
            job.Fail(new ObjectDisposedException(nameof(SqliteWriter)));
        return job.Task.WaitAsync(job.CancellationToken);
    }

    private async Task WriteAsync()
    {
        var group = new List<Job>(LargestGroup);
        while (await _jobs.Reader.WaitToReadAsync())
        {
            group.Clear();
            Job? alone = null;
            while (group.Count < LargestGroup && _jobs.Reader.TryRead(out var job))
            {
                if (job.CancellationToken.IsCancellationRequested)
                    continue;
                if (job.IsAlone)
                {
                    alone = job;
                    break;
                }

                group.Add(job);
            }

            await _turn.WaitAsync();
            if (group.Count > 0)
                WriteGroup(group);
            if (alone is not null)
                await WriteAloneAsync(alone);
            _turn.Release();
            Volatile.Write(ref _commits, _commits + 1);
        }
    }

    private void WriteGroup(List<Job> group)
    {
        try
        {
            while (!TryWriteGroup(group))
            {
                // Repeats the group without the job that failed.
            }
        }
#pragma warning disable CA1031 // The waiting callers receive the exception; the writer continues.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            // The file, the disk or the lock failed: no write of the group is stored, and the next group opens a new connection.
            Drop();
            foreach (var job in group)
                job.Fail(failure);
            return;
        }

        foreach (var job in group)
            job.Succeed();
    }

    /// <summary>
    /// Writes the whole group or nothing. A job that fails is removed from the group and receives its exception; that is rare,
    /// whereas a savepoint per job would slow down all of them.
    /// </summary>
    private bool TryWriteGroup(List<Job> group)
    {
        var session = Session();
        session.Begin();
        foreach (var job in group)
        {
            if (job.TryWrite(session))
                continue;
            session.RollBack();
            group.Remove(job);
            job.Succeed();
            return false;
        }

        session.Commit();
        return true;
    }

    private async Task WriteAloneAsync(Job job)
    {
        try
        {
            var session = Session();
            session.Begin();
            if (await job.TryWriteAsync(session))
                session.Commit();
            else
                session.RollBack();
        }
#pragma warning disable CA1031 // The caller receives the exception; the writer continues.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            // The effect may still hold the transaction and continue to use it: closing the connection ends it.
            Drop();
            job.Fail(failure);
            return;
        }

        job.Succeed();
    }

    private SqliteSession Session() => _session ??= _connect();

    private void Drop()
    {
        _session?.Abandon();
        _session = null;
    }

    private abstract class Job(CancellationToken cancellationToken)
    {
        public CancellationToken CancellationToken { get; } = cancellationToken;

        public virtual bool IsAlone => false;

        /// <summary>
        /// Runs the commands and determines the result for the case that the transaction is committed. It may run again, if the
        /// transaction was rolled back because of another job.
        /// </summary>
        /// <returns>Whether its writes are to be committed.</returns>
        public abstract bool TryWrite(SqliteSession session);

        public virtual ValueTask<bool> TryWriteAsync(SqliteSession session) => new(TryWrite(session));

        /// <summary>
        /// Completes the task after the transaction was committed, or rolled back by the job's own choice or failure.
        /// </summary>
        public abstract void Succeed();

        public abstract void Fail(Exception failure);
    }

    private abstract class Job<T>(CancellationToken cancellationToken) : Job(cancellationToken)
    {
        private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Task => _completion.Task;

        protected T? Result { get; set; }

        protected Exception? Failure { get; set; }

        public override void Succeed()
        {
            if (Failure is not null)
                _completion.TrySetException(Failure);
            else
                _completion.TrySetResult(Result!);
        }

        public override void Fail(Exception failure) => _completion.TrySetException(failure);
    }

    private sealed class GroupedJob<T>(Func<SqliteSession, T> write, CancellationToken cancellationToken) : Job<T>(cancellationToken)
    {
        public override bool TryWrite(SqliteSession session)
        {
            try
            {
                Result = write(session);
                return true;
            }
#pragma warning disable CA1031 // The caller receives the exception; the rest of the group continues unless the database failed.
            catch (Exception failure) when (failure is not SqliteException { SqliteErrorCode: not SQLitePCL.raw.SQLITE_CONSTRAINT })
#pragma warning restore CA1031
            {
                Failure = failure;
                return false;
            }
        }
    }

    private sealed class LoneJob<T>(
        Func<SqliteSession, CancellationToken, ValueTask<(T Result, bool Commit)>> write,
        TimeSpan limit,
        CancellationToken cancellationToken
    ) : Job<T>(cancellationToken)
    {
        public override bool IsAlone => true;

        public override bool TryWrite(SqliteSession session) => throw new NotSupportedException();

        public override async ValueTask<bool> TryWriteAsync(SqliteSession session)
        {
            using var timer = new CancellationTokenSource(limit);
            // On a thread of the pool, so that an effect that never returns blocks that thread and not the writer.
            var writing = System.Threading.Tasks.Task.Run(() => write(session, timer.Token).AsTask(), CancellationToken.None);
            try
            {
                (Result, var commit) = await writing.WaitAsync(limit);
                return commit;
            }
            catch (OperationCanceledException) when (timer.IsCancellationRequested)
            {
                throw new TimeoutException($"The effect took longer than {limit.TotalSeconds:0.###} seconds.");
            }
        }
    }
}
