using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>Values of the request may appear in answers of text and JSON, and in no others.</summary>
internal static class AnswerContentCases
{
    public static IEnumerable<RuleCase> All =>
        [
            new(
                "A value in a page is refused at the body",
                "CBG0081",
                Acknowledge("text/html", "{|CBG0081:\"<p>{body:/id}</p>\"|}"),
                "\"body:/id\" would be sent literally: no value of the request is inserted into an answer of the type text/html, "
                    + "where it could be code; answer with text/plain, or write the body as an object, which is answered as JSON"
            ),
            new("A media type has no case", "CBG0081", Acknowledge("Text/HTML; charset=utf-8", "{|CBG0081:\"{body:/id}\"|}")),
            new(
                "XML, images of it and scripts are refused too",
                "CBG0081",
                Acknowledge("application/xml", "{|CBG0081:\"<a>{body:/id}</a>\"|}")
            ),
            new("So is XHTML", "CBG0081", Acknowledge("application/xhtml+xml", "{|CBG0081:\"{body:/id|lower}\"|}")),
            new("So is an image", "CBG0081", Acknowledge("image/svg+xml", "{|CBG0081:\"<svg>{body:/id}</svg>\"|}")),
            new("So is a script", "CBG0081", Acknowledge("application/javascript", "{|CBG0081:\"f('{body:/id}')\"|}")),
            new(
                "JSON that is written as a text takes no value",
                "CBG0081",
                Acknowledge("application/json", "{|CBG0081:\"{\\\"id\\\":\\\"{body:/id}\\\"}\"|}")
            ),
            new(
                "A handshake is held to the same",
                "CBG0081",
                Challenge(""" "content": "text/html", "body": {|CBG0081:"{query:token}"|} """)
            ),
            new(
                "The time and a code are values too",
                "CBG0081",
                Challenge(
                    """
                    "content": "text/xml",
                    "body": {|CBG0081:{|CBG0081:"<t>{now:seconds}</t><m>{mac:a}</m>"|}|},
                    "macs": {
                      {|CBG0025:"a"|}: {
                        "algorithm": "sha1",
                        "key": "secret",
                        "message": "{query:token}",
                        "encoding": "hex"
                      }
                    }
                    """
                )
            ),
            new(
                "A page without values is answered as it is written",
                "CBG0081",
                Acknowledge("text/html", "\"<style>p{color:red}</style>OK\"")
            ),
            new("JSON that is written as a text stays as it is", "CBG0081", Acknowledge("application/json", "\"{\\\"ok\\\":true}\"")),
            new("A text is a text in any case of letters", "CBG0081", Acknowledge("TEXT/Plain;charset=\\\"UTF-8\\\"", "\"OK{body:/id}\"")),
            new(
                "JSON is JSON in any case of letters",
                "CBG0081",
                Acknowledge("Application/JSON; charset=utf-8", """{ "id": "{body:/id}" }""")
            ),
            new(
                "A charset in which the body is not written is refused",
                "CBG0007",
                Acknowledge("text/plain; charset=utf-7", "\"OK\"", "CBG0007"),
                "The value of \"content\" must be a media type such as \"text/plain\", with no parameter but charset=utf-8"
            ),
            new("A line break is in no media type", "CBG0007", Acknowledge("text/plain\\r\\nX-A: b", "\"OK\"", "CBG0007")),
        ];

    private static string Acknowledge(string content, string body, string? rule = null) =>
        new FeedText
        {
            Callback = $$"""
                , "acknowledge": {
                  "content": {{(rule is null ? $"\"{content}\"" : $"{{|{rule}:\"{content}\"|}}")}},
                  "body": {{body}}
                }
                """,
        }.ToString();

    private static string Challenge(string respond) =>
        new FeedText
        {
            Callback = $$"""
                , "challenge": {
                  "when": { "query:token": "present" },
                  "verify": { "scheme": "none", "reason": "A test" },
                  "respond": { {{respond}} }
                }
                """,
        }.ToString();
}
