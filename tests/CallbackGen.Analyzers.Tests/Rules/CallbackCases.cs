using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>The rules of how a feed arrives, and of its tests.</summary>
internal static class CallbackCases
{
    public static IEnumerable<RuleCase> All =>
    [
        new("A transport that is listed twice is reported at the second", "CBG0048", new FeedText { Receive = """[{ "method": "POST", "content": "json" }, {|CBG0048:{|} "method": "POST", "content": "json", "description": "Again." }]""" }.ToString(),
            "POST with json is listed twice; remove one"),
        new("Another method or content is another transport", "CBG0048", new FeedText { Receive = """[{ "method": "POST", "content": "json" }, { "method": "PUT", "content": "json" }, { "method": "POST", "content": "form" }]""" }.ToString()),

        new("Two tests of one name are reported at the second", "CBG0044", FeedText.Test("""{ "name": "a", "request": { "method": "POST" }, "expect": "rejected" }, { "name": {|CBG0044:"a"|}, "request": { "method": "POST" }, "expect": "rejected" }"""),
            "Two tests are named \"a\""),
        new("A rung that the feed does not reach is reported", "CBG0044", FeedText.Test("""{ "name": "a", "request": { "method": "POST" }, "expect": {|CBG0044:"authenticated"|} }"""),
            "A callback of this feed is never authenticated: its signature reaches \"verified\""),
        new("A method that the feed does not receive is reported", "CBG0044", FeedText.Test("""{ "name": "a", "request": { "method": {|CBG0044:"PUT"|} }, "expect": "verified" }""")),
        new("A day that no calendar has is reported", "CBG0044", FeedText.Test("""{ "name": "a", "request": { "method": "POST" }, "now": {|CBG0044:"2026-02-30T00:00:00Z"|}, "expect": "verified" }"""),
            "No clock shows \"2026-02-30T00:00:00Z\": correct the day or the zone"),
        new("What is to be rejected may be sent in any way", "CBG0044", FeedText.Test("""{ "name": "a", "request": { "method": "DELETE" }, "now": "2028-02-29T00:00:00+08:00", "expect": "rejected", "reason": "MethodNotAllowed" }""")),
    ];
}
