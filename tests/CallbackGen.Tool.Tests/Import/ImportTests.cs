using System.Text.Json.Nodes;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Output;
using CallbackGen.Tool.Tests.Harness;

namespace CallbackGen.Tool.Tests.Import;

public sealed class ImportTests : IDisposable
{
    private readonly ToolFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("webhooks", "3.1.0")]
    [InlineData("x-webhooks", "3.0.3")]
    public async Task Each_webhook_becomes_a_schema_that_lacks_its_proof_alone(string name, string version)
    {
        _folder.Write("acme.json", Webhooks.Json(name, version));

        var run = await _folder.RunAsync("import", "openapi", "acme.json", "--provider", "Acme");

        Assert.Equal(ExitCode.Found, run.ExitCode);
        var schemas = SchemaSources.Find(_folder.CreateHost(), ["schemas"]);
        Assert.Equal(Webhooks.Count, schemas.Count);
        using var compiled = Shared.Compiler.Compile(schemas);
        var errors = compiled.Findings.Where(finding => finding.Severity == Severity.Error).ToList();
        Assert.All(errors, error => Assert.Equal("CBG0007", error.Rule));
        Assert.Equal(Webhooks.Count - 2, errors.Count);
    }

    [Fact]
    public async Task With_a_proof_they_compile_and_are_told_apart()
    {
        _folder.Write("acme.json", Webhooks.Json());
        await _folder.RunAsync("import", "openapi", "acme.json", "--provider", "Acme");
        var schemas = SchemaSources
            .Find(_folder.CreateHost(), ["schemas"])
            .Select(schema => schema with { Text = Decided(schema.Text) })
            .ToList();

        using var compiled = Shared.Compiler.Compile(schemas);

        Assert.DoesNotContain(compiled.Findings, finding => finding.Severity == Severity.Error);
        Assert.Equal(Webhooks.Count, compiled.Feeds.Count);
        var step = JsonNode.Parse(schemas.Single(schema => schema.FeedName == "acme.paymentstep7").Text)!;
        Assert.Equal("payment.step-7", step["callback"]!["select"]!["body:/type"]!.GetValue<string>());
        Assert.Equal("uuid", step["properties"]!["id"]!["format"]!.GetValue<string>());
        Assert.Equal(
            "integer",
            step["properties"]!["data"]!["properties"]!["amount"]!["properties"]!["value"]!["type"]!.GetValue<string>()
        );
        Assert.StartsWith(
            "Refers to itself",
            step["properties"]!["account"]!["properties"]!["parent"]!["$comment"]!.GetValue<string>(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_the_document_says_about_proofs_is_taken()
    {
        _folder.Write("acme.json", Webhooks.Json());

        await _folder.RunAsync("import", "openapi", "acme.json", "--provider", "Acme");

        Assert.Equal(
            "header:X-Acme-Token",
            JsonNode.Parse(await File.ReadAllTextAsync(_folder.PathOf("schemas/acme.tokenofheader.callback.json")))!["callback"]![
                "verify"
            ]!["from"]!.GetValue<string>()
        );
        Assert.Equal(
            "hmac",
            JsonNode.Parse(await File.ReadAllTextAsync(_folder.PathOf("schemas/acme.own.callback.json")))!["callback"]!["verify"]![
                "scheme"
            ]!.GetValue<string>()
        );
    }

    [Fact]
    public async Task YAML_is_read()
    {
        _folder.Write(
            "acme.yaml",
            """
            openapi: 3.1.0
            info: { title: Acme pay, version: "1" }
            webhooks:
              refund-made:
                post:
                  requestBody:
                    content:
                      application/json:
                        schema:
                          type: object
                          required: [event]
                          properties:
                            event: { const: refund.made }
                            amount: { type: string, format: decimal }
            """
        );

        var run = await _folder.RunAsync("import", "openapi", "acme.yaml", "--out", "made");

        Assert.Equal(ExitCode.Found, run.ExitCode);
        var schema = JsonNode.Parse(await File.ReadAllTextAsync(_folder.PathOf("made/acmepay.refundmade.callback.json")))!;
        Assert.Equal("refund.made", schema["callback"]!["select"]!["body:/event"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_JSON_Schema_is_one_payload()
    {
        _folder.Write(
            "payment.json",
            """
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "title": "payment",
              "type": "object",
              "properties": { "id": { "$ref": "#/$defs/id" } },
              "$defs": { "id": { "type": "string" } }
            }
            """
        );

        var run = await _folder.RunAsync("import", "openapi", "payment.json", "--provider", "Acme");

        Assert.Equal(ExitCode.Found, run.ExitCode);
        var text = Decided(await File.ReadAllTextAsync(_folder.PathOf("schemas/acme.payment.callback.json")));
        using var compiled = Shared.Compiler.Compile([new SchemaSource("/acme.payment.callback.json", text)]);
        Assert.DoesNotContain(compiled.Findings, finding => finding.Severity == Severity.Error);
    }

    public static TheoryData<string, string> Hostile =>
        new()
        {
            { "missing", "no such file" },
            { "", "no object" },
            { "\"text\"", "no object" },
            { "{\"openapi\":\"3.1.0\"}", "webhooks" },
            { "{\"a\":1}", "neither" },
            { string.Concat(Enumerable.Repeat("{\"a\":", 3000)), "deeper" },
            { string.Concat(Enumerable.Repeat("[", 3000)), "deeper" },
            { "a: " + string.Concat(Enumerable.Repeat("[", 30_000)), "neither JSON nor YAML" },
            { string.Concat(Enumerable.Repeat("- ", 30_000)), "neither JSON nor YAML" },
            { "a: &a [1]\nb: [" + string.Join(',', Enumerable.Repeat("*a", 2000)) + "]", "aliases" },
            {
                "a0: &a0 [x,x]\n"
                    + string.Concat(Enumerable.Range(1, 30).Select(number => $"a{number}: &a{number} [*a{number - 1},*a{number - 1}]\n")),
                "neither JSON nor YAML"
            },
            { "{\"openapi\":\"3.1.0\",\"openapi\":\"3.1.0\"}", "a name twice" },
            { "{\"openapi\":\"3.1.0\",\"webhooks\":{\"a\":{\"post\":1,\"post\":2}}}", "a name twice" },
            { "a: [\n", "neither JSON nor YAML" },
            { "{\"openapi\":\"3.1.0\",\"info\":7,\"webhooks\":{\"a\":[]}}", "no webhook" },
            { "{\"openapi\":\"3.1.0\",\"webhooks\":{\"a\":{\"$ref\":\"#/webhooks/a\"}}}", "webhook" },
            { new string('x', 33 * 1024 * 1024), "larger" },
        };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task A_hostile_document_is_refused_in_words(string text, string why)
    {
        if (text != "missing")
            _folder.Write("doc", text);

        var run = await _folder.RunAsync("import", "openapi", "doc", "--provider", "Acme", "--feed", "Payment");

        Assert.Equal(ExitCode.Unreadable, run.ExitCode);
        Assert.Contains(why, run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(_folder.Path));
    }

    [Theory]
    [InlineData("""{ "$ref": "#/components/schemas/A" }""", "{}")]
    [InlineData("""{ "oneOf": [ { "$ref": "#/components/schemas/A" }, { "$ref": "#/components/schemas/A" } ] }""", "{}")]
    [InlineData(
        """
            {
              "type": "object",
              "properties": {
                "a": { "allOf": [ { "$ref": "#/components/schemas/A" }, { "$ref": "#/components/schemas/A" } ] }
              }
            }
            """,
        "{}"
    )]
    [InlineData(
        """{ "type": "array", "items": { "$ref": "#/components/schemas/B" } }""",
        """{ "type": "object", "additionalProperties": { "$ref": "#/components/schemas/A" } }"""
    )]
    [InlineData(
        """{ "type": "object", "properties": { "a": { "$ref": "https://example.test/a" }, "b": true, "c": {}, "d": false } }""",
        "{}"
    )]
    [InlineData(
        """{ "type": ["object", "array"], "required": ["a"], "properties": { "a": { "type": "string", "enum": [null, 1] } } }""",
        "{}"
    )]
    public async Task References_in_a_circle_and_what_is_no_schema_are_left_open(string a, string b)
    {
        _folder.Write(
            "doc",
            $$"""
            {
              "openapi": "3.1.0", "info": { "title": "Acme", "version": "1" },
              "webhooks": {
                "a": {
                  "post": {
                    "requestBody": {
                      "content": { "application/json": { "schema": { "$ref": "#/components/schemas/A" } } }
                    }
                  }
                }
              },
              "components": { "schemas": { "A": {{a}}, "B": {{b}} } }
            }
            """
        );

        var run = await _folder.RunAsync("import", "openapi", "doc");

        Assert.Equal(ExitCode.Found, run.ExitCode);
        var text = Decided(await File.ReadAllTextAsync(_folder.PathOf("schemas/acme.a.callback.json")));
        using var compiled = Shared.Compiler.Compile([new SchemaSource("/acme.a.callback.json", text)]);
        Assert.DoesNotContain(compiled.Findings, finding => finding.Severity == Severity.Error);
    }

    /// <summary>The schema with a proof where a person must add one.</summary>
    private static string Decided(string schema)
    {
        var root = JsonNode.Parse(schema)!.AsObject();
        var callback = root["callback"]!.AsObject();
        if (!callback["verify"]!["scheme"]!.GetValue<string>().StartsWith("undecided", StringComparison.Ordinal))
            return schema;
        callback["verify"] = new JsonObject
        {
            ["scheme"] = "token",
            ["from"] = "header:X-Acme-Secret",
            ["key"] = "headerSecret",
        };
        callback["keys"] = new JsonObject { ["headerSecret"] = new JsonObject { ["encoding"] = "utf8" } };
        return root.ToJsonString();
    }
}
