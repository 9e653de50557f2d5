using System.Globalization;
using System.Text.RegularExpressions;

namespace CallbackGen.Tool.Explain;

/// <summary>A form or query (WHATWG URL Standard) spelled otherwise.</summary>
internal static partial class FormText
{
    /// <summary>What may have been another spelling: its words, how unlikely it is, and the change.</summary>
    public static readonly (string What, int Cost, Func<string, string?> Change)[] Changes =
    [
        ("with spaces as %20, not +", 1, form => form.Replace("+", "%20", StringComparison.Ordinal)),
        ("with spaces as +, not %20", 1, form => form.Replace("%20", "+", StringComparison.Ordinal)),
        ("with %xx in lower case", 2, form => Escape().Replace(form, match => match.Value.ToLowerInvariant())),
        ("with %xx in upper case", 2, form => Escape().Replace(form, match => match.Value.ToUpperInvariant())),
        ("with marks such as ~ and * as they are, not as %xx", 3, form => Escape().Replace(form, match => One(match.Value) is var one && "~*-._!'()@/:,;[]".Contains(one, StringComparison.Ordinal) ? one.ToString() : match.Value)),
        ("with marks such as ~ and * as %xx", 3, form => Mark().Replace(form, match => string.Create(CultureInfo.InvariantCulture, $"%{(int)match.Value[0]:X2}"))),
        ("with brackets and at signs as %xx", 4, form => Bracket().Replace(form, match => string.Create(CultureInfo.InvariantCulture, $"%{(int)match.Value[0]:X2}"))),
        ("with its fields sorted by name", 6, form => string.Join('&', form.Split('&').Order(StringComparer.Ordinal))),
        ("decoded once more", 5, form => form.Contains("%25", StringComparison.Ordinal) ? form.Replace("%25", "%", StringComparison.Ordinal) : null),
    ];

    /// <summary>Whether bytes look like a form.</summary>
    public static bool IsForm(ReadOnlySpan<byte> body) => body is not ([] or [(byte)'{' or (byte)'[' or (byte)'<', ..]) && body.Contains((byte)'=');

    private static char One(string escape) => (char)int.Parse(escape.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex("%[0-9A-Fa-f]{2}")]
    private static partial Regex Escape();

    [GeneratedRegex("[~*!'()]")]
    private static partial Regex Mark();

    [GeneratedRegex(@"[\[\]@:/,]")]
    private static partial Regex Bracket();
}
