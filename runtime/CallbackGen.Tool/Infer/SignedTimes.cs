using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CallbackGen.Reading;

namespace CallbackGen.Tool.Infer;

/// <summary>Detects times in texts, by the units of <c>timestamp</c>.</summary>
internal static class SignedTimes
{
    private const long Earliest = 946_684_800;
    private const long Latest = 4_102_444_800;

    /// <summary>Returns the unit and the time of a text; null when it is not a time.</summary>
    public static (string Unit, DateTimeOffset Time)? Find(string text)
    {
        if (text.Length is 10 or 13 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            var isSeconds = text.Length == 10;
            var seconds = isSeconds ? number : number / 1000;
            return seconds is >= Earliest and <= Latest
                ? (
                    isSeconds ? "seconds" : "milliseconds",
                    isSeconds ? DateTimeOffset.FromUnixTimeSeconds(number) : DateTimeOffset.FromUnixTimeMilliseconds(number)
                )
                : null;
        }

        if (text.Length is >= 20 and <= 40 && text[4] == '-' && Rfc3339.TryParseDateTime(Encoding.UTF8.GetBytes(text), out var time))
            return ("iso8601", time);
        return
            text.EndsWith(" GMT", StringComparison.Ordinal)
            && DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? ("http-date", date)
            : null;
    }

    /// <summary>
    /// Returns the first signed time of a message: a header, a pair of the signature, or a member of the body that is a term of
    /// its own.
    /// </summary>
    /// <param name="message">The message in the form of a schema.</param>
    /// <param name="request">The request.</param>
    /// <param name="place">The source of the signature.</param>
    public static (JsonObject Declaration, DateTimeOffset Time)? FindIn(JsonNode message, SearchedRequest request, SignaturePlace place)
    {
        if (message is not JsonValue value || !value.TryGetValue<string>(out var template))
            return null;
        var sources = place
            .Others.Select(pair => ($"signature:{pair.Name}", pair.Value))
            .Concat(SignaturePlaces.Headers(request.Content))
            .Concat(request.Content.Parameters.Select(parameter => ($"query:{parameter.Name}", parameter.Text)))
            .Concat(request.Content.Leaves.Select(leaf => ($"body:{leaf.Pointer}", leaf.Text)));
        foreach (var (source, text) in sources)
        {
            if (template.Contains($"{{{source}}}", StringComparison.Ordinal) && Find(text) is { } time)
                return (
                    new JsonObject
                    {
                        ["from"] = source,
                        ["unit"] = time.Unit,
                        ["tolerance"] = "PT5M",
                    },
                    time.Time
                );
        }

        return null;
    }
}
