using System.Net;
using CallbackGen.Inbox.Tests.Support;
using CallbackGen.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.Inbox.Tests;

/// <summary>
/// A quarantined or discarded callback has no effect, so operators are notified when a callback of the same event arrives again.
/// </summary>
public sealed class SetAsideTests : IAsyncTests
{
    private const string NewSecret = "another secret of thirty-two bytes";

    private readonly InboxApp _app = new();

    private ICallbackInbox Inbox => _app.Services.GetRequiredService<ICallbackInbox>();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_callback_under_the_new_key_tells_of_the_one_that_a_revocation_has_set_aside()
    {
        await StartAsync(fails: true);
        await SendAsync(InboxApp.Keys.Of(NovaPayment.Feed));
        CallbackRow? row = null;
        await InboxApp.UntilAsync(async () =>
            await _app.Store.ListAsync(CallbackState.Waiting, 1, default) is [{ LastFailure: not null } waiting]
            && (row = waiting) is not null
        );
        await Inbox.RevokeKeyAsync(row!.KeyFingerprint!, "a person");
        // A callback that is being attempted now is quarantined when it is claimed next.
        await _app.UntilCountAsync(CallbackState.Quarantined, 1);
        await _app.StopAsync();
        await StartAsync(fails: false, NewSecret);

        await SendAsync(CallbackTestKeys.Create(NovaPayment.Feed, [KeyValuePair.Create("secret", NewSecret)]));

        Assert.Contains(row.Id, Assert.Single(_app.LinesOf("CallbackSetAsideRepeated")), StringComparison.Ordinal);
        Assert.Equal((CallbackState.Quarantined, 1), await StateAsync(row.Id));
        // An event that the provider confirms has its effect nevertheless.
        Assert.Equal(CallbackCommit.Committed, await ReconcileAsync());
        Assert.Equal(["reconciled"], Provider.Read(_app.File));
        Assert.Equal((CallbackState.Done, 1), await StateAsync(row.Id));
        Assert.Empty(_app.Handled);
    }

    [Fact]
    public async Task What_the_provider_confirms_of_a_discarded_callback_has_no_effect_and_is_told()
    {
        await StartAsync(fails: true, attempts: 1);
        await SendAsync(InboxApp.Keys.Of(NovaPayment.Feed));
        await _app.UntilCountAsync(CallbackState.Dead, 1);
        var row = Assert.Single(await _app.Store.ListAsync(CallbackState.Dead, 1, default));
        Assert.True(await _app.Store.DiscardAsync(row.Id, "a person", default));

        Assert.Equal(CallbackCommit.Discarded, await ReconcileAsync());
        await SendAsync(InboxApp.Keys.Of(NovaPayment.Feed));

        Assert.Contains(row.Id, Assert.Single(_app.LinesOf("ConfirmedEventDiscarded")), StringComparison.Ordinal);
        Assert.Contains(row.Id, Assert.Single(_app.LinesOf("CallbackSetAsideRepeated")), StringComparison.Ordinal);
        Assert.Equal((CallbackState.Discarded, 1), await StateAsync(row.Id));
        Assert.Empty(Provider.Read(_app.File));
    }

    /// <summary>A duplicate whose effect was or will be made is not reported.</summary>
    [Fact]
    public async Task A_duplicate_of_what_is_handled_or_waits_is_none_of_them()
    {
        await StartAsync(fails: false);
        await SendAsync(InboxApp.Keys.Of(NovaPayment.Feed));
        await SendAsync(InboxApp.Keys.Of(NovaPayment.Feed));
        await _app.UntilCountAsync(CallbackState.Done, 1);
        await SendAsync(InboxApp.Keys.Of(NovaPayment.Feed));

        Assert.Equal(2, Assert.Single(await _app.Store.ListAsync(CallbackState.Done, 1, default)).Duplicates);
        Assert.Empty(_app.LinesOf("CallbackSetAsideRepeated"));
    }

    private Task StartAsync(bool fails, string? secret = null, int attempts = int.MaxValue) =>
        _app.StartAsync(
            (app, it) =>
            {
                if (secret is not null)
                    app.Configuration["Callbacks:Nova:secret"] = secret;
                app.MapCallback<NovaPayment>(
                        "/in",
                        (Verified<NovaPayment> payment) =>
                        {
                            if (fails)
                                throw new InvalidOperationException();
                            it.Handled.Enqueue(payment.Payload.Id);
                        }
                    )
                    .StoreFirst();
            },
            options => options.Attempts = attempts
        );

    private async Task SendAsync(CallbackTestKeys keys)
    {
        var request = new CallbackSigner(keys).Sign(
            new NovaPayment
            {
                Id = "a",
                Order = "o",
                Status = "paid",
                Amount = 10,
            },
            "/in"
        );
        using var response = await _app.Client.SendCallbackAsync("/in", request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private async Task<CallbackCommit> ReconcileAsync() =>
        await Inbox.CommitAsync(
            (
                await NovaPayment.Feed.ReconcileAsync(_ =>
                    Task.FromResult<NovaPayment?>(
                        new()
                        {
                            Id = "a",
                            Order = "o",
                            Status = "paid",
                            Amount = 10,
                        }
                    )
                )
            ).GetValueOrThrow(),
            Provider.Write("reconciled")
        );

    private async Task<(CallbackState State, long Duplicates)> StateAsync(string id) =>
        await _app.Store.FindAsync(id, default) is { } row ? (row.State, row.Duplicates) : default;
}
