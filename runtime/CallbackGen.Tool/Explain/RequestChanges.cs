using System.Text;
using System.Text.Json.Nodes;
using CallbackGen.Tool.Captures;

namespace CallbackGen.Tool.Explain;

/// <summary>Changes that a request may undergo between the provider and the verifier.</summary>
internal static class RequestChanges
{
    private const int MaxHeaders = 60;
    private const string Proxy =
        "A proxy in front of the application changed the address, or the application tells the verifier another one than the "
        + "provider was given.";
    private const string SetUrl =
        "Set Callbacks:PublicUrl to the address that the provider was given, and let the proxy pass path and query as they are.";

    /// <summary>Returns the changes to try for a request.</summary>
    /// <param name="sent">The request.</param>
    /// <param name="schema">The schema, which declares the members of a body.</param>
    public static IEnumerable<RequestChange> Of(Sent sent, JsonNode schema) =>
        [
            .. BodyChanges.All,
            .. DeclaredChanges.Of(schema),
            .. Paths(sent.Capture),
            .. Queries(),
            .. Orders(sent.Capture),
            .. Origins(sent),
            .. Headers(sent.Capture),
        ];

    private static IEnumerable<RequestChange> Paths(Capture capture)
    {
        yield return Address(
            "path",
            "with a slash at the end of the path",
            2,
            sent => With(sent, path => path.EndsWith('/') ? null : path + "/")
        );
        yield return Address(
            "path",
            "without the slash at the end of the path",
            2,
            sent => With(sent, path => path.Length > 1 && path.EndsWith('/') ? path.TrimEnd('/') : null)
        );
        yield return Address(
            "path",
            "without the first segment of the path",
            3,
            sent => With(sent, path => path.IndexOf('/', 1) is var next and > 0 ? path[next..] : null)
        );
        yield return Address(
            "path",
            "with the path percent-decoded",
            4,
            sent => With(sent, path => path.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(path) : null)
        );
        yield return Address(
            "path",
            "with a question mark where the path has %3F",
            3,
            sent =>
                With(
                    sent,
                    path =>
                        path.IndexOf("%3F", StringComparison.OrdinalIgnoreCase) is >= 0 and var mark
                            ? $"{path[..mark]}?{path[(mark + 3)..]}"
                            : null
                )
        );
        foreach (var prefix in (string[])["/api", "/v1", "/webhooks"])
            yield return Address(
                "path",
                $"with {prefix} before the path",
                5,
                sent => With(sent, path => path.StartsWith(prefix + "/", StringComparison.Ordinal) ? null : prefix + path)
            );
        yield return Address("path", "with the path in lower case", 5, sent => With(sent, path => path.ToLowerInvariant()));
        foreach (
            var name in (string[])
                ["X-Forwarded-Prefix", "X-Script-Name", "X-Forwarded-Path", "X-Original-URL", "X-Original-URI", "X-Rewrite-URL"]
        )
        {
            if (capture.Header(name) is not ['/', ..] text)
                continue;
            yield return Address(
                "path",
                $"with the path that {name} tells before the path",
                2,
                sent => With(sent, path => text.TrimEnd('/') + path)
            );
            yield return Address("path", $"with the address that {name} tells", 2, sent => sent.WithTarget(text));
        }
    }

    private static IEnumerable<RequestChange> Queries()
    {
        yield return Address(
            "query",
            "without the query",
            2,
            sent => sent.Capture.Query.Length > 0 ? sent.WithTarget(sent.Capture.Path) : null
        );
        foreach (var (what, cost, change) in FormText.Changes)
        {
            yield return Address(
                "query",
                $"with the query {what}",
                cost + 1,
                sent =>
                    sent.Capture.Query is { Length: > 0 } query && change(query) is { } changed && changed != query
                        ? sent.WithTarget($"{sent.Capture.Path}?{changed}")
                        : null
            );
        }
    }

    /// <summary>Returns the possible orders of the fields of a short query.</summary>
    private static IEnumerable<RequestChange> Orders(Capture capture)
    {
        var fields = capture.Query.Split('&');
        if (fields.Length is < 2 or > 4)
            yield break;
        foreach (var order in MessageChanges.Permutations([.. Enumerable.Range(0, fields.Length)]))
        {
            yield return Address(
                "query",
                $"with the fields of the query in the order {string.Join(", ", order.Select(index => index + 1))}",
                5,
                sent =>
                    sent.Capture.Query.Split('&') is var received && received.Length == order.Count && !order.SequenceEqual(order.Order())
                        ? sent.WithTarget($"{sent.Capture.Path}?{string.Join('&', order.Select(index => received[index]))}")
                        : null
            );
        }
    }

