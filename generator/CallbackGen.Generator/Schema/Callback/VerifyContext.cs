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

    /// <summary>Whether it is of a handshake: what that holds is no part of the payload, and nobody declares it.</summary>
    public bool IsHandshake { get; init; }

    /// <summary>Whether a member may be named.</summary>
    /// <param name="pointer">Its place in the payload.</param>
    public bool Declares(string pointer) => IsHandshake || Map.Declares(pointer);

    /// <summary>What of the feed decides the texts of its messages.</summary>
    public FeedForm Form => new(Map, Payload, Receive, Keys);
}
