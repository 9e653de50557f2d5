using System.Text.Json;
using System.Text.Json.Nodes;
using CallbackGen.Tool.Output;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace CallbackGen.Tool.Import;

/// <summary>
/// The webhooks of an OpenAPI document: <c>webhooks</c> of 3.1, and <c>x-webhooks</c>, which documents of 3.0 use instead.
/// </summary>
internal sealed class WebhookDocument
{
    private const string OwnExtension = "x-callbackgen";

    private static readonly Dictionary<string, string> Contents = new(StringComparer.OrdinalIgnoreCase)
    {
        ["application/json"] = "json",
        ["application/x-www-form-urlencoded"] = "form",
        ["multipart/form-data"] = "multipart",
    };

    private readonly OpenApiDocument _document;

    private WebhookDocument(JsonObject root, OpenApiDocument document)
    {
        (Root, _document) = (root, document);
        Webhooks = [.. Read()];
    }

    /// <summary>The document that the references of payloads point into.</summary>
    public JsonObject Root { get; }

    /// <summary>The webhooks, in order: each request of each webhook.</summary>
    public IReadOnlyList<Webhook> Webhooks { get; }

    /// <summary>The document's title.</summary>
    public string? Title => _document.Info?.Title;

    /// <summary>Returns whether a document is an OpenAPI document.</summary>
    public static bool IsOne(JsonObject root) => root.ContainsKey("openapi") || root.ContainsKey("swagger");

    /// <summary>Reads a document.</summary>
    /// <param name="root">The document.</param>
    /// <param name="name">Its name in messages.</param>
    /// <exception cref="ToolException">It cannot be read, or has no webhooks.</exception>
    public static WebhookDocument Read(JsonObject root, string name)
    {
        // In 3.0 the webhooks are an extension of the same form.
        if (root["webhooks"] is null && root["x-webhooks"] is JsonObject older)
        {
            root = root.DeepClone().AsObject();
            root["webhooks"] = older.DeepClone();
            root["openapi"] = "3.1.0";
        }

        if (root["webhooks"] is not JsonObject webhooks || webhooks.Count == 0)
            throw ToolException.Unreadable(
                name,
                "the document has no \"webhooks\" (OpenAPI 3.1), and no \"x-webhooks\". Requests under \"paths\" are those "
                    + "that its server takes, and no callbacks."
            );
        if (webhooks.Count > ImportLimits.Webhooks)
            throw ToolException.Unreadable(
                name,
                $"the document has {webhooks.Count} webhooks; at most {ImportLimits.Webhooks} are imported."
            );
        // The server's own paths are not parsed: they are nearly all of a large document.
        var needed = Compositions.Without(root, "paths");
        // Nor are the schemas of payloads: they are taken from the document itself, and the library fails on some of them.
        (needed["components"] as JsonObject)?.Remove("schemas");
        try
        {
            var read = new OpenApiJsonReader().Read(
                needed,
                new Uri("https://callbackgen.invalid/document"),
                new OpenApiReaderSettings { RuleSet = ValidationRuleSet.GetEmptyRuleSet() }
            );
            if (read.Document is { } document && new WebhookDocument(root, document) is { Webhooks.Count: > 0 } made)
                return made;
            var why = read.Diagnostic?.Errors.FirstOrDefault()?.Message;
            throw ToolException.Unreadable(
                name,
                $"no webhook of the document declares its request{(why is null ? "" : $" ({Visible.Quote(why, 200)})")}."
            );
        }
        // The library is not robust against malicious documents.
        catch (Exception failure)
            when (failure
                    is OpenApiException
                        or JsonException
                        or InvalidOperationException
                        or ArgumentException
                        or FormatException
                        or NotSupportedException
                        or NullReferenceException
                        or InvalidCastException
                        or KeyNotFoundException
            )
        {
            throw ToolException.Unreadable(
                name,
                $"the document is none of OpenAPI that can be read: {Visible.Quote(failure.Message, 200)}.",
                failure
            );
        }
    }

    private IEnumerable<Webhook> Read()
    {
        foreach (var (name, item) in _document.Webhooks ?? new Dictionary<string, IOpenApiPathItem>())
        {
            if (item is null)
                continue;
            foreach (var (method, operation) in item.Operations ?? [])
                yield return WebhookOf(name, method.Method.ToUpperInvariant(), item, operation);
        }
    }

    private Webhook WebhookOf(string name, string method, IOpenApiPathItem item, OpenApiOperation operation)
    {
        var bodies = (operation.RequestBody?.Content ?? new Dictionary<string, IOpenApiMediaType>())
            .Select(body => (Content: ContentOf(body.Key), body.Value.Schema))
            .Where(body => body.Content is not null)
            .ToList();
        var contents =
            bodies.Count > 0
                ? bodies.Select(body => body.Content!).Distinct(StringComparer.Ordinal).ToList()
                : [method == "GET" ? "query" : "json"];
        return new(
            name,
            method,
            contents,
            bodies.Select(body => Json(body.Schema)).FirstOrDefault(schema => schema is not null),
            operation.Summary ?? operation.Description
        )
        {
            Proof =
                Own(operation.Extensions, $"{OwnExtension} of {name}")
                ?? Own(item.Extensions, $"{OwnExtension} of {name}")
                ?? Own(_document.Extensions, $"{OwnExtension} of the document")
                ?? Required(operation),
        };
    }

    private static string? ContentOf(string type)
    {
        var media = type.Split(';')[0].Trim();
        return Contents.GetValueOrDefault(media) ?? (media.EndsWith("+json", StringComparison.OrdinalIgnoreCase) ? "json" : null);
    }

    /// <summary>Returns the extension that contains the sections in the form of a schema.</summary>
    private static WebhookProof? Own(IDictionary<string, IOpenApiExtension>? extensions, string source)
    {
        if (
            extensions is null
            || !extensions.TryGetValue(OwnExtension, out var extension)
            || extension is not JsonNodeExtension { Node: JsonObject sections }
            || sections["verify"] is not JsonObject verify
        )
            return null;
        return new(verify.DeepClone().AsObject(), sections["keys"]?.DeepClone() as JsonObject ?? [], source);
    }

    /// <summary>
    /// Returns the only security scheme of a webhook if it is a shared token: an API key in a header, or a bearer token.
    /// </summary>
    private static WebhookProof? Required(OpenApiOperation operation)
    {
        if (operation.Security is not [{ Count: 1 } only])
            return null;
        var scheme = only.Keys.Single();
        var (from, prefix) = scheme switch
        {
            { Type: SecuritySchemeType.ApiKey, In: ParameterLocation.Header, Name: { } header } => ($"header:{header}", null),
            { Type: SecuritySchemeType.Http, Scheme: "bearer" } => ("header:Authorization", "Bearer "),
            _ => (null, (string?)null),
        };
        if (from is null)
            return null;
        var verify = new JsonObject
        {
            ["scheme"] = "token",
            ["from"] = from,
            ["key"] = "token",
        };
        if (prefix is not null)
            verify["prefix"] = prefix;
        return new(verify, new JsonObject { ["token"] = new JsonObject { ["encoding"] = "utf8" } }, "the webhook's \"security\"");
    }

    private static JsonNode? Json(IOpenApiSchema? schema)
    {
        if (schema is null)
            return null;
        using var text = new StringWriter();
        schema.SerializeAsV31(new OpenApiJsonWriter(text));
        return JsonNode.Parse(text.ToString(), documentOptions: new JsonDocumentOptions { MaxDepth = ImportLimits.Depth });
    }
}
