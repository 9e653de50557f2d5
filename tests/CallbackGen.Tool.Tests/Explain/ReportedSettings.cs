using System.Text;
using System.Text.Json.Nodes;
using CallbackGen.Tool.Explain;
using CallbackGen.Tool.Feeds;

namespace CallbackGen.Tool.Tests.Explain;

/// <summary>
/// Reported faults of the signature's header, of keys, and of assumptions about the signed message; each with its report.
/// </summary>
internal static class ReportedSettings
{
    /// <summary>Two other, wrong keys in the configuration.</summary>
    private static readonly string[] Decoys = ["sk_live_9f86d081884c7d659a2feaa0c55ad015", "rk_live_60303ae22b998861bce3b28f33eec1be"];

    public static IEnumerable<Breakage> Headers()
    {
        // jackmusick/bifrost#726: a sender writes a space after the prefix. A capture does not show whether the sender or the schema is
        // right about a prefix: the answer blames the schema.
        yield return Header(
            "a space behind its prefix",
            (text, signature) =>
                signature["prefix"]?.ToString() is { } prefix ? text.Replace(prefix, prefix + " ", StringComparison.Ordinal) : null
        );
        // googleapis/repo-automation-bots#2092: a forwarding proxy removes the prefix.
        yield return Header(
            "its prefix cut",
            (text, signature) => signature["prefix"]?.ToString() is { } prefix ? text.Replace(prefix, "", StringComparison.Ordinal) : null
        );
        // nfe/whmcs-addon#190, luguslabs/habs#230: upper-case hex.
        yield return Header(
            "in upper case",
            (text, signature) =>
                signature["encoding"]?.ToString() == "hex" && signature["format"] is null && signature["prefix"] is null
                    ? text.ToUpperInvariant()
                    : null
        );
        // reapit/foundations#2755: base64 without its padding.
        yield return Header(
            "without its padding",
            (text, signature) => signature["encoding"]?.ToString() == "base64" ? text.TrimEnd('=') : null
        );
        // workos/emulate#35: a space after the separator.
        yield return Header(
            "a space behind the separator",
            (text, signature) =>
                signature["format"]?.ToString() == "pairs" && (signature["separator"]?.ToString() ?? ",") is var separator
                    ? text.Replace(separator, separator + " ", StringComparison.Ordinal)
                    : null
        );
        // better-auth/better-auth#10427, WP-API/OAuth1#143: decoded twice, so + becomes a space.
        yield return new(
            "signature: + as a space",
            ChangeKind.Request,
            "body",
            subject =>
                Scheme(subject)?["signature"] is JsonObject signature
                && signature["encoding"]?.ToString() == "base64"
                && signature["from"]!.ToString().Split(":/") is ["body", var field]
                && Encoding.UTF8.GetString(subject.Sent.Capture.Body.Span) is var body
                && body.Split('&') is var parts
                && Array.FindIndex(parts, part => part.StartsWith($"{field}=", StringComparison.Ordinal)) is >= 0 and var at
                && parts[at].Contains("%2B", StringComparison.Ordinal)
                    ? subject with
                    {
                        Sent = subject.Sent.WithBody(
                            Encoding.UTF8.GetBytes(
                                string.Join(
                                    '&',
                                    [.. parts[..at], parts[at].Replace("%2B", "+", StringComparison.Ordinal), .. parts[(at + 1)..]]
                                )
                            )
                        ),
                    }
                    : null
        );
    }

