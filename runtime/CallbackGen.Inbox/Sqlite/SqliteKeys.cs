namespace CallbackGen.Inbox.Sqlite;

/// <summary>Stores the inbox's own encrypted data: its key, and the keys of requests.</summary>
/// <param name="session">The session, in a transaction.</param>
/// <param name="now">The time, in milliseconds since 1970.</param>
internal readonly struct SqliteKeys(SqliteSession session, long now)
{
    private const string AddSecret = "INSERT INTO callback_secret (name, value) VALUES ($name, $value) ON CONFLICT (name) DO NOTHING";

    private const string GetSecret = "SELECT value FROM callback_secret WHERE name = $name";

    // The fingerprints are a JSON array. Each revoked fingerprint is the id of a row of its own.
    private const string AddKeys = """
        INSERT INTO callback_keys (id, fingerprint, content, used_at, revoked_at)
        VALUES ($id, $fingerprint, $content, $now,
          (SELECT min(revoked_at) FROM callback_keys WHERE id IN (SELECT value FROM json_each($fingerprints))))
        ON CONFLICT (id) DO UPDATE SET used_at = $now
        """;

    private const string AddRevocation = """
        INSERT INTO callback_keys (id, fingerprint, content, used_at, revoked_at) VALUES ($fingerprint, $fingerprint, x'', $now, $now)
        ON CONFLICT (id) DO NOTHING
        """;

    private const string Revoke = """
        UPDATE callback_keys SET revoked_at = coalesce(revoked_at, $now)
        WHERE instr(' ' || fingerprint || ' ', ' ' || $fingerprint || ' ') > 0
        """;

    private const string OfRevoked = """
        state = 2 AND request IN (
          SELECT request FROM callback_request
          WHERE keys IN (SELECT id FROM callback_keys WHERE instr(' ' || fingerprint || ' ', ' ' || $fingerprint || ' ') > 0))
        """;

    private const string RecordRevoked =
        $"INSERT INTO callback_history (seq, at, action, actor) SELECT seq, $now, 'revoke', $actor FROM callback WHERE {OfRevoked}";

    private const string SetAside =
        $"UPDATE callback SET state = 8, last_failure = 'the key that verified it was revoked' WHERE {OfRevoked}";

    private const string DeleteUnused = """
        DELETE FROM callback_keys
        WHERE used_at < $before AND id <> fingerprint AND NOT EXISTS (
          SELECT 1 FROM callback_request WHERE callback_request.keys = callback_keys.id)
        """;

    /// <summary>Selects stored keys.</summary>
    public const string Find = "SELECT id, fingerprint, content, revoked_at IS NOT NULL FROM callback_keys WHERE id = $id";

    /// <summary>Stores a value, unless one is stored already.</summary>
    /// <returns>The stored value.</returns>
    public byte[] KeepSecret(string name, ReadOnlyMemory<byte> value)
    {
        session.Execute(AddSecret, ("$name", name), ("$value", value));
        return session.ReadFirst(GetSecret, reader => reader.GetFieldValue<byte[]>(0), ("$name", name))!;
    }

    /// <summary>Stores keys.</summary>
    public int Keep(KeptKeys keys) =>
        session.Execute(
            AddKeys,
            ("$id", keys.Id),
            ("$fingerprint", keys.Fingerprint),
            ("$content", keys.Content),
            ("$now", now),
            ("$fingerprints", SqliteJson.Array(keys.Fingerprint.Split(' ')))
        );

    /// <summary>Revokes keys: those that are stored, and those that are stored later.</summary>
    /// <returns>The number of callbacks that were set aside.</returns>
    public long RevokeBy(string fingerprint, string by)
    {
        session.Execute(AddRevocation, ("$fingerprint", fingerprint), ("$now", now));
        session.Execute(Revoke, ("$fingerprint", fingerprint), ("$now", now));
        session.Execute(RecordRevoked, ("$fingerprint", fingerprint), ("$now", now), ("$actor", by));
        return session.Execute(SetAside, ("$fingerprint", fingerprint));
    }

    /// <summary>Deletes keys that have no request and were last stored more than a day ago. Revocations stay.</summary>
    public int Purge() => session.Execute(DeleteUnused, ("$before", now - (long)TimeSpan.FromDays(1).TotalMilliseconds));
}
