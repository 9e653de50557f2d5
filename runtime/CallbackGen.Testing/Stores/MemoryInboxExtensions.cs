namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps an inbox's callbacks in memory, for tests.</summary>
public static class MemoryInboxExtensions
{
    /// <summary>
    /// Keeps callbacks in memory: a database of SQLite of this program's own, so that effects have a transaction to write by. What
    /// ends with the program is lost.
    /// </summary>
    /// <param name="builder">The inbox's builder.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    // https://www.sqlite.org/c3ref/c_open_autoproxy.html: memdb, whose databases whose names begin with a slash are shared by all connections of a process.
    public static CallbackInboxBuilder UseMemory(this CallbackInboxBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UseSqlite($"Data Source=file:/callbacks-{Guid.NewGuid():N}?vfs=memdb");
    }
}
