using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Explain;

namespace CallbackGen.Tool.Tests.Explain;

/// <summary>
/// Faults of mismatched signatures that people have reported, each with its report. Written without knowledge of the search, and with
/// separate parsers and writers: they simulate each framework. A fault that destroys information is applied only if the original can be
/// restored: to JSON and forms in a platform's default style.
/// </summary>
internal static partial class ReportedBreakages
{
    /// <summary>Bytes 0x80 to 0x9F in Windows-1252, as browsers read them.</summary>
    private const string Windows1252 =
        "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F"
        + "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

    private static readonly System.Buffers.SearchValues<char> Delimiters = System.Buffers.SearchValues.Create("&=%+?#");

    /// <summary>The order of names in jsonb: by length, then by bytes.</summary>
    private static readonly Comparer<string> JsonbOrder = Comparer<string>.Create(
        (one, other) => one.Length != other.Length ? one.Length - other.Length : string.CompareOrdinal(one, other)
    );

    /// <summary>All faults.</summary>
    public static IReadOnlyList<Breakage> All { get; } =
    [
        .. Json(),
        .. Bytes(),
        .. Forms(),
        .. Addresses(),
        .. ReportedSettings.Headers(),
        .. ReportedSettings.Keys(),
        .. ReportedSettings.Schemas(),
    ];

    private static IEnumerable<Breakage> Json()
    {
        // stripe/stripe-node#1254, #396, #932: express.json() parses the body, and the handler signs the output of JSON.stringify.
        yield return Written("JSON.stringify", JsonStyle.JavaScript);
        // octokit/webhooks.js#593 and #61: the parsed body is serialized again with indentation.
        yield return Written("JSON.stringify, indented", JsonStyle.JavaScriptIndented);
        // stripe/stripe-node#1981: the body was pasted into Postman to replay it.
        yield return Written("an editor that formats", JsonStyle.Editor);
        // box/box-node-sdk#568, sendgrid/sendgrid-php#1102, lmsqueezy/lemonsqueezy.js#115: PHP escapes slashes and non-ASCII characters.
        yield return Written("json_encode", JsonStyle.Php);
        // octokit/webhooks.js#61: only one of PHP's flags was set.
        yield return Written("json_encode, unescaped unicode", JsonStyle.PhpUnicode);
        // netalertx/NetAlertX#1720, pusher/pusher-http-python#161: json.dumps(request.data).
        yield return Written("json.dumps", JsonStyle.Python);
        // nensii21/devlink#1324: separators were set, and ensure_ascii was not.
        yield return Written("json.dumps, compact", JsonStyle.PythonCompact);
        // muleiwu/dwz-server#3, Shopify/shopify-express#15: json.Marshal writes & as \u0026.
        yield return Written("json.Marshal", JsonStyle.HtmlSafe);
        // gocardless/gocardless-legacy-dotnet#12: the body is deserialized to a type and serialized again.
        yield return Written("JsonSerializer.Serialize", JsonStyle.DotNet);
        // EasyPost/easypost-node#467, paypal/PayPal-node-SDK#414: "weight": 136.0 becomes 136. With two such numbers the original is
        // ambiguous.
        yield return Breakage.Body(
            "the zero of a decimal lost",
            body =>
                Read(body) is var (tree, style) && tree.Words().Count(word => Shortened(word) != word) == 1
                    ? style.Write(tree.WithWords(Shortened))
                    : null
        );
        // octokit/webhooks.js#71: \u001B becomes \u001b.
        yield return Breakage.Body(
            "hex digits of escapes in lower case",
            body =>
                !LowerEscape().IsMatch(body) && UpperEscape().IsMatch(body)
                    ? UpperEscape().Replace(body, match => match.Value.ToLowerInvariant())
                    : null
        );
        // hookdeck/outpost#718, PostgreSQL's page on JSON types: jsonb has its own order. The original order is known if it was sorted.
        yield return Breakage.Body(
            "stored as jsonb",
            body =>
                Read(body) is var (tree, style) && style.Write(tree.Sorted(StringComparer.Ordinal)) == body
                    ? JsonStyle.Spaced.Write(tree.Sorted(JsonbOrder))
                    : null
        );
        // attendee-labs/attendee#227: sort_keys=True. The original order is known if it is the schema's.
        yield return new(
            "body: names sorted",
            ChangeKind.Request,
            "body",
            subject =>
                TextOf(subject) is { Length: > 0 } body
                && Read(body) is var (tree, style)
                && JsonNode.Parse(subject.Schema.Text) is { } schema
                && schema["callback"]!["payload"] is null
                && style.Write(AsDeclared(tree.Sorted(StringComparer.Ordinal), schema)) == body
                && style.Write(tree.Sorted(StringComparer.Ordinal)) is var sorted
                && sorted != body
                    ? With(subject, sorted)
                    : null
        );
    }

