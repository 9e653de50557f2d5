using System.Text;
using CallbackGen.Analyzers.Tests.Harness;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>Lines and columns of diagnostics, as an editor and a build log show them, after any preceding text.</summary>
public sealed class PlaceTests
{
    private const string Typo = "\"typo\"";

    [Theory]
    [InlineData("\n", "  ", 3)]
    [InlineData("\r\n", "  ", 3)]
    [InlineData("\r\n", "\t\t", 3)]
    [InlineData("\r", "\t", 2)]
    public async Task The_line_and_column_count_from_one_with_every_line_break_and_indent(string lineBreak, string indent, int column)
    {
        var text = string.Join(lineBreak, "{", indent + Typo + ": 1", "}");
        var diagnostic = (await SchemaVerifier.AnalyzeAsync(text)).Single(found => found.Id == "CBG0003");
        Assert.Equal(
            $"{SchemaVerifier.Path}: (1,{column - 1})-(1,{column - 1 + Typo.Length})",
            diagnostic.Location.GetLineSpan().ToString()
        );
        Assert.StartsWith(
            $"{SchemaVerifier.Path}(2,{column}): error CBG0003: ",
            Microsoft.CodeAnalysis.CSharp.CSharpDiagnosticFormatter.Instance.Format(
                diagnostic,
                System.Globalization.CultureInfo.InvariantCulture
            )
        );
    }

    [Theory]
    [InlineData("é")]
    [InlineData("😀")]
    [InlineData("e\u0301中")]
    [InlineData("\\ud83d\\ude00")]
    public async Task Characters_before_the_place_count_as_the_compiler_counts_them(string before)
    {
        var text = $$"""{ "title": "{{before}}", {{Typo}}: 1 }""";
        var diagnostic = (await SchemaVerifier.AnalyzeAsync(text)).Single(found => found.Id == "CBG0003");
        Assert.Equal(Typo, text.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
        Assert.Equal(text.IndexOf(Typo, StringComparison.Ordinal), diagnostic.Location.GetLineSpan().StartLinePosition.Character);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_byte_order_mark_is_not_part_of_the_text(bool mark)
    {
        var encoding = new UTF8Encoding(mark);
        using var stream = new MemoryStream([.. encoding.GetPreamble(), .. encoding.GetBytes("{ " + Typo + ": 1 }")]);
        var reported = await SchemaVerifier.AnalyzeAsync([new MemoryFile(SchemaVerifier.Path, SourceText.From(stream))]);
        Assert.Equal(new TextSpan(2, Typo.Length), reported.Single(found => found.Id == "CBG0003").Location.SourceSpan);
        Assert.DoesNotContain(reported, found => found.Id == "CBG0001");
    }

    [Theory]
    [InlineData("schemas/acme.paid.callback.json", true)]
    [InlineData("schemas/Acme.Paid.Callback.JSON", true)]
    [InlineData("schemas/acme.json", false)]
    [InlineData("schemas/callback.schema.json", false)]
    [InlineData("acme.callback.json.txt", false)]
    public async Task Only_files_with_the_suffix_are_schemas(string path, bool isSchema) =>
        Assert.Equal(isSchema, (await SchemaVerifier.AnalyzeAsync([new MemoryFile(path, "{")])).Count > 0);
}
