using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallbackGen.Generator.Tests.Serialization;

/// <summary>A payload with any names is written and read by any serializer.</summary>
public sealed class CollidingNameTests
{
    public static TheoryData<string> Names =>
        [
            "UnknownMembers",
            "unknownMembers",
            "unknown_members",
            "UNKNOWNMEMBERS",
            "UnknownMembers_",
            "UnknownMembersValue",
            "set_UnknownMembers",
            "Feed",
            "Verify",
            "Receive",
            "Read",
            "GetRole",
            "GetIdempotencyKey",
            "GetLegacyIdempotencyKey",
            "GetConfirmedKey",
            "SameSignedMembers",
            "JsonTypeInfo",
            "Selects",
            "Equals",
            "GetHashCode",
            "ToString",
            "GetType",
            "MemberwiseClone",
            "Finalize",
            "ReferenceEquals",
            "EqualityContract",
            "PrintMembers",
            "Deconstruct",
            "Clone",
            "<Clone>$",
            "op_Equality",
            "Default",
            "Options",
            "AcmePayment",
            "AcmePaymentReader",
            "AcmePaymentJsonContext",
            "$type",
            "$id",
            "$values",
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_member_of_any_name_survives_its_JSON_context_at_the_top_and_below(string name)
    {
        var text = JsonSerializer.Serialize(name);
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = $$"""
                {{text}}: { "type": "string" },
                "below": {
                  "type": "object",
                  "properties": {
                    {{text}}: { "type": "object", "properties": { {{text}}: { "type": "integer" } } }
                  }
                }
                """,
            }
        );
        var json = $$"""{{{text}}:"a","below":{{{text}}:{{{text}}:1,"more":true},"rest":2},"other":[null]}""";

        Survives(project, json, "Default");
    }

    [Theory]
    [InlineData("id", "ID")]
    [InlineData("id", "Id", "ID", "iD")]
    [InlineData("UnknownMembers", "unknownMembers")]
    [InlineData("order_id", "Order_ID")]
    public void Names_that_differ_in_case_alone_survive_a_serializer_that_ignores_case(params string[] names)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = $$"""
                {{string.Join(", ", names.Select(name => $"\"{name}\": {{ \"type\": \"string\" }}"))}},
                "below": { "type": "object", "properties": { {{string.Join(
                    ", ",
                    names.Select(name => $"\"{name}\": {{ \"type\": \"integer\" }}")
                )}} } }
                """,
            }
        );
        var texts = string.Join(",", names.Select(name => $"\"{name}\":\"of {name}\""));
        var numbers = string.Join(",", names.Select((name, index) => $"\"{name}\":{index}"));
        var json = $$"""{{{texts}},"below":{{{numbers}},"more":1},"rest":null}""";

        Survives(project, json, "Default");
        Survives(project, json, "Web");
    }

    [Theory]
    [InlineData("UnknownMembers")]
    [InlineData("unknownMembers")]
    [InlineData("unknown_members")]
    [InlineData("unknown-members")]
    public void Undeclared_members_take_no_name_of_a_declared_one_under_any_naming_policy(string name)
    {
        using var project = CompiledProject.Of(
            new FeedSchema { Properties = $$""" "{{name}}": { "type": "string" }, "b": { "type": "string" } """ }
        );
        var payload = project.ReadJson($$"""{"{{name}}":"a","b":"c","more":1}""").Payload!;
        var type = payload.GetType();

        foreach (var policy in new[] { null, JsonNamingPolicy.CamelCase, JsonNamingPolicy.SnakeCaseLower, JsonNamingPolicy.KebabCaseLower })
        {
            var options = new JsonSerializerOptions { PropertyNamingPolicy = policy };
            Assert.Equal($$"""{"{{name}}":"a","b":"c","more":1}""", JsonSerializer.Serialize(payload, type, Context(project, options)));
            Assert.Contains("\"more\":1", JsonSerializer.Serialize(payload, type, options), StringComparison.Ordinal); // with reflection
        }
    }

    private static void Survives(CompiledProject project, string json, string kind)
    {
        var payload = project.ReadJson(json).Payload!;
        var context = Context(project, kind == "Web" ? new JsonSerializerOptions(JsonSerializerDefaults.Web) : new JsonSerializerOptions());

        Assert.Equal(json, JsonSerializer.Serialize(payload, payload.GetType(), context));
        Assert.Equal(payload, JsonSerializer.Deserialize(json, payload.GetType(), context));
        Assert.Equal(json, project.WriteJson(payload));
        Assert.Equal(payload, project.FromJson(json));
    }

    private static JsonSerializerContext Context(CompiledProject project, JsonSerializerOptions options) =>
        (JsonSerializerContext)Activator.CreateInstance(project.Type("AcmePaymentJsonContext"), options)!;
}
