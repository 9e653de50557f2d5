namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Stores an inbox's callbacks in memory, for tests.</summary>
public static class MemoryInboxExtensions
{
    /// <summary>
    /// Stores callbacks in memory: a SQLite database of this program, so that effects have a transaction. Its content is lost when
    /// the program ends.
    /// </summary>
    /// <param name="builder">The inbox's builder.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    // https://www.sqlite.org/c3ref/c_open_autoproxy.html: in the memdb VFS, all connections of a process share a database whose
    // name begins with a slash.
    public static CallbackInboxBuilder UseMemory(this CallbackInboxBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UseSqlite($"Data Source=file:/callbacks-{Guid.NewGuid():N}?vfs=memdb");
    }
}
