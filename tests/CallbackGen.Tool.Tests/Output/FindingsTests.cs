using System.Text.Json;
using CallbackGen.Tool.Output;
using CallbackGen.Tool.Tests.Harness;

namespace CallbackGen.Tool.Tests.Output;

public sealed class FindingsTests : IDisposable
{
    private readonly ToolFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Text_is_a_line_that_editors_lead_from() =>
        Assert.Equal(
            "a b.callback.json(2,3): error CBG0001: 50 % of \"x\" are, wrong: \\u000a::error::\\u001b[2J "
                + $"(https://example.test/CBG0001){Environment.NewLine}"
                + $"note TOOL1: no place{Environment.NewLine}",
            Write(FindingsFormat.Text)
        );

    [Fact]
    public void A_workflow_command_is_escaped() =>
        Assert.Equal(
            "::error file=a b.callback.json,line=2,endLine=2,col=3,endColumn=9,title=CBG0001 A title%3A with%2C "
                + $"marks::50 %25 of \"x\" are, wrong: \\u000a::error::\\u001b[2J{Environment.NewLine}"
                + $"::notice title=TOOL1::no place{Environment.NewLine}",
            Write("github")
        );

    [Fact]
    public void JSON_holds_the_text_and_writes_nothing_that_is_no_ASCII()
    {
        var written = Write(FindingsFormat.Json);
        using var json = JsonDocument.Parse(written);

        Assert.DoesNotContain('\u001b', written);
        Assert.Equal("50 % of \"x\" are, wrong: \n::error::\u001b[2J", json.RootElement[0].GetProperty("message").GetString());
        Assert.Equal(
            ("error", 2, 3),
            (
                json.RootElement[0].GetProperty("severity").GetString(),
                json.RootElement[0].GetProperty("line").GetInt32(),
                json.RootElement[0].GetProperty("column").GetInt32()
            )
        );
    }

    [Fact]
    public void SARIF_names_rules_once_and_files_relative_to_the_folder()
    {
        using var json = JsonDocument.Parse(Write("sarif"));
        var run = json.RootElement.GetProperty("runs")[0];
        var location = run.GetProperty("results")[0].GetProperty("locations")[0].GetProperty("physicalLocation");

        Assert.Equal("2.1.0", json.RootElement.GetProperty("version").GetString());
        Assert.Equal(2, run.GetProperty("tool").GetProperty("driver").GetProperty("rules").GetArrayLength());
        Assert.Equal("a%20b.callback.json", location.GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal(9, location.GetProperty("region").GetProperty("endColumn").GetInt32());
        Assert.Equal("note", run.GetProperty("results")[1].GetProperty("level").GetString());
        Assert.False(run.GetProperty("results")[1].TryGetProperty("locations", out _));
    }

    [Theory]
    [InlineData("json")]
    [InlineData("sarif")]
    public void Half_of_a_surrogate_pair_breaks_no_format(string format)
    {
        using var output = new StringWriter();
        FindingsFormat.Write(_folder.CreateHost(output), format, [new Finding("TOOL1", Severity.Note, "\ud800", null)]);

        using var json = JsonDocument.Parse(output.ToString());
        Assert.Contains(@"\\ud800", output.ToString(), StringComparison.Ordinal);
    }

    private string Write(string format)
    {
        using var output = new StringWriter();
        FindingsFormat.Write(
            _folder.CreateHost(output),
            format,
            [
                new(
                    "CBG0001",
                    Severity.Error,
                    "50 % of \"x\" are, wrong: \n::error::\u001b[2J",
                    new SourcePlace(_folder.PathOf("a b.callback.json"), 2, 3, 2, 9)
                )
                {
                    Title = "A title: with, marks",
                    HelpLink = "https://example.test/CBG0001",
                },
                new("TOOL1", Severity.Note, "no place", null),
            ]
        );
        return output.ToString();
    }
}
