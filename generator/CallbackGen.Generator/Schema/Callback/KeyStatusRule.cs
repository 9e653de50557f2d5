using System.Text.RegularExpressions;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Security;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>
/// Warns of an idempotency key without the status: the reports that a payment is pending and later paid would be one event, and the
/// second report would contradict the first. An event id needs no status, because the provider assigns one to each report.
/// </summary>
/// <param name="keywords">The <c>callback</c> part.</param>
/// <param name="trust">The signed members and the trust level.</param>
/// <param name="problems">Receives the warning.</param>
internal sealed class KeyStatusRule(Keywords keywords, FeedTrust trust, ProblemList problems)
{
    // Matches whole words only. It does not match "message" or "delivery", because some providers report the status
    // of messages and deliveries.
    private static readonly Regex NamesEvent = new(
        @"(?:\A|[^A-Za-z]|(?<=[a-z0-9])(?=[A-Z]))(?i:event|notification|webhook|alert)[^A-Za-z]?(?i:id|uuid|guid)\z",
        RegexOptions.CultureInvariant
    );

    private static readonly Regex NamesKind = new(
        @"\A(?i:type|topic|(?:event|alert|notification|webhook)(?:[_-]?(?:type|name))?)\z",
        RegexOptions.CultureInvariant
    );

    public void Check(EquatableArray<RoleModel> roles, IdempotencyKey key, EquatableArray<string> confirmedKey)
    {
        if (problems.HasErrors || roles.FirstOrDefault(role => role.Role == "status")?.Pointer is not { } status)
            return;
        var keyword = keywords.Has("confirmedKey") ? "confirmedKey" : "idempotencyKey";
        var pointers = keyword == "confirmedKey" ? confirmedKey : key.Pointers;
        if (pointers.Count == 0 || pointers.Any(pointer => IsEventId(pointer, status, key)))
            return;
        if (keyword == "idempotencyKey" && trust.Level != TrustLevel.Verified && !trust.Coverage.Covers(status))
            Report("it is not signed: name the event by \"confirmedKey\", with the status among its members");
        else if (!pointers.Contains(status))
            Report(
                keyword == "confirmedKey"
                    ? "name it among the members of \"confirmedKey\""
                    : "name it among the members of \"idempotencyKey\", or, where the provider gives each event its own id, declare "
                        + "it: { \"eventId\": \"/id\" }"
            );

        void Report(string advice) => problems.Add(SchemaRules.StatusOutsideKey, Places.Head(keywords[keyword]!), status, advice);
    }

    /// <summary>
    /// Returns whether a member is an event id: the file states it, its name says so, or it is the <c>/id</c> of an envelope, because
    /// the status is nested deeper or is the kind of the event.
    /// </summary>
    private static bool IsEventId(string pointer, string status, IdempotencyKey key) =>
        (key.IsEventId && key.Pointers.Contains(pointer))
        || NamesEvent.IsMatch(Last(pointer))
        || (pointer == "/id" && (JsonPointer.Segments(status).Length > 1 || NamesKind.IsMatch(Last(status))));

    private static string Last(string pointer) => JsonPointer.Segments(pointer).Last();
}
