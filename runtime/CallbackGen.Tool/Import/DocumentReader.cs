using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallbackGen.Tool.Output;
using Microsoft.OpenApi;
using Microsoft.OpenApi.YamlReader;
using SharpYaml;
using SharpYaml.Events;
using SharpYaml.Serialization;

namespace CallbackGen.Tool.Import;

/// <summary>
/// Parses a document in JSON or YAML. Input that is too large, too deep or not a document is refused with a message.
/// </summary>
internal static class DocumentReader
{
    /// <summary>Reads a document.</summary>
    /// <param name="host">Provides the working folder and standard input.</param>
    /// <param name="argument">A file, or <c>-</c> for standard input.</param>
    /// <exception cref="ToolException">It cannot be read.</exception>
    public static JsonObject Read(ToolHost host, string argument)
    {
        var name = argument == "-" ? "standard input" : argument;
        var text = ReadText(host, argument, name);
        try
        {
            var isJson = text.AsSpan().TrimStart() is ['{' or '[', ..];
            return (
                    isJson
                        ? JsonNode.Parse(
                            text,
                            documentOptions: new JsonDocumentOptions { MaxDepth = ImportLimits.Depth, AllowDuplicateProperties = false }
                        )
                        : ReadYaml(text, name)
                ) as JsonObject
                ?? throw ToolException.Unreadable(
                    name,
                    "the document is no object. An OpenAPI document and a JSON Schema begin with their members."
                );
        }
        catch (JsonException failure)
        {
            throw ToolException.Unreadable(
                name,
                $"{(failure.LineNumber is { } line ? $"line {line + 1}" : "the document")} is no JSON, values nest deeper "
                    + $"than {ImportLimits.Depth} levels, or an object has a name twice.",
                failure
            );
        }
        catch (Exception failure)
            when (failure
                    is YamlException
                        or OpenApiException
                        or FormatException
                        or ArgumentException
                        or InvalidOperationException
                        or NotSupportedException
                        or OverflowException
            )
        {
            throw ToolException.Unreadable(
                name,
                $"the document is neither JSON nor YAML that can be read ({Visible.Quote(failure.Message, 120)}).",
                failure
            );
        }
    }

    private static string ReadText(ToolHost host, string argument, string name)
    {
        try
        {
            using var stream = argument == "-" ? host.OpenInput() : File.OpenRead(host.PathOf(argument));
            return FileBytes.DecodeDocument(
                FileBytes.ReadAtMost(stream, ImportLimits.FileBytes)
                    ?? throw ToolException.Unreadable(name, $"the document is larger than {ImportLimits.FileBytes / 1024 / 1024} MiB.")
            );
        }
        catch (DecoderFallbackException invalid)
        {
            throw ToolException.Unreadable(name, $"the document is not in UTF-8: byte {invalid.Index} begins no character.", invalid);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw ToolException.Unreadable(
                name,
                argument == "-" ? "standard input cannot be read." : FileBytes.Why(host.PathOf(argument), failure),
                failure
            );
        }
    }

    private static JsonNode? ReadYaml(string text, string name)
    {
        CheckYaml(text, name);
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.Count switch
        {
            0 => null,
            1 => stream.Documents[0].ToJsonNode(),
            _ => throw ToolException.Unreadable(name, $"the file holds {stream.Documents.Count} YAML documents, and one is needed."),
        };
    }

    /// <summary>
    /// Checks the depth and the number of aliases on the parser's events, which do not recurse, unlike the loading of the
    /// document.
    /// </summary>
    private static void CheckYaml(string text, string name)
    {
        var parser = Parser.CreateParser(new StringReader(text));
        var (depth, aliases) = (0, 0);
        while (parser.MoveNext())
        {
            depth += parser.Current switch
            {
                MappingStart or SequenceStart => 1,
                MappingEnd or SequenceEnd => -1,
                _ => 0,
            };
            aliases += parser.Current is AnchorAlias ? 1 : 0;
            if (depth > ImportLimits.Depth)
                throw ToolException.Unreadable(name, $"values nest deeper than {ImportLimits.Depth} levels.");
            if (aliases > ImportLimits.Aliases)
                throw ToolException.Unreadable(
                    name,
                    $"the document has more than {ImportLimits.Aliases} YAML aliases. Use \"$ref\" instead."
                );
        }
    }
}
