using System.Text.Json;
using System.Text.Json.Nodes;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Schema;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Tests.JsonSchema;

/// <summary>A group of the public JSON Schema test suite as a feed: its schema is that of the payload, or of a member.</summary>
internal sealed class SuiteGroup
{
    private readonly bool _isMember;

    public SuiteGroup(string file, JsonObject group, bool isMember, string feed, string? type = null)
    {
        _isMember = isMember;
        File = file;
        Name =
            $"{file} | {group["description"]} | {(type is not null ? $"a member of type {type}" : isMember ? "a member" : "the payload")}";
        Feed = feed;
        Cases =
        [
            .. group["tests"]!
                .AsArray()
                .Select(test => new SuiteCase(
                    $"{group["description"]} | {test!["description"]}",
                    test["data"]?.ToJsonString() ?? "null",
                    (bool)test["valid"]!
                )),
        ];
        if (type is not null)
            Cases = [.. Cases.Where(test => TypesOf(test.Data).Contains(type))];
        Schema = Build(group["schema"]!, isMember, feed, type);
        Problem = SchemaReader.Read(Schema).Problems.FirstOrDefault(problem => problem.Rule.DefaultSeverity == DiagnosticSeverity.Error);
    }

    public string File { get; }

    public string Name { get; }

    public string Feed { get; }

    /// <summary>Gets the text of the schema file.</summary>
    public string Schema { get; }

    public IReadOnlyList<SuiteCase> Cases { get; }

    /// <summary>Gets the problem that the compiler reports for the schema, or null.</summary>
    public Problem? Problem { get; }

    /// <summary>Gets the text at the span of the problem.</summary>
    public string Keyword => Problem is null ? "" : Schema.Substring(Problem.Span.Start, Problem.Span.Length);

    /// <summary>Returns the payload that is sent for a case.</summary>
    public string Payload(SuiteCase test) => _isMember ? $$"""{ "value": {{test.Data}} }""" : test.Data;

    /// <summary>Returns the JSON types of an instance.</summary>
    public static string[] TypesOf(string data)
    {
        using var document = JsonDocument.Parse(data);
        return document.RootElement.ValueKind switch
        {
            JsonValueKind.Object => ["object"],
            JsonValueKind.Array => ["array"],
            JsonValueKind.String => ["string"],
            JsonValueKind.Number => decimal.TryParse(data, System.Globalization.CultureInfo.InvariantCulture, out var value)
            && value % 1 == 0
                ? ["integer", "number"]
                : ["number"],
            JsonValueKind.Null => ["null"],
            _ => ["boolean"],
        };
    }

    private static string Build(JsonNode schema, bool isMember, string feed, string? type)
    {
        var root = schema is JsonObject given
            ? (JsonObject)given.DeepClone()
            : new JsonObject { ["allOf"] = new JsonArray(schema.DeepClone()) };
        if (type is not null)
            root["type"] = type;

        // The only rule of JSON Schema that typed reading reverses: an enum in C# is open unless the schema closes it.
        if (type is "string" or "integer" && root.ContainsKey("enum"))
            root["closed"] = true;
        if (isMember)
        {
            // A schema with its own name is the root of its references at any position.
            if ((string?)root["$schema"] == "https://json-schema.org/draft/2020-12/schema")
                root.Remove("$schema");
            if (!root.ContainsKey("$id"))
                root["$id"] = $"https://suite.example/{feed}";
            root = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { ["value"] = root },
            };
        }

        var lines = root.Select(member => $"{JsonSerializer.Serialize(member.Key)}: {member.Value?.ToJsonString() ?? "null"}");
        return new FeedSchema
        {
            Provider = "Suite",
            Feed = feed,
            Root = string.Join(",\n", lines),
        };
    }
}

/// <summary>An instance, and whether the suite calls it valid.</summary>
internal sealed record SuiteCase(string Name, string Data, bool IsValid);
