using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using CallbackGen.Inbox.Sqlite;
using CallbackGen.Inbox.Tests.Compliance;
using CallbackGen.Inbox.Tests.Support;
using CallbackGen.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.Inbox.Tests;

/// <summary>Requests with several callbacks are stored once and verified once; a genuine item that cannot be read is quarantined.</summary>
public sealed class ItemsTests : IAsyncTests
{
    internal static readonly VerifiedFeed<NovaAmendedBatch> AmendedBatch = NovaAmendedBatch.Feed.Amends(NovaBatch.Feed);
    private static readonly VerifiedFeed<NovaAmendedBulk> AmendedBulk = NovaAmendedBulk.Feed.Amends(NovaBulk.Feed);

    private const string Three =
        """{"items":[{"id":"a","status":"paid","amount":"1"},{"id":"b","status":"paid","amount":"2"},"""
        + """{"id":"c","status":"paid","amount":"3"}]}""";

    private readonly InboxApp _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_batch_that_comes_again_with_a_new_item_gives_one_new_row()
    {
        await StartBatchAsync();

        await AnswerAsync(HttpStatusCode.OK, Batch(Item("a", "1"), Item("b", "2")));
        await AnswerAsync(HttpStatusCode.OK, Batch(Item("a", "1"), Item("b", "2"), Item("c", "3")));

        await _app.UntilCountAsync(CallbackState.Done, 3);
        Assert.Equal(3, Assert.Single(await _app.CountAsync()).Value);
        Assert.Equal(["a 1", "b 2", "c 3"], _app.Handled.Order());
    }

    [Fact]
    public async Task Where_each_is_signed_one_that_cannot_be_read_is_kept_alone_and_handled_when_it_is_released()
    {
        await StartBatchAsync();
        var batch = Batch(Item("a", "1"), Item("b", "1,000"), Item("c", "3"));
        await AnswerAsync(HttpStatusCode.ServiceUnavailable, batch);
        await AnswerAsync(HttpStatusCode.ServiceUnavailable, batch);

        await _app.UntilCountAsync(CallbackState.Done, 2);
        Assert.Equal(["a 1", "c 3"], _app.Handled.Order());
        Assert.Single(_app.LinesOf("CallbackQuarantined"));
        Assert.Equal(1, Assert.Single(await _app.Store.ListAsync(CallbackState.Quarantined, 10, default)).Duplicates);

        await ReleaseToAsync(AmendedBatch, batch => $"{batch.Id} amended");

        await _app.UntilCountAsync(CallbackState.Done, 4);
        Assert.Equal(["a 1", "b amended", "c 3"], _app.Handled.Order());
    }

    [Fact]
    public async Task One_that_is_forged_refuses_the_batch()
    {
        await StartBatchAsync();

        await AnswerAsync(HttpStatusCode.Unauthorized, Batch(Item("a", "1"), Item("b", "1,000", "2"), Item("c", "3")));

        Assert.Empty(await _app.CountAsync());
    }

    [Fact]
    public async Task Those_that_can_be_read_do_not_wait_for_room_in_the_quarantine()
    {
        await StartBatchAsync(store => store.QuarantineLimit(1, TimeSpan.FromDays(1)));

        await AnswerAsync(HttpStatusCode.ServiceUnavailable, Batch(Item("a", "1"), Item("b", "1,000"), Item("c", "1,000")));

        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal(["a 1"], _app.Handled);
        Assert.Single(_app.LinesOf("CallbackQuarantineFull"));
    }

    [Fact]
    public async Task Where_none_can_be_read_those_that_can_later_leave_the_others_behind()
    {
        await StartBatchAsync();
        await AnswerAsync(HttpStatusCode.ServiceUnavailable, Batch(Item("a", "1,000"), Item("b", "{}")));
        Assert.Equal(1, Assert.Single(await _app.CountAsync()).Value);

        await ReleaseToAsync(AmendedBatch, batch => batch.Id);

        await _app.UntilCountAsync(CallbackState.Done, 3);
        Assert.Equal(["a", "b"], _app.Handled.Order());
    }

