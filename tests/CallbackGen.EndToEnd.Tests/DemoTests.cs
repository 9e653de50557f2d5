using System.Text.Json;
using CallbackGen.Definitions;
using CallbackGen.EndToEnd.Tests.Support;
using CallbackGen.Receiver;
using CallbackGen.Receiver.Demo;
using CallbackGen.Testing.Cases;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>The requests and the output of the demo.</summary>
public sealed class DemoTests
{
    private static CallbackFeed Feed(string name) => ReceiverApp.Feeds.Single(feed => feed.Name == name);

    private static DemoTest[] TestsOf(string name) => DemoTest.Load(Path.Combine(AppContext.BaseDirectory, "schemas"))[name];

    private static TestAnswer Answer(string json) => TestAnswer.Of(JsonDocument.Parse($$"""{ "answer": {{json}} }""").RootElement)!;

    [Theory]
    [InlineData("bayarcash.receipt", "POST", "application/x-www-form-urlencoded; charset=utf-8", "a=b", "POST form")]
    [InlineData("bayarcash.receipt", "POST", "application/vnd.acme+json", "{}", "POST json")]
    [InlineData("bayarcash.receipt", "GET", null, null, "GET query")]
    [InlineData("github.event", "POST", "text/plain", "{}", "POST text")]
    [InlineData("worldline.event", "GET", null, null, "GET query")]
    // Content that a feed does not read is sent with its own content type.
    [InlineData("stripe.event", "POST", "text/xml", "<a/>", "POST xml")]
    [InlineData("stripe.event", "POST", "application/x-www-form-urlencoded", "a=b", "POST form")]
    [InlineData("stripe.event", "POST", "image/png; q=1", "x", "POST image/png")]
    [InlineData("stripe.event", "DELETE", null, null, "DELETE")]
    public void A_transport_is_named_by_what_the_feed_reads(string feed, string method, string? type, string? body, string expected) =>
        Assert.Equal(
            expected,
            DemoTransport.NameOf(Feed(feed), new DemoRequest(method, null, null, "", type is null ? [] : [new("Content-Type", type)], body))
        );

    [Fact]
    public void Every_genuine_request_of_the_catalogue_is_named_by_its_content()
    {
        var names = Enum.GetValues<CallbackContent>().Select(content => content.ToString().ToLowerInvariant()).ToList();

        foreach (var (feed, tests) in DemoTest.Load(Path.Combine(AppContext.BaseDirectory, "schemas")))
        {
            Assert.All(
                tests.Where(test => !test.ExpectsRefusal),
                test => Assert.Contains(DemoTransport.NameOf(Feed(feed), test.Request).Split(' ')[^1], names)
            );
        }
    }

