using System.Text.Json.Nodes;

namespace CallbackGen.Tool.Explain;

/// <summary>Formats the result of a search as sentences.</summary>
internal static class Answers
{
    /// <summary>Returns the answer: "It matches …".</summary>
    public static string Sentence(Candidate answer) => $"It matches {string.Join(" and ", answer.Changes.Select(change => change.What))}.";

    /// <summary>Returns the probable causes of the changes.</summary>
    public static IEnumerable<string> Culprits(Candidate answer) =>
        answer.Changes.Select(change => Sentence(change.Culprit)).Where(culprit => culprit.Length > 0).Distinct();

    /// <summary>Returns the advice, except edits of the schema.</summary>
    public static IEnumerable<string> Advice(Candidate answer) =>
        answer.Changes.Select(change => change.Advice).Where(advice => advice.Length > 0).Distinct();

    /// <summary>Returns the edits of the schema, including those that the compiler requires in addition.</summary>
    public static IReadOnlyList<SchemaEdit> Patch(Candidate answer, JsonNode schema) =>
        [
            .. answer
                .Edits.Concat(answer.Schema.Repairs)
                .Where(edit => edit.Op != "remove" || SchemaTree.Find(schema, edit.Path) is not null)
                .Select(edit =>
                    edit.Op == "remove" ? edit : edit with { Op = SchemaTree.Find(schema, edit.Path) is null ? "add" : "replace" }
                )
                .DistinctBy(edit => (edit.Op, edit.Path, edit.ValueText)),
        ];

    /// <summary>Returns a sentence about an unsuccessful search that counts the attempts.</summary>
    public static string Nothing(SearchResult result)
    {
        var (requests, keys, schemas, pairs) = result.Tried;
        var cut = result.IsCut ? ", until the time was over (--seconds)" : "";
        return $"Nothing tried explains it. Tried: {requests} other spellings of the request, {keys} of the keys, {schemas} other schemas, "
            + $"every algorithm and encoding, and {pairs} pairs of these{cut}.";
    }

    /// <summary>
    /// Returns the remaining explanations when the search found none, by the verifier's reason for the rejection.
    /// </summary>
    public static IEnumerable<string> Conclusion(Explanation explanation)
    {
        var (subject, seen) = (explanation.Subject, explanation.Seen);
        switch (seen.Rejection?.Reason)
        {
            case CallbackRejectionReason.SignatureMissing:
                var elsewhere = Elsewhere(subject);
                yield return elsewhere.Count == 0
                    ? $"The request has no signature where {subject.Feed.Name} expects it, and none elsewhere: it is not a "
                        + "callback of this feed, or a proxy removed the header field."
                    : $"The request has no signature where {subject.Feed.Name} expects it. A similar value is in "
                        + $"{string.Join(", ", elsewhere)}: is it a callback of another feed? Otherwise \"signature\" of the schema "
                        + "must name this source, and the key or the message differs too.";
                break;
            case CallbackRejectionReason.SignatureMalformed:
                yield return "The value at the signature's location is not a signature: it was truncated or changed in transit, or "
                    + "\"encoding\", \"prefix\" or \"algorithm\" of the schema is another, and the key or the message differs too.";
                break;
            default:
                yield return "Either the key is that of another account, or the content was changed (such as JSON that was written "
                    + "again with its members in another order), or the provider signs another \"message\" than the schema declares. "
                    + "Search for that message, with the same key, by:";
                yield return InferLine(subject);
                break;
        }
    }

    /// <summary>Returns the sources of values that may be a signature, likely ones first.</summary>
    private static List<string> Elsewhere(Subject subject) =>
        [
            .. SignatureTable
                .Of(subject.Sent)
                .All.Select(signature => signature.From)
                .Where(from =>
                    !from.EndsWith(":Authorization", StringComparison.OrdinalIgnoreCase)
                    && !from.EndsWith(":Cookie", StringComparison.OrdinalIgnoreCase)
                )
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .OrderByDescending(from => from.Contains("sign", StringComparison.OrdinalIgnoreCase))
                .Take(3),
        ];

    private static string InferLine(Subject subject)
    {
        var keys = string.Concat(subject.Feed.Definition.Keys.Select(key => $" --key {key.Name}=…"));
        var feed = JsonNode.Parse(subject.Schema.Text)!["callback"]!["feed"]!.GetValue<string>();
        return $"  callbackgen infer CAPTURE --provider {subject.Feed.Provider} --feed {feed}{keys}";
    }

    private static string Sentence(string text) => text.Length == 0 || text.EndsWith('.') ? text : $"Probably {text}.";
}
