using System.Text.Json;
using CallbackGen.Generator.Tests.Signing;
using CallbackGen.Testing;
using Xunit.Abstractions;

namespace CallbackGen.Generator.Tests.Tolerance;

/// <summary>The numbers that describe the catalogue, counted from its files.</summary>
public sealed class CatalogueFactsTests(ITestOutputHelper output)
{
    [Fact]
    public void The_catalogue_is_counted()
    {
        var callbacks = Catalogue
            .Names.Select(name => JsonDocument.Parse(Catalogue.Schema(name)).RootElement.GetProperty("callback"))
            .ToList();
        var providers = callbacks.Select(callback => callback.GetProperty("provider").GetString()).Distinct().Count();
        var evidence = callbacks
            .GroupBy(EvidenceOf)
            .OrderBy(kind => kind.Key, StringComparer.Ordinal)
            .Select(kind => $"{kind.Key} {kind.Count()}");
        var tests = callbacks.SelectMany(callback => callback.GetProperty("tests").EnumerateArray()).ToList();
        // Each test of a file is one case, and every other case is a tampered twin of one.
        var cases = Catalogue.Names.SelectMany(name => CallbackTestCases.Of(Catalogue.Feed(name), Catalogue.Path(name))).ToList();
        var twins = cases.Count - tests.Count;

        Assert.All(cases, one => Assert.Null(one.FindFault()));
        Assert.Equal(tests.Count(IsGenuine), cases.Count(one => one.IsGenuine));
        var documented = tests.Count(test => IsGenuine(test) && !IsHandshake(test) && test.TryGetProperty("source", out _));
        Assert.True(twins > callbacks.Count && documented > callbacks.Count && providers > 0);
        output.WriteLine(
            $"{callbacks.Count} feeds of {providers} providers; evidence: {string.Join(", ", evidence)}; "
                + $"{documented} documented payloads read; {twins} tampered twins refused"
        );
    }

    private static string EvidenceOf(JsonElement callback) =>
        callback.TryGetProperty("evidence", out var kind) ? kind.GetString() ?? "none" : "none";

    private static bool IsGenuine(JsonElement test) => test.GetProperty("expect").GetString() != "rejected";

    private static bool IsHandshake(JsonElement test) => test.GetProperty("expect").GetString() == "answered";
}
