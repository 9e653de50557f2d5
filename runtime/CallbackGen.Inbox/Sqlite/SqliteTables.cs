namespace CallbackGen.Inbox.Sqlite;

/// <summary>
/// The tables, and the commands on them. Times are milliseconds since 1970 (Unix time), except the time of a verification, which is
/// exact: ticks of 100 ns since the year 1 (<see cref="DateTime.Ticks"/>). States are <see cref="CallbackState"/> values.
/// </summary>
internal static class SqliteTables
{
    /// <summary>The version of the tables, which the database stores.</summary>
    public const int Version = 2;

    /// <summary>The states in which a callback holds up the later ones of its order.</summary>
    private const string UnderWay = "(1, 2, 3, 5, 8, 9)";

    /// <summary>Selects whether there are tables: 0 or 1.</summary>
    public const string HasVersion = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'callback_tables'";

    /// <summary>
    /// Selects their version. It has its own table, because another program that shares the file may use <c>user_version</c>.
    /// </summary>
    public const string GetVersion = "SELECT version FROM callback_tables";

    /// <summary>
    /// Creates the tables. They have no foreign keys, whose check per row would be a tenth of the time of storing a callback.
    /// Instead, dependent rows are deleted before their callback, so that a row number that SQLite reuses never refers to an old callback.
    /// </summary>
    public const string Create = $"""
        CREATE TABLE callback_tables (version INTEGER NOT NULL);
        INSERT INTO callback_tables VALUES (2);
        CREATE TABLE callback_request (
          request INTEGER PRIMARY KEY,
          keys TEXT,
          content BLOB NOT NULL
        );
        CREATE INDEX callback_request_keys ON callback_request (keys);
        CREATE TABLE callback_keys (
          id TEXT PRIMARY KEY,
          fingerprint TEXT NOT NULL,
          content BLOB NOT NULL,
          used_at INTEGER NOT NULL,
          revoked_at INTEGER
        ) WITHOUT ROWID;
        CREATE TABLE callback_secret (
          name TEXT PRIMARY KEY,
          value BLOB NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE callback (
          seq INTEGER PRIMARY KEY,
          id BLOB NOT NULL UNIQUE,
          request INTEGER,
          is_shared INTEGER NOT NULL,
          item INTEGER NOT NULL,
          is_unread INTEGER NOT NULL DEFAULT 0,
          feed TEXT NOT NULL,
          facts TEXT NOT NULL,
          seal BLOB NOT NULL DEFAULT x'',
          order_key TEXT,
          conflicts_with TEXT,
          quota_group TEXT,
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
        CREATE INDEX callback_parked ON callback (due, seq) WHERE state = 9;
        CREATE INDEX callback_lease ON callback (lease) WHERE state = 3;
        CREATE INDEX callback_order ON callback (feed, order_key, seq) WHERE order_key IS NOT NULL AND state IN {UnderWay};
        CREATE INDEX callback_aside ON callback (state, seq) WHERE state NOT IN (2, 3, 4);
        CREATE INDEX callback_shared ON callback (request) WHERE is_shared;
        CREATE INDEX callback_quota ON callback (quota_group, accepted_at) WHERE quota_group IS NOT NULL;
        CREATE INDEX callback_ended ON callback (ended_at) WHERE ended_at IS NOT NULL;
        CREATE INDEX callback_kept ON callback (ended_at) WHERE ended_at IS NOT NULL AND request IS NOT NULL;
        CREATE TABLE callback_effect (
          id BLOB PRIMARY KEY,
          feed TEXT NOT NULL,
          facts TEXT NOT NULL,
          callback BLOB,
          at INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX callback_effect_at ON callback_effect (at);
        CREATE TABLE callback_history (
          seq INTEGER NOT NULL,
          at INTEGER NOT NULL,
          action TEXT NOT NULL,
          actor TEXT NOT NULL
        );
        CREATE INDEX callback_history_of ON callback_history (seq);
        CREATE TABLE callback_refused (
          seq INTEGER PRIMARY KEY,
          at INTEGER NOT NULL,
          feed TEXT NOT NULL,
          reason TEXT NOT NULL,
          place TEXT NOT NULL,
          is_proven INTEGER NOT NULL,
          method TEXT NOT NULL,
          path TEXT NOT NULL,
          length INTEGER,
          body BLOB NOT NULL
        );
        """;

