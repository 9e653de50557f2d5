using System.Net;
using CallbackGen.Inbox.Tests.Support;
using CallbackGen.Receiver;
using CallbackGen.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.Inbox.Tests;

/// <summary>
/// An event that the provider's API confirms has one effect, regardless of the number and order of the callbacks that report it.
/// </summary>
public sealed class ConfirmedTests : IAsyncTests
{
    private readonly InboxApp _app = new();
    private readonly Provider _provider = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IReadOnlyList<string> Effects => Provider.Read(_app.File);

    private ICallbackInbox Inbox => _app.Services.GetRequiredService<ICallbackInbox>();

    /// <summary>An attacker who has captured a token reports "paid" before the payment.</summary>
    [Fact]
    public async Task A_forged_status_that_comes_first_has_no_effect_and_takes_none_from_the_genuine_one()
    {
        await StartAsync();
        _provider.Say("i", NovaNoticeStatus.Pending, 10);
        await AcceptAsync("i", "paid", "99");
        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Empty(Effects);

        _provider.Say("i", NovaNoticeStatus.Paid, 10);
        await AcceptAsync("i", "paid", "10");

        await _app.UntilCountAsync(CallbackState.Done, 2);
        Assert.Equal(["i Paid 10"], Effects);
    }

    /// <summary>
    /// The attacker predicts the genuine callback. Its content is equal, byte for byte if the attacker waits for its token.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_forged_callback_that_foretells_the_genuine_one_takes_nothing_from_it(bool isSameToken)
    {
        await StartAsync();
        const string Paid = """{"invoice":"i","status":"paid","amount":"10","token":"-"}""";
        var forged = InboxApp.Sign(NovaNotice.Feed, Paid);
        _provider.Say("i", NovaNoticeStatus.Pending, 10);
        (await _app.Client.SendCallbackAsync("/in", forged)).Dispose();
        await _app.UntilCountAsync(CallbackState.Done, 1);

        _provider.Say("i", NovaNoticeStatus.Paid, 10);
        (await _app.Client.SendCallbackAsync("/in", isSameToken ? forged : InboxApp.Sign(NovaNotice.Feed, Paid))).Dispose();

        await _app.UntilCountAsync(CallbackState.Done, 2);
        Assert.Equal(["i Paid 10"], Effects);
    }

    /// <summary>The handler has already queried the provider when the genuine callback arrives.</summary>
    [Fact]
    public async Task A_callback_that_comes_again_while_a_handler_has_it_is_asked_about_again()
    {
        var (asked, goes) = (new TaskCompletionSource(), new TaskCompletionSource());
        await StartAsync(between: async () =>
        {
            asked.TrySetResult();
            await goes.Task;
        });
        _provider.Say("i", NovaNoticeStatus.Pending, 10);
        await AcceptAsync("i", "paid", "10");
        await asked.Task;
        _provider.Say("i", NovaNoticeStatus.Paid, 10);

        await AcceptAsync("i", "paid", "10");
        goes.SetResult();

        await _app.UntilCountAsync(CallbackState.Done, 2);
        Assert.Equal(["i Paid 10"], Effects);
    }

