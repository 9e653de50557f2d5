using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.JsonSchema;
using CallbackGen.Generator.Schema.Security;
using CallbackGen.Generator.Schema.Vocabulary;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>The parts of the feed that the scheme readers need.</summary>
internal sealed record VerifyContext(ProblemList Problems, PayloadMap Map, PayloadModel Payload, IReadOnlyList<KeyModel> Keys)
{
    /// <summary>Gets the transports of the feed.</summary>
    public IReadOnlyList<TransportModel> Receive { get; init; } = [];

    /// <summary>Gets whether the scheme is that of a handshake, whose values are not part of the payload and are not declared.</summary>
    public bool IsHandshake { get; init; }

    /// <summary>Returns whether a scheme may refer to a member.</summary>
    /// <param name="pointer">The pointer of the member in the payload.</param>
    public bool Declares(string pointer) => IsHandshake || Map.Declares(pointer);

    /// <summary>Returns the end of a diagnostic about an undeclared member: the member that was probably meant.</summary>
    public string Guess(string pointer) => Map.Guess(pointer);

    /// <summary>Reports a reference to a key that is not declared.</summary>
    public void ReportUnknownKey(TextSpan place, string name) =>
        Problems.Add(SchemaRules.UnknownKey, place, name, Spelling.Guess(Spelling.Nearest(name, Keys.Select(key => key.Name))));

    /// <summary>Gets the properties of the feed that determine the texts of its messages.</summary>
    public FeedForm Form => new(Map, Payload, Receive, Keys);
}
