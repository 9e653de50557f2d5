using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallbackGen.Reading;

namespace CallbackGen.Generator.Tests.Tolerance;

/// <summary>A change of a genuine request that must not cause its rejection.</summary>
/// <param name="Site">The changed position.</param>
/// <param name="What">The change, for people.</param>
/// <param name="Sent">The change of the request.</param>
/// <param name="Read">The change that it makes to the payload as it is read; null where the payload is read as before.</param>
internal sealed record Variant(PayloadSite Site, string What, Edit Sent, Edit? Read)
{
    /// <summary>Gets a change that both requests have, so that they differ only in <see cref="Sent"/>; or null.</summary>
    public Edit? Before { get; init; }

    /// <summary>Gets the comparison of the two receipts: returns what is wrong, or null.</summary>
    public Func<CallbackReceipt, CallbackReceipt, string?> Compare { get; init; } = (_, _) => null;
}

/// <summary>A variant that was not read as it must be.</summary>
internal sealed record Failure(string Feed, string Test, string Pattern, string What, string Fault)
{
    /// <summary>Gets whether the request was refused; otherwise it was read wrongly.</summary>
    public bool IsRefused { get; init; }

    public override string ToString() => $"{Feed}: {Pattern} {What} in \"{Test}\": {Fault}";
}

/// <summary>A known exception: a position of a feed at which a change may cause a rejection. A wrong reading has no exception.</summary>
/// <param name="Feed">The feed.</param>
/// <param name="Pattern">The pointer of the member in the payload, with <c>*</c> for items; <c>…</c> at the end means all below.</param>
/// <param name="Reason">Why the change may cause a rejection.</param>
/// <param name="What">A part of the text that names the change; by default every change of the property.</param>
internal sealed record Exempt(string Feed, string Pattern, string Reason, string What = "")
{
    public bool Covers(Failure failure) =>
        failure.IsRefused
        && failure.Feed == Feed
        && failure.What.Contains(What, StringComparison.Ordinal)
        && (Pattern.EndsWith('…') ? failure.Pattern.StartsWith(Pattern[..^1], StringComparison.Ordinal) : failure.Pattern == Pattern);
}

/// <summary>Signs variants of the genuine requests of feeds again, and compares how they are read.</summary>
internal sealed class Survey
{
    private const int MostShown = 100;

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HashSet<string> _feeds = new(StringComparer.Ordinal);

    public int Variants { get; private set; }

    /// <summary>Gets the number of variants that could not be prepared, because the declared form of the value is refused too.</summary>
    public int Unprepared { get; private set; }

    public int Feeds => _feeds.Count;

    public List<Failure> Failures { get; } = [];

    /// <summary>Tries variants of every genuine request of feeds.</summary>
    public static Survey Of(IEnumerable<SurveyedFeed> feeds, Func<SurveyedRequest, IEnumerable<Variant>> variants)
    {
        var survey = new Survey();
        foreach (var request in feeds.SelectMany(feed => feed.Requests))
        {
            foreach (var variant in variants(request))
                survey.Try(request, variant);
        }

        return survey;
    }

    /// <summary>Returns the failures that no exception covers, one for each change of a member, and the unneeded exceptions.</summary>
    public IEnumerable<string> FindFaults(IReadOnlyList<Exempt> exempt) =>
        Failures
            .Where(failure => !exempt.Any(one => one.Covers(failure)))
            .DistinctBy(failure => (failure.Feed, failure.Pattern, failure.What))
            .Select(failure => failure.ToString())
            .Concat(exempt.Where(one => !Failures.Exists(one.Covers)).Select(one => $"{one}: the exception is not needed, remove it"));

    public override string ToString() => $"{Variants} variants of the requests of {Feeds} feeds tried ({Unprepared} could not be prepared)";

    private void Try(SurveyedRequest request, Variant variant)
    {
        // A request whose preparation is refused, such as another value of a member that selects the feed, says nothing.
        var before = variant.Before is null ? request.Genuine : request.Read([variant.Before]);
        if (before is not { Payloads: not null })
        {
            Unprepared++;
            return;
        }

        if (request.Read([variant.Sent]) is not { } after)
            return; // A form has no such value.
        Variants++;
        _feeds.Add(request.Feed.Name);
        if (Fault(variant, before, after) is { } fault)
            Failures.Add(
                new(request.Feed.Name, request.Test.Name, variant.Site.Pattern, variant.What, fault) { IsRefused = after.Payloads is null }
            );
    }

    private static string? Fault(Variant variant, Reading before, Reading after)
    {
        if (after.Payloads is null)
            return after.Refusal;
        var index = Math.Max(variant.Site.Payload, 0);
        if (after.Payloads.Count != before.Payloads!.Count)
            return $"{after.Payloads.Count} callbacks, and not {before.Payloads.Count}";
        for (var i = 0; i < before.Payloads.Count; i++)
        {
            var expected = before.Payloads[i];
            if (i == index && variant.Read is not null)
                expected = Reading.Plain(variant.Read.Apply(expected?.DeepClone()), before.HasFields);
            if (!JsonNode.DeepEquals(expected, after.Payloads[i]))
                return Difference(expected, after.Payloads[i], "");
        }

        // A list may be empty: what is around its items can change too.
        return before.Receipts.Count == 0 ? null : variant.Compare(before.Receipts[index], after.Receipts[index]);
    }

    /// <summary>Returns the first difference of two payloads, for people.</summary>
    private static string? Difference(JsonNode? expected, JsonNode? actual, string pointer)
    {
        if (JsonNode.DeepEquals(expected, actual))
            return null;
        if (expected is JsonObject left && actual is JsonObject right)
            return left.Select(member => member.Key)
                .Union(right.Select(member => member.Key))
                .Select(name => Difference(left[name], right[name], pointer + JsonPointer.Of(name)))
                .FirstOrDefault(difference => difference is not null);
        return $"{pointer} is read as {Text(actual)}, and not as {Text(expected)}";
    }

    private static string Text(JsonNode? node)
    {
        var text = node?.ToJsonString(Relaxed) ?? "nothing";
        return text.Length > MostShown ? $"{text[..MostShown]}…" : text;
    }
}
