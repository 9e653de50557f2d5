using System.Net;

namespace CallbackGen.Testing.Editing;

/// <summary>
/// Edits fields of a form or query, in their encoded text (WHATWG URL Standard, application/x-www-form-urlencoded).
/// </summary>
internal static class FieldEditor
{
    /// <summary>Returns the decoded value of the first field of a name, or null.</summary>
    public static string? Get(string fields, string name)
    {
        foreach (var field in fields.Split('&'))
        {
            if (NameOf(field) == name)
                return WebUtility.UrlDecode(field[Math.Min(field.Length, EndOfName(field) + 1)..]);
        }

        return null;
    }

    /// <summary>Returns the text with the value of the first field of a name replaced, or with the field appended.</summary>
    public static string Set(string fields, string name, string value)
    {
        var all = fields.Split('&');
        var index = Array.FindIndex(all, field => NameOf(field) == name);
        if (index < 0)
            return $"{fields}{(fields.Length == 0 ? "" : "&")}{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}";
        all[index] = $"{all[index][..EndOfName(all[index])]}={Uri.EscapeDataString(value)}";
        return string.Join('&', all);
    }

    private static string? NameOf(string field) => field.Length == 0 ? null : WebUtility.UrlDecode(field[..EndOfName(field)]);

    private static int EndOfName(string field)
    {
        var equals = field.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? field.Length : equals;
    }
}
