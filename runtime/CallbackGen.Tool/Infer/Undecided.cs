using System.Text.Json.Nodes;

namespace CallbackGen.Tool.Infer;

/// <summary>The place in a schema that a person must fill: the compiler refuses the file until then, by CBG0007 at this word.</summary>
internal static class Undecided
{
    /// <summary>What stands where a scheme is expected. It is none, and the message about it quotes the schemes that there are.</summary>
    public const string Scheme = "undecided: say how the provider signs this callback, or \"none\" with the reason";

    /// <summary>What the file says about it.</summary>
    public const string Comment = "How the callback proves itself is not known: \"verify\" is left to you, and nothing compiles before. The page schemas/docs/signature.md explains each scheme.";

    /// <summary>The section <c>verify</c>.</summary>
    public static JsonObject Verify() => new() { ["scheme"] = Scheme };
}
