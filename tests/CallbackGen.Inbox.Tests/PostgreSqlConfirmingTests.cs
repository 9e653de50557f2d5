using CallbackGen.Inbox.Tests.Support;

namespace CallbackGen.Inbox.Tests;

/// <summary>An event that a provider's API confirms has one effect, regardless of the instances and callbacks that report it.</summary>
public class PostgreSqlConfirmingTests(PostgreSqlServer server) : IClassFixture<PostgreSqlServer>
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    [PostgreSqlTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_event_that_instances_commit_at_once_has_one_effect(bool isCallbackId)
    {
        await using var harness = new PostgreSqlHarness(await server.CreateDatabaseAsync(), TimeSpan.FromSeconds(60));
        var stores = await harness.OpenAsync(2);

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(index => stores[index % 2].CommitAsync(Callbacks.Confirmed(1, isCallbackId), harness.Write("paid"), default))
        );

        Assert.Equal(1, outcomes.Count(outcome => outcome == CallbackCommit.Committed));
        Assert.Equal(9, outcomes.Count(outcome => outcome == CallbackCommit.Duplicate));
        Assert.Equal(["paid"], await harness.ReadEffectsAsync());
    }

    [PostgreSqlFact]
    public async Task An_event_that_workers_commit_at_once_for_several_callbacks_has_one_effect()
    {
        await using var harness = new PostgreSqlHarness(await server.CreateDatabaseAsync(), TimeSpan.FromSeconds(60));
        var stores = await harness.OpenAsync(2);
        for (var index = 0; index < 10; index++)
            await stores[0].AcceptAsync(Callbacks.Request, [Callbacks.Of(index)], default);
        var claims = await stores[0].ClaimAsync(10, Lease, default);

        var outcomes = await Task.WhenAll(
            claims.Select(
                (claimed, index) =>
                    stores[index % 2]
                        .CommitAsync(claimed.Claim, Callbacks.Confirmed(100, isCallbackId: false), harness.Write("paid"), default)
            )
        );

        Assert.Equal(1, outcomes.Count(outcome => outcome == CallbackCommit.Committed));
        Assert.Equal(9, outcomes.Count(outcome => outcome == CallbackCommit.Duplicate));
        Assert.Equal(["paid"], await harness.ReadEffectsAsync());
        Assert.Equal(10, (await stores[0].CountAsync(default))[CallbackState.Done]);
    }

    [PostgreSqlFact]
    public async Task An_effect_that_fails_leaves_the_event_to_those_that_wait_for_it()
    {
        await using var harness = new PostgreSqlHarness(await server.CreateDatabaseAsync(), TimeSpan.FromSeconds(60));
        var stores = await harness.OpenAsync(2);
        var begun = new TaskCompletionSource();
        var fail = new TaskCompletionSource();
        var first = stores[0]
            .CommitAsync(
                Callbacks.Confirmed(1, isCallbackId: true),
                async (_, _) =>
                {
                    begun.SetResult();
                    await fail.Task;
                },
                default
            );
        await begun.Task;

        var second = stores[1].CommitAsync(Callbacks.Confirmed(1, isCallbackId: true), harness.Write("paid"), default);
        // The callback arrives meanwhile, and is the first to store the event or finds it stored.
        var accepting = stores[1].AcceptAsync(Callbacks.Request, [Callbacks.Of(1)], default);
        fail.SetException(new InvalidOperationException("the shop has failed"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        Assert.Equal(CallbackCommit.Committed, await second);
        await accepting;
        Assert.Equal(["paid"], await harness.ReadEffectsAsync());
        Assert.Equal(CallbackState.Done, (await stores[0].FindAsync(Callbacks.Id(1), default))!.State);
    }

    [PostgreSqlFact]
    public async Task Reconciliation_of_a_callback_that_is_queued_lets_those_behind_it_go_on()
    {
        await using var harness = new PostgreSqlHarness(await server.CreateDatabaseAsync(), TimeSpan.FromSeconds(60));
        var stores = await harness.OpenAsync(2);
        for (var index = 1; index <= 3; index++)
            await stores[0].AcceptAsync(Callbacks.Request, [Callbacks.Of(index, order: "one")], default);
        var first = Assert.Single(await stores[0].ClaimAsync(10, Lease, default));

        // While the first runs its effect, the second is reconciled: neither must wait for the other indefinitely (deadlock).
        CallbackCommit outcome = default;
        Assert.True(
            await stores[0]
                .CommitAsync(
                    first.Claim,
                    async (_, token) =>
                        outcome = await stores[1].CommitAsync(Callbacks.Confirmed(2, isCallbackId: true), harness.Write("second"), token),
                    default
                )
        );

        Assert.Equal(CallbackCommit.Committed, outcome);
        Assert.Equal(Callbacks.Id(3), Assert.Single(await stores[0].ClaimAsync(10, Lease, default)).Claim.Id);
        Assert.Equal(["second"], await harness.ReadEffectsAsync());
    }

    [PostgreSqlFact]
    public async Task Instances_that_accept_handle_and_reconcile_the_same_callbacks_lose_none_and_repeat_none()
    {
        await using var harness = new PostgreSqlHarness(await server.CreateDatabaseAsync(), TimeSpan.FromSeconds(60));
        var stores = await harness.OpenAsync(4);
        await stores[0].CommitAsync(Callbacks.Confirmed(9999, isCallbackId: false), harness.Write("the table"), default);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        var accepting = Task.WhenAll(stores.SelectMany(store => new[] { AcceptAsync(store, 1), AcceptAsync(store, -1) }));
        var reconciling = Task.WhenAll(stores.Select(ReconcileAsync));
        var acting = Task.WhenAll(accepting, reconciling);

        await Task.WhenAll(stores.Select(HandleAsync).Append(acting));

        var effects = await harness.ReadEffectsAsync();
        Assert.Equal(effects.Distinct(), effects);
        Assert.Equal(Enumerable.Range(0, 300).Select(Callbacks.Id).Append("the table"), effects);
        Assert.Equal(300, (await stores[0].CountAsync(default))[CallbackState.Done]);

        // Items in opposite orders, of orders that many items share.
        Task AcceptAsync(ICallbackStore store, int direction) =>
            Task.Run(async () =>
            {
                for (var round = 0; round < 100; round++)
                {
                    var first = Random.Shared.Next(300);
                    NewCallback[] items =
                    [
                        .. Enumerable
                            .Range(0, 4)
                            .Select(item => (first + 300 + (direction * item * 7)) % 300)
                            .Select(number => Callbacks.Of(number, order: $"{number % 5}")),
                    ];
                    await store.AcceptAsync(Callbacks.Request, items, limit.Token);
                    // Each of them is accepted at least once.
                    await store.AcceptAsync(
                        Callbacks.Request,
                        [.. Enumerable.Range(0, 3).Select(item => Callbacks.Of((round * 3) + item, order: $"{((round * 3) + item) % 5}"))],
                        limit.Token
                    );
                }
            });

        Task ReconcileAsync(ICallbackStore store) =>
            Task.Run(async () =>
            {
                for (var round = 0; round < 60; round++)
                {
                    var number = Random.Shared.Next(300);
                    await store.CommitAsync(
                        Callbacks.Confirmed(number, isCallbackId: true),
                        harness.Write(Callbacks.Id(number)),
                        limit.Token
                    );
                }
            });

        Task HandleAsync(ICallbackStore store) =>
            Task.Run(async () =>
            {
                while (true)
                {
                    var isLast = acting.IsCompleted;
                    var claimed = await store.ClaimAsync(8, Lease, limit.Token);
                    foreach (var callback in claimed)
                    {
                        if (Random.Shared.Next(8) == 0)
                        {
                            await store.FailAsync(callback.Claim, TimeSpan.Zero, "again", limit.Token);
                            continue;
                        }

                        var number = Convert.ToInt32(callback.Claim.Id[..16], 16);
                        await store.CommitAsync(
                            callback.Claim,
                            Callbacks.Confirmed(number, isCallbackId: true),
                            harness.Write(callback.Claim.Id),
                            limit.Token
                        );
                    }

                    if (isLast && claimed.Count == 0)
                    {
                        var left = await store.CountAsync(limit.Token);
                        if (left.Keys.All(state => state == CallbackState.Done))
                            return;
                    }
                }
            });
    }
}
