using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CallbackGen.Generator.Tests.Serialization;

/// <summary>
/// The context's writers, its metadata and the strict reader agree: writers and metadata write the same JSON for a payload, and metadata
/// and reader read the same payload from it.
/// </summary>
public sealed class JsonContextTests
{
    private static readonly string Schema = new FeedSchema
    {
        Required = ["text", "note", "amount", "state", "code", "kind", "items", "owner"],
        Properties = """
            "text": { "type": "string" },
            "note": { "type": ["string", "null"] },
            "left_out": { "type": "string" },
            "flag": { "type": "boolean" },
            "count": { "type": ["integer", "null"] },
            "amount": { "type": "string", "format": "decimal" },
            "fee": { "type": ["number", "null"] },
            "coerced": { "type": "integer", "coerce": true },
            "state": { "type": "string", "enum": ["new", "paid"] },
            "closed": { "type": "string", "enum": ["a", "b"], "closed": true },
            "code": { "type": "integer", "enum": [0, 1], "names": ["None", "One"] },
            "kind": { "type": ["string", "null"], "enum": ["x", null] },
            "at": { "type": "string", "format": "date-time" },
            "day": { "type": ["string", "null"], "format": "date" },
            "time": { "type": "string", "format": "time" },
            "id": { "type": "string", "format": "uuid" },
            "local": { "type": "string", "dateFormat": "yyyy-MM-dd HH:mm:ss", "timeZone": "+08:00" },
            "anything": {},
            "nothing": { "type": ["object", "array", "string", "null"] },
            "items": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["name"],
                "properties": { "name": { "type": "string" }, "price": { "type": "string", "format": "decimal" } }
              }
            },
            "prices": { "type": "array", "items": { "type": ["string", "null"], "format": "decimal" } },
            "labels": { "type": "object", "additionalProperties": { "type": ["integer", "null"] } },
            "owner": {
              "type": ["object", "null"],
              "properties": { "na\"me": { "type": "string" }, "ünï": { "type": "integer" } }
            }
            """,
    };

    private static readonly string[] Samples =
    [
        """{"text":"a","note":null,"amount":"1.00","state":"new","code":0,"kind":null,"items":[],"owner":null}""",
        """
            {"text":"<é\"\n😀>","note":"n","left_out":"l","flag":true,"count":null,"amount":"-12.340","fee":0.10,"coerced":7,"state":"other",
             "closed":"b","code":12,"kind":"x","at":"2024-02-29T12:00:00.5+02:00","day":"2024-02-29","time":"23:59:59.2500000",
             "id":"8ef4ce50-aebb-4d8c-b142-4fa2a089fd06",
             "local":"2024-02-29 01:02:03","anything":{"a":[1,null,"x"]},"nothing":null,
             "items":[{"name":"one"},{"name":"two","price":"2.50","more":[true]}],
             "prices":["1.5",null],"labels":{"b":1,"a":null},"owner":{"na\"me":"q","ünï":3,"rest":{}},"unknown":{"deep":[1]},"another":null}
            """,
        """{"text":"","note":"","flag":false,"count":9007199254740993,"amount":"79228162514264337593543950335","fee":"""
            + """null,"state":"paid","code":1,"kind":"y","day":null,"anything":null,"items":[{"name":""}],"labels":{},"owner":{}}""",
    ];

    public static TheoryData<string> Payloads => [.. Samples];

    [Theory]
    [MemberData(nameof(Payloads))]
    public void Writers_metadata_and_reader_agree(string json)
    {
        using var project = CompiledProject.Of(Schema);

        AssertAgree(project, project.Feed, JsonNode.Parse(json)!);
    }

    [Fact]
    public void They_agree_on_payloads_made_at_random()
    {
        using var project = CompiledProject.Of(Schema);
        var random = new Random(20260113);
        var full = JsonNode.Parse(Samples[1])!.AsObject();
        for (var round = 0; round < 200; round++)
        {
            var payload = full.DeepClone().AsObject();
            foreach (var (name, _) in full.Where(_ => random.Next(3) == 0))
            {
                if (!Schema.Contains($"\"{name}\", ", StringComparison.Ordinal) || random.Next(40) == 0)
                    payload.Remove(name);
            }

            payload["text"] = new string([.. Enumerable.Range(0, random.Next(12)).Select(_ => (char)random.Next(0x20, 0xD800))]);
            payload["count"] = random.NextInt64();
            if (project.ReadJson(payload.ToJsonString()).Payload is not null)
                AssertAgree(project, project.Feed, payload);
        }
    }