    /// <summary>An id as text: see <see cref="SqliteId"/>.</summary>
    private const string Id = "CASE typeof(id) WHEN 'blob' THEN lower(hex(id)) ELSE id END";

    /// <summary>Sets a savepoint.</summary>
    public const string Mark = "SAVEPOINT mark";

    /// <summary>Rolls back to the savepoint.</summary>
    public const string BackToMark = "ROLLBACK TO mark";

    /// <summary>Releases the savepoint.</summary>
    public const string Unmark = "RELEASE mark";

    /// <summary>Counts the callbacks of a quota, up to its limit.</summary>
    public const string CountGroup =
        "SELECT count(*) FROM (SELECT 1 FROM callback WHERE quota_group = $group AND accepted_at > $since LIMIT $rows)";

    /// <summary>Stores a request.</summary>
    public const string AddRequest = "INSERT INTO callback_request (keys, content) VALUES ($keys, $content)";

    /// <summary>
    /// Stores a callback, unless its id exists. It is queued if its order has earlier callbacks that have not ended. The first
    /// callback of a request has the number that the request gets when it is inserted next.
    /// </summary>
    public const string AddCallback = $"""
        INSERT INTO callback (
          id, request, is_shared, item, is_unread, feed, facts, seal, order_key,
          conflicts_with, quota_group, last_failure, state, due, accepted_at)
        VALUES ($id, coalesce($request, (SELECT max(request) FROM callback_request) + 1, 1),
          $is_shared, $item, $quarantine IS NOT NULL, $feed, $facts, $seal, $order_key,
          $conflicts_with, $quota_group, $quarantine,
          CASE
            WHEN $quarantine IS NOT NULL THEN 8
            WHEN $conflicts_with IS NOT NULL THEN 6
            WHEN $order_key IS NOT NULL AND EXISTS (
              SELECT 1 FROM callback WHERE feed = $feed AND order_key = $order_key AND state IN {UnderWay}) THEN 1
            ELSE 2
          END, $now, $now)
        ON CONFLICT (id) DO NOTHING
        """;

    /// <summary>Selects the facts and the state of an id.</summary>
    public const string GetFacts = "SELECT facts, state FROM callback WHERE id = $id";

    /// <summary>Counts a duplicate.</summary>
    public const string CountDuplicate = "UPDATE callback SET duplicates = duplicates + 1 WHERE id = $id";

    /// <summary>Counts a duplicate that has additional facts.</summary>
    public const string AddFacts = "UPDATE callback SET duplicates = duplicates + 1, facts = $facts WHERE id = $id";

    /// <summary>
    /// Makes callbacks due that were stored while the clock was more than a minute fast, after the clock was set back.
    /// </summary>
    public const string BringForward = """
        UPDATE callback SET due = $now, lease = min(lease, $now)
        WHERE seq IN (
          SELECT seq FROM callback WHERE state = 2
          UNION ALL SELECT seq FROM callback WHERE state = 3
          UNION ALL SELECT seq FROM callback WHERE state = 9)
        AND accepted_at > $now + 60000
        """;

    /// <summary>Ends claims whose lease has expired.</summary>
    public const string TakeBack = """
        UPDATE callback INDEXED BY callback_lease SET state = 2, due = $now, last_failure = 'the lease ran out'
        WHERE state = 3 AND lease <= $now
        """;

    /// <summary>The next fence: a number, even if another program has written a different value there.</summary>
    private const string NextFence = "min(CAST(fence AS INTEGER), 9223372036854775806) + 1";

    /// <summary>The changes to a callback that is claimed.</summary>
    private const string Lent =
        $"state = 3, lease = $lease, fence = {NextFence}, attempts = max(0, min(CAST(attempts AS INTEGER), 2147483646)) + 1";

