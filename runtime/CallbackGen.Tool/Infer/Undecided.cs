using System.Text.Json.Nodes;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Output;

namespace CallbackGen.Tool.Infer;

/// <summary>
/// The undecided <c>verify</c> of a schema, which a person must complete: until then the compiler rejects the file with CBG0007
/// at this text.
/// </summary>
internal static class Undecided
{
    /// <summary>
    /// The text in place of a scheme. It is not a valid scheme, so that the compiler's message lists the valid ones.
    /// </summary>
    public const string Scheme = "undecided: declare how the provider signs this callback, or \"none\" with the reason";

    /// <summary>The advice when the compiler rejects it.</summary>
    public const string Remedy =
        "It was left to you by \"infer\" or \"import\", because nothing shows how the provider signs: "
        + "schemas/docs/signature.md explains each scheme.";

    /// <summary>Returns whether a finding concerns this text.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="schemas">The schemas that were compiled.</param>
    public static bool IsIn(Finding finding, IEnumerable<SchemaSource> schemas) =>
        finding is { Rule: "CBG0007", Place: { } place }
        && schemas
            .FirstOrDefault(schema => schema.Path == place.File)
            ?.Text.Split('\n')
            .ElementAtOrDefault(place.Line - 1)
            ?.Contains("\"undecided: ", StringComparison.Ordinal) == true;

    /// <summary>The comment in the file.</summary>
    public const string Comment =
        "How the callback proves itself is not known: \"verify\" is left to you, and nothing compiles before. The page "
        + "schemas/docs/signature.md explains each scheme.";

    /// <summary>Returns the comment in the file about a scheme that fits only some captures, and is therefore not used.</summary>
    /// <param name="guess">The scheme.</param>
    /// <param name="captures">The number of captures.</param>
    public static string Suggestion(UnprovenGuess guess, int captures) =>
        $"A suggestion, which fits {guess.Fits} of {captures} captures and is not decided: \"keys\" "
        + $"{guess.Guess.Keys.ToJsonString()}, \"verify\" {guess.Guess.Verify.ToJsonString()}.";

    /// <summary>Returns the section <c>verify</c>.</summary>
    public static JsonObject Verify() => new() { ["scheme"] = Scheme };
}
