using System.Text;

namespace CallbackGen.Tool.Tests.Explain;

/// <summary>A platform's encoding of the fields of a form or query.</summary>
/// <param name="Plain">The unescaped characters besides letters and digits.</param>
/// <param name="Space">The encoding of a space.</param>
internal sealed record FormStyle(string Plain, string Space)
{
    /// <summary>Browsers, Java's URLEncoder and Ruby's encode_www_form.</summary>
    public static FormStyle Java { get; } = new("*-._", "+");

    /// <summary>JavaScript's encodeURIComponent, and Node's querystring.stringify.</summary>
    public static FormStyle JavaScript { get; } = new("-_.!~*'()", "%20");

    /// <summary>PHP's http_build_query.</summary>
    public static FormStyle Php { get; } = new("-_.", "+");

    /// <summary>Python's urlencode.</summary>
    public static FormStyle Python { get; } = new("_.-~", "+");

    /// <summary>RFC 3986, as PHP frameworks re-encode a query.</summary>
    public static FormStyle Rfc3986 { get; } = new("-_.~", "%20");

    private static FormStyle[] All { get; } = [Php, Java, Python, JavaScript, Rfc3986];

    /// <summary>The fields of a form; null if the text is not a form.</summary>
    public static IReadOnlyList<(string Name, string Value)>? Read(string form)
    {
        if (form.Length == 0 || form[0] is '{' or '[' or '"' || form.Any(char.IsControl))
            return null;
        var fields = form.Split('&').Select(field => field.Split('=', 2)).ToList();
        return fields.TrueForAll(field => field.Length == 2) ? [.. fields.Select(field => (Decode(field[0]), Decode(field[1])))] : null;
    }

    /// <summary>The style in which a form was written; null if it is unknown.</summary>
    public static FormStyle? Of(string form, IReadOnlyList<(string Name, string Value)> fields) =>
        Array.Find(All, style => style.Write(fields) == form);

    /// <summary>Writes fields.</summary>
    public string Write(IEnumerable<(string Name, string Value)> fields) =>
        string.Join('&', fields.Select(field => $"{Encode(field.Name)}={Encode(field.Value)}"));

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private string Encode(string text)
    {
        var encoded = new StringBuilder();
        foreach (var one in Encoding.UTF8.GetBytes(text))
        {
            encoded.Append(
                one switch
                {
                    (byte)' ' => Space,
                    < 0x80 when char.IsAsciiLetterOrDigit((char)one) || Plain.Contains((char)one, StringComparison.Ordinal) => (
                        (char)one
                    ).ToString(),
                    _ => $"%{one:X2}",
                }
            );
        }

        return encoded.ToString();
    }
}
