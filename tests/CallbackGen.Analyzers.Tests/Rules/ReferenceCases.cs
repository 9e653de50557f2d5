using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>The rules of <c>$ref</c>, <c>$defs</c> and events.</summary>
internal static class ReferenceCases
{
    private const string Paid =
        """{ "type": "object", "properties": { "event": { "type": "string", "const": "paid" } }, "required": ["event"] }""";

    public static IEnumerable<RuleCase> All =>
        [
            new(
                "A reference to nothing is reported at its value",
                "CBG0010",
                FeedText.Member("""{ "$ref": {|CBG0010:"#/$defs/Money"|} }"""),
                "\"#/$defs/Money\" refers to no schema in this file, and other files are not read; write \"#/$defs/Name\" and define "
                    + "Name under \"$defs\""
            ),
            new(
                "A reference to another file, or to what is no schema, is reported",
                "CBG0010",
                new FeedText
                {
                    Properties = """
                    {
                      "a": { "$ref": {|CBG0010:"other.json#/$defs/A"|} },
                      "b": { "$ref": {|CBG0010:"#/properties/c/enum"|} },
                      "c": { "type": "string", "enum": ["x"] }
                    }
                    """,
                }.ToString()
            ),
            new(
                "Any schema of the file can be referred to, by pointer, anchor and id",
                "CBG0010",
                new FeedText
                {
                    Properties = """
                    {
                      "a": { "$anchor": "money", "type": "string" },
                      "b": { "$ref": "#/properties/a" },
                      "c": { "$ref": "#money" },
                      "d": { "$id": "d", "type": "string" },
                      "e": { "$ref": "d" }
                    }
                    """,
                }.ToString()
            ),
            new(
                "A name with a slash is found by its escaped form",
                "CBG0010",
                WithDefinitions("""{ "a/b": { "type": "string" } }""", "#/$defs/a~1b")
            ),
            new(
                "Definitions that only lead to one another are reported",
                "CBG0011",
                WithDefinitions("""{ "A": { "$ref": {|CBG0011:"#/$defs/B"|} }, "B": { "$ref": {|CBG0011:"#/$defs/A"|} } }""", "#/$defs/A"),
                "\"#/$defs/A\" refers only to itself, so it has no type; declare a type in one of the definitions"
            ),
            new(
                "A definition that leads into a circle is not part of it",
                "CBG0011",
                WithDefinitions("""{ "A": { "$ref": "#/$defs/B" }, "B": { "$ref": {|CBG0011:"#/$defs/B"|} } }""", "#/$defs/A")
            ),
            new(
                "A list of itself is a check",
                "CBG0011",
                WithDefinitions("""{ "A": { "type": "array", "items": { "$ref": "#/$defs/A" } } }""", "#/$defs/A")
            ),
            new(
                "Schemas that apply one another in place are reported",
                "CBG0011",
                WithDefinitions("""{ "A": { "anyOf": [{ "type": "string" }, { "$ref": {|CBG0011:"#/$defs/A"|} }] } }""", "#/$defs/A")
            ),
            new(
                "A record may hold itself, a chain may end",
                "CBG0011",
                WithDefinitions(
                    """
                    {
                      "A": { "$ref": "#/$defs/B" },
                      "B": {
                        "type": "object",
                        "properties": {
                          "next": { "$ref": "#/$defs/A" },
                          "all": { "type": "array", "items": { "$ref": "#/$defs/B" } }
                        }
                      }
                    }
                    """,
                    "#/$defs/A"
                )
            ),
            new(
                "Definitions that nest too deep are reported where they do",
                "CBG0023",
                WithDefinitions(Chain(70), "#/$defs/A0")
                    .Replace(
                        "\"A63\": { \"type\": \"object\", \"properties\": { \"next\": {",
                        "\"A63\": { \"type\": \"object\", \"properties\": { \"next\": {|CBG0023:{|}",
                        StringComparison.Ordinal
                    )
            ),
            new(
                "Records that hold two others each multiply, and are reported at the payload",
                "CBG0023",
                Multiplying(40),
                "The payload cannot be compiled: it has more members, or deeper ones, than can be compiled: records that contain "
                    + "each other many times multiply"
            ),
            new(
                "Records that hold two others each may be a few",
                "CBG0023",
                Multiplying(8).Replace("{|CBG0023:{|}", "{", StringComparison.Ordinal)
            ),
            new(
                "Events that share no constant are reported at the list",
                "CBG0018",
                Events(
                    Paid,
                    """{ "type": "object", "properties": { "event": { "type": "string" } }, "required": ["event"] }""",
                    marked: true
                ),
                "Events cannot be distinguished: the alternatives of \"oneOf\" must share one required string member whose \"const\" "
                    + "differs in each; declare it in every one"
            ),
            new("Two events of one constant are not told apart", "CBG0018", Events(Paid, Paid, marked: true)),
            new(
                "A constant that may be absent tells nothing apart",
                "CBG0018",
                Events(Paid, """{ "type": "object", "properties": { "event": { "type": "string", "const": "failed" } } }""", marked: true)
            ),
            new(
                "An alternative that is no object makes a check of all",
                "CBG0018",
                new FeedText
                {
                    Payload = $$"""
                    "oneOf": [{{Paid}}, { "$ref": "#/$defs/A" }], "$defs": { "A": { "type": "string" } }
                    """,
                }.ToString()
            ),
            new(
                "One definition is one event",
                "CBG0018",
                new FeedText
                {
                    Payload = $$"""
                    "oneOf": [{ "$ref": "#/$defs/A" }, { "$ref": {|CBG0018:"#/$defs/A"|} }], "$defs": { "A": {{Paid}} }
                    """,
                }.ToString()
            ),
            new(
                "Events told apart by a required constant are right, and a mistake in a definition is said once",
                "CBG0018",
                new FeedText
                {
                    Payload = """
                    "oneOf": [
                      { "$ref": "#/$defs/A" },
                      {
                        "type": "object",
                        "properties": {
                          "event": { "type": "string", "const": "failed" },
                          "of": { "$ref": "#/$defs/A" }
                        },
                        "required": ["event"]
                      }
                    ],
                    "$defs": {
                      "A": {
                        "type": "object",
                        "properties": {
                          "event": { "type": "string", "const": "paid" },
                          "n": { "type": "string", "maxLength": {|CBG0007:-1|} }
                        },
                        "required": ["event"]
                      }
                    }
                    """,
                }.ToString()
            ),
        ];

