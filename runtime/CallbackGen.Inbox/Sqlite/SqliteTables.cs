namespace CallbackGen.Inbox.Sqlite;

/// <summary>
/// The tables, and the commands over them. Times are milliseconds since 1970 (Unix time), but for the
/// time of a verification, which is exact: ticks of 100 ns since the year 1 (<see cref="DateTime.Ticks"/>); states are
/// <see cref="CallbackState"/>.
/// </summary>
internal static class SqliteTables
{
    /// <summary>The version of the tables, which the database keeps.</summary>
    public const int Version = 1;

    /// <summary>Makes the tables.</summary>
    public const string Create =
        """
        CREATE TABLE callback_request (
          request INTEGER PRIMARY KEY,
          feed TEXT NOT NULL,
          key_set TEXT,
          received_at INTEGER NOT NULL,
          verified_at INTEGER NOT NULL,
          method TEXT NOT NULL,
          path TEXT NOT NULL,
          query TEXT NOT NULL,
          url TEXT,
          content_type TEXT,
          headers TEXT NOT NULL,
          body BLOB NOT NULL,
          seal BLOB
        );
        CREATE TABLE callback (
          seq INTEGER PRIMARY KEY AUTOINCREMENT,
          id TEXT NOT NULL UNIQUE,
          request INTEGER REFERENCES callback_request ON DELETE SET NULL,
          item INTEGER NOT NULL,
          feed TEXT NOT NULL,
          key_id TEXT,
          facts TEXT NOT NULL,
          order_key TEXT,
          conflicts_with TEXT,
          state INTEGER NOT NULL,
          due INTEGER NOT NULL,
          lease INTEGER NOT NULL DEFAULT 0,
          fence INTEGER NOT NULL DEFAULT 0,
          attempts INTEGER NOT NULL DEFAULT 0,
          duplicates INTEGER NOT NULL DEFAULT 0,
          accepted_at INTEGER NOT NULL,
          ended_at INTEGER,
          last_failure TEXT
        );
        CREATE INDEX callback_due ON callback (due, seq) WHERE state = 2;
        CREATE INDEX callback_lease ON callback (lease) WHERE state = 3;
        CREATE INDEX callback_order ON callback (feed, order_key, seq) WHERE order_key IS NOT NULL AND state IN (1, 2, 3, 5);
        CREATE INDEX callback_of_request ON callback (request);
        CREATE INDEX callback_state ON callback (state);
        CREATE TABLE callback_history (
          seq INTEGER NOT NULL REFERENCES callback,
          at INTEGER NOT NULL,
          action TEXT NOT NULL,
          actor TEXT NOT NULL
        );
        """;

    /// <summary>Stores a request.</summary>
    public const string AddRequest =
        """
        INSERT INTO callback_request (feed, key_set, received_at, verified_at, method, path, query, url, content_type, headers, body)
        VALUES ($feed, $key_set, $received_at, $verified_at, $method, $path, $query, $url, $content_type, $headers, $body)
        RETURNING request
        """;

    /// <summary>Stores a callback unless its id is there. One of an order that has others under way is queued behind them.</summary>
    public const string AddCallback =
        """
        INSERT INTO callback (id, request, item, feed, key_id, facts, order_key, conflicts_with, state, due, accepted_at)
        VALUES ($id, $request, $item, $feed, $key_id, $facts, $order_key, $conflicts_with,
          CASE
            WHEN $conflicts_with IS NOT NULL THEN 6
            WHEN $order_key IS NOT NULL AND EXISTS (SELECT 1 FROM callback WHERE feed = $feed AND order_key = $order_key AND state IN (1, 2, 3, 5)) THEN 1
            ELSE 2
          END, $now, $now)
        ON CONFLICT (id) DO NOTHING
        """;

    /// <summary>The facts of an id.</summary>
    public const string GetFacts = "SELECT facts FROM callback WHERE id = $id";

    /// <summary>Counts a duplicate.</summary>
    public const string CountDuplicate = "UPDATE callback SET duplicates = duplicates + 1 WHERE id = $id";

