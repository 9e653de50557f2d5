using System.Text.Json;

namespace CallbackGen.Generator.Tests.Repository;

/// <summary>The index of the catalogue is what the schema files say.</summary>
public sealed class CatalogueIndexTests
{
    /// <summary>The environment variable that makes the test write the index instead of comparing it.</summary>
    private const string Update = "CALLBACKGEN_UPDATE";

    private static string Page => Path.Combine(RepositoryFiles.Root, "schemas", "catalogue.json");

    [Fact]
    public void The_index_is_what_the_schema_files_say()
    {
        var expected = CatalogueIndex.Of(RepositoryFiles.Schemas());
        if (Environment.GetEnvironmentVariable(Update) == "1")
            File.WriteAllText(Page, expected);

        Assert.True(
            File.Exists(Page) && File.ReadAllText(Page) == expected,
            $"schemas/catalogue.json is not what the schema files say. Write it again: {Update}=1 dotnet "
                + $"test tests/CallbackGen.Generator.Tests --filter {nameof(CatalogueIndexTests)}"
        );
    }

    [Fact]
    public void Every_feed_of_the_catalogue_states_its_evidence()
    {
        using var index = JsonDocument.Parse(CatalogueIndex.Of(RepositoryFiles.Schemas()));

        Assert.All(
            index.RootElement.GetProperty("feeds").EnumerateArray(),
            feed => Assert.True(feed.TryGetProperty("evidence", out _), feed.GetProperty("file").GetString())
        );
    }
}
