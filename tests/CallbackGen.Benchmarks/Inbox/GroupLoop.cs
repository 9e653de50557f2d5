using System.Text;
using System.Threading.Channels;

namespace CallbackGen.Benchmarks.Inbox;

/// <summary>The minimal code that commits bytes: a queue, and one transaction for all entries that wait in it.</summary>
internal abstract class GroupLoop : IAsyncDisposable
{
    private const int LargestGroup = 256;

    private readonly Channel<(byte[] Bytes, TaskCompletionSource Done)> _queue = Channel.CreateUnbounded<(byte[], TaskCompletionSource)>(
        new() { SingleReader = true }
    );
    private Task _loop = Task.CompletedTask;

    /// <summary>Commits bytes.</summary>
    public Task CommitAsync(byte[] bytes)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Writer.TryWrite((bytes, done));
        return done.Task;
    }

    /// <inheritdoc />
    public virtual async ValueTask DisposeAsync()
    {
        _queue.Writer.Complete();
        await _loop;
    }

    /// <summary>Starts the loop, after the derived class is initialized.</summary>
    protected void Start() =>
        _loop = Task.Factory.StartNew(WriteAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    /// <summary>Writes a group in one transaction. The task ends when it is on disk.</summary>
    protected abstract ValueTask WriteAsync(List<byte[]> group);

    /// <summary>The id at the beginning of the bytes.</summary>
    protected static string IdOf(byte[] bytes) => Encoding.ASCII.GetString(bytes.AsSpan(0, InboxCallbacks.IdLength));

    /// <summary>The bytes after the id.</summary>
    protected static byte[] RestOf(byte[] bytes) => bytes[InboxCallbacks.IdLength..];

    private async Task WriteAsync()
    {
        var (group, done) = (new List<byte[]>(), new List<TaskCompletionSource>());
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (group.Count < LargestGroup && _queue.Reader.TryRead(out var next))
            {
                group.Add(next.Bytes);
                done.Add(next.Done);
            }

            await WriteAsync(group);
            done.ForEach(one => one.SetResult());
            group.Clear();
            done.Clear();
        }
    }
}
