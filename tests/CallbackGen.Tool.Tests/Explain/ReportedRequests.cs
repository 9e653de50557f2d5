using System.Text;
using CallbackGen.Testing;
using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Explain;

namespace CallbackGen.Tool.Tests.Explain;

/// <summary>
/// Requests with content that occurs in reports and rarely in published requests: accents, markup, slashes, decimals, parameters in the
/// URL. They are signed with the published keys of their feeds.
/// </summary>
internal static class ReportedRequests
{
    private const string Order =
        """{"id":"evt_1","type":"order.paid","data":{"name":"Zo\u00eb M\u00fcller","note":"R&D <b>\"now\"</b>, it's """
        + """100%","url":"https://shop.example/o/1","quantity":3,"price":"10.50"},"list":[1,2.5,{"k":null}],"live":false}""";

    private const string Form = "application/x-www-form-urlencoded";

    private static readonly string[] Bodies =
    [
        // As written by Node, Rails, PHP, Python and .NET.
        Written(JsonStyle.JavaScript, Order),
        Written(JsonStyle.HtmlSafe, Order),
        Written(JsonStyle.Php, Order),
        Written(JsonStyle.Python, Order),
        Written(JsonStyle.DotNet, Order),
        Written(JsonStyle.JavaScriptIndented, Order),
        // EasyPost/easypost-node#467.
        Written(JsonStyle.JavaScript, """{"id":"evt_2","type":"tracker.updated","data":{"weight":136.0,"quantity":2}}"""),
        // github/docs#3315: an ellipsis and quotation marks; github/docs#3567: an emoji.
        Written(
            JsonStyle.JavaScript,
            """{"id":"evt_3","type":"push","data":{"message":"\u201cfixed\u201d the rest\u2026 \ud83d\ude0a"}}"""
        ),
        // webhooksite/webhook.site#76: an integer with more digits than a double. Accents of Latin-1.
        Written(
            JsonStyle.JavaScript,
            """{"id":"evt_4","type":"note","data":{"number":1152921506151679042,"text":"caf\u00e9 \u00e0 la cr\u00e8me"}}"""
        ),
        // octokit/webhooks.js#71: escapes in upper case.
        Written(JsonStyle.DotNet, """{"id":"evt_5","type":"note","data":{"text":"caf\u00e9 \u00e0 la cr\u00e8me"}}"""),
    ];

    private static readonly Lazy<IReadOnlyList<Subject>> Made = new(() => [.. Make()]);

    /// <summary>All requests; each verifies.</summary>
    public static IReadOnlyList<Subject> All => Made.Value;

    private static IEnumerable<Subject> Make()
    {
        string[] feeds = ["github.event", "shopify.webhook", "stripe.event", "standardwebhooks.event"];
        for (var body = 0; body < Bodies.Length; body++)
            yield return Signed(feeds[body % feeds.Length], target: null, Bodies[body], "application/json");
        // openclaw/openclaw#112800, Yoctol/bottender#815, twilio/twilio-node#1183 and #621, bmlt-enabled/yap#1629.
        yield return Signed(
            "twilio.voice",
            "/api/hooks/voice?tenant=7&name=O'Brien&region=eu%20west",
            "CallSid=CA1&From=%2B14158675309&Body=it+is+%2Aso%2A",
            Form
        );
        yield return Signed("twilio.voice", "/api/hooks/?step=2&back=a%40b.example%3A8&city=New+York", "CallSid=CA2&Digits=1", Form);
        // slackapi/java-slack-sdk#1290, gverni/validate-slack-request#1: punctuation and several words.
        yield return Signed(
            "slack.command",
            target: null,
            "token=t&team_id=T1&user_name=o%27brien&command=%2Fwho&text=is+%2Athis%2A+caf%C3%A9&"
                + "response_url=https%3A%2F%2Fhooks.example%2F1",
            Form
        );
        yield return Signed("slack.command", target: null, "token=t&user_id=U1&user_name=ana&command=%2Fpay&text=50", Form);
        // TwilioDevEd/api-snippets#780, boyter/searchcode-server#134: punctuation as encoded by Java.
        yield return Signed("slack.command", target: null, "token=t&user_id=U1&user_name=ana&command=%2Fsay&text=it+is+*so*+%7E5", Form);
    }

    private static string Written(JsonStyle style, string json) => style.Write(JsonTree.Read(json)!);

    private static Subject Signed(string feed, string? target, string body, string contentType)
    {
        var published = Genuine.Catalog.All.First(subject => subject.Schema.FeedName == feed);
        var capture = new Capture
        {
            Name = "as reported",
            Method = "POST",
            Target = target ?? "/",
            Origin = target is null ? null : "https://shop.example",
            Headers = [.. published.Sent.Capture.Headers.Where(header => !header.Is("Content-Type")), new("Content-Type", contentType)],
            Body = Encoding.UTF8.GetBytes(body),
            At = published.Sent.Capture.At,
        };
        var keys = CallbackTestKeys.Create(published.Feed, published.Values.Select(value => KeyValuePair.Create(value.Name, value.Text)));
        var signed = new CallbackSigner(keys, published.Clock).Sign(capture.ToRequest());
        return published with
        {
            Sent = new(
                capture.With(
                    headers:
                    [
                        .. signed.Headers.Names.SelectMany(name =>
                            signed.Headers.GetValues(name).Select(value => new CaptureHeader(name, value ?? ""))
                        ),
                    ]
                ),
                null
            ),
        };
    }
}
