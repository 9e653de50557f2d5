using System.Text;
using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Tests.Harness;

namespace CallbackGen.Tool.Tests.Capturing;

public sealed class CaptureTests : IDisposable
{
    private const string File = "acme.payment.callback.json";

    private readonly ToolFolder _folder = new();

    public CaptureTests()
    {
        _folder.Write(File, Schemas.SignedPayment);
        _folder.Variables["ACME"] = Schemas.Key;
    }

    private static string Genuine { get; } =
        Request(Schemas.Body, $"Content-Type: application/json\r\nX-Acme-Signature: {Schemas.Signature}\r\n");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_request_is_kept_whole_and_the_feed_says_what_it_is()
    {
        await using var run = await StartAsync("--count", "2");

        var first = await run.SendAsync(Genuine);
        await run.SendAsync(Genuine.Replace("INV-1", "INV-2", StringComparison.Ordinal));

        Assert.Equal(ExitCode.Good, await run.FinishAsync());
        Assert.StartsWith("HTTP/1.1 200 ", first, StringComparison.Ordinal);
        Assert.Contains("acme.payment: verified", run.Output, StringComparison.Ordinal);
        Assert.Contains("acme.payment: refused, SignatureMismatch", run.Output, StringComparison.Ordinal);
        Assert.Contains("2 requests were kept", run.Output, StringComparison.Ordinal);
        Assert.Equal(
            [Schemas.Body, Schemas.Body.Replace("INV-1", "INV-2", StringComparison.Ordinal)],
            Kept().Select(capture => Encoding.UTF8.GetString(capture.Body.Span)).Order()
        );
        Assert.All(
            Kept(),
            capture =>
                Assert.Equal(
                    ("POST", "/callbacks/acme?x=%2F", Schemas.Signature),
                    (capture.Method, capture.Target, capture.Header("x-acme-signature"))
                )
        );
    }

