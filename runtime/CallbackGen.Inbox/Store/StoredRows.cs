using System.Data.Common;

namespace CallbackGen.Inbox;

/// <summary>Reads rows of a database as both stores select them. Times are milliseconds since 1970 (Unix time).</summary>
internal static class StoredRows
{
    /// <summary>
    /// A callback with its request: id, fence, attempts, item, key id; feed, key set, time of arrival, ticks of the verification,
    /// method, path, query, URL, content type, headers and body.
    /// </summary>
    public static ClaimedCallback ReadClaimed(DbDataReader reader) => new(
        new(reader.GetString(0), reader.GetInt64(1)), reader.GetInt32(2), reader.GetInt32(3), ReadText(reader, 4),
        new()
        {
            Feed = reader.GetString(5),
            KeySet = ReadText(reader, 6),
            ReceivedAt = ReadTime(reader, 7),
            VerifiedAt = new(reader.GetInt64(8), TimeSpan.Zero),
            Method = reader.GetString(9),
            Path = reader.GetString(10),
            Query = reader.GetString(11),
            Url = ReadText(reader, 12),
            ContentType = ReadText(reader, 13),
            Headers = StoredHeaders.Read(reader.GetString(14)),
            Body = reader.GetFieldValue<byte[]>(15),
        });

    /// <summary>What is known of a callback: id, feed, state, attempts, duplicates, time of acceptance, last failure, and what it contradicts.</summary>
    public static CallbackRow ReadRow(DbDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), ReadState(reader, 2), reader.GetInt32(3), reader.GetInt64(4), ReadTime(reader, 5), ReadText(reader, 6), ReadText(reader, 7));

    /// <summary>A state, which databases keep in integers of several widths.</summary>
    public static CallbackState ReadState(DbDataReader reader, int column) => (CallbackState)reader.GetInt16(column);

    private static string? ReadText(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static DateTimeOffset ReadTime(DbDataReader reader, int column) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));
}