    private static IEnumerable<RequestChange> Origins(Sent sent)
    {
        yield return Address(
            "scheme",
            "with https, not http",
            1,
            one => WithBase(one, url => url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? "https" + url[4..] : null)
        );
        yield return Address(
            "scheme",
            "with http, not https",
            2,
            one => WithBase(one, url => url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? "http" + url[5..] : null)
        );
        yield return Address(
            "port",
            "without the port",
            2,
            one => WithBase(one, url => Authority(url, host => host.LastIndexOf(':') is var colon and > 0 ? host[..colon] : null))
        );
        foreach (var port in (string[])["443", "80", "8443", "8080"])
            yield return Address(
                "port",
                $"with port {port}",
                3,
                one => WithBase(one, url => Authority(url, host => host.Contains(':', StringComparison.Ordinal) ? null : $"{host}:{port}"))
            );
        yield return Address(
            "host",
            "without www. before the host",
            3,
            one =>
                WithBase(one, url => Authority(url, host => host.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? host[4..] : null))
        );
        yield return Address("host", "with www. before the host", 4, one => WithBase(one, url => Authority(url, host => "www." + host)));
        yield return Address("host", "with the host in lower case", 3, one => WithBase(one, url => url.ToLowerInvariant()));
        yield return Address(
            "host",
            "without the path of the public URL",
            3,
            one =>
                WithBase(
                    one,
                    url => url.IndexOf('/', url.IndexOf("://", StringComparison.Ordinal) + 3) is var slash and > 0 ? url[..slash] : null
                )
        );
        foreach (var name in (string[])["Host", "X-Forwarded-Host", "X-Original-Host"])
        {
            if (
                sent.Capture.Header(name) is not { Length: > 0 and < 256 } host
                || host.Any(one => char.IsWhiteSpace(one) || char.IsControl(one) || one is '/' or '?' or '#' or '\\')
            )
                continue;
            yield return Address("host", $"with the host that {name} tells", 2, one => WithBase(one, url => Authority(url, _ => host)));
            if (sent.Base is null)
                yield return Address(
                    "host",
                    $"with https and the host that {name} tells, as no public URL is configured",
                    2,
                    one => one with { PublicUrl = $"https://{host}" }
                );
        }
    }

    private static IEnumerable<RequestChange> Headers(Capture capture)
    {
        for (var index = 0; index < Math.Min(capture.Headers.Count, MaxHeaders); index++)
        {
            var (at, name) = (index, capture.Headers[index].Name);
            yield return Header(
                at,
                name,
                "without quotation marks around it",
                3,
                text => text.Length > 2 && text[0] == '"' && text[^1] == '"' ? text[1..^1] : null
            );
            yield return Header(
                at,
                name,
                "percent-decoded",
                3,
                text => text.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(text) : null
            );
            yield return Header(at, name, "without white space around it", 3, text => text.Trim());
            yield return Header(at, name, "in lower case", 4, text => text.ToLowerInvariant());
            yield return Header(at, name, "in UTF-8, not Latin-1", 3, Recoded);
            yield return Header(
                at,
                name,
                "without what a second field of its name added",
                4,
                text => text.IndexOf(", ", StringComparison.Ordinal) is var comma and > 0 ? text[..comma] : null
            );
        }

        yield return new RequestChange("header:Content-Type", "as application/json", 4, sent => WithType(sent, "application/json"))
        {
            Culprit = "A proxy or a client sent another content type.",
            Advice = "Let the content type through, or allow it in \"types\" of the schema's \"receive\".",
        };
        yield return new RequestChange(
            "header:Content-Type",
            "as application/x-www-form-urlencoded",
            4,
            sent => WithType(sent, "application/x-www-form-urlencoded")
        )
        {
            Culprit = "A proxy or a client sent another content type.",
            Advice = "Let the content type through, or allow it in \"types\" of the schema's \"receive\".",
        };
    }

    private static Sent? WithType(Sent sent, string type)
    {
        List<CaptureHeader> others = [.. sent.Capture.Headers.Where(header => !header.Is("Content-Type"))];
        return sent.Capture.Header("Content-Type") == type
            ? null
            : sent with
            {
                Capture = sent.Capture.With(headers: [.. others, new CaptureHeader("Content-Type", type)]),
            };
    }

    private static RequestChange Header(int index, string name, string what, int cost, Func<string, string?> change) =>
        new(
            $"header:{name}",
            $"with the header {name} {what}",
            cost,
            sent =>
                index < sent.Capture.Headers.Count
                && sent.Capture.Headers[index] is { } header
                && header.Name == name
                && change(header.Text) is { } text
                && text != header.Text
                    ? sent.WithHeader(index, new(name, text))
                    : null
        )
        {
            Culprit = $"A proxy or a framework changed the header {name}.",
            Advice = $"Let the header {name} through as it arrives.",
        };

    private static RequestChange Address(string axis, string what, int cost, Func<Sent, Sent?> change) =>
        new(axis, what, cost, change) { Culprit = Proxy, Advice = SetUrl };

    private static Sent? With(Sent sent, Func<string, string?> change) =>
        change(sent.Capture.Path) is { Length: > 0 } path && path != sent.Capture.Path
            ? sent.WithTarget(
                sent.Capture.Target.Length > sent.Capture.Path.Length ? path + sent.Capture.Target[sent.Capture.Path.Length..] : path
            )
            : null;

    private static Sent? WithBase(Sent sent, Func<string, string?> change) =>
        sent.Base is { } url && change(url) is { Length: > 0 } changed && changed != url ? sent with { PublicUrl = changed } : null;

    /// <summary>Replaces the host and port of a URL.</summary>
    private static string? Authority(string url, Func<string, string?> change)
    {
        var start = url.IndexOf("://", StringComparison.Ordinal) + 3;
        if (start < 3)
            return null;
        var end = url.IndexOf('/', start) is var slash and > 0 ? slash : url.Length;
        return change(url[start..end]) is { } host ? url[..start] + host + url[end..] : null;
    }

    private static string? Recoded(string text)
    {
        if (text.All(char.IsAscii) || text.Any(one => one > '\u00FF'))
            return null;
        var bytes = Encoding.Latin1.GetBytes(text);
        return System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;
    }
}
