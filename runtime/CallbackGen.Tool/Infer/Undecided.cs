using System.Text.Json.Nodes;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Output;

namespace CallbackGen.Tool.Infer;

/// <summary>The place in a schema that a person must fill: the compiler refuses the file until then, by CBG0007 at this word.</summary>
internal static class Undecided
{
    /// <summary>What stands where a scheme is expected. It is none, and the message about it quotes the schemes that there are.</summary>
    public const string Scheme = "undecided: say how the provider signs this callback, or \"none\" with the reason";

    /// <summary>What to do where the compiler refuses it.</summary>
    public const string Remedy =
        "It was left to you by \"infer\" or \"import\", because nothing shows how the provider signs: "
        + "schemas/docs/signature.md explains each scheme.";

    /// <summary>Whether a finding is that of this place.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="schemas">The schemas that were compiled.</param>
    public static bool IsIn(Finding finding, IEnumerable<SchemaSource> schemas) =>
        finding is { Rule: "CBG0007", Place: { } place }
        && schemas
            .FirstOrDefault(schema => schema.Path == place.File)
            ?.Text.Split('\n')
            .ElementAtOrDefault(place.Line - 1)
            ?.Contains("\"undecided: ", StringComparison.Ordinal) == true;

    /// <summary>What the file says about it.</summary>
    public const string Comment =
        "How the callback proves itself is not known: \"verify\" is left to you, and nothing compiles before. The page "
        + "schemas/docs/signature.md explains each scheme.";

    /// <summary>What the file says of a scheme that fits some captures, and so is not decided.</summary>
    /// <param name="guess">The scheme.</param>
    /// <param name="captures">How many captures there are.</param>
    public static string Suggestion(UnprovenGuess guess, int captures) =>
        $"A suggestion, which fits {guess.Fits} of {captures} captures and is not decided: \"keys\" "
        + $"{guess.Guess.Keys.ToJsonString()}, \"verify\" {guess.Guess.Verify.ToJsonString()}.";

    /// <summary>The section <c>verify</c>.</summary>
    public static JsonObject Verify() => new() { ["scheme"] = Scheme };
}
