using CallbackGen.Inbox.Tests.Support;

namespace CallbackGen.Chaos.Tests.Rig;

/// <summary>The gateway's store.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Settings">The gateway's settings.</param>
/// <param name="Server">The server that may be killed; null for a SQLite file.</param>
internal sealed record GatewayStore(string Name, IReadOnlyList<string> Settings, PostgreSqlServer? Server)
{
    /// <summary>A SQLite file.</summary>
    /// <param name="folder">Its folder.</param>
    public static GatewayStore OfSqlite(DirectoryInfo folder) =>
        new("SQLite", [$"--Inbox:Sqlite={Path.Combine(folder.FullName, "inbox.db")}"], null);

    /// <summary>A database of a server.</summary>
    /// <param name="server">The server.</param>
    /// <param name="folder">The folder of the keys that seal stored callbacks.</param>
    public static async Task<GatewayStore> OfPostgreSqlAsync(PostgreSqlServer server, DirectoryInfo folder) =>
        new(
            "PostgreSQL",
            [$"--Inbox:PostgreSql={await server.CreateDatabaseAsync()}", $"--Inbox:KeyRing={Path.Combine(folder.FullName, "keys")}"],
            server
        );
}