    /// <summary>Claims due callbacks.</summary>
    public const string Claim = $"""
        UPDATE callback SET {Lent}
        WHERE seq IN (SELECT seq FROM callback INDEXED BY callback_due WHERE state = 2 AND due <= $now ORDER BY due, seq LIMIT $limit)
        RETURNING seq
        """;

    /// <summary>Claims parked callbacks that are due.</summary>
    public const string ClaimParked = $"""
        UPDATE callback SET {Lent}
        WHERE seq IN (SELECT seq FROM callback INDEXED BY callback_parked WHERE state = 9 AND due <= $now ORDER BY due, seq LIMIT $limit)
        RETURNING seq
        """;

    /// <summary>
    /// Selects claimed callbacks, by a JSON array of their numbers, with their requests, earliest first. If the request is missing,
    /// or larger than any stored request can be, the content is empty, so that the callback is set aside and does not block others.
    /// </summary>
    public const string GetClaimed = $"""
        SELECT {Id}, c.fence, c.attempts, c.item, c.seal, c.conflicts_with, coalesce(c.request, 0), c.feed, r.keys,
          CASE WHEN octet_length(r.content) <= $largest THEN r.content ELSE x'' END, c.is_unread, c.order_key,
          EXISTS (SELECT 1 FROM callback_keys k WHERE k.id = r.keys AND k.revoked_at IS NOT NULL)
        FROM callback c LEFT JOIN callback_request r ON r.request = c.request
        WHERE c.seq IN (SELECT value FROM json_each($seqs))
        ORDER BY c.due, c.seq
        """;

    /// <summary>The condition that the claim is valid and its lease has not expired.</summary>
    private const string Mine = "WHERE id = $id AND fence = $fence AND state = 3 AND lease > $now";

    /// <summary>Extends a lease.</summary>
    public const string Renew = $"UPDATE callback SET lease = $lease {Mine}";

    /// <summary>Ends a claimed callback as handled.</summary>
    public const string Complete = $"UPDATE callback SET state = 4, ended_at = $now {Mine}";

    /// <summary>Returns a claimed callback to be retried.</summary>
    public const string SendBack = $"UPDATE callback SET state = 2, due = $due, last_failure = $reason {Mine}";

    /// <summary>Returns a claimed callback that was not tried.</summary>
    public const string Return = $"UPDATE callback SET state = 2, due = $due, attempts = attempts - 1, last_failure = $reason {Mine}";

    /// <summary>Parks a claimed callback.</summary>
    public const string Park = $"UPDATE callback SET state = 9, due = $due, attempts = attempts - 1, last_failure = $reason {Mine}";

    /// <summary>
    /// Selects parked callbacks of feeds that are not due, by a JSON array of the feeds' names, in the order of acceptance.
    /// </summary>
    public const string FindParked = """
        SELECT seq FROM callback INDEXED BY callback_parked
        WHERE state = 9 AND due > $now AND feed IN (SELECT value FROM json_each($feeds)) ORDER BY seq
        """;

    /// <summary>Makes parked callbacks due, by a JSON array of their numbers.</summary>
    public const string Wake = "UPDATE callback SET due = $now WHERE seq IN (SELECT value FROM json_each($seqs)) AND state = 9";

    /// <summary>Sets a claimed callback aside, in a state in which it waits for an operator.</summary>
    public const string SetAside = $"UPDATE callback SET state = $state, last_failure = $reason {Mine}";

    /// <summary>Selects the number of a claimed callback's request, and its feed.</summary>
    public const string GetRequest = $"SELECT request, feed FROM callback {Mine}";

    /// <summary>Marks a callback whose request has other callbacks too.</summary>
    public const string Share = "UPDATE callback SET is_shared = 1 WHERE id = $id";

    /// <summary>Selects the id that a claimed callback contradicted before an operator released it.</summary>
    public const string GetClaim = $"SELECT conflicts_with FROM callback {Mine}";

    /// <summary>Sets aside a claimed callback that contradicts an event which has had its effect.</summary>
    public const string Contradict = $"UPDATE callback SET state = 6, conflicts_with = $conflicts_with {Mine}";

