using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.JsonSchema;
using CallbackGen.Generator.Schema.Security;
using CallbackGen.Generator.Schema.Vocabulary;
using Microsoft.CodeAnalysis.Text;

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

    /// <summary>The end of a message about a member that is not declared: the one that was probably meant.</summary>
    public string Guess(string pointer) => Map.Guess(pointer);

    /// <summary>Reports the name of a key that is not declared.</summary>
    public void ReportUnknownKey(TextSpan place, string name) =>
        Problems.Add(SchemaRules.UnknownKey, place, name, Spelling.Guess(Spelling.Nearest(name, Keys.Select(key => key.Name))));

    /// <summary>What of the feed decides the texts of its messages.</summary>
    public FeedForm Form => new(Map, Payload, Receive, Keys);
}
