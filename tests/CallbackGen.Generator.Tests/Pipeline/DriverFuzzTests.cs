using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Tests.Pipeline;

/// <summary>After any sequence of edits, the generated sources equal those of a new compiler.</summary>
public sealed class DriverFuzzTests
{
    private const int Steps = 60;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void After_any_sequence_of_edits_the_result_is_that_of_a_run_from_scratch(int seed)
    {
        var random = new Random(seed);
        var state = new TestState();
        var texts = new List<AdditionalText>();
        var compilation = state.CreateCompilation();
        var driver = state.CreateDriver();

        for (var step = 0; step < Steps; step++)
        {
            driver = Change(driver, texts, random).RunGenerators(compilation);
            var incremental = GeneratorRun.Texts(GeneratorRun.ResultOf(driver));
            var scratch = state.CreateDriver().AddAdditionalTexts([.. texts]).RunGenerators(compilation);
            Assert.Equal(GeneratorRun.Texts(GeneratorRun.ResultOf(scratch)), incremental);
        }
    }

    private static GeneratorDriver Change(GeneratorDriver driver, List<AdditionalText> texts, Random random)
    {
        switch (texts.Count == 0 ? 0 : random.Next(4))
        {
            case 0:
                var added = new InMemoryAdditionalText($"/shop/{random.Next(1000)}.callback.json", RandomFile(random));
                texts.Add(added);
                return driver.AddAdditionalTexts([added]);
            case 1:
                var removed = texts[random.Next(texts.Count)];
                texts.Remove(removed);
                return driver.RemoveAdditionalTexts([removed]);
            default:
                var index = random.Next(texts.Count);
                var old = texts[index];
                texts[index] = new InMemoryAdditionalText(old.Path, RandomFile(random));
                return driver.ReplaceAdditionalText(old, texts[index]);
        }
    }

    /// <summary>Returns a schema file with few names, so that names collide, and sometimes without meaning.</summary>
    private static string RandomFile(Random random)
    {
        string schema = new FeedSchema
        {
            Feed = $"Feed{random.Next(6)}",
            Properties = $$""" "m{{random.Next(4)}}": { "type": "{{(random.Next(2) == 0 ? "string" : "integer")}}" } """,
        };
        return random.Next(5) switch
        {
            0 => schema[..random.Next(schema.Length)],
            1 => schema.Replace("\"type\": \"object\"", "\"typo\": 1", StringComparison.Ordinal),
            _ => schema,
        };
    }
}
