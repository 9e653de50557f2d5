using System.Data.Common;

namespace CallbackGen.Inbox;

/// <summary>Reads rows of a database as both stores select them. Times are milliseconds since 1970 (Unix time).</summary>
internal static class StoredRows
{
    /// <summary>Who has done what no person did, in the history of a callback.</summary>
    public const string Worker = "the worker";

    /// <summary>A callback with its request: id, fence, attempts, item, seal and what it contradicted; the request's number, feed, keys and content; whether nobody has read it; the order; and whether its keys were revoked.</summary>
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

    /// <summary>What is known of a callback: id, feed, state, attempts, duplicates, time of acceptance, last failure, what it contradicts, and the fingerprint of its key.</summary>
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

    /// <summary>Facts and state, from a column on.</summary>
    public static KnownCallback ReadKnown(DbDataReader reader, int column = 0) =>
        new(reader.GetString(column), ReadState(reader, column + 1));

    /// <summary>Kept keys: id, fingerprint, content and whether they were revoked.</summary>
    public static KeptKeys ReadKeys(DbDataReader reader) =>
        new(reader.GetString(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2), reader.GetBoolean(3));

    /// <summary>A backlog: a row for each state with a count, and one for state 0 with an age in milliseconds, or null.</summary>
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

    /// <summary>A row of a backlog.</summary>
    public static KeyValuePair<CallbackState, long?> ReadBacklog(DbDataReader reader) =>
        new(ReadState(reader, 0), reader.IsDBNull(1) ? null : reader.GetInt64(1));

    /// <summary>A refused request: time, feed, reason, place, whether it is proven, method, path, length and body.</summary>
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

    /// <summary>A state, which databases keep in integers of several widths.</summary>
    public static CallbackState ReadState(DbDataReader reader, int column) => (CallbackState)ReadNumber(reader, column);

    private static string? ReadText(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    /// <summary>A number. One that is too large for it is the largest that there is, as columns of SQLite take any.</summary>
    private static int ReadNumber(DbDataReader reader, int column) => (int)Math.Clamp(reader.GetInt64(column), int.MinValue, int.MaxValue);

    /// <summary>A time. One that no calendar has is the nearest that it has, so that a row that somebody has written into hides no others.</summary>
    private static DateTimeOffset ReadTime(DbDataReader reader, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(
            Math.Clamp(
                reader.GetInt64(column),
                DateTimeOffset.MinValue.ToUnixTimeMilliseconds(),
                DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            )
        );
}
