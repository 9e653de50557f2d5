using System.Text.Json;
using CallbackGen.Tool.Tests.Harness;

namespace CallbackGen.Tool.Tests.Sending;

public sealed class SendTests : IDisposable
{
    private const string File = "acme.payment.callback.json";

    private readonly ToolFolder _folder = new();

    public SendTests()
    {
        _folder.Write(File, Schemas.SignedPayment);
        _folder.Variables["ACME"] = Schemas.Key;
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_callback_of_the_schemas_test_is_signed_and_taken()
    {
        using var app = new FeedApp(Schemas.SignedPayment);

        var run = await SendAsync(app.Server, "--expect", "200");

        Assert.Equal((ExitCode.Good, ""), (run.ExitCode, run.Error));
        var request = Assert.Single(app.Server.Requests);
        Assert.Equal(Schemas.Body, request.Text);
        Assert.StartsWith("POST /callbacks/acme?from=a%20b HTTP/1.1\r\n", request.Head, StringComparison.Ordinal);
        Assert.Contains("1  200  ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neither_key_nor_signature_is_printed()
    {
        using var app = new FeedApp(Schemas.SignedPayment);

        var run = await SendAsync(app.Server);

        Assert.DoesNotContain(Schemas.Key, run.Output + run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Schemas.Signature, run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_in_the_query_is_sent_and_not_printed()
    {
        using var app = WireServer.Of(200);

        var run = await _folder.RunAsync("send", "billplz.redirect", "--to", $"{app.Origin}/return", "--test-keys");

        Assert.Equal(ExitCode.Good, run.ExitCode);
        Assert.Contains(
            "x_signature%5D=",
            Assert.Single(app.Requests).Head.Replace("]", "%5D", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.Contains("/return?…", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("x_signature", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_public_keys_verify_is_signed_with_the_private_one()
    {
        using var pair = System.Security.Cryptography.RSA.Create(2048);
        _folder.Write("private.pem", pair.ExportPkcs8PrivateKeyPem());
        _folder.Write("public.pem", pair.ExportSubjectPublicKeyInfoPem());
        using var app = WireServer.Of(200);
        string[] send = ["send", "chip.purchase", "--to", app.Origin, "--key"];

        var signed = await _folder.RunAsync([.. send, "publicKey=file:private.pem"]);
        var unsigned = await _folder.RunAsync([.. send, "publicKey=file:public.pem"]);

        Assert.Equal((ExitCode.Good, ExitCode.Usage), (signed.ExitCode, unsigned.ExitCode));
        Assert.Contains("its private key in PEM", unsigned.Error, StringComparison.Ordinal);
        Assert.Single(app.Requests);
    }

    [Theory]
    [InlineData("/id=INV-2", "{\"id\":\"INV-2\"}")]
    [InlineData("/id=12", "{\"id\":\"12\"}")]
    [InlineData("/note=a=b", "{\"id\":\"INV-1\",\"note\":\"a=b\"}")]
    [InlineData("/count=2", "{\"id\":\"INV-1\",\"count\":2}")]
    public async Task A_value_is_set_before_it_is_signed(string assignment, string body)
    {
        using var app = new FeedApp(Schemas.SignedPayment);

        var run = await SendAsync(app.Server, "--set", assignment, "--expect", "200");

        Assert.Equal(ExitCode.Good, run.ExitCode);
        Assert.Equal(body, Assert.Single(app.Server.Requests).Text);
    }

    [Fact]
    public async Task A_header_field_is_set_and_the_address_has_the_last_word_about_the_query()
    {
        using var app = new FeedApp(Schemas.SignedPayment);

        var run = await _folder.RunAsync(
            "send",
            File,
            "--to",
            $"{app.Server.Origin}/hook?x=1",
            "--key",
            "paymentKey=env:ACME",
            "--set",
            "header:X-Mode=test"
        );

        Assert.Equal(ExitCode.Good, run.ExitCode);
        var head = Assert.Single(app.Server.Requests).Head;
        Assert.StartsWith("POST /hook?x=1 HTTP/1.1\r\n", head, StringComparison.Ordinal);
        Assert.Contains("X-Mode: test\r\n", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tampered_callback_differs_in_one_character_under_the_genuine_signature()
    {
        using var app = new FeedApp(Schemas.SignedPayment);

        var refused = await SendAsync(app.Server, "--tamper", "--expect", "401");
        var unexpected = await SendAsync(app.Server, "--tamper", "--expect", "200");

        Assert.Equal((ExitCode.Good, ExitCode.Found), (refused.ExitCode, unexpected.ExitCode));
        Assert.All(
            app.Server.Requests,
            request => Assert.Equal(1, request.Text.Zip(Schemas.Body).Count(pair => pair.First != pair.Second))
        );
        Assert.All(app.Server.Requests, request => Assert.Equal(CallbackRejectionReason.SignatureMismatch, app.Verify(request)!.Reason));
        Assert.Contains("changed at /id", refused.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_callbacks_one_is_tampered_with_and_the_request_is_refused()
    {
        var schema = Schemas
            .SignedPayment.Replace("\"idempotencyKey\"", "\"payload\": \"body:/items/*\", \"idempotencyKey\"", StringComparison.Ordinal)
            .Replace(
                "{\\\"id\\\":\\\"INV-1\\\"}",
                "{\\\"items\\\":[{\\\"id\\\":\\\"INV-1\\\"},{\\\"id\\\":\\\"INV-2\\\"}]}",
                StringComparison.Ordinal
            );
        _folder.Write(File, schema);
        using var app = new FeedApp(schema);

        var genuine = await SendAsync(app.Server, "--expect", "200");
        var tampered = await SendAsync(app.Server, "--tamper", "--expect", "401");

        Assert.Equal((ExitCode.Good, ExitCode.Good), (genuine.ExitCode, tampered.ExitCode));
        Assert.Equal([null, CallbackRejectionReason.SignatureMismatch], app.Server.Requests.Select(request => app.Verify(request)?.Reason));
        Assert.Equal(1, app.Server.Requests.First().Text.Zip(app.Server.Requests.Last().Text).Count(pair => pair.First != pair.Second));
    }

    [Fact]
    public async Task A_test_that_is_not_there_is_told_without_the_folder_of_the_tool()
    {
        var run = await _folder.RunAsync("send", "stripe.event", "--to", "http://localhost:1", "--test-keys", "--test", "99");

        Assert.Equal(ExitCode.Unreadable, run.ExitCode);
        Assert.StartsWith("stripe.event: there is no request", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stale_callback_is_refused_for_its_time_alone()
    {
        _folder.Write(File, Schemas.TimedPayment);
        using var app = new FeedApp(Schemas.TimedPayment);

        var now = await SendAsync(app.Server, "--expect", "200");
        var stale = await SendAsync(app.Server, "--stale", "--expect", "401");

        Assert.Equal((ExitCode.Good, ExitCode.Good), (now.ExitCode, stale.ExitCode));
        Assert.Equal(
            [null, CallbackRejectionReason.TimestampOutsideTolerance],
            app.Server.Requests.Select(request => app.Verify(request)?.Reason)
        );
    }

    [Fact]
    public async Task A_feed_without_a_signed_time_has_no_stale_callback()
    {
        using var app = WireServer.Of(200);

        var run = await SendAsync(app, "--stale");

        Assert.Equal((ExitCode.Usage, 0), (run.ExitCode, app.Requests.Count));
        Assert.Contains("checks no signed time", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Duplicates_are_the_same_bytes()
    {
        using var app = WireServer.Of(200);

        var run = await SendAsync(app, "--duplicate", "4", "--parallel");

        Assert.Equal(ExitCode.Good, run.ExitCode);
        Assert.Equal(4, app.Requests.Count);
        Assert.Single(app.Requests.Select(request => Convert.ToHexString(request.Bytes)).Distinct());
        Assert.Equal(5, run.Lines.Length);
    }

    [Fact]
    public async Task The_keys_of_the_test_sign_where_that_is_asked_for()
    {
        using var app = new FeedApp(Schemas.SignedPayment);

        var asked = await _folder.RunAsync("send", File, "--to", $"{app.Server.Origin}/", "--test-keys", "--expect", "200");
        var notAsked = await _folder.RunAsync("send", File, "--to", $"{app.Server.Origin}/");

        Assert.Equal((ExitCode.Good, ExitCode.Usage), (asked.ExitCode, notAsked.ExitCode));
        Assert.Contains("Callbacks:Acme:paymentKey", notAsked.Error, StringComparison.Ordinal);
        Assert.Contains("--test-keys", notAsked.Error, StringComparison.Ordinal);
        Assert.Single(app.Server.Requests);
    }

    [Fact]
    public async Task A_payload_is_made_up_from_the_schema()
    {
        using var app = new FeedApp(Schemas.SignedPayment);

        var run = await SendAsync(app.Server, "--sample", "--expect", "200");

        Assert.Equal(ExitCode.Good, run.ExitCode);
        Assert.Equal("""{"id":"sample-id"}""", Assert.Single(app.Server.Requests).Text);
    }

    [Fact]
    public async Task The_provider_repeats_until_a_callback_is_acknowledged()
    {
        _folder.Write(File, Schemas.RepeatedPayment);
        using var app = new WireServer((_, number) => WireServer.Answer(number < 3 ? 503 : 200));

        var run = await SendAsync(app, "--like-the-provider", "--speed", "1e9", "--expect", "200");

        Assert.Equal((ExitCode.Good, 3), (run.ExitCode, app.Requests.Count));
    }

    [Fact]
    public async Task The_provider_gives_up_as_the_schema_says()
    {
        _folder.Write(File, Schemas.RepeatedPayment);
        using var app = WireServer.Of(503);

        var run = await SendAsync(app, "--like-the-provider", "--speed", "1e9");

        Assert.Equal((ExitCode.Found, 3), (run.ExitCode, app.Requests.Count));
        Assert.Contains("gives up", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_that_says_nothing_of_repeating_is_not_guessed_about()
    {
        using var app = WireServer.Of(200);

        var run = await SendAsync(app, "--like-the-provider");

        Assert.Equal((ExitCode.Usage, 0, ""), (run.ExitCode, app.Requests.Count, run.Output));
        Assert.Contains("\"retry\"", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 \u001b[2J\r\nContent-Length: 11\r\n\r\n\u001b[31m\u00ff\u0000\u0007\r\nx")]
    [InlineData("HTTP/1.1 500 Internal\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n\u001b[2J\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.0 200 OK\r\n\r\n\u202e until it closes")]
    public async Task A_hostile_answer_is_shown_as_text(string answer)
    {
        using var app = new WireServer((_, _) => answer);

        var run = await SendAsync(app);

        Assert.Equal(ExitCode.Good, run.ExitCode);
        Assert.DoesNotContain(run.Output.ReplaceLineEndings(""), one => char.IsControl(one) || one == '\u202e');
    }

    [Fact]
    public async Task A_terminal_is_shown_a_table_and_nothing_of_an_answer_steers_it()
    {
        using var app = new WireServer((_, _) => WireServer.Answer(200, "\u001b[2J[red]x[/]\u0007"));
        using var output = new StringWriter();
        var host = new ToolHost
        {
            Out = output,
            Error = output,
            Folder = _folder.Path,
            Variables = _folder.Variables,
            Compiler = Shared.Compiler,
            IsTerminal = true,
        };

        var code = await CallbackGen.Tool.Commands.ToolProgram.RunAsync(
            ["send", File, "--to", app.Origin, "--test-keys", "--duplicate", "2"],
            host,
            CancellationToken.None
        );

        Assert.Equal(ExitCode.Good, code);
        Assert.Equal(2, output.ToString().Split("[red]x[/]").Length - 1);
        Assert.Contains("│", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[2J", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\u0007', output.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("SSH-2.0-OpenSSH\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n")]
    public async Task What_is_no_answer_ends_with_4(string answer)
    {
        using var app = new WireServer((_, _) => answer);

        Assert.Equal(ExitCode.Network, (await SendAsync(app)).ExitCode);
    }

    [Fact]
    public async Task An_interim_answer_is_waited_through()
    {
        using var app = new WireServer((_, _) => $"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n{WireServer.Answer(202)}");

        Assert.Equal(ExitCode.Good, (await SendAsync(app, "--expect", "202")).ExitCode);
    }

    [Fact]
    public async Task Nobody_who_listens_ends_with_4()
    {
        var closed = WireServer.Of(200);
        closed.Dispose();

        var run = await _folder.RunAsync("send", File, "--to", "http://127.0.0.1:1/", "--test-keys");

        Assert.Equal(ExitCode.Network, run.ExitCode);
        Assert.Contains("no connection", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://192.0.2.1/")]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("/callbacks/acme")]
    [InlineData("http://user:password@127.0.0.1/")]
    [InlineData("http://127.0.0.1/a b")]
    public async Task An_address_that_nothing_is_sent_to_is_refused(string url)
    {
        var run = await _folder.RunAsync("send", File, "--to", url, "--test-keys");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.NotEmpty(run.Error);
        Assert.DoesNotContain("password", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--set", "id=1")]
    [InlineData("--sample", "--test", "a payment")]
    [InlineData("--like-the-provider", "--duplicate", "2")]
    [InlineData("--tamper", "--stale")]
    [InlineData("--duplicate", "0")]
    [InlineData("--expect", "20")]
    [InlineData("--speed", "0")]
    [InlineData("--key", "payKey=env:ACME")]
    public async Task Arguments_that_mean_nothing_are_refused(params string[] args)
    {
        using var app = WireServer.Of(200);

        var run = await SendAsync(app, args);

        Assert.Equal((ExitCode.Usage, 0), (run.ExitCode, app.Requests.Count));
    }

    [Fact]
    public async Task A_schema_with_errors_signs_nothing()
    {
        _folder.Write(File, Schemas.SignedPayment.Replace("\"sha256\"", "\"sha257\"", StringComparison.Ordinal));
        using var app = WireServer.Of(200);

        var run = await SendAsync(app);

        Assert.Equal((ExitCode.Found, 0), (run.ExitCode, app.Requests.Count));
        Assert.Contains($"{File}(", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JSON_has_a_row_for_each_answer()
    {
        using var app = WireServer.Of(202, "ok");

        var run = await SendAsync(app, "--duplicate", "2", "--format", "json");

        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(
            [(202, "ok"), (202, "ok")],
            json.RootElement.EnumerateArray().Select(row => (row.GetProperty("status").GetInt32(), row.GetProperty("answer").GetString()))
        );
    }

    private Task<ToolRun> SendAsync(WireServer app, params string[] more) =>
        _folder.RunAsync(["send", File, "--to", $"{app.Origin}/callbacks/acme", "--key", "paymentKey=env:ACME", .. more]);
}
