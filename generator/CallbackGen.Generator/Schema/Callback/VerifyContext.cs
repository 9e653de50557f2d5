using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.JsonSchema;
using CallbackGen.Generator.Schema.Security;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>What the scheme readers need to know of the rest of the feed.</summary>
internal sealed record VerifyContext(ProblemList Problems, PayloadMap Map, PayloadModel Payload, IReadOnlyList<KeyModel> Keys)
{
    /// <summary>How the feed arrives.</summary>
    public IReadOnlyList<TransportModel> Receive { get; init; } = [];

    /// <summary>What of the feed decides the texts of its messages.</summary>
    public FeedForm Form => new(Map, Payload, Receive, Keys);
}