    private static IEnumerable<Breakage> Bytes()
    {
        // channable/hoff#127, curl/curl#3859: curl -d @file removes all line ends.
        yield return Breakage.Body(
            "line ends stripped by curl -d",
            body => (Read(body) ?? Read(body.TrimEnd('\n'))) is not null ? body.Replace("\n", "", StringComparison.Ordinal) : null
        );
        // freescout-help-desk/freescout#4351, spring-projects/spring-framework#25762: accents, where a framework assumes the Windows code
        // page.
        yield return Octets(
            "UTF-8 read as Windows-1252",
            body =>
                body.AsSpan().ContainsAnyInRange((byte)0x80, (byte)0x9F)
                    ? Encoding.UTF8.GetBytes(
                        string.Concat(body.Select(one => one is >= 0x80 and <= 0x9F ? Windows1252[one - 0x80] : (char)one))
                    )
                    : null
        );
        // spring-projects/spring-framework#193, tcplugins/tcWebHooks#92: the body became a String, which is encoded in ISO-8859-1.
        yield return Octets(
            "written in Latin-1",
            body =>
                Encoding.UTF8.GetString(body) is var text && text.Any(one => one > '~') && text.All(one => one <= '\u00FF')
                    ? Encoding.Latin1.GetBytes(text)
                    : null
        );
        // stripe/stripe-node#356, redwoodjs/graphql#2339: a gateway passes the body to functions in base64.
        yield return Octets("in base64, as a function gets it", body => Encoding.ASCII.GetBytes(Convert.ToBase64String(body)));
        // stripe/stripe-php#884, workos/workos-node#517: a body that is already a string is serialized as JSON again.
        yield return Octets(
            "written as a JSON string",
            body => Encoding.UTF8.GetBytes(JsonStyle.JavaScript.Write(new JsonTree.Text(Encoding.UTF8.GetString(body))))
        );
        // The same by json_encode, which escapes slashes.
        yield return Octets(
            "written as a JSON string by PHP",
            body => Encoding.UTF8.GetBytes(JsonStyle.Php.Write(new JsonTree.Text(Encoding.UTF8.GetString(body))))
        );
        // GetStream/stream-chat-java#254: the signature covers the compressed body.
        yield return new(
            "body: compressed",
            ChangeKind.Request,
            "body",
            subject =>
                subject.Sent.Capture.Body.Length == 0
                    ? null
                    : subject with
                    {
                        Sent = subject.Sent with
                        {
                            Capture = subject.Sent.Capture.With(
                                headers: [.. subject.Sent.Capture.Headers, new("Content-Encoding", "gzip")],
                                body: Compressed(subject.Sent.Capture.Body.ToArray())
                            ),
                        },
                    }
        );
        // Billplz/Billplz-for-WooCommerce#41: a sanitizer replaces HTML characters by entities.
        yield return Breakage.Body("HTML as entities", body => Read(body) is not null && !Entity().IsMatch(body) ? Entities(body) : null);
    }

    private static IEnumerable<Breakage> Forms()
    {
        // slackapi/java-slack-sdk#1290 and #1306: URLEncoder does not escape *.
        yield return Encoded("URLEncoder", FormStyle.Java);
        // gverni/validate-slack-request#1, slackapi/node-slack-events-api#92: spaces become %20, and some punctuation is not escaped.
        yield return Encoded("querystring.stringify", FormStyle.JavaScript);
        // TwilioDevEd/api-snippets#780: http_build_query.
        yield return Encoded("http_build_query", FormStyle.Php);
        // boyter/searchcode-server#134: quote_plus.
        yield return Encoded("quote_plus", FormStyle.Python);
        // jenkinsci/github-plugin#134, slack-ruby/slack-ruby-bot-server-events#22: the signed text was decoded, and the fields can still be
        // separated.
        yield return Breakage.Body(
            "fields decoded",
            body =>
                Fields(body) is { } fields && fields.All(field => !Delimits(field.Name) && !Delimits(field.Value))
                    ? string.Join('&', fields.Select(field => $"{field.Name}={field.Value}"))
                    : null
        );
        // symfony/symfony#65706, for forms and queries: fields are sorted. Their order is known if it is the schema's.
        yield return new(
            "body: fields sorted",
            ChangeKind.Request,
            "body",
            subject =>
                TextOf(subject) is var body
                && Fields(body) is not null
                && body.Split('&') is { Length: > 1 } parts
                && Declared(subject) is { } names
                && parts.OrderBy(part => names.IndexOf(part.Split('=')[0])).SequenceEqual(parts)
                && parts.All(part => names.Contains(part.Split('=')[0]))
                && string.Join('&', parts.Order(StringComparer.Ordinal)) is var sorted
                && sorted != body
                    ? With(subject, sorted)
                    : null
        );
        // TwilioDevEd/api-snippets#780, Payfast's louislewis2/payfast#3: empty fields are omitted. The omitted ones are known if they are
        // all others that the schema declares.
        yield return new(
            "body: empty fields left out",
            ChangeKind.Request,
            "body",
            subject =>
                TextOf(subject) is var body
                && Fields(body) is not null
                && !subject.Schema.Text.Contains("{rawBody}", StringComparison.Ordinal)
                && Declared(subject) is { } names
                && body.Split('&') is var parts
                && names.All(name => Array.Exists(parts, part => part.StartsWith($"{name}=", StringComparison.Ordinal)))
                && parts.Where(part => part.EndsWith('=')).All(part => names.Contains(part[..^1]))
                && string.Join('&', parts.Where(part => !part.EndsWith('='))) is var full
                && full != body
                    ? With(subject, full)
                    : null
        );
    }