    [Fact]
    public async Task A_callback_that_is_replayed_has_no_second_effect_and_fills_no_store()
    {
        await StartAsync(store: stored => stored.QuotaPerSignedValue(3, TimeSpan.FromDays(1)));
        _provider.Say("i", NovaNoticeStatus.Paid, 10);
        var captured = InboxApp.Sign(NovaNotice.Feed, """{"invoice":"i","status":"paid","amount":"10","token":"-"}""");
        var answers = new List<HttpStatusCode>();

        for (var replay = 0; replay < 6; replay++)
        {
            using var response = await _app.Client.SendCallbackAsync("/in", captured);
            answers.Add(response.StatusCode);
            await InboxApp.UntilAsync(async () => (await _app.CountAsync()).All(state => state.Key == CallbackState.Done));
        }

        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.OK, 3), .. Enumerable.Repeat(HttpStatusCode.ServiceUnavailable, 3)], answers);
        Assert.Equal(["i Paid 10"], Effects);
    }

    [Fact]
    public async Task A_forged_status_that_comes_second_is_a_duplicate_of_what_the_provider_says()
    {
        await StartAsync();
        _provider.Say("i", NovaNoticeStatus.Paid, 10);
        await AcceptAsync("i", "paid", "10");
        await AcceptAsync("i", "pending", "0.01");

        await _app.UntilCountAsync(CallbackState.Done, 2);
        Assert.Equal(["i Paid 10"], Effects);
        Assert.Equal(["Committed", "Duplicate"], _app.Handled.Order());
    }

    [Fact]
    public async Task Pending_and_then_paid_are_two_events_where_the_key_has_the_status()
    {
        await StartAsync(commitsPending: true);
        _provider.Say("i", NovaNoticeStatus.Pending, 10);
        await AcceptAsync("i", "pending", "10");
        await _app.UntilCountAsync(CallbackState.Done, 1);
        _provider.Say("i", NovaNoticeStatus.Paid, 10);

        await AcceptAsync("i", "paid", "10");

        await _app.UntilCountAsync(CallbackState.Done, 2);
        Assert.Equal(["i Paid 10", "i Pending 10"], Effects);
    }

    [Fact]
    public async Task Callbacks_of_one_event_that_come_at_the_same_time_have_one_effect()
    {
        await StartAsync();
        _provider.Say("i", NovaNoticeStatus.Paid, 10);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(forged => AcceptAsync("i", "paid", $"{forged}")));

        await _app.UntilCountAsync(CallbackState.Done, 8);
        Assert.Equal(["i Paid 10"], Effects);
        Assert.Single(_app.Handled, outcome => outcome == "Committed");
    }

    [Fact]
    public async Task What_the_provider_says_differently_is_a_conflict_that_a_person_releases()
    {
        await StartAsync();
        _provider.Say("i", NovaNoticeStatus.Paid, 10);
        await AcceptAsync("i", "paid", "10");
        await _app.UntilCountAsync(CallbackState.Done, 1);
        _provider.Say("i", NovaNoticeStatus.Paid, 25);

        await AcceptAsync("i", "paid", "25");

        await _app.UntilCountAsync(CallbackState.Conflict, 1);
        await InboxApp.UntilAsync(() => Task.FromResult(_app.Handled.Contains("Conflict")));
        Assert.Equal(["i Paid 10"], Effects);
        Assert.Single(_app.Log, line => line.StartsWith("CallbackConflict", StringComparison.Ordinal));
        Assert.DoesNotContain(
            _app.Log,
            line =>
                line.StartsWith("StoredCallbackFailed", StringComparison.Ordinal)
                || line.StartsWith("StoredCallbackLeaseLost", StringComparison.Ordinal)
        );
        var conflict = Assert.Single(await _app.Store.ListAsync(CallbackState.Conflict, 10, default));
        Assert.True(await _app.Store.ReplayAsync(conflict.Id, "a person", default));
        await _app.UntilCountAsync(CallbackState.Done, 2);
        Assert.Equal(["i Paid 10", "i Paid 25"], Effects);
    }

    [Fact]
    public async Task Reconciliation_before_the_callback_has_the_one_effect()
    {
        await StartAsync();
        _provider.Say("i", NovaNoticeStatus.Paid, 10);

        Assert.Equal(CallbackCommit.Committed, await ReconcileAsync("i"));
        await AcceptAsync("i", "paid", "10");

        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal(["Duplicate"], _app.Handled);
        Assert.Equal(["reconciled i"], Effects);
    }

    [Fact]
    public async Task Reconciliation_after_the_callback_finds_that_it_had_its_effect()
    {
        await StartAsync();
        _provider.Say("i", NovaNoticeStatus.Paid, 10);
        await AcceptAsync("i", "paid", "10");
        await _app.UntilCountAsync(CallbackState.Done, 1);

        Assert.Equal(CallbackCommit.Duplicate, await ReconcileAsync("i"));

        Assert.Equal(["i Paid 10"], Effects);
    }

    [Fact]
    public async Task Reconciliation_while_the_handler_asks_has_the_one_effect()
    {
        var (asked, goes) = (new TaskCompletionSource(), new TaskCompletionSource());
        await StartAsync(between: async () =>
        {
            asked.TrySetResult();
            await goes.Task;
        });
        _provider.Say("i", NovaNoticeStatus.Paid, 10);
        await AcceptAsync("i", "paid", "10");
        await asked.Task;

        Assert.Equal(CallbackCommit.Committed, await ReconcileAsync("i"));
        goes.SetResult();

        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal(["Duplicate"], _app.Handled);
        Assert.Equal(["reconciled i"], Effects);
    }

    [Fact]
    public async Task Reconciliation_that_says_something_else_is_a_conflict_and_changes_nothing()
    {
        await StartAsync();
        _provider.Say("i", NovaNoticeStatus.Paid, 10);
        await ReconcileAsync("i");
        _provider.Say("i", NovaNoticeStatus.Paid, 11);

        Assert.Equal(CallbackCommit.Conflict, await ReconcileAsync("i"));

        Assert.Equal(["reconciled i"], Effects);
        Assert.Contains(_app.Log, line => line.StartsWith("ConfirmedEventConflict", StringComparison.Ordinal));
    }

    /// <summary>If the signature proves the event, the callback's row represents the event.</summary>
    [Fact]
    public async Task A_callback_that_is_late_is_a_duplicate_of_what_reconciliation_has_done()
    {
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaPayment>(
                        "/in",
                        (Verified<NovaPayment> payment, ICallbackDelivery delivery, CancellationToken token) =>
                            delivery.CommitAsync(Provider.Write("callback"), token)
                    )
                    .StoreFirst()
        );
        var confirmed = (
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
        ).GetValueOrThrow();

        Assert.Equal(CallbackCommit.Committed, await Inbox.CommitAsync(confirmed, Provider.Write("reconciled")));
        Assert.Equal(CallbackCommit.Duplicate, await Inbox.CommitAsync(confirmed, Provider.Write("reconciled")));
        using var late = await _app.SendAsync(NovaPayment.Feed, """{"id":"a","order":"o","status":"paid","amount":"10.00"}""");
        using var other = await _app.SendAsync(NovaPayment.Feed, """{"id":"a","order":"o","status":"paid","amount":"11.00"}""");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (late.StatusCode, other.StatusCode));
        Assert.Equal(1, Assert.Single(await _app.Store.ListAsync(CallbackState.Done, 10, default)).Duplicates);
        Assert.Single(await _app.Store.ListAsync(CallbackState.Conflict, 10, default));
        Assert.Equal(["reconciled"], Effects);
    }

    [Fact]
    public async Task An_effect_without_what_was_confirmed_is_refused()
    {
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaNotice>(
                        "/in",
                        async (Authenticated<NovaNotice> notice, ICallbackDelivery delivery) =>
                        {
                            var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
                                delivery.CommitAsync(Provider.Write("forged"))
                            );
                            it.Handled.Enqueue(failure.Message);
                        }
                    )
                    .StoreFirst()
        );

        await AcceptAsync("i", "paid", "10");

        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Contains("ConfirmAsync", Assert.Single(_app.Handled), StringComparison.Ordinal);
        Assert.Empty(Effects);
    }

    /// <summary>The text of an exception may contain a payload member; the advice does not.</summary>
    [Fact]
    public async Task What_a_handler_should_do_instead_is_in_the_log_and_what_it_throws_is_not()
    {
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaNotice>(
                        "/in",
                        async (Authenticated<NovaNotice> notice, ICallbackDelivery delivery) =>
                        {
                            if (notice.Payload.Invoice == "secret")
                                throw new InvalidOperationException($"There is no {notice.Payload.Invoice}.");
                            await delivery.CommitAsync(Provider.Write("forged"));
                        }
                    )
                    .StoreFirst(),
            options => options.Attempts = 1
        );

        await AcceptAsync("i", "paid", "10");
        await AcceptAsync("secret", "paid", "10");

        await _app.UntilCountAsync(CallbackState.Dead, 2);
        var dead = await _app.Store.ListAsync(CallbackState.Dead, 10, default);
        Assert.Contains("ConfirmAsync", dead[0].LastFailure, StringComparison.Ordinal);
        Assert.Equal("System.InvalidOperationException", dead[1].LastFailure);
        Assert.Contains(
            _app.Log,
            line =>
                line.StartsWith("StoredCallbackDead", StringComparison.Ordinal) && line.Contains("ConfirmAsync", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(_app.Log, line => line.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_confirmed_of_another_callback_is_refused()
    {
        _provider.Say("mine", NovaNoticeStatus.Paid, 1);
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaNotice>(
                        "/in",
                        async (Authenticated<NovaNotice> notice, ICallbackDelivery delivery) =>
                        {
                            Confirmed<NovaNotice>[] others =
                            [
                                await _provider.ReconcileAsync("mine"),
                                (
                                    await NovaNotice.Feed.ReconcileAsync(
                                        _ => Task.FromResult<NovaNotice?>(notice.Payload),
                                        keySet: "another"
                                    )
                                ).GetValueOrThrow(),
                            ];
                            foreach (var other in others)
                                it.Handled.Enqueue(
                                    (
                                        await Assert.ThrowsAsync<InvalidOperationException>(() =>
                                            delivery.CommitAsync(other, Provider.Write("forged"))
                                        )
                                    ).Message
                                );
                            var payment = TestCallbacks.Confirmed(new NovaPayment { Id = "a", Status = "paid" });
                            it.Handled.Enqueue(
                                (
                                    await Assert.ThrowsAsync<InvalidOperationException>(() =>
                                        delivery.CommitAsync(payment, Provider.Write("forged"))
                                    )
                                ).Message
                            );
                        }
                    )
                    .StoreFirst()
        );

        await AcceptAsync("theirs", "paid", "10");

        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Collection(
            _app.Handled,
            message => Assert.Contains("signed member", message, StringComparison.Ordinal),
            message => Assert.Contains("key set", message, StringComparison.Ordinal),
            message => Assert.Contains("nova.payment", message, StringComparison.Ordinal)
        );
        Assert.Empty(Effects);
    }

    [Fact]
    public async Task What_nothing_names_is_refused()
    {
        await _app.StartAsync(
            (app, it) =>
            {
                app.MapCallback<NovaPartial>(
                        "/partial",
                        async (Authenticated<NovaPartial> partial, ICallbackDelivery delivery) =>
                        {
                            var confirmed = (
                                await partial.ConfirmAsync(
                                    (claimed, _) => Task.FromResult<NovaPartial?>(new() { Id = claimed.Id, Total = claimed.Total })
                                )
                            ).GetValueOrThrow();
                            it.Handled.Enqueue(
                                (
                                    await Assert.ThrowsAsync<InvalidOperationException>(() =>
                                        delivery.CommitAsync(confirmed, Provider.Write("nameless"))
                                    )
                                ).Message
                            );
                        }
                    )
                    .StoreFirst();
                app.MapCallback<NovaPayment>(
                        "/in",
                        async (Verified<NovaPayment> payment, ICallbackDelivery delivery) =>
                        {
                            var confirmed = TestCallbacks.Confirmed(payment.Payload);
                            it.Handled.Enqueue(
                                (
                                    await Assert.ThrowsAsync<InvalidOperationException>(() =>
                                        delivery.CommitAsync(confirmed, Provider.Write("nameless"))
                                    )
                                ).Message
                            );
                        }
                    )
                    .StoreFirst();
            }
        );

        (await _app.SendAsync(NovaPartial.Feed, """{"id":"i","total":10,"sign":"-"}""", "/partial")).Dispose();
        await _app.UntilCountAsync(CallbackState.Done, 1);
        (await _app.SendAsync(NovaPayment.Feed, """{"id":"i","status":"paid"}""")).Dispose();
        await _app.UntilCountAsync(CallbackState.Done, 2);

        Assert.Contains("confirmedKey", _app.Handled.First(), StringComparison.Ordinal);
        Assert.Contains("CommitAsync(effect)", _app.Handled.Last(), StringComparison.Ordinal);
        var nameless = TestCallbacks.Confirmed(new NovaPayment { Id = "", Status = "" });
        Assert.Contains(
            "absent or empty",
            (await Assert.ThrowsAsync<InvalidOperationException>(() => Inbox.CommitAsync(nameless, Provider.Write("nameless")))).Message,
            StringComparison.Ordinal
        );
        Assert.Empty(Effects);
    }

    [Fact]
    public async Task A_callback_is_ended_once()
    {
        _provider.Say("i", NovaNoticeStatus.Paid, 10);
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaNotice>(
                        "/in",
                        async (Authenticated<NovaNotice> notice, ICallbackDelivery delivery, CancellationToken token) =>
                        {
                            var confirmed = (await notice.ConfirmAsync(_provider.FindAsync, token)).GetValueOrThrow();
                            await delivery.CommitAsync(confirmed, Provider.Write("once"), token);
                            await delivery.CommitAsync(confirmed, Provider.Write("twice"), token);
                        }
                    )
                    .StoreFirst()
        );

        await AcceptAsync("i", "paid", "10");

        await InboxApp.UntilAsync(() =>
            Task.FromResult(_app.Log.Any(line => line.StartsWith("StoredCallbackFailedAfterCommit", StringComparison.Ordinal)))
        );
        Assert.Equal(["once"], Effects);
    }

    /// <summary>The catalogue's own schema: its token covers only the invoice.</summary>
    [Fact]
    public async Task A_forged_postback_of_the_catalogue_comes_first_and_the_genuine_one_has_the_one_effect()
    {
        var isPaid = false;
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<CryptoCloudPostback>(
                        "/in",
                        async (Authenticated<CryptoCloudPostback> postback, ICallbackDelivery delivery, CancellationToken token) =>
                        {
                            var confirmed = await postback.ConfirmAsync(
                                (claimed, _) =>
                                    Task.FromResult(
                                        isPaid ? claimed with { Status = CryptoCloudPostbackStatus.Success, AmountCrypto = 2m } : null
                                    ),
                                token
                            );
                            if (confirmed.TryGetValue(out var told, out _))
                            {
                                var effect = Provider.Write($"{told.Payload.InvoiceId} {told.Payload.AmountCrypto}");
                                it.Handled.Enqueue($"{await delivery.CommitAsync(told, effect, token)}");
                            }
                        }
                    )
                    .StoreFirst()
        );
        await SendAsync("canceled", "9");
        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Empty(Effects);

        isPaid = true;
        await SendAsync("success", "2");
        await SendAsync("success", "3");

        await _app.UntilCountAsync(CallbackState.Done, 3);
        Assert.Equal(["I1 2"], Effects);
        Assert.Equal(["Committed", "Duplicate"], _app.Handled.Order());

        async Task SendAsync(string status, string amount)
        {
            using var response = await _app.SendAsync(
                CryptoCloudPostback.Feed,
                $$"""{"status":"{{status}}","invoice_id":"I1","amount_crypto":{{amount}},"currency":"BTC","token":"-"}"""
            );
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    private Task StartAsync(
        bool commitsPending = false,
        Func<Task>? between = null,
        Action<CallbackStoreOptions<NovaNotice>>? store = null
    ) =>
        _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaNotice>(
                        "/in",
                        async (Authenticated<NovaNotice> notice, ICallbackDelivery delivery, CancellationToken token) =>
                        {
                            var confirmed = (await notice.ConfirmAsync(_provider.FindAsync, token)).GetValueOrThrow();
                            if (between is not null)
                                await between();
                            var told = confirmed.Payload;
                            if (told.Status == NovaNoticeStatus.Paid || commitsPending)
                            {
                                var effect = Provider.Write($"{told.Invoice} {told.Status.Known} {told.Amount}");
                                it.Handled.Enqueue($"{await delivery.CommitAsync(confirmed, effect, token)}");
                            }
                        }
                    )
                    .StoreFirst(store)
        );

    private async Task<CallbackCommit> ReconcileAsync(string invoice) =>
        await Inbox.CommitAsync(await _provider.ReconcileAsync(invoice), Provider.Write($"reconciled {invoice}"));

    private async Task AcceptAsync(string invoice, string status, string amount)
    {
        using var response = await _app.SendAsync(
            NovaNotice.Feed,
            $$"""{"invoice":"{{invoice}}","status":"{{status}}","amount":"{{amount}}","token":"-"}"""
        );
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
