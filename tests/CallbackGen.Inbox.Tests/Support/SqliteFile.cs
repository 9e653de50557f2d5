using Microsoft.Data.Sqlite;

namespace CallbackGen.Inbox.Tests.Support;

/// <summary>A database of SQLite as somebody finds it who opens the file beside the program.</summary>
internal static class SqliteFile
{
    /// <summary>Runs a command.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sql">The command: a constant.</param>
    /// <returns>The first value that it gives, or null.</returns>
    public static object? Execute(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
