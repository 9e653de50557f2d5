using CallbackGen.Generator.Schema;

namespace CallbackGen.Generator.Tests.Repository;

/// <summary>The name of a file tells people which feed it contains; the compiler uses the content of the file.</summary>
public sealed class FileNameTests
{
    [Theory]
    [InlineData("/shop/acme.payment.callback.json", true)]
    [InlineData("/shop/other.callback.json", true)]
    [InlineData("/shop/.callback.json", true)]
    [InlineData("/shop/acme.payment.json", false)]
    public void A_file_may_have_any_name_with_the_ending_of_schemas(string path, bool isSchema) =>
        Assert.Equal(isSchema, SchemaReader.IsSchemaFile(path));

    [Fact]
    public void A_feed_is_called_what_its_file_says_inside() =>
        Assert.Equal("acme.payment", SchemaReader.Read(new FeedSchema { Provider = "Acme", Feed = "Payment" }).Feed!.FeedName);

    /// <summary>The catalogue follows the convention.</summary>
    [Fact]
    public void The_catalogue_is_called_by_provider_and_feed()
    {
        foreach (var file in RepositoryFiles.Schemas())
            Assert.Equal(SchemaReader.Read(File.ReadAllText(file)).Feed!.FeedName + ".callback.json", Path.GetFileName(file));
    }
}
