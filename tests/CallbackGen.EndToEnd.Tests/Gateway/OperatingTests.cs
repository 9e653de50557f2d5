using System.Net;
using CallbackGen.EndToEnd.Tests.Support;
using CallbackGen.Inbox;
using CallbackGen.Receiver;
using CallbackGen.Tests;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallbackGen.EndToEnd.Tests.Gateway;

/// <summary>The gateway from an operator's point of view.</summary>
public sealed class OperatingTests : IDisposable
{
    private const string Feed = "bayarcash.transaction";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway");
    private readonly FormOrder _order = new(TestGateway.Genuine(Feed));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_forged_callback_is_a_line_with_its_reason_and_nothing_of_it_is_stored()
    {
        await using var gateway = await TestGateway.StartAsync(_folder);
        var test = TestGateway.Genuine(Feed);

        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await gateway.SendAsync(
                Feed,
                test,
                test.Request with
                {
                    Body = test.Request.Body!.Replace("amount=10.00", "amount=1.00", StringComparison.Ordinal),
                }
            )
        );

        var line = LineOf(Assert.Single(gateway.Logs.Named("CallbackRejected")), "");
        Assert.Contains("SignatureMismatch", line, StringComparison.Ordinal);
        Assert.Contains("callbackgen explain finds what differs", line, StringComparison.Ordinal);
        Assert.Empty(await gateway.Store.CountAsync(default));
    }

    [Fact]
    public async Task A_conflict_is_a_line_with_the_commands_for_it_and_goes_out_under_an_id_of_its_own_when_a_person_releases_it()
    {
        await using var shop = await TestShop.StartAsync();
        await using var gateway = await TestGateway.StartAsync(_folder, TestGateway.To(shop));
        await gateway.SendAsync(Feed, _order.Of(amount: "10.00"));
        await gateway.WaitForAsync(CallbackState.Done);

        Assert.Equal(HttpStatusCode.OK, await gateway.SendAsync(Feed, _order.Of(amount: "99.00")));

        var row = Assert.Single(await gateway.WaitForAsync(CallbackState.Conflict));
        var line = LineOf(Assert.Single(gateway.Logs.Named("CallbackConflict")), row.Id);
        Assert.Contains($"CallbackGen.Receiver replay {row.Id}; to discard it: ", line, StringComparison.Ordinal);
        Assert.Single(shop.Requests);
        Assert.Equal((0, $"{Feed} callback {row.Id} is handled again."), await RunAsync(InboxCommands.ReplayAsync, row.Id));
        var requests = await shop.WaitForAsync(2);
        Assert.NotEqual(requests[0].Id, requests[1].Id);
        Assert.Equal(99.00m, requests[1].Data.GetProperty("payload").GetProperty("amount").GetDecimalOrText());
    }

    /// <summary>The signed body contains a time that is long past: genuine, and too late.</summary>
    [Fact]
    public async Task A_late_callback_is_kept_and_told_and_goes_out_when_a_person_releases_it()
    {
        const string Timed = "stripe.event";
        await using var shop = await TestShop.StartAsync();
        await using var gateway = await TestGateway.StartAsync(_folder, TestGateway.To(shop));
        var test = TestGateway.Examples[Timed].First(test => !test.ExpectsRefusal && test.Now is not null);

        Assert.NotEqual(HttpStatusCode.OK, await gateway.SendAsync(Timed, test with { Now = test.Now + TimeSpan.FromDays(2) }));

        var row = Assert.Single(await gateway.WaitForAsync(CallbackState.Quarantined));
        Assert.Contains(
            $"CallbackGen.Receiver replay {row.Id}",
            LineOf(Assert.Single(gateway.Logs.Named("CallbackQuarantined")), row.Id),
            StringComparison.Ordinal
        );
        Assert.Equal(0, (await RunAsync(InboxCommands.ReplayAsync, row.Id)).Code);
        Assert.Equal(Timed, Assert.Single(await shop.WaitForAsync(1)).Type);
    }

    [Fact]
    public async Task A_genuine_callback_that_the_schema_cannot_read_is_kept_and_told()
    {
        const string Signed = "stripe.event";
        await using var gateway = await TestGateway.StartAsync(_folder);
        var body = """{"id":7,"object":"event"}""";
        var example = TestGateway.Examples[Signed].First(test => !test.ExpectsRefusal && test.Now is not null);
        var signature = StripeSignature(example.Keys[0].Value[0], example.Now!.Value, body);
        var headers = example
            .Request.Headers.Select(header => header.Key == "Stripe-Signature" ? KeyValuePair.Create(header.Key, signature) : header)
            .ToArray();

        Assert.NotEqual(
            HttpStatusCode.OK,
            await gateway.SendAsync(Signed, example, example.Request with { Body = body, Headers = headers })
        );

        var row = Assert.Single(await gateway.WaitForAsync(CallbackState.Quarantined));
        var line = LineOf(Assert.Single(gateway.Logs.Named("CallbackQuarantined")), row.Id);
        Assert.Contains("genuine and cannot be read", line, StringComparison.Ordinal);
        Assert.Contains($"CallbackGen.Receiver discard {row.Id}", line, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(InboxCommands.DiscardAsync, row.Id)).Code);
        await gateway.WaitForAsync(CallbackState.Discarded);
    }

    [Theory]
    [InlineData("/callbacks/acme/unknown")]
    [InlineData("/callbacks/acme/line%0Abreak")]
    public async Task What_comes_to_no_feed_is_a_line_that_says_where_feeds_are(string path)
    {
        await using var gateway = await TestGateway.StartAsync(_folder);

        Assert.Equal(HttpStatusCode.NotFound, await gateway.SendAsync(Feed, TestGateway.Genuine(Feed), path: path));
        Assert.Equal(HttpStatusCode.NotFound, await gateway.SendAsync(Feed, TestGateway.Genuine(Feed), path: path));

        var line = LineOf(Assert.Single(gateway.Logs.Named("CallbackFeedUnknown")), "");
        Assert.Contains("CallbackGen.Receiver feeds lists them", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line.TrimEnd());
    }

    [Fact]
    public async Task Only_chosen_feeds_are_served_and_shown()
    {
        await using var gateway = await TestGateway.StartAsync(_folder, "--feeds", "leanx.*, Bayarcash.Transaction");

        Assert.Equal(HttpStatusCode.OK, await gateway.SendAsync(Feed));
        Assert.Equal(HttpStatusCode.OK, await gateway.SendAsync(Feed, TestGateway.Genuine(Feed), path: "/callbacks/bayarcash"));
        Assert.Equal(HttpStatusCode.OK, await gateway.SendAsync("leanx.bill"));
        Assert.Equal(HttpStatusCode.NotFound, await gateway.SendAsync("bayarcash.receipt"));

        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.Equal(0, await FeedsCommand.RunAsync([.. TestGateway.In(_folder), "--feeds", "leanx.*"], output, error));
        var lines = output
            .ToString()
            .Split(Environment.NewLine)
            .Where(line => line.Contains("/callbacks/", StringComparison.Ordinal))
            .ToList();
        Assert.Equal(2, lines.Count);
        Assert.All(lines, line => Assert.StartsWith("leanx.", line, StringComparison.Ordinal));
        Assert.DoesNotContain("Bayarcash", output.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task When_it_only_inspects_each_line_says_that_the_callback_is_dropped()
    {
        await using var gateway = await TestGateway.StartAsync(_folder, "--Mode", "Inspect");

        Assert.Equal(HttpStatusCode.OK, await gateway.SendAsync(Feed));
        Assert.Equal(HttpStatusCode.OK, await gateway.SendAsync(Feed));

        var lines = gateway.Logs.Named("CallbackDropped").Select(line => line.Message).ToList();
        Assert.Equal(2, lines.Count);
        Assert.All(lines, line => Assert.Contains("is dropped, as Mode is Inspect", line, StringComparison.Ordinal));
        Assert.Contains("reference=\"INV-1001\"", lines[0], StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder.FullName, "callbacks.db")));
        Assert.Equal(1, (await RunAsync(InboxCommands.ListAsync, "--Mode", "Inspect")).Code);
    }

    [Fact]
    public async Task A_line_of_what_was_forwarded_names_trace_and_reference_and_a_sender_cannot_forge_another()
    {
        await using var shop = await TestShop.StartAsync();
        await using var gateway = await TestGateway.StartAsync(_folder, TestGateway.To(shop));

        await gateway.SendAsync(Feed, _order.Of(order: "INV-9\nfail: CallbackGen.Inbox[5] forged\u202e"));

        var line = LineOf(await gateway.WaitForLineAsync("CallbackForwarded"), "");
        Assert.Contains("reference=\"INV-9\\\\u000afail: CallbackGen.Inbox[5] forged\\\\u202e\"", line, StringComparison.Ordinal);
        Assert.Single(line.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$", Assert.Single(shop.Requests).Headers["traceparent"]);
    }

    [Fact]
    public async Task Stored_callbacks_are_counted_and_listed_beside_the_program_that_serves()
    {
        await using var gateway = await TestGateway.StartAsync(_folder);
        await gateway.SendAsync(Feed);
        var row = Assert.Single(await gateway.WaitForAsync(CallbackState.Parked));

        var (code, counts) = await RunAsync(InboxCommands.ListAsync);
        Assert.Equal(0, code);
        Assert.Matches(@"(?m)^parked +1\s*$", counts);
        Assert.Matches(@"(?m)^dead +0\s*$", counts);
        var (_, parked) = await RunAsync(InboxCommands.ListAsync, "parked");
        Assert.Contains(row.Id, parked, StringComparison.Ordinal);
        Assert.Contains("neither Forward:Url nor", parked, StringComparison.Ordinal);
        Assert.Equal((2, "There is no such state."), await FirstSentenceAsync(InboxCommands.ListAsync, "deed"));
        Assert.Equal((2, "Say the id of a callback, as its log lines and"), await FirstSentenceAsync(InboxCommands.ReplayAsync));
        Assert.Equal(
            (1, $"{Feed} callback {row.Id} is parked, which discard does not change."),
            await RunAsync(InboxCommands.DiscardAsync, row.Id)
        );
        Assert.Equal((1, "There is no callback nonsense in this inbox."), await FirstSentenceAsync(InboxCommands.ReplayAsync, "nonsense"));
    }

    [Theory]
    [InlineData("list dead --Inbox:Sqlite x", "list dead", "--Inbox:Sqlite x")]
    [InlineData("--Inbox:Sqlite x list dead", "list dead", "--Inbox:Sqlite x")]
    [InlineData("--Inbox:Sqlite=x replay id1 --urls http://[::1]:1 id2", "replay id1 id2", "--Inbox:Sqlite=x --urls http://[::1]:1")]
    [InlineData("Mode=Inspect --feeds a.*", "", "Mode=Inspect --feeds a.*")]
    [InlineData("--help", "", "--help")]
    public void A_command_is_found_wherever_it_is(string line, string words, string settings)
    {
        var (found, rest) = CommandLine.Split(line.Split(' '));

        Assert.Equal((words, settings), (string.Join(' ', found), string.Join(' ', rest)));
    }

    [Fact]
    public async Task A_second_program_on_one_file_does_not_start()
    {
        using var first = ReceiverInbox.Read(new ConfigurationBuilder().AddCommandLine(TestGateway.In(_folder)).Build(), []).Lock();

        Assert.StartsWith(
            "Another receiver serves ",
            Assert.Single(await TestGateway.FailToStartAsync(TestGateway.In(_folder))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_inbox_is_made_that_only_its_own_user_reads()
    {
        using var stop = new CancellationTokenSource();
        using var output = new StopAt("Listening", stop);
        using var error = new StringWriter();
        await ServeCommand.RunAsync(TestGateway.In(_folder), output, error, stop.Token);

        if (!OperatingSystem.IsWindows())
            Assert.All(
                _folder.GetFiles("callbacks.db*"),
                file => Assert.Equal((file.Name, UnixFileMode.UserRead | UnixFileMode.UserWrite), (file.Name, file.UnixFileMode))
            );
        Assert.Equal("", error.ToString());
    }

    [Fact]
    public async Task A_start_says_what_waits_from_before()
    {
        await using (var gateway = await TestGateway.StartAsync(_folder))
        {
            await gateway.SendAsync(Feed);
            await gateway.WaitForAsync(CallbackState.Parked);
        }

        using var stop = new CancellationTokenSource();
        using var output = new StopAt("From before", stop);
        using var error = new StringWriter();
        Assert.Equal(0, await ServeCommand.RunAsync(TestGateway.In(_folder), output, error, stop.Token));

        if (!OperatingSystem.IsWindows())
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(Path.Combine(_folder.FullName, "callbacks.db.lock"))
            );
        Assert.Contains("From before: 1 parked. CallbackGen.Receiver list dead", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Forwrad:Url is no setting.", "--Forwrad:Url", "https://shop.example/")]
    [InlineData("--feed is no setting.", "--feed", "leanx.*")]
    [InlineData(
        "Forward:Secret is configured both as one value and as a list",
        "--Forward:Url",
        "https://shop.example/",
        "--Forward:Secret",
        TestGateway.Secret,
        "--Forward:Secret:0",
        TestGateway.Secret
    )]
    [InlineData("--feeds: no feed is called \"leanx.bil\". Did you mean leanx.bill, leanx.payout?", "--feeds", "leanx.bil")]
    [InlineData("--feeds: no feed is called \"acme.*\".", "--feeds", "acme.*")]
    [InlineData("Forward:Secret is missing", "--Forward:Url", "https://shop.example/")]
    [InlineData("Forward:Secret is not base64", "--Forward:Url", "https://shop.example/", "--Forward:Secret", "whsec_?")]
    [InlineData("Forward:Secret has 4 bytes", "--Forward:Url", "https://shop.example/", "--Forward:Secret", "whsec_c2hvcA==")]
    [InlineData("Forward:Url is an http address", "--Forward:Url", "http://shop.example/", "--Forward:Secret", TestGateway.Secret)]
    [InlineData("Forward:Url is no address of a shop", "--Forward:Url", "shop.example", "--Forward:Secret", TestGateway.Secret)]
    [InlineData(
        "Forward:Url is no address of a shop",
        "--Forward:Url",
        "https://me:pass@shop.example",
        "--Forward:Secret",
        TestGateway.Secret
    )]
    [InlineData("Forward:Urll is no setting", "--Forward:Urll", "https://shop.example/")]
    [InlineData("Forward:Timeout is no time", "--Forward:Timeout", "soon")]
    [InlineData("Forward:Timeout is no time", "--Forward:Timeout", "00:00:00.1")]
    [InlineData("Inbox:KeyRing is for Inbox:PostgreSql", "--Inbox:KeyRing", "keys")]
    [InlineData("Inbox:Quota:Row is no setting", "--Inbox:Quota:Row", "1")]
    [InlineData(
        "Forward:OrderBy is no role",
        "--Forward:Url",
        "https://shop.example/",
        "--Forward:Secret",
        TestGateway.Secret,
        "--Forward:OrderBy",
        "Colour"
    )]
    [InlineData(
        "Forward:IncludeRequest is neither true nor false",
        "--Forward:Url",
        "https://shop.example/",
        "--Forward:Secret",
        TestGateway.Secret,
        "--Forward:IncludeRequest",
        "maybe"
    )]
    [InlineData(
        "bayarcash.receipt and bayarcash.transaction report the same event, bayarcash.payment, ",
        "--Forward:Url",
        "https://shop.example/",
        "--Forward:Secret",
        TestGateway.Secret,
        "--Forward:Feeds:bayarcash.receipt:Url",
        ""
    )]
    [InlineData(
        "bayarcash.receipt and bayarcash.transaction report the same event, bayarcash.payment, ",
        "--Forward:Url",
        "https://shop.example/",
        "--Forward:Secret",
        TestGateway.Secret,
        "--Forward:Feeds:bayarcash.transaction:Url",
        "https://other.example/"
    )]
    [InlineData("Forward:Feeds:acme.*: no feed that is served", "--Forward:Feeds:acme.*:Url", "https://shop.example/")]
    [InlineData("Mode is neither Store nor Inspect", "--Mode", "Drop")]
    [InlineData("Inbox:Sqllite is no setting", "--Inbox:Sqllite", "callbacks.db")]
    [InlineData("Inbox:Sqlite names no file", "--Inbox:Sqlite", "")]
    [InlineData("Inbox:Sqlite and Inbox:PostgreSql are both set", "--Inbox:PostgreSql", "Host=localhost")]
    [InlineData("Inbox:Quota needs Rows", "--Inbox:Quota:Rows", "1000")]
    [InlineData("Inbox:Quota needs Rows", "--Inbox:Quota:Rows", "many", "--Inbox:Quota:Per", "01:00:00")]
    [InlineData("Inbox:Quota needs Rows", "--Inbox:Quota:Rows", "0", "--Inbox:Quota:Per", "01:00:00")]
    [InlineData("Inbox:Quota needs Rows", "--Inbox:Quota:Rows", "1000", "--Inbox:Quota:Per", "-01:00:00")]
    [InlineData("Inbox:Attempts has to be a whole number from 1 to 1000", "--Inbox:Attempts", "0")]
    [InlineData(
        "Inbox:FirstRetry is no time from 00:00:01 to 1.00:00:00. Write it like --Inbox:FirstRetry 00:00:05.",
        "--Inbox:FirstRetry",
        "5"
    )]
    [InlineData("Inbox:LongestRetry is no time", "--Inbox:LongestRetry", "never")]
    [InlineData("Inbox:Lease is no time", "--Inbox:Lease", "00:00:00")]
    [InlineData("Inbox:FirstRetry (00:00:05) is longer than Inbox:LongestRetry (00:00:01)", "--Inbox:LongestRetry", "00:00:01")]
    public async Task A_setting_that_cannot_be_is_told_in_one_line_with_what_to_do(string expected, params string[] settings)
    {
        Assert.StartsWith(
            expected,
            Assert.Single(await TestGateway.FailToStartAsync([.. TestGateway.In(_folder), .. settings])),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_method_that_a_feed_does_not_take_is_answered_405_and_not_told_as_an_unknown_feed()
    {
        await using var gateway = await TestGateway.StartAsync(_folder);
        var test = TestGateway.Genuine("leanx.bill");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, await gateway.SendAsync("leanx.bill", test, test.Request with { Method = "PUT" }));

        Assert.Empty(gateway.Logs.Named("CallbackFeedUnknown"));
    }

    [Fact]
    public async Task All_that_is_dead_of_a_feed_is_handled_again_by_one_command()
    {
        await using var shop = await TestShop.StartAsync();
        var isOpen = false;
        shop.Answer = (_, _) => new(isOpen ? 200 : 400);
        await using var gateway = await TestGateway.StartAsync(_folder, TestGateway.To(shop));
        foreach (var transaction in new[] { "trx_1", "trx_2" })
            await gateway.SendAsync(Feed, _order.Of(transaction: transaction));
        await gateway.SendAsync("leanx.bill");
        await gateway.WaitForAsync(CallbackState.Dead, 3);
        isOpen = true;

        Assert.Equal((0, "0 dead callbacks are handled again."), await RunAsync(InboxCommands.ReplayAsync, "dead", "github.*"));
        Assert.Equal((0, "2 dead callbacks are handled again."), await RunAsync(InboxCommands.ReplayAsync, "dead", "bayarcash.*"));
        await gateway.WaitForAsync(CallbackState.Done, 2);
        Assert.Equal((0, "1 dead callbacks are handled again."), await RunAsync(InboxCommands.ReplayAsync, "dead"));
        await gateway.WaitForAsync(CallbackState.Done, 3);
    }

    [Fact]
    public async Task A_command_makes_no_inbox()
    {
        var (code, text) = await RunAsync(InboxCommands.ListAsync, "dead");

        Assert.Equal(1, code);
        Assert.StartsWith($"There is no inbox at {Path.Combine(_folder.FullName, "callbacks.db")}.", text, StringComparison.Ordinal);
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public async Task An_http_address_elsewhere_is_taken_where_somebody_says_that_the_network_is_private()
    {
        await using var gateway = await TestGateway.StartAsync(
            _folder,
            "--Forward:Url",
            "http://shop.example/",
            "--Forward:Secret",
            TestGateway.Secret,
            "--Forward:AllowHttp",
            "true"
        );
    }

    [Fact]
    public async Task Each_setting_is_on_a_page()
    {
        var gateway = await File.ReadAllTextAsync(Path.Combine(TestFolders.Repository, "runtime/docs/gateway.md"));
        var hosting = await File.ReadAllTextAsync(Path.Combine(TestFolders.Repository, "runtime/CallbackGen.Receiver/deploy/README.md"));

        Assert.All(
            [
                "Forward:Url",
                "Forward:Secret",
                "Forward:OrderBy",
                "Forward:Timeout",
                "Forward:IncludeRequest",
                "Forward:AllowHttp",
                "feeds",
                "Mode",
                "Inbox:Sqlite",
                "Inbox:PostgreSql",
                "Inbox:KeyRing",
                "Inbox:Quota:Rows",
            ],
            setting => Assert.Contains($"| `{setting}`", gateway, StringComparison.Ordinal)
        );
        Assert.All(
            ["Proxies", "Limits:RequestsPerSecond", "Limits:Concurrent", "Limits:BodyBytes", "Drain", "Secrets"],
            setting => Assert.Contains($"| `{setting}`", hosting, StringComparison.Ordinal)
        );
    }

    private sealed class StopAt(string text, CancellationTokenSource stop) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.StartsWith(text, StringComparison.Ordinal) == true)
                stop.Cancel();
        }

        public override Task WriteLineAsync(string? value)
        {
            WriteLine(value);
            return Task.CompletedTask;
        }
    }

    private static string LineOf(CapturedLog log, string id)
    {
        using var output = new StringWriter();
        var state = new KeyValuePair<string, object?>[] { new("Id", id) };
        new LineFormatter(new StartState { IsOver = true }).Write(
            new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(
                log.Level,
                log.Category,
                log.Event,
                state,
                null,
                (_, _) => log.Message
            ),
            null,
            output
        );
        return output.ToString();
    }

    private static string StripeSignature(string secret, DateTimeOffset now, string body)
    {
        var time = now.ToUnixTimeSeconds();
        return $"t={time},v1={TestApp.Sign($"{time}.{body}", secret)}";
    }

    private async Task<(int Code, string Text)> RunAsync(
        Func<string[], TextWriter, TextWriter, Task<int>> command,
        params string[] arguments
    )
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var names = arguments.TakeWhile(argument => !argument.StartsWith('-')).ToArray();
        var code = await command([.. names, .. TestGateway.In(_folder), .. arguments[names.Length..]], output, error);
        return (
            code,
            (output.ToString() + error)
                .Replace($"Inbox: {Path.Combine(_folder.FullName, "callbacks.db")}", "", StringComparison.Ordinal)
                .Trim()
        );
    }

    private async Task<(int Code, string Text)> FirstSentenceAsync(
        Func<string[], TextWriter, TextWriter, Task<int>> command,
        params string[] arguments
    )
    {
        var (code, text) = await RunAsync(command, arguments);
        return (code, text.Split(" The command must")[0].Split(" Say one")[0].Split(" CallbackGen")[0]);
    }
}
