using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Output;
using CallbackGen.Tool.Tests.Harness;

namespace CallbackGen.Tool.Tests.Infer;

public sealed class InferTests : IDisposable
{
    private const string Key = "acme-test-secret-acme-test-secret";

    private readonly ToolFolder _folder = new();

    public InferTests() => _folder.Variables["ACME"] = Key;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_a_key_the_payload_is_inferred_and_the_proof_is_left_to_a_person()
    {
        for (var number = 1; number <= 4; number++)
            Request(
                $"{number}.http",
                $$"""{"id":"{{Guid.NewGuid()}}","order_id":"INV-{{number}}","amount":"{{number}}.50","count":"""
                    + $$"""{{number}},"status":"{{(number % 2 == 0 ? "paid" : "failed")}}","note":{{(number == 2 ? "null" : "\"x\"")}}"""
                    + (number == 3 ? ",\"extra\":1.5}" : "}")
            );

        var run = await InferAsync("1.http", "2.http", "3.http", "4.http");

        Assert.Equal(ExitCode.Found, run.ExitCode);
        using var schema = JsonDocument.Parse(run.Output);
        var members = schema.RootElement.GetProperty("properties");
        Assert.Equal("uuid", members.GetProperty("id").GetProperty("format").GetString());
        Assert.Equal("decimal", members.GetProperty("amount").GetProperty("format").GetString());
        Assert.Equal("integer", members.GetProperty("count").GetProperty("type").GetString());
        Assert.Equal(
            ["failed", "paid"],
            members.GetProperty("status").GetProperty("enum").EnumerateArray().Select(value => value.GetString())
        );
        Assert.Equal("""["string","null"]""", JsonSerializer.Serialize(members.GetProperty("note").GetProperty("type")));
        Assert.StartsWith(
            "Seen in 4 of 4, null in 1.",
            members.GetProperty("note").GetProperty("$comment").GetString(),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("extra", schema.RootElement.GetProperty("required").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal("/order_id", schema.RootElement.GetProperty("callback").GetProperty("roles").GetProperty("reference").GetString());
        Assert.Contains("\"roles\" is guessed", schema.RootElement.GetProperty("$comment").GetString(), StringComparison.Ordinal);
        Assert.Equal(["CBG0007"], ErrorsOf(run.Output));
        Assert.Contains("--key", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_key_the_scheme_is_proven_and_the_captures_are_tests_under_another()
    {
        Signed("a.http", """{"id":"INV-1","amount":"1.00","status":"paid"}""");
        Signed("b.http", """{"id":"INV-2","amount":"2.00","status":"failed"}""");

        var run = await InferAsync("a.http", "b.http", "--key", "secret=env:ACME", "--out", "schemas/");

        var schema = SchemaSource.Read(_folder.PathOf("schemas/acme.payment.callback.json"));
        Assert.Equal(ExitCode.Good, run.ExitCode);
        Assert.Contains("takes 2 captures", run.Output, StringComparison.Ordinal);
        Assert.Empty(ErrorsOf(schema.Text));
        Assert.DoesNotContain(Key, schema.Text + run.Output + run.Error, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(schema.Text);
        var callback = document.RootElement.GetProperty("callback");
        Assert.Equal("{header:X-Time}.{rawBody}", callback.GetProperty("verify").GetProperty("message").GetString());
        Assert.Equal("header:X-Time", callback.GetProperty("verify").GetProperty("timestamp").GetProperty("from").GetString());
        Assert.Equal(2, callback.GetProperty("tests").GetArrayLength());
        Assert.DoesNotContain(
            Mac("1767355200.{\"id\":\"INV-1\",\"amount\":\"1.00\",\"status\":\"paid\"}"),
            schema.Text,
            StringComparison.Ordinal
        );
        Assert.Contains("personal data", run.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Good, (await _folder.RunAsync("check", "schemas", "--fail-on", "warning")).ExitCode);
    }

    [Fact]
    public async Task One_capture_that_does_not_fit_is_named_and_the_scheme_is_a_suggestion()
    {
        const string Good = """{"id":"INV-1"}""";
        Request("good.http", Good, ("X-Signature", Mac(Good)));
        Request("forged.http", """{"id":"INV-2"}""", ("X-Signature", Mac("{}")));

        foreach (
            var files in (string[][])
                [
                    ["good.http", "forged.http"],
                    ["forged.http", "good.http"],
                ]
        )
        {
            var run = await InferAsync([.. files, "--key", "secret=env:ACME"]);

            Assert.Equal(ExitCode.Found, run.ExitCode);
            Assert.Contains(
                "fits 1 of 2 captures, and is not decided: forged.http#1 is refused, SignatureMismatch",
                run.Error,
                StringComparison.Ordinal
            );
            Assert.DoesNotContain("Nothing that was tried", run.Error, StringComparison.Ordinal);
            Assert.Equal(["CBG0007"], ErrorsOf(run.Output));
            using var schema = JsonDocument.Parse(run.Output);
            Assert.Contains("\"scheme\":\"hmac\"", schema.RootElement.GetProperty("$comment").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_body_that_cannot_be_read_among_others_is_named()
    {
        Request("good.http", """{"id":"INV-1"}""");
        Request("broken.http", """{"id":"INV-1""");

        var run = await InferAsync("good.http", "broken.http");

        Assert.Contains("The body of broken.http#1 is no JSON", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_left_to_a_person_is_told_by_check()
    {
        Request("a.http", """{"id":"INV-1"}""");
        await InferAsync("a.http", "--out", "schemas/");

        var run = await _folder.RunAsync("check", "schemas");

        Assert.Contains("CBG0007", run.Output, StringComparison.Ordinal);
        Assert.Contains("It was left to you by \"infer\"", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_an_address_that_is_not_signed_nothing_is_written()
    {
        const string Body = """{"id":"INV-1"}""";
        _folder.Write(
            "a.http",
            "POST https://shop.example/x?token=secret-of-the-url HTTP/1.1\nContent-Type: application/json\n"
                + $"X-Signature: {Mac(Body)}\n\n{Body}"
        );

        var run = await InferAsync("a.http", "--key", "secret=env:ACME");

        Assert.Equal(ExitCode.Good, run.ExitCode);
        Assert.DoesNotContain("secret-of-the-url", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_everybody_may_know_is_written_when_that_is_said()
    {
        Signed("a.http", """{"id":"INV-1"}""");

        var run = await InferAsync("a.http", "--key", "secret=env:ACME", "--publish-key");

        Assert.Equal(ExitCode.Good, run.ExitCode);
        Assert.Contains($"\"secret\": \"{Key}\"", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_somebody_else_explains_nothing()
    {
        Signed("a.http", """{"id":"INV-1"}""");
        _folder.Variables["OTHER"] = "another-secret-another-secret-12";

        var run = await InferAsync("a.http", "--key", "secret=env:OTHER");

        Assert.Equal(ExitCode.Found, run.ExitCode);
        Assert.Contains("Nothing that was tried explains the signature", run.Error, StringComparison.Ordinal);
        Assert.Equal(["CBG0007"], ErrorsOf(run.Output));
    }

    [Fact]
    public async Task A_list_that_the_documentation_names_is_found()
    {
        const string Body = """{"a1":"1","b2":"2","c3":"3","d4":"4","e5":"5","f6":"6","g7":"7","h8":"8"}""";
        Request("a.http", Body, ("X-Signature", Mac("8:3:1:6:2:7")));
        _folder.Write(
            "page.html",
            "<p>Concatenate <code>h8</code>, <code>c3</code>, <code>a1</code>, <code>f6</code>, <code>b2</code> and "
                + "<code>g7</code> with a colon.</p>"
        );

        var run = await InferAsync("a.http", "--key", "secret=env:ACME", "--docs", "page.html");

        Assert.Equal(ExitCode.Good, run.ExitCode);
        Assert.Contains("\"/h8\"", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shared_token_is_one()
    {
        Request("a.http", """{"id":"INV-1"}""", ("Authorization", $"Bearer {Key}"));

        var run = await InferAsync("a.http", "--key", "secret=env:ACME", "--publish-key");

        Assert.Equal(ExitCode.Good, run.ExitCode);
        using var schema = JsonDocument.Parse(run.Output);
        Assert.Equal("token", schema.RootElement.GetProperty("callback").GetProperty("verify").GetProperty("scheme").GetString());
        Assert.Contains("covers nothing", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_password_of_basic_authentication_is_one_too()
    {
        Request(
            "a.http",
            """{"id":"INV-1"}""",
            ("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"shop:{Key}"))}")
        );

        var run = await InferAsync("a.http", "--key", "secret=env:ACME");

        Assert.Equal(ExitCode.Good, run.ExitCode);
        Assert.Contains("\"before\": \"shop:\"", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_the_place_of_a_key_that_stands_in_the_captures_is_one_that_is_made_up()
    {
        Request("a.http", """{"id":"INV-1"}""", ("X-Token", Key));
        Request(
            "b.http",
            """{"id":"INV-1"}""",
            ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"shop:{Key}")))
        );

        foreach (var file in (string[])["a.http", "b.http"])
        {
            var run = await InferAsync(file, "--key", "secret=env:ACME");
            var published = await InferAsync(file, "--key", "secret=env:ACME", "--publish-key");

            Assert.Equal((ExitCode.Good, ExitCode.Good), (run.ExitCode, published.ExitCode));
            Assert.DoesNotContain(Key, run.Output + run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes($"shop:{Key}")), run.Output, StringComparison.Ordinal);
            Assert.Contains("\"tests\"", run.Output, StringComparison.Ordinal);
            _folder.Write("schemas/acme.payment.callback.json", run.Output);
            Assert.Equal(ExitCode.Good, (await _folder.RunAsync("check", "schemas")).ExitCode);
            Assert.Contains(Key, published.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Header_fields_that_no_scheme_asks_for_are_written_into_no_test()
    {
        const string Body = """{"id":"INV-1"}""";
        Request(
            "a.http",
            Body,
            ("X-Signature", Mac(Body)),
            ("Authorization", "Basic c2hvcDpwYXNz"),
            ("Cookie", "session=1234"),
            ("X-Signature-Other", "of somebody")
        );

        var run = await InferAsync("a.http", "--key", "secret=env:ACME");

        Assert.Contains("\"X-Signature\": ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("of somebody", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("c2hvcDpwYXNz", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("session=1234", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_of_a_form_that_is_no_text_is_a_member_too()
    {
        _folder.Write(
            "a.http",
            [
                .. "POST /x HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n"u8
                    + "Content-Disposition: form-data; name=\"file\"\r\n\r\n"u8,
                0xFF,
                0xFE,
                .. "\r\n--b--\r\n"u8,
            ]
        );

        var run = await InferAsync("a.http");

        Assert.Equal(ExitCode.Found, run.ExitCode);
        Assert.Contains("\"file\"", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("acme corp", "Payment")]
    [InlineData("Acme", "1")]
    public async Task A_name_that_the_language_has_not_is_wrong_usage(string provider, string feed)
    {
        Request("a.http", "{}");

        var run = await _folder.RunAsync("infer", "a.http", "--provider", provider, "--feed", feed);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_replaced()
    {
        Request("a.http", "{}");
        _folder.Write("acme.payment.callback.json", "mine");

        var run = await InferAsync("a.http", "--out", "acme.payment.callback.json");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder.PathOf("acme.payment.callback.json")));
    }

    public static TheoryData<string> HostileBodies =>
        new(
            "{\"" + new string('a', 100_000) + "\":1}",
            "{\"a\\u001b[31m\\n\":\"\\u202e\",\"\":\"\",\"$ref\":\"x\",\"a/b~c\":{\"\":null}}",
            string.Concat(Enumerable.Repeat("[", 60)) + string.Concat(Enumerable.Repeat("]", 60)),
            string.Concat(Enumerable.Repeat("[", 5000)),
            "{" + string.Join(',', Enumerable.Range(0, 5000).Select(number => $"\"m{number}\":{number}")) + "}",
            "{\"x\":\"" + new string('0', 10_000_000) + "\"}",
            "{\"a\":1,\"a\":2}",
            "a=1&a=2&%ff=%00&=&&"
        );

    [Theory]
    [MemberData(nameof(HostileBodies))]
    public async Task A_hostile_capture_gives_a_schema_or_a_sentence(string body)
    {
        _folder.Write(
            "hostile.http",
            Encoding.UTF8.GetBytes($"POST /x HTTP/1.1\r\nX-Signature: {new string('a', 64)}\r\nContent-Length: {body.Length}\r\n\r\n{body}")
        );

        var run = await InferAsync("hostile.http", "--key", "secret=env:ACME");

        Assert.Equal(ExitCode.Found, run.ExitCode);
        Assert.DoesNotContain('\u001b', run.Output + run.Error);
        using var schema = JsonDocument.Parse(run.Output);
    }

    private static List<string> ErrorsOf(string schema)
    {
        using var compiled = Shared.Compiler.Compile([new SchemaSource("/acme.payment.callback.json", schema)]);
        return [.. compiled.Findings.Where(finding => finding.Severity == Severity.Error).Select(finding => finding.Rule)];
    }

    private static string Mac(string message) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes(message)));

    private void Signed(string file, string body) =>
        Request(file, body, ("X-Time", "1767355200"), ("X-Signature", Mac($"1767355200.{body}")));

    private void Request(string file, string body, params (string Name, string Value)[] headers) =>
        _folder.Write(
            file,
            "POST https://shop.example/callbacks HTTP/1.1\nContent-Type: application/json\n"
                + $"{string.Concat(headers.Select(header => $"{header.Name}: {header.Value}\n"))}\n{body}"
        );

    private Task<ToolRun> InferAsync(params string[] args) =>
        _folder.RunAsync(["infer", "--provider", "Acme", "--feed", "Payment", .. args]);
}
