using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CallbackGen.Tool.Explain;

/// <summary>Variants of a message: its terms in another order, with other delimiters, one term less or one more.</summary>
/// <param name="sent">The request, whose header fields may become terms.</param>
internal sealed partial class MessageChanges(Sent sent)
{
    private const string Culprit = "The schema makes the signed message of other parts than the provider does.";
    private const int MaxAddedTerms = 10;

    /// <summary>Versions of a scheme that providers write before the signed content.</summary>
    private static readonly string[] Versions = ["v0:", "v1:", "v0.", "v1."];

    private static readonly string[] Delimiters = [".", ":", "|", "", "\n", "&", ",", ";", "-", " "];
    private static readonly string[] AddedDelimiters = [".", "", ":", "|", "\n"];
    private static readonly string[] Each = ["{value}", "{name}={value}", "{name}{value}", "{name}:{value}"];
    private static readonly string[] HeaderWords = ["time", "stamp", "date", "id", "nonce", "salt", "event"];

    /// <summary>Returns the changes of a schema member that defines a message.</summary>
    /// <param name="at">Its pointer.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="scheme">The object that contains it.</param>
    public IEnumerable<SchemaChange> Of(string at, string name, JsonNode value, JsonObject scheme) =>
        (name, value) switch
        {
            ("each", JsonValue) => Each.Where(each => each != value.ToString())
                .Select(each => Change(at, $"when \"each\" of the members is {Quoted(each)}", 3, each)),
            ("join" or "separator", JsonValue) => Delimiters
                .Where(delimiter => delimiter != value.ToString())
                .Select(delimiter =>
                    Change(at, $"when {Quoted(delimiter)} stands between the members, not {Quoted(value.ToString())}", 2, delimiter)
                ),
            (_, JsonArray parts) => OfParts(at, parts, scheme),
            (_, JsonValue) => OfTemplate(at, value.ToString(), scheme, isWhole: true),
            _ => [],
        };

    private IEnumerable<SchemaChange> OfParts(string at, JsonArray parts, JsonObject scheme)
    {
        for (var index = 0; index < parts.Count; index++)
        {
            if (parts[index] is JsonValue template)
            {
                foreach (var change in OfTemplate($"{at}/{index}", template.ToString(), scheme, isWhole: parts.Count == 1))
                    yield return change;
            }

            if (parts.Count > 1)
            {
                yield return new SchemaChange(
                    at,
                    $"when part {index + 1} of the message is left out",
                    3,
                    [new("remove", $"{at}/{index}", null)]
                )
                {
                    Culprit = Culprit,
                };
                if (index > 0)
                    yield return new SchemaChange(
                        at,
                        $"when parts {index} and {index + 1} of the message change places",
                        3,
                        [new("replace", at, Swapped(parts, index))]
                    )
                    {
                        Culprit = Culprit,
                    };
            }
        }
    }

    private IEnumerable<SchemaChange> OfTemplate(string at, string template, JsonObject scheme, bool isWhole)
    {
        var terms = Term().Matches(template).Select(match => match.Value).ToList();
        var literals = Term().Split(template).Select(literal => literal).ToList();
        if (terms.Count == 0 || literals.Count != terms.Count + 1)
            yield break;
        foreach (var (what, cost, edited) in Between(terms, literals).Concat(Orders(terms, literals)).Concat(Without(terms, literals)))
            yield return Change(at, what, cost, edited);
        if (!isWhole)
            yield break;
        foreach (var (what, cost, edited) in With(template, terms, scheme))
            yield return Change(at, what, cost, edited);
    }

    private static IEnumerable<(string What, int Cost, string Template)> Between(List<string> terms, List<string> literals)
    {
        var inner = literals[1..^1];
        if (inner.Count == 0)
            yield break;
        foreach (var delimiter in Delimiters)
        {
            if (inner.Exists(literal => literal != delimiter))
                yield return (
                    $"when {Quoted(delimiter)} stands between the parts of the message",
                    2,
                    Join(terms, [literals[0], .. inner.Select(_ => delimiter), literals[^1]])
                );
            for (var index = 1; inner.Count > 1 && index <= inner.Count; index++)
            {
                if (literals[index] != delimiter)
                    yield return (
                        $"when {Quoted(delimiter)} stands before part {index + 1} of the message",
                        4,
                        Join(terms, [.. literals[..index], delimiter, .. literals[(index + 1)..]])
                    );
            }
        }
    }

