using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallbackGen.Tool.Infer;

/// <summary>A possible scheme of captured requests.</summary>
/// <param name="Verify">The section <c>verify</c>.</param>
/// <param name="Keys">The section <c>keys</c>.</param>
/// <param name="Evidence">How it was found, in a sentence.</param>
internal sealed record SchemeGuess(JsonObject Verify, JsonObject Keys, string Evidence)
{
    /// <summary>The source of the payload, when it is not the body.</summary>
    public string? Payload { get; init; }

    /// <summary>The claims of each request's token, when they are the payload.</summary>
    public Func<CapturedContent, JsonElement?>? Claims { get; init; }

    /// <summary>The pointers of members that the message names: they must be declared and required.</summary>
    public IReadOnlyList<string> Named { get; init; } = [];

    /// <summary>The source of the signature or token.</summary>
    public string From => Verify["signature"]?["from"]?.GetValue<string>() ?? Verify["from"]!.GetValue<string>();

    /// <summary>The schema's declaration of the signed time; null when none is checked.</summary>
    public JsonObject? Timestamp => Verify["timestamp"] as JsonObject;
}
