namespace CallbackGen.Inbox.PostgreSql;

/// <summary>
/// The tables, and the commands over them. Times are milliseconds since 1970 (Unix time) by the server's clock, which all instances
/// share; that of a verification is exact: ticks of 100 ns since the year 1 (<see cref="DateTime.Ticks"/>). States are
/// <see cref="CallbackState"/>.
/// </summary>
internal static class PostgreSqlTables
{
    /// <summary>The version of the tables, which the database keeps.</summary>
    public const int Version = 1;

    /// <summary>Whoever makes the tables has this lock: a number that nothing else is likely to use.</summary>
    public const long Lock = 0x43616C6C6261636B;

    private const string Now = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

    /// <summary>Whether there are tables.</summary>
    public const string HasVersion = "SELECT to_regclass('callback_tables') IS NOT NULL";

    /// <summary>Their version.</summary>
    public const string GetVersion = "SELECT version FROM callback_tables";

    /// <summary>Makes the tables.</summary>
    public const string Create =
        """
        CREATE TABLE callback_tables (version int NOT NULL);
        INSERT INTO callback_tables VALUES (1);
        CREATE TABLE callback_request (
          request bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
          feed text NOT NULL,
          key_set text,
          received_at bigint NOT NULL,
          verified_at bigint NOT NULL,
          method text NOT NULL,
          path text NOT NULL,
          query text NOT NULL,
          url text,
          content_type text,
          headers text NOT NULL,
          body bytea NOT NULL,
          seal bytea
        );
        CREATE TABLE callback (
          seq bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
          id text NOT NULL UNIQUE,
          request bigint REFERENCES callback_request ON DELETE SET NULL,
          item int NOT NULL,
          feed text NOT NULL,
          key_id text,
          facts text NOT NULL,
          order_key text,
          conflicts_with text,
          state smallint NOT NULL,
          due bigint NOT NULL,
          lease bigint NOT NULL DEFAULT 0,
          fence bigint NOT NULL DEFAULT 0,
          attempts int NOT NULL DEFAULT 0,
          duplicates bigint NOT NULL DEFAULT 0,
          accepted_at bigint NOT NULL,
          ended_at bigint,
          last_failure text
        );
        CREATE INDEX callback_due ON callback (due, seq) WHERE state = 2;
        CREATE INDEX callback_lease ON callback (lease) WHERE state = 3;
        CREATE INDEX callback_order ON callback (feed, order_key, seq) WHERE order_key IS NOT NULL AND state IN (1, 2, 3, 5);
        CREATE INDEX callback_of_request ON callback (request);
        CREATE TABLE callback_history (
          seq bigint NOT NULL REFERENCES callback,
          at bigint NOT NULL,
          action text NOT NULL,
          actor text NOT NULL
        );
        """;

    /// <summary>Serialises what is done with the callbacks of one order. It lasts until the transaction ends.</summary>
    public const string LockOrder = "SELECT pg_advisory_xact_lock(hashtextextended($1 || chr(10) || $2, 0))";

    /// <summary>The same, of the order that a callback is of.</summary>
    public const string LockOrderOf =
        "SELECT pg_advisory_xact_lock(hashtextextended(feed || chr(10) || order_key, 0)) FROM callback WHERE id = $1 AND order_key IS NOT NULL";

    /// <summary>Serialises requests that have several callbacks in common, in one order of locks, so that no two wait for each other.</summary>
    public const string LockIds =
        "SELECT count(pg_advisory_xact_lock(hash)) FROM (SELECT DISTINCT hashtextextended(id, 1) AS hash FROM unnest($1) AS id ORDER BY 1) AS ids";

    /// <summary>Stores a request.</summary>
    public const string AddRequest =
        """
        INSERT INTO callback_request (feed, key_set, received_at, verified_at, method, path, query, url, content_type, headers, body)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        RETURNING request
        """;

    /// <summary>Deletes a request that no callback needed.</summary>
    public const string DropRequest = "DELETE FROM callback_request WHERE request = $1";

    /// <summary>Stores a callback unless its id is there. One of an order that has others under way is queued behind them.</summary>
    public const string AddCallback =
        $"""
        INSERT INTO callback (id, request, item, feed, key_id, facts, order_key, conflicts_with, state, due, accepted_at)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8,
          CASE
            WHEN $8 IS NOT NULL THEN 6
            WHEN $7 IS NOT NULL AND EXISTS (SELECT 1 FROM callback WHERE feed = $4 AND order_key = $7 AND state IN (1, 2, 3, 5)) THEN 1
            ELSE 2
          END, now.ms, now.ms
        FROM (SELECT {Now} AS ms) AS now
        ON CONFLICT (id) DO NOTHING
        """;