    /// <summary>Has what was stored under a clock that was fast, by more than a minute, and was set back since, handled now.</summary>
    public const string BringForward = "UPDATE callback SET due = $now, lease = min(lease, $now) WHERE state IN (2, 3) AND accepted_at > $now + 60000";

    /// <summary>Takes back what was lent for too long.</summary>
    public const string TakeBack = "UPDATE callback SET state = 2, due = $now, last_failure = 'the lease ran out' WHERE state = 3 AND lease <= $now";

    /// <summary>Lends what is due.</summary>
    public const string Claim =
        """
        UPDATE callback SET state = 3, lease = $lease, fence = fence + 1, attempts = attempts + 1
        WHERE seq IN (SELECT seq FROM callback WHERE state = 2 AND due <= $now ORDER BY due, seq LIMIT $limit)
        RETURNING seq
        """;

    /// <summary>A claimed callback with its request.</summary>
    public const string GetClaimed =
        """
        SELECT c.id, c.fence, c.attempts, c.item, c.key_id, r.feed, r.key_set, r.received_at, r.verified_at, r.method, r.path, r.query, r.url,
          r.content_type, r.headers, r.body
        FROM callback c JOIN callback_request r ON r.request = c.request
        WHERE c.seq = $seq
        """;

    /// <summary>Whose the claim is, while it lasts.</summary>
    private const string Mine = "WHERE id = $id AND fence = $fence AND state = 3 AND lease > $now";

    /// <summary>Makes a lease last longer.</summary>
    public const string Renew = $"UPDATE callback SET lease = $lease {Mine}";

    /// <summary>Ends a claimed callback as handled.</summary>
    public const string Complete = $"UPDATE callback SET state = 4, ended_at = $now {Mine}";

    /// <summary>Sends a claimed callback back.</summary>
    public const string SendBack = $"UPDATE callback SET state = 2, due = $due, last_failure = $reason {Mine}";

    /// <summary>Sets a claimed callback aside.</summary>
    public const string SetAside = $"UPDATE callback SET state = 5, last_failure = $reason {Mine}";

    /// <summary>Lets the next of an order go on, when what was before it has ended.</summary>
    public const string PromoteNext =
        """
        UPDATE callback SET state = 2, due = $now
        WHERE seq = (
          SELECT min(next.seq) FROM callback ended
          JOIN callback next ON next.feed = ended.feed AND next.order_key = ended.order_key AND next.state IN (1, 2, 3, 5)
          WHERE ended.id = $id)
        AND state = 1
        """;

    /// <summary>Has a callback handled again. Of an order, it takes its turn.</summary>
    public const string Replay =
        """
        UPDATE callback SET due = $now, attempts = 0, ended_at = NULL,
          state = CASE
            WHEN order_key IS NOT NULL AND EXISTS (
              SELECT 1 FROM callback other WHERE other.feed = callback.feed AND other.order_key = callback.order_key AND other.seq <> callback.seq
                AND other.state IN (1, 2, 3, 5) AND (callback.state <> 5 OR other.seq < callback.seq)) THEN 1
            ELSE 2
          END
        WHERE id = $id AND state IN (4, 5, 6) AND request IS NOT NULL
        """;

    /// <summary>Gives a callback up.</summary>
    public const string Discard = "UPDATE callback SET state = 7, ended_at = $now WHERE id = $id AND state IN (5, 6)";

    /// <summary>Records what a person did.</summary>
    public const string Record = "INSERT INTO callback_history (seq, at, action, actor) SELECT seq, $now, $action, $actor FROM callback WHERE id = $id";

    /// <summary>What is known of a callback.</summary>
    public const string Find = "SELECT id, feed, state, attempts, duplicates, accepted_at, last_failure, conflicts_with FROM callback WHERE id = $id";

    /// <summary>How many there are of each state.</summary>
    public const string Count = "SELECT state, count(*) FROM callback GROUP BY state";

    /// <summary>Deletes the requests whose callbacks have all ended before a time.</summary>
    public const string Purge =
        """
        DELETE FROM callback_request WHERE request IN (
          SELECT request FROM callback WHERE request IS NOT NULL GROUP BY request
          HAVING min(CASE WHEN state IN (4, 7) AND ended_at < $before THEN 1 ELSE 0 END) = 1)
        """;
}
