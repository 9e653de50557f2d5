using System.Text;
using CallbackGen.Verification;

namespace CallbackGen.Tool.Explain;

/// <summary>Changes that a body may undergo between the provider and the verifier.</summary>
internal static class BodyChanges
{
    private const string Axis = "body";
    private const string Parsed = "A framework or a proxy parsed the body and wrote it again before it was verified.";

    /// <summary>The advice when a body was serialized again.</summary>
    public const string Raw = "Verify the bytes as they are received: read the body before it is parsed, and never serialize it again.";
    private const string Editor = "An editor, a shell or a test tool changed line ends when the body was saved or sent.";
    private const string KeepBytes = "Save and send the body as binary (curl --data-binary @file).";

    /// <summary>The largest number of whole numbers for which a version with a decimal is tried.</summary>
    private const int MaxWholeNumbers = 12;

    /// <summary>The position of JSON serialization in the order in which the changes of a request are applied.</summary>
    public const int OrderOfJson = 10;

    private const int OrderOfLines = 20;
    private const int OrderOfEnds = 30;
    private const int OrderOfEncoding = 40;

    private static readonly (string What, JsonStyle Style, int Cost)[] Styles =
    [
        ("with its texts escaped as little as JSON allows", JsonStyle.Compact, 2),
        ("with slashes escaped", JsonStyle.EscapeSlash, 2),
        ("with all but ASCII escaped", JsonStyle.EscapeUnicode, 2),
        ("with slashes and all but ASCII escaped, as PHP writes it", JsonStyle.EscapeSlash | JsonStyle.EscapeUnicode, 2),
        ("with <, > and & escaped, as Go writes it", JsonStyle.EscapeHtml, 3),
        ("with all but ASCII escaped, as Python writes it", JsonStyle.EscapeUnicode | JsonStyle.EscapePython, 3),
        ("escaped as Gson writes it", JsonStyle.EscapeHtml | JsonStyle.EscapeGson, 4),
        ("escaped as System.Text.Json writes it", JsonStyle.EscapeUnicode | JsonStyle.EscapeHtml | JsonStyle.EscapeDotnet, 4),
    ];

    private static readonly (string What, JsonStyle Style, int Cost)[] NumberStyles =
    [
        ("", JsonStyle.Compact, 0),
        (" and numbers as JavaScript writes them", JsonStyle.NumbersOfJavascript, 2),
        (" and numbers as Python writes them", JsonStyle.NumbersOfPython, 3),
    ];

    private static readonly (string What, string Colon, string Comma, string? Indent, string LineEnd, int Cost)[] Layouts =
    [
        ("without white space", ":", ",", null, "", 0),
        ("with a space after every colon and comma", ": ", ", ", null, "", 0),
        ("indented by two spaces", ": ", ",", "  ", "\n", 1),
        ("indented by four spaces", ": ", ",", "    ", "\n", 1),
        ("indented by tabs", ": ", ",", "\t", "\n", 2),
        ("indented by two spaces, with lines that end in CR LF", ": ", ",", "  ", "\r\n", 2),
    ];

    /// <summary>All changes of a body.</summary>
    public static IEnumerable<RequestChange> All { get; } = [.. Lines(), .. Ends(), .. Encodings(), .. Wrapped(), .. Json(), .. Form()];