    [Fact]
    public async Task Under_one_signature_one_that_cannot_be_read_keeps_the_others_and_all_are_handled_when_they_are_released()
    {
        await StartBulkAsync();
        const string Json = """{"items":[{"id":"a","status":"paid","amount":"1"},{"id":"b","status":"paid","amount":"1,000"}]}""";
        await AnswerAsync(HttpStatusCode.ServiceUnavailable, InboxApp.Sign(NovaAmendedBulk.Feed, Json));
        Assert.Equal(1, Assert.Single(await _app.CountAsync()).Value);
        await ReleaseAsync();
        await InboxApp.UntilAsync(() => Task.FromResult(_app.LinesOf("StoredCallbackQuarantined").Count == 1));
        await _app.UntilCountAsync(CallbackState.Quarantined, 1);

        await ReleaseToAsync(AmendedBulk, bulk => bulk.Id);

        await _app.UntilCountAsync(CallbackState.Done, 3);
        Assert.Equal(["a", "b"], _app.Handled.Order());
    }

    /// <summary>The request is verified when it arrives, and once more when the first of its items is handled.</summary>
    [Fact]
    public async Task A_request_of_a_thousand_items_is_opened_and_verified_once_when_they_are_handled()
    {
        const int Items = 1000;
        var feed = NovaCounted.Feed;
        var (claims, lookups) = (new ConcurrentQueue<ClaimedCallback>(), 0);
        await using var file = new SqliteCallbackStore(_app.File, TimeProvider.System, TimeSpan.FromSeconds(5));
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback(
                        feed,
                        "/in",
                        (message, _, _) =>
                        {
                            it.Handled.Enqueue(((Verified<NovaCounted>)message).Payload.Id);
                            return Task.CompletedTask;
                        }
                    )
                    .StoreFirst(),
            store: inbox =>
                inbox
                    .UseSqlite(_app.File)
                    .UseStore(_ => new AlteredStore(file)
                    {
                        Claim = async (limit, lease) =>
                        {
                            var claimed = await file.ClaimAsync(limit, lease, default);
                            foreach (var one in claimed)
                                claims.Enqueue(one);
                            return claimed;
                        },
                        FindKeys = id =>
                        {
                            Interlocked.Increment(ref lookups);
                            return file.FindKeysAsync(id, default);
                        },
                    })
        );
        var items = string.Join(',', Enumerable.Range(0, Items).Select(item => $$"""{"id":"{{item}}","status":"paid","amount":"1"}"""));
        var signed = InboxApp.Sign(NovaBulk.Feed, $$"""{"items":[{{items}}]}""");
        var before = NovaCounted.Verifications;

        await AnswerAsync(HttpStatusCode.OK, signed);