    [Fact]
    public void They_agree_on_every_sample_of_the_catalogue()
    {
        var compared = 0;
        foreach (var schema in RepositoryFiles.Schemas().Select(File.ReadAllText))
        {
            using var project = CompiledProject.Of(schema);
            foreach (var test in FeedTest.Of(schema).Where(test => test is { IsGenuine: true, IsHandshake: false }))
            {
                var keys = CallbackKeys.Create(project.Feed, test.Keys, allowWeakKey: "published samples");
                if (!project.Feed.VerifyMessages(test.Request, keys, test.Clock).TryGetValue(out var messages, out _))
                    continue;
                foreach (var message in messages)
                {
                    var payload = message.GetType().GetProperty("Payload")!.GetValue(message)!;
                    AssertWritersAgree(project.JsonInfo(project.Feed), payload);
                    compared++;
                }
            }
        }

        Assert.True(compared > 40, $"only {compared} samples were compared");
    }

    [Fact]
    public void A_payload_whose_unknown_members_another_reader_left_out_is_written()
    {
        using var project = CompiledProject.Of(Schema);
        var payload = project.ReadJson(Samples[0]).Payload!;
        var info = project.JsonInfo(project.Feed);
        var written = AssertWritersAgree(info, payload);

        payload.GetType().GetProperty("UnknownMembers")!.SetValue(payload, null);

        Assert.Equal(written, AssertWritersAgree(info, payload));
    }

    [Fact]
    public void The_exported_schema_shows_every_member()
    {
        using var project = CompiledProject.Of(Schema);
        var declared = JsonNode.Parse(Schema)!["properties"]!.AsObject().Select(member => member.Key);

        var exported = project.JsonInfo(project.Feed).GetJsonSchemaAsNode();

        Assert.Equal(declared, exported["properties"]!.AsObject().Select(member => member.Key));
        Assert.Equal(
            JsonNode.Parse(Schema)!["required"]!.AsArray().Select(name => (string)name!).Order(),
            exported["required"]!.AsArray().Select(name => (string)name!).Order()
        );
    }

    private static void AssertAgree(CompiledProject project, CallbackFeed feed, JsonNode json)
    {
        var info = project.JsonInfo(feed);
        var read = project.ReadJson(json.ToJsonString()).Payload;
        Assert.NotNull(read);
        var written = AssertWritersAgree(info, read);

        // The output equals the input, except that an absent nullable member is written as null. Read again, it gives the same payload.
        Assert.True(JsonNode.DeepEquals(WithoutNulls(json), WithoutNulls(JsonNode.Parse(written)!)), $"{json.ToJsonString()}\n{written}");
        Assert.Equal(written, JsonSerializer.Serialize(JsonSerializer.Deserialize(written, info), info));
        Assert.Equal(written, JsonSerializer.Serialize(project.ReadJson(written).Payload, info));
    }

    private static JsonNode WithoutNulls(JsonNode json)
    {
        var copy = json.DeepClone();
        if (copy is JsonObject members)
        {
            foreach (var (name, value) in members.ToList())
            {
                if (value is null)
                    members.Remove(name);
                else
                    members[name] = WithoutNulls(value);
            }
        }
        else if (copy is JsonArray items)
        {
            for (var index = 0; index < items.Count; index++)
                items[index] = items[index] is { } item ? WithoutNulls(item) : null;
        }

        return copy;
    }

    /// <summary>The writers are used with the context's own options, the metadata with all other options.</summary>
    private static string AssertWritersAgree(JsonTypeInfo info, object payload)
    {
        var context = (JsonSerializerContext)info.OriginatingResolver!;
        var options = new JsonSerializerOptions { TypeInfoResolver = context, Converters = { new Unused() } };
        var written = JsonSerializer.Serialize(payload, info);

        Assert.Equal(JsonSerializer.Serialize(payload, options.GetTypeInfo(info.Type)), written);
        return written;
    }

    /// <summary>A converter of no payload type. Options with a converter make the serializer use the metadata.</summary>
    private sealed class Unused : JsonConverter<Unused>
    {
        public override Unused Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Unused value, JsonSerializerOptions options) => throw new NotSupportedException();
    }
}
