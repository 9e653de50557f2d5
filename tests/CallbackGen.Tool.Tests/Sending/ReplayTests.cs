using System.Text;
using CallbackGen.Tool.Tests.Harness;

namespace CallbackGen.Tool.Tests.Sending;

public sealed class ReplayTests : IDisposable
{
    private readonly ToolFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_capture_is_sent_byte_for_byte_without_the_fields_of_the_old_connection()
    {
        _folder.Write(
            "request.http",
            Encoding.Latin1.GetBytes(
                "PUT /a//b/../%7e?x=%2f+&&y HTTP/1.1\r\nhost: shop.example\r\nx-B: 2\r\nX-A:  caf\u00e9 \r\n"
                    + "Connection: keep-alive, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: 5\r\nx-b: 1\r\nContent-Length: 6\r\n\r\n"
                    + "\u00ff\u0000\r\n {"
            )
        );
        using var app = WireServer.Of(200);

        var run = await _folder.RunAsync("replay", "request.http", "--to", app.Origin);

        Assert.Equal((ExitCode.Good, ""), (run.ExitCode, run.Error));
        var request = Assert.Single(app.Requests);
        Assert.Equal(
            $"PUT /a//b/../%7e?x=%2f+&&y HTTP/1.1\r\nHost: {app.Authority}\r\nx-B: 2\r\nX-A: caf\u00e9\r\nx-b: 1\r\n"
                + "Content-Length: 6\r\nConnection: close\r\n\r\n",
            request.Head
        );
        Assert.Equal(Encoding.Latin1.GetBytes("\u00ff\u0000\r\n {"), request.Body);
    }

    [Theory]
    [InlineData("", "/callbacks/acme?from=a%20b")]
    [InlineData("/", "/callbacks/acme?from=a%20b")]
    [InlineData("/hook", "/hook?from=a%20b")]
    [InlineData("/hook?to=1", "/hook?to=1")]
    public async Task The_address_names_the_path_or_leaves_it(string path, string target)
    {
        _folder.Write("acme.payment.callback.json", Schemas.SignedPayment);
        using var app = WireServer.Of(200);

        await _folder.RunAsync("replay", "acme.payment.callback.json", "--to", app.Origin + path);

        Assert.StartsWith($"POST {target} HTTP/1.1\r\n", Assert.Single(app.Requests).Head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_request_of_a_file_is_sent_or_the_one_that_is_named()
    {
        _folder.Write("two.http", "### one\nPOST https://a.example/1\n\nx\n### two\nPOST https://a.example/2\n\ny\n");
        using var app = WireServer.Of(200);

        var both = await _folder.RunAsync("replay", "two.http", "--to", app.Origin);
        var one = await _folder.RunAsync("replay", "two.http#two", "--to", app.Origin);

        Assert.Equal((ExitCode.Good, ExitCode.Good), (both.ExitCode, one.ExitCode));
        Assert.Equal(["/1", "/2", "/2"], app.Requests.Select(request => request.Head.Split(' ')[1]));
    }

    [Fact]
    public async Task An_old_capture_is_signed_again_as_of_now()
    {
        _folder.Write("acme.payment.callback.json", Schemas.TimedPayment);
        _folder.Write(
            "old.http",
            "POST /callbacks/acme HTTP/1.1\r\nContent-Type: application/json\r\nX-Acme-Time: 1\r\n"
                + $"X-Acme-Signature: 00\r\nContent-Length: {Schemas.Body.Length}\r\n\r\n{Schemas.Body}"
        );
        _folder.Variables["ACME"] = Schemas.Key;
        using var app = new FeedApp(Schemas.TimedPayment);

        var old = await _folder.RunAsync("replay", "old.http", "--to", app.Server.Origin, "--expect", "401");
        var signed = await _folder.RunAsync(
            "replay",
            "old.http",
            "--to",
            app.Server.Origin,
            "--resign",
            "--feed",
            "acme.payment.callback.json",
            "--key",
            "paymentKey=env:ACME",
            "--expect",
            "200"
        );

        Assert.Equal((ExitCode.Good, ExitCode.Good), (old.ExitCode, signed.ExitCode));
        Assert.All(app.Server.Requests, request => Assert.Equal(Schemas.Body, request.Text));
    }

    [Theory]
    [InlineData(ExitCode.Unreadable, "none.http")]
    [InlineData(ExitCode.Usage, "two.http", "--resign")]
    [InlineData(ExitCode.Usage, "two.http", "--feed", "acme.payment")]
    public async Task What_cannot_be_replayed_is_refused(int exitCode, params string[] args)
    {
        _folder.Write("two.http", "POST https://a.example/1\n\nx\n");
        using var app = WireServer.Of(200);

        var run = await _folder.RunAsync(["replay", "--to", app.Origin, .. args]);

        Assert.Equal((exitCode, 0), (run.ExitCode, app.Requests.Count));
    }
}
