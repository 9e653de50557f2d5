namespace CallbackGen.Inbox.PostgreSql;

/// <summary>
/// The tables, and what all commands over them have in common. Times are milliseconds since 1970 (Unix time) by the server's clock, which
/// all instances share; that of a verification is exact: ticks of 100 ns since the year 1 (<see cref="DateTime.Ticks"/>). States are
/// <see cref="CallbackState"/>: those of <see cref="UnderWay"/> are what the later ones of an order wait for.
/// </summary>
/// <remarks>
/// No two transactions wait for each other, because all take what they lock in one order: ids, rows of callbacks, ids of effects, orders,
/// quotas. A queued row is the exception: whoever changes one has the lock of its order first. Ids, orders and quotas have advisory
/// locks, which last until the transaction ends:
/// https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS.
/// </remarks>
internal static class PostgreSqlTables
{
    /// <summary>The version of the tables, which the database keeps.</summary>
    public const int Version = 2;

    /// <summary>The states of which the later ones of an order wait.</summary>
    public const string UnderWay = "(1, 2, 3, 5, 8, 9)";

    /// <summary>Whoever makes the tables has this lock: a number that nothing else is likely to use.</summary>
    public const long TablesLock = 0x43616C6C6261636B;

    /// <summary>The time.</summary>
    public const string Now = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

    /// <summary>The time when a command began, one value for all of its rows, which an index can be searched by.</summary>
    public const string Once = $"(SELECT {Now})";

    /// <summary>The next fence. One that is as large as it can be stays, so that a row that somebody has written into keeps no other one waiting.</summary>
    public const string NextFence = "least(fence, 9223372036854775806) + 1";

    /// <summary>Whether there are tables.</summary>
    public const string HasVersion = "SELECT to_regclass('callback_tables') IS NOT NULL";

    /// <summary>Their version.</summary>
    public const string GetVersion = "SELECT version FROM callback_tables";

    /// <summary>
    /// Makes the tables. No foreign key leads from a callback to its request: each would be looked up when it is stored, and both are
    /// only written here. Numbers of requests are given out in blocks. Duplicates are counted beside the callbacks, with what more they say, so that one that comes while its callback has its effect waits for nothing.
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

    /// <summary>Has what a transaction commits on the disk when it has ended, whatever the server or a role has for others.</summary>
    /// <remarks>https://www.postgresql.org/docs/current/runtime-config-wal.html#GUC-SYNCHRONOUS-COMMIT.</remarks>
    public const string Synchronous = "SET LOCAL synchronous_commit = on";

    /// <summary>
    /// Plans by the indexes, also while the tables are nearly empty: a prepared statement keeps its plan when they have grown.
    /// </summary>
    public const string ByIndex = "SET LOCAL enable_seqscan = off";

    /// <summary>Waits for locks, in the order in which they come.</summary>
    public const string WaitForLocks =
        "SELECT count(pg_advisory_xact_lock(lock)) FROM (SELECT lock FROM unnest($1::bigint[]) WITH ORDINALITY AS locks (lock, place) ORDER BY place OFFSET 0) AS locks";

    /// <summary>Takes the locks that nobody has, and says of each whether it did.</summary>
    public const string TryLocks =
        "SELECT pg_try_advisory_xact_lock(lock) FROM unnest($1::bigint[]) WITH ORDINALITY AS locks (lock, place) ORDER BY place";

    /// <summary>Lets the next of an order go on, when what was before it has ended. The order's lock is held.</summary>
    public const string PromoteNext = $"""
        UPDATE callback SET state = 2, due = {Now}
        WHERE seq = (SELECT seq FROM callback WHERE feed = $1 AND order_key = $2 AND state IN {UnderWay} ORDER BY seq LIMIT 1) AND state = 1
        """;
}
