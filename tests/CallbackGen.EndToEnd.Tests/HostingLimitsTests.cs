using System.Net;
using CallbackGen.Definitions;
using CallbackGen.EndToEnd.Tests.Support;
using CallbackGen.Receiver;
using CallbackGen.Receiver.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>The receiver's limits, and the sender to which a request is counted.</summary>
public sealed class HostingLimitsTests : IAsyncDisposable
{
    private const string Canary = "canary-8271";

    private readonly LastRequest _seen = new();
    private readonly CapturedLogs _logs = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    private WebApplication? _app;

    private Uri Address => new(_app!.Urls.First());

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _logs.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
    }

    [Fact]
    public async Task Beyond_the_rate_it_answers_429_says_so_in_one_line_without_what_was_sent_and_stays_healthy()
    {
        await StartAsync("--Limits:RequestsPerSecond", "1");

        using var refused = await SendUntilAsync(HttpStatusCode.TooManyRequests, () => Get($"/{Canary}?{Canary}", ("User-Agent", Canary)));
        using var again = await SendUntilAsync(HttpStatusCode.TooManyRequests, () => Get($"/{Canary}"));

        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Equal("", await refused.Content.ReadAsStringAsync());
        var line = Assert.Single(_logs.Named("RequestsLimited"));
        Assert.Contains("127.0.0.1", line.Message, StringComparison.Ordinal);
        Assert.Contains("Limits:RequestsPerSecond (1)", line.Message, StringComparison.Ordinal);
        Assert.Contains("Proxies", line.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, line.Everything, StringComparison.Ordinal);
        foreach (var path in Enumerable.Repeat(ReceiverHealth.Ready, 20).Append(ReceiverHealth.Live))
            Assert.Equal("ok", await _client.GetStringAsync(new Uri(Address, path)));
    }

    [Fact]
    public async Task Beyond_what_it_works_on_at_the_same_time_it_answers_503_and_takes_more_when_there_is_room()
    {
        var path = await StartWithKeyAsync("--Limits:Concurrent", "1");

        var patience = Patience();
        HttpResponseMessage response;
        do
        {
            using var holding = await RawConnection.OpenAsync(Address);
            await holding.SendAsync(RawConnection.Head(path, "Content-Length: 100") + "{");
            response = await _client.SendAsync(Get("/"), patience);
        } while (response.StatusCode == HttpStatusCode.NotFound);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
        Assert.Contains("Limits:Concurrent (1)", Assert.Single(_logs.Named("RequestsLimited")).Message, StringComparison.Ordinal);
        (await SendUntilAsync(HttpStatusCode.NotFound, () => Get("/"))).Dispose();
    }

    [Fact]
    public async Task One_source_does_not_take_every_place()
    {
        var path = await StartWithKeyAsync("--Limits:Concurrent", "8", "--Proxies", "127.0.0.1");
        var held = new List<RawConnection>();
        try
        {
            // One more than the limit of two; each of these occupies a place until its body is too slow.
            HttpResponseMessage response;
            var patience = Patience();
            do
            {
                var holding = await RawConnection.OpenAsync(Address);
                held.Add(holding);
                await holding.SendAsync(RawConnection.Head(path, "Content-Length: 100", "X-Forwarded-For: 203.0.113.1") + "{");
                response = await _client.SendAsync(Get("/", ("X-Forwarded-For", "203.0.113.1")), patience);
            } while (response.StatusCode == HttpStatusCode.NotFound);

            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            using var other = await _client.SendAsync(Get("/", ("X-Forwarded-For", "203.0.113.2")));
            Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
            Assert.Contains("203.0.113.1 ", Assert.Single(_logs.Named("RequestsLimited")).Message, StringComparison.Ordinal);
        }
        finally
        {
            held.ForEach(connection => connection.Dispose());
        }
    }

    [Fact]
    public async Task A_body_that_comes_too_slowly_is_not_waited_for()
    {
        var path = await StartWithKeyAsync();
        using var slow = await RawConnection.OpenAsync(Address);
        await slow.SendAsync(RawConnection.Head(path, "Content-Length: 100") + "{");

        var status = await slow.ReadStatusLineAsync().WaitAsync(Patience());

        Assert.True(status is "" or "HTTP/1.1 400 Bad Request" or "HTTP/1.1 408 Request Timeout", status);
    }

    /// <summary>In the server's body rate, bytes that arrived early compensate for missing later ones.</summary>
    [Fact]
    public async Task A_body_of_which_the_most_came_at_once_is_not_waited_for_either()
    {
        var clock = new TimersAtHand();
        var path = await StartWithKeyAsync(clock);
        using var slow = await RawConnection.OpenAsync(Address);
        await slow.SendAsync(RawConnection.Head(path, "Content-Length: 50000") + new string(' ', 49999));
        var end = await clock.Made.Task.WaitAsync(Patience());

        end();

        Assert.Equal("", await slow.ReadStatusLineAsync().WaitAsync(Patience()));
    }

    [Fact]
    public async Task A_body_beyond_the_servers_limit_is_refused_where_the_schema_would_take_it()
    {
        var path = await StartWithKeyAsync("--Limits:BodyBytes", "1024");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(1025));
        Assert.NotEqual(HttpStatusCode.RequestEntityTooLarge, await PostAsync(1024));

        async Task<HttpStatusCode> PostAsync(int length)
        {
            using var content = new StringContent($"{{\"a\":\"{new string('x', length - 8)}\"}}", null, "application/json");
            using var response = await _client.PostAsync(new Uri(Address, path), content);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Behind_a_proxy_that_is_named_each_sender_is_counted_apart()
    {
        await StartAsync("--Limits:RequestsPerSecond", "1", "--Proxies", "10.0.0.0/8,127.0.0.1");

        // Addresses that a client writes before the proxy's own entry are ignored.
        var forged = 0;
        (
            await SendUntilAsync(
                HttpStatusCode.TooManyRequests,
                () => Get("/", ("X-Forwarded-For", $"198.51.100.{++forged % 250}, 203.0.113.1, 10.1.2.3"))
            )
        ).Dispose();
        using var other = await _client.SendAsync(Get("/", ("X-Forwarded-For", "203.0.113.2")));

        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        Assert.Contains("203.0.113.1 ", Assert.Single(_logs.Named("RequestsLimited")).Message, StringComparison.Ordinal);
        Assert.Empty(_logs.Named("ProxyUnknown"));
    }

    [Fact]
    public async Task A_network_of_IPv6_is_one_sender()
    {
        await StartAsync("--Limits:RequestsPerSecond", "1", "--Proxies:0", "127.0.0.1");

        var host = 0;
        (
            await SendUntilAsync(HttpStatusCode.TooManyRequests, () => Get("/", ("X-Forwarded-For", $"2001:db8:1:2:{++host:x}::1")))
        ).Dispose();

        Assert.Contains(" 2001:db8:1:2::/64 ", Assert.Single(_logs.Named("RequestsLimited")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData()]
    [InlineData("--Proxies", "192.0.2.0/24")]
    public async Task What_a_stranger_says_of_its_address_is_ignored_which_is_said_once(params string[] proxies)
    {
        await StartAsync(["--Limits:RequestsPerSecond", "1", .. proxies]);

        var sender = 0;
        (
            await SendUntilAsync(
                HttpStatusCode.TooManyRequests,
                () => Get("/", ("X-Forwarded-For", $"203.0.113.{++sender % 250}"), ("X-Forwarded-Proto", "https"))
            )
        ).Dispose();

        var line = Assert.Single(_logs.Named("ProxyUnknown"));
        Assert.Contains("--Proxies 127.0.0.1", line.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("203.0.113.", line.Everything, StringComparison.Ordinal);
        Assert.Contains(" 127.0.0.1 ", Assert.Single(_logs.Named("RequestsLimited")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_says_the_scheme_and_never_the_host()
    {
        await StartAsync("--Proxies", "127.0.0.1");

        (
            await _client.SendAsync(
                Get("/", ("X-Forwarded-For", "203.0.113.1"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "evil.example"))
            )
        ).Dispose();
        Assert.Equal(("https", Address.Authority), _seen.Last);
    }

    [Fact]
    public void A_minute_has_one_line_of_a_source_and_a_flood_of_sources_does_not_fill_the_log()
    {
        var clock = new FakeTimeProvider();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(_logs));
        var report = new LimitReport(factory.CreateLogger<LimitReport>(), clock);

        for (var minute = 1; minute <= 2; minute++)
        {
            for (var times = 0; times < 3; times++)
                report.Add("192.0.2.1", 429, "Limits:RequestsPerSecond (1)", "");
            for (var source = 0; source < 1000; source++)
                report.Add($"2001:db8:0:{source:x}::/64", 429, "Limits:RequestsPerSecond (1)", "");

            Assert.Equal(minute * LimitReport.MostSources, _logs.Lines.Count);
            Assert.Equal(minute, _logs.Lines.Count(line => line.Message.Contains("192.0.2.1 ", StringComparison.Ordinal)));
            clock.Advance(TimeSpan.FromMinutes(1));
        }
    }

    [Theory]
    [InlineData(
        "Limits:RequestsPerSecond has to be a whole number from 0 to 1000000, such as --Limits:RequestsPerSecond 200.",
        "--Limits:RequestsPerSecond",
        "many"
    )]
    [InlineData(
        "Limits:RequestsPerSecond has to be a whole number from 0 to 1000000, such as --Limits:RequestsPerSecond 200.",
        "--Limits:RequestsPerSecond",
        "-1"
    )]
    [InlineData(
        "Limits:Concurrent has to be a whole number from 0 to 100000, such as --Limits:Concurrent 256.",
        "--Limits:Concurrent",
        "1.5"
    )]
    [InlineData(
        "Limits:BodyBytes has to be a whole number from 1024 to 33554432, such as --Limits:BodyBytes 1048576.",
        "--Limits:BodyBytes",
        "64"
    )]
    [InlineData(
        "Limits:Concurent is no setting. There are Limits:RequestsPerSecond, Limits:Concurrent, Limits:BodyBytes.",
        "--Limits:Concurent",
        "1"
    )]
    [InlineData("Drain has to be a whole number from 0 to 3600, such as --Drain 5.", "--Drain", "00:00:05")]
    [InlineData(
        "Proxies has \"balancer\", which is neither an address nor a network. Write them such as --Proxies 10.0.0.0/8,::1.",
        "--Proxies",
        "::1,balancer"
    )]
    [InlineData(
        "Proxies has \"10.0.0.0/40\", which is neither an address nor a network. Write them such as --Proxies 10.0.0.0/8,::1.",
        "--Proxies:0",
        "10.0.0.0/40"
    )]
    [InlineData(
        "Proxies has a network of all addresses, by which any sender's X-Forwarded-For were believed. Name the "
            + "proxies alone, such as --Proxies 10.0.0.0/8,::1.",
        "--Proxies",
        "0.0.0.0/0"
    )]
    [InlineData(
        "Proxies has a network of all addresses, by which any sender's X-Forwarded-For were believed. Name the "
            + "proxies alone, such as --Proxies 10.0.0.0/8,::1.",
        "--Proxies",
        "10.0.0.0/8,::/0"
    )]
    [InlineData(
        "Secrets names \"/no/such/folder\", which is no folder that can be read. Name one that holds a file for each "
            + "secret, such as Forward__Secret.",
        "--Secrets",
        "/no/such/folder"
    )]
    [InlineData(
        "ASPNETCORE_FORWARDEDHEADERS_ENABLED has any sender's X-Forwarded-For believed. Take it away, and name the "
            + "proxies instead, such as --Proxies 10.0.0.0/8,::1.",
        "--ForwardedHeaders_Enabled",
        "true"
    )]
    public async Task A_setting_that_cannot_be_is_told_in_one_line_with_what_to_write(string expected, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        Assert.Equal(1, await ServeCommand.RunAsync(["--urls", "http://127.0.0.1:0", "--Mode", "Inspect", .. args], output, error));

        Assert.Equal(expected, error.ToString().TrimEnd());
    }

    /// <summary>
    /// Starts the receiver with a key for a feed that accepts JSON by POST without further requirements, and returns the feed's path.
    /// </summary>
    private Task<string> StartWithKeyAsync(params string[] args) => StartWithKeyAsync(TimeProvider.System, args);

    private async Task<string> StartWithKeyAsync(TimeProvider clock, params string[] args)
    {
        var feed = ReceiverApp.Feeds.First(feed =>
            feed.Definition is { Keys: [{ Encoding: CallbackKeyEncoding.Utf8, Fetch: null, Lookup: null }], SignsUrl: false }
            && feed.Definition.Receive.Any(transport => transport is { Method: "POST", Content: CallbackContent.Json })
        );
        await StartAsync([$"--Callbacks:{feed.Provider}:{feed.Definition.Keys[0].Name}", TestApp.Key, .. args], clock);
        return ReceiverApp.PathOf(feed);
    }

    private Task StartAsync(params string[] args) => StartAsync(args, TimeProvider.System);

    private async Task StartAsync(string[] args, TimeProvider clock)
    {
        _app = ReceiverHost.Build(
            ["--hostBuilder:reloadConfigOnChange=false", "--urls", "http://127.0.0.1:0", "--Mode", "Inspect", .. args],
            builder => builder.Services.AddSingleton<IStartupFilter>(_seen).AddSingleton(clock)
        );
        _app.Services.GetRequiredService<ILoggerFactory>().AddProvider(_logs);
        await _app.StartAsync();
    }

    private HttpRequestMessage Get(string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, path));
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    /// <summary>Sends requests, several at a time, until one of them is answered with the status.</summary>
    private async Task<HttpResponseMessage> SendUntilAsync(HttpStatusCode status, Func<HttpRequestMessage> request)
    {
        var patience = Patience();
        while (true)
        {
            var responses = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _client.SendAsync(request(), patience)));
            var found = responses.FirstOrDefault(response => response.StatusCode == status);
            foreach (var response in responses.Where(response => response != found))
                response.Dispose();
            if (found is not null)
                return found;
        }
    }

    private static CancellationToken Patience() => new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token;

    /// <summary>The properties of the last request as the receiver sees them.</summary>
    private sealed class LastRequest : IStartupFilter
    {
        public (string Scheme, string Host) Last { get; private set; }

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Use(
                    async (context, rest) =>
                    {
                        await rest(context);
                        Last = (context.Request.Scheme, context.Request.Host.Value!);
                    }
                );
                next(app);
            };
    }

    /// <summary>
    /// The system's time, with a timer of 30 seconds that a test fires. A <see cref="FakeTimeProvider"/> does not report when the timer was
    /// created, and would stop the host's other timers.
    /// </summary>
    private sealed class TimersAtHand : TimeProvider
    {
        public TaskCompletionSource<Action> Made { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == TimeSpan.FromSeconds(30) && period == Timeout.InfiniteTimeSpan)
                Made.TrySetResult(() => callback(state));
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
