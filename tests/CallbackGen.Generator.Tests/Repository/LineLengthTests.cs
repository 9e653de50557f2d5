using System.Globalization;
using System.Text.RegularExpressions;

namespace CallbackGen.Generator.Tests.Repository;

/// <summary>
/// Lines of C# end at 140 characters. The formatter breaks code only, so that comments and strings need a rule of their own: with test
/// data on one long line, a diff does not show the change.
/// </summary>
public sealed class LineLengthTests
{
    private const int MaxLength = 140;

    /// <summary>More than 100 characters of a URL, of base64 or of hexadecimal, which cannot be broken.</summary>
    private static readonly Regex UnbreakableToken = new("[A-Za-z0-9+/=_.:%&?~-]{101,}", RegexOptions.CultureInvariant);

    [Theory]
    [InlineData("generator")]
    [InlineData("runtime")]
    [InlineData("tests")]
    public void No_line_is_longer_than_140_characters(string folder)
    {
        var files = RepositoryFiles
            .Written(folder)
            .Where(path => path.EndsWith(".cs", StringComparison.Ordinal))
            // Handlers in the form in which their authors wrote them.
            .Where(path => !path.StartsWith("tests/CallbackGen.Analyzers.Tests/Handlers/Written/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToList();
        Assert.NotEmpty(files);

        var lines = files.SelectMany(LongLines).ToList();
        Assert.True(
            lines.Count == 0,
            $"""
            {lines.Count} lines are longer than {MaxLength} characters. Run ".ci/format", wrap comments again, lay JSON and
            code in strings out as raw blocks, and split other strings with "+":
            {string.Join('\n', lines)}
            """
        );
    }

    private static IEnumerable<string> LongLines(string path) =>
        File.ReadLines(Path.Combine(RepositoryFiles.Root, path))
            .Select((line, index) => (Text: line, Number: index + 1))
            .Where(line => line.Text.Length > MaxLength && new StringInfo(line.Text).LengthInTextElements > MaxLength)
            .Where(line => !UnbreakableToken.IsMatch(line.Text))
            .Select(line => $"{path}:{line.Number} ({line.Text.Length} characters)");
}