    private static IEnumerable<RequestChange> Lines()
    {
        yield return Body(
            "lines",
            "with lines that end in LF, not CR LF",
            2,
            OrderOfLines,
            body => body.Replace("\r\n", "\n", StringComparison.Ordinal),
            Editor,
            KeepBytes
        );
        yield return Body(
            "lines",
            "with lines that end in CR LF, not LF",
            2,
            OrderOfLines,
            body => body.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal),
            Editor,
            KeepBytes
        );
        yield return Body(
            "lines",
            "without line ends, which \"curl -d @file\" removes",
            3,
            OrderOfLines,
            body => body.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal),
            Editor,
            KeepBytes
        );
        yield return Body(
            "lines",
            "with lines that end in LF, not CR",
            4,
            OrderOfLines,
            body => body.Replace('\r', '\n'),
            Editor,
            KeepBytes
        );
        yield return Body(
            "lines",
            "with lines that end in CR, not LF",
            5,
            OrderOfLines,
            body => body.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\n', '\r'),
            Editor,
            KeepBytes
        );
    }

    private static IEnumerable<RequestChange> Ends()
    {
        yield return Body(
            "end",
            "without the line end at its end",
            1,
            OrderOfEnds,
            body => body.TrimEnd('\r', '\n'),
            "An editor or \"echo\" put a line end at the end of the body.",
            KeepBytes
        );
        yield return Body(
            "end",
            "without white space around it",
            3,
            OrderOfEnds,
            body => body.Trim(' ', '\t', '\r', '\n'),
            "White space was put around the body.",
            KeepBytes
        );
        yield return Body(
            "end",
            "with a line end at its end",
            1,
            OrderOfEnds,
            body => body + "\n",
            "The line end at the body's end was taken off: \"curl -d @file\" does so, and a framework that trims.",
            KeepBytes
        );
        yield return Body(
            "end",
            "with CR LF at its end",
            2,
            OrderOfEnds,
            body => body + "\r\n",
            "The line end at the body's end was taken off: \"curl -d @file\" does so, and a framework that trims.",
            KeepBytes
        );
        yield return Body(
            "end",
            "with a space at its end",
            5,
            OrderOfEnds,
            body => body + " ",
            "White space at the body's end was taken off.",
            KeepBytes
        );
    }

    private static IEnumerable<RequestChange> Encodings()
    {
        const string Reader = "A reader or editor decoded the body to text and encoded it again.";
        const string Mark = "\u00EF\u00BB\u00BF"; // U+FEFF in UTF-8
        yield return Body(
            "mark",
            "without the byte-order mark before it",
            1,
            OrderOfEncoding,
            body => body.StartsWith(Mark, StringComparison.Ordinal) ? body[Mark.Length..] : null,
            "An editor or a writer put a byte-order mark before the body.",
            "Write UTF-8 without a byte-order mark."
        );
        yield return Body(
            "mark",
            "with the byte-order mark before it",
            3,
            OrderOfEncoding,
            body => body.StartsWith(Mark, StringComparison.Ordinal) ? null : Mark + body,
            "A reader of text took the byte-order mark off the body.",
            Raw
        );
        yield return Body(
            "charset",
            "decoded once less: its UTF-8 was read as Latin-1 and written as UTF-8 again",
            3,
            OrderOfEncoding,
            body => Transcode(body, Encoding.UTF8, Encoding.Latin1),
            Reader,
            Raw
        );
        yield return Body(
            "charset",
            "decoded once less: its UTF-8 was read as Windows-1252 and written as UTF-8 again",
            4,
            OrderOfEncoding,
            Envelopes.FromWindows1252,
            Reader,
            Raw
        );
        yield return Body(
            "charset",
            "in Latin-1, not UTF-8",
            4,
            OrderOfEncoding,
            body => Transcode(body, Encoding.Latin1, Encoding.UTF8) is { } wide ? Transcode(wide, Encoding.UTF8, Encoding.Latin1) : null,
            Reader,
            Raw
        );
        yield return Body(
            "charset",
            "in UTF-8, not Latin-1",
            4,
            OrderOfEncoding,
            body => Transcode(body, Encoding.Latin1, Encoding.UTF8),
            Reader,
            Raw
        );
    }

    /// <summary>Returns the changes that unwrap the whole body from an envelope or encoding.</summary>
    private static IEnumerable<RequestChange> Wrapped()
    {
        const string Whole = "Give the verifier the bytes that are within.";
        yield return Body(
            "envelope",
            "decoded from base64",
            2,
            OrderOfEncoding,
            Envelopes.FromBase64,
            "A gateway hands the body over in base64, as it does to functions.",
            Whole
        );
        yield return Body(
            "envelope",
            "decompressed",
            2,
            OrderOfEncoding,
            Envelopes.FromGzip,
            "The body is compressed, and the provider signs it before compression.",
            Whole
        );
        yield return Body(
            "envelope",
            "as the text that it contains as a JSON string",
            2,
            OrderOfEncoding,
            Envelopes.FromJsonText,
            "A body that was a text already was written as JSON once more.",
            Whole
        );
        yield return Body(
            "envelope",
            "with &, < and > where it has entities of HTML",
            4,
            OrderOfEncoding,
            Envelopes.FromEntities,
            "A sanitizer wrote the body's text as HTML.",
            Raw
        );
    }

    private static IEnumerable<RequestChange> Json()
    {
        foreach (var layout in Layouts)
            yield return JsonChange(
                $"as JSON {layout.What}",
                1 + layout.Cost,
                json => JsonLayout.Space(json, layout.Colon, layout.Comma, layout.Indent, layout.LineEnd)
            );
        foreach (var sort in (JsonStyle[])[JsonStyle.Compact, JsonStyle.Sorted])
        {
            foreach (var (number, style) in NumberStyles.SelectMany(number => Styles.Select(style => (number, style))))
            {
                var sorted = sort == JsonStyle.Sorted ? ", its members sorted by name" : "";
                var cost = style.Cost + number.Cost + (sort == JsonStyle.Sorted ? 2 : 0);
                foreach (var layout in Layouts)
                {
                    yield return JsonChange(
                        $"as JSON {layout.What}, {style.What}{number.What}{sorted}",
                        cost + 1 + layout.Cost,
                        json =>
                            JsonLayout.Rewrite(json, style.Style | number.Style | sort) is { } written
                                ? JsonLayout.Space(written, layout.Colon, layout.Comma, layout.Indent, layout.LineEnd)
                                : null
                    );
                }
            }
        }

        yield return JsonChange(
            "with numbers of two decimals",
            3,
            json => JsonLayout.Numbers(json, number => JsonLayout.Decimals(number, 2))
        );
        yield return JsonChange(
            "with two decimals in numbers that have any",
            3,
            json =>
                JsonLayout.Numbers(json, number => number.Contains('.', StringComparison.Ordinal) ? JsonLayout.Decimals(number, 2) : number)
        );
        yield return JsonChange(
            "with numbers of one decimal",
            4,
            json => JsonLayout.Numbers(json, number => JsonLayout.Decimals(number, 1))
        );
        for (var which = 1; which <= MaxWholeNumbers; which++)
        {
            var only = which;
            yield return JsonChange($"with .0 behind whole number {only}", 5, json => OneDecimal(json, only));
        }

        yield return JsonChange(
            "with whole numbers without decimals",
            3,
            json => JsonLayout.Numbers(json, number => JsonLayout.Decimals(number, 0))
        );
        yield return Text("with its slashes escaped", 2, body => Slash(body, isEscaped: true));
        yield return Text("with its slashes not escaped", 2, body => Slash(body, isEscaped: false));
        yield return Text("with its \\u escapes in lower case", 3, body => Escapes(body, digits => digits.ToLowerInvariant()));
        yield return Text("with its \\u escapes in upper case", 3, body => Escapes(body, digits => digits.ToUpperInvariant()));
    }

    private static IEnumerable<RequestChange> Form()
    {
        foreach (var (what, cost, change) in FormText.Changes)
        {
            yield return new RequestChange(
                Axis,
                $"with the body {what}",
                cost,
                sent => Changed(sent, FormText.IsForm(sent.Capture.Body.Span) ? change : _ => null)
            )
            {
                Order = OrderOfJson,
                Culprit = "A framework or a proxy parsed the form and wrote it again.",
                Advice = Raw,
            };
        }
    }

    /// <summary>Returns a body in which one whole number has a decimal: JSON.stringify writes 136.0 as 136.</summary>
    private static byte[]? OneDecimal(byte[] json, int which)
    {
        var seen = 0;
        return
            JsonLayout.Numbers(json, number => number.AsSpan().IndexOfAny(".eE") < 0 && ++seen == which ? number + ".0" : number)
                is { } written
            && seen >= which
            ? written
            : null;
    }

    private static RequestChange JsonChange(string what, int cost, Func<byte[], byte[]?> change) =>
        new(
            Axis,
            $"with the body {what}",
            cost,
            sent => IsJson(sent.Capture.Body.Span) && change(sent.Capture.Body.ToArray()) is { } body ? sent.WithBody(body) : null
        )
        {
            Order = OrderOfJson,
            Culprit = Parsed,
            Advice = Raw,
        };

    private static RequestChange Text(string what, int cost, Func<string, string?> change) =>
        new(Axis, $"with the body {what}", cost, sent => IsJson(sent.Capture.Body.Span) ? Changed(sent, change) : null)
        {
            Order = OrderOfJson,
            Culprit = Parsed,
            Advice = Raw,
        };

    private static RequestChange Body(
        string part,
        string what,
        int cost,
        int order,
        Func<string, string?> change,
        string culprit,
        string advice
    ) =>
        new($"{Axis}:{part}", $"with the body {what}", cost, sent => Changed(sent, change))
        {
            Order = order,
            Culprit = culprit,
            Advice = advice,
        };

    /// <summary>Applies a change to the body as text in which each character is a byte.</summary>
    private static Sent? Changed(Sent sent, Func<string, string?> change)
    {
        if (sent.Capture.Body.IsEmpty)
            return null;
        var body = Encoding.Latin1.GetString(sent.Capture.Body.Span);
        return change(body) is { } changed && changed != body ? sent.WithBody(Encoding.Latin1.GetBytes(changed)) : null;
    }

    private static bool IsJson(ReadOnlySpan<byte> body) =>
        (body.StartsWith("\uFEFF"u8) ? body[3..] : body).TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..];

    private static string? Transcode(string body, Encoding from, Encoding to)
    {
        var bytes = Encoding.Latin1.GetBytes(body);
        if (Ascii.IsValid(bytes) || (from is UTF8Encoding && !System.Text.Unicode.Utf8.IsValid(bytes)))
            return null;
        var text = from.GetString(bytes);
        return to is not UTF8Encoding && text.Any(one => one > '\u00FF') ? null : Encoding.Latin1.GetString(to.GetBytes(text));
    }

    private static string Slash(string body, bool isEscaped)
    {
        var plain = body.Replace("\\/", "/", StringComparison.Ordinal);
        return isEscaped ? plain.Replace("/", "\\/", StringComparison.Ordinal) : plain;
    }

    private static string Escapes(string body, Func<string, string> change)
    {
        var changed = new StringBuilder(body);
        for (
            var at = body.IndexOf("\\u", StringComparison.Ordinal);
            at >= 0 && at + 6 <= body.Length;
            at = body.IndexOf("\\u", at + 6, StringComparison.Ordinal)
        )
            changed.Remove(at + 2, 4).Insert(at + 2, change(body.Substring(at + 2, 4)));
        return changed.ToString();
    }
}
