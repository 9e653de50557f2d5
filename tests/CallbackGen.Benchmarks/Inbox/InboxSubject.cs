using CallbackGen.Inbox;

namespace CallbackGen.Benchmarks.Inbox;

/// <summary>A database on a real disk, with our store in it, and beside it the least that commits the same bytes.</summary>
internal abstract class InboxSubject : IAsyncDisposable
{
    /// <summary>The database's name.</summary>
    public abstract string Name { get; }

    /// <summary>Opens our store over an empty database, prepared. The subject disposes of it.</summary>
    public abstract Task<ICallbackStore> OpenStoreAsync();

    /// <summary>
    /// Opens a loop over an empty database: one table, one INSERT for a request, what waits together committed together, and
    /// synchronised as our store is.
    /// </summary>
    /// <returns>Commits bytes. Its task ends when they are on disk.</returns>
    public abstract Task<Func<byte[], Task>> OpenBareAsync();

    /// <summary>The same with the id as the table's key, which is the least that knows a callback when it comes again.</summary>
    /// <returns>Commits bytes, which begin with an id, or fails when the id is there.</returns>
    public abstract Task<Func<byte[], Task>> OpenKeyedAsync();

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}
