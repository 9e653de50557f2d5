using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using CallbackGen.Inbox.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;

namespace CallbackGen.Inbox.Tests;

/// <summary>Tables of an older version are migrated with their content when the program starts.</summary>
public sealed class MigrationTests : IAsyncTests
{
    private static readonly string[] Bodies =
    [
        """{"id":"waiting","status":"paid"}""",
        """{"id":"done","status":"paid"}""",
        """{"id":"dead","status":"paid"}""",
        """{"id":"told twice","status":"paid","amount":"1"}""",
        """{"id":"told twice","status":"paid","amount":"2"}""",
        """{"id":"first","status":"paid","order":"one"}""",
        """{"id":"second","status":"paid","order":"one"}""",
    ];

    private readonly InboxApp _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task What_an_older_program_has_stored_in_SQLite_is_kept_and_known()
    {
        await WriteFirstVersionAsync();

        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaPayment>("/in", (Verified<NovaPayment> payment) => it.Handled.Enqueue(payment.Payload.Id))
                    .StoreFirst(store => store.OrderBy(payment => payment.Order))
        );

        // The author of a row without a seal cannot be determined.
        await _app.UntilCountAsync(CallbackState.Quarantined, 2);
        Assert.Equal(CallbackState.Queued, (await _app.Store.ListAsync(CallbackState.Queued, 10, default)).Single().State);
        var counts = await _app.CountAsync();
        Assert.Equal((2, 1), (counts[CallbackState.Dead], counts[CallbackState.Conflict]));
        // A callback that was handled before is a duplicate; a new one is stored.
        foreach (var body in (string[])[Bodies[1], """{"id":"new","status":"paid"}"""])
        {
            using var answer = await _app.SendAsync(NovaPayment.Feed, body);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        await _app.UntilCountAsync(CallbackState.Done, 2);
        Assert.Equal(["new"], _app.Handled);
        // A dead callback still has its request.
        foreach (var dead in await _app.Store.ListAsync(CallbackState.Dead, 10, default))
            Assert.True(await _app.Store.ReplayAsync(dead.Id, "a person", default));
        await _app.UntilCountAsync(CallbackState.Quarantined, 4);
        await _app.StopAsync();
        Assert.Equal(1L, SqliteFile.Execute(_app.File, "SELECT count(*) FROM callback_effect"));
        Assert.Equal(1L, SqliteFile.Execute(_app.File, "SELECT count(*) FROM callback_history WHERE actor = 'somebody'"));
        Assert.Equal(1L, SqliteFile.Execute(_app.File, "SELECT duplicates FROM callback WHERE seq = 2"));
        Assert.Equal(
            0L,
            SqliteFile.Execute(_app.File, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name LIKE '%\\_1' ESCAPE '\\'")
        );
    }

    [Fact]
    public async Task Tables_of_a_newer_version_stop_the_start()
    {
        await _app.StartAsync(Fail);
        await _app.StopAsync();
        SqliteFile.Execute(_app.File, "UPDATE callback_tables SET version = 99");

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => _app.StartAsync(Fail));

        Assert.Contains("version 99", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Lets the current program store callbacks, and converts them to the tables of version 1.</summary>
    private async Task WriteFirstVersionAsync()
    {
        await _app.StartAsync(Fail, options => options.Attempts = 1);
        foreach (var body in Bodies)
        {
            using var answer = await _app.SendAsync(NovaPayment.Feed, body);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        await _app.UntilCountAsync(CallbackState.Dead, 5);
        await _app.StopAsync();
        var today = $"{_app.File}.today";
        SqliteFile.Execute(_app.File, $"VACUUM INTO '{today}'");
        foreach (var file in (string[])[_app.File, $"{_app.File}-wal", $"{_app.File}-shm"])
            File.Delete(file);
        SqliteFile.Execute(_app.File, FirstVersion.Sqlite);
        for (var number = 1; number <= Bodies.Length; number++)
            AddRequest(number, InboxApp.Sign(NovaPayment.Feed, Bodies[number - 1]));
        const string Same =
            "seq, id, request, is_shared, item, feed, facts, order_key, conflicts_with, quota_group, due, lease, "
            + "fence, attempts, duplicates, accepted_at, last_failure";
        SqliteFile.Execute(
            _app.File,
            $"""
            ATTACH '{today}' AS today;
            INSERT INTO callback ({Same}, state) SELECT {Same}, state FROM today.callback;
            UPDATE callback SET state = 2 WHERE seq IN (1, 6);
            UPDATE callback SET state = 4, ended_at = accepted_at WHERE seq = 2;
            INSERT INTO callback_effect VALUES (x'01', 'nova.payment', '', NULL, 1);
            INSERT INTO callback_history VALUES (3, 1, 'replay', 'somebody');
            """
        );
    }

    private void AddRequest(int number, CallbackRequest request)
    {
        var headers = request.Headers.Names.Select(name => new[] { name, request.Headers.GetValues(name)[0] });
        using var connection = new SqliteConnection($"Data Source={_app.File};Pooling=False");
        connection.Open();
        using var command = new SqliteCommand(
            """
            INSERT INTO callback_request (request, feed, received_at, verified_at, method, path, query, content_type, headers, body)
            VALUES ($request, 'nova.payment', $received_at, $verified_at, 'POST', '/in', '', 'application/json', $headers, $body)
            """,
            connection
        );
        command.Parameters.AddWithValue("$request", number);
        command.Parameters.AddWithValue("$received_at", DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("$verified_at", DateTimeOffset.UtcNow.Ticks);
        command.Parameters.AddWithValue("$headers", JsonSerializer.Serialize(headers));
        command.Parameters.AddWithValue("$body", request.Body.ToArray());
        command.ExecuteNonQuery();
    }

    private static void Fail(WebApplication app, InboxApp it) =>
        app.MapCallback<NovaPayment>("/in", (Verified<NovaPayment> payment) => Task.FromException(new InvalidOperationException()))
            .StoreFirst(store => store.OrderBy(payment => payment.Order));
}

/// <summary>The same migration in PostgreSQL.</summary>
public class PostgreSqlMigrationTests(PostgreSqlServer server) : IClassFixture<PostgreSqlServer>
{
    [PostgreSqlFact]
    public async Task What_an_older_program_has_stored_in_PostgreSQL_is_claimed_and_known()
    {
        await using var harness = new PostgreSqlHarness(await server.CreateDatabaseAsync());
        await ExecuteAsync(harness, FirstVersion.PostgreSql);
        await ExecuteAsync(harness, Rows());

        var stores = await harness.OpenAsync(2);

        var claimed = await stores[0].ClaimAsync(10, TimeSpan.FromMinutes(5), default);
        Assert.Equal([Callbacks.Id(1), Callbacks.Id(6)], claimed.Select(callback => callback.Claim.Id));
        var request = RequestContent.Read(claimed[0].Request.Content);
        Assert.Equal(
            ("nova.payment", "Nova", "/in", "a=b", "application/json", "{1}"),
            (request.Feed, request.KeySet, request.Path, request.Query, request.ContentType, Encoding.UTF8.GetString(request.Body.Span))
        );
        Assert.Equal([KeyValuePair.Create("X-Signature", "\"s\"")], request.Headers);
        Assert.Equal(
            (DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000), new DateTimeOffset(638_000_000_000_000_001, TimeSpan.Zero)),
            (request.ReceivedAt, request.VerifiedAt)
        );
        Assert.True(await stores[0].CommitAsync(claimed[1].Claim, null, default));
        Assert.Equal(Callbacks.Id(7), Assert.Single(await stores[1].ClaimAsync(10, TimeSpan.FromMinutes(5), default)).Claim.Id);
        Assert.Equal([Callbacks.Id(3)], (await stores[0].ListAsync(CallbackState.Dead, 10, default)).Select(row => row.Id));
        Assert.Equal(
            [(Callbacks.ConflictId(4), Callbacks.Id(4))],
            (await stores[0].ListAsync(CallbackState.Conflict, 10, default)).Select(row => (row.Id, row.ConflictsWith!))
        );
        Assert.Equal(3, (await stores[0].FindAsync(Callbacks.Id(2), default))!.Duplicates);
        Assert.Equal([CallbackAcceptance.Duplicate], await stores[0].AcceptAsync(Callbacks.Request, [Callbacks.Of(2)], default));
        // New rows have unused numbers.
        Assert.Equal([CallbackAcceptance.Stored], await stores[1].AcceptAsync(Callbacks.Request, [Callbacks.Of(9)], default));
        Assert.Equal(Callbacks.Id(9), Assert.Single(await stores[1].ClaimAsync(10, TimeSpan.FromMinutes(5), default)).Claim.Id);
        Assert.Equal(
            CallbackCommit.Duplicate,
            await stores[0].CommitAsync(Callbacks.Confirmed(8, isCallbackId: false), (_, _) => default, default)
        );
        await using var rest = harness
            .Connect()
            .CreateCommand(
                "SELECT (SELECT count(*) FROM callback_history) || ' ' || (SELECT min(request) > 250000 FROM "
                    + "callback WHERE seq > 7) || ' ' || (SELECT version FROM callback_tables)"
            );
        Assert.Equal("1 true 2", await rest.ExecuteScalarAsync());
    }

    [PostgreSqlFact]
    public async Task Instances_that_start_together_bring_tables_forward_once()
    {
        await using var harness = new PostgreSqlHarness(await server.CreateDatabaseAsync());
        await ExecuteAsync(harness, FirstVersion.PostgreSql);
        await ExecuteAsync(harness, Rows());

        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => harness.OpenAsync()));

        Assert.Equal(7, (await stores[3].CountAsync(default)).Values.Sum());
    }

    private static string Rows()
    {
        var text = new StringBuilder();
        // A waiting, a handled and a dead callback, an event and its conflict, and two callbacks of one order.
        (string Id, int State, string Order, string Other)[] rows =
        [
            (Callbacks.Id(1), 2, "NULL", "NULL"),
            (Callbacks.Id(2), 4, "NULL", "NULL"),
            (Callbacks.Id(3), 5, "NULL", "NULL"),
            (Callbacks.Id(4), 4, "NULL", "NULL"),
            (Callbacks.ConflictId(4), 6, "NULL", $"'{Callbacks.Id(4)}'"),
            (Callbacks.Id(6), 2, "'one'", "NULL"),
            (Callbacks.Id(7), 1, "'one'", "NULL"),
        ];
        for (var index = 0; index < rows.Length; index++)
        {
            var (id, state, order, other) = rows[index];
            var request = index == 0 ? 250_000 : index;
            text.Append(
                CultureInfo.InvariantCulture,
                $$"""
                INSERT INTO callback_request (
                  request, feed, key_set, received_at, verified_at, method, path, query, content_type, headers, body
                )
                VALUES (
                  {{request}}, 'nova.payment', 'Nova', 1700000000000, 638000000000000001, 'POST', '/in', 'a=b', 'application/json',
                  '[["X-Signature","\"s\""]]', '{{{index + 1}}}'
                );
                INSERT INTO callback (id, request, item, feed, facts, order_key, conflicts_with, state, due, accepted_at, ended_at)
                VALUES ('{{id}}', {{request}}, 0, 'nova.payment', '', {{order}}, {{other}}, {{state}}, {{index}}, 1, {{(
                    state == 4 ? "1" : "NULL"
                )}});

                """
            );
        }

        return text.Append(
                CultureInfo.InvariantCulture,
                $"""
                INSERT INTO callback_duplicate VALUES ('{Callbacks.Id(2)}', 3);
                INSERT INTO callback_effect VALUES ('{Callbacks.Id(8)}', 'acme.payment', '', NULL, 1);
                INSERT INTO callback_history VALUES (3, 1, 'replay', 'somebody')
                """
            )
            .ToString();
    }

    private static async Task ExecuteAsync(PostgreSqlHarness harness, string sql)
    {
#pragma warning disable CA2100 // The commands are constants of the tests.
        await using var command = harness.Connect().CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
