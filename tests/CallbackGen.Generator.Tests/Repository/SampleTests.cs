using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace CallbackGen.Generator.Tests.Repository;

/// <summary>The documented payloads: every member has a type, and two readers agree.</summary>
public sealed class SampleTests
{
    private static readonly Lazy<CompiledProject> LazyAll = new(() =>
        CompiledProject.Of(TestState.Of([.. RepositoryFiles.Schemas().Select(File.ReadAllText)]))
    );

    public static TheoryData<string> Samples => [.. RepositoryFiles.Samples().Select(sample => Path.GetFileName(sample.Path))];

    public static TheoryData<string> Feeds =>
        [.. RepositoryFiles.Schemas().Select(path => Path.GetFileName(path).Replace(".callback.json", "", StringComparison.Ordinal))];

    private static CallbackFeed FeedOf(string name) => LazyAll.Value.Feeds.Single(feed => feed.Name == name);

    private static (CallbackFeed Feed, byte[] Json) Sample(string file)
    {
        var sample = RepositoryFiles.Samples().Single(sample => Path.GetFileName(sample.Path) == file);
        return (FeedOf(sample.Feed), File.ReadAllBytes(sample.Path));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_documented_payload_leaves_no_member_unknown(string file)
    {
        var (feed, json) = Sample(file);

        var outcome = CompiledProject.ReadJson(feed, json);

        Assert.Null(outcome.Rejection);
        Assert.Equal(0, UnknownMembersOf(outcome.Payload!));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_context_reads_what_the_strict_reader_reads(string file)
    {
        var (feed, json) = Sample(file);

        var payload = JsonSerializer.Deserialize(json, LazyAll.Value.JsonInfo(feed))!;

        Assert.Equal(Write(feed, CompiledProject.ReadJson(feed, json).Payload!), Write(feed, payload));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void What_the_context_writes_is_the_document_again(string file)
    {
        var (feed, json) = Sample(file);

        var written = Write(feed, CompiledProject.ReadJson(feed, json).Payload!);

        AssertSameDocument(JsonNode.Parse(json)!, JsonNode.Parse(written)!, "");
        var again = CompiledProject.ReadJson(feed, Encoding.UTF8.GetBytes(written));
        Assert.Null(again.Rejection);
        Assert.Equal(written, Write(feed, again.Payload!));
    }

    [Theory]
    [MemberData(nameof(Feeds))]
    public void The_schema_exporter_sees_every_member(string name)
    {
        var feed = FeedOf(name);
        using var declared = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryFiles.Root, "schemas", name + ".callback.json")));

        var exported = LazyAll.Value.JsonInfo(feed).GetJsonSchemaAsNode();

        if (declared.RootElement.TryGetProperty("properties", out var properties))
            Assert.Subset(
                exported["properties"]!.AsObject().Select(member => member.Key).ToHashSet(),
                properties.EnumerateObject().Select(member => member.Name).ToHashSet()
            );
    }

    private static string Write(CallbackFeed feed, object payload) => JsonSerializer.Serialize(payload, LazyAll.Value.JsonInfo(feed));

    private static int UnknownMembersOf(object payload)
    {
        var count = 0;
        foreach (
            var property in payload
                .GetType()
                .GetProperties()
                .Where(property => property.GetIndexParameters().Length == 0 && property.GetMethod is { IsStatic: false })
        )
        {
            var value = property.GetValue(payload);
            if (value is UnknownMembers unknown)
                count += unknown.Count;
            else if (value is not null && property.PropertyType.Namespace == "Shop" && property.PropertyType.IsClass)
                count += UnknownMembersOf(value);
        }

        return count;
    }

    /// <summary>
    /// Asserts that every member is present again with its value, and no other member except null; a number may have been text, and a
    /// time may be written differently.
    /// </summary>
    private static void AssertSameDocument(JsonNode? expected, JsonNode? actual, string place)
    {
        if (expected is JsonObject members)
        {
            foreach (var (name, value) in members)
                AssertSameDocument(value, actual!.AsObject()[name], $"{place}/{name}");
            Assert.All(actual!.AsObject().Where(member => !members.ContainsKey(member.Key)), member => Assert.Null(member.Value));
        }
        else if (expected is JsonArray items)
        {
            Assert.Equal(items.Count, actual!.AsArray().Count);
            for (var i = 0; i < items.Count; i++)
                AssertSameDocument(items[i], actual.AsArray()[i], $"{place}/{i}");
        }
        else
        {
            var same =
                JsonNode.DeepEquals(expected, actual)
                || expected?.ToString() == actual?.ToString()
                || (Time(expected) is { } time && time == Time(actual));
            Assert.True(same, $"{place}: {expected?.ToJsonString()} became {actual?.ToJsonString()}");
        }
    }

    private static DateTimeOffset? Time(JsonNode? node) =>
        DateTimeOffset.TryParse(node?.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
}
