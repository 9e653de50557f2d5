using System.Reflection;
using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>Analyzers see code while it is typed. Whatever it looks like, they do not throw.</summary>
public sealed class BrokenCodeTests
{
    private static readonly string[] Fragments = ["(", ")", "{", "}", "<", ">", ";", ".", "=>", "is", "await", "var x =", "?", "!", "async", "Verified<", "[", "\"", "payment.Payload.", "if (", "switch", "out var y", "return"];

    /// <summary>Every handler of every test, as text.</summary>
    private static readonly string[] Handlers =
    [
        .. typeof(BrokenCodeTests).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.NonPublic | BindingFlags.Static))
            .Where(field => field.FieldType == typeof(HandlerCases))
            .SelectMany(field => ((HandlerCases)field.GetValue(null)!).Values)
            .Select(text => Markup.Parse(text).Text),
    ];

    [Theory]
    [InlineData(20_261_121)]
    [InlineData(20_261_122)]
    public Task A_handler_that_ends_anywhere_is_analyzed_without_an_exception(int seed)
    {
        var random = new Random(seed);
        return AnalyzeAsync(Handlers.Select(text => text[..random.Next(text.Length)]));
    }

    [Fact]
    public Task A_handler_with_random_damage_is_analyzed_without_an_exception()
    {
        var random = new Random(7);
        return AnalyzeAsync(Handlers.Select(text => Damage(text, random)));
    }

    [Fact]
    public Task The_projects_own_sources_are_analyzed_without_an_exception() => AnalyzeAsync(
        new[] { "runtime", "generator", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllText));

    private static async Task AnalyzeAsync(IEnumerable<string> sources)
    {
        string[] texts = [.. sources];
        Assert.True(texts.Length > 50, "There is nothing to analyze.");
        await HandlerProject.AnalyzeAsync(await HandlerProject.CreateAsync(texts), AllAnalyzers.OfHandlers);
    }

    private static string Damage(string text, Random random)
    {
        for (var i = 0; i < 3; i++)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(15, text.Length - at);
            text = random.Next(3) switch
            {
                0 => text.Remove(at, Math.Min(random.Next(20), text.Length - at)),
                1 => text.Insert(at, Fragments[random.Next(Fragments.Length)]),
                _ => text.Insert(at, text.Substring(random.Next(at + 1), length)),
            };
        }

        return text;
    }
}
