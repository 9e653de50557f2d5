using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>A pattern whose matching can take too long, because it needs backtracking, is reported at its position in the schema.</summary>
internal static class PatternCases
{
    public static IEnumerable<RuleCase> All =>
        [
            new(
                "A pattern with a look-around whose matching can take too long is reported",
                "CBG0084",
                FeedText.Member("""{ "type": "string", "pattern": {|CBG0084:"^(?=x)(a+)+$"|} }"""),
                "A text can be constructed for which this pattern takes too long, because a look-around or word boundary is matched "
                    + "by backtracking: the callback is then refused, and its other patterns are not checked; write the repetitions "
                    + "so that a text matches them in only one way"
            ),
            new(
                "For a pattern that is slow only on long texts, the message proposes a maximum length",
                "CBG0084",
                FeedText.Member("""{ "type": "string", "pattern": {|CBG0084:"^(?!x)a*a*$"|} }"""),
                "A text can be constructed for which this pattern takes too long, because a look-around or word boundary is matched "
                    + "by backtracking: the callback is then refused, and its other patterns are not checked; write the repetitions "
                    + "so that a text matches them in only one way, or bound the text by a \"maxLength\" of up to 1000"
            ),
            new(
                "With a maximum length, such a pattern is not reported",
                "CBG0084",
                FeedText.Member("""{ "type": "string", "maxLength": 64, "pattern": "^(?!x)a*a*$" }""")
            ),
            new(
                "A slow pattern of member names is reported",
                "CBG0084",
                FeedText.Member("""{ "type": "object", "patternProperties": { {|CBG0084:"^(?=x)(a+)+$"|}: true } }""")
            ),
            new(
                "A pattern without a look-around is matched in linear time, and not reported",
                "CBG0084",
                FeedText.Member("""{ "type": "string", "pattern": "^(?:(?:a|aa)+b|a+c)$" }""")
            ),
        ];
}
