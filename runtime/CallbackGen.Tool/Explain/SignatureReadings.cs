using System.Text.Json.Nodes;
using CallbackGen.Definitions;

namespace CallbackGen.Tool.Explain;

/// <summary>Derives the schema's <c>signature</c> (source and encoding) that makes its verifier find a signature.</summary>
internal static class SignatureReadings
{
    private const string Culprit = "The schema describes the signature differently from what the provider does.";

    /// <summary>
    /// Returns alternative edits; the first that the compiled verifier confirms is right. Empty edits mean no change.
    /// </summary>
    /// <param name="feed">The feed whose schema is edited.</param>
    /// <param name="match">The signature that was found.</param>
    public static IEnumerable<IReadOnlyList<SchemaChange>> Of(CallbackFeed feed, CodeMatch match)
    {
        var proofs = feed.Definition.Proofs;
        var proof = proofs[match.Scheme];
        var scheme = proofs.Count > 1 ? $"/callback/verify/schemes/{match.Scheme}" : "/callback/verify";
        var found = match.Signature;
        List<SchemaChange> common = [];
        if (!proof.Algorithms.Contains(match.Algorithm))
            common.Add(
                Replace($"{scheme}/algorithm", $"with {match.Algorithm}, not {string.Join(" or ", proof.Algorithms)}", 2, match.Algorithm)
            );
        if (found.Encoding != proof.Encoding)
            common.Add(
                Replace(
                    $"{scheme}/signature/encoding",
                    $"with a signature in {found.EncodingWord}, not {proof.Encoding.ToString()?.ToLowerInvariant()}",
                    1,
                    found.EncodingWord
                )
            );
        if (!IsAt(proof.From, found.From))
            common.Add(Replace($"{scheme}/signature/from", $"with the signature in {found.From}, not {proof.From}", 2, found.From));
        yield return common;
        if (found.End == found.Value.Length)
            yield return [.. common, Prefix(scheme, found.Value[..found.Start], proof, SignatureFormat.Plain, null)];
        foreach (var separator in (char[])[',', ' ', ';'])
        {
            var start = found.Value.LastIndexOf(separator, Math.Max(found.Start - 1, 0)) + 1;
            if (found.Start == 0)
                start = 0;
            var before = found.Value[start..found.Start].TrimStart(' ');
            if (before.EndsWith('=') && before.Length > 1)
                yield return [.. common, Prefix(scheme, before[..^1], proof, SignatureFormat.Pairs, separator)];
            yield return [.. common, Prefix(scheme, before, proof, SignatureFormat.List, separator)];
        }
    }

    /// <summary>Returns the number of differences between a signature and the schema's algorithm, encoding and source.</summary>
    public static int Distance(CallbackFeed feed, CodeMatch match)
    {
        var proof = feed.Definition.Proofs[match.Scheme];
        return (proof.Algorithms.Contains(match.Algorithm) ? 0 : 1)
            + (match.Signature.Encoding == proof.Encoding ? 0 : 1)
            + (IsAt(proof.From, match.Signature.From) ? 0 : 1);
    }

    private static SchemaChange Prefix(string scheme, string text, CallbackProof proof, SignatureFormat format, char? separator)
    {
        List<SchemaEdit> edits = [];
        var at = $"{scheme}/signature";
        if (format == SignatureFormat.Pairs)
            edits.Add(new("add", $"{at}/pick", JsonValue.Create(text)));
        else if (proof.Pick is not null)
            edits.Add(new("remove", $"{at}/pick", null));
        if (format == SignatureFormat.Pairs || text.Length == 0)
            edits.Add(new("remove", $"{at}/prefix", null));
        else
            edits.Add(new("add", $"{at}/prefix", JsonValue.Create(text)));
        edits.Add(
            format == SignatureFormat.Plain
                ? new("remove", $"{at}/format", null)
                : new("add", $"{at}/format", JsonValue.Create(format.ToString().ToLowerInvariant()))
        );
        edits.Add(
            separator is null
                ? new("remove", $"{at}/separator", null)
                : new("add", $"{at}/separator", JsonValue.Create(separator.Value.ToString()))
        );
        var what =
            format == SignatureFormat.Pairs ? $"with the signature as the pair {text}"
            : text.Length == 0 ? "with a signature that has no prefix"
            : $"with {text} before the signature";
        return new($"{at}/prefix", what, 2, edits) { Culprit = Culprit };
    }

    private static SchemaChange Replace(string path, string what, int cost, string value) =>
        new(path, what, cost, [new("replace", path, JsonValue.Create(value))]) { Culprit = Culprit };

    private static bool IsAt(string expected, string found)
    {
        if (expected.StartsWith("header:", StringComparison.OrdinalIgnoreCase))
            return expected.Equals(found, StringComparison.OrdinalIgnoreCase);
        if (expected == found)
            return true;
        // A member of an item is below the items, and a member of a form's payload has the same name.
        return expected.StartsWith("payload:", StringComparison.Ordinal)
            && found.StartsWith("body:", StringComparison.Ordinal)
            && found.EndsWith(expected["payload:".Length..], StringComparison.Ordinal);
    }
}
