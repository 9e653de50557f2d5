namespace CallbackGen.Tool.Output;

/// <summary>Writes findings as one JSON array.</summary>
internal static class JsonFindings
{
    public static void Write(ToolHost host, IReadOnlyList<Finding> findings) =>
        JsonOutput.Write(
            host,
            writer =>
            {
                writer.WriteStartArray();
                foreach (var finding in findings)
                {
                    writer.WriteStartObject();
                    writer.WriteString("rule", finding.Rule);
                    writer.WriteString("severity", TextFindings.Word(finding.Severity));
                    writer.WriteString("message", JsonOutput.Fit(finding.Message));
                    if (finding.Place is { } place)
                    {
                        writer.WriteString("file", JsonOutput.Fit(host.Shown(place.File)));
                        writer.WriteNumber("line", place.Line);
                        writer.WriteNumber("column", place.Column);
                        writer.WriteNumber("endLine", place.EndLine);
                        writer.WriteNumber("endColumn", place.EndColumn);
                    }

                    if (finding.HelpLink is { } link)
                        writer.WriteString("help", link);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }
        );
}
