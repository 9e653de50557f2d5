using System.Text.Json;
using System.Text.RegularExpressions;

namespace CallbackGen.Generator.Tests.Repository;

public sealed class HouseRuleTests
{
    /// <summary>The providers that the schema files name.</summary>
    public static TheoryData<string> Providers => [.. RepositoryFiles.Schemas().Select(ProviderOf).Distinct()];

    [Theory]
    [MemberData(nameof(Providers))]
    public void No_provider_is_named_in_the_generator_or_the_runtime(string provider)
    {
        var sources = new[] { "generator", "runtime" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, folder), "*", SearchOption.AllDirectories))
            .Where(path => Path.GetExtension(path) is ".cs" or ".csproj" or ".props" or ".targets" or ".json")
            // A sample is the program of somebody who has a provider.
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "samples"))
            .ToList();

        Assert.NotEmpty(sources);

        // As a word, or as the beginning of a camel-case one: "otherwise" names nobody.
        var name = new Regex($"(?<![a-z]){Regex.Escape(provider)}|(?<![A-Za-z])(?i:{Regex.Escape(provider)})", RegexOptions.CultureInvariant);
        Assert.DoesNotContain(sources, path => name.IsMatch(File.ReadAllText(path)));
    }

    [Fact]
    public void Every_schema_file_is_named_after_its_feed() =>
        Assert.All(RepositoryFiles.Schemas(), path =>
        {
            using var schema = JsonDocument.Parse(File.ReadAllText(path));
            var callback = schema.RootElement.GetProperty("callback");
            Assert.Equal($"{callback.GetProperty("provider").GetString()}.{callback.GetProperty("feed").GetString()}.callback.json".ToLowerInvariant(), Path.GetFileName(path));
        });

    private static string ProviderOf(string path)
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(path));
        return schema.RootElement.GetProperty("callback").GetProperty("provider").GetString()!;
    }
}
