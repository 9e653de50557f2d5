using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CallbackGen.Definitions;
using CallbackGen.Inbox.Tests.Support;
using CallbackGen.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.Inbox.Tests;

/// <summary>
/// Over HTTP, for one feed of each kind of proof in the catalogue: genuine requests that do not match the schema are quarantined, and are
/// handled after the schema was corrected and an operator has released them. The tests include every new kind of proof automatically. If
/// none of its requests can be changed, it must be listed in <see cref="Without"/>, with the reason.
/// </summary>
public sealed class ReleasedCatalogueTests : IAsyncTests
{
    private static readonly StandingClock Clock = new(TimeProvider.System.GetUtcNow());

    private static readonly StandingClock ThreeHoursLater = new(Clock.GetUtcNow().AddHours(3));

    /// <summary>The kinds of proof none of whose requests can be changed in this way, each with the reason.</summary>
    private static readonly Dictionary<(FormatChange Change, string Kind), string> Without = new()
    {
        [(FormatChange.Separator, "anyOf text")] = "Its schema says nothing of the payload, so that everything fits.",
        [(FormatChange.Type, "anyOf text")] = "Its schema says nothing of the payload, so that everything fits.",
        [(FormatChange.Separator, "anyOf json")] = "These feeds need no member that is a number.",
        [(FormatChange.Type, "anyOf json")] = "These feeds need no member but those of the idempotency key, which are texts.",
        [(FormatChange.Separator, "signature json")] = "These feeds need no member that is a number.",
        [(FormatChange.Separator, "signature form")] = "This feed needs no field that is a number.",
        [(FormatChange.Separator, "hmac text")] = "The schema says nothing of a text.",
        [(FormatChange.Type, "hmac text")] = "The schema says nothing of a text.",
        [(FormatChange.Type, "digest form")] = "The fields of a form are texts.",
        [(FormatChange.Type, "hmac form")] = "The fields of a form are texts.",
        [(FormatChange.Type, "hmac query")] = "The fields of a query are texts.",
        [(FormatChange.Type, "signature form")] = "The fields of a form are texts.",
    };

    /// <summary>The feeds of batches that need no member that is a number: each of their items is read despite such a change.</summary>
    private static readonly string[] AlwaysRead = ["gocardless.event", "line.event"];

