using System.Security.Cryptography;
using System.Text;
using CallbackGen.Testing;
using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Tests.Harness;

namespace CallbackGen.Tool.Tests.Capturing;

public sealed class SaveAsTestTests : IDisposable
{
    private const string File = "acme.payment.callback.json";
    private const string Secret = "a-secret-of-somebody-that-is-not-published";
    private const string Body = """{"id":"<ü> \"1\""}""";

    private readonly ToolFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Schemas.Key, "is added to")]
    [InlineData(Secret, "signed again with the keys that the schema publishes")]
    public async Task A_captured_request_becomes_a_test_that_holds_and_no_secret_is_in_it(string key, string said)
    {
        _folder.Write(File, Schemas.SignedPayment);

        var output = await CaptureAsync(key);

        Assert.Contains(said, output, StringComparison.Ordinal);
        var schema = System.IO.File.ReadAllText(_folder.PathOf(File));
        Assert.DoesNotContain(Secret, schema, StringComparison.Ordinal);
        Assert.DoesNotContain(Sign(Secret), schema, StringComparison.Ordinal);
        using var compiled = Shared.Compiler.Compile([Schemas.Source(schema)]);
        Assert.False(compiled.HasErrors);
        var cases = CallbackTestCases.Of(compiled.Feeds[0].Feed, _folder.PathOf(File));
        var added = Assert.Single(cases, one => one.IsGenuine && one.Name.StartsWith("Captured at ", StringComparison.Ordinal));
        Assert.Equal(Body, Encoding.UTF8.GetString(added.Request.Body.Span));
        Assert.Null(added.FindFault());
    }

    [Theory]
    [InlineData("\"callback\": {\n    \"tests\": [],\n", false)]
    [InlineData("\"callback\": {\n", true)]
    public async Task A_schema_without_tests_gets_its_first(string beginning, bool isLast)
    {
        var text =
            Schemas.Payment[..Schemas.Payment.IndexOf(",\n    \"tests\"", StringComparison.Ordinal)]
            + "\n  },\n"
            + Schemas.Payment[Schemas.Payment.IndexOf("  \"type\": \"object\"", StringComparison.Ordinal)..];
        text = text.Replace("\"callback\": {\n", beginning, StringComparison.Ordinal);
        _folder.Write(File, text.ReplaceLineEndings("\r\n"));

        var output = await CaptureAsync(Secret);

        Assert.Contains("generated keys", output, StringComparison.Ordinal);
        Assert.Contains("personal data", output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Good, (await _folder.RunAsync("check", File)).ExitCode);
        var schema = System.IO.File.ReadAllText(_folder.PathOf(File));
        Assert.DoesNotContain(Secret, schema, StringComparison.Ordinal);
        Assert.DoesNotContain(Sign(Secret), schema, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', schema.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.Equal(Body, Encoding.UTF8.GetString(CaptureReader.Read(_folder.CreateHost(), File).SingleOrThrow().Body.Span));
        Assert.Equal(
            isLast,
            schema.IndexOf("\"tests\"", StringComparison.Ordinal) > schema.IndexOf("\"idempotencyKey\"", StringComparison.Ordinal)
        );
        using var compiled = Shared.Compiler.Compile([Schemas.Source(schema)]);
        Assert.False(compiled.HasErrors);
    }

    [Fact]
    public async Task Every_other_byte_of_the_schema_stays()
    {
        _folder.Write(File, Schemas.SignedPayment);

        await CaptureAsync(Schemas.Key);

        var schema = System.IO.File.ReadAllText(_folder.PathOf(File));
        var same = Schemas.SignedPayment.Zip(schema).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.EndsWith(Schemas.SignedPayment[same..], schema, StringComparison.Ordinal);
        Assert.Contains("\n      {\n        \"name\": \"Captured at ", schema, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_field_that_the_schema_does_not_read_is_in_no_test()
    {
        _folder.Write(File, Schemas.SignedPayment);
        _folder.Variables["ACME"] = Schemas.Key;
        await using var run = await CaptureRun.StartAsync(
            _folder,
            "--feed",
            File,
            "--key",
            "paymentKey=env:ACME",
            "--save-as-test",
            "--count",
            "1"
        );
        await run.SendAsync(
            "POST /?token=secret-of-the-url HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                + $"Content-Type: application/json\r\nX-Acme-Signature: {Sign(Schemas.Key)}\r\nX-Other: \u00ff\r\n"
                + $"Content-Length: {Encoding.UTF8.GetByteCount(Body)}\r\n\r\n"
                + $"{Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(Body))}"
        );
        await run.FinishAsync();

        Assert.Equal("", run.Error);
        var schema = System.IO.File.ReadAllText(_folder.PathOf(File));
        Assert.Contains("Captured at ", schema, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Other", schema, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of-the-url", schema, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_the_place_of_a_key_that_stands_in_a_request_is_one_that_is_made_up()
    {
        _folder.Write(File, TokenSchema(""));
        await using var run = await CaptureTokenAsync();

        Assert.Equal("", run.Error);
        Assert.DoesNotContain(Secret, run.Output + System.IO.File.ReadAllText(_folder.PathOf(File)), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Good, (await _folder.RunAsync("check", File)).ExitCode);
    }

    [Fact]
    public async Task A_key_that_the_schema_publishes_takes_its_place()
    {
        _folder.Write(
            File,
            TokenSchema(
                $$$"""
                , "tests": [ { "name": "a payment",
                  "request": {
                    "method": "POST",
                    "headers": { "Content-Type": "application/json", "X-Acme-Token": "{{{Schemas.Key}}}" },
                    "body": "{\"id\":\"1\"}"
                  },
                  "keys": { "paymentKey": "{{{Schemas.Key}}}" }, "expect": "authenticated" } ]
                """
            )
        );
        await using var run = await CaptureTokenAsync();

        Assert.Equal("", run.Error);
        var schema = System.IO.File.ReadAllText(_folder.PathOf(File));
        Assert.DoesNotContain(Secret, schema, StringComparison.Ordinal);
        Assert.DoesNotContain("session=1234", schema, StringComparison.Ordinal);
        using var compiled = Shared.Compiler.Compile([Schemas.Source(schema)]);
        Assert.Null(
            Assert
                .Single(
                    CallbackTestCases.Of(compiled.Feeds[0].Feed, _folder.PathOf(File)),
                    one => one.IsGenuine && one.Name.StartsWith("Captured at ", StringComparison.Ordinal)
                )
                .FindFault()
        );
    }

    private static string TokenSchema(string tests) =>
        $$$"""
            {
              "callback": {
                "provider": "Acme", "feed": "Payment",
                "receive": [ { "method": "POST", "content": "json" } ],
                "keys": { "paymentKey": { "encoding": "utf8" } },
                "verify": { "scheme": "token", "from": "header:X-Acme-Token", "key": "paymentKey" },
                "idempotencyKey": ["/id"]{{{tests}}}
              },
              "type": "object", "required": ["id"], "properties": { "id": { "type": "string" } }
            }
            """;

    private async Task<CaptureRun> CaptureTokenAsync()
    {
        _folder.Variables["ACME"] = Secret;
        var run = await CaptureRun.StartAsync(_folder, "--feed", File, "--key", "paymentKey=env:ACME", "--save-as-test", "--count", "1");
        await run.SendAsync(
            "POST /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n"
                + $"X-Acme-Token: {Secret}\r\nCookie: session=1234\r\nContent-Length: 10\r\n\r\n{{\"id\":\"1\"}}"
        );
        Assert.Equal(ExitCode.Good, await run.FinishAsync());
        return run;
    }

    private async Task<string> CaptureAsync(string key)
    {
        _folder.Variables["ACME"] = key;
        await using var run = await CaptureRun.StartAsync(
            _folder,
            "--feed",
            File,
            "--key",
            "paymentKey=env:ACME",
            "--save-as-test",
            "--count",
            "1"
        );
        await run.SendAsync(
            "POST /x?from=a%20b HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n"
                + $"X-Acme-Signature: {Sign(key)}\r\nContent-Length: {Encoding.UTF8.GetByteCount(Body)}\r\n\r\n"
                + $"{Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(Body))}"
        );
        Assert.Equal(ExitCode.Good, await run.FinishAsync());
        Assert.Equal("", run.Error);
        return run.Output;
    }

    private static string Sign(string key) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(Body)));
}
