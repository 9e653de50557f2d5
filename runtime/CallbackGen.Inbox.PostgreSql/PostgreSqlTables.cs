namespace CallbackGen.Inbox.PostgreSql;

/// <summary>
/// The tables, and the parts that several commands share. Times are milliseconds since 1970 (Unix time) by the server's clock,
/// which all instances share; the time of a verification is exact: ticks of 100 ns since the year 1 (<see cref="DateTime.Ticks"/>).
/// States are <see cref="CallbackState"/> values; a callback in one of the <see cref="UnderWay"/> states holds up the later ones of
/// its order.
/// </summary>
/// <remarks>
/// Transactions cannot deadlock, because all take their locks in one order: ids, rows of callbacks, ids of effects, orders, quotas.
/// A queued row is the exception: a transaction that changes one takes the lock of its order first. Ids, orders and quotas have
/// advisory locks, which last until the transaction ends:
/// https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS.
/// </remarks>
internal static class PostgreSqlTables
{
    /// <summary>The version of the tables, which the database stores.</summary>
    public const int Version = 2;

    /// <summary>The states in which a callback holds up the later ones of its order.</summary>
    public const string UnderWay = "(1, 2, 3, 5, 8, 9)";

    /// <summary>The advisory lock for creating the tables: a number that no other program is likely to use.</summary>
    public const long TablesLock = 0x43616C6C6261636B;

    /// <summary>The current time.</summary>
    public const string Now = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

    /// <summary>The time at which a command began: one value for all of its rows, which an index search can use.</summary>
    public const string Once = $"(SELECT {Now})";

    /// <summary>
    /// The next fence. It does not overflow, so that a row that an attacker has changed does not block the others.
    /// </summary>
    public const string NextFence = "least(fence, 9223372036854775806) + 1";

    /// <summary>Selects whether there are tables.</summary>
    public const string HasVersion = "SELECT to_regclass('callback_tables') IS NOT NULL";

    /// <summary>Selects their version.</summary>
    public const string GetVersion = "SELECT version FROM callback_tables";

    /// <summary>
    /// Creates the tables. A callback has no foreign key to its request, which would cost a lookup per stored callback; both are
    /// written only here. Numbers of requests are allocated in blocks. Duplicates are counted in a table of their own, with the
    /// facts that they add, so that a duplicate that arrives while its callback is committed does not wait.
    /// </summary>
    public const string Create = $"""
        CREATE TABLE callback_tables (version int NOT NULL);
        INSERT INTO callback_tables VALUES (2);
        CREATE SEQUENCE callback_request_block;
        CREATE TABLE callback_request (
          request bigint PRIMARY KEY,
          keys text,
          content bytea NOT NULL
        );
        CREATE INDEX callback_request_keys ON callback_request (keys);
        CREATE TABLE callback_keys (
          id text PRIMARY KEY,
          fingerprint text NOT NULL,
          content bytea NOT NULL,
          used_at bigint NOT NULL,
          revoked_at bigint
        );
        CREATE TABLE callback_secret (
          name text PRIMARY KEY,
          value bytea NOT NULL
        );
        CREATE TABLE callback (
          seq bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
          id bytea NOT NULL UNIQUE,
          request bigint,
          is_shared boolean NOT NULL DEFAULT false,
          item int NOT NULL,
          is_unread boolean NOT NULL DEFAULT false,
          feed text NOT NULL,
          facts text NOT NULL,
          seal bytea NOT NULL DEFAULT '',
          order_key text,
          conflicts_with bytea,
          quota_group text,
          state smallint NOT NULL,
          due bigint NOT NULL,
          lease bigint NOT NULL DEFAULT 0,
          fence bigint NOT NULL DEFAULT 0,
          attempts int NOT NULL DEFAULT 0,
          accepted_at bigint NOT NULL,
          ended_at bigint,
          last_failure text
        );
        CREATE INDEX callback_due ON callback (due, seq) WHERE state = 2;
        CREATE INDEX callback_parked ON callback (due, seq) WHERE state = 9;
        CREATE INDEX callback_lease ON callback (lease) WHERE state = 3;
        CREATE INDEX callback_aside ON callback (state, seq) WHERE state IN (5, 6, 8);
        CREATE INDEX callback_order ON callback (feed, order_key, seq) WHERE order_key IS NOT NULL AND state IN {UnderWay};
        CREATE INDEX callback_quota ON callback (quota_group, accepted_at) WHERE quota_group IS NOT NULL;
        CREATE INDEX callback_shared ON callback (request) WHERE is_shared;
        CREATE INDEX callback_ended ON callback (ended_at) WHERE ended_at IS NOT NULL;
        CREATE INDEX callback_kept ON callback (ended_at) WHERE ended_at IS NOT NULL AND request IS NOT NULL;
        CREATE TABLE callback_duplicate (
          id bytea PRIMARY KEY,
          count bigint NOT NULL,
          facts text
        );
        CREATE TABLE callback_effect (
          id bytea PRIMARY KEY,
          feed text NOT NULL,
          facts text NOT NULL,
          callback bigint,
          at bigint NOT NULL
        );
        CREATE INDEX callback_effect_at ON callback_effect (at);
        CREATE TABLE callback_history (
          seq bigint NOT NULL REFERENCES callback ON DELETE CASCADE,
          at bigint NOT NULL,
          action text NOT NULL,
          actor text NOT NULL
        );
        CREATE INDEX callback_history_of ON callback_history (seq);
        CREATE TABLE callback_refused (
          seq bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
          at bigint NOT NULL,
          feed text NOT NULL,
          reason text NOT NULL,
          place text NOT NULL,
          is_proven boolean NOT NULL,
          method text NOT NULL,
          path text NOT NULL,
          length bigint,
          body bytea NOT NULL
        );
        """;

    /// <summary>Makes a commit wait for the disk, whatever the default of the server or the role is.</summary>
    /// <remarks>https://www.postgresql.org/docs/current/runtime-config-wal.html#GUC-SYNCHRONOUS-COMMIT.</remarks>
    public const string Synchronous = "SET LOCAL synchronous_commit = on";

    /// <summary>
    /// Plans with indexes even while the tables are nearly empty: a prepared statement keeps its plan when they have grown.
    /// </summary>
    public const string ByIndex = "SET LOCAL enable_seqscan = off";

    /// <summary>Waits for locks, in the given order.</summary>
    public const string WaitForLocks = """
        SELECT count(pg_advisory_xact_lock(lock)) FROM (
          SELECT lock FROM unnest($1::bigint[]) WITH ORDINALITY AS locks (lock, place) ORDER BY place OFFSET 0) AS locks
        """;

    /// <summary>Takes the locks that are free, and returns for each whether it was taken.</summary>
    public const string TryLocks =
        "SELECT pg_try_advisory_xact_lock(lock) FROM unnest($1::bigint[]) WITH ORDINALITY AS locks (lock, place) ORDER BY place";

    /// <summary>
    /// Makes the next callback of an order due when its predecessor has ended. The caller holds the order's lock.
    /// </summary>
    public const string PromoteNext = $"""
        UPDATE callback SET state = 2, due = {Now}
        WHERE seq = (SELECT seq FROM callback WHERE feed = $1 AND order_key = $2 AND state IN {UnderWay} ORDER BY seq LIMIT 1) AND state = 1
        """;
}
