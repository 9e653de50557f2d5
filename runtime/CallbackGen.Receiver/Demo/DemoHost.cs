using System.Collections.Concurrent;
using System.Text;
using CallbackGen.Inbox;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CallbackGen.Receiver.Demo;

/// <summary>
/// Hosts the program on a free loopback port, with an inbox in a temporary folder, and a clock and keys that each test sets.
/// </summary>
internal sealed class DemoHost : IAsyncDisposable
{
    /// <summary>The longest time that the demo waits for a stored callback to be handled.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("callbackgen-demo");
    private readonly ConcurrentQueue<CallbackMessage> _handled = [];
    private readonly DemoKeys _keys = new();
    private readonly DemoClock _clock = new();
    private readonly RejectionLog _rejections = new();
    private readonly Dictionary<string, DemoOutcome> _outcomes = new(StringComparer.Ordinal);

    private DemoHost(IReadOnlyDictionary<string, DemoTest[]> tests)
    {
        var builder = WebApplication.CreateBuilder();
        // The user's own configuration is not read: the keys are those of the tests.
        builder.Configuration.Sources.Clear();
        builder.Configuration.Sources.Add(_keys);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(_rejections);
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_clock));
        ReceiverApp.AddServices(builder.Services);
        builder.Services.AddCallbackInbox().UseSqlite(Path.Combine(_folder.FullName, "callbacks.db"));
        _app = builder.Build();
        var functions = ReceiverApp.FunctionsOf(ReceiverApp.Feeds, HandleAsync);
        ReceiverApp.Map(_app, functions, Store);
        foreach (var (feed, function) in functions)
            MapTestPaths(feed, function, tests.GetValueOrDefault(feed.Name, []));
        // Header values are sent as the test writes them; they need not be ASCII.
        Client = new HttpClient(
            new SocketsHttpHandler
            {
                RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
                AllowAutoRedirect = false,
                UseProxy = false,
            }
        );
    }

    private HttpClient Client { get; }

    /// <summary>Starts the host.</summary>
    /// <param name="tests">The tests that will be sent, by feed name.</param>
    public static async Task<DemoHost> StartAsync(IReadOnlyDictionary<string, DemoTest[]> tests)
    {
        var host = new DemoHost(tests);
        await host._app.StartAsync();
        return host;
    }

    /// <summary>
    /// Sends a request with the keys and at the time of a test, and reports the outcome. An identical request (same address, same
    /// conditions) is sent only once; for a repetition the recorded outcome is returned.
    /// </summary>
    /// <param name="feed">The feed.</param>
    /// <param name="test">The test.</param>
    /// <param name="request">The request, or a tampered copy of it.</param>
    /// <param name="path">
    /// An address other than the feed's own, or null. A test whose signature covers the path names the path itself.
    /// </param>
    public async Task<DemoOutcome> SendAsync(CallbackFeed feed, DemoTest test, DemoRequest request, string? path = null)
    {
        var address = request.Path ?? path ?? ReceiverApp.PathOf(feed);
        var sent = string.Join(
            '\n',
            [
                request.Path is null ? "" : HostOf(feed),
                address,
                $"{test.Now:O}",
                .. test.Keys.SelectMany(key => key.Value.Prepend(key.Key)),
                "",
                request.Wire,
            ]
        );
        if (_outcomes.TryGetValue(sent, out var known))
            return known with { IsRepeated = true };
        return _outcomes[sent] = await SendAsync(feed, test, request, address, request.Path is null ? null : HostOf(feed));
    }

    private async Task<DemoOutcome> SendAsync(CallbackFeed feed, DemoTest test, DemoRequest request, string address, string? host)
    {
        _clock.Now = test.Now;
        _keys.Set(feed.Provider, test.Keys, request.Origin);
        _handled.Clear();
        _rejections.Clear();
        using var message = request.ToHttp(_app.Urls.First() + address);
        message.Headers.Host = host;
        using var response = await Client.SendAsync(message);
        await EmptyAsync();
        return new DemoOutcome((int)response.StatusCode, _handled.FirstOrDefault(), _handled.Count, _rejections.Last)
        {
            Answer = await AnswerOf(response),
        };
    }

    /// <summary>
    /// Waits until the stored callbacks are handled, and deletes them from the inbox: the next test may be of the same event.
    /// </summary>
    private async Task EmptyAsync()
    {
        var store = _app.Services.GetRequiredService<ICallbackStore>();
        using var patience = new CancellationTokenSource(Patience);
        while (await store.CountAsync(patience.Token) is var counts && counts.Values.Sum() > 0)
        {
            if (counts.GetValueOrDefault(CallbackState.Waiting) + counts.GetValueOrDefault(CallbackState.Claimed) > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(2), patience.Token);
                continue;
            }

            foreach (var state in new[] { CallbackState.Dead, CallbackState.Conflict, CallbackState.Quarantined })
            {
                foreach (var row in await store.ListAsync(state, int.MaxValue, patience.Token))
                    await store.DiscardAsync(row.Id, "the demo", patience.Token);
            }

            await store.ForgetAsync(DateTimeOffset.MaxValue, patience.Token);
        }
    }

    private static void Store(CallbackEndpointBuilder endpoint) => endpoint.StoreFirst(store => store.Quota(1000, TimeSpan.FromHours(1)));

    private Task HandleAsync(CallbackFeed feed, CallbackMessage message, IServiceProvider services, CancellationToken cancellationToken)
    {
        _handled.Enqueue(message);
        return Task.CompletedTask;
    }

    private static async Task<CallbackAcknowledgement> AnswerOf(HttpResponseMessage response) =>
        new((int)response.StatusCode, response.Content.Headers.ContentType?.ToString(), await response.Content.ReadAsStringAsync())
        {
            Headers = [.. response.Headers.Select(header => new CallbackAnswerHeader(header.Key, string.Join(", ", header.Value)))],
        };

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string HostOf(CallbackFeed feed) => $"{feed.Name}.example";

    /// <summary>
    /// Also serves a feed at the paths that its tests name, since a signature may cover the path. Two feeds may name the same
    /// path, so each has its own host name.
    /// </summary>
    private void MapTestPaths(
        CallbackFeed feed,
        Func<CallbackMessage, IServiceProvider, CancellationToken, Task> function,
        DemoTest[] tests
    )
    {
        foreach (var path in tests.Select(test => test.Request.Path).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var literal = Uri.UnescapeDataString(path)
                .Replace("{", "{{", StringComparison.Ordinal)
                .Replace("}", "}}", StringComparison.Ordinal);
            var endpoint = _app.MapCallback(feed, literal, function);
            Store(endpoint);
            endpoint.RequireHost(HostOf(feed));
        }
    }

    private sealed class DemoClock : TimeProvider
    {
        public DateTimeOffset? Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now ?? base.GetUtcNow();
    }
}

/// <summary>The outcome of a request.</summary>
/// <param name="Status">The HTTP status of the response.</param>
/// <param name="Message">The first callback that the handler received, or null.</param>
/// <param name="Handled">How often the handler ran: once for each callback in the request.</param>
/// <param name="Reason">The reason of the rejection, which is in the operator's log and not in the response.</param>
internal sealed record DemoOutcome(int Status, CallbackMessage? Message, int Handled, string? Reason)
{
    /// <summary>The response.</summary>
    public CallbackAcknowledgement Answer { get; init; } = new(Status);

    /// <summary>Whether an identical request was sent before, so that this is the outcome recorded then.</summary>
    public bool IsRepeated { get; init; }
}
