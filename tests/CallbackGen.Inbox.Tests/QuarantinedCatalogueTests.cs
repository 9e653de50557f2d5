using System.Net;
using CallbackGen.Definitions;
using CallbackGen.Inbox.Tests.Support;
using CallbackGen.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.Inbox.Tests;

/// <summary>
/// Feeds of each scheme of the catalogue: genuine requests that do not match the schema are quarantined, and forged copies are refused.
/// </summary>
public sealed class QuarantinedCatalogueTests : IAsyncTests
{
    private static readonly TimeProvider Clock = new StandingClock(TimeProvider.System.GetUtcNow());

    private readonly InboxApp _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task What_does_not_fit_is_kept_for_each_scheme()
    {
        var proven = Receiver
            .CallbackFeeds.All.Where(feed => feed.Definition.Proofs.Count > 0 && !CallbackIdentity.ProvesNothing(feed))
            .ToList();
        var subjects = proven
            .Select(feed => CatalogueCases.Of(feed, Clock).First(test => test.IsGenuine))
            .Select(test => (Test: test, Unfit: UnfitRequests.Of(test.Feed, test.Request, Clock)))
            .Where(subject => subject.Unfit is not null)
            .ToList();
        await _app.StartAsync(
            (app, _) => subjects.ForEach(subject => Map(app, subject.Test)),
            services: services => services.AddSingleton(Clock)
        );

        foreach (var (test, unfit) in subjects)
        {
            using var forged = await _app.Client.SendCallbackAsync(CatalogueCases.PathOf(test), unfit!.Value.Forged);
            Assert.True((int)forged.StatusCode is >= 400 and < 500, $"{test.Feed.Name}, forged: {forged.StatusCode}");
            var before = _app.LinesOf("CallbackQuarantined").Count;
            using var genuine = await _app.Client.SendCallbackAsync(CatalogueCases.PathOf(test), unfit.Value.Genuine);
            var expected =
                test.Feed.Definition.Unreadable == CallbackUnreadable.Acknowledge
                    ? (HttpStatusCode)test.Feed.Definition.Acknowledge.Status
                    : HttpStatusCode.ServiceUnavailable;
            Assert.True(genuine.StatusCode == expected, $"{test.Feed.Name}: {genuine.StatusCode}");
            Assert.True(_app.LinesOf("CallbackQuarantined").Count == before + 1, test.Feed.Name);
        }

        Assert.Equal(subjects.Count, (await _app.CountAsync()).GetValueOrDefault(CallbackState.Quarantined));
        Assert.Equal(
            proven.Select(feed => feed.Definition.Scheme).Distinct().Order(StringComparer.Ordinal),
            subjects.Select(subject => subject.Test.Feed.Definition.Scheme).Distinct().Order(StringComparer.Ordinal)
        );
    }

    private static void Map(WebApplication app, CallbackTestCase test)
    {
        var endpoint = app.MapCallback(test.Feed, CatalogueCases.PathOf(test), (_, _, _) => Task.CompletedTask).StoreFirst();
        if (test.Request.Url is { } url)
            endpoint.WithPublicUrl(new Uri(url).GetLeftPart(UriPartial.Authority));
    }
}
