using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>Patterns with exponential backtracking are reported at their own position.</summary>
internal static class PatternCases
{
    public static IEnumerable<RuleCase> All =>
        [
            new(
                "A pattern with a look-around that can run away is reported",
                "CBG0084",
                FeedText.Member("""{ "type": "string", "pattern": {|CBG0084:"^(?=x)(a+)+$"|} }"""),
                "A text can be constructed for which this pattern takes too long, because a look-around or word boundary is matched "
                    + "by backtracking: the callback is then refused, and its other patterns are not checked; write the repetitions "
                    + "so that a text matches them in only one way"
            ),
            new(
                "Where only length does it, a bound helps",
                "CBG0084",
                FeedText.Member("""{ "type": "string", "pattern": {|CBG0084:"^(?!x)a*a*$"|} }"""),
                "A text can be constructed for which this pattern takes too long, because a look-around or word boundary is matched "
                    + "by backtracking: the callback is then refused, and its other patterns are not checked; write the repetitions "
                    + "so that a text matches them in only one way, or bound the text by a \"maxLength\" of up to 1000"
            ),
            new("And silences the rule", "CBG0084", FeedText.Member("""{ "type": "string", "maxLength": 64, "pattern": "^(?!x)a*a*$" }""")),
            new(
                "A pattern of names is one too",
                "CBG0084",
                FeedText.Member("""{ "type": "object", "patternProperties": { {|CBG0084:"^(?=x)(a+)+$"|}: true } }""")
            ),
            new(
                "Without a look-around it cannot run away",
                "CBG0084",
                FeedText.Member("""{ "type": "string", "pattern": "^(?:(?:a|aa)+b|a+c)$" }""")
            ),
        ];
}
