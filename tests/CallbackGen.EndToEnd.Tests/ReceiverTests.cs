using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Encodings.Web;
using System.Text.Json;
using CallbackGen.AspNetCore;
using CallbackGen.Definitions;
using CallbackGen.EndToEnd.Tests.Gateway;
using CallbackGen.EndToEnd.Tests.Support;
using CallbackGen.Receiver;
using CallbackGen.Receiver.Demo;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallbackGen.EndToEnd.Tests;

public sealed class ReceiverTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("receiver");

    /// <summary>An inbox that no other test uses.</summary>
    private string[] Inbox => ["--Inbox:Sqlite", Path.Combine(_folder.FullName, "callbacks.db")];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_demo_sees_every_callback_verified_and_every_tampered_twin_refused()
    {
        using var output = new StringWriter();

        var exitCode = await DemoCommand.RunAsync(output);

        Assert.True(exitCode == 0, output.ToString());
        var text = output.ToString();
        Assert.All(ReceiverApp.Feeds, feed => Assert.Contains($" {feed.Name} ", text, StringComparison.Ordinal));
        Assert.Contains(" 0 came out wrong.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_schema_file_is_a_feed()
    {
        var tests = DemoTest.Load(Path.Combine(AppContext.BaseDirectory, "schemas"));

        Assert.NotEmpty(ReceiverApp.Feeds);
        Assert.Equal(tests.Keys.Order(), ReceiverApp.Feeds.Select(feed => feed.Name).Order());
    }

    [Fact]
    public async Task The_demo_calls_wrong_what_came_out_otherwise_than_the_schema_says()
    {
        // The first genuine callback of any feed, with a refusal as the expected result; and a tampered copy without a change.
        var feed = ReceiverApp.Feeds[0];
        var test = Genuine(feed)!;
        await using var host = await DemoHost.StartAsync(new Dictionary<string, DemoTest[]> { [feed.Name] = [test] });
        var report = new DemoReport();

        var outcome = await host.SendAsync(feed, test, test.Request);
        report.AddTest(feed, test, outcome);
        Assert.Equal(0, report.Wrong);

        report.AddTest(feed, test with { Expect = "rejected" }, outcome);
        report.AddTwin(feed, test, "nothing", outcome);
        report.AddTwin(feed, test, "a text that is not there", null);
        Assert.Equal(3, report.Wrong);
    }

    [Fact]
    public async Task Without_keys_the_receiver_serves_and_refuses_and_tells_nobody_on_the_network_what_it_serves()
    {
        await using var app = await TestApp.StartAsync(
            app => ReceiverApp.Map(app, ReceiverApp.FunctionsOf(ReceiverApp.Feeds, (_, _, _, _) => Task.CompletedTask)),
            builder => ReceiverApp.AddServices(builder.Services),
            ("Unrelated", "x")
        );

        foreach (var feed in ReceiverApp.Feeds.Where(feed => feed.Definition.Keys.Count > 0))
        {
            if (Genuine(feed) is not { } test)
                continue;
            using var request = test.Request.ToHttp(app.Address.ToString().TrimEnd('/') + ReceiverApp.PathOf(feed));
            using var response = await app.Client.SendAsync(request);
            // If the request contains the address of the only key, the address has no document.
            var isNamed = feed.Definition.Keys.All(key => key.Fetch is { Url: null });
            Assert.Equal(
                (feed.Name, isNamed ? HttpStatusCode.Unauthorized : HttpStatusCode.ServiceUnavailable),
                (feed.Name, response.StatusCode)
            );
        }

        using var root = await app.Client.GetAsync(app.Address);
        Assert.Equal(HttpStatusCode.NotFound, root.StatusCode);
    }

    [Fact]
    public async Task The_printed_list_names_the_url_the_level_and_the_three_ways_to_configure_a_key()
    {
        await using var app = await TestApp.StartAsync(_ => { }, builder => ReceiverApp.AddServices(builder.Services), ("Unrelated", "x"));
        using var output = new StringWriter();

        FeedList.Write(
            output,
            "http://127.0.0.1:5080",
            app.Services.GetRequiredService<CallbackKeyRing>(),
            new(ReceiverApp.Feeds, null, null)
        );

        var feed = ReceiverApp.Feeds.First(feed => feed.Definition.Keys.Count > 0);
        var key = $"{feed.Provider}:{feed.Definition.Keys[0].Name}";
        foreach (
            var expected in new[]
            {
                $"http://127.0.0.1:5080{ReceiverApp.PathOf(feed)}",
                feed.Trust.ToString(),
                $"Callbacks:{key}",
                $"Callbacks__{key.Replace(":", "__", StringComparison.Ordinal)}",
                "dotnet user-secrets",
                "appsettings.json",
            }
        )
            Assert.Contains(expected, output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_start_fits_on_a_screen_and_ends_with_what_to_do_next()
    {
        using var stop = new CancellationTokenSource();
        using var output = new StopWhenListed(stop);
        using var error = new StringWriter();

        Assert.Equal(0, await ServeCommand.RunAsync(["--urls", "http://127.0.0.1:0", .. Inbox], output, error, stop.Token));

        var lines = output.ToString().TrimEnd().Split(Environment.NewLine);
        Assert.InRange(lines.Length, 10, 25);
        Assert.Contains($"{ReceiverApp.Feeds.Count} feeds of ", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.EndsWith(" more: CallbackGen.Receiver feeds", StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains("user-secrets", StringComparison.Ordinal));
        Assert.StartsWith("Next: set the key", lines[^2], StringComparison.Ordinal);
        Assert.EndsWith("CallbackGen.Receiver demo", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_line_is_one_line_with_a_time_and_missing_keys_are_told_by_the_list_while_it_starts()
    {
        var start = new StartState();
        var formatter = new LineFormatter(start, new FakeTimeProvider(new(2026, 12, 1, 1, 2, 3, 4, TimeSpan.Zero)));
        var missing = Entry("CallbackKeyMissing", "Callbacks of acme.order are refused.");
        var other = Entry(
            "CallbackHandlerFailed",
            "refused\u202e\nwarn: a line of one's own",
            new InvalidOperationException("on\npurpose")
        );

        string Format(LogEntry<string> entry)
        {
            using var output = new StringWriter();
            formatter.Write(entry, null, output);
            return output.ToString();
        }

        Assert.Equal("", Format(missing));
        Assert.Equal(
            "2026-12-01T01:02:03.004Z warn: Acme[7] refused\\u202e warn: a line of one's own "
                + $"System.InvalidOperationException: on purpose{Environment.NewLine}",
            Format(other)
        );
        start.IsOver = true;
        Assert.Equal($"2026-12-01T01:02:03.004Z warn: Acme[7] Callbacks of acme.order are refused.{Environment.NewLine}", Format(missing));
        using (var activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start())
            Assert.EndsWith($" are refused. (trace {activity.TraceId}){Environment.NewLine}", Format(missing), StringComparison.Ordinal);

        static LogEntry<string> Entry(string name, string message, Exception? exception = null) =>
            new(LogLevel.Warning, "Acme", new EventId(7, name), message, exception, (state, _) => state);
    }

    [Fact]
    public async Task A_start_with_a_key_shows_the_feeds_that_are_ready()
    {
        var feed = ReceiverApp.Feeds.First(feed =>
            feed.Definition.Keys is [{ Encoding: CallbackKeyEncoding.Utf8, Fetch: null, Lookup: null }] && !feed.Definition.SignsUrl
        );
        using var stop = new CancellationTokenSource();
        using var output = new StopWhenListed(stop);
        using var error = new StringWriter();

        string[] args =
        [
            "--urls",
            "http://127.0.0.1:0",
            .. Inbox,
            $"--Callbacks:{feed.Provider}:{feed.Definition.Keys[0].Name}",
            TestApp.Key,
        ];

        Assert.Equal(0, await ServeCommand.RunAsync(args, output, error, stop.Token));

        var lines = output.ToString().TrimEnd().Split(Environment.NewLine);
        Assert.InRange(lines.Length, 5, 25);
        Assert.Contains(
            lines,
            line =>
                line.StartsWith($"{feed.Name} ", StringComparison.Ordinal)
                && line.Contains(" configured ", StringComparison.Ordinal)
                && line.EndsWith(" parked", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(lines, line => line.Contains("user-secrets", StringComparison.Ordinal));
        Assert.StartsWith("Next: have the provider call", lines[^2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_feeds_prints_every_feed_and_every_key_once_and_serves_nothing()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        Assert.Equal(0, await FeedsCommand.RunAsync(["--urls", "http://127.0.0.1:9", .. Inbox], output, error));

        var lines = output.ToString().Split(Environment.NewLine);
        foreach (var feed in ReceiverApp.Feeds)
        {
            var line = Assert.Single(lines, line => line.StartsWith($"{feed.Name} ", StringComparison.Ordinal));
            Assert.Contains($" http://127.0.0.1:9{ReceiverApp.PathOf(feed)} ", line, StringComparison.Ordinal);
            foreach (var key in feed.Definition.Keys.Where(key => key.Fetch is null))
                Assert.Single(lines, $"  Callbacks:{feed.Provider}:{key.Name}");
        }

        Assert.Single(lines, line => line.Contains("dotnet user-secrets", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_port_that_is_used_is_told_in_one_line_with_what_to_do()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";

        Assert.Equal(
            $"Cannot listen on {url}: another program uses that port. Stop it, or choose another address, such as "
                + "--urls http://127.0.0.1:5081.",
            Assert.Single(await FailToStartAsync("--urls", url))
        );
    }

    [Theory]
    [InlineData("is no address of this machine", "--urls", "http://192.0.2.1:5080")]
    [InlineData("--urls http://127.0.0.1:5080", "--urls", "nonsense")]
    [InlineData("--urls http://127.0.0.1:5080", "--urls", "ftp://127.0.0.1:5080")]
    [InlineData("--urls http://127.0.0.1:5080", "--urls", "http://127.0.0.1:5080/path")]
    [InlineData("--urls http://127.0.0.1:5080", "--urls", "http://127.0.0.1:99999")]
    [InlineData("certificate", "--urls", "https://127.0.0.1:0", "--Kestrel:Certificates:Default:Path", "/no/such/certificate.pfx")]
    [InlineData("loud", "--Logging:LogLevel:Default", "loud", "--urls", "http://127.0.0.1:0")]
    public async Task What_else_keeps_it_from_starting_is_told_in_one_line(string expected, params string[] args) =>
        Assert.Contains(expected, Assert.Single(await FailToStartAsync(args)), StringComparison.OrdinalIgnoreCase);

    [Fact]
    public async Task A_configuration_file_that_cannot_be_read_is_named_in_one_line_that_quotes_nothing_of_it()
    {
        var folder = Directory.CreateTempSubdirectory("receiver");
        try
        {
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, "appsettings.json"),
                """{ "Callbacks": { "Acme": { "hashKey": "secret-text" "x" } } }"""
            );

            var line = Assert.Single(await FailToStartAsync("--contentRoot", folder.FullName));

            Assert.Contains("appsettings.json", line, StringComparison.Ordinal);
            Assert.DoesNotContain("secret-text", line, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(SocketError.AccessDenied, "this user may not use that port")]
    [InlineData(SocketError.AddressAlreadyInUse, "another program uses that port")]
    [InlineData(SocketError.TooManyOpenSockets, "TooManyOpenSockets")]
    public void Each_error_of_a_socket_has_words(SocketError error, string expected)
    {
        var line = Assert.Single(StartFailure.Describe(new IOException("outer", new SocketException((int)error)), ["http://127.0.0.1:80"]));

        Assert.StartsWith("Cannot listen on http://127.0.0.1:80: ", line, StringComparison.Ordinal);
        Assert.Contains(expected, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A status=3 amount=999999.00", "\"A status=3 amount=999999.00\"")]
    [InlineData("A\" status=\"3", "\"A\\\" status=\\\"3\"")]
    [InlineData("A\\", "\"A\\\\\"")]
    [InlineData("A\u2028status=3", "\"A\\u2028status=3\"")]
    [InlineData("A\u202E00.01", "\"A\\u202e00.01\"")]
    [InlineData("A\u001b[2K", "\"A\\u001b[2K\"")]
    [InlineData("", "\"\"")]
    public void A_value_that_is_printed_cannot_be_taken_for_another_field(string order, string printed)
    {
        var body = $$"""{"order_id":"{{JavaScriptEncoder.Default.Encode(order)}}","amount":"10.00"}""";
        var message = Verified(AcmeOrder.Feed, body);

        Assert.Equal($"acme.order: Verified reference={printed} amount=\"10.00\" by hashKey[0]", CallbackLine.Of(AcmeOrder.Feed, message));
    }

    [Fact]
    public void A_role_that_a_sensitive_member_plays_is_printed_masked()
    {
        var message = Verified(AcmePayer.Feed, """{"order_id":"A-1","amount":"10.00","payer":"Jane Canary"}""");

        Assert.Equal(
            "acme.payer: Verified reference=*** status=\"A-1\" currency=*** by hashKey[0]",
            CallbackLine.Of(AcmePayer.Feed, message)
        );
    }

    [Fact]
    public async Task The_served_program_listens_where_it_is_told_and_stops_when_told()
    {
        using var stop = new CancellationTokenSource();
        using var output = new StopWhenListed(stop);
        using var error = new StringWriter();

        Assert.Equal(0, await ServeCommand.RunAsync(["--urls", "http://127.0.0.1:0", .. Inbox], output, error, stop.Token));

        Assert.Contains("http://127.0.0.1:", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(":5080", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_served_program_says_in_a_line_which_key_cannot_be_used_and_fails()
    {
        var paths = ReceiverApp
            .Feeds.Where(feed => feed.Definition.Keys is [{ Encoding: CallbackKeyEncoding.Utf8, Fetch: null, Lookup: null }])
            .Select(feed => $"Callbacks:{feed.Provider}:{feed.Definition.Keys[0].Name}")
            .Distinct()
            .Take(2)
            .ToList();
        using var output = new StringWriter();
        using var error = new StringWriter();

        Assert.Equal(
            1,
            await ServeCommand.RunAsync(
                ["--urls", "http://127.0.0.1:0", .. Inbox, .. paths.SelectMany(path => new[] { $"--{path}", "" })],
                output,
                error
            )
        );

        var lines = error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(paths.Select(path => $"{path} is empty: anyone could sign with it."), lines);
    }

    [Theory]
    [InlineData("https://Shop.example/a%2fb?x=%2F&y", "https://Shop.example", "/a%2fb", "x=%2F&y")]
    [InlineData("http://shop.example:8080/a#top", "http://shop.example:8080", "/a", "")]
    [InlineData("/a?x=1", null, "/a", "x=1")]
    public void The_url_of_a_test_is_taken_apart_as_it_is_written(string url, string? origin, string path, string query)
    {
        using var json = JsonDocument.Parse($$"""{"method":"POST","url":"{{url}}"}""");

        var request = DemoRequest.Read(json.RootElement);

        Assert.Equal((origin, path, query), (request.Origin, request.Path, request.Query));
    }

    [Theory]
    [InlineData("https://shop.example", HttpStatusCode.OK)]
    [InlineData("https://evil.example", HttpStatusCode.Unauthorized)]
    [InlineData(null, HttpStatusCode.ServiceUnavailable)]
    public async Task The_demo_configures_the_public_url_of_each_test(string? origin, HttpStatusCode expected)
    {
        var keys = new DemoKeys();
        await using var app = await TestApp.StartAsync(
            app => app.MapCallback<AcmeHook>("/hook", (Verified<AcmeHook> order) => { }),
            builder =>
            {
                builder.Configuration.Sources.Add(keys);
                ReceiverApp.AddServices(builder.Services);
            },
            ("Unrelated", "x")
        );
        const string Order = """{"order_id":"A-1","amount":"10.00"}""";

        // The previous test leaves no keys behind.
        keys.Set("Acme", [new("hashKey", [TestApp.Key])], "https://shop.example");
        keys.Set("Acme", [new("hashKey", [TestApp.Key])], origin);
        using var response = await app.PostAsync("/hook", Order, TestApp.Sign($"https://shop.example/hook{Order}"));

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public void The_demo_shows_the_first_of_several_callbacks_and_their_count_and_garbles_the_signature_of_an_item()
    {
        var request = new DemoRequest("POST", null, null, "", [new("Content-Type", "application/json")], AcmeBatch.Request("A-1", "A-2"));
        var test = new DemoTest("Two orders", request, [], null, "verified", null, []);
        var message = AcmeBatch
            .Feed.VerifyMessages(
                CallbackRequest.Post(System.Text.Encoding.UTF8.GetBytes(request.Body!), "application/json", []),
                CallbackKeys.Create(AcmeBatch.Feed, "hashKey", TestApp.Key)
            )
            .Value![0];
        var report = new DemoReport();
        using var output = new StringWriter();

        report.AddTest(AcmeBatch.Feed, test, new DemoOutcome(200, message, 2, null));
        report.Write(output);
        var (_, twin) = Assert.Single(Tampering.TwinsOf(test, AcmeBatch.Feed));

        Assert.Equal(0, report.Wrong);
        Assert.Contains("reference=\"A-1\" amount=\"10.00\", the first of 2", output.ToString(), StringComparison.Ordinal);
        Assert.NotNull(twin?.Body);
        Assert.NotEqual(request.Body, twin.Body);
        Assert.Contains(AcmeBatch.Item("A-2"), twin.Body, StringComparison.Ordinal);
    }

    private sealed class StopWhenListed(CancellationTokenSource stop) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.StartsWith("FEED", StringComparison.Ordinal) == true)
                stop.Cancel();
        }
    }

    private Task<string[]> FailToStartAsync(params string[] args) => TestGateway.FailToStartAsync([.. Inbox, .. args]);

    private static CallbackMessage Verified(CallbackFeed feed, string body) =>
        feed.VerifyMessage(
                CallbackRequest.Post(
                    System.Text.Encoding.UTF8.GetBytes(body),
                    "application/json",
                    [new("X-Signature", TestApp.Sign(body))]
                ),
                CallbackKeys.Create(feed, "hashKey", TestApp.Key),
                TimeProvider.System
            )
            .GetValueOrThrow();

    private static DemoTest? Genuine(CallbackFeed feed) =>
        DemoTest.Load(Path.Combine(AppContext.BaseDirectory, "schemas"))[feed.Name].FirstOrDefault(test => !test.ExpectsRefusal);
}