    private static IEnumerable<(string What, int Cost, string Template)> Orders(List<string> terms, List<string> literals)
    {
        var orders =
            terms.Count <= 4
                ? Permutations(terms)
                : Enumerable
                    .Range(1, terms.Count - 1)
                    .Select(index => (List<string>)[.. terms[..(index - 1)], terms[index], terms[index - 1], .. terms[(index + 1)..]]);
        return orders
            .Where(order => !order.SequenceEqual(terms))
            .Select(order => Join(order, literals))
            .Select(template => ($"when the message is {Quoted(template)}", 3, template));
    }

    private static IEnumerable<(string What, int Cost, string Template)> Without(List<string> terms, List<string> literals)
    {
        for (var index = 0; terms.Count > 1 && index < terms.Count; index++)
        {
            List<string> rest = [.. terms[..index], .. terms[(index + 1)..]];
            // Remove either the delimiter after the term or the one before it.
            foreach (var gone in (int[])[index + 1, index])
            {
                List<string> left = [.. literals];
                if (gone == 0 || gone == literals.Count - 1)
                    left[gone == 0 ? 1 : index] = "";
                else
                    left.RemoveAt(gone);
                if (left.Count == literals.Count)
                    left.RemoveAt(gone == 0 ? 0 : gone);
                if (left.Count == rest.Count + 1)
                    yield return ($"when the message is {Quoted(Join(rest, left))}", 3, Join(rest, left));
            }
        }
    }

    private IEnumerable<(string What, int Cost, string Template)> With(string template, List<string> terms, JsonObject scheme)
    {
        foreach (var version in Versions.Where(version => !template.StartsWith(version, StringComparison.Ordinal)))
            yield return ($"when {Quoted(version)} stands before the message", 3, version + template);
        foreach (var term in AddedTerms(scheme).Where(term => !terms.Contains(term)).Take(MaxAddedTerms))
        {
            foreach (var delimiter in AddedDelimiters)
            {
                yield return ($"when the message is {Quoted(term + delimiter + template)}", 3, term + delimiter + template);
                yield return ($"when the message is {Quoted(template + delimiter + term)}", 4, template + delimiter + term);
            }
        }
    }

    private IEnumerable<string> AddedTerms(JsonObject scheme)
    {
        var signature = scheme["signature"]?["from"]?.ToString() ?? "";
        if (scheme["timestamp"]?["from"]?.ToString() is { } time)
            yield return $"{{{time}}}";
        foreach (
            var header in sent
                .Capture.Headers.Where(header =>
                    header.Text.Length is > 0 and < 200
                    && !$"header:{header.Name}".Equals(signature, StringComparison.OrdinalIgnoreCase)
                    && HeaderWords.Any(word => header.Name.Contains(word, StringComparison.OrdinalIgnoreCase))
                )
                .Take(5)
        )
            yield return $"{{header:{header.Name}}}";
        yield return "{rawBody}";
        yield return "{url}";
        yield return "{method}";
        yield return "{path}";
        if (scheme["signature"]?["format"]?.ToString() == "pairs")
        {
            foreach (var name in (string[])["t", "ts"])
                yield return $"{{signature:{name}}}";
        }
    }

    private static SchemaChange Change(string at, string what, int cost, string value) =>
        new(at, what, cost, [new("replace", at, JsonValue.Create(value))]) { Culprit = Culprit };

    private static string Join(List<string> terms, List<string> literals) =>
        string.Concat(terms.SelectMany((term, index) => (string[])[literals[index], term])) + literals[^1];

    /// <summary>Returns all orders of a few terms.</summary>
    internal static IEnumerable<List<T>> Permutations<T>(List<T> terms) =>
        terms.Count <= 1
            ? [terms]
            : terms.SelectMany(
                (term, index) =>
                    Permutations((List<T>)[.. terms[..index], .. terms[(index + 1)..]]).Select(rest => (List<T>)[term, .. rest])
            );

    private static JsonArray Swapped(JsonArray parts, int index) =>
        new([
            .. Enumerable
                .Range(0, parts.Count)
                .Select(at =>
                    parts[
                        at == index ? index - 1
                        : at == index - 1 ? index
                        : at
                    ]
                        ?.DeepClone()
                ),
        ]);

    private static string Quoted(string text) => JsonValue.Create(text).ToJsonString(SchemaTree.Writing);

    [GeneratedRegex(@"\{[^{}]+\}")]
    private static partial Regex Term();
}
