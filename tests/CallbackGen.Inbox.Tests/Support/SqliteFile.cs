using Microsoft.Data.Sqlite;

namespace CallbackGen.Inbox.Tests.Support;

/// <summary>A SQLite database, opened by another process than the program.</summary>
internal static class SqliteFile
{
    /// <summary>Runs a command.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sql">The command: a constant.</param>
    /// <returns>The first value of the result, or null.</returns>
    public static object? Execute(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The commands are constants of tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
