using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Language;

/// <summary>
/// The compiler's half of the comparison with the meta-schema. The other half, an independent JSON Schema validator over
/// the same corpus, is tests/schemas/check.mjs; it reads the file that CALLBACKGEN_SCHEMA_CORPUS names.
/// </summary>
public sealed class MetaSchemaCorpusTests
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Lazy<IReadOnlyList<(string Name, string Schema, bool Accepted)>> Corpus = new(() =>
    {
        var mutations = new Mutations();
        return
        [
            .. Repository
                .Feeds.Select(feed => new Mutant(feed.Name, feed.Text))
                .Concat(
                    SampleSchemas.All.SelectMany(sample =>
                        mutations.Of(sample.Name, sample.Text).Where((mutant, index) => IsKept(mutant, index, sample.Name))
                    )
                )
                .Concat(FeedMutants(mutations))
                .Select(mutant => (mutant.Name, mutant.Text, Verdict.Accepts(mutant.Text))),
        ];
    });

    [Fact]
    public void The_corpus_holds_thousands_of_schemas_of_both_verdicts_and_is_written_for_the_other_validator()
    {
        var corpus = Corpus.Value;
        if (Environment.GetEnvironmentVariable("CALLBACKGEN_SCHEMA_CORPUS") is { Length: > 0 } path)
            File.WriteAllLines(
                path,
                corpus.Select(entry =>
                    JsonSerializer.Serialize(
                        new
                        {
                            name = entry.Name,
                            schema = entry.Schema,
                            accepted = entry.Accepted,
                        },
                        Readable
                    )
                ),
                new UTF8Encoding(false)
            );
        Assert.InRange(corpus.Count, 5_000, 40_000);
        Assert.InRange(corpus.Count(entry => entry.Accepted), 1_000, corpus.Count / 2);
        Assert.Equal(corpus.Count, corpus.Select(entry => entry.Name).Distinct().Count());
    }

    [Fact]
    public void Every_feed_and_every_sample_is_accepted_as_it_stands()
    {
        var names = Repository.Feeds.Select(feed => feed.Name).Concat(SampleSchemas.All.Select(sample => sample.Name)).ToList();
        Assert.All(names, name => Assert.True(Corpus.Value.First(entry => entry.Name == name).Accepted, name));
    }

    [Fact]
    public void Every_keyword_misspelt_is_refused()
    {
        var misspelt = Corpus
            .Value.Where(entry => entry.Name.EndsWith("misspelt", StringComparison.Ordinal) && !NamesAreFree(entry.Name))
            .ToList();
        Assert.True(misspelt.Count > 100);
        Assert.All(misspelt, entry => Assert.False(entry.Accepted, entry.Name));

        static bool NamesAreFree(string name) =>
            new[]
            {
                "/properties:",
                "/$defs:",
                "/keys:",
                "/claims:",
                "/joseHeader:",
                "/headers:",
                "/key/from:",
                "/callback/select:",
                "/discriminator/mapping:",
                "/challenge/when:",
                "/macs:",
                "/digests:",
                "/answer/body:",
                "/respond/body:",
                "/body/nested:",
                "/default:",
                "/examples/0:",
            }.Any(name.Contains);
    }

    /// <summary>
    /// Returns whether a mutant is in the corpus: the sample itself, each misspelt keyword, and a share of the other
    /// mutants.
    /// </summary>
    private static bool IsKept(Mutant mutant, int index, string sample) =>
        mutant.Name == sample || mutant.Name.EndsWith("misspelt", StringComparison.Ordinal) || index % Effort.Of(quick: 3, deep: 1) == 0;

    /// <summary>
    /// The samples hold every keyword; of the feeds' mutants a fixed share is enough, so that the corpus does not grow
    /// with the catalogue.
    /// </summary>
    private static IEnumerable<Mutant> FeedMutants(Mutations mutations) =>
        Repository
            .Feeds.SelectMany(feed => mutations.Of(feed.Name + " (one test)", WithOneTest(feed.Text)))
            .Where((_, index) => index % Repository.Feeds.Count == 0);

    /// <summary>Removes a feed's tests, which are most of its text and all have the same structure.</summary>
    private static string WithOneTest(string text)
    {
        var root = JsonNode.Parse(text)!;
        if (root["callback"]!["tests"] is JsonArray tests)
            root["callback"]!["tests"] = new JsonArray([.. tests.Take(1).Select(test => test!.DeepClone())]);
        return root.ToJsonString();
    }
}