    /// <summary>The facts of an id.</summary>
    public const string GetFacts = "SELECT facts FROM callback WHERE id = $1";

    /// <summary>Counts a duplicate.</summary>
    public const string CountDuplicate = "UPDATE callback SET duplicates = duplicates + 1 WHERE id = $1";

    /// <summary>Takes back what was lent for too long.</summary>
    public const string TakeBack =
        $"""
        UPDATE callback SET state = 2, due = {Now}, last_failure = 'the lease ran out'
        WHERE seq IN (SELECT seq FROM callback WHERE state = 3 AND lease <= {Now} FOR UPDATE SKIP LOCKED)
        """;

    /// <summary>Lends what is due, with the requests.</summary>
    public const string Claim =
        $"""
        WITH due AS MATERIALIZED (
          SELECT seq FROM callback WHERE state = 2 AND due <= {Now} ORDER BY due, seq LIMIT $1 FOR UPDATE SKIP LOCKED),
        claimed AS (
          UPDATE callback SET state = 3, lease = {Now} + $2, fence = fence + 1, attempts = attempts + 1
          WHERE seq IN (SELECT seq FROM due)
          RETURNING seq, id, fence, attempts, item, key_id, request)
        SELECT c.id, c.fence, c.attempts, c.item, c.key_id, r.feed, r.key_set, r.received_at, r.verified_at, r.method, r.path, r.query, r.url,
          r.content_type, r.headers, r.body
        FROM claimed c JOIN callback_request r ON r.request = c.request
        ORDER BY c.seq
        """;

    /// <summary>Whose the claim is, while it lasts.</summary>
    private const string Mine = $"WHERE id = $1 AND fence = $2 AND state = 3 AND lease > {Now}";

    /// <summary>Makes a lease last longer.</summary>
    public const string Renew = $"UPDATE callback SET lease = {Now} + $3 {Mine}";

    /// <summary>Ends a claimed callback as handled.</summary>
    public const string Complete = $"UPDATE callback SET state = 4, ended_at = {Now} {Mine}";

    /// <summary>Sends a claimed callback back.</summary>
    public const string SendBack = $"UPDATE callback SET state = 2, due = {Now} + $3, last_failure = $4 {Mine}";

    /// <summary>Gives a claimed callback back that nobody has tried.</summary>
    public const string Return = $"UPDATE callback SET state = 2, due = {Now} + $3, attempts = attempts - 1, last_failure = $4 {Mine}";

    /// <summary>Sets a claimed callback aside.</summary>
    public const string SetAside = $"UPDATE callback SET state = 5, last_failure = $3 {Mine}";

    /// <summary>Lets the next of an order go on, when what was before it has ended.</summary>
    public const string PromoteNext =
        $"""
        UPDATE callback SET state = 2, due = {Now}
        WHERE seq = (
          SELECT min(next.seq) FROM callback ended
          JOIN callback next ON next.feed = ended.feed AND next.order_key = ended.order_key AND next.state IN (1, 2, 3, 5)
          WHERE ended.id = $1)
        AND state = 1
        """;

    /// <summary>Has a callback handled again. Of an order, it takes its turn.</summary>
    public const string Replay =
        $"""
        UPDATE callback SET due = {Now}, attempts = 0, ended_at = NULL,
          state = CASE
            WHEN order_key IS NOT NULL AND EXISTS (
              SELECT 1 FROM callback other WHERE other.feed = callback.feed AND other.order_key = callback.order_key AND other.seq <> callback.seq
                AND other.state IN (1, 2, 3, 5) AND (callback.state <> 5 OR other.seq < callback.seq)) THEN 1
            ELSE 2
          END
        WHERE id = $1 AND state IN (4, 5, 6) AND request IS NOT NULL
        """;

    /// <summary>Gives a callback up.</summary>
    public const string Discard = $"UPDATE callback SET state = 7, ended_at = {Now} WHERE id = $1 AND state IN (5, 6)";

    /// <summary>Records what a person did.</summary>
    public const string Record = $"INSERT INTO callback_history (seq, at, action, actor) SELECT seq, {Now}, $2, $3 FROM callback WHERE id = $1";

    /// <summary>What is known of a callback.</summary>
    public const string Find = "SELECT id, feed, state, attempts, duplicates, accepted_at, last_failure, conflicts_with FROM callback WHERE id = $1";

    /// <summary>How many there are of each state.</summary>
    public const string Count = "SELECT state, count(*) FROM callback GROUP BY state";

    /// <summary>Deletes the requests whose callbacks have all ended before a time.</summary>
    public const string Purge =
        """
        DELETE FROM callback_request WHERE request IN (
          SELECT request FROM callback WHERE request IS NOT NULL GROUP BY request HAVING bool_and(state IN (4, 7) AND ended_at < $1))
        """;
}