    public static IEnumerable<Breakage> Keys()
    {
        // kimdre/doco-cd#545, alexellis/derek#72: a secret's file ends in a line end; here one from Windows.
        yield return Breakage.Key("CR LF behind the key", text => text + "\r\n");
        // honojs/examples#159, stripe/stripe-node#1980: white space was copied with the key.
        yield return Breakage.Key("spaces around the key", text => $" {text} ");
        yield return Breakage.Key("a tab behind the key", text => text + "\t");
        // stripe/stripe-node#1812 warns of white space: a console page may contain a no-break space.
        yield return Breakage.Key("a no-break space behind the key", text => text + "\u00A0");
        // argoproj/argo-cd#11961, kubernetes/test-infra#7944: echo KEY | base64.
        yield return Breakage.Key("base64 of the key and a line end", text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text + "\n")));
        // coreos/fedora-coreos-pipeline#663, prometheus/test-infra#103: a literal \n.
        yield return Breakage.Key("\\n typed behind the key", text => text + "\\n");
        // standard-webhooks/standard-webhooks#235: v1,whsec_.
        yield return Breakage.Key(
            "a version before the key",
            text =>
                text.Contains(',', StringComparison.Ordinal)
                    ? null
                    : (text.StartsWith("whsec_", StringComparison.Ordinal) ? "v1," : "v1,whsec_") + text
        );
        // woocommerce/woocommerce#21693 and #22500: the key is stored as HTML.
        yield return Breakage.Key("HTML in the key as entities", text => System.Net.WebUtility.HtmlEncode(text));
        // rwlove/home-ops#11103: Go's js filter writes = as \u003D and ' as \'.
        yield return Breakage.Key(
            "the key escaped for JavaScript",
            text =>
                string.Concat(
                    text.Select(one =>
                        one switch
                        {
                            '\'' => "\\'",
                            '"' => "\\\"",
                            '=' or '<' or '>' or '&' => $"\\u{(int)one:X4}",
                            _ => one.ToString(),
                        }
                    )
                )
        );
        // xcaeser/zig-dotenv#5, mockturtl/dotenv#21, jikig-ai/soleur#2373: KEY=VALUE is split at every =.
        yield return Breakage.Key("the key's padding cut", text => text.TrimEnd('='));
        // Yubico/developers.yubico.com#479: percent-encoded in transit.
        yield return Breakage.Key("the key percent-encoded", Uri.EscapeDataString);
        // TwilioDevEd/api-snippets#431, inreachventures/aws-signing-request-interceptor#34: + is decoded as in a form.
        yield return Breakage.Key("+ in the key as a space", text => text.Replace('+', ' '));
        // stripe/stripe-node#1886, #396: one of several secrets, but not that of this endpoint.
        yield return new(
            "key: the second of other secrets",
            ChangeKind.Key,
            "",
            subject =>
                subject.Values is [{ Text.Length: < 200 } only]
                    ? subject with
                    {
                        Values = [only with { Text = Decoys[0] }],
                        Others = [only with { Text = Decoys[1] }, only],
                    }
                    : null
        );
        // ECPay/ECPayAIO_Node.js#9: two keys of a shop are swapped.
        yield return new(
            "key: two keys exchanged",
            ChangeKind.Key,
            "",
            subject =>
                subject.Values is [var one, var other] && !other.Text.Contains("://", StringComparison.Ordinal)
                    ? subject with
                    {
                        Values = [one with { Text = other.Text }, other with { Text = one.Text }],
                        Others = [],
                    }
                    : null
        );
        // hookdeck/webhook-skills#176, chobbledotcom/tickets#381: the configured, signed URL differs in one character.
        yield return Address("a slash behind the configured URL", url => url.EndsWith('/') ? null : url + "/");
        yield return Address(
            "http in the configured URL",
            url => url.StartsWith("https://", StringComparison.Ordinal) ? "http" + url[5..] : null
        );
        // daveagill/verify-paddle-webhook#3: a public key with literal \n instead of line ends, or without its first and last line.
        yield return Pem("line ends of the public key as \\n", text => text.Replace("\n", "\\n", StringComparison.Ordinal));
        yield return Pem("the public key without its first and last line", text => string.Join('\n', text.Trim().Split('\n')[1..^1]));
    }

    public static IEnumerable<Breakage> Schemas()
    {
        // planningcenter/developers#1085: the key looks like hex, but is text.
        yield return KeyEncoding("utf8", "hex", text => text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit));
        // hookdeck/webhook-skills#176, auth0/node-jsonwebtoken#151: the key looks like base64, but is text.
        yield return KeyEncoding(
            "utf8",
            "base64",
            text => text.Length % 4 == 0 && text.TrimEnd('=').All(one => char.IsAsciiLetterOrDigit(one) || one is '+' or '/')
        );
        // usememos/memos#6013, jwtk/njwt#46: the key is base64, but its text is used.
        yield return KeyEncoding("base64", "utf8", _ => true);
        // Adyen/adyen-php-api-library#679: the key is hex, but its text is used.
        yield return KeyEncoding("hex", "utf8", _ => true);
        // jezzsantos/ServiceStack.Webhooks#25, cantabular/hookbot#158: SHA-1 instead of SHA-256.
        yield return Breakage.Schema(
            "SHA-1",
            "algorithm",
            scheme =>
                scheme["algorithm"]?.ToString() is "sha256" or "sha512"
                && Breakage.Set(scheme, "algorithm", "sha1")
                && Breakage.Set(scheme, "weak", "the provider offers nothing else")
        );
        // textbee/textbee#161: the documentation shows a prefix that is not sent.
        yield return Breakage.Schema(
            "a prefix that is not sent",
            "signature",
            scheme =>
                scheme["signature"] is JsonObject signature
                && signature["prefix"] is null
                && signature["format"] is null
                && signature["encoding"]?.ToString() == "hex"
                && Breakage.Set(signature, "prefix", "sha256=")
        );
        // kossnocorp/paddle-billing#7: pairs are separated by a semicolon.
        yield return Breakage.Schema(
            "a comma between pairs",
            "signature",
            scheme =>
                scheme["signature"] is JsonObject signature && signature["format"]?.ToString() == "pairs" && signature.Remove("separator")
        );
        // stripe/stripe-node#1768 shows both: v0 belongs to test events.
        yield return Breakage.Schema(
            "another of the pairs",
            "signature",
            scheme => scheme["signature"]?["pick"]?.ToString() == "v1" && Breakage.Set(scheme["signature"], "pick", "v0")
        );
        // jackmusick/bifrost#727: base64url instead of base64.
        yield return Breakage.Schema(
            "base64url",
            "encoding",
            scheme => scheme["signature"]?["encoding"]?.ToString() == "base64" && Breakage.Set(scheme["signature"], "encoding", "base64url")
        );
        // razorpay/razorpay-node#105, hookdeck/webhook-skills#176: two values are swapped.
        yield return Breakage.Schema(
            "two values exchanged",
            "message",
            scheme =>
                scheme["message"] is JsonValue message
                && System.Text.RegularExpressions.Regex.Match(message.ToString(), @"^(\{[^}]+\})([^{}]*)(\{[^}]+\})$")
                    is { Success: true } values
                && values.Groups[2].Value != "."
                && Breakage.Set(scheme, "message", values.Groups[3].Value + values.Groups[2].Value + values.Groups[1].Value)
        );
        // standard-webhooks/standard-webhooks#117: the documentation omits the id.
        yield return Breakage.Schema(
            "the first of three values left out",
            "message",
            scheme =>
                scheme["message"] is JsonValue message
                && message.ToString().Split("}.{") is [_, var time, var body]
                && Breakage.Set(scheme, "message", "{" + time + "}.{" + body)
        );
        // kossnocorp/paddle-billing#7, adcontextprotocol/adcp#2464: a dot instead of a colon.
        yield return Breakage.Schema("a dot for a colon", "message", scheme => Breakage.Replace(scheme, "message", "}:{", "}.{"));
        // standard-webhooks/standard-webhooks#117: the delimiter was overlooked.
        yield return Breakage.Schema(
            "no delimiter",
            "message",
            scheme =>
                (
                    Breakage.Replace(scheme, "message", "}.{", "}{")
                    || Breakage.Replace(scheme, "message", "}:{", "}{")
                    || Breakage.Replace(scheme, "message", "}|{", "}{")
                ) && Breakage.Set(scheme, "undelimited", "nothing stands between them")
        );
        // use-agent-os/agent-os#793: the version before the time.
        yield return Breakage.Schema(
            "the version left out",
            "message",
            scheme =>
                scheme["message"] is JsonValue message
                && message.ToString() is ['v', ..] text
                && Breakage.Set(scheme, "message", text[text.IndexOf('{', StringComparison.Ordinal)..])
        );
        // donutdan4114/shopify#1: sort() removes the names.
        yield return Breakage.Schema(
            "values without names",
            "each",
            scheme =>
                Breakage.MembersOf(scheme) is { } part
                && part["each"]?.ToString() is "{name}={value}" or "{name}{value}"
                && Breakage.Set(Breakage.MembersOf(scheme), "each", "{value}")
        );
        // christophergregory/shopify-node-api#30: hmac and signature are not signed.
        yield return Breakage.Schema(
            "a second signature not left out",
            "except",
            scheme => Breakage.MembersOf(scheme)?["except"] is JsonArray { Count: 2 } except && RemoveLast(except)
        );
        // xwaynec/active_merchant_allpay#17 and #7: the provider's encoding differs from the language's of the same name.
        yield return Breakage.Schema(
            "another URL encoding",
            "filter",
            scheme => Filters(scheme) is { } filters && filters[0]?.ToString() == "urlencode-dotnet" && SetFirst(filters, "urlencode")
        );
        yield return Breakage.Schema(
            "not in lower case",
            "filter",
            scheme => Filters(scheme) is { Count: 2 } filters && filters[1]?.ToString() == "lower" && RemoveLast(filters)
        );
        // lpinca/shopify-token#8: repeated fields.
        yield return Breakage.Schema(
            "repeated members each by itself",
            "repeated",
            scheme => Breakage.MembersOf(scheme) is { } part && part["repeated"] is not null && Breakage.Set(part, "repeated", "each")
        );
        // whitej031788/c--paddle-webhook-verify#1, csob/paymentgateway#227: empty members were omitted.
        yield return Breakage.Schema(
            "empty members left out",
            "omit",
            scheme => Breakage.MembersOf(scheme) is { } part && part["omit"] is null && part["format"] is null && AddOmit(part)
        );
        // AsanaArchive/developer-docs#202: the secret is appended to the body and hashed, instead of an HMAC.
        yield return Breakage.Schema(
            "a hash for an HMAC",
            "scheme",
            scheme =>
                scheme["scheme"]?.ToString() == "hmac"
                && scheme["key"] is JsonValue key
                && scheme["message"] is JsonValue message
                && Breakage.Set(scheme, "scheme", "digest")
                && Breakage.Set(scheme, "message", $"{{key:{key}}}{message}")
                && scheme.Remove("key")
        );
        // auth0/node-jsonwebtoken#749: HS512.
        yield return new(
            "schema: another algorithm of tokens",
            ChangeKind.Schema,
            "algorithm",
            subject =>
                Changed(
                    subject,
                    callback =>
                        callback["verify"] is JsonObject scheme
                        && scheme["algorithms"] is JsonArray { Count: 1 } algorithms
                        && algorithms[0]!.ToString() == "HS256"
                        && SetFirst(algorithms, "HS512")
                )
        );
        // Adyen/adyen-python-api-library#117 and #193: backslashes and other escaped characters are not escaped in the message that shops
        // sign. No filter escapes a colon.
        yield return Breakage.Schema(
            "slashes escaped",
            "message",
            scheme =>
                Breakage.MembersOf(scheme) is { } part
                && part["unbounded"] is not null
                && part["members"] is JsonArray members
                && members.Select(member => member?.ToString()).ToList().IndexOf("merchantReference") is >= 0 and var at
                && Escape(members, at)
        );
    }

    private static Breakage Header(string name, Func<string, JsonObject, string?> change) =>
        new(
            $"signature: {name}",
            ChangeKind.Schema,
            "signature",
            subject =>
            {
                if (
                    Scheme(subject)?["signature"] is not JsonObject signature
                    || signature["from"]!.ToString().Split("header:") is not ["", var field]
                )
                    return null;
                var headers = subject.Sent.Capture.Headers;
                var at = headers.TakeWhile(header => !header.Is(field)).Count();
                return at < headers.Count && change(headers[at].Text, signature) is { } changed && changed != headers[at].Text
                    ? subject with
                    {
                        Sent = subject.Sent with
                        {
                            Capture = subject.Sent.Capture.With(
                                headers: [.. headers.Take(at), new(headers[at].Name, changed), .. headers.Skip(at + 1)]
                            ),
                        },
                    }
                    : null;
            }
        );

    private static Breakage Address(string name, Func<string, string?> change) =>
        new(
            $"key: {name}",
            ChangeKind.Key,
            "",
            subject =>
                subject.Values.FirstOrDefault(value => value.Text.Contains("://", StringComparison.Ordinal)) is { } url
                && change(url.Text) is { } changed
                    ? subject with
                    {
                        Values = [.. subject.Values.Select(value => value == url ? url with { Text = changed } : value)],
                        Others = [],
                    }
                    : null
        );

    private static Breakage Pem(string name, Func<string, string> change) =>
        new(
            $"key: {name}",
            ChangeKind.Key,
            "",
            subject =>
                subject.Values is [var only] && only.Text.StartsWith("-----BEGIN", StringComparison.Ordinal)
                    ? subject with
                    {
                        Values = [only with { Text = change(only.Text) }],
                        Others = [],
                    }
                    : null
        );

    private static Breakage KeyEncoding(string from, string to, Func<string, bool> fits) =>
        new(
            $"key: read as {to}, not {from}",
            ChangeKind.Key,
            "",
            subject =>
                subject.Values is [var only] && fits(only.Text)
                    ? Changed(
                        subject,
                        callback =>
                            callback["keys"]?[only.Name] is JsonObject key
                            && key["encoding"]?.ToString() == from
                            && Breakage.Set(key, "encoding", to)
                    )
                    : null
        );

    private static Subject? Changed(Subject subject, Func<JsonNode, bool> change)
    {
        var tree = JsonNode.Parse(subject.Schema.Text)!;
        return change(tree["callback"]!) ? subject with { Schema = new SchemaSource(subject.Schema.Path, tree.ToJsonString()) } : null;
    }

    private static JsonObject? Scheme(Subject subject) => JsonNode.Parse(subject.Schema.Text)!["callback"]!["verify"] as JsonObject;

    private static JsonArray? Filters(JsonObject scheme) =>
        (scheme["message"] as JsonArray)?.OfType<JsonObject>().Select(part => part["filters"]).OfType<JsonArray>().FirstOrDefault();

    private static bool AddOmit(JsonObject part) => part.TryAdd("omit", new JsonArray("empty"));

    private static bool RemoveLast(JsonArray array)
    {
        array.RemoveAt(array.Count - 1);
        return true;
    }

    private static bool SetFirst(JsonArray array, string value)
    {
        array[0] = value;
        return true;
    }

    private static bool Escape(JsonArray members, int at)
    {
        members[at] = new JsonObject { ["name"] = "merchantReference", ["from"] = "payload:/merchantReference|escape:/" };
        return true;
    }
}
