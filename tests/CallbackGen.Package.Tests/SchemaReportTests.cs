using System.Text.Json;
using System.Text.RegularExpressions;

namespace CallbackGen.Package.Tests;

/// <summary>
/// The diagnostics of schema files in a build, also when the compiler runs no analyzer, because a declaration does not compile.
/// </summary>
[Collection(SharedConsumers.Name)]
public sealed partial class SchemaReportTests(Consumers consumers)
{
    private const string Project = "Editing";

    private readonly string _schema = consumers.PathOf(Project, "schemas", "globex.invoice.callback.json");

    [Theory]
    [InlineData(
        "\"provider\": \"Globex\",",
        "\"provider\": \"Globex\"",
        4,
        "error CBG0001: The schema file is not JSON: a comma or the closing brace is missing"
    )]
    [InlineData("\"feed\": \"Invoice\",", "", 2, "error CBG0006: \"feed\" is missing")]
    [InlineData(
        "\"message\": \"{rawBody}\"",
        "\"message\": \"{body:/id}\"",
        25,
        "error CBG0044: The test does not fit its feed: a callback of this feed is never verified: its signature "
            + "reaches \"authenticated\", as it does not cover /amount"
    )]
    public void The_cause_is_told_once_at_its_line_whatever_else_does_not_compile(string text, string mistake, int line, string error)
    {
        var output = BuildWith(text, mistake, unrelated: "namespace Editing; public class Unrelated : NoSuchBase;");

        Assert.Contains("error CS0246", output, StringComparison.Ordinal);
        Assert.Single(
            output.Split('\n'),
            said =>
                said.Contains($"globex.invoice.callback.json({line},", StringComparison.Ordinal)
                && said.Contains(error, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void It_is_told_once_where_everything_else_compiles_too()
    {
        var output = BuildWith("\"provider\": \"Globex\",", "\"provider\": \"Globex\"", unrelated: "");

        Assert.DoesNotContain("error CS", output, StringComparison.Ordinal);
        Assert.Single(ErrorOfSchema().Matches(output));
    }

    [Fact]
    public void A_build_says_how_far_each_feed_is_trusted_unless_it_is_to_be_silent()
    {
        const string Told = "globex.invoice: Verified, the signature covers every member";

        Assert.Contains(Told, consumers.Sdk(Project, "build", "--no-restore", "--nologo", "--tl:off").OrFail, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Told,
            consumers.Sdk(Project, "build", "--no-restore", "--nologo", "--tl:off", "-p:TellCallbackTrust=false").OrFail,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_meta_schema_comes_to_the_schemas_that_ask_for_it()
    {
        var text = File.ReadAllText(_schema);
        var copy = consumers.PathOf(Project, "schemas", "callback.schema.json");
        Assert.False(File.Exists(copy));

        File.WriteAllText(
            _schema,
            text.Replace("{\n  \"callback\"", "{\n  \"$schema\": \"./callback.schema.json\",\n  \"callback\"", StringComparison.Ordinal)
        );
        try
        {
            _ = consumers.Sdk(Project, "build", "--no-restore", "--nologo", "-v", "quiet").OrFail;
            Assert.Equal(File.ReadAllText(Path.Combine(Packages.Repository, "schemas", "callback.schema.json")), File.ReadAllText(copy));
        }
        finally
        {
            File.WriteAllText(_schema, text);
            File.Delete(copy);
        }
    }

    [Fact]
    public void The_schema_of_appsettings_comes_with_the_package()
    {
        var output = consumers.Sdk("Web", "msbuild", "-getItem:JsonSchemaSegment").OrFail;

        using var json = JsonDocument.Parse(output);
        var segment = Assert.Single(json.RootElement.GetProperty("Items").GetProperty("JsonSchemaSegment").EnumerateArray());
        Assert.Matches(segment.GetProperty("FilePathPattern").GetString()!, "appsettings.Development.json");
        using var schema = JsonDocument.Parse(File.ReadAllText(segment.GetProperty("FullPath").GetString()!));
        Assert.True(schema.RootElement.GetProperty("properties").TryGetProperty("Callbacks", out _));
    }

    private string BuildWith(string text, string mistake, string unrelated)
    {
        var right = File.ReadAllText(_schema);
        var other = consumers.PathOf(Project, "Unrelated.cs");
        Assert.Contains(text, right, StringComparison.Ordinal);
        File.WriteAllText(_schema, right.Replace(text, mistake, StringComparison.Ordinal));
        File.WriteAllText(other, unrelated);
        try
        {
            var broken = consumers.Sdk(Project, "build", "--no-restore", "--nologo", "-v", "quiet", "--tl:off");
            Assert.NotEqual(0, broken.Code);
            return broken.Output.Split("Build FAILED.")[0]; // after which the build repeats all messages
        }
        finally
        {
            File.WriteAllText(_schema, right);
            File.Delete(other);
        }
    }

    [GeneratedRegex("callback\\.json\\([0-9]+,[0-9]+\\): error CBG[0-9]+")]
    private static partial Regex ErrorOfSchema();
}
