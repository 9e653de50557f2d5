using System.Text;
using System.Text.Json;
using CallbackGen.Tool.Commands;
using CallbackGen.Tool.Tests.Harness;

namespace CallbackGen.Tool.Tests.Commands;

/// <summary>Hostile files against the terminal, the output's format or the tool: each is refused with a message.</summary>
public sealed class HostileSchemaTests : IDisposable
{
    private const string File = "acme.payment.callback.json";

    private readonly ToolFolder _folder = new();

    public static TheoryData<string> Names => [.. Files.Keys];

    private static Dictionary<string, byte[]> Files { get; } =
        new()
        {
            ["nothing"] = [],
            ["null"] = Utf8("null"),
            ["a list"] = Utf8("[]"),
            ["zeros"] = new byte[1000],
            ["no UTF-8"] = [(byte)'{', 0xFF, 0xFE],
            ["ten megabytes"] = Utf8("{\"a\": \"" + new string('x', 10_000_000) + "\"}"),
            ["deep"] = Utf8(new string('[', 200_000)),
            ["deep and closed"] = Utf8(string.Concat(Enumerable.Repeat("{\"a\":", 5_000)) + "1" + new string('}', 5_000)),
            ["escapes of a terminal"] = Schema("\"provider\": \"Acme\"", "\"provider\": \"\\u001b[2J\\u001b]0;owned\\u0007\""),
            ["raw escapes"] = Schema("\"provider\": \"Acme\"", "\"provider\": \"\u001b[2J\""),
            ["a keyword with line ends"] = Schema("\"verify\"", "\"veri\\nfy\\r\\n::error::\\u001b[31m\": 1, \"verify\""),
            ["a test with line ends"] = Schema("\"a payment\"", "\"a\\r\\n::error::\\u001b[31m\\u202e\"", Schemas.Signature, "00"),
            ["half a character"] = Schema("\"a payment\"", "\"\\ud800\"", Schemas.Signature, "00"),
            ["half a character in a provider"] = Schema("\"provider\": \"Acme\"", "\"provider\": \"\\udfff\""),
            ["tests of another kind"] = Schema("\"request\": {", "\"request\": 1, \"requests\": {"),
            ["an address that is none"] = Schema("https://shop.example/callbacks/acme?from=a%20b", "http://[::1"),
            ["a time that is none"] = Schema("2026-01-02T03:04:05Z", "99999-99-99"),
            ["a number without end"] = Schema("\"encoding\": \"utf8\"", "\"encoding\": " + new string('9', 5_000)),
            ["a name twice"] = Schema("\"type\": \"object\"", "\"type\": \"object\", \"type\": \"object\""),
            ["a pattern that runs away"] = Schema(
                "{ \"type\": \"string\" }",
                "{ \"type\": \"string\", \"pattern\": \"^(a+)+$\" }",
                Schemas.Body,
                "{\\\"id\\\":\\\"" + new string('a', 200) + "!\\\"}"
            ),
        };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_format_stays_one(string name)
    {
        _folder.Write(File, Files[name]);

        foreach (var format in (string[])["text", "json", "sarif", "github"])
        {
            var run = await _folder.RunAsync("check", File, "--format", format);

            Assert.True(run.ExitCode is ExitCode.Found or ExitCode.Unreadable, $"{format}: {run.ExitCode}\n{run.Output}\n{run.Error}");
            AssertPlain(run);
            if (run.ExitCode == ExitCode.Unreadable)
                Assert.NotEmpty(run.Error);
            else if (format is "json" or "sarif")
                JsonDocument.Parse(run.Output).Dispose();
            else if (format == "github")
                Assert.All(run.Lines, line => Assert.Matches("^::(error|warning|notice) ", line));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Keys_of_such_a_feed_are_looked_at_or_not_and_that_is_all(string name)
    {
        _folder.Write(File, Files[name]);
        _folder.Variables["Callbacks__Acme__paymentKey"] = "short";

        var run = await _folder.RunAsync("keys", "check", "--feed", File);

        Assert.InRange(run.ExitCode, ExitCode.Good, ExitCode.Unreadable);
        Assert.NotEqual(ExitCode.Usage, run.ExitCode);
        AssertPlain(run);
        Assert.DoesNotContain(" short", run.Output.Replace("is shorter", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x\n::error::owned.callback.json")]
    [InlineData("::stop-commands::owned.callback.json")]
    public async Task A_files_name_gives_a_build_service_no_command(string name)
    {
        foreach (
            var content in (byte[][])
                [
                    [0xFF],
                    "{}"u8.ToArray(),
                ]
        )
        {
            _folder.Write(name, content);
            foreach (var format in (string[])["text", "github"])
            {
                var run = await _folder.RunAsync("check", "--format", format);

                Assert.NotEqual(ExitCode.Good, run.ExitCode);
                Assert.DoesNotContain(
                    (run.Output + run.Error).Split('\n'),
                    line =>
                        line.TrimStart().StartsWith("::", StringComparison.Ordinal)
                        && !line.StartsWith("::error file=", StringComparison.Ordinal)
                );
            }
        }
    }

    [Fact]
    public async Task A_device_is_no_schema()
    {
        if (!System.IO.File.Exists("/dev/zero"))
            return;
        System.IO.File.CreateSymbolicLink(_folder.PathOf(File), "/dev/zero");

        foreach (
            var args in (string[][])
                [
                    ["check"],
                    ["keys", "check", "--feed", File],
                ]
        )
            Assert.Equal(ExitCode.Found, (await _folder.RunAsync(args)).ExitCode);
    }

    [Fact]
    public async Task A_file_that_never_ends_is_refused()
    {
        if (!System.IO.File.Exists("/dev/zero"))
            return;
        System.IO.File.CreateSymbolicLink(_folder.PathOf(File), "/dev/zero");

        foreach (
            var args in (string[][])
                [
                    ["import", "openapi", File],
                    ["explain", File, "--feed", File],
                    ["infer", File, "--provider", "Acme", "--feed", "Payment"],
                    ["send", File, "--to", "http://localhost:1", "--key", $"a=file:{File}"],
                ]
        )
        {
            var run = await _folder.RunAsync(args);

            Assert.Equal(ExitCode.Unreadable, run.ExitCode);
            Assert.Contains("larger than", run.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("check")]
    [InlineData("catalog", "list", "stripe")]
    [InlineData("keys", "check")]
    public async Task A_terminal_without_colour_gets_plain_text(params string[] args)
    {
        _folder.Write(File, Schemas.SignedPayment.Replace("\"algorithm\"", "\"algoritm\"", StringComparison.Ordinal));
        using var output = new StringWriter();
        var host = new ToolHost
        {
            Out = output,
            Error = TextWriter.Null,
            Folder = _folder.Path,
            Compiler = Shared.Compiler,
            IsTerminal = true,
            Variables = new Dictionary<string, string>
            {
                ["NO_COLOR"] = "1",
                ["TERM"] = "xterm-256color",
                ["Callbacks__Acme__paymentKey"] = "short",
            },
        };

        await ToolProgram.RunAsync(args, host, CancellationToken.None);

        Assert.NotEmpty(output.ToString());
        Assert.DoesNotContain('\u001b', output.ToString());
        Assert.DoesNotContain('│', output.ToString());
    }

    private static void AssertPlain(ToolRun run) =>
        Assert.DoesNotContain(
            run.Output + run.Error,
            character =>
                (char.IsControl(character) && character is not ('\r' or '\n')) || character is '\u202e' || char.IsSurrogate(character)
        );

    private static byte[] Schema(params string[] replacements)
    {
        var text = Schemas.SignedPayment;
        // The schema contains the body as a JSON string.
        for (var index = 0; index < replacements.Length; index += 2)
        {
            var old =
                replacements[index] == Schemas.Body ? Schemas.Body.Replace("\"", "\\\"", StringComparison.Ordinal) : replacements[index];
            Assert.Contains(old, text, StringComparison.Ordinal);
            text = text.Replace(old, replacements[index + 1], StringComparison.Ordinal);
        }

        return Utf8(text);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
