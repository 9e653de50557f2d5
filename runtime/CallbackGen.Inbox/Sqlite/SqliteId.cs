namespace CallbackGen.Inbox.Sqlite;

/// <summary>Converts ids for SQLite. Ids of another form stay text, which equals no stored bytes.</summary>
internal static class SqliteId
{
    /// <summary>Returns the value of an id as a parameter.</summary>
    public static object? Of(string? id) => (object?)StoredId.TryParse(id) ?? id;
}
