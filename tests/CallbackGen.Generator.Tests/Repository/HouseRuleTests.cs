using System.Text.Json;
using System.Text.RegularExpressions;

namespace CallbackGen.Generator.Tests.Repository;

public sealed class HouseRuleTests
{
    /// <summary>Providers whose names are words that code uses for other things.</summary>
    private static readonly string[] Words = ["Line", "Linear", "Meta", "Resend", "Sentry"];

    /// <summary>Gets the providers in the schema files.</summary>
    public static TheoryData<string> Providers => [.. RepositoryFiles.Schemas().Select(ProviderOf).Distinct()];

    [Theory]
    [MemberData(nameof(Providers))]
    public void No_provider_is_named_in_the_generator_or_the_runtime(string provider)
    {
        var sources = RepositoryFiles
            .Written("generator", "runtime")
            .Where(path => Path.GetExtension(path) is ".cs" or ".csproj" or ".props" or ".targets" or ".json")
            // A sample is the program of a user with a provider.
            .Where(path => !path.Split('/').Contains("samples"))
            // This file names GitHub Actions, because it writes that service's format. GitHub also sends callbacks.
            .Where(path => Path.GetFileName(path) != "WorkflowCommands.cs")
            .ToList();

        Assert.NotEmpty(sources);

        // As a word, or as the beginning of a camel-case word: "otherwise" is not a provider. Of a provider whose name is a word of code,
        // only the names of feeds, types and settings are found.
        var escaped = Regex.Escape(provider);
        var name = new Regex(
            Words.Contains(provider)
                ? $"(?i:\"{escaped}[.:][a-z])|(?i:Callbacks:{escaped}\\b)|\\b{escaped}(Event|Payment|Webhook)\\b"
                : $"(?<![a-z]){escaped}|(?<![A-Za-z])(?i:{escaped})",
            RegexOptions.CultureInvariant
        );
        Assert.DoesNotContain(sources, path => name.IsMatch(RepositoryFiles.Read(path)));
    }

    [Fact]
    public void Every_schema_file_is_named_after_its_feed() =>
        Assert.All(
            RepositoryFiles.Schemas(),
            path =>
            {
                using var schema = JsonDocument.Parse(File.ReadAllText(path));
                var callback = schema.RootElement.GetProperty("callback");
                var (provider, feed) = (callback.GetProperty("provider").GetString(), callback.GetProperty("feed").GetString());
                Assert.Equal($"{provider}.{feed}.callback.json".ToLowerInvariant(), Path.GetFileName(path));
            }
        );

    /// <summary>The paths in the generator's README, which may be relative to any folder, each lead to a file.</summary>
    [Fact]
    public void Every_file_that_the_house_names_is_there()
    {
        var house = RepositoryFiles.Read("generator/README.md");
        var named = Regex
            .Matches(house, @"`([A-Za-z./]+\.(?:cs|md|json|txt))`")
            .Select(match => match.Groups[1].Value)
            .Where(name => !name.EndsWith(".g.cs", StringComparison.Ordinal))
            .Distinct()
            .ToList();
        var files = RepositoryFiles.Written("generator", "runtime", "schemas", "tests").Select(path => "/" + path).ToList();

        Assert.True(named.Count > 20, $"{named.Count} files are named.");
        Assert.All(named, name => Assert.Contains(files, file => file.EndsWith("/" + name, StringComparison.Ordinal)));
    }

    private static string ProviderOf(string path)
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(path));
        return schema.RootElement.GetProperty("callback").GetProperty("provider").GetString()!;
    }
}
