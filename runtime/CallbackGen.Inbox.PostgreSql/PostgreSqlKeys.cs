using static CallbackGen.Inbox.PostgreSql.PostgreSqlTables;

namespace CallbackGen.Inbox.PostgreSql;

/// <summary>Stores the inbox's own encrypted data: its key, and the keys of requests.</summary>
/// <param name="database">The database.</param>
internal sealed class PostgreSqlKeys(PostgreSqlDatabase database)
{
    private const string AddSecret = "INSERT INTO callback_secret (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";

    private const string GetSecret = "SELECT value FROM callback_secret WHERE name = $1";

    /// <summary>Each revoked fingerprint is the id of a row of its own.</summary>
    private const string AddKeys = $"""
        INSERT INTO callback_keys (id, fingerprint, content, used_at, revoked_at)
        VALUES ($1, $2, $3, {Now}, (SELECT min(revoked_at) FROM callback_keys WHERE id = ANY (string_to_array($2, ' '))))
        ON CONFLICT (id) DO UPDATE SET used_at = {Now}
        """;

    /// <summary>
    /// Waits for transactions that are storing keys, so that their rows are visible, and blocks later ones, so that they see the
    /// revocation.
    /// </summary>
    private const string KeepKeepersOut = "LOCK TABLE callback_keys IN SHARE ROW EXCLUSIVE MODE";

    private const string AddRevocation = $"""
        INSERT INTO callback_keys (id, fingerprint, content, used_at, revoked_at) VALUES ($1, $1, '', {Now}, {Now})
        ON CONFLICT (id) DO NOTHING
        """;

    private const string FindKeys = "SELECT id, fingerprint, content, revoked_at IS NOT NULL FROM callback_keys WHERE id = $1";

    private const string Revoke =
        $"UPDATE callback_keys SET revoked_at = COALESCE(revoked_at, {Now}) WHERE $1 = ANY (string_to_array(fingerprint, ' '))";

    /// <summary>Skips rows that another transaction has locked: a worker is claiming them, and finds the revocation.</summary>
    private const string SetAside = $"""
        WITH revoked AS MATERIALIZED (
          SELECT c.seq FROM callback c
          WHERE c.state = 2 AND c.request IN (
            SELECT r.request FROM callback_request r JOIN callback_keys k ON k.id = r.keys
            WHERE $1 = ANY (string_to_array(k.fingerprint, ' ')))
          FOR UPDATE SKIP LOCKED),
        recorded AS (INSERT INTO callback_history (seq, at, action, actor) SELECT seq, {Now}, 'revoke', $2 FROM revoked)
        UPDATE callback SET state = 8, last_failure = 'the key that verified it was revoked' WHERE seq IN (SELECT seq FROM revoked)
        """;

    private const string DeleteUnused = $"""
        DELETE FROM callback_keys k
        WHERE used_at < {Now} - $1 AND id <> fingerprint AND NOT EXISTS (SELECT 1 FROM callback_request r WHERE r.keys = k.id)
        """;

    /// <summary>Deletes keys that have no request and were last stored more than a day ago. Revocations stay.</summary>
    public static PostgreSqlStatement Purge { get; } = new(DeleteUnused, (long)TimeSpan.FromDays(1).TotalMilliseconds);

    /// <summary>See <see cref="ICallbackStore.KeepSecretAsync"/>.</summary>
    public Task<ReadOnlyMemory<byte>> KeepSecretAsync(string name, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        database.RunAsync(
            async session =>
            {
                // A second command, so that it sees a value that another instance has stored meanwhile.
                await session.ExecuteAsync(cancellationToken, new PostgreSqlStatement(AddSecret, name, value.ToArray()));
                return new ReadOnlyMemory<byte>(
                    await session.FirstAsync(
                        reader => reader.GetFieldValue<byte[]>(0),
                        cancellationToken,
                        new PostgreSqlStatement(GetSecret, name)
                    )
                );
            },
            null,
            cancellationToken
        );

    /// <summary>See <see cref="ICallbackStore.KeepKeysAsync"/>.</summary>
    public Task KeepAsync(KeptKeys keys, CancellationToken cancellationToken) =>
        database.RunAsync(
            session =>
                session.ExecuteAsync(
                    cancellationToken,
                    new PostgreSqlStatement(AddKeys, keys.Id, keys.Fingerprint, keys.Content.ToArray())
                ),
            null,
            cancellationToken
        );

    /// <summary>See <see cref="ICallbackStore.FindKeysAsync"/>.</summary>
    public Task<KeptKeys?> FindAsync(string id, CancellationToken cancellationToken) =>
        database.RunAsync(
            session => session.FirstAsync(StoredRows.ReadKeys, cancellationToken, new PostgreSqlStatement(FindKeys, id)),
            null,
            cancellationToken
        );

    /// <summary>See <see cref="ICallbackStore.RevokeKeysAsync"/>.</summary>
    public Task<long> RevokeAsync(string fingerprint, string by, CancellationToken cancellationToken) =>
        database.RunAsync(
            async session =>
                (long)
                    await session.ExecuteAsync(
                        cancellationToken,
                        new(KeepKeepersOut),
                        new(AddRevocation, fingerprint),
                        new(Revoke, fingerprint),
                        new(SetAside, fingerprint, by)
                    ),
            null,
            cancellationToken
        );
}