    private readonly InboxApp _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(FormatChange.Separator)]
    [InlineData(FormatChange.Type)]
    public async Task What_the_provider_has_changed_is_handled_once_the_schema_is_corrected(FormatChange change)
    {
        var tests = Genuine();
        var subjects = tests
            .Where(test => !Without.ContainsKey((change, KindOf(test))))
            .GroupBy(KindOf)
            .Select(kind =>
                kind.Select(test => (Test: test, Sent: Change(test, test.Request, change)))
                    .FirstOrDefault(subject => subject.Sent is not null)
            )
            .Where(subject => subject.Sent is not null)
            .ToList();
        Assert.Equal(
            "",
            string.Join(
                ", ",
                tests
                    .Select(KindOf)
                    .Distinct()
                    .Where(kind => !Without.ContainsKey((change, kind)))
                    .Except(subjects.Select(subject => KindOf(subject.Test)))
            )
        );
        await StartAsync(subjects.Select(subject => subject.Test), feed => feed, Clock);
        foreach (var (test, sent) in subjects)
            await SendAsync(test, sent!, isTaken: false);
        Assert.Equal(subjects.Count, _app.LinesOf("CallbackQuarantined").Count);
        Assert.Empty(_app.Handled);
        await _app.StopAsync();

        await StartAsync(subjects.Select(subject => subject.Test), feed => AmendedFeeds.ByName[feed.Name], Clock);
        await ReleaseAsync(subjects.Count);

        // Two rows for each: the released one, and that of the callback that was read from it.
        await _app.UntilCountAsync(CallbackState.Done, 2 * subjects.Count);
        Assert.Equal(
            subjects.Select(subject => subject.Test.Feed.Name).Order(StringComparer.Ordinal),
            _app.Handled.Order(StringComparer.Ordinal)
        );
        foreach (var (test, sent) in subjects)
            await SendAsync(test, sent!, isTaken: true);
        // If the provider confirms the event, it is handled again, because the first one may have been forged.
        Assert.Equal(
            (2 * subjects.Count) + subjects.Count(subject => subject.Test.Feed.Definition.HasConfirmedKey),
            (await _app.CountAsync()).Values.Sum()
        );
    }

    /// <summary>An expired token counts as late too.</summary>
    [Fact]
    public async Task What_is_three_hours_late_is_handled_as_of_its_own_time()
    {
        var tests = Genuine();
        var late = tests
            .Where(test => test.Feed.VerifyMessages(test.Request, test.Keys, ThreeHoursLater).Rejection is { IsProven: true })
            .ToList();
        Assert.Equal(tests.Where(SignsTime).Select(test => test.Feed.Name), late.Select(test => test.Feed.Name));
        Assert.All(tests.Except(late), test => Assert.Null(test.Feed.VerifyMessages(test.Request, test.Keys, ThreeHoursLater).Rejection));
        await StartAsync(late, feed => feed, ThreeHoursLater);
        foreach (var test in late)
            await SendAsync(test, test.Request, isTaken: false);
        Assert.Equal(late.Count, _app.LinesOf("CallbackQuarantined").Count);

        await ReleaseAsync(late.Count);

        await _app.UntilCountAsync(CallbackState.Done, 2 * late.Count);
        Assert.Equal(late.Select(test => test.Feed.Name).Order(StringComparer.Ordinal), _app.Handled.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Of_a_batch_of_which_one_cannot_be_read_each_is_handled_once_the_schema_is_corrected()
    {
        var subjects = Genuine()
            .Where(test => test.Feed.Definition.HasItems && KeyOf(test) is not null)
            .Select(test => (Test: test, Sent: Change(test, Doubled(test), FormatChange.Separator)))
            .ToList();
        Assert.Equal(AlwaysRead, subjects.Where(subject => subject.Sent is null).Select(subject => subject.Test.Feed.Name));
        subjects.RemoveAll(subject => subject.Sent is null);
        Assert.NotEmpty(subjects);
        await StartAsync(subjects.Select(subject => subject.Test), feed => feed, Clock);
        foreach (var (test, sent) in subjects)
            await SendAsync(test, sent!, isTaken: false);
        await _app.UntilCountAsync(CallbackState.Quarantined, subjects.Count);
        await _app.StopAsync();

        await StartAsync(subjects.Select(subject => subject.Test), feed => AmendedFeeds.ByName[feed.Name], Clock);
        await ReleaseAsync(subjects.Count);

        await _app.UntilCountAsync(CallbackState.Done, 3 * subjects.Count);
        Assert.Equal(
            subjects.SelectMany(subject => Enumerable.Repeat(subject.Test.Feed.Name, 2)),
            _app.Handled.Order(StringComparer.Ordinal)
        );
    }

    /// <summary>The first genuine request of each feed whose proof covers content.</summary>
    private static List<CallbackTestCase> Genuine() =>
        [
            .. Receiver
                .CallbackFeeds.All.Where(feed => feed.Definition.Proofs.Count > 0 && !CallbackIdentity.ProvesNothing(feed))
                .Select(feed => CatalogueCases.Of(feed, Clock).First(test => test.IsGenuine)),
        ];

    /// <summary>The kind of a feed's proof, and the transport.</summary>
    private static string KindOf(CallbackTestCase test)
    {
        var content = Encoding.UTF8.GetString(test.Request.Body.Span).TrimStart() switch
        {
            "" => "query",
            ['{' or '[', ..] => "json",
            var body => body.Contains('=', StringComparison.Ordinal) ? "form" : "text",
        };
        return $"{test.Feed.Definition.Scheme} {content}";
    }

    /// <summary>The changed, genuine request that the corrected schema accepts, or null if there is none.</summary>
    private static CallbackRequest? Change(CallbackTestCase test, CallbackRequest request, FormatChange change) =>
        UnfitRequests
            .Of(
                test.Feed,
                request,
                Clock,
                change,
                sent => AmendedFeeds.ByName[test.Feed.Name].VerifyMessages(sent, test.Keys, Clock).Rejection is null
            )
            ?.Genuine;

    private static JsonNode SchemaOf(CallbackTestCase test) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "schemas", $"{test.Feed.Name}.callback.json")))![
            "callback"
        ]!;

    /// <summary>The first member of the idempotency key, or null where the feed has none.</summary>
    private static string? KeyOf(CallbackTestCase test) =>
        SchemaOf(test)["idempotencyKey"] switch
        {
            JsonArray members => (string)members[0]!,
            JsonObject stated => (string?)(stated["eventId"] ?? stated["members"]?[0]),
            _ => null,
        };

    private static bool SignsTime(CallbackTestCase test) =>
        SchemaOf(test)["verify"]!.ToJsonString() is var verify
        && (verify.Contains("\"tolerance\"", StringComparison.Ordinal) || verify.Contains("\"maxAge\"", StringComparison.Ordinal));

    /// <summary>Appends to a batch a copy of its first item with the id of another event.</summary>
    private static CallbackRequest Doubled(CallbackTestCase test)
    {
        var body = JsonNode.Parse(test.Request.Body.Span)!.AsObject();
        var items = body.Select(member => member.Value).OfType<JsonArray>().Single();
        var item = items[0]!.ToJsonString();
        var named = KeyOf(test)!.Split('/')[^1];
        items.Add(JsonNode.Parse(item.Replace($"\"{named}\":\"", $"\"{named}\":\"2", StringComparison.Ordinal)));
        return CallbackRequest.Post(Encoding.UTF8.GetBytes(body.ToJsonString()), "application/json");
    }

    private Task StartAsync(IEnumerable<CallbackTestCase> tests, Func<CallbackFeed, CallbackFeed> version, TimeProvider clock) =>
        _app.StartAsync(
            (app, it) =>
            {
                foreach (var test in tests)
                {
                    var endpoint = app.MapCallback(
                            version(test.Feed),
                            CatalogueCases.PathOf(test),
                            (_, _, _) =>
                            {
                                it.Handled.Enqueue(test.Feed.Name);
                                return Task.CompletedTask;
                            }
                        )
                        .StoreFirst();
                    if (test.Request.Url is { } url)
                        endpoint.WithPublicUrl(new Uri(url).GetLeftPart(UriPartial.Authority));
                }
            },
            services: services => services.AddSingleton(clock)
        );

    private async Task SendAsync(CallbackTestCase test, CallbackRequest request, bool isTaken)
    {
        var isAcknowledged = isTaken || test.Feed.Definition.Unreadable == CallbackUnreadable.Acknowledge;
        using var response = await _app.Client.SendCallbackAsync(CatalogueCases.PathOf(test), request);
        Assert.True(
            response.StatusCode
                == (isAcknowledged ? (HttpStatusCode)test.Feed.Definition.Acknowledge.Status : HttpStatusCode.ServiceUnavailable),
            $"{test.Feed.Name}: {response.StatusCode}"
        );
    }

    private async Task ReleaseAsync(int count)
    {
        var rows = await _app.Store.ListAsync(CallbackState.Quarantined, 1000, default);
        Assert.Equal(count, rows.Count);
        foreach (var row in rows)
            Assert.True(await _app.Store.ReplayAsync(row.Id, "a person", default));
    }
}
