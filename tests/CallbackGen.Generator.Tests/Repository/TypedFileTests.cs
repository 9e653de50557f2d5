using System.Text.Json;
using System.Text.Json.Nodes;
using CallbackGen.Generator.Schema;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Tests.Repository;

/// <summary>The files with types of their feeds' events: each is its feed's own file, but for the payload.</summary>
public sealed class TypedFileTests
{
    public static TheoryData<string> Files => [.. RepositoryFiles.TypedSchemas().Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Files))]
    public void The_file_has_no_error_and_no_warning(string file) =>
        Assert.DoesNotContain(
            SchemaReader.Read(Typed(file)).Problems,
            problem => problem.Rule.DefaultSeverity >= DiagnosticSeverity.Warning
        );

    [Theory]
    [MemberData(nameof(Files))]
    public void Everything_but_the_payload_is_that_of_the_feed(string file)
    {
        var plain = JsonNode.Parse(Plain(file))!["callback"]!.AsObject();
        var typed = JsonNode.Parse(Typed(file))!["callback"]!.AsObject();
        plain.Remove("tests");
        typed.Remove("discriminator");

        Assert.True(JsonNode.DeepEquals(plain, typed));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Nothing_is_asserted_that_an_unread_member_could_violate(string file)
    {
        var root = JsonNode.Parse(Typed(file))!.AsObject();
        root.Remove("callback");
        var asserted = new List<string>();
        Walk(root);

        // "const" names the event, and "required" what contains its object.
        Assert.Empty(
            asserted
                .Except(["$schema", "$comment", "title", "description", "oneOf", "$defs", "$ref", "sensitive"])
                .Except(["type", "properties", "required", "const", "items", "additionalProperties", "enum", "format"])
        );
        Assert.All(
            root["$defs"]!.AsObject().Where(definition => Definitions(root).Contains(definition.Key)),
            definition => Assert.Equal("""["object","null"]""", definition.Value!["type"]!.ToJsonString())
        );

        void Walk(JsonObject schema)
        {
            asserted.AddRange(schema.Select(member => member.Key));
            foreach (var name in (string[])["properties", "$defs"])
                foreach (var (_, inner) in schema[name] as JsonObject ?? [])
                {
                    if (inner is JsonObject below)
                        Walk(below);
                }

            foreach (var name in (string[])["items", "additionalProperties"])
            {
                if (schema[name] is JsonObject below)
                    Walk(below);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_tests_of_the_feed_have_their_outcome_and_are_read_as_typed_events(string file)
    {
        using var project = CompiledProject.Of(Typed(file));
        var feed = project.Feed;
        Assert.Equal(file, feed.Name + ".callback.json");
        var read = new HashSet<string>(StringComparer.Ordinal);
        foreach (var test in FeedTest.Of(Plain(file)))
        {
            var keys = CallbackKeys.Create(feed, test.Keys, "the keys of tests are short");
            var result = feed.VerifyMessages(test.Request, keys, test.Clock);

            Assert.True(
                test.Expect == (result.IsSuccess ? feed.Trust.ToString().ToLowerInvariant() : "rejected"),
                $"{test.Name}: {result.Rejection}"
            );
            foreach (var message in result.IsSuccess ? result.Value : [])
            {
                var type = message.Content.GetType().Name;
                Assert.Equal(EventOf(file, test.Request, message) is null, type == feed.PayloadType.Name + "Unknown");
                Assert.True(
                    message.Receipt.UnfitMemberCount == 0,
                    $"{test.Name}: {string.Join(", ", message.Receipt.UnfitMembers.Select(member => $"{member.Key} {member.Value}"))}"
                );
                read.Add(type);
            }

            foreach (var (old, replacement) in test.Tamper)
                Assert.False(feed.VerifyMessages(FeedTest.Tampered(test.Request, old, replacement)!, keys, test.Clock).IsSuccess);
        }

        Assert.True(read.Count > 1, string.Join(", ", read));
    }

    private static string Plain(string file) => RepositoryFiles.Read($"schemas/{file}");

    private static string Typed(string file) => RepositoryFiles.Read($"schemas/typed/{file}");

    /// <summary>Returns the names of the definitions of objects that an event contains.</summary>
    private static HashSet<string> Definitions(JsonObject root)
    {
        var events = root["oneOf"]!.AsArray().Select(item => item!["$ref"]!.ToString()["#/$defs/".Length..]).ToList();
        return
        [
            .. root["$defs"]!
                .AsObject()
                .Where(definition => !events.Contains(definition.Key) && !definition.Key.EndsWith("Data", StringComparison.Ordinal))
                .Select(definition => definition.Key),
        ];
    }

    /// <summary>Returns the name of a request's event if the file lists it.</summary>
    private static string? EventOf(string file, CallbackRequest request, CallbackMessage message)
    {
        var root = JsonNode.Parse(Typed(file))!;
        if (root["callback"]!["discriminator"] is { } discriminator)
        {
            var name = discriminator["from"]!.ToString()["header:".Length..];
            return request.Headers.GetValues(name) is [{ } text] && discriminator["mapping"]!.AsObject().ContainsKey(text) ? text : null;
        }

        var listed = root["$defs"]!
            .AsObject()
            .SelectMany(definition => (definition.Value!["properties"] as JsonObject ?? []).ToList())
            .Where(member => member.Value is JsonObject schema && schema.ContainsKey("const"))
            .Select(member => (member.Key, Text: member.Value!["const"]!.ToString()))
            .ToList();
        using var payload = JsonDocument.Parse(message.ToJson());
        return
            payload.RootElement.TryGetProperty(listed[0].Key, out var kind)
            && kind.GetString() is { } found
            && listed.Exists(known => known.Text == found)
            ? found
            : null;
    }
}
