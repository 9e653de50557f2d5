namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>A payment that goes from pending to paid is two events, unless its key is the id of an event.</summary>
internal static class KeyStatusCases
{
    private const string Rule = "CBG0088";
    private const string State = "\"roles\": { \"status\": \"/state\" }, ";

    public static IEnumerable<RuleCase> All =>
        [
            new(
                "A key without the status is reported at its list",
                Rule,
                KeyTexts.Signed(State + "\"idempotencyKey\": {|CBG0088:[|}\"/id\"]"),
                "The status \"/state\" is not part of the key, so a payment that changes from pending to paid has one key, and its "
                    + "second callback is a conflict with the first or a duplicate of it; name it among the members of "
                    + "\"idempotencyKey\", or, where the provider gives each event its own id, declare it: { \"eventId\": \"/id\" }"
            ),
            new(
                "So is one of an id deeper down beside its status",
                Rule,
                KeyTexts.Signed("\"roles\": { \"status\": \"/data/state\" }, \"idempotencyKey\": {|CBG0088:[|}\"/data/id\"]")
            ),
            new("A key with the status is right", Rule, KeyTexts.Signed(State + "\"idempotencyKey\": [\"/id\", \"/state\"]")),
            new(
                "A feed without a status has none to name",
                Rule,
                KeyTexts.Signed("\"roles\": { \"reference\": \"/id\" }, \"idempotencyKey\": [\"/id\"]")
            ),
            new("A feed without a key neither", Rule, KeyTexts.Signed("\"roles\": { \"status\": \"/state\" }")),
            new(
                "What the file calls the id of an event is one",
                Rule,
                KeyTexts.Signed(State + "\"idempotencyKey\": { \"eventId\": \"/id\" }")
            ),
            new("What its name says is one too", Rule, KeyTexts.Signed(State + "\"idempotencyKey\": [\"/event_id\"]")),
            new(
                "The id of an envelope is one, as the status stands deeper",
                Rule,
                KeyTexts.Signed("\"roles\": { \"status\": \"/data/state\" }, \"idempotencyKey\": [\"/id\"]")
            ),
            new(
                "Or as it is the kind of event",
                Rule,
                KeyTexts.Signed("\"roles\": { \"status\": \"/type\" }, \"idempotencyKey\": [\"/id\"]")
            ),
            new(
                "An id that stands deeper than the kind of event is that of what it is about",
                Rule,
                KeyTexts.Signed("\"roles\": { \"status\": \"/type\" }, \"idempotencyKey\": {|CBG0088:[|}\"/data/id\"]")
            ),
            new(
                "A status that nobody signed needs a confirmed key",
                Rule,
                KeyTexts.Partly(State + "\"idempotencyKey\": {|CBG0088:[|}\"/id\"]"),
                "The status \"/state\" is not part of the key, so a payment that changes from pending to paid has one key, and its "
                    + "second callback is a conflict with the first or a duplicate of it; it is not signed: name the event by "
                    + "\"confirmedKey\", with the status among its members"
            ),
            new(
                "So does one that the sender may choose with the key",
                Rule,
                KeyTexts.Unsigned(State + "\"idempotencyKey\": {|CBG0088:[|}\"/id\", \"/state\"]")
            ),
            new(
                "With one it is right",
                Rule,
                KeyTexts.Partly(State + "\"idempotencyKey\": [\"/id\"], \"confirmedKey\": [\"/id\", \"/state\"]")
            ),
            new(
                "A confirmed key without the status is reported itself",
                Rule,
                KeyTexts.Partly(State + "\"idempotencyKey\": [\"/id\"], \"confirmedKey\": {|CBG0088:[|}\"/id\"]"),
                "The status \"/state\" is not part of the key, so a payment that changes from pending to paid has one key, and its "
                    + "second callback is a conflict with the first or a duplicate of it; name it among the members of "
                    + "\"confirmedKey\""
            ),
            new("One of an event's id needs none", Rule, KeyTexts.Partly(State + "\"confirmedKey\": [\"/event_id\"]")),
            new(
                "A signed status may stand in the key of a partly signed feed",
                Rule,
                KeyTexts.Partly("\"roles\": { \"status\": \"/data/state\" }, \"idempotencyKey\": [\"/id\", \"/data/state\"]")
            ),
        ];
}
