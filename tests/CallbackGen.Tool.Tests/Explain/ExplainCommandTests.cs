using System.Text.Json;
using CallbackGen.Tool.Commands;
using CallbackGen.Tool.Tests.Harness;

namespace CallbackGen.Tool.Tests.Explain;

public sealed class ExplainCommandTests : IDisposable
{
    private const string SchemaFile = "acme.payment.callback.json";

    private readonly ToolFolder _folder = new();

    public ExplainCommandTests()
    {
        _folder.Write(SchemaFile, Schemas.SignedPayment);
        _folder.Variables["ACME"] = Schemas.Key;
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_request_that_verifies_is_shown_and_ends_with_0()
    {
        _folder.Write("request.http", Request(Schemas.Body));

        var run = await ExplainAsync();

        Assert.Equal(ExitCode.Good, run.ExitCode);
        Assert.Contains($"body (signed): {Schemas.Body}", run.Lines);
        Assert.Contains("header:X-Trace (not signed): abc", run.Lines);
        Assert.Contains("message under paymentKey[0], 14 bytes:", run.Lines);
        Assert.Contains("verdict: verified", run.Lines);
    }

    [Fact]
    public async Task What_the_feed_accepts_and_credentials_are_printed_only_when_asked_for()
    {
        _folder.Write(
            "request.http",
            Request(Schemas.Body)
                .Replace("X-Trace: abc", "Authorization: Bearer of-somebody\r\nCookie: session=of-somebody", StringComparison.Ordinal)
        );

        var hidden = await ExplainAsync();
        var json = await ExplainAsync("--format", "json");
        var shown = await ExplainAsync("--show-secrets");

        Assert.All(
            (string[])[hidden.Output, json.Output],
            text => Assert.DoesNotContain(Schemas.Signature, text, StringComparison.Ordinal)
        );
        Assert.DoesNotContain("of-somebody", hidden.Output, StringComparison.Ordinal);
        Assert.Contains("header:Cookie (not signed): ***", hidden.Lines);
        Assert.Contains(Schemas.Signature, shown.Output, StringComparison.Ordinal);
        Assert.Contains("session=of-somebody", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_that_stands_elsewhere_is_no_secret_less()
    {
        _folder.Write("request.http", Request(Schemas.Body).Replace("X-Acme-Signature", "X-Acme-Sig", StringComparison.Ordinal));

        var run = await ExplainAsync();

        Assert.Contains(run.Lines, line => line.StartsWith("It matches", StringComparison.Ordinal));
        Assert.DoesNotContain(Schemas.Signature, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "X-Acme-Signature",
        "5d41402abc4b2a76b9719d911017c592ae2f8f3b4c6d7e8f90a1b2c3d4e5f607",
        "callbackgen infer CAPTURE --provider Acme --feed Payment --key paymentKey=…"
    )]
    [InlineData("X-Acme-Signature", "5d41402abc4b2a76b9719d911017c592ae2f8f3b4c6d7e8f90a1b2c3d4e5f60", "it was truncated or changed")]
    [InlineData(
        "X-Other-Signature",
        "5d41402abc4b2a76b9719d911017c592ae2f8f3b4c6d7e8f90a1b2c3d4e5f607",
        "A similar value is in header:X-Other-Signature"
    )]
    public async Task What_is_left_when_nothing_is_found_is_said_by_what_is_known(string header, string signature, string said)
    {
        _folder.Write("request.http", Request(Schemas.Body, signature).Replace("X-Acme-Signature", header, StringComparison.Ordinal));

        var run = await ExplainAsync("--seconds", "1");
        var json = await ExplainAsync("--seconds", "1", "--format", "json");

        Assert.Contains(said, run.Output, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(json.Output);
        Assert.NotEqual(0, document.RootElement.GetProperty("conclusion").GetArrayLength());
    }

    [Fact]
    public async Task An_empty_key_is_told_before_anything_is_searched()
    {
        _folder.Variables["ACME"] = "";
        _folder.Write("request.http", Request(Schemas.Body));

        var run = await ExplainAsync();

        Assert.Equal((ExitCode.Usage, ""), (run.ExitCode, run.Output));
        Assert.Contains("paymentKey is empty", run.Error, StringComparison.Ordinal);
        Assert.Contains("Callbacks__Acme__paymentKey", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_was_written_again_is_explained()
    {
        _folder.Write("request.http", Request("{ \"id\": \"INV-1\" }"));

        var run = await ExplainAsync();

        Assert.Equal(ExitCode.Found, run.ExitCode);
        Assert.Contains("It matches with the body as JSON without white space.", run.Lines);
        Assert.Contains(run.Lines, line => line.Contains("parsed the body", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_schema_is_explained_by_an_edit_with_its_line()
    {
        _folder.Write(SchemaFile, Schemas.SignedPayment.Replace("sha256", "sha512", StringComparison.Ordinal));
        _folder.Write("request.http", Request(Schemas.Body));

        var run = await ExplainAsync();

        Assert.Contains("It matches with sha256, not sha512.", run.Lines);
        Assert.Contains($"{SchemaFile}:7: replace /callback/verify/algorithm \"sha256\"", run.Lines);
    }

    [Fact]
    public async Task A_key_is_explained_and_not_printed()
    {
        _folder.Variables["ACME"] = $"\"{Schemas.Key}\"";
        _folder.Write("request.http", Request(Schemas.Body));

        var run = await ExplainAsync();
        var json = await ExplainAsync("--format", "json");

        Assert.Contains("It matches with key paymentKey without quotation marks around it.", run.Lines);
        Assert.All(
            (string[])[run.Output, json.Output, run.Error],
            text => Assert.DoesNotContain(Schemas.Key, text, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_signature_that_would_be_accepted_is_printed_only_when_asked_for()
    {
        _folder.Write("request.http", Request(Schemas.Body, "00000000000000000000000000000000000000000000000000000000000000ff"));

        var hidden = await ExplainAsync("--seconds", "1");
        var hiddenJson = await ExplainAsync("--format", "json", "--seconds", "1");
        var shown = await ExplainAsync("--show-secrets", "--seconds", "1");

        Assert.DoesNotContain(Schemas.Signature, hidden.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Schemas.Signature, hiddenJson.Output, StringComparison.Ordinal);
        Assert.Contains(Schemas.Signature, shown.Output, StringComparison.Ordinal);
        Assert.Contains(hidden.Lines, line => line.StartsWith("Nothing tried explains it.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_that_is_mixed_into_the_message_is_masked()
    {
        const string Secret = "Acme-Secret-0123456789-0123456789";
        _folder.Variables["ACME"] = Secret;
        _folder.Write(
            SchemaFile,
            Schemas
                .SignedPayment.Replace("\"scheme\": \"hmac\"", "\"scheme\": \"digest\"", StringComparison.Ordinal)
                .Replace(", \"key\": \"paymentKey\"", "", StringComparison.Ordinal)
                .Replace("\"{rawBody}\"", "\"{rawBody}.{key:paymentKey}\"", StringComparison.Ordinal)
        );
        _folder.Write("request.http", Request(Schemas.Body));

        var hidden = await ExplainAsync("--seconds", "1");
        var shown = await ExplainAsync("--show-secrets", "--seconds", "1");

        Assert.DoesNotContain("Secret-", hidden.Output, StringComparison.Ordinal);
        Assert.Contains($"{Schemas.Body}.***", hidden.Lines);
        Assert.Contains($"{Schemas.Body}.{Secret}", shown.Lines);
    }

    [Fact]
    public async Task A_shared_secret_in_a_header_is_masked()
    {
        const string Secret = "Shared-Secret-0123456789-0123456789";
        _folder.Variables["ACME"] = $"'{Secret}'";
        var start = Schemas.Payment.IndexOf("\"verify\"", StringComparison.Ordinal);
        _folder.Write(
            SchemaFile,
            $$"""
            {{Schemas.Payment[..start]}}
                "verify": { "scheme": "token", "from": "header:X-Acme-Signature", "key": "paymentKey" }
              },
              "type": "object"
            }
            """
        );
        _folder.Write("request.http", Request(Schemas.Body, Secret));

        var run = await ExplainAsync();

        Assert.DoesNotContain("Shared-Secret", run.Output, StringComparison.Ordinal);
        Assert.Contains("It matches with key paymentKey without quotation marks around it.", run.Lines);
    }

    [Fact]
    public async Task The_answer_is_read_by_programs_too()
    {
        _folder.Write(SchemaFile, Schemas.SignedPayment.Replace("sha256", "sha512", StringComparison.Ordinal));
        _folder.Write("request.http", Request(Schemas.Body));

        using var document = JsonDocument.Parse((await ExplainAsync("--format", "json")).Output);

        var edit = document.RootElement.GetProperty("answers")[0].GetProperty("patch")[0];
        Assert.Equal(
            ("replace", "/callback/verify/algorithm", "sha256", 7),
            (
                edit.GetProperty("op").GetString(),
                edit.GetProperty("path").GetString(),
                edit.GetProperty("value").GetString(),
                edit.GetProperty("line").GetInt32()
            )
        );
    }

    [Theory]
    [InlineData("\u001b[2J\u001b]0;title\u0007\u202e")]
    [InlineData("{\"id\":\"\u001b[31m\u0000\ud83d\ude00\"}")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")]
    [InlineData("a=%00%1b[2J&b=%zz&&&===")]
    public async Task Hostile_bodies_reach_no_terminal(string body)
    {
        _folder.Write("request.http", Request(body));

        foreach (var format in (string[])["text", "json"])
        {
            var run = await ExplainAsync("--format", format, "--seconds", "1");

            Assert.Equal(ExitCode.Found, run.ExitCode);
            Assert.DoesNotContain(run.Output + run.Error, one => one is not ('\n' or '\r') && (char.IsControl(one) || one == '\u202e'));
        }
    }

    [Theory]
    [InlineData("{\"id\":\"\u001b[2J[red]\u202e\"}")]
    [InlineData("[bold]a=%1b[2J[/]")]
    public async Task A_terminal_is_drawn_on_and_obeys_no_capture(string body)
    {
        _folder.Write("request.http", Request(body));
        using var output = new StringWriter();
        var plain = _folder.CreateHost(output);
        var host = new ToolHost
        {
            Out = output,
            Error = output,
            Folder = plain.Folder,
            Variables = plain.Variables,
            Compiler = plain.Compiler,
            IsTerminal = true,
        };

        var code = await ToolProgram.RunAsync(
            ["explain", "request.http", "--feed", SchemaFile, "--key", "paymentKey=env:ACME", "--seconds", "1"],
            host,
            CancellationToken.None
        );

        Assert.Equal(ExitCode.Found, code);
        Assert.DoesNotContain("\u001b[2J", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\u202e', output.ToString());
        Assert.Contains("verdict", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Large_and_invalid_bodies_are_explained_too()
    {
        byte[] body = [.. Enumerable.Repeat((byte)0xFF, 60_000)];
        _folder.Write(
            "request.http",
            [
                .. "POST /callbacks/acme HTTP/1.1\r\nContent-Type: application/json\r\nX-Acme-Signature: zz\r\n"u8
                    + "Content-Length: 60000\r\n\r\n"u8,
                .. body,
            ]
        );

        var run = await ExplainAsync("--seconds", "1");

        Assert.Equal(ExitCode.Found, run.ExitCode);
        Assert.True(run.Output.Length < 40_000);
    }

    [Fact]
    public async Task Keys_that_are_missing_are_named()
    {
        _folder.Write("request.http", Request(Schemas.Body));

        var run = await _folder.RunAsync("explain", "request.http", "--feed", SchemaFile);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("Callbacks:Acme:paymentKey", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_with_mistakes_is_told_before_anything_is_searched()
    {
        _folder.Write(SchemaFile, Schemas.SignedPayment.Replace("sha256", "sha257", StringComparison.Ordinal));
        _folder.Write("request.http", Request(Schemas.Body));

        var run = await ExplainAsync();

        Assert.Equal(ExitCode.Found, run.ExitCode);
        Assert.StartsWith($"{SchemaFile}(7,", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("verdict", run.Output, StringComparison.Ordinal);
    }

    private static string Request(string body, string? signature = null) =>
        "POST /callbacks/acme HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/json\r\nX-Trace: abc\r\n"
        + $"X-Acme-Signature: {signature ?? Schemas.Signature}\r\n"
        + $"Content-Length: {System.Text.Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    private Task<ToolRun> ExplainAsync(params string[] more) =>
        _folder.RunAsync(["explain", "request.http", "--feed", SchemaFile, "--key", "paymentKey=env:ACME", .. more]);
}
