using System.Data.Common;

namespace CallbackGen.Inbox;

/// <summary>Reads rows of a database as both stores select them. Times are milliseconds since 1970 (Unix time).</summary>
internal static class StoredRows
{
    /// <summary>A callback with its request: id, fence, attempts, item, seal and what it contradicted; the request's number, feed, keys and content; and the order.</summary>
    public static ClaimedCallback ReadClaimed(DbDataReader reader) => new(
        new(reader.GetString(0), reader.GetInt64(1)), reader.GetInt32(2), reader.GetInt32(3), reader.GetInt64(6),
        new() { Feed = reader.GetString(7), KeysId = ReadText(reader, 8), Content = reader.GetFieldValue<byte[]>(9) })
    {
        Seal = reader.GetFieldValue<byte[]>(4),
        ConflictsWith = ReadText(reader, 5),
        OrderKey = ReadText(reader, 10),
    };

    /// <summary>What is known of a callback: id, feed, state, attempts, duplicates, time of acceptance, last failure, what it contradicts, and the fingerprint of its key.</summary>
    public static CallbackRow ReadRow(DbDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), ReadState(reader, 2), reader.GetInt32(3), reader.GetInt64(4), ReadTime(reader, 5), ReadText(reader, 6), ReadText(reader, 7))
    {
        KeyFingerprint = ReadText(reader, 8),
    };

    /// <summary>Kept keys: id, fingerprint, content and whether they were revoked.</summary>
    public static KeptKeys ReadKeys(DbDataReader reader) => new(reader.GetString(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2), reader.GetBoolean(3));

    /// <summary>A state, which databases keep in integers of several widths.</summary>
    public static CallbackState ReadState(DbDataReader reader, int column) => (CallbackState)reader.GetInt16(column);

    private static string? ReadText(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static DateTimeOffset ReadTime(DbDataReader reader, int column) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));
}