    /// <summary>Stores the id of a confirmed event, unless it exists.</summary>
    public const string AddEffect = """
        INSERT INTO callback_effect (id, feed, facts, callback, at) VALUES ($id, $feed, $facts, $callback, $now)
        ON CONFLICT (id) DO NOTHING
        """;

    /// <summary>Selects the facts with which a confirmed event had its effect, and whether by this callback: 0 or 1.</summary>
    public const string GetEffect = "SELECT facts, coalesce(callback = $callback, 0) FROM callback_effect WHERE id = $id";

    /// <summary>Stores additional facts of an event.</summary>
    public const string SetEffectFacts = "UPDATE callback_effect SET facts = $facts WHERE id = $id";

    /// <summary>Selects the state and the facts of a callback.</summary>
    public const string GetState = "SELECT state, facts FROM callback WHERE id = $id";

    /// <summary>Stores an event that was handled without a callback.</summary>
    public const string AddHandled = """
        INSERT INTO callback (id, is_shared, item, feed, facts, state, due, accepted_at, ended_at)
        VALUES ($id, 0, 0, $feed, $facts, 4, $now, $now, $now)
        """;

    /// <summary>Ends a callback as handled, whichever worker has claimed it: its claim becomes invalid.</summary>
    public const string Handle = $"UPDATE callback SET state = 4, fence = {NextFence}, ended_at = $now WHERE id = $id";

    /// <summary>Makes the next callback of an order due when its predecessor has ended.</summary>
    public const string PromoteNext = $"""
        UPDATE callback SET state = 2, due = $now
        WHERE seq = (
          SELECT min(next.seq) FROM callback ended
          JOIN callback next ON next.feed = ended.feed AND next.order_key = ended.order_key AND next.state IN {UnderWay}
          WHERE ended.id = $id)
        AND state = 1
        """;

    /// <summary>Replays a callback. In an order, it waits for its turn.</summary>
    public const string Replay = $"""
        UPDATE callback SET due = $now, attempts = 0, ended_at = NULL,
          state = CASE
            WHEN order_key IS NOT NULL AND EXISTS (
              SELECT 1 FROM callback other
              WHERE other.feed = callback.feed AND other.order_key = callback.order_key AND other.seq <> callback.seq
                AND other.state IN {UnderWay} AND (callback.state NOT IN (5, 8) OR other.seq < callback.seq)) THEN 1
            ELSE 2
          END
        WHERE id = $id AND state IN (4, 5, 6, 8) AND request IS NOT NULL
        """;

    /// <summary>Discards a callback.</summary>
    public const string Discard = "UPDATE callback SET state = 7, ended_at = $now WHERE id = $id AND state IN (5, 6, 8)";

    /// <summary>Records an operator's action.</summary>
    public const string Record =
        "INSERT INTO callback_history (seq, at, action, actor) SELECT seq, $now, $action, $actor FROM callback WHERE id = $id";

    private const string Aside = "state NOT IN (2, 3, 4)";

    private const string Fingerprint =
        "(SELECT k.fingerprint FROM callback_request r JOIN callback_keys k ON k.id = r.keys WHERE r.request = callback.request)";

    private const string Row =
        $"SELECT {Id}, feed, state, attempts, duplicates, accepted_at, last_failure, conflicts_with, {Fingerprint} FROM callback";

    /// <summary>Selects a callback.</summary>
    public const string Find = $"{Row} WHERE id = $id";

    /// <summary>
    /// Lists callbacks of a state, in the order of acceptance. Callbacks that wait for others or for an operator have an index of
    /// their own, so that the few of them are found among many.
    /// </summary>
    public const string List = $"{Row} WHERE state = $state ORDER BY seq LIMIT $limit";

    /// <summary>Lists callbacks of a state that has this index.</summary>
    public const string ListAside = $"{Row} WHERE state = $state AND {Aside} ORDER BY seq LIMIT $limit";

