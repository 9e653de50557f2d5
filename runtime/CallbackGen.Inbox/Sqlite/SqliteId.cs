namespace CallbackGen.Inbox.Sqlite;

/// <summary>Ids in SQLite, of which those of another form stay texts, which no bytes are equal to.</summary>
internal static class SqliteId
{
    /// <summary>The value of an id, as a parameter.</summary>
    public static object? Of(string? id) => (object?)StoredId.TryParse(id) ?? id;
}
