using System.Text.Json.Nodes;

namespace CallbackGen.Tool.Import;

/// <summary>A webhook of a document.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Method">How it is sent.</param>
/// <param name="Contents">The contents of its body, by the keywords of <c>receive</c>.</param>
/// <param name="Payload">The payload as the document has it, or null.</param>
/// <param name="Description">What it tells, or null.</param>
internal sealed record Webhook(string Name, string Method, IReadOnlyList<string> Contents, JsonNode? Payload, string? Description)
{
    /// <summary>How it proves itself, where the document says it: the sections <c>verify</c> and <c>keys</c>.</summary>
    public WebhookProof? Proof { get; init; }
}

/// <summary>What a document says about proofs.</summary>
/// <param name="Verify">The section <c>verify</c>.</param>
/// <param name="Keys">The section <c>keys</c>.</param>
/// <param name="Source">Where in the document it stands.</param>
internal sealed record WebhookProof(JsonObject Verify, JsonObject Keys, string Source);