    /// <summary>Counts the callbacks of each state. Done callbacks are those that have ended and were not discarded.</summary>
    public const string Count = $"""
        SELECT * FROM (
          SELECT 2, count(*) AS rows FROM callback WHERE state = 2
          UNION ALL SELECT 3, count(*) FROM callback WHERE state = 3
          UNION ALL SELECT state, count(*) FROM callback WHERE {Aside} GROUP BY state
          UNION ALL SELECT 4, (SELECT count(*) FROM callback WHERE ended_at IS NOT NULL)
            - (SELECT count(*) FROM callback WHERE state = 7 AND {Aside}))
        WHERE rows > 0
        """;

    /// <summary>
    /// Counts the callbacks that have not ended, by state, and selects for state 0 how long the oldest has been due, in
    /// milliseconds. Each part uses an index, so that ended callbacks are not read.
    /// </summary>
    public const string Measure = $"""
        SELECT 2, count(*) FROM callback INDEXED BY callback_due WHERE state = 2
        UNION ALL SELECT 3, count(*) FROM callback INDEXED BY callback_lease WHERE state = 3
        UNION ALL SELECT state, count(*) FROM callback INDEXED BY callback_aside WHERE {Aside} AND state IN (1, 5, 6, 8, 9) GROUP BY state
        UNION ALL SELECT 0, $now - min(at) FROM (
          SELECT min(due) AS at FROM callback INDEXED BY callback_due WHERE state = 2 AND due <= $now
          UNION ALL SELECT min(lease) FROM callback INDEXED BY callback_lease WHERE state = 3 AND lease <= $now)
        """;

    /// <summary>
    /// Selects requests whose callbacks all ended before a time, each with the number of its callback; 0 if it has several.
    /// </summary>
    public const string Ended = """
        SELECT DISTINCT ended.request, CASE WHEN ended.is_shared THEN 0 ELSE ended.seq END FROM callback ended
        WHERE ended.request IS NOT NULL AND ended.ended_at IS NOT NULL AND ended.ended_at < $before
          AND NOT (ended.is_shared AND EXISTS (
            SELECT 1 FROM callback other
            WHERE other.request = ended.request AND other.is_shared AND (other.ended_at IS NULL OR other.ended_at >= $before)))
        LIMIT $batch
        """;

    /// <summary>Removes the reference to their requests from callbacks, by a JSON array of their numbers.</summary>
    public const string LoseRequests = "UPDATE callback SET request = NULL WHERE seq IN (SELECT value FROM json_each($seqs))";

    /// <summary>Removes the reference from callbacks that share requests, by a JSON array of the requests' numbers.</summary>
    public const string LoseSharedRequests = """
        UPDATE callback INDEXED BY callback_shared SET request = NULL
        WHERE is_shared AND request IN (SELECT value FROM json_each($requests))
        """;

    /// <summary>Deletes these requests.</summary>
    public const string DeleteRequests = "DELETE FROM callback_request WHERE request IN (SELECT value FROM json_each($requests))";

    /// <summary>
    /// Deletes effects of confirmed events, except those of callbacks that have not ended, such as replayed ones.
    /// </summary>
    public const string ForgetEffects = """
        DELETE FROM callback_effect WHERE id IN (
          SELECT effect.id FROM callback_effect effect
          WHERE effect.at < $before
            AND NOT EXISTS (SELECT 1 FROM callback WHERE callback.id = effect.callback AND (ended_at IS NULL OR ended_at >= $before))
          LIMIT $batch)
        """;

    /// <summary>Deletes the history of callbacks that are deleted next.</summary>
    public const string ForgetHistory = """
        DELETE FROM callback_history WHERE rowid IN (
          SELECT h.rowid FROM callback_history h JOIN callback c ON c.seq = h.seq WHERE c.ended_at < $before LIMIT $batch)
        """;

    /// <summary>Deletes callbacks that ended before a time.</summary>
    public const string ForgetCallbacks =
        "DELETE FROM callback WHERE seq IN (SELECT seq FROM callback WHERE ended_at IS NOT NULL AND ended_at < $before LIMIT $batch)";
}
