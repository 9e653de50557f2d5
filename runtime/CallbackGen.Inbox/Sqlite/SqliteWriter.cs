using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace CallbackGen.Inbox.Sqlite;

/// <summary>
/// The one writer of a database. SQLite lets one connection write at a time, and those that wait for it wait badly; so all writes
/// queue here. What waits together is committed together, with one sync of the file: a callback is on disk when its task ends,
/// and a hundred of them take hardly longer than one.
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

    /// <summary>How often something was committed.</summary>
    public long Commits => Volatile.Read(ref _commits);

    /// <summary>Writes something short, together with what else waits.</summary>
    /// <typeparam name="T">What it gives.</typeparam>
    /// <param name="write">Runs its commands in the transaction. When it throws, nothing that it wrote stays.</param>
    /// <param name="cancellationToken">Ends the waiting: what has not begun will not.</param>
    /// <returns>What it gave, once it is on disk.</returns>
    public Task<T> RunAsync<T>(Func<SqliteSession, T> write, CancellationToken cancellationToken) =>
        EnqueueAsync(new GroupedJob<T>(write, cancellationToken));

    /// <summary>Writes something in a transaction of its own.</summary>
    /// <typeparam name="T">What it gives.</typeparam>
    /// <param name="write">Runs its commands in the transaction, and says whether to commit it.</param>
    /// <param name="limit">How long it may take. What takes longer is undone and loses its connection.</param>
    /// <param name="cancellationToken">Ends the waiting: what has not begun will not.</param>
    /// <returns>What it gave, once it is on disk.</returns>
    public Task<T> RunAloneAsync<T>(
        Func<SqliteSession, CancellationToken, ValueTask<(T Result, bool Commit)>> write,
        TimeSpan limit,
        CancellationToken cancellationToken
    ) => EnqueueAsync(new LoneJob<T>(write, limit, cancellationToken));

    /// <summary>Does something while nothing is written.</summary>
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
                // Without the one that failed.
            }
        }
#pragma warning disable CA1031 // Whoever waits gets it; the writer goes on.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            // The file, the disk or the lock: nobody's write is there, and the next group starts anew.
            Drop();
            foreach (var job in group)
                job.Fail(failure);
            return;
        }

        foreach (var job in group)
            job.Succeed();
    }

    /// <summary>
    /// Writes all of a group, or nothing. One that fails by itself is taken out and told so; that is rare, and a savepoint for each
    /// would cost all of them.
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
#pragma warning disable CA1031 // Whoever asked for it gets it; the writer goes on.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            // The effect may still hold the transaction, and go on with it: what is left of it dies with the connection.
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
        /// Runs the commands. Afterwards it is known what the outcome will be when the transaction is committed. It may be run again, when
        /// the transaction was undone because of another job.
        /// </summary>
        /// <returns>Whether what was written stays.</returns>
        public abstract bool TryWrite(SqliteSession session);

        public virtual ValueTask<bool> TryWriteAsync(SqliteSession session) => new(TryWrite(session));

        /// <summary>The transaction was committed, or undone as the job wanted or because it failed.</summary>
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
#pragma warning disable CA1031 // Whoever asked for it gets it; the others in the group go on. What fails the database fails them all.
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
            // On a thread of the pool, so that one that never returns keeps that thread and not the writer.
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
