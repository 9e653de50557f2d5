namespace CallbackGen.Generator.Tests.JsonSchema;

/// <summary>Every keyword of JSON Schema's validation and applicator vocabularies, with a type and without one.</summary>
public sealed class KeywordTests
{
    // Schema; accepted values; rejected values. "|" separates values.
    public static TheoryData<string, string, string> Keywords =>
        new()
        {
            { """{ "type": ["string", "integer", "null"] }""", """ "a"|1|1.0|1e400|null """, "1.5|true|[]" },
            { """{ "type": "null" }""", "null", "0|\"\"" },
            { """{ "enum": [1, "a", null, { "x": [1.0] }] }""", """ 1.0|"a"|null|{ "x": [1] } """, """ 2|"b"|{ "x": [1], "y": 1 }|[] """ },
            { """{ "type": ["string", "null"], "enum": ["a", null], "closed": true }""", "\"a\"|null", "\"b\"" },
            { """{ "type": ["string", "null"], "enum": ["a"], "closed": true }""", "\"a\"", "null|\"b\"" },
            { """{ "type": ["string", "null"], "const": "a" }""", "\"a\"", "null|\"b\"" },
            { """{ "const": 1e400 }""", "1e400|10e399", "1e401|0" },
            { """{ "const": { "a": 1, "b": [true] } }""", """ { "b": [true], "a": 1.0 } """, """ { "a": 1 }|{ "a": 1, "b": [1] } """ },
            { """{ "type": "number", "enum": [1.5, 2] }""", "1.50|2", "1.6" },
            {
                """{ "minimum": 0.1, "exclusiveMaximum": 1e28 }""",
                "0.1|0.10|9999999999999999999999999999|\"x\"",
                "0.09999999999999999999999999999999999|1e28|1e29"
            },
            { """{ "type": "number", "minimum": 1, "exclusiveMinimum": 1 }""", "1.1", "1" },
            {
                """{ "type": "number", "minimum": 0.1234567890123456789012345678901 }""",
                "0.1234567890123456789012345679",
                "0.1234567890123456789012345678"
            },
            {
                """{ "multipleOf": 0.01 }""",
                "4.35|1e400|0|-0.07|12345678901234567890123456789012.01",
                "4.355|1e-3|12345678901234567890123456789012.001"
            },
            { """{ "multipleOf": 7 }""", "7e2|-14|49.0", "1e300|8" },
            { """{ "minLength": 2, "maxLength": 2.0 }""", """ "ab"|"😀😀"|1 """, """ "a"|"abc"|"😀" """ },
            {
                """{ "type": "string", "format": "uuid", "pattern": "^f" }""",
                "\"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\"",
                "\"a81d4fae-7dec-11d0-a765-00a0c91e6bf6\"|\"f\""
            },
            {
                """{ "anyOf": [{ "type": "string", "format": "date" }, { "type": "integer" }] }""",
                "\"2024-02-29\"|1",
                "\"2023-02-29\"|1.5"
            },
            { """{ "minItems": 1, "maxItems": 2 }""", "[1]|[1, 2]|{}", "[]|[1, 2, 3]" },
            {
                """{ "uniqueItems": true }""",
                """ [1, "1", true, [1], { "a": 1 }]|[{ "a": 1 }, { "a": 2 }] """,
                """ [1, 1.0]|[{ "a": 1, "b": 2 }, { "b": 2, "a": 1.0 }]|[[null], [null]] """
            },
            { """{ "type": "array", "items": { "type": "string" }, "uniqueItems": true }""", "[\"a\", \"b\"]", "[\"a\", \"a\"]|[1]" },
            { """{ "prefixItems": [{ "type": "integer" }], "items": { "type": "string" } }""", "[]|[1]|[1, \"a\"]", "[\"a\"]|[1, 2]" },
            { """{ "contains": { "const": 1 }, "minContains": 2, "maxContains": 3 }""", "[1, 1]|[0, 1, 1, 1]", "[1]|[1, 1, 1, 1]" },
            { """{ "contains": { "const": 1 }, "minContains": 0 }""", "[]|[2]", "" },
            { """{ "type": "object", "required": ["a"] }""", """ { "a": null } """, "{}|[]" },
            { """{ "minProperties": 1, "maxProperties": 2 }""", """ { "a": 1 }|[] """, """ {}|{ "a": 1, "b": 1, "c": 1 } """ },
            {
                """
                    {
                      "type": "object",
                      "properties": { "a": { "type": "integer" } },
                      "patternProperties": { "^x": { "type": "string" } },
                      "additionalProperties": false
                    }
                    """,
                """ { "a": 1, "x1": "b" } """,
                """ { "x1": 1 }|{ "b": 1 }|{ "a": "1" } """
            },
            {
                """{ "type": "object", "properties": { "a": {} }, "additionalProperties": { "type": "integer" } }""",
                """ { "a": "x", "b": 1 } """,
                """ { "b": "x" } """
            },
            { """{ "propertyNames": { "pattern": "^[a-z]+$" } }""", """ { "ab": 1 } """, """ { "aB": 1 }|{ "": 1 } """ },
            { """{ "dependentRequired": { "a": ["b"] } }""", """ { "b": 1 }|{ "a": 1, "b": 1 } """, """ { "a": 1 } """ },
            {
                """{ "dependentSchemas": { "a": { "maxProperties": 1 } } }""",
                """ { "b": 1, "c": 1 }|{ "a": 1 } """,
                """ { "a": 1, "b": 1 } """
            },
            { """{ "allOf": [{ "minimum": 1 }, { "maximum": 2 }] }""", "1|2|\"x\"", "0|3" },
            { """{ "type": "integer", "oneOf": [{ "minimum": 5 }, { "maximum": 5 }] }""", "4|6", "5|\"x\"" },
            { """{ "type": "string", "not": { "enum": ["none", "None"] } }""", "\"a\"", "\"None\"" },
            {
                """{ "type": "string", "if": { "pattern": "^a" }, "then": { "minLength": 3 }, "else": { "maxLength": 1 } }""",
                "\"abc\"|\"b\"",
                "\"a\"|\"bb\""
            },
            {
                """{ "$ref": "#/$defs/Base", "unevaluatedProperties": false }""",
                """ { "id": "a" }|{ "id": "a", "more": 1 } """,
                """ { "id": "a", "other": 1 }|{ "more": 1 } """
            },
            {
                """
                    {
                      "type": "object",
                      "properties": { "a": {} },
                      "anyOf": [{ "properties": { "b": { "const": 1 } }, "required": ["b"] }, true],
                      "unevaluatedProperties": false
                    }
                    """,
                """ { "a": 1, "b": 1 }|{ "a": 1 } """,
                """ { "b": 2 }|{ "c": 1 } """
            },
            {
                """{ "allOf": [{ "prefixItems": [true] }], "contains": { "const": 2 }, "unevaluatedItems": { "const": 3 } }""",
                "[1, 2]|[1, 3, 2]",
                "[1, 4, 2]|[1]"
            },
            { """{ "unevaluatedProperties": false, "not": { "not": { "properties": { "a": {} } } } }""", "{}", """ { "a": 1 } """ },
            {
                """{ "$ref": "#/$defs/Tree" }""",
                """ { "kids": [{ "kids": [] }] } """,
                """ { "kids": [{ "kids": 1 }] }|{ "kids": [{ "more": 1 }] } """
            },
            { """{ "$ref": "#code", "maxLength": 2 }""", "\"ab\"", "\"abc\"|\"\"" },
            { "false", "", "1|null" },
        };

