using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>The rules of all keywords.</summary>
internal static class KeywordCases
{
    public static IEnumerable<RuleCase> All =>
        [
            new(
                "A misspelt keyword is reported at its name with the one that is meant",
                "CBG0003",
                FeedText.Member("""{ {|CBG0003:"tpye"|}: "string" }"""),
                "\"tpye\" is not a keyword of a payload schema; did you mean \"type\"?"
            ),
            new(
                "A keyword like no other is reported without a guess",
                "CBG0003",
                new FeedText { Callback = """, {|CBG0003:"webhookAddress"|}: 1""" }.ToString(),
                "\"webhookAddress\" is not a keyword of \"callback\"; remove it"
            ),
            new(
                "A keyword in the wrong case is not that keyword",
                "CBG0003",
                new FeedText { Callback = """, {|CBG0003:"MaxBodyBytes"|}: 2048""" }.ToString(),
                "\"MaxBodyBytes\" is not a keyword of \"callback\"; did you mean \"maxBodyBytes\"?"
            ),
            new(
                "A keyword of members is none of the file",
                "CBG0003",
                new FeedText
                {
                    Root = """, {|CBG0003:"coerce"|}: true, {|CBG0003:"sensitive"|}: true, {|CBG0003:"names"|}: []""",
                }.ToString(),
                "\"sensitive\" is not a keyword of a callback schema; remove it"
            ),
            new(
                "A member's name is not a keyword",
                "CBG0003",
                new FeedText { Properties = """{ "tpye": true, "callback": true, "$ref": true }""" }.ToString()
            ),
            new(
                "A header's or key's name is not a keyword",
                "CBG0003",
                FeedText.Test(
                    """
                    {
                      "name": "a",
                      "request": { "method": "POST", "headers": { "X-Odd": "" } },
                      "keys": { "secret": "" },
                      "expect": "rejected"
                    }
                    """
                )
            ),
            new(
                "A keyword of JSON Schema that is not enforced is reported, not ignored",
                "CBG0004",
                FeedText.Member("""{ "type": "string", {|CBG0004:"contentEncoding"|}: "base64" }"""),
                "\"contentEncoding\" is not supported here; this compiler does not enforce it, so remove it rather than rely on it"
            ),
            new(
                "References that depend on who refers are reported",
                "CBG0004",
                FeedText.Member("""{ {|CBG0004:"$dynamicRef"|}: "#node" }""")
            ),
            new(
                "Old words lead to the new ones",
                "CBG0004",
                FeedText.Member("""{ "type": "object", {|CBG0004:"dependencies"|}: {} }"""),
                "\"dependencies\" is not supported here; write \"dependentRequired\" or \"dependentSchemas\""
            ),
            new(
                "A schema for further members of a record is a check",
                "CBG0004",
                FeedText.Member("""{ "type": "object", "properties": {}, "additionalProperties": { "type": "string" } }""")
            ),
            new("The schema false is one like any other", "CBG0004", FeedText.Member("false")),
            new(
                "A map's entries may have a schema",
                "CBG0004",
                FeedText.Member("""{ "type": "object", "additionalProperties": { "type": "string" } }""")
            ),
            new(
                "A value of the wrong kind is reported at the value",
                "CBG0005",
                FeedText.Member("""{ "type": "string", "minLength": {|CBG0005:"1"|} }"""),
                "\"minLength\" must be a number"
            ),
            new(
                "A list or object of the wrong kind is reported at its head",
                "CBG0005",
                new FeedText { Receive = """[{|CBG0005:[|}]]""", Callback = """, "retry": {|CBG0005:[|}]""" }.ToString(),
                "\"retry\" must be an object"
            ),
            new("A file that is no object is reported at its head", "CBG0005", "{|CBG0005:[|}]", "\"the file\" must be one JSON object"),
            new(
                "A default may be of any kind",
                "CBG0005",
                new FeedText { Properties = """{ "a": { "default": null }, "b": { "default": [1] }, "c": { "default": {} } }""" }.ToString()
            ),
            new("An item may be a schema or true", "CBG0005", FeedText.Member("""{ "type": "array", "items": true }""")),
            new(
                "A missing keyword is reported at the head of the object that needs it",
                "CBG0006",
                new FeedText { Receive = """[{|CBG0006:{|} "method": "POST" }]""" }.ToString(),
                "\"content\" is missing: an entry of \"receive\" needs it"
            ),
            new(
                "A file without callback is reported at its head",
                "CBG0006",
                """{|CBG0006:{|} "type": "object" }""",
                "\"callback\" is missing: a callback schema needs it"
            ),
            new(
                "Every missing keyword is one report",
                "CBG0006",
                """{ "callback": {|CBG0006,CBG0006:{|} "provider": "Acme", "feed": "Paid" }, "type": "object" }"""
            ),
            new(
                "A check of a minimum count needs what is counted",
                "CBG0006",
                FeedText.Member("""{ "type": "array", {|CBG0006:"minContains"|}: 2 }"""),
                "\"contains\" is missing: a schema with \"minContains\" needs it"
            ),
            new("An enum without a type is a check", "CBG0006", FeedText.Member("""{ "enum": ["a", 1] }""")),
            new(
                "A date format needs its zone, and names need their enum",
                "CBG0006",
                new FeedText
                {
                    Properties = """
                    {
                      "a": { "type": "string", {|CBG0006:"dateFormat"|}: "yyyyMMdd" },
                      "b": { "type": "string", {|CBG0006:"names"|}: ["A"] }
                    }
                    """,
                }.ToString(),
                "\"timeZone\" is missing: a schema with \"dateFormat\" needs it"
            ),
            new(
                "A misspelt keyword is not missing as well",
                "CBG0003",
                new FeedText { Receive = """[{ {|CBG0003:"metod"|}: "POST", "content": "json" }]""" }.ToString(),
                "\"metod\" is not a keyword of an entry of \"receive\"; did you mean \"method\"?"
            ),
            new(
                "A type of another language is known",
                "CBG0007",
                FeedText.Member("""{ "type": {|CBG0007:"int"|} }"""),
                "The value of \"type\" must be one of object, array, string, integer, number, boolean and null, or an "
                    + "array of some of them, each once; did you mean \"integer\"?"
            ),
            new(
                "A value of the wrong kind is not missing as well",
                "CBG0006",
                new FeedText { Receive = """[{ "method": {|CBG0005:1|}, "content": "json" }]""" }.ToString()
            ),
            new(
                "A word that is none of the choices is reported with the nearest",
                "CBG0007",
                new FeedText { Keys = """{ "secret": { "encoding": {|CBG0007:"utf-8"|} } }""" }.ToString(),
                "The value of \"encoding\" must be one of utf8, hex, base64, pem, spki, jwk, jwks, raw-hex, "
                    + "raw-base64; did you mean \"utf8\"?"
            ),
            new(
                "An unknown scheme is reported with all that are known",
                "CBG0007",
                new FeedText { Keys = "{}", Verify = """{ "scheme": {|CBG0007:"hmca"|} }""" }.ToString(),
                "The value of \"scheme\" must be one of hmac, digest, signature, jwt, token, anyOf, none; did you mean \"hmac\"?"
            ),
            new(
                "A number out of its range is reported",
                "CBG0007",
                new FeedText
                {
                    Callback = """
                    , "maxBodyBytes": {|CBG0007:1023|},
                    "acknowledge": { "status": {|CBG0007:302|} },
                    "retry": { "attempts": {|CBG0007:1.5|}, "every": "PT1M" }
                    """,
                }.ToString(),
                "The value of \"maxBodyBytes\" must be a whole number of bytes from 1024 to 33554432"
            ),
            new(
                "32 MiB is a size, and a byte more is not",
                "CBG0007",
                new FeedText { Callback = """, "maxBodyBytes": 33554432""" }.ToString()
            ),
            new(
                "More than 32 MiB is reported",
                "CBG0007",
                new FeedText { Callback = """, "maxBodyBytes": {|CBG0007:33554433|}""" }.ToString()
            ),
            new(
                "A number in its range is not, however it is written",
                "CBG0007",
                new FeedText
                {
                    Callback =
                        """, "maxBodyBytes": 1.024e3, "acknowledge": { "status": 299 }, "retry": { "attempts": 1000.0, "every": "PT1M" }""",
                }.ToString()
            ),
            new(
                "An unknown type and one that occurs twice are reported at the value",
                "CBG0007",
                new FeedText
                {
                    Properties = """{ "a": { "type": {|CBG0007:"text"|} }, "b": { "type": ["string", {|CBG0007:"string"|}] } }""",
                }.ToString(),
                "The value of \"type\" must be one of object, array, string, integer, number, boolean and null, or an "
                    + "array of some of them, each once"
            ),
            new(
                "Several types are a check",
                "CBG0007",
                FeedText.Member("""{ "type": ["string", "integer", "null"], "minLength": 1, "minimum": 0 }""")
            ),
            new(
                "Another dialect is reported",
                "CBG0007",
                new FeedText { Root = """, "$schema": {|CBG0007:"https://json-schema.org/draft/2019-09/schema"|}""" }.ToString()
            ),
            new("A payload may be no object", "CBG0007", new FeedText { Payload = """ "type": "array" """ }.ToString()),
            new(
                "An unknown format is reported with the nearest",
                "CBG0007",
                FeedText.Member("""{ "type": "string", "format": {|CBG0007:"datetime"|} }""")
            ),
            new("A format that is only a note is known", "CBG0007", FeedText.Member("""{ "type": "string", "format": "idn-email" }""")),
            new(
                "An empty list of what must be there is reported as a whole",
                "CBG0007",
                new FeedText { Receive = "{|CBG0007:[]|}", Callback = """, "idempotencyKey": {|CBG0007:[]|}""" }.ToString()
            ),
            new(
                "A zone has an offset or a name",
                "CBG0007",
                new FeedText
                {
                    Properties = """
                    {
                      "a": { "type": "string", "dateFormat": "yyyyMMddHHmmss", "timeZone": "Europe/Warsaw" },
                      "b": {
                        "type": "string",
                        "dateFormat": "yyyyMMddHHmmss",
                        "timeZone": "America/Argentina/Buenos_Aires"
                      },
                      "c": {
                        "type": "string",
                        "dateFormat": "yyyyMMddHHmmss",
                        "timeZone": {|CBG0007:"Central European Standard Time"|}
                      },
                      "d": { "type": "string", "dateFormat": "yyyyMMddHHmmss", "timeZone": {|CBG0007:"CET"|} }
                    }
                    """,
                }.ToString(),
                "The value of \"timeZone\" must be an offset such as \"+08:00\", \"Z\", or the name of a zone of the "
                    + "IANA Time Zone Database such as \"Europe/Warsaw\""
            ),
            new(
                "A pointer, zone, address or time of the wrong shape is reported",
                "CBG0007",
                new FeedText
                {
                    Properties = """{ "at": { "type": "string", "dateFormat": "yyyyMMddHHmmss", "timeZone": {|CBG0007:"+8:00"|} } }""",
                    Callback = """
                    , "source": {|CBG0007:"www.acme.example"|},
                    "evidence": {|CBG0007:"a blog"|},
                    "roles": { "reference": {|CBG0007:"id"|} },
                    "tests": [{
                      "name": "a",
                      "request": { "method": "POST" },
                      "now": {|CBG0007:"today"|},
                      "expect": "rejected",
                      "reason": {|CBG0007:"Forged"|}
                    }]
                    """,
                }.ToString()
            ),
            new(
                "A keyword that does not go with the type is reported at its name",
                "CBG0008",
                FeedText.Member("""{ "type": "integer", {|CBG0008:"maxLength"|}: 5 }"""),
                "\"maxLength\" does not apply to the type integer; remove it"
            ),
            new(
                "Every keyword applies to its types",
                "CBG0008",
                new FeedText
                {
                    Properties = """
                    {
                      "a": {
                        "type": ["string", "null"],
                        "minLength": 1,
                        "pattern": "a",
                        "format": "uri",
                        "coerce": false
                      },
                      "b": { "type": "array", "items": {}, "minItems": 0 },
                      "c": { "type": "boolean", "const": true, "coerce": true }
                    }
                    """,
                }.ToString()
            ),
            new(
                "Bounds apply to numbers and to decimals, not to other text",
                "CBG0008",
                new FeedText
                {
                    Properties = """
                    {
                      "a": { "type": "string", {|CBG0008:"minimum"|}: 1 },
                      "b": { "type": "string", "format": "decimal", "minimum": 1 },
                      "c": { "type": "number", "minimum": 1 }
                    }
                    """,
                }.ToString()
            ),
            new(
                "What stands beside a reference applies too",
                "CBG0008",
                new FeedText
                {
                    Properties = """{ "a": { "$ref": "#/$defs/A", "title": "a", "maxLength": 5 } }""",
                    Root = """, "$defs": { "A": { "type": "string" } }""",
                }.ToString()
            ),
            new(
                "What a type makes of a value needs the type",
                "CBG0008",
                new FeedText
                {
                    Properties = """{ "a": { "$ref": "#/$defs/A", {|CBG0008:"coerce"|}: true } }""",
                    Root = """, "$defs": { "A": { "type": "string" } }""",
                }.ToString(),
                "\"coerce\" does not apply to a schema without \"type\"; remove it"
            ),
            new("Two lower bounds both hold", "CBG0008", FeedText.Member("""{ "type": "number", "minimum": 1, "exclusiveMinimum": 0 }""")),
            new(
                "A C# name is a member's only",
                "CBG0008",
                FeedText.Member(
                    """{ "type": "array", "items": { "type": "string", {|CBG0008:"csharpName"|}: "Item" }, "csharpName": "Items" }"""
                )
            ),
            new(
                "Arrays and objects coerce too",
                "CBG0008",
                FeedText.Member(
                    """
                    {
                      "type": "array",
                      "coerce": true,
                      "items": {
                        "type": "object",
                        "coerce": true,
                        "properties": { "a": { "type": ["object", "null"], "coerce": true } }
                      }
                    }
                    """
                )
            ),
            new(
                "What stands beside oneOf makes a check of it",
                "CBG0008",
                new FeedText
                {
                    Payload = """
                    "type": "object",
                    "oneOf": [{
                      "type": "object",
                      "properties": { "event": { "type": "string", "const": "a" } },
                      "required": ["event"]
                    }],
                    "additionalProperties": false
                    """,
                }.ToString()
            ),
            new(
                "A reason is for what is rejected, a url instead of a query",
                "CBG0008",
                FeedText.Test(
                    """
                    {
                      "name": "a",
                      "request": { "method": "POST", "url": "https://a.example/", {|CBG0008:"query"|}: "" },
                      "expect": "verified",
                      {|CBG0008:"reason"|}: "Expired"
                    }
                    """
                )
            ),
        ];
}
