namespace CallbackGen.Tool.Explain;

/// <summary>What came of a search, in sentences.</summary>
internal static class Answers
{
    /// <summary>The answer itself: "It matches …".</summary>
    public static string Sentence(Candidate answer) => $"It matches {string.Join(" and ", answer.Changes.Select(change => change.What))}.";

    /// <summary>Who probably changed it.</summary>
    public static IEnumerable<string> Culprits(Candidate answer) =>
        answer.Changes.Select(change => Sentence(change.Culprit)).Where(culprit => culprit.Length > 0).Distinct();

    /// <summary>What to do, but for edits of the schema.</summary>
    public static IEnumerable<string> Advice(Candidate answer) => answer.Changes.Select(change => change.Advice).Where(advice => advice.Length > 0).Distinct();

    /// <summary>The edits of the schema, with what the compiler asks for besides.</summary>
    public static IReadOnlyList<SchemaEdit> Patch(Candidate answer, System.Text.Json.Nodes.JsonNode schema) =>
        [.. answer.Edits.Concat(answer.Schema.Repairs).Where(edit => edit.Op != "remove" || SchemaTree.Find(schema, edit.Path) is not null)
            .Select(edit => edit.Op == "remove" ? edit : edit with { Op = SchemaTree.Find(schema, edit.Path) is null ? "add" : "replace" }).DistinctBy(edit => (edit.Op, edit.Path, edit.ValueText))];

    /// <summary>What was tried in vain.</summary>
    public static string Nothing(SearchResult result)
    {
        var (requests, keys, schemas, pairs) = result.Tried;
        var cut = result.IsCut ? ", until the time was over (--seconds)" : "";
        return $"Nothing tried explains it. Tried: {requests} other spellings of the request, {keys} of the keys, {schemas} other schemas, "
            + $"every algorithm and encoding, and {pairs} pairs of these{cut}. Probably it is the key of another account, or the signed content was changed.";
    }

    private static string Sentence(string text) => text.Length == 0 || text.EndsWith('.') ? text : $"Probably {text}.";
}
