namespace CallbackGen.Inbox.PostgreSql;

/// <summary>Ids in PostgreSQL, which takes no others.</summary>
internal static class PostgreSqlId
{
    /// <summary>The bytes of an id.</summary>
    /// <exception cref="ArgumentException">It is no SHA-256 in lower-case hexadecimal digits.</exception>
    public static byte[] Of(string id) =>
        StoredId.TryParse(id) ?? throw new ArgumentException("An id is a SHA-256 in lower-case hexadecimal digits.", nameof(id));
}
