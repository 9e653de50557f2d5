using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>The rules of values: enums, constants, patterns, dates, bounds, names.</summary>
internal static class PayloadCases
{
    public static IEnumerable<RuleCase> All =>
        [
            new(
                "A required name that is not declared is reported at the name",
                "CBG0012",
                new FeedText { Root = """, "required": ["id", {|CBG0012:"ID"|}]""" }.ToString(),
                "\"ID\" is required but not declared under \"properties\"; declare it or remove it from \"required\"; did you mean "
                    + "\"id\"?"
            ),
            new(
                "A required name that is declared below is found there",
                "CBG0012",
                FeedText.Member("""{ "type": "object", "properties": { "a": true }, "required": ["a"] }""")
            ),
            new(
                "A value of another type in an enum is reported",
                "CBG0013",
                FeedText.Member("""{ "type": "string", "enum": ["a", {|CBG0013:1|}] }"""),
                "The enum must list strings only"
            ),
            new(
                "A fraction, null and a value that occurs twice are reported, each where it stands",
                "CBG0013",
                FeedText.Member("""{ "type": "integer", "enum": [1, {|CBG0013:1.5|}, {|CBG0013:null|}, {|CBG0013:1.0|}] }"""),
                "The enum must list integers only"
            ),
            new(
                "Null may be listed where it may stand, and values of any type where there is no type",
                "CBG0013",
                new FeedText
                {
                    Properties =
                        """{ "a": { "type": ["integer", "null"], "enum": [1, null] }, "b": { "enum": [1, "1", null, [1], { "a": 1 }] } }""",
                }.ToString()
            ),
            new(
                "Equal values of any type are reported",
                "CBG0013",
                FeedText.Member("""{ "enum": [{ "a": 1, "b": 2 }, {|CBG0013:{|} "b": 2.0, "a": 1 }] }""")
            ),
            new("An empty enum is reported as a whole", "CBG0013", FeedText.Member("""{ "type": "string", "enum": {|CBG0013:[]|} }""")),
            new(
                "Texts that differ in case are two values, and 1.0 is an integer",
                "CBG0013",
                new FeedText
                {
                    Properties = """
                    {
                      "a": { "type": "string", "enum": ["a", {|CBG0092:"A"|}, ""] },
                      "b": { "type": "integer", "enum": [1.0, -2, 3e2] }
                    }
                    """,
                }.ToString()
            ),
            new(
                "Names that are fewer than the values are reported at their bracket",
                "CBG0014",
                FeedText.Member("""{ "type": "integer", "enum": [0, 1], "names": {|CBG0014:[|}"New"] }"""),
                "The names of the enum are 1, its values 2; write one name for each value"
            ),
            new(
                "As many names as values are right",
                "CBG0014",
                FeedText.Member("""{ "type": "integer", "enum": [0, 1], "names": ["New", "Done"] }""")
            ),
            new(
                "A pattern with an error is reported",
                "CBG0015",
                FeedText.Member("""{ "type": "string", "pattern": {|CBG0015:"[a-"|} }""")
            ),
            new(
                "A pattern that ECMA-262 does not know is reported",
                "CBG0015",
                FeedText.Member("""{ "type": "string", "pattern": {|CBG0015:"\\Aa"|} }"""),
                "The pattern cannot be used: \\A has no meaning in ECMA-262"
            ),
            new(
                "A pattern of ECMA-262 is translated",
                "CBG0015",
                FeedText.Member("""{ "type": "string", "pattern": "^(?:\\d{2}|[\\w$[-]+)$" }""")
            ),
            new(
                "A pattern that .NET would decide otherwise is reported, in names too",
                "CBG0015",
                new FeedText
                {
                    Properties = """
                    {
                      "a": { "type": "string", "pattern": {|CBG0015:"(a)\\1"|} },
                      "b": { "type": "object", "patternProperties": { {|CBG0015:"\\p{Script=Greek}"|}: true } }
                    }
                    """,
                }.ToString(),
                "The pattern cannot be used: back-references are decided otherwise by .NET"
            ),
            new(
                "A date format that loses the month is reported",
                "CBG0016",
                FeedText.Member("""{ "type": "string", "dateFormat": {|CBG0016:"yyyy-mm-dd"|}, "timeZone": "Z" }"""),
                "This date format cannot be used: \"yyyy-mm-dd\" does not identify a day and a time; write a .NET custom format such "
                    + "as \"yyyy-MM-dd HH:mm:ss\""
            ),
            new(
                "A date format without a time gives the day",
                "CBG0016",
                FeedText.Member("""{ "type": "string", "dateFormat": "d MMM yyyy", "timeZone": "-03:30" }""")
            ),
            new(
                "A minimum above the maximum is reported at the maximum",
                "CBG0017",
                FeedText.Member("""{ "type": "number", "minimum": 10, "maximum": {|CBG0017:9.99|} }"""),
                "No value satisfies \"minimum\" and \"maximum\" together; correct one of them"
            ),
            new(
                "Lengths and counts are compared too",
                "CBG0017",
                new FeedText
                {
                    Properties = """
                    {
                      "a": { "type": "string", "minLength": 2, "maxLength": {|CBG0017:1|} },
                      "b": { "type": "array", "minItems": 2, "maxItems": {|CBG0017:1|} }
                    }
                    """,
                }.ToString()
            ),
            new(
                "A minimum that is the maximum leaves one value",
                "CBG0017",
                FeedText.Member("""{ "type": "integer", "minimum": 7, "maximum": 7 }""")
            ),
            new(
                "Exclusive bounds that meet leave none",
                "CBG0017",
                FeedText.Member("""{ "type": "number", "exclusiveMinimum": 1, "exclusiveMaximum": {|CBG0017:1|} }""")
            ),
            new(
                "A bound that excludes the other's only value leaves none",
                "CBG0017",
                FeedText.Member("""{ "type": "number", "minimum": 1, "exclusiveMaximum": {|CBG0017:1|} }""")
            ),
            new(
                "A name that is no identifier is reported",
                "CBG0021",
                FeedText.Member("""{ "type": "string", "csharpName": {|CBG0021:"due-date"|} }"""),
                "\"due-date\" cannot be converted to a C# identifier: use letters and digits, beginning with a letter (a capital for "
                    + "\"csharpName\")"
            ),
            new(
                "A C# name without a capital is reported, other names may do without",
                "CBG0021",
                new FeedText
                {
                    Properties = """
                    {
                      "a": { "type": "string", "csharpName": {|CBG0021:"dueDate"|} },
                      "b": { "type": "string", "enum": ["x"], "names": ["due"] }
                    }
                    """,
                }.ToString()
            ),
            new(
                "A key's name, an enum's names and a provider's name must be identifiers",
                "CBG0021",
                new FeedText
                {
                    Keys = """{ "secret": { "encoding": "utf8" }, {|CBG0034,CBG0021:"the key"|}: { "encoding": "utf8" } }""",
                    Properties = """{ "a": { "type": "string", "enum": ["x"], "names": [{|CBG0021:"1x"|}] } }""",
                }.ToString()
            ),
            new(
                "A provider whose name begins with a digit is reported",
                "CBG0021",
                new FeedText().ToString().Replace("\"Acme\"", "{|CBG0021:\"2Pay\"|}", StringComparison.Ordinal)
            ),
            new(
                "Letters of every script make an identifier, and JSON names may be anything",
                "CBG0021",
                new FeedText
                {
                    Properties = """{ "due-date": { "type": "string", "csharpName": "Fällig中9" }, "": true, "😀": true, "class": true }""",
                }.ToString()
            ),
            new(
                "A constant of another type is reported",
                "CBG0022",
                FeedText.Member("""{ "type": "string", "const": {|CBG0022:1|} }"""),
                "The constant 1 is not of the type string; change one of them"
            ),
            new("A fraction is no integer", "CBG0022", FeedText.Member("""{ "type": "integer", "const": {|CBG0022:1.5|} }""")),
            new(
                "A constant of a nullable type is of the type",
                "CBG0022",
                new FeedText
                {
                    Properties = """
                    {
                      "a": { "type": ["string", "null"], "const": "1" },
                      "b": { "type": "integer", "const": 1.0 },
                      "c": { "type": "boolean", "const": false }
                    }
                    """,
                }.ToString()
            ),
            new(
                "What only typed reading does is reported in a check",
                "CBG0024",
                FeedText.Member(
                    """
                    {
                      "anyOf": [
                        { "type": "integer", {|CBG0024:"coerce"|}: true },
                        { "type": "string", {|CBG0024:"sensitive"|}: true }
                      ]
                    }
                    """
                ),
                "\"coerce\" has no effect here: the schema is a check, not the type of a member; state it where the member is declared"
            ),
            new(
                "Where members are typed it is right",
                "CBG0024",
                FeedText.Member("""{ "type": "integer", "coerce": true, "sensitive": true, "not": { "const": 0 } }""")
            ),
            new(
                "A branch without its condition has no effect",
                "CBG0025",
                FeedText.Member("""{ "type": "string", {|CBG0025:"then"|}: { "maxLength": 1 }, {|CBG0025:"else"|}: false }"""),
                "\"then\" has no effect without \"if\""
            ),
            new(
                "A condition may have one branch",
                "CBG0025",
                FeedText.Member("""{ "type": "string", "if": { "minLength": 1 }, "else": false }""")
            ),
            new(
                "Properties without a type make no record",
                "CBG0026",
                FeedText.Member("""{ {|CBG0026:"properties"|}: { "a": true } }"""),
                "Without \"type\": \"object\" next to \"properties\" a value of another type is accepted too, and the C# type is "
                    + "JsonElement instead of a record"
            ),
            new(
                "In a check they are as JSON Schema has them",
                "CBG0026",
                FeedText.Member("""{ "type": "object", "not": { "properties": { "a": { "const": 1 } } } }""")
            ),
            new(
                "Two schemas of one name are reported at the second",
                "CBG0027",
                new FeedText { Properties = """{ "a": { "$anchor": "x" }, "b": { "$anchor": {|CBG0027:"x"|} } }""" }.ToString(),
                "\"x\" already names another schema of this file; rename one of them"
            ),
            new(
                "Anchors of two resources do not meet",
                "CBG0027",
                new FeedText { Properties = """{ "a": { "$id": "a", "$anchor": "x" }, "b": { "$id": "b", "$anchor": "x" } }""" }.ToString()
            ),
            new(
                "A typed member of a form must coerce, and is told so at its name",
                "CBG0019",
                new FeedText
                {
                    Receive = """[{ "method": "POST", "content": "json" }, { "method": "POST", "content": "form" }]""",
                    Properties = """{ {|CBG0019:"n"|}: { "type": "integer" }, {|CBG0019:"b"|}: { "type": "boolean" } }""",
                }.ToString(),
                "\"n\" is an integer, but this feed also arrives as a form, where every value is text: add \"coerce\": true"
            ),
            new(
                "Text and what coerces may arrive in a form",
                "CBG0019",
                new FeedText
                {
                    Receive = """[{ "method": "POST", "content": "form" }]""",
                    Properties = """
                    {
                      "n": { "type": "integer", "coerce": true },
                      "s": { "type": "string" },
                      "d": { "type": "string", "format": "decimal" }
                    }
                    """,
                }.ToString()
            ),
            new(
                "A token's claims are JSON, however the token arrives",
                "CBG0019",
                new FeedText
                {
                    Receive = """[{ "method": "POST", "content": "form" }]""",
                    Verify = """{ "scheme": "jwt", "from": "body:/t", "algorithms": ["HS256"], "key": "secret" }""",
                    Callback = """, "payload": "jwt" """,
                    Properties = """{ "n": { "type": "integer" } }""",
                }.ToString()
            ),
            new(
                "A required object cannot arrive in flat XML",
                "CBG0020",
                new FeedText
                {
                    Receive = """[{ "method": "POST", "content": "xml" }]""",
                    Verify = """{ "scheme": "none", "reason": "A test" }""",
                    Keys = "{}",
                    Properties = """{ {|CBG0020:"o"|}: { "type": "object", "properties": {} }, {|CBG0020:"a"|}: { "type": "array" } }""",
                    Root = """, "required": ["o", "a"]""",
                }.ToString(),
                "\"o\" is required but an object cannot arrive in a flat XML body: remove it from \"required\", or receive JSON only"
            ),
            new(
                "A required object of which the message names a member cannot arrive in a form",
                "CBG0020",
                new FeedText
                {
                    Receive = """[{ "method": "POST", "content": "form" }]""",
                    Verify = """
                    {
                      "scheme": "hmac",
                      "algorithm": "sha256",
                      "key": "secret",
                      "signature": { "from": "header:S", "encoding": "hex" },
                      "message": "{body:/o/x}"
                    }
                    """,
                    Properties = """{ {|CBG0020:"o"|}: { "type": "object", "properties": { "x": { "type": "string" } } } }""",
                    Root = """, "required": ["o"]""",
                }.ToString()
            ),
            new(
                "A required object or list arrives in a query by names in brackets",
                "CBG0020",
                new FeedText
                {
                    Receive = """[{ "method": "GET", "content": "query" }]""",
                    Verify = """{ "scheme": "none", "reason": "A test" }""",
                    Keys = "{}",
                    Properties = """{ "o": { "type": "object", "properties": {} }, "a": { "type": "array" } }""",
                    Root = """, "required": ["o", "a"]""",
                }.ToString()
            ),
            new(
                "An optional object may be absent from a query",
                "CBG0020",
                new FeedText
                {
                    Receive = """[{ "method": "GET", "content": "query" }]""",
                    Verify = """{ "scheme": "none", "reason": "A test" }""",
                    Keys = "{}",
                    Properties = """{ "o": { "type": "object", "properties": {} } }""",
                }.ToString()
            ),
        ];
}
