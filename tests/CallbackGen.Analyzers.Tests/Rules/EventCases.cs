using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>Mistakes of one file about the event that its feed shares, and about repetitions.</summary>
internal static class EventCases
{
    public static IEnumerable<RuleCase> All =>
        [
            new(
                "An event has a key",
                "CBG0087",
                KeyTexts.Signed("{|CBG0087:\"event\"|}: \"Settlement\""),
                "The event cannot be shared: no key identifies this feed's events: name in \"idempotencyKey\" the members that they "
                    + "share with those of the other feeds"
            ),
            new(
                "A reason why there is none is no key",
                "CBG0087",
                KeyTexts.Signed("{|CBG0087:\"event\"|}: \"Settlement\", \"idempotencyKey\": { \"none\": \"No id.\" }")
            ),
            new(
                "With one it may be shared",
                "CBG0087",
                KeyTexts.Signed("\"event\": \"Settlement\", \"idempotencyKey\": [\"/id\", \"/state\"]")
            ),
            new(
                "An unsigned one has a confirmed key",
                "CBG0087",
                KeyTexts.Partly("{|CBG0087:\"event\"|}: \"Settlement\", \"idempotencyKey\": [\"/id\"]"),
                "The event cannot be shared: the signature does not cover every member, so that an event is shared only once it is "
                    + "confirmed: name in \"confirmedKey\" the members that identify it"
            ),
            new(
                "With a confirmed key it may be shared",
                "CBG0087",
                KeyTexts.Partly("\"event\": \"Settlement\", \"confirmedKey\": [\"/id\", \"/state\"]")
            ),
            new(
                "An event is not called like its feed",
                "CBG0087",
                KeyTexts.Signed("\"event\": {|CBG0087:\"PAID\"|}, \"idempotencyKey\": [\"/id\", \"/state\"]"),
                "The event cannot be shared: \"PAID\" is the name of this feed, whose own keys could be those of the shared events; "
                    + "give the event another name"
            ),
            new(
                "An event's name is one of letters and digits",
                "CBG0021",
                KeyTexts.Signed("\"event\": {|CBG0021:\"acme:paid\"|}, \"idempotencyKey\": [\"/id\", \"/state\"]")
            ),
            new("It is a text", "CBG0005", KeyTexts.Signed("\"event\": {|CBG0005:1|}, \"idempotencyKey\": [\"/id\", \"/state\"]")),
            new(
                "Attempts have a time between them",
                "CBG0006",
                Retry("""{|CBG0006:{|} "attempts": 5 }"""),
                "\"every\" is missing: \"attempts\" needs it"
            ),
            new(
                "A time between attempts says how many there are",
                "CBG0006",
                Retry("""{|CBG0006:{|} "every": "PT5M", "total": "P1D" }"""),
                "\"attempts\" is missing: \"every\" needs it"
            ),
            new(
                "A repetition says something",
                "CBG0006",
                Retry("""{|CBG0006:{|} }"""),
                "\"attempts\" with \"every\", or \"total\" is missing: \"retry\" needs it"
            ),
            new("A misspelt word of it is not missing too", "CBG0003", Retry("""{ "attempts": 5, {|CBG0003:"evry"|}: "PT5M" }""")),
            new("It may say how long only", "CBG0006", Retry("""{ "total": "P3D" }""")),
            new("It may say everything", "CBG0006", Retry("""{ "attempts": 5, "every": "PT5M", "total": "PT20M" }""")),
            new("How long it takes is a duration", "CBG0035", Retry("""{ "total": {|CBG0035:"3 days"|} }""")),
            new(
                "It takes as long as its attempts do",
                "CBG0042",
                Retry("""{ "attempts": 5, "every": "PT5M", "total": {|CBG0042:"PT19M59S"|} }"""),
                "This time is not plausible: \"total\" is less than 5 attempts take, one every PT5M; state the time from the first "
                    + "to the last of them, or more"
            ),
            new("However many there are", "CBG0042", Retry("""{ "attempts": 1000, "every": "P9999D", "total": {|CBG0042:"P9999D"|} }""")),
            new("One attempt takes no time", "CBG0042", Retry("""{ "attempts": 1, "every": "P1D", "total": "PT1S" }""")),
        ];

    private static string Retry(string retry) => new FeedText { Callback = $", \"retry\": {retry}" }.ToString();
}