    [Fact]
    public async Task Of_two_identical_tests_one_is_sent_and_both_are_judged()
    {
        var feed = Feed("stripe.event");
        var test = TestsOf(feed.Name).First(one => !one.ExpectsRefusal);
        var tests = new[]
        {
            test,
            test with
            {
                Name = "The same again",
            },
            test with
            {
                Name = "The same, said to be refused",
                Expect = "rejected",
            },
        };
        await using var host = await DemoHost.StartAsync(new Dictionary<string, DemoTest[]> { [feed.Name] = tests });
        var report = new DemoReport();
        var repeated = new List<bool>();

        foreach (var one in tests)
        {
            var outcome = await host.SendAsync(feed, one, one.Request);
            repeated.Add(outcome.IsRepeated);
            report.AddTest(feed, one, outcome);
        }

        Assert.Equal([false, true, true], repeated);
        Assert.Equal(1, report.Wrong);
        using var output = new StringWriter();
        report.Write(output);
        Assert.Contains("1 feeds: 1 callbacks sent", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("The same again", output.ToString(), StringComparison.Ordinal);
        // With another key, time or address it is another request.
        Assert.False((await host.SendAsync(feed, test with { Keys = [] }, test.Request)).IsRepeated);
        Assert.False((await host.SendAsync(feed, test with { Now = DateTimeOffset.UnixEpoch }, test.Request)).IsRepeated);
        Assert.False((await host.SendAsync(feed, test, test.Request, "/callbacks")).IsRepeated);
    }

    [Fact]
    public async Task A_handshake_is_judged_by_its_answer()
    {
        var feed = Feed("worldline.event");
        var test = TestsOf(feed.Name).Single(one => one.IsHandshake);
        await using var host = await DemoHost.StartAsync(new Dictionary<string, DemoTest[]> { [feed.Name] = [test] });

        int Wrong(DemoTest one, DemoOutcome outcome)
        {
            var report = new DemoReport();
            report.AddTest(feed, one, outcome);
            return report.Wrong;
        }

        var outcome = await host.SendAsync(feed, test, test.Request);
        Assert.Equal(0, Wrong(test, outcome));
        Assert.Equal(0, Wrong(test with { Answer = null }, outcome));
        Assert.Equal(1, Wrong(test with { Answer = Answer("""{ "body": "another" }""") }, outcome));
        Assert.Equal(1, Wrong(test with { Answer = Answer("""{ "status": 204 }""") }, outcome));
        Assert.Equal(1, Wrong(test with { Answer = Answer("""{ "content": "application/json" }""") }, outcome));
        Assert.Equal(1, Wrong(test with { Answer = Answer("""{ "headers": { "X-None": "a" } }""") }, outcome));
        Assert.Equal(0, Wrong(test with { Answer = Answer("""{ "headers": { "x-content-type-options": "nosniff" } }""") }, outcome));
        Assert.Equal(1, Wrong(test with { Expect = "verified" }, outcome));
        Assert.Equal(1, Wrong(test with { Expect = "rejected" }, outcome));
        var callback = TestsOf(feed.Name).First(one => one.Expect == "verified");
        Assert.Equal(1, Wrong(callback with { Expect = "answered" }, await host.SendAsync(feed, callback, callback.Request)));
        Assert.Equal(
            1,
            Wrong(callback with { Answer = Answer("""{ "body": "OK" }""") }, await host.SendAsync(feed, callback, callback.Request))
        );
    }

    /// <summary>
    /// A signature is changed in every source from which the feed reads it; otherwise the demo would report it as missing.
    /// </summary>
    [Theory]
    [InlineData("Content-Disposition: form-data; name=\"sign\"")]
    [InlineData("Content-Type: text/plain\r\nContent-Disposition: form-data; name=sign; x=y\r\nContent-Length: 20")]
    public void A_signature_in_a_part_of_a_multipart_form_is_changed(string headers)
    {
        var feed = new VerifiedFeed<AcmeHook>(
            TestFeeds.Define("Parts", "hmac", "body:/sign", new CallbackTransport("POST", CallbackContent.Multipart))
        );
        var body =
            "--b\r\nContent-Disposition: form-data; name=\"signed\"\r\n\r\n0123456789abcdef0123\r\n--b\r\n"
            + $"{headers}\r\n\r\n0123456789abcdef0123\r\n--b--\r\n";
        var test = new DemoTest(
            "A form",
            new DemoRequest("POST", null, null, "", [new("Content-Type", "multipart/form-data; boundary=b")], body),
            [],
            null,
            "verified",
            null,
            []
        );

        var (_, twin) = Assert.Single(Tampering.TwinsOf(test, feed));

        Assert.Equal(
            $"{body[..body.LastIndexOf("0123456789abcdef", StringComparison.Ordinal)]}01234567890bcdef0123\r\n--b--\r\n",
            twin?.Body
        );
    }

    [Theory]
    [InlineData("""{ "b": [1, 2], "a": "x" }""", true)]
    [InlineData("""{ "a": "x" }""", false)]
    [InlineData("\"{\\\"a\\\":\\\"x\\\",\\\"b\\\":[1,2]}\"", true)]
    public void A_body_of_JSON_is_compared_as_JSON(string body, bool isEqual) =>
        Assert.Equal(
            isEqual,
            Answer($$"""{ "body": {{body}} }""").FindDifference(new(200, "application/json", """{"a":"x","b":[1,2]}""")) is null
        );
}
