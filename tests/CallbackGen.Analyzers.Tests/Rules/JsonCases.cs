using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>The rules of JSON itself.</summary>
internal static class JsonCases
{
    public static IEnumerable<RuleCase> All =>
        [
            new(
                "A trailing comma is reported where it stands",
                "CBG0001",
                """{ "callback": {}{|CBG0001:,|} }""",
                "The schema file is not JSON: a comma is not allowed before the closing bracket; remove it"
            ),
            new(
                "A comment is reported at its first character",
                "CBG0001",
                "{\n  {|CBG0001:/|}/ no\n}",
                "The schema file is not JSON: comments are not JSON; use \"$comment\" or \"description\""
            ),
            new(
                "A name without quotes is reported",
                "CBG0001",
                "{ {|CBG0001:t|}itle: 1 }",
                "The schema file is not JSON: a member's name in double quotes is missing"
            ),
            new(
                "A comment before a value tells where notes belong",
                "CBG0001",
                """{ "title": {|CBG0001:/|}* no */ "x" }""",
                "The schema file is not JSON: comments are not JSON; use \"$comment\" or \"description\""
            ),
            new(
                "An unclosed string is reported where it begins",
                "CBG0001",
                """{ "title": {|CBG0001:"|}abc""",
                "The schema file is not JSON: the string that begins here is not closed"
            ),
            new("A line break in a string is reported where it stands", "CBG0001", "{ \"title\": \"a{|CBG0001:\n|}b\" }"),
            new("An empty file is reported at its end", "CBG0001", "{|CBG0001:|}", "The schema file is not JSON: a value is missing"),
            new("A missing brace is reported at the end", "CBG0001", """{ "title": "x"{|CBG0001:|}"""),
            new(
                "A second value is reported where it begins",
                "CBG0001",
                """{} {|CBG0001:{|}}""",
                "The schema file is not JSON: nothing may follow the value"
            ),
            new(
                "An unknown escape is reported alone",
                "CBG0001",
                """{ "title": "a{|CBG0001:\q|}b" }""",
                "The schema file is not JSON: not an escape that JSON knows"
            ),
            new("Half of a surrogate pair is reported over the string", "CBG0001", """{ "title": {|CBG0001:"\ud83d"|} }"""),
            new("A number that begins with a zero is reported", "CBG0001", """{ "default": {|CBG0001:0|}1 }"""),
            new(
                "Nesting beyond the limit is reported at the bracket that is too much",
                "CBG0001",
                """{ "default": """ + new string('[', 63) + "{|CBG0001:[|}" + new string(']', 64) + "}"
            ),
            new(
                "Nesting up to the limit is not",
                "CBG0001",
                new FeedText { Root = """, "default": """ + new string('[', 63) + new string(']', 63) }.ToString()
            ),
            new(
                "After a syntax error nothing else is said, because nothing behind it was read",
                "CBG0001",
                """{ "callback": { "provider": "Acme", {|CBG0001:f|}eed: "Paid" }, "typ": "object" }"""
            ),
            new(
                "Escapes of every kind are JSON",
                "CBG0001",
                new FeedText { Root = """, "description": "\" \\ \/ \b \f \n \r \t \u00e9 \ud83d\ude00" """ }.ToString()
            ),
            new(
                "A member that occurs twice is reported at the second name",
                "CBG0002",
                new FeedText { Root = """, "title": "a", {|CBG0002:"title"|}: "b" """ }.ToString(),
                "The member \"title\" occurs twice in this object; remove one"
            ),
            new(
                "A name written with an escape is the same name",
                "CBG0002",
                new FeedText { Root = """, "title": "a", {|CBG0002:"t\u0069tle"|}: "b" """ }.ToString()
            ),
            new(
                "A name may stand in two objects",
                "CBG0002",
                FeedText.Member("""{ "type": "object", "properties": { "id": { "type": "string" } } }""")
            ),
            new(
                "Names that differ in case are two names",
                "CBG0002",
                new FeedText { Properties = """{ "id": true, "Id": true }""" }.ToString()
            ),
        ];
}