    [Fact]
    public async Task Captures_are_for_their_owner_alone_and_the_user_is_told_that_they_hold_secrets()
    {
        await using var run = await StartAsync("--count", "1");
        await run.SendAsync(Genuine);
        await run.FinishAsync();

        Assert.Contains("only you can read them", run.Output, StringComparison.Ordinal);
        var file = Assert.Single(Directory.GetFiles(_folder.PathOf("captures")));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task What_is_passed_on_has_the_same_bytes_and_so_has_the_answer()
    {
        using var app = new WireServer(
            (_, _) =>
                "HTTP/1.1 418 Teapot\r\nX-Answer: caf\u00e9\r\nX-Answer: 2\r\nContent-Type: text/plain\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n3\r\n\u00ffok\r\n0\r\n\r\n"
        );
        await using var run = await StartAsync("--forward", app.Origin, "--count", "1");

        var answer = await run.SendAsync(Request("\u00ff\u0000{", "X-A: 1\r\nX-A: caf\u00e9\r\n"));
        await run.FinishAsync();

        var passed = Assert.Single(app.Requests);
        Assert.StartsWith($"POST /callbacks/acme?x=%2F HTTP/1.1\r\nHost: {app.Authority}\r\n", passed.Head, StringComparison.Ordinal);
        Assert.Contains("X-A: 1\r\nX-A: caf\u00e9\r\n", passed.Head, StringComparison.Ordinal);
        Assert.Equal([0xFF, 0x00, 0x7B], passed.Body);
        Assert.StartsWith("HTTP/1.1 418 ", answer, StringComparison.Ordinal);
        Assert.Contains("X-Answer: caf\u00e9\r\nX-Answer: 2\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n\u00ffok", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_is_kept_although_the_application_is_not_there()
    {
        await using var run = await StartAsync("--forward", "http://127.0.0.1:1", "--count", "1");

        var answer = await run.SendAsync(Genuine);
        await run.FinishAsync();

        Assert.StartsWith("HTTP/1.1 502 ", answer, StringComparison.Ordinal);
        Assert.Contains("no connection", run.Output, StringComparison.Ordinal);
        Assert.Single(Kept());
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nX-Answer: a\u0001b\r\nX-Other: \u007f\r\nX-Good: 1\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.1 200 ")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok", "HTTP/1.1 502 ")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nok", "HTTP/1.1 502 ")]
    [InlineData("HTTP/1.1 101 Switching\r\n\r\n", "HTTP/1.1 502 ")]
    public async Task What_an_application_answers_wrongly_breaks_nothing(string answer, string status)
    {
        using var app = new WireServer((_, _) => answer);
        await using var run = await StartAsync("--forward", app.Origin, "--count", "1");

        var answered = await run.SendAsync(Genuine);

        Assert.Equal(ExitCode.Good, await run.FinishAsync());
        Assert.StartsWith(status, answered, StringComparison.Ordinal);
        Assert.Contains("acme.payment: verified", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_whose_sender_hung_up_meanwhile_is_kept_and_shown()
    {
        using var ended = new SemaphoreSlim(0);
        using var app = new WireServer(
            (_, _) =>
            {
                ended.Wait();
                return WireServer.Answer(200);
            }
        );
        await using var run = await StartAsync("--forward", app.Origin, "--count", "1");

        using (var sender = new System.Net.Sockets.TcpClient("127.0.0.1", run.Port) { LingerState = new(enable: true, seconds: 0) })
        {
            await sender.GetStream().WriteAsync(Encoding.Latin1.GetBytes(Genuine));
            while (app.Requests.IsEmpty)
                await Task.Delay(10);
        }

        await run.FinishAsync();
        ended.Release();
        Assert.Contains("not answered, because the sender closed the connection", run.Output, StringComparison.Ordinal);
        Assert.Contains("acme.payment: verified", run.Output, StringComparison.Ordinal);
        Assert.Contains("1 request was kept.", run.Output, StringComparison.Ordinal);
        Assert.Single(Kept());
    }

    [Fact]
    public async Task Ten_megabytes_are_kept_and_a_feed_that_takes_less_says_so()
    {
        await using var run = await StartAsync("--count", "1");
        var body = "{" + new string('\u00ff', (10 * 1024 * 1024) - 1);

        var answer = await run.SendAsync(Request(body, "Content-Type: application/json\r\nX-Acme-Signature: 00\r\n"));
        await run.FinishAsync();

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Contains("refused, BodyTooLarge", run.Output, StringComparison.Ordinal);
        Assert.Equal(body.Length, Assert.Single(Kept()).Body.Length);
    }

    [Theory]
    [InlineData("Content-Length: 11000000\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nA80000\r\n")]
    public async Task A_body_of_more_than_ten_megabytes_is_refused(string framing)
    {
        await using var run = await StartAsync();

        var answer = await run.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{framing}{new string('a', 11_000_000)}");
        await run.UntilAsync("not kept");

        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 413 ", StringComparison.Ordinal), answer);
        Assert.Contains("larger than 10 MiB", run.Output, StringComparison.Ordinal);
        Assert.Empty(Kept());
    }

    [Fact]
    public async Task A_hostile_request_breaks_neither_the_terminal_nor_the_tool()
    {
        await using var run = await StartAsync();

        foreach (
            var hostile in (string[])
                [
                    "\u0000\u00ff\r\n\r\n",
                    "POST /\u001b[2J HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                    "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-\u001b: 1\r\n\r\n",
                    "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-A: a\rb\r\n\r\n",
                    "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                    "POST http://other.example/%1b%0a HTTP/1.1\r\nHost: other.example\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
                    Request(
                        "\u001b[31m\u00ff\u202e\r\n\u0000",
                        "X-Evil: \u009b31m\u00ff\r\nContent-Type: application/json; charset=\u00ff\r\nX-Acme-Signature: \u00ff\r\n"
                    ),
                    Request(string.Concat(Enumerable.Repeat("[", 100_000)), "Content-Type: application/json\r\nX-Acme-Signature: 00\r\n"),
                    $"POST /{new string('a', 5000)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
                ]
        )
            await run.SendAsync(hostile);
        await run.SendAsync(Genuine);
        await run.UntilAsync("acme.payment: verified");

        Assert.Equal(ExitCode.Interrupted, await run.EndAsync());
        Assert.DoesNotContain((run.Output + run.Error).ReplaceLineEndings(""), one => char.IsControl(one) || one == '\u202e');
        Assert.All(
            Directory.GetFiles(_folder.PathOf("captures")),
            file => Assert.Matches("^[0-9]{8}T[0-9]{6}-[0-9]{4}\\.callback$", Path.GetFileName(file))
        );
        Assert.NotEmpty(Kept());
    }

    [Fact]
    public async Task The_end_says_what_came()
    {
        await using var run = await StartAsync();
        await run.SendAsync(Genuine);
        await run.UntilAsync("acme.payment: verified");

        Assert.Equal(ExitCode.Interrupted, await run.EndAsync());
        Assert.Contains("1 request was kept.", run.Output, StringComparison.Ordinal);
        Assert.Matches("acme.payment +1 +0", run.Output);
    }

    [Fact]
    public async Task The_whole_catalogue_is_asked_where_no_feed_is_named()
    {
        _folder.Variables["Callbacks__Razorpay__keySecret"] = "key_secret";
        await using var run = await CaptureRun.StartAsync(_folder, "--count", "2");
        await run.SendAsync(
            Request(
                "razorpay_order_id=fake_order_id&razorpay_payment_id=fake_payment_id&"
                    + "razorpay_signature=b2335e3b0801106b84a7faff035df56ecffde06918c9ddd1f0fafbb37a51cc89",
                "Content-Type: application/x-www-form-urlencoded\r\n"
            )
        );
        await run.SendAsync(Request("{}", "Content-Type: application/json\r\nStripe-Signature: t=1,v1=00\r\n"));

        Assert.Equal(ExitCode.Good, await run.FinishAsync());
        Assert.Contains("razorpay.checkout: verified", run.Output, StringComparison.Ordinal);
        Assert.Contains("stripe.event: may be meant, and cannot be verified: No key is configured", run.Output, StringComparison.Ordinal);
        Assert.Matches("stripe.event +0 +0 +1", run.Output);
        Assert.DoesNotContain("twilio.voice", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_ends_with_4()
    {
        await using var first = await StartAsync();

        var run = await _folder.RunAsync("capture", "--port", $"{first.Port}", "--feed", File);

        Assert.Equal(ExitCode.Network, run.ExitCode);
        Assert.Contains("--port", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--forward", "http://192.0.2.1/")]
    [InlineData("--save-as-test")]
    [InlineData("--save-as-test", "--feed", "stripe.event")]
    [InlineData("--port", "70000")]
    [InlineData("--count", "0")]
    public async Task Arguments_that_mean_nothing_are_refused(params string[] args) =>
        Assert.Equal(ExitCode.Usage, (await _folder.RunAsync(["capture", .. args])).ExitCode);

    private static string Request(string body, string headers) =>
        "POST /callbacks/acme?x=%2F HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n"
        + $"{headers}Content-Length: {body.Length}\r\n\r\n{body}";

    private Task<CaptureRun> StartAsync(params string[] args) =>
        CaptureRun.StartAsync(_folder, ["--feed", File, "--key", "paymentKey=env:ACME", .. args]);

    private IEnumerable<Capture> Kept() =>
        Directory.GetFiles(_folder.PathOf("captures")).SelectMany(file => CaptureReader.Read(_folder.CreateHost(), file).OrThrow());
}
