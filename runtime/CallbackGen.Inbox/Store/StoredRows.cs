using System.Data.Common;

namespace CallbackGen.Inbox;

/// <summary>Reads the rows that both stores select. Times are milliseconds since 1970 (Unix time).</summary>
internal static class StoredRows
{
    /// <summary>The actor of automatic actions in the history of a callback.</summary>
    public const string Worker = "the worker";

    /// <summary>
    /// Reads a callback with its request: id, fence, attempts, item, seal and the id that it contradicted; the request's number,
    /// feed, keys and content; whether it is unreadable; the ordering key; and whether its keys were revoked.
    /// </summary>
    public static ClaimedCallback ReadClaimed(DbDataReader reader) =>
        new(
            new(reader.GetString(0), reader.GetInt64(1)),
            ReadNumber(reader, 2),
            ReadNumber(reader, 3),
            reader.GetInt64(6),
            new()
            {
                Feed = reader.GetString(7),
                KeysId = ReadText(reader, 8),
                Content = reader.GetFieldValue<byte[]>(9),
            }
        )
        {
            Seal = reader.GetFieldValue<byte[]>(4),
            ConflictsWith = ReadText(reader, 5),
            IsUnread = reader.GetBoolean(10),
            OrderKey = ReadText(reader, 11),
            IsRevoked = reader.GetBoolean(12),
        };

    /// <summary>
    /// Reads the description of a callback: id, feed, state, attempts, duplicates, time of acceptance, last failure, the id that it
    /// contradicts, and the fingerprint of its key.
    /// </summary>
    public static CallbackRow ReadRow(DbDataReader reader) =>
        new(
            reader.GetString(0),
            reader.GetString(1),
            ReadState(reader, 2),
            ReadNumber(reader, 3),
            reader.GetInt64(4),
            ReadTime(reader, 5),
            ReadText(reader, 6),
            ReadText(reader, 7)
        )
        {
            KeyFingerprint = ReadText(reader, 8),
        };

    /// <summary>Reads facts and state, starting at a column.</summary>
    public static KnownCallback ReadKnown(DbDataReader reader, int column = 0) =>
        new(reader.GetString(column), ReadState(reader, column + 1));

    /// <summary>Reads stored keys: id, fingerprint, content and whether they were revoked.</summary>
    public static KeptKeys ReadKeys(DbDataReader reader) =>
        new(reader.GetString(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2), reader.GetBoolean(3));

    /// <summary>
    /// Converts rows to a backlog: one row per state with a count, and one for state 0 with an age in milliseconds, or null.
    /// </summary>
    public static CallbackBacklog ToBacklog(IReadOnlyList<KeyValuePair<CallbackState, long?>> rows)
    {
        var age = rows.FirstOrDefault(row => row.Key == 0).Value;
        return new(
            rows.Where(row => row.Key != 0 && row.Value > 0).ToDictionary(row => row.Key, row => row.Value ?? 0),
            age is { } milliseconds
                ? TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, (long)TimeSpan.MaxValue.TotalMilliseconds))
                : null
        );
    }

    /// <summary>Reads a row of a backlog.</summary>
    public static KeyValuePair<CallbackState, long?> ReadBacklog(DbDataReader reader) =>
        new(ReadState(reader, 0), reader.IsDBNull(1) ? null : reader.GetInt64(1));

    /// <summary>
    /// Reads a refused request: time, feed, reason, position, whether it is proven, method, path, length and body.
    /// </summary>
    public static RefusedRequest ReadRefused(DbDataReader reader) =>
        new()
        {
            At = ReadTime(reader, 0),
            Feed = reader.GetString(1),
            Reason = Enum.Parse<CallbackRejectionReason>(reader.GetString(2)),
            Where = reader.GetString(3),
            IsProven = reader.GetBoolean(4),
            Method = reader.GetString(5),
            Path = reader.GetString(6),
            Length = reader.IsDBNull(7) ? null : reader.GetInt64(7),
            Body = reader.GetFieldValue<byte[]>(8),
        };

    /// <summary>Reads a state, which databases store in integers of several widths.</summary>
    public static CallbackState ReadState(DbDataReader reader, int column) => (CallbackState)ReadNumber(reader, column);

    private static string? ReadText(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    /// <summary>Reads a number, clamped to the range of <see cref="int"/>, because SQLite columns accept larger ones.</summary>
    private static int ReadNumber(DbDataReader reader, int column) => (int)Math.Clamp(reader.GetInt64(column), int.MinValue, int.MaxValue);

    /// <summary>
    /// Reads a time, clamped to the supported range, so that a row that an attacker has changed does not hide the others.
    /// </summary>
    private static DateTimeOffset ReadTime(DbDataReader reader, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(
            Math.Clamp(
                reader.GetInt64(column),
                DateTimeOffset.MinValue.ToUnixTimeMilliseconds(),
                DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            )
        );
}
