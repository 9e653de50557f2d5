using CallbackGen.Inbox;

namespace CallbackGen.Benchmarks.Inbox;

/// <summary>A database on a real disk, with our store, and with the minimal code that commits the same bytes.</summary>
internal abstract class InboxSubject : IAsyncDisposable
{
    /// <summary>The database's name.</summary>
    public abstract string Name { get; }

    /// <summary>Opens our prepared store over an empty database. The subject disposes of it.</summary>
    public abstract Task<ICallbackStore> OpenStoreAsync();

    /// <summary>
    /// Opens a loop over an empty database: one table, one INSERT for a request, waiting requests committed together, with the same
    /// synchronisation as our store.
    /// </summary>
    /// <returns>Commits bytes. The task ends when they are on disk.</returns>
    public abstract Task<Func<byte[], Task>> OpenBareAsync();

    /// <summary>The same with the id as the table's key, which is the minimum for detecting a repeated callback.</summary>
    /// <returns>Commits bytes, which begin with an id, or fails if the id exists.</returns>
    public abstract Task<Func<byte[], Task>> OpenKeyedAsync();

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}
