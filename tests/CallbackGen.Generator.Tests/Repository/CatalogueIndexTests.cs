using System.Text.Json;

namespace CallbackGen.Generator.Tests.Repository;

/// <summary>The index of the catalogue is what the schema files say.</summary>
public sealed class CatalogueIndexTests
{
    [Fact]
    public void The_index_is_what_the_schema_files_say() =>
        GeneratedFile.Holds("schemas/catalogue.json", CatalogueIndex.Of(RepositoryFiles.Schemas()), nameof(CatalogueIndexTests));

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