    private static string WithDefinitions(string definitions, string reference) =>
        new FeedText { Properties = $$"""{ "a": { "$ref": "{{reference}}" } }""", Root = $", \"$defs\": {definitions}" }.ToString();

    private static string Events(string first, string second, bool marked) =>
        new FeedText { Payload = $"\"oneOf\": {(marked ? "{|CBG0018:[|}" : "[")}{first}, {second}]" }.ToString();

    private static string Chain(int count) =>
        "{ " + string.Join(", ", Enumerable.Range(0, count).Select(index => Link(index, isLast: index + 1 == count))) + " }";

    private static string Link(int index, bool isLast)
    {
        var next = isLast ? "" : $"\"$ref\": \"#/$defs/A{index + 1}\"";
        return $$"""
            "A{{index}}": { "type": "object", "properties": { "next": { {{next}} } } }
            """;
    }

    private static string Multiplying(int count)
    {
        var definitions = string.Join(
            ", ",
            Enumerable
                .Range(0, count)
                .Select(index =>
                    index + 1 < count
                        ? $$"""
                            "A{{index}}": { "type": "object", "properties": { "l": { "$ref": "#/$defs/A{{index
                                + 1}}" }, "r": { "$ref": "#/$defs/A{{index + 1}}" } } }
                            """
                        : $$"""
                            "A{{index}}": { "type": "string" }
                            """
                )
        );
        return new FeedText
        {
            Properties = """{|CBG0023:{|} "a": { "$ref": "#/$defs/A0" } }""",
            Root = $$""", "$defs": { {{definitions}} }""",
        }.ToString();
    }
}
