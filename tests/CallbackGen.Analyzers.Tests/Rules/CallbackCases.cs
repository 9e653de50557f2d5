using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>The rules of a feed's transport and of its tests.</summary>
internal static class CallbackCases
{
    public static IEnumerable<RuleCase> All =>
        [
            new(
                "A transport that is listed twice is reported at the second",
                "CBG0048",
                new FeedText
                {
                    Receive = """
                    [
                      { "method": "POST", "content": "json" },
                      {|CBG0048:{|} "method": "POST", "content": "json", "description": "Again." }
                    ]
                    """,
                }.ToString(),
                "POST with json is listed twice; remove one"
            ),
            new(
                "Another method or content is another transport",
                "CBG0048",
                new FeedText
                {
                    Receive = """
                    [
                      { "method": "POST", "content": "json" },
                      { "method": "PUT", "content": "json" },
                      { "method": "POST", "content": "form" }
                    ]
                    """,
                }.ToString()
            ),
            new(
                "A media type that is another content's is reported where it is listed",
                "CBG0085",
                new FeedText
                {
                    Receive = """
                    [
                      {
                        "method": "POST",
                        "content": "json",
                        "types": [{|CBG0085:"application/x-www-form-urlencoded"|}]
                      },
                      { "method": "POST", "content": "form" }
                    ]
                    """,
                }.ToString(),
                "\"application/x-www-form-urlencoded\" would choose json as well as form, and its type is not signed: "
                    + "list it in one of them"
            ),
            new(
                "A media type that two list is reported at the later",
                "CBG0085",
                new FeedText
                {
                    Receive = """
                    [
                      { "method": "POST", "content": "json", "types": ["text/plain"] },
                      { "method": "POST", "content": "xml", "types": [{|CBG0085:"text/plain"|}] }
                    ]
                    """,
                }.ToString()
            ),
            new(
                "A suffix is a usual type too",
                "CBG0085",
                new FeedText
                {
                    Receive = """
                    [
                      { "method": "POST", "content": "form", "types": [{|CBG0085:"application/x+json"|}] },
                      { "method": "POST", "content": "json" }
                    ]
                    """,
                }.ToString()
            ),
            new(
                "A media type may be another content's of another method, or of none",
                "CBG0085",
                new FeedText
                {
                    Receive = """
                    [
                      {
                        "method": "POST",
                        "content": "json",
                        "types": ["text/plain", "application/x-www-form-urlencoded"]
                      },
                      { "method": "PUT", "content": "form", "types": ["text/plain"] }
                    ]
                    """,
                }.ToString()
            ),
            new(
                "A media type has no parameters, no capitals and stands once",
                "CBG0007",
                new FeedText
                {
                    Receive = """
                    [{
                      "method": "POST",
                      "content": "json",
                      "types": [
                        "text/plain", {|CBG0007:"text/plain"|}, {|CBG0007:"Text/x"|},
                        {|CBG0007:"text/x; charset=utf-8"|}, {|CBG0007:"text"|}
                      ]
                    }]
                    """,
                }.ToString(),
                "The value of \"types\" must be an array of media types in lower case and without parameters, such as "
                    + "\"text/plain\", each once"
            ),
            new(
                "A query has no media type",
                "CBG0008",
                new FeedText
                {
                    Receive = """[{ "method": "GET", "content": "query", {|CBG0008:"types"|}: ["text/plain"] }]""",
                    Verify = """{ "scheme": "none", "reason": "A test." }""",
                    Keys = "{}",
                }.ToString()
            ),
            new(
                "A charset of a form is one of the list",
                "CBG0007",
                new FeedText
                {
                    Receive = """[{ "method": "POST", "content": "form", "charset": {|CBG0007:"windows-1253"|} }]""",
                }.ToString(),
                "The value of \"charset\" must be one of utf-8, us-ascii, iso-8859-1, iso-8859-15, windows-1250, "
                    + "windows-1251, windows-1252, shift_jis, euc-jp, gbk, gb2312, big5, euc-kr; did you mean "
                    + "\"windows-1250\"?"
            ),
            new(
                "A field below a field cannot name a charset",
                "CBG0007",
                new FeedText { Receive = """[{ "method": "POST", "content": "form", "charset": {|CBG0007:"body:/a/b"|} }]""" }.ToString()
            ),
            new(
                "JSON has no charset",
                "CBG0008",
                new FeedText
                {
                    Receive = """[{ "method": "POST", "content": "json", {|CBG0008:"charset"|}: "windows-1252" }]""",
                }.ToString(),
                "\"charset\" does not apply to the content json, which is always in UTF-8; remove it"
            ),
            new(
                "Two charsets of a feed are reported",
                "CBG0086",
                new FeedText
                {
                    Receive = """
                    [
                      { "method": "POST", "content": "form", "charset": {|CBG0086:"windows-1252"|} },
                      { "method": "PUT", "content": "form" }
                    ]
                    """,
                }.ToString(),
                "The charset is ambiguous: the forms of a feed must have one charset: the method and the type of a request are not "
                    + "signed, and would choose among several"
            ),
            new(
                "A charset that nothing signed names is reported",
                "CBG0086",
                new FeedText
                {
                    Receive = """[{ "method": "POST", "content": "form", "charset": {|CBG0086:"body:/charset"|} }]""",
                    Verify = """
                    {
                      "scheme": "hmac",
                      "algorithm": "sha256",
                      "key": "secret",
                      "signature": { "from": "header:X-Sign", "encoding": "hex" },
                      "message": ["{body:/id}|{body:/amount}"]
                    }
                    """,
                }.ToString(),
                "The charset is ambiguous: no signed value determines body:/charset, so anyone could choose how the signed bytes are "
                    + "read: sign it, or fix the charset"
            ),
            new(
                "A charset that a signed field names is right",
                "CBG0086",
                new FeedText { Receive = """[{ "method": "POST", "content": "form", "charset": "body:/charset" }]""" }.ToString()
            ),
            new(
                "Two tests of one name are reported at the second",
                "CBG0044",
                FeedText.Test(
                    """
                    { "name": "a", "request": { "method": "POST" }, "expect": "rejected" },
                    { "name": {|CBG0044:"a"|}, "request": { "method": "POST" }, "expect": "rejected" }
                    """
                ),
                "The test does not fit its feed: two tests are named \"a\""
            ),
            new(
                "A trust level that the feed does not reach is reported",
                "CBG0044",
                FeedText.Test("""{ "name": "a", "request": { "method": "POST" }, "expect": {|CBG0044:"authenticated"|} }"""),
                "The test does not fit its feed: a callback of this feed is never authenticated: its signature reaches "
                    + "\"verified\"; expect \"verified\""
            ),
            new(
                "A method that the feed does not receive is reported",
                "CBG0044",
                FeedText.Test("""{ "name": "a", "request": { "method": {|CBG0044:"PUT"|} }, "expect": "verified" }""")
            ),
            new(
                "A day that no calendar has is reported",
                "CBG0044",
                FeedText.Test(
                    """{ "name": "a", "request": { "method": "POST" }, "now": {|CBG0044:"2026-02-30T00:00:00Z"|}, "expect": "verified" }"""
                ),
                "The test does not fit its feed: no clock shows \"2026-02-30T00:00:00Z\": correct the day or the zone"
            ),
            new(
                "A text to tamper with is one of the request",
                "CBG0044",
                FeedText.Test(
                    """
                    {
                      "name": "a",
                      "request": { "method": "POST", "url": "/a?b=c", "headers": { "X-Sign": "d" }, "body": "e" },
                      "expect": "verified",
                      "tamper": [["c", "1"], ["d", "1"], ["e", "1"], [{|CBG0044:"f"|}, "1"], [{|CBG0044:"/a"|}, "1"]]
                    }
                    """
                ),
                "The test does not fit its feed: nothing is changed: \"f\" occurs neither in the request's body nor in its query nor "
                    + "in a header; write a text that occurs there"
            ),
            new(
                "A text that takes its own place changes nothing",
                "CBG0044",
                FeedText.Test(
                    """
                    {
                      "name": "a",
                      "request": { "method": "POST", "query": "b=c" },
                      "expect": "rejected",
                      "tamper": [["c", {|CBG0044:"c"|}]]
                    }
                    """
                ),
                "The test does not fit its feed: the replacement is the same text, which changes nothing; write another one"
            ),
            new(
                "What is to be rejected may be sent in any way",
                "CBG0044",
                FeedText.Test(
                    """
                    {
                      "name": "a",
                      "request": { "method": "DELETE" },
                      "now": "2028-02-29T00:00:00+08:00",
                      "expect": "rejected",
                      "reason": "MethodNotAllowed"
                    }
                    """
                )
            ),
        ];
}
