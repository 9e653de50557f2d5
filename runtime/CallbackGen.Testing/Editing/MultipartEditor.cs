using System.Text;
using System.Text.RegularExpressions;

namespace CallbackGen.Testing.Editing;

/// <summary>Edits fields of a multipart form (RFC 7578), each a part with a name. Other bytes stay unchanged.</summary>
internal static partial class MultipartEditor
{
    /// <summary>Returns the text of the first part of a name, or null.</summary>
    public static string? Get(byte[] body, string name) =>
        Find(Read(body), name) is { Success: true } part
            ? Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(part.Groups["value"].Value))
            : null;

    /// <summary>Returns the body with the text of the first part of a name replaced, or with the part appended.</summary>
    public static byte[] Set(byte[] body, string name, string text)
    {
        var all = Read(body);
        var value = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
        if (Find(all, name) is { Success: true } part)
        {
            var place = part.Groups["value"];
            return Encoding.Latin1.GetBytes(string.Concat(all.AsSpan(0, place.Index), value, all.AsSpan(place.Index + place.Length)));
        }

        var delimiter = all[..Math.Max(all.IndexOf("\r\n", StringComparison.Ordinal), 0)];
        var end = all.LastIndexOf($"{delimiter}--", StringComparison.Ordinal);
        if (delimiter.Length == 0 || end < 0)
            throw new CallbackSigningException("The body is no multipart form.");
        return Encoding.Latin1.GetBytes($"{all[..end]}{Part(delimiter, name, value)}{all[end..]}");
    }

    /// <summary>Returns the values of the parts.</summary>
    public static IReadOnlyList<Leaf> Leaves(ReadOnlySpan<byte> body) =>
        [
            .. Parts()
                .Matches(Encoding.Latin1.GetString(body))
                .Select(part =>
                    Leaf.OfPart(
                        Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(part.Groups["name"].Value)),
                        part.Groups["value"].Index,
                        part.Groups["value"].Length
                    )
                ),
        ];

    /// <summary>Encodes fields as a form.</summary>
    public static string Write(string boundary, IEnumerable<(string Name, string Text)> fields) =>
        $"{string.Concat(fields.Select(field => Part($"--{boundary}", field.Name, field.Text)))}--{boundary}--\r\n";

    private static string Part(string delimiter, string name, string value) =>
        $"{delimiter}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n";

    private static string Read(byte[] body) => Encoding.Latin1.GetString(body);

    private static Match? Find(string body, string name)
    {
        var wire = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(name));
        return Parts().Matches(body).FirstOrDefault(part => part.Groups["name"].Value == wire);
    }

    [GeneratedRegex(
        """(?is)\r\nContent-Disposition:[^\r\n]*?;\s*name="?(?<name>[^"\r\n;]*)"?[^\r\n]*(?:\r\n[^\r\n]+)*\r\n\r\n(?<value>.*?)(?=\r\n--)"""
    )]
    private static partial Regex Parts();
}
