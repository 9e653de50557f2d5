namespace CallbackGen.Inbox.PostgreSql;

/// <summary>Converts ids for PostgreSQL, whose tables accept no other form.</summary>
internal static class PostgreSqlId
{
    /// <summary>Returns the bytes of an id.</summary>
    /// <exception cref="ArgumentException">It is not a SHA-256 in lower-case hexadecimal digits.</exception>
    public static byte[] Of(string id) =>
        StoredId.TryParse(id) ?? throw new ArgumentException("An id is a SHA-256 in lower-case hexadecimal digits.", nameof(id));
}
