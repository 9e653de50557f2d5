using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>The rules of a file's declarations about callbacks that cannot be parsed.</summary>
internal static class UnreadableCases
{
    private const string Constant = """
        "unreadable": "acknowledge", "acknowledge": { "body": "OK", "headers": { "X-Seen": "yes" } }
        """;

    public static IEnumerable<RuleCase> All =>
        [
            new("Where the answer is constant they may be acknowledged", "CBG0091", KeyTexts.Signed(Constant)),
            new("So may those of which a part is signed", "CBG0091", KeyTexts.Partly(Constant)),
            new(
                "An answer that is made of the request cannot be made",
                "CBG0091",
                KeyTexts.Signed("""{|CBG0091:"unreadable"|}: "acknowledge", "acknowledge": { "body": "OK{body:/id}" }"""),
                "No callback is acknowledged by \"unreadable\": \"acknowledge\" is made of the request, of which "
                    + "nothing can be read; answer with a constant, or remove it"
            ),
            new(
                "One of which a header is made neither",
                "CBG0091",
                KeyTexts.Signed("""{|CBG0091:"unreadable"|}: "acknowledge", "acknowledge": { "headers": { "X-Id": "{body:/id}" } }""")
            ),
            new(
                "The provider may come again for it",
                "CBG0091",
                KeyTexts.Signed(""" "unreadable": "retry", "acknowledge": { "body": "OK{body:/id}" }""")
            ),
            new(
                "Where nothing is signed none is known to be genuine",
                "CBG0091",
                KeyTexts.Unsigned("""{|CBG0091:"unreadable"|}: "acknowledge" """),
                "No callback is acknowledged by \"unreadable\": the proof covers nothing of a callback, so that none "
                    + "which cannot be read is known to be genuine; remove it"
            ),
            new("A token that is always the same proves none either", "CBG0091", Token("""{|CBG0091:"unreadable"|}: "acknowledge" """)),
            new("There they are refused anyway", "CBG0091", Token(""" "unreadable": "retry" """)),
            new("How they are answered is one of two words", "CBG0007", KeyTexts.Signed(""" "unreadable": {|CBG0007:"acknowlege"|} """)),
            new("How they are answered is a text", "CBG0005", KeyTexts.Signed(""" "unreadable": {|CBG0005:true|} """)),
        ];

    private static string Token(string callback) =>
        new FeedText { Verify = """{ "scheme": "token", "from": "header:X-Token", "key": "secret" }""", Callback = ", " + callback }
            .ToString()
            .WithPartlyCovered();
}
