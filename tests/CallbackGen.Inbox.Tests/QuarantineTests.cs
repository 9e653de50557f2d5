using System.Net;
using System.Text;
using CallbackGen.Inbox.Tests.Support;
using CallbackGen.Receiver;
using CallbackGen.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CallbackGen.Inbox.Tests;

/// <summary>
/// Over HTTP and with a real database: a genuine callback that the schema does not accept is stored and logged once. It is handled after
/// the program was restarted with a corrected schema and an operator has released the callback.
/// </summary>
public sealed class QuarantineTests(PostgreSqlServer server) : IClassFixture<PostgreSqlServer>, IAsyncTests
{
    private const string Separated = """{"id":"a","status":"paid","amount":"1,000.00"}""";
    private const string Charge = """{"id":"evt_1","type":"charge.succeeded","data":{"object":{ } } }""";
    private const string OtherType = """{"id":"a","status":"paid","amount":"10","order":7}""";

    private static readonly VerifiedFeed<NovaAmendedPayment> Amended = NovaAmendedPayment.Feed.Amends(NovaPayment.Feed);

    private readonly InboxApp _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(Separated, "a 1,000.00")]
    [InlineData(OtherType, "a 10")]
    public Task What_the_provider_has_changed_is_handled_once_the_schema_is_corrected(string json, string handled) =>
        CheckReleaseAsync(json, handled, null);

    [PostgreSqlTheory]
    [InlineData(Separated, "a 1,000.00")]
    public async Task What_the_provider_has_changed_is_handled_once_the_schema_is_corrected_on_a_server(string json, string handled)
    {
        await using var source = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());
        await CheckReleaseAsync(json, handled, inbox => inbox.UsePostgreSql(source).Services.AddSharedRing(_app.Ring));
        await _app.StopAsync();
    }

    [Fact]
    public async Task One_that_is_forged_is_refused_and_not_kept()
    {
        await StartAsync(null);
        var forged = new CallbackSigner(CallbackTestKeys.Generate(NovaAmendedPayment.Feed)).Sign(
            CallbackRequest.Post(Encoding.UTF8.GetBytes(Separated), "application/json")
        );

        await AnswerAsync(HttpStatusCode.Unauthorized, forged);

        Assert.Empty(await _app.CountAsync());
        Assert.Empty(_app.LinesOf("CallbackQuarantined"));
    }

    [Fact]
    public async Task One_whose_event_is_known_is_a_duplicate_when_it_is_released()
    {
        await StartStripeAsync(TimeProvider.System);
        await AnswerAsync(HttpStatusCode.OK, InboxApp.Sign(StripeEvent.Feed, Charge));
        await _app.UntilCountAsync(CallbackState.Done, 1);
        var known = Assert.Single(await _app.Store.ListAsync(CallbackState.Done, 10, default));
        await _app.StopAsync();
        await StartStripeAsync(new Later(TimeSpan.FromHours(3)));
        await AnswerAsync(HttpStatusCode.ServiceUnavailable, InboxApp.Sign(StripeEvent.Feed, Charge));

        await ReleaseAsync();

        await _app.UntilCountAsync(CallbackState.Done, 2);
        Assert.Single(_app.Handled);
        Assert.Equal(1, (await _app.Store.FindAsync(known.Id, default))!.Duplicates);
    }

    [Fact]
    public async Task One_that_a_person_gives_up_is_not_handled()
    {
        await StartAsync(null);
        await AnswerAsync(HttpStatusCode.ServiceUnavailable, Signed(Separated));

        Assert.True(
            await _app.Store.DiscardAsync(
                Assert.Single(await _app.Store.ListAsync(CallbackState.Quarantined, 10, default)).Id,
                "a person",
                default
            )
        );

        Assert.Equal(1, (await _app.CountAsync())[CallbackState.Discarded]);
    }

    /// <summary>The feed's tolerance for the signed time is five minutes.</summary>
    [Fact]
    public async Task One_that_is_three_hours_late_is_handled_as_of_its_own_time()
    {
        await StartStripeAsync(new Later(TimeSpan.FromHours(3)));

        await AnswerAsync(HttpStatusCode.ServiceUnavailable, InboxApp.Sign(StripeEvent.Feed, Charge));

        Assert.Contains("TimestampOutsideTolerance", Assert.Single(_app.LinesOf("CallbackQuarantined")), StringComparison.Ordinal);
        await ReleaseAsync();
        await _app.UntilCountAsync(CallbackState.Done, 2);
        Assert.Equal(["evt_1 True"], _app.Handled);
    }

    [Fact]
    public async Task What_is_over_the_limit_comes_again_and_is_told()
    {
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaPayment>("/in", (Verified<NovaPayment> _) => { })
                    .StoreFirst(store => store.QuarantineLimit(1, TimeSpan.FromDays(1)))
        );
        await AnswerAsync(HttpStatusCode.ServiceUnavailable, Signed(Separated));

        await AnswerAsync(HttpStatusCode.ServiceUnavailable, Signed("""{"id":"b","status":"paid","amount":"1,000.00"}"""));

        Assert.Equal(1, Assert.Single(await _app.CountAsync()).Value);
        Assert.Single(_app.LinesOf("CallbackQuarantineFull"));
        // A repetition adds no row.
        await AnswerAsync(HttpStatusCode.ServiceUnavailable, Signed(Separated));
    }

    [Fact]
    public async Task Of_those_that_wait_what_still_verifies_is_handled_and_what_does_not_is_kept()
    {
        await _app.StartAsync(
            (app, _) => app.MapCallback(Amended, "/in", (_, _, _) => Task.FromException(new InvalidOperationException())).StoreFirst(),
            options => options.Attempts = int.MaxValue
        );
        await AnswerAsync(HttpStatusCode.OK, Signed(Separated));
        await AnswerAsync(HttpStatusCode.OK, Signed("""{"id":"b","status":"paid","amount":"10.00"}"""));
        await _app.StopAsync();

        await StartAsync(null);

        await _app.UntilCountAsync(CallbackState.Done, 1);
        await _app.UntilCountAsync(CallbackState.Quarantined, 1);
        Assert.Equal(["b 10.00"], _app.Handled);
        var row = Assert.Single(await _app.Store.ListAsync(CallbackState.Quarantined, 10, default));
        Assert.StartsWith("it does not verify any more: InvalidMember at /amount", row.LastFailure, StringComparison.Ordinal);
        Assert.EndsWith(
            $"by the schema {NovaPayment.Feed.Definition.SchemaDigest}; when it came it was "
                + $"{NovaAmendedPayment.Feed.Definition.SchemaDigest}",
            row.LastFailure,
            StringComparison.Ordinal
        );
        Assert.Matches("^[0-9a-f]{16}$", NovaPayment.Feed.Definition.SchemaDigest);
        Assert.Single(_app.LinesOf("StoredCallbackQuarantined"));
        await _app.StopAsync();

        await StartAmendedAsync(null);
        await ReleaseAsync();
        await _app.UntilCountAsync(CallbackState.Done, 2);
        Assert.Equal(["b 10.00", "a 1,000.00"], _app.Handled);
    }

    private async Task CheckReleaseAsync(string json, string handled, Action<CallbackInboxBuilder>? store)
    {
        await StartAsync(store);
        await AnswerAsync(HttpStatusCode.ServiceUnavailable, Signed(json));
        await AnswerAsync(HttpStatusCode.ServiceUnavailable, Signed(json));
        Assert.Equal(1, Assert.Single(await _app.Store.ListAsync(CallbackState.Quarantined, 10, default)).Duplicates);
        Assert.DoesNotContain("1,000", Assert.Single(_app.LinesOf("CallbackQuarantined")), StringComparison.Ordinal);
        // The schema is not corrected yet: the released callback is quarantined again.
        await ReleaseAsync();
        await InboxApp.UntilAsync(() => Task.FromResult(_app.LinesOf("StoredCallbackQuarantined").Count == 1));
        await _app.UntilCountAsync(CallbackState.Quarantined, 1);
        Assert.Empty(_app.Handled);
        await _app.StopAsync();

        await StartAmendedAsync(store);
        await ReleaseAsync();

        await _app.UntilCountAsync(CallbackState.Done, 2);
        await AnswerAsync(HttpStatusCode.OK, Signed(json));
        Assert.Equal([handled], _app.Handled);
        Assert.Equal(2, Assert.Single(await _app.CountAsync()).Value);
    }

    private Task StartAsync(Action<CallbackInboxBuilder>? store) =>
        _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaPayment>(
                        "/in",
                        (Verified<NovaPayment> message) =>
                            it.Handled.Enqueue(
                                string.Create(
                                    System.Globalization.CultureInfo.InvariantCulture,
                                    $"{message.Payload.Id} {message.Payload.Amount}"
                                )
                            )
                    )
                    .StoreFirst(),
            store: store
        );

    /// <summary>Starts the program. Its handler records whether a callback was verified as of its own time, not the program's.</summary>
    private Task StartStripeAsync(TimeProvider clock) =>
        _app.StartAsync(
            (app, it) =>
                app.MapCallback<StripeEvent>(
                        "/in",
                        (Verified<StripeEvent> message) =>
                            it.Handled.Enqueue(
                                $"{message.Payload.Id} {message.Receipt.VerifiedAt < TimeProvider.System.GetUtcNow().AddHours(1)}"
                            )
                    )
                    .StoreFirst(),
            services: services => services.AddSingleton(clock)
        );

    private Task StartAmendedAsync(Action<CallbackInboxBuilder>? store) =>
        _app.StartAsync(
            (app, it) =>
                app.MapCallback(
                        Amended,
                        "/in",
                        (message, _, _) =>
                        {
                            var payment = ((Verified<NovaAmendedPayment>)message).Payload;
                            it.Handled.Enqueue($"{payment.Id} {payment.Amount}");
                            return Task.CompletedTask;
                        }
                    )
                    .StoreFirst(),
            store: store
        );

    /// <summary>Releases the quarantined callback.</summary>
    private async Task ReleaseAsync() =>
        Assert.True(
            await _app.Store.ReplayAsync(
                Assert.Single(await _app.Store.ListAsync(CallbackState.Quarantined, 10, default)).Id,
                "a person",
                default
            )
        );

    /// <summary>Signs a JSON body for the feed whose schema accepts it.</summary>
    private static CallbackRequest Signed(string json) =>
        InboxApp.Sign(
            json == OtherType || json.Contains("1,000", StringComparison.Ordinal) ? NovaAmendedPayment.Feed : NovaPayment.Feed,
            json
        );

    private async Task AnswerAsync(HttpStatusCode status, CallbackRequest request)
    {
        using var response = await _app.Client.SendCallbackAsync("/in", request);
        Assert.Equal(status, response.StatusCode);
    }
}
