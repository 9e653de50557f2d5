using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallbackGen.Testing.Cases;

/// <summary>The parts of a response that a schema's test declares.</summary>
/// <param name="Status">The status, or null.</param>
/// <param name="Headers">The required headers.</param>
/// <param name="Content">The media type, or null.</param>
/// <param name="Body">The body, or null.</param>
/// <param name="Json">The JSON that the body must equal, or null.</param>
internal sealed record TestAnswer(
    int? Status,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    string? Content,
    string? Body,
    JsonNode? Json
)
{
    /// <summary>Returns the response of a test; null if it declares none.</summary>
    public static TestAnswer? Of(JsonElement test)
    {
        if (!test.TryGetProperty("answer", out var answer))
            return null;
        var hasBody = answer.TryGetProperty("body", out var body);
        return new(
            answer.TryGetProperty("status", out var status) ? status.GetInt32() : null,
            answer.TryGetProperty("headers", out var headers)
                ? [.. headers.EnumerateObject().Select(header => KeyValuePair.Create(header.Name, header.Value.GetString()!))]
                : [],
            answer.TryGetProperty("content", out var content) ? content.GetString() : null,
            hasBody && body.ValueKind == JsonValueKind.String ? body.GetString() : null,
            hasBody && body.ValueKind == JsonValueKind.Object ? JsonNode.Parse(body.GetRawText()) : null
        );
    }

    /// <summary>Returns the difference of a response from the expected one; null when there is none.</summary>
    public string? FindDifference(CallbackAcknowledgement answer)
    {
        if (Status is { } status && status != answer.Status)
            return $"the status is {answer.Status}, and not {status}";
        foreach (var (name, value) in Headers)
        {
            var given = answer.Headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value;
            if (given != value)
                return given is null ? $"there is no header {name}" : $"the header {name} is '{given}', and not '{value}'";
        }

        if (Content is not null && !Content.Equals(answer.ContentType, StringComparison.OrdinalIgnoreCase))
            return $"the media type is {answer.ContentType ?? "none"}, and not {Content}";
        var isBody = Json is null ? Body is null || Body == answer.Body : IsJson(answer.Body);
        return isBody ? null : $"the body is '{answer.Body}', and not '{Body ?? Json!.ToJsonString()}'";
    }

    private bool IsJson(string body)
    {
        try
        {
            return JsonNode.DeepEquals(JsonNode.Parse(body), Json);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
