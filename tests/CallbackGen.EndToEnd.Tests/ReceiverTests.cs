using System.Net;
using System.Text.Json;
using CallbackGen.AspNetCore;
using CallbackGen.EndToEnd.Tests.Support;
using CallbackGen.Receiver;
using CallbackGen.Receiver.Demo;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.EndToEnd.Tests;

public sealed class ReceiverTests
{
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
        // The first genuine callback of any feed, said to be expected refused; and a twin that changes nothing.
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
    public async Task Without_keys_the_receiver_serves_refuses_and_lists_how_to_configure_them()
    {
        await using var app = await TestApp.StartAsync(
            app => ReceiverApp.Map(app, (_, _) => { }), builder => ReceiverApp.AddServices(builder.Services), ("Unrelated", "x"));
        using var list = JsonDocument.Parse(await app.Client.GetStringAsync(app.Address));

        Assert.Equal(ReceiverApp.Feeds.Count, list.RootElement.GetArrayLength());
        foreach (var (feed, entry) in ReceiverApp.Feeds.Zip(list.RootElement.EnumerateArray()))
        {
            Assert.Equal(feed.Name, entry.GetProperty("feed").GetString());
            Assert.Equal(feed.Definition.Keys.Count == 0, entry.GetProperty("ready").GetBoolean());
            foreach (var key in feed.Definition.Keys)
                Assert.Contains($"Callbacks:{feed.Provider}:{key.Name}", entry.GetProperty("configure").ToString(), StringComparison.Ordinal);

            if (feed.Definition.Keys.Count == 0 || Genuine(feed) is not { } test)
                continue;
            using var request = test.Request.ToHttp(entry.GetProperty("url").GetString()!);
            using var response = await app.Client.SendAsync(request);
            // Where the request itself names the key's address, there is none of what it names.
            var isNamed = feed.Definition.Keys.Any(key => key.Fetch is { Url: null });
            Assert.Equal((feed.Name, isNamed ? HttpStatusCode.Unauthorized : HttpStatusCode.ServiceUnavailable), (feed.Name, response.StatusCode));
        }
    }

    [Fact]
    public async Task The_printed_list_names_the_url_the_rung_and_the_three_ways_to_configure_a_key()
    {
        await using var app = await TestApp.StartAsync(
            app => ReceiverApp.Map(app, (_, _) => { }), builder => ReceiverApp.AddServices(builder.Services), ("Unrelated", "x"));
        using var output = new StringWriter();

        FeedList.Write(output, "http://127.0.0.1:5080", app.Services.GetRequiredService<CallbackKeyRing>());

        var feed = ReceiverApp.Feeds.First(feed => feed.Definition.Keys.Count > 0);
        var key = $"{feed.Provider}:{feed.Definition.Keys[0].Name}";
        foreach (var expected in new[] { $"http://127.0.0.1:5080{ReceiverApp.PathOf(feed)}", feed.Trust.ToString(), $"Callbacks:{key}", $"Callbacks__{key.Replace(":", "__", StringComparison.Ordinal)}", "dotnet user-secrets", "appsettings.json" })
            Assert.Contains(expected, output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_served_program_listens_where_it_is_told_and_stops_when_told()
    {
        using var stop = new CancellationTokenSource();
        using var output = new StopWhenListed(stop);
        using var error = new StringWriter();

        Assert.Equal(0, await ServeCommand.RunAsync(["--urls", "http://127.0.0.1:0"], output, error, stop.Token));

        Assert.Contains("http://127.0.0.1:", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(":5080", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_served_program_says_in_a_line_which_key_cannot_be_used_and_fails()
    {
        var paths = ReceiverApp.Feeds.Where(feed => feed.Definition.Keys is [{ Encoding: CallbackKeyEncoding.Utf8, Fetch: null, Lookup: null }])
            .Select(feed => $"Callbacks:{feed.Provider}:{feed.Definition.Keys[0].Name}").Distinct().Take(2).ToList();
        using var output = new StringWriter();
        using var error = new StringWriter();

        Assert.Equal(1, await ServeCommand.RunAsync(["--urls", "http://127.0.0.1:0", .. paths.SelectMany(path => new[] { $"--{path}", "" })], output, error));

        var lines = error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(paths.Select(path => $"{path} is empty: anybody could sign with it."), lines);
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
            ("Unrelated", "x"));
        const string Order = """{"order_id":"A-1","amount":"10.00"}""";

        // The test before leaves nothing behind.
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
        var message = AcmeBatch.Feed.VerifyMessages(
            CallbackRequest.Post(System.Text.Encoding.UTF8.GetBytes(request.Body!), "application/json", []), CallbackKeys.Create(AcmeBatch.Feed, "hashKey", TestApp.Key)).Value![0];
        var report = new DemoReport();
        using var output = new StringWriter();

        report.AddTest(AcmeBatch.Feed, test, new DemoOutcome(200, message, 2, null));
        report.Write(output);
        var (_, twin) = Assert.Single(Tampering.TwinsOf(test, AcmeBatch.Feed));

        Assert.Equal(0, report.Wrong);
        Assert.Contains("reference=A-1 amount=10.00, the first of 2", output.ToString(), StringComparison.Ordinal);
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

    private static DemoTest? Genuine(CallbackFeed feed) =>
        DemoTest.Load(Path.Combine(AppContext.BaseDirectory, "schemas"))[feed.Name].FirstOrDefault(test => !test.ExpectsRefusal);
}
