using System.Text.Json.Nodes;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Output;
using CallbackGen.Tool.Tests.Harness;

namespace CallbackGen.Tool.Tests.Import;

public sealed class ImportEventsTests : IDisposable
{
    private const string Feed = """
        {
          "callback": {
            "provider": "Acme", "feed": "Event", "receive": [{ "method": "POST", "content": "json" }],
            "keys": { "secret": { "encoding": "utf8" } },
            "verify": {
              "scheme": "hmac", "algorithm": "sha256", "key": "secret", "message": "{rawBody}",
              "signature": { "from": "header:X-Signature", "encoding": "hex" }
            },
            "idempotencyKey": { "eventId": "/id" },
            "tests": []
          },
          "type": "object", "required": ["id"],
          "properties": { "id": { "type": "string" }, "type": { "type": ["string", "null"] }, "data": { "description": "Any." } }
        }
        """;

    private const string Document = """
        {
          "openapi": "3.0.0",
          "components": {
            "schemas": {
              "charge": {
                "type": "object", "required": ["id", "status"], "description": "A charge.",
                "properties": {
                  "id": { "type": "string", "maxLength": 5 },
                  "object": { "type": "string", "enum": ["charge"] },
                  "status": { "type": "string", "enum": ["paid", "failed"], "description": "Its state." },
                  "amount": { "type": "integer", "minimum": 1 },
                  "customer": { "anyOf": [{ "type": "string" }, { "$ref": "#/components/schemas/customer" }] },
                  "refunds": {
                    "type": "object",
                    "properties": { "data": { "type": "array", "items": { "$ref": "#/components/schemas/refund" } } }
                  },
                  "source": { "anyOf": [{ "$ref": "#/components/schemas/card" }, { "$ref": "#/components/schemas/bank" }] },
                  "metadata": { "type": "object", "additionalProperties": { "type": "string" } },
                  "secret_url": { "type": "string" },
                  "email": { "type": "string", "nullable": true }
                }
              },
              "refund": {
                "type": "object",
                "properties": { "charge": { "$ref": "#/components/schemas/charge" }, "reason": { "type": "string" } }
              },
              "customer": { "type": "object", "properties": { "id": { "type": "string" } } },
              "card": { "type": "object", "properties": { "last4": { "type": "string" }, "name": { "type": "string" } } },
              "bank": { "type": "object", "properties": { "iban": { "type": "string" }, "name": { "type": "integer" } } }
            }
          }
        }
        """;

    private const string Map = """
        {
          "document": { "address": "https://acme.test/openapi.json", "version": "1", "license": "MIT" },
          "discriminator": "/type",
          "object": "/data/object",
          "events": { "charge.paid": "charge", "charge.failed": "charge", "refund.created": "refund" },
          "leaveOut": ["*_url"],
          "sensitive": ["email"],
          "add": { "/data/previous": true, "charge/later": { "type": ["string", "null"] } }
        }
        """;

    private readonly ToolFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_event_is_the_feeds_payload_with_the_type_of_its_object()
    {
        var schema = await ImportAsync(Map);

        Assert.Equal("charge.paid", schema["$defs"]!["chargePaid"]!["properties"]!["type"]!["const"]!.ToString());
        Assert.Equal("""["data","id","type"]""", schema["$defs"]!["chargePaid"]!["required"]!.ToJsonString());
        Assert.Equal(
            """{"object":{"$ref":"#/$defs/charge"},"previous":true}""",
            schema["$defs"]!["chargeData"]!["properties"]!.ToJsonString()
        );
        Assert.Null(schema["callback"]!["tests"]);
        using var compiled = Shared.Compiler.Compile([new SchemaSource("acme.event.callback.json", schema.ToJsonString())]);
        Assert.DoesNotContain(compiled.Findings, finding => finding.Severity >= Severity.Warning);
    }

    [Theory]
    [InlineData("id", """{"type":["string","null"]}""")]
    [InlineData("object", """{"type":["string","null"]}""")]
    [InlineData("status", """{"type":["string","null"],"enum":["paid","failed",null]}""")]
    [InlineData("amount", """{"type":["integer","null"]}""")]
    [InlineData("customer", """{"type":["string","null"]}""")]
    [InlineData("metadata", """{"type":["object","null"],"additionalProperties":{"type":["string","null"]}}""")]
    [InlineData("email", """{"type":["string","null"],"sensitive":true}""")]
    [InlineData("later", """{"type":["string","null"]}""")]
    [InlineData("secret_url", null)]
    public async Task A_member_has_its_type_and_no_assertion(string member, string? expected) =>
        Assert.Equal(expected, (await ImportAsync(Map))["$defs"]!["charge"]!["properties"]![member]?.ToJsonString());

    [Fact]
    public async Task Several_objects_are_one_with_the_members_of_all()
    {
        var source = (await ImportAsync(Map))["$defs"]!["charge"]!["properties"]!["source"]!["properties"]!.AsObject();

        Assert.Equal(["iban", "last4", "name"], source.Select(member => member.Key));
        Assert.Equal("""["integer","string","null"]""", source["name"]!["type"]!.ToJsonString());
    }

