using System.Text.Json;

namespace CallbackGen.Tool.Output;

/// <summary>Writes findings as a log of SARIF 2.1.0 (OASIS), which code scanning services and editors read.</summary>
internal static class SarifFindings
{
    public const string Format = "sarif";

    public static void Write(ToolHost host, IReadOnlyList<Finding> findings) =>
        JsonOutput.Write(
            host,
            writer =>
            {
                var rules = findings.GroupBy(finding => finding.Rule, StringComparer.Ordinal).Select(group => group.First()).ToList();
                writer.WriteStartObject();
                writer.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
                writer.WriteString("version", "2.1.0");
                writer.WriteStartArray("runs");
                writer.WriteStartObject();
                WriteTool(writer, rules);
                writer.WriteString("columnKind", "utf16CodeUnits");
                writer.WriteStartArray("results");
                foreach (var finding in findings)
                    WriteResult(writer, host, finding, rules.FindIndex(rule => rule.Rule == finding.Rule));
                writer.WriteEndArray();
                writer.WriteEndObject();
                writer.WriteEndArray();
                writer.WriteEndObject();
            }
        );

    private static void WriteTool(Utf8JsonWriter writer, List<Finding> rules)
    {
        writer.WriteStartObject("tool");
        writer.WriteStartObject("driver");
        writer.WriteString("name", "callbackgen");
        writer.WriteString("semanticVersion", typeof(SarifFindings).Assembly.GetName().Version!.ToString(3));
        writer.WriteStartArray("rules");
        foreach (var rule in rules)
        {
            writer.WriteStartObject();
            writer.WriteString("id", rule.Rule);
            if (rule.Title is { } title)
            {
                writer.WriteStartObject("shortDescription");
                writer.WriteString("text", JsonOutput.Fit(title));
                writer.WriteEndObject();
            }

            if (rule.HelpLink is { } link)
                writer.WriteString("helpUri", link);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter writer, ToolHost host, Finding finding, int ruleIndex)
    {
        writer.WriteStartObject();
        writer.WriteString("ruleId", finding.Rule);
        writer.WriteNumber("ruleIndex", ruleIndex);
        writer.WriteString("level", TextFindings.Word(finding.Severity));
        writer.WriteStartObject("message");
        writer.WriteString("text", JsonOutput.Fit(finding.Message));
        writer.WriteEndObject();
        if (finding.Place is { } place)
            WriteLocation(writer, host, place);
        writer.WriteEndObject();
    }

    private static void WriteLocation(Utf8JsonWriter writer, ToolHost host, SourcePlace place)
    {
        writer.WriteStartArray("locations");
        writer.WriteStartObject();
        writer.WriteStartObject("physicalLocation");
        writer.WriteStartObject("artifactLocation");
        writer.WriteString("uri", UriOf(host, place.File));
        writer.WriteEndObject();
        writer.WriteStartObject("region");
        writer.WriteNumber("startLine", place.Line);
        writer.WriteNumber("startColumn", place.Column);
        writer.WriteNumber("endLine", place.EndLine);
        writer.WriteNumber("endColumn", place.EndColumn);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    /// <summary>
    /// Returns a file below the current folder as a relative reference (RFC 3986), so that it is found in a checkout at another
    /// path.
    /// </summary>
    private static string UriOf(ToolHost host, string file)
    {
        var shown = JsonOutput.Fit(host.Shown(file));
        return Path.IsPathRooted(shown)
            ? new UriBuilder(Uri.UriSchemeFile, "") { Path = shown }
                .Uri
                .AbsoluteUri
            : string.Join('/', shown.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));
    }
}