    private static IEnumerable<Breakage> Addresses()
    {
        // twilio/twilio-csharp#509, twilio/twilio-python#402: the port that the service listens on.
        yield return Breakage.Url("the inner port", "port", (url, target) => url.LastIndexOf(':') > 6 ? null : (url + ":8080", target));
        // BasedHardware/omi#5541, bmlt-enabled/yap#1589: the service sees its own host, and the proxy's header contains the public one.
        yield return new(
            "address: the inner host, beside X-Forwarded-Host",
            ChangeKind.Request,
            "host",
            subject =>
                subject.Feed.Definition.SignsUrl && subject.Sent.Base is { } url && url.Split("://") is [var scheme, var host]
                    ? WithHeader(subject, "X-Forwarded-Host", host) is var inner
                        ? inner with
                        {
                            Sent = inner.Sent with { PublicUrl = $"{scheme}://10.0.3.7" },
                        }
                        : null
                    : null
        );
        // contentful/node-apps-toolkit#820: a gateway removes a prefix, and reports it in a header.
        yield return new(
            "address: a prefix stripped, beside X-Forwarded-Prefix",
            ChangeKind.Request,
            "path",
            subject =>
                subject.Feed.Definition.SignsUrl
                && subject.Sent.Base is { } url
                && subject.Sent.Capture.Target is var target
                && target.Split('?')[0].IndexOf('/', 1) is > 0 and var end
                    ? WithHeader(subject, "X-Forwarded-Prefix", target[..end]) is var inner
                        ? inner with
                        {
                            Sent = inner.Sent.WithTarget(target[end..]) with { PublicUrl = url },
                        }
                        : null
                    : null
        );
        // Yoctol/bottender#815: nginx removes /api/.
        yield return Breakage.Url(
            "/api stripped",
            "path",
            (url, target) => target.StartsWith("/api/", StringComparison.Ordinal) ? (url, target[4..]) : null
        );
        // openclaw/openclaw#112800: the local path instead of the public one.
        yield return Breakage.Url("/proxy before the path", "path", (url, target) => (url, "/proxy" + target));
        // hookdeck/webhook-skills#176: a slash at the end is added or removed.
        yield return Breakage.Url(
            "the slash at the end cut",
            "path",
            (url, target) => target.Split('?') is [[_, .., '/'] path, ..] ? (url, path[..^1] + target[path.Length..]) : null
        );
        // twilio/twilio-php#790, symfony/symfony#65706: parameters are sorted. A few can be put into any order.
        yield return Query(
            "sorted",
            query => query.Split('&') is { Length: < 5 } parts ? string.Join('&', parts.Order(StringComparer.Ordinal)) : null
        );
        // bmlt-enabled/yap#1629: the query is re-encoded according to RFC 3986, + as %20.
        yield return Query(
            "as RFC 3986 has it",
            query => FormStyle.Read(query) is { } fields && FormStyle.Of(query, fields) is not null ? FormStyle.Rfc3986.Write(fields) : null
        );
        // twilio/twilio-node#1183 and #1059: new URL() writes ' as %27.
        yield return Query(
            "apostrophes as %27",
            query => query.Contains("%27", StringComparison.Ordinal) ? null : query.Replace("'", "%27", StringComparison.Ordinal)
        );
        // twilio/twilio-node#621: @ and : are escaped in transit, or unescaped.
        yield return Query(
            "@ and : no longer escaped",
            query =>
                query.AsSpan().IndexOfAny('@', ':') >= 0
                    ? null
                    : query.Replace("%40", "@", StringComparison.Ordinal).Replace("%3A", ":", StringComparison.Ordinal)
        );
        // twilio/twilio-node#145: url.format() escapes the question mark.
        yield return Breakage.Url(
            "the question mark escaped",
            "path",
            (url, target) =>
                target.Contains('?', StringComparison.Ordinal) ? (url, target.Replace("?", "%3F", StringComparison.Ordinal)) : null
        );
        // appwrite/appwrite#13196: rawurldecode() of the whole URL.
        yield return Query(
            "decoded",
            query =>
                FormStyle.Read(query) is { } fields
                && FormStyle.Of(query, fields) is not null
                && fields.All(field => !Delimits(field.Name) && !Delimits(field.Value))
                    ? string.Join('&', fields.Select(field => $"{field.Name}={field.Value}"))
                    : null
        );
    }