    [Fact]
    public async Task An_object_that_contains_itself_is_left_open_where_it_would_repeat()
    {
        var schema = await ImportAsync(Map);

        Assert.Equal(
            "#/$defs/refund",
            schema["$defs"]!["charge"]!["properties"]!["refunds"]!["properties"]!["data"]!["items"]!["$ref"]!.ToString()
        );
        Assert.Equal("true", schema["$defs"]!["refund"]!["properties"]!["charge"]!.ToJsonString());
    }

    [Fact]
    public async Task Objects_below_the_depth_are_left_open()
    {
        var schema = await ImportAsync(Map.Replace("\"events\"", "\"depth\": 1, \"events\"", StringComparison.Ordinal));

        Assert.Equal("true", schema["$defs"]!["charge"]!["properties"]!["refunds"]!.ToJsonString());
    }

    [Theory]
    [InlineData("\"refund\"", "\"refunds\"", "no schema \"refunds\"")]
    [InlineData("\"sensitive\"", "\"sensetive\"", "\"sensetive\" is no part of a map")]
    [InlineData("\"license\"", "\"licence\"", "\"document/license\" has to be a text")]
    [InlineData("\"add\"", "\"require\": { \"refund.made\": \"id\" }, \"add\"", "\"refund.made\", which \"events\" does not")]
    public async Task A_map_that_does_not_fit_is_refused(string old, string replacement, string message)
    {
        Write(Map.Replace(old, replacement, StringComparison.Ordinal));

        var run = await RunAsync();

        Assert.NotEqual(ExitCode.Good, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.PathOf("typed/acme.event.callback.json")));
    }

    [Fact]
    public async Task A_file_is_replaced_only_if_it_is_asked_for()
    {
        await ImportAsync(Map);

        Assert.Equal(ExitCode.Usage, (await RunAsync()).ExitCode);
        Assert.Equal(ExitCode.Good, (await RunAsync("--force")).ExitCode);
    }

    [Fact]
    public async Task A_folder_with_both_forms_is_checked_without_the_typed_one()
    {
        await ImportAsync(Map);

        Assert.Equal(
            [_folder.PathOf("acme.event.callback.json")],
            SchemaSources.Find(_folder.CreateHost(), ["."]).Select(schema => schema.Path)
        );
        Assert.Single(SchemaSources.Find(_folder.CreateHost(), ["typed"]));
    }

    private const string NamedMap = """
        {
          "document": { "address": "https://acme.test/openapi.json", "version": "1", "license": "MIT" },
          "discriminator": "header:X-Event",
          "events": { "charge.paid": ["c*", "!customer", "!card"], "bank.changed": "bank" },
          "require": { "charge.paid": "status" },
          "leaveOut": ["*_url"]
        }
        """;

    [Fact]
    public async Task An_event_that_a_header_names_has_all_members_of_its_schema()
    {
        var schema = await ImportAsync(NamedMap);

        Assert.Equal(
            """{"from":"header:X-Event","mapping":{"charge.paid":"#/$defs/chargePaid","bank.changed":"#/$defs/bankChanged"}}""",
            schema["callback"]!["discriminator"]!.ToJsonString()
        );
        Assert.Equal("""["status"]""", schema["$defs"]!["chargePaid"]!["required"]!.ToJsonString());
        Assert.Equal("true", schema["$defs"]!["chargePaid"]!["properties"]!["secret_url"]!.ToJsonString());
        Assert.Equal(
            "header:X-Event=charge.paid",
            $"header:X-Event={CallbackGen.Tool.Sending.SamplePayload.EventOf(schema.ToJsonString())}"
        );
    }

    [Fact]
    public async Task A_member_is_required_only_if_the_document_requires_it()
    {
        Write(NamedMap.Replace("\"status\"", "\"amount\"", StringComparison.Ordinal));

        Assert.Contains("which the document does not require", (await RunAsync()).Error, StringComparison.Ordinal);
    }

    private async Task<JsonObject> ImportAsync(string map)
    {
        Write(map);
        var run = await RunAsync();
        Assert.True(run.ExitCode == ExitCode.Good, run.Error);
        return JsonNode.Parse(await File.ReadAllTextAsync(_folder.PathOf("typed/acme.event.callback.json")))!.AsObject();
    }

    private void Write(string map)
    {
        _folder.Write("acme.json", Document);
        _folder.Write("acme.event.callback.json", Feed);
        _folder.Write("acme.event.map.json", map);
    }

    private Task<ToolRun> RunAsync(params string[] more) =>
        _folder.RunAsync([
            "import",
            "events",
            "acme.json",
            "--feed",
            "acme.event.callback.json",
            "--map",
            "acme.event.map.json",
            "--out",
            "typed/acme.event.callback.json",
            .. more,
        ]);
}
