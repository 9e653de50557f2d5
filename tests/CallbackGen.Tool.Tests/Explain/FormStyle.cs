using System.Text;

namespace CallbackGen.Tool.Tests.Explain;

/// <summary>How a platform encodes the fields of a form or query.</summary>
/// <param name="Plain">The characters besides letters and digits that stand as they are.</param>
/// <param name="Space">How a space is written.</param>
internal sealed record FormStyle(string Plain, string Space)
{
    /// <summary>Browsers, URLEncoder of Java and encode_www_form of Ruby.</summary>
    public static FormStyle Java { get; } = new("*-._", "+");

    /// <summary>encodeURIComponent, and querystring.stringify of Node.</summary>
    public static FormStyle JavaScript { get; } = new("-_.!~*'()", "%20");

    /// <summary>http_build_query of PHP.</summary>
    public static FormStyle Php { get; } = new("-_.", "+");

    /// <summary>urlencode of Python.</summary>
    public static FormStyle Python { get; } = new("_.-~", "+");

    /// <summary>RFC 3986, as PHP frameworks write a query again.</summary>
    public static FormStyle Rfc3986 { get; } = new("-_.~", "%20");

    private static FormStyle[] All { get; } = [Php, Java, Python, JavaScript, Rfc3986];

    /// <summary>The fields of a form; null where it is none.</summary>
    public static IReadOnlyList<(string Name, string Value)>? Read(string form)
    {
        if (form.Length == 0 || form[0] is '{' or '[' or '"' || form.Any(char.IsControl))
            return null;
        var fields = form.Split('&').Select(field => field.Split('=', 2)).ToList();
        return fields.TrueForAll(field => field.Length == 2) ? [.. fields.Select(field => (Decode(field[0]), Decode(field[1])))] : null;
    }

    /// <summary>The style that a form was written in; null where nobody could know it.</summary>
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
