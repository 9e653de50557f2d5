using System.Text.Json.Nodes;

namespace CallbackGen.Tool.Import;

/// <summary>A webhook of a document.</summary>
/// <param name="Name">Its name in the document.</param>
/// <param name="Method">Its HTTP method.</param>
/// <param name="Contents">The contents of its body, by the keywords of <c>receive</c>.</param>
/// <param name="Payload">The payload's schema in the document, or null.</param>
/// <param name="Description">Its description, or null.</param>
internal sealed record Webhook(string Name, string Method, IReadOnlyList<string> Contents, JsonNode? Payload, string? Description)
{
    /// <summary>Its proof, when the document declares one: the sections <c>verify</c> and <c>keys</c>.</summary>
    public WebhookProof? Proof { get; init; }
}

/// <summary>A proof that a document declares.</summary>
/// <param name="Verify">The section <c>verify</c>.</param>
/// <param name="Keys">The section <c>keys</c>.</param>
/// <param name="Source">Its location in the document.</param>
internal sealed record WebhookProof(JsonObject Verify, JsonObject Keys, string Source);
