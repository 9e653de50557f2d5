using System.Globalization;
using System.Text.RegularExpressions;

namespace CallbackGen.Tool.Explain;

/// <summary>Alternative spellings of a form or query (WHATWG URL Standard).</summary>
internal static partial class FormText
{
    /// <summary>The possible spellings: a description, the cost, and the change.</summary>
    public static readonly (string What, int Cost, Func<string, string?> Change)[] Changes =
    [
        ("with spaces as %20, not +", 1, form => form.Replace("+", "%20", StringComparison.Ordinal)),
        ("with spaces as +, not %20", 1, form => form.Replace("%20", "+", StringComparison.Ordinal)),
        ("with %xx in lower case", 2, form => Escape().Replace(form, match => match.Value.ToLowerInvariant())),
        ("with %xx in upper case", 2, form => Escape().Replace(form, match => match.Value.ToUpperInvariant())),
        (
            "with marks such as ~ and * as they are, not as %xx",
            3,
            form =>
                Escape()
                    .Replace(
                        form,
                        match =>
                            One(match.Value) is var one && "~*-._!'()@/:,;[]".Contains(one, StringComparison.Ordinal)
                                ? one.ToString()
                                : match.Value
                    )
        ),
        (
            "with marks such as ~ and * as %xx",
            3,
            form => Mark().Replace(form, match => string.Create(CultureInfo.InvariantCulture, $"%{(int)match.Value[0]:X2}"))
        ),
        (
            "with brackets and at signs as %xx",
            4,
            form => Bracket().Replace(form, match => string.Create(CultureInfo.InvariantCulture, $"%{(int)match.Value[0]:X2}"))
        ),
        ("with its fields sorted by name", 6, form => string.Join('&', form.Split('&').Order(StringComparer.Ordinal))),
        ("as browsers and Java encode it", 4, form => Rewritten(form, "*-._", "+")),
        ("as PHP encodes it", 4, form => Rewritten(form, "-_.", "+")),
        ("as Python encodes it", 4, form => Rewritten(form, "-_.~", "+")),
        ("as encodeURIComponent of JavaScript encodes it", 4, form => Rewritten(form, "-_.!~*'()", "%20")),
        ("encoded as RFC 3986 has it", 4, form => Rewritten(form, "-_.~", "%20")),
        (
            "with + in base64 as %2B",
            3,
            form =>
                string.Join(
                    '&',
                    form.Split('&').Select(field => Base64().IsMatch(field) ? field.Replace("+", "%2B", StringComparison.Ordinal) : field)
                )
        ),
        (
            "decoded once more",
            5,
            form => form.Contains("%25", StringComparison.Ordinal) ? form.Replace("%25", "%", StringComparison.Ordinal) : null
        ),
    ];

    /// <summary>Returns whether bytes look like a form.</summary>
    public static bool IsForm(ReadOnlySpan<byte> body) =>
        body is not ([] or [(byte)'{' or (byte)'[' or (byte)'<', ..]) && body.Contains((byte)'=');

    /// <summary>Decodes the fields and encodes them again.</summary>
    /// <param name="form">The form.</param>
    /// <param name="plain">The special characters that are not encoded.</param>
    /// <param name="space">The encoding of a space.</param>
    private static string Rewritten(string form, string plain, string space) =>
        string.Join(
            '&',
            form.Split('&').Select(field => string.Join('=', field.Split('=', 2).Select(text => Encoded(Decoded(text), plain, space))))
        );

    private static string Decoded(string text) => Escape().Replace(text.Replace('+', ' '), match => One(match.Value).ToString());

    private static string Encoded(string text, string plain, string space) =>
        string.Concat(
            text.Select(one =>
                one == ' ' ? space
                : char.IsAsciiLetterOrDigit(one) || plain.Contains(one, StringComparison.Ordinal) ? one.ToString()
                : string.Create(CultureInfo.InvariantCulture, $"%{(int)one:X2}")
            )
        );

    private static char One(string escape) => (char)int.Parse(escape.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex("%[0-9A-Fa-f]{2}")]
    private static partial Regex Escape();

    /// <summary>Matches a field whose value has 24 or more characters, all of the base64 alphabet.</summary>
    [GeneratedRegex("^[^=]+=(?:[A-Za-z0-9+/]|%2[BbFf]){24,}(?:=|%3[Dd]){0,2}$")]
    private static partial Regex Base64();

    [GeneratedRegex("[~*!'()]")]
    private static partial Regex Mark();

    [GeneratedRegex(@"[\[\]@:/,]")]
    private static partial Regex Bracket();
}
