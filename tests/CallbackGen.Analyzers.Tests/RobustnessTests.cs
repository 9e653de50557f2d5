using System.Text;
using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Schema;

namespace CallbackGen.Analyzers.Tests;

/// <summary>A schema file may contain any text; the compiler that parses it must not fail.</summary>
public sealed class RobustnessTests
{
    private static readonly int Mutants = Effort.Of(quick: 120, deep: 2_000);

    private static readonly string[] Fragments =
    [
        "\"",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\\",
        "\\u",
        "\\ud83d",
        "null",
        "true",
        "1e999",
        "-",
        "\0",
        "\uFEFF",
        "\ud83d",
        "😀",
        "$ref",
        "#/$defs/",
        "{\"",
        "|",
        "{body:/",
        "\r\n",
    ];

    public static TheoryData<string> FeedNames => Repository.FeedNames;

    [Theory]
    [MemberData(nameof(FeedNames))]
    public void A_feed_that_ends_anywhere_is_read_without_an_exception(string name)
    {
        var text = Repository.Feed(name);
        var step = Math.Max(1, text.Length / Effort.Of(quick: 150, deep: 2_000));
        for (var length = 0; length < text.Length; length += step)
            AssertReadable(text[..length]);
    }

    [Theory]
    [MemberData(nameof(FeedNames))]
    public void A_feed_with_random_damage_is_read_without_an_exception(string name)
    {
        var text = Repository.Feed(name);
        var random = new Random(20_260_722);
        for (var i = 0; i < Mutants; i++)
            AssertReadable(Damage(text, random));
    }

    [Theory]
    [MemberData(nameof(FeedNames))]
    public async Task The_analyzer_over_many_damaged_files_at_once_reports_places_and_nothing_of_its_own(string name)
    {
        var text = Repository.Feed(name);
        var random = new Random(1);
        var reported = await SchemaVerifier.AnalyzeAsync([
            .. Enumerable.Range(0, 60).Select(index => new MemoryFile($"{index}.callback.json", Damage(text, random))),
        ]);
        Assert.NotEmpty(reported);
        Assert.All(reported, diagnostic => Assert.StartsWith("CBG", diagnostic.Id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Hostile_structures_are_reported_and_harm_nobody()
    {
        string[] texts =
        [
            new string('[', 100_000),
            "{\"a\":" + new string('{', 100_000),
            "\"" + new string('\\', 100_001),
            new string('"', 99_999),
            FeedText.Message("\"" + new string('{', 50_000) + "\""),
            FeedText.Message("\"{rawBody" + string.Concat(Enumerable.Repeat("|lower", 5_000)) + "}\""),
            FeedText.Member($$"""{ "type": "string", "pattern": "{{new string('(', 5_000)}}" }"""),
            new FeedText
            {
                Root =
                    ", \"$defs\": {"
                    + string.Join(
                        ',',
                        Enumerable.Range(0, 5_000).Select(index => $"\"A{index}\": {{ \"$ref\": \"#/$defs/A{index + 1}\" }}")
                    )
                    + "}",
            }.ToString(),
            new FeedText
            {
                Root =
                    ", \"$defs\": {"
                    + string.Join(
                        ',',
                        Enumerable
                            .Range(0, 5_000)
                            .Select(index =>
                                $$"""
                                    "A{{index}}": {
                                      "type": "object",
                                      "properties": { "x": { "$ref": "#/$defs/A{{index + 1}}" } }
                                    }
                                    """
                            )
                    )
                    + "}",
            }.ToString(),
        ];
        foreach (var text in texts)
        {
            var reported = await SchemaVerifier.AnalyzeAsync(text);
            Assert.All(reported, diagnostic => Assert.StartsWith("CBG", diagnostic.Id, StringComparison.Ordinal));
        }
    }

    /// <summary>The benchmarks measure the ratio of its time to that of a thousand.</summary>
    [Fact]
    public async Task Ten_thousand_members_all_signed_and_required_are_read()
    {
        var names = Enumerable.Range(0, 10_000).Select(index => $"\"member_{index}\"").ToList();
        var text = new FeedText
        {
            Properties = "{" + string.Join(",\n", names.Select(name => name + ": { \"type\": \"integer\" }")) + "}",
            Root = $", \"required\": [{string.Join(", ", names)}]",
            Verify = $$"""
                {
                  "scheme": "hmac",
                  "algorithm": "sha256",
                  "key": "secret",
                  "signature": { "from": "header:X", "encoding": "hex" },
                  "message": [{ "members": [{{string.Join(", ", names)}}], "sort": "name", "join": "|" }]
                }
                """,
        }.ToString();

        Assert.Empty(await SchemaVerifier.AnalyzeAsync([new MemoryFile(SchemaVerifier.Path, text)], generates: false));
    }

    [Fact]
    public async Task A_cancelled_analysis_ends_as_cancelled()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            SchemaVerifier.AnalyzeAsync([new MemoryFile(SchemaVerifier.Path, new FeedText().ToString())], cancellationToken: source.Token)
        );
    }

    private static void AssertReadable(string text)
    {
        foreach (var problem in SchemaReader.Read(text).Problems)
            Assert.InRange(problem.Span.End, problem.Span.Start, text.Length);
    }

    private static string Damage(string text, Random random)
    {
        var result = new StringBuilder(text);
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var place = random.Next(result.Length);
            switch (random.Next(4))
            {
                case 0:
                    result.Remove(place, Math.Min(random.Next(1, 12), result.Length - place));
                    break;
                case 1:
                    result.Insert(place, Fragments[random.Next(Fragments.Length)]);
                    break;
                case 2:
                    result[place] = (char)random.Next(32, 127);
                    break;
                default:
                    var from = random.Next(text.Length);
                    result.Insert(place, text.AsSpan(from, Math.Min(random.Next(1, 200), text.Length - from)));
                    break;
            }
        }

        return result.ToString();
    }
}