        await _app.UntilCountAsync(CallbackState.Done, Items);
        Assert.Equal(Items, _app.Handled.Distinct().Count());
        // After a long pause of the process it is verified again, but not for each item.
        Assert.InRange(NovaCounted.Verifications - before, 2, 8);
        Assert.Equal(1, lookups);
        var sealer = _app.Services.GetRequiredService<InboxSealer>();
        var opened = new HashSet<ArrivedRequest?>(ReferenceEqualityComparer.Instance);
        foreach (var claimed in claims)
            opened.Add((await sealer.OpenAsync(claimed, default)).Request);
        Assert.InRange(opened.Count, 1, 2);
        Assert.DoesNotContain(null, opened);
        await _app.StopAsync();
    }

    /// <summary>The request is open already; the seal of each row is checked nevertheless.</summary>
    [Fact]
    public async Task A_row_that_was_moved_among_the_items_of_a_request_is_not_handled()
    {
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaBulk>("/in", (Verified<NovaBulk> _) => Task.FromException(new InvalidOperationException()))
                    .StoreFirst(),
            options => options.Attempts = int.MaxValue
        );
        await AnswerAsync(HttpStatusCode.OK, InboxApp.Sign(NovaBulk.Feed, Three));
        await _app.StopAsync();
        SqliteFile.Execute(_app.File, "UPDATE callback SET item = 0 WHERE item = 2");

        await StartBulkAsync();

        await _app.UntilCountAsync(CallbackState.Done, 2);
        await _app.UntilCountAsync(CallbackState.Quarantined, 1);
        Assert.Equal(["a", "b"], _app.Handled.Order());
    }

    [Fact]
    public async Task A_revocation_counts_for_the_items_whose_turn_has_not_come()
    {
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaBulk>(
                        "/in",
                        async (Verified<NovaBulk> message, ICallbackDelivery delivery, ICallbackStore store, ICallbackInbox inbox) =>
                        {
                            it.Handled.Enqueue(message.Payload.Id);
                            await inbox.RevokeKeyAsync((await store.FindAsync(delivery.Id, default))!.KeyFingerprint!, "a person");
                        }
                    )
                    .StoreFirst(store => store.OrderBy(item => item.Status))
        );

        await AnswerAsync(HttpStatusCode.OK, InboxApp.Sign(NovaBulk.Feed, Three));

        await _app.UntilCountAsync(CallbackState.Quarantined, 1);
        Assert.Equal(["a"], _app.Handled);
        Assert.Equal(1, (await _app.CountAsync())[CallbackState.Queued]);
        Assert.Equal(
            "the key that verified it was revoked",
            Assert.Single(await _app.Store.ListAsync(CallbackState.Quarantined, 9, default)).LastFailure
        );
    }

    private Task StartBatchAsync(Action<CallbackStoreOptions<NovaBatch>>? store = null) =>
        _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaBatch>(
                        "/in",
                        (Verified<NovaBatch> message) =>
                            it.Handled.Enqueue(
                                string.Create(
                                    System.Globalization.CultureInfo.InvariantCulture,
                                    $"{message.Payload.Id} {message.Payload.Amount}"
                                )
                            )
                    )
                    .StoreFirst(store)
        );

    private Task StartBulkAsync() =>
        _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaBulk>("/in", (Verified<NovaBulk> message) => it.Handled.Enqueue(message.Payload.Id)).StoreFirst()
        );

    internal static CallbackRequest Batch(params string[] items) =>
        CallbackRequest.Post(Encoding.UTF8.GetBytes($$"""{"items":[{{string.Join(',', items)}}]}"""), "application/json");

    /// <summary>A payment with its signature, or with the signature of another amount.</summary>
    internal static string Item(string id, string amount, string? signedAmount = null)
    {
        var key = InboxApp.Keys.Of(NovaBatch.Feed).Configured.First(key => key.Key == "batchKey").Value;
        var mark = Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{id}:paid:{signedAmount ?? amount}"))
        );
        return $$"""{"id":"{{id}}","status":"paid","amount":"{{amount}}","mark":"{{mark}}"}""";
    }

    private async Task ReleaseAsync() =>
        Assert.True(
            await _app.Store.ReplayAsync(
                Assert.Single(await _app.Store.ListAsync(CallbackState.Quarantined, 10, default)).Id,
                "a person",
                default
            )
        );

    /// <summary>Starts a program with another schema of the feed, and releases the quarantined callbacks to it.</summary>
    private async Task ReleaseToAsync<T>(VerifiedFeed<T> feed, Func<T, string> name)
        where T : class, IVerifiedPayload<T>
    {
        await _app.StopAsync();
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback(
                        feed,
                        "/in",
                        (message, _, _) =>
                        {
                            it.Handled.Enqueue(name(((Verified<T>)message).Payload));
                            return Task.CompletedTask;
                        }
                    )
                    .StoreFirst()
        );
        await ReleaseAsync();
    }

    private async Task AnswerAsync(HttpStatusCode status, CallbackRequest request)
    {
        using var response = await _app.Client.SendCallbackAsync("/in", request);
        Assert.Equal(status, response.StatusCode);
    }
}
