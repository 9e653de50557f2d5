using System.Collections.Concurrent;
using System.Text.Json;
using CallbackGen.Inbox.Tests.Support;
using CallbackGen.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CallbackGen.Inbox.Tests;

/// <summary>
/// Every feed of the catalogue, end to end: the requests of its schema's tests are stored, acknowledged and handled once; tampered copies
/// are not.
/// </summary>
public sealed class CatalogueTests(PostgreSqlServer server) : IClassFixture<PostgreSqlServer>, IAsyncTests
{
    // The clock of the program and of the signer: some feeds refuse a time older than five seconds, and there are hundreds of callbacks.
    private static readonly TimeProvider Clock = new StandingClock(TimeProvider.System.GetUtcNow());

    private readonly InboxApp _app = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _handled = [];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public Task Every_feed_runs_through_a_file() => CheckAsync(null);

    [PostgreSqlFact]
    public async Task Every_feed_runs_through_a_server()
    {
        await using var source = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());
        await CheckAsync(inbox => inbox.UsePostgreSql(source).Services.AddSharedRing(_app.Ring));
        await _app.StopAsync();
    }

    /// <summary>Sends the cases of every feed but those whose key is fetched from the provider.</summary>
    private async Task CheckAsync(Action<CallbackInboxBuilder>? store)
    {
        var feeds = Receiver.CallbackFeeds.All.Where(feed => feed.Definition.Keys.All(key => key.Fetch is null)).ToList();
        var cases = feeds.SelectMany(feed => CatalogueCases.Of(feed, Clock)).ToList();
        await _app.StartAsync((app, _) => Map(app, cases), store: store, services: services => services.AddSingleton(Clock));
        var (expected, taken) = (new HashSet<string>(), 0);

        foreach (var test in cases)
        {
            // Each genuine request is sent twice, as a provider does when it receives no answer.
            foreach (var _ in Enumerable.Range(0, test.IsGenuine ? 2 : 1))
            {
                using var response = await _app.Client.SendCallbackAsync(CatalogueCases.PathOf(test), test.Request);
                if (!test.IsGenuine)
                {
                    Assert.InRange((int)response.StatusCode, 400, 499);
                    continue;
                }

                var answer = test.Answer().GetValueOrThrow();
                Assert.True((int)response.StatusCode == answer.Status, $"{test.Feed.Name}, {test}: {response.StatusCode}");
                Assert.Equal(answer.Body, await response.Content.ReadAsStringAsync());
                expected.UnionWith(test.Verify().GetValueOrThrow().Select(message => $"{test.Feed.Name} {TextOf(message)}"));
                taken++;
            }
        }

        await InboxApp.UntilAsync(async () =>
            await _app.Store.CountAsync(default) is var counts
            && counts.GetValueOrDefault(CallbackState.Queued)
                + counts.GetValueOrDefault(CallbackState.Waiting)
                + counts.GetValueOrDefault(CallbackState.Claimed)
                == 0
        );
        var states = await _app.Store.CountAsync(default);
        Assert.Equal(0, states.GetValueOrDefault(CallbackState.Dead));
        Assert.True(taken >= 2 * 45, $"Only {taken} callbacks were sent.");
        Assert.Equal(states.Values.Sum() - states.GetValueOrDefault(CallbackState.Conflict), _handled.Count);
        // Each stored row was handled once, with a message that a test request of its schema yields, and each feed was handled.
        Assert.All(_handled.Values, messages => Assert.Contains(Assert.Single(messages), expected));
        Assert.Equal(
            feeds.Select(feed => feed.Name).Order(StringComparer.Ordinal),
            _handled.Values.Select(messages => messages.First().Split(' ')[0]).Distinct().Order(StringComparer.Ordinal)
        );
    }

    private void Map(WebApplication app, List<CallbackTestCase> cases)
    {
        foreach (var test in cases.DistinctBy(test => test.Feed))
        {
            var endpoint = app.MapCallback(
                    test.Feed,
                    CatalogueCases.PathOf(test),
                    (message, services, _) =>
                    {
                        _handled
                            .GetOrAdd(services.GetRequiredService<ICallbackDelivery>().Id, _ => [])
                            .Enqueue($"{test.Feed.Name} {TextOf(message)}");
                        return Task.CompletedTask;
                    }
                )
                .StoreFirst(store => Bound(store, test.Feed));
            if (test.Request.Url is { } url)
                endpoint.WithPublicUrl(new Uri(url).GetLeftPart(UriPartial.Authority));
        }
    }

    /// <summary>A feed that proves nothing of its content must have a quota.</summary>
    private static void Bound(CallbackStoreOptions store, CallbackFeed feed)
    {
        if (CallbackIdentity.ProvesNothing(feed))
            store.Quota(1000, TimeSpan.FromHours(1));
    }

    private static string TextOf(CallbackMessage message) =>
        JsonSerializer.Serialize(message.GetType().GetProperty("Payload")!.GetValue(message));
}