    private static Breakage Written(string writer, JsonStyle to) =>
        Breakage.Body(
            $"written again by {writer}",
            body => Read(body) is var (tree, _) && tree.Words().All(word => Shortened(word) == word) ? to.Write(tree) : null
        );

    private static Breakage Encoded(string writer, FormStyle to) =>
        Breakage.Body($"encoded again by {writer}", body => Fields(body) is { } fields ? to.Write(fields) : null);

    private static Breakage Octets(string name, Func<byte[], byte[]?> change) =>
        new(
            $"body: {name}",
            ChangeKind.Request,
            "body",
            subject =>
                subject.Sent.Capture.Body is { Length: > 0 } body && change(body.ToArray()) is { } changed
                    ? subject with
                    {
                        Sent = subject.Sent.WithBody(changed),
                    }
                    : null
        );

    private static Breakage Query(string name, Func<string, string?> change) =>
        Breakage.Url(
            $"the query {name}",
            "query",
            (url, target) =>
                target.Split('?') is [var path, var query] && change(query) is { } changed && changed != query
                    ? (url, $"{path}?{changed}")
                    : null
        );

    private static Subject With(Subject subject, string body) =>
        subject with
        {
            Sent = subject.Sent.WithBody(Encoding.UTF8.GetBytes(body)),
        };

    private static Subject WithHeader(Subject subject, string name, string value) =>
        subject with
        {
            Sent = subject.Sent with
            {
                Capture = subject.Sent.Capture.With(headers: [.. subject.Sent.Capture.Headers, new CaptureHeader(name, value)]),
            },
        };

    private static string TextOf(Subject subject) => Encoding.UTF8.GetString(subject.Sent.Capture.Body.Span);

    /// <summary>A body and the platform's style in which it was written.</summary>
    private static (JsonTree Tree, JsonStyle Style)? Read(string body) =>
        JsonTree.Read(body) is (JsonTree.Members or JsonTree.Items) and var tree && JsonStyle.Of(body, tree) is { } style
            ? (tree, style)
            : null;

    /// <summary>The fields of a form in a platform's style.</summary>
    private static IReadOnlyList<(string Name, string Value)>? Fields(string body) =>
        FormStyle.Read(body) is { } fields && FormStyle.Of(body, fields) is not null ? fields : null;

    /// <summary>The names of the schema's members, in its order.</summary>
    private static List<string>? Declared(Subject subject) =>
        (JsonNode.Parse(subject.Schema.Text)!["properties"] as JsonObject)?.Select(member => member.Key).ToList();

    /// <summary>Members in the order in which a schema declares them; unchanged if it declares none.</summary>
    private static JsonTree AsDeclared(JsonTree tree, JsonNode? schema) =>
        tree is JsonTree.Members all
        && schema?["properties"] is JsonObject declared
        && declared.Select(member => member.Key).ToList() is var names
            ? new JsonTree.Members([
                .. all
                    .All.Select(member => (member.Name, AsDeclared(member.Value, declared[member.Name])))
                    .OrderBy(member => names.IndexOf(member.Name)),
            ])
            : tree;

    private static string Shortened(string word) =>
        word.Contains('.', StringComparison.Ordinal) && !word.Contains('e', StringComparison.OrdinalIgnoreCase)
            ? word.TrimEnd('0').TrimEnd('.')
            : word;

    private static bool Delimits(string text) => text.AsSpan().IndexOfAny(Delimiters) >= 0;

    private static string Entities(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);

    private static byte[] Compressed(byte[] body)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal))
            gzip.Write(body);
        return stream.ToArray();
    }

    [System.Text.RegularExpressions.GeneratedRegex("&(amp|lt|gt|quot|#39);")]
    private static partial System.Text.RegularExpressions.Regex Entity();

    [System.Text.RegularExpressions.GeneratedRegex(@"\\u[0-9A-Fa-f]*[a-f]")]
    private static partial System.Text.RegularExpressions.Regex LowerEscape();

    [System.Text.RegularExpressions.GeneratedRegex(@"\\u[0-9A-F]{4}")]
    private static partial System.Text.RegularExpressions.Regex UpperEscape();
}