    private const string Definitions = """
        "$defs": {
          "Base": {
            "type": "object",
            "properties": { "id": { "type": "string" } },
            "required": ["id"],
            "patternProperties": { "^more$": true }
          },
          "Tree": {
            "properties": { "kids": { "type": "array", "items": { "$ref": "#/$defs/Tree" } } },
            "allOf": [{ "additionalProperties": { "type": "array" } }]
          },
          "Code": { "$anchor": "code", "type": "string", "minLength": 1 }
        }
        """;

    [Theory]
    [MemberData(nameof(Keywords))]
    public void A_member_is_held_to_its_keywords(string schema, string accepted, string refused)
    {
        using var project = CompiledProject.Of(new FeedSchema { Properties = $"\"a\": {schema}", More = Definitions });

        Assert.Null(project.ReadJson("{}").Rejection);
        foreach (var value in Split(accepted))
            Assert.True(
                project.ReadJson($$"""{ "a": {{value}} }""").Rejection is null,
                $"{value} is refused: {project.ReadJson($$"""{ "a": {{value}} }""").Rejection}"
            );
        foreach (var value in Split(refused))
            Assert.True(project.ReadJson($$"""{ "a": {{value}} }""").Rejection is not null, $"{value} is accepted");
    }

    [Theory]
    [MemberData(nameof(Keywords))]
    public void A_payload_is_held_to_its_keywords_and_survives_the_json_context(string schema, string accepted, string refused)
    {
        if (schema.Contains("closed", StringComparison.Ordinal))
            return; // keywords of the schema language do not apply at the root
        var root = schema == "false" ? "\"not\": {}" : schema.Trim()[1..^1];
        using var project = CompiledProject.Of(new FeedSchema { Root = root, More = Definitions });

        foreach (var value in Split(accepted))
        {
            var read = project.ReadJson(value);
            Assert.True(read.Rejection is null, $"{value} is refused: {read.Rejection}");
            Assert.Equal(read.Payload!.ToString(), project.FromJson(project.WriteJson(read.Payload))!.ToString());
        }

        foreach (var value in Split(refused))
            Assert.True(project.ReadJson(value).Rejection is not null, $"{value} is accepted");
    }

    private static IEnumerable<string> Split(string values) =>
        values.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
