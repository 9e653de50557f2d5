using System.Globalization;
using System.Text;
using System.Text.Json;
using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Json;

namespace CallbackGen.Analyzers.Tests.Json;

public sealed class JsonReaderTests
{
    private const string Suite = "jsontestsuite";

    public static TheoryData<string> FeedNames => Repository.FeedNames;

    /// <summary>The suite's files, or one placeholder name if the suite is absent.</summary>
    public static TheoryData<string> SuiteFiles =>
        Repository.Corpus(Suite) is { } folder
            ?
            [
                .. Directory
                    .GetFiles(Path.Combine(folder, "test_parsing"), "*.json")
                    .Select(file => Path.GetFileName(file))
                    .Order(StringComparer.Ordinal),
            ]
            : ["absent"];

    [CorpusTheory(Suite)]
    [MemberData(nameof(SuiteFiles))]
    public void The_suite_is_read_as_it_says(string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Repository.Corpus(Suite)!, "test_parsing", name));
        var isUtf8 = IsUtf8(bytes);
        var root = JsonReader.Read(Encoding.UTF8.GetString(bytes), out var errors);
        var syntax = errors.Where(error => error.DuplicateName is null).ToList();
        switch (name[0])
        {
            case 'y':
                Assert.Empty(syntax);
                Assert.NotNull(root);
                Assert.Equal(name.StartsWith("y_object_duplicated_key", StringComparison.Ordinal), errors.Count > 0);
                break;
            case 'n' when isUtf8:
                Assert.NotEmpty(syntax);
                break;
        }

        // Either result is allowed for i_; invalid UTF-8 arrives as U+FFFD, because the compiler has decoded it.
        Assert.All(errors, error => Assert.InRange(error.Span.End, 0, bytes.Length));
    }

    [Theory]
    [MemberData(nameof(FeedNames))]
    public void Every_node_of_a_feed_stands_exactly_at_its_text(string name) => AssertPlaces(Repository.Feed(name));

    [Theory]
    [MemberData(nameof(FeedNames))]
    public void Every_node_stands_at_its_text_with_other_line_breaks_and_no_whitespace(string name)
    {
        var text = Repository.Feed(name);
        AssertPlaces(text.Replace("\n", "\r\n", StringComparison.Ordinal));
        using var document = JsonDocument.Parse(text);
        AssertPlaces(JsonSerializer.Serialize(document.RootElement));
    }

    [Theory]
    [InlineData("\"\\u0041\\n\\\"\"", "A\n\"")]
    [InlineData("\"\\ud83d\\ude00\"", "😀")]
    [InlineData("\"😀\"", "😀")]
    [InlineData("-0", "-0")]
    [InlineData("1E+2", "1E+2")]
    public void A_scalar_keeps_its_decoded_text_or_its_digits(string json, string text)
    {
        var node = JsonReader.Read(json, out var errors);
        Assert.Empty(errors);
        Assert.Equal(text, node!.Text);
        Assert.Equal(json.Length, node.Span.Length);
    }

    [Theory]
    [InlineData("\"\\ud83d\"")]
    [InlineData("\"\\ude00\\ud83d\"")]
    [InlineData("\"\\u00e\"")]
    [InlineData("\"\\u 0e9\"")]
    [InlineData("\"\\")]
    [InlineData("{\"a\":\"\\")]
    [InlineData("1.")]
    [InlineData("-")]
    [InlineData("+1")]
    [InlineData("1e")]
    [InlineData("tru")]
    [InlineData("nul")]
    [InlineData("\u0000")]
    [InlineData("\uFEFF{}")]
    [InlineData("\u00a0{}")]
    [InlineData("[1,]")]
    [InlineData("[1 2]")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{,}")]
    public void What_is_not_JSON_is_one_error_inside_the_text(string text)
    {
        JsonReader.Read(text, out var errors);
        var error = Assert.Single(errors);
        Assert.InRange(error.Span.Start, 0, text.Length);
        Assert.InRange(error.Span.End, error.Span.Start, text.Length);
    }

    [Fact]
    public void Every_duplicate_is_an_error_and_the_first_member_is_kept()
    {
        var root = JsonReader.Read("""{ "a": 1, "a": 2, "b": { "c": 1, "c": 2 }, "a": 3 }""", out var errors);
        Assert.Equal(["a", "c", "a"], errors.Select(error => error.DuplicateName));
        Assert.Equal("1", root!.Find("a")!.Text);
    }

    private static void AssertPlaces(string text)
    {
        var root = JsonReader.Read(text, out var errors);
        Assert.Empty(errors);
        Assert.Equal(text.Trim().Length, root!.Span.Length);
        using var document = JsonDocument.Parse(text);
        AssertSame(root, document.RootElement, text);
    }

    /// <summary>The text at a node's span, parsed by another reader, equals the node.</summary>
    private static void AssertSame(JsonNode node, JsonElement expected, string text)
    {
        Assert.Equal(expected.GetRawText(), text.Substring(node.Span.Start, node.Span.Length));
        switch (node.Kind)
        {
            case JsonKind.Object:
                Assert.Equal(expected.EnumerateObject().Select(member => member.Name), node.Members.Select(member => member.Name));
                foreach (var member in node.Members)
                {
                    Assert.Equal(
                        member.Name,
                        JsonSerializer.Deserialize<string>(text.AsSpan(member.NameSpan.Start, member.NameSpan.Length))
                    );
                    AssertSame(member.Value, expected.GetProperty(member.Name), text);
                }

                break;
            case JsonKind.Array:
                Assert.Equal(expected.GetArrayLength(), node.Items.Count);
                for (var i = 0; i < node.Items.Count; i++)
                    AssertSame(node.Items[i], expected[i], text);
                break;
            case JsonKind.String:
                Assert.Equal(expected.GetString(), node.Text);
                break;
            case JsonKind.Number:
                Assert.Equal(expected.GetDecimal(), decimal.Parse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture));
                break;
            default:
                Assert.Equal(expected.GetRawText(), node.Text);
                break;
        }
    }

    private static bool IsUtf8(byte[] bytes)
    {
        try
        {
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
