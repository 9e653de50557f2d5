using CallbackGen.Inbox.Tests.Support;

namespace CallbackGen.Chaos.Tests.Rig;

/// <summary>Where the gateway stores callbacks.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Settings">The gateway's settings.</param>
/// <param name="Server">The server that may be killed; null where the store is a file, which has none.</param>
internal sealed record GatewayStore(string Name, IReadOnlyList<string> Settings, PostgreSqlServer? Server)
{
    /// <summary>A file.</summary>
    /// <param name="folder">The folder in which it is.</param>
    public static GatewayStore OfSqlite(DirectoryInfo folder) =>
        new("SQLite", [$"--Inbox:Sqlite={Path.Combine(folder.FullName, "inbox.db")}"], null);

    /// <summary>A database of a server.</summary>
    /// <param name="server">The server.</param>
    /// <param name="folder">The folder for the keys that seal what is stored.</param>
    public static async Task<GatewayStore> OfPostgreSqlAsync(PostgreSqlServer server, DirectoryInfo folder) =>
        new(
            "PostgreSQL",
            [$"--Inbox:PostgreSql={await server.CreateDatabaseAsync()}", $"--Inbox:KeyRing={Path.Combine(folder.FullName, "keys")}"],
            server
        );
}
