using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CallbackGen.Generator.Schema;

/// <summary>
/// Computes a digest that identifies a version of a schema file, so that a program can state the version with which it read a callback.
/// </summary>
internal static class SchemaDigest
{
    private const int Bytes = 8;

    /// <summary>
    /// Returns the first 16 hexadecimal digits, in lower case, of the SHA-256 (RFC 6234) of a file's text in UTF-8, without the
    /// white space between its values (RFC 8259, section 2). A file with another layout, or with the line ends of another
    /// checkout, therefore has the same digest.
    /// </summary>
    /// <param name="json">The text of the file.</param>
    public static string Of(string json)
    {
        using var sha = SHA256.Create();
        var hash = sha.ComputeHash(Encoding.UTF8.GetBytes(WithoutWhiteSpace(json)));
        var digits = new StringBuilder(2 * Bytes);
        foreach (var value in hash.Take(Bytes))
            digits.Append(value.ToString("x2", CultureInfo.InvariantCulture));
        return digits.ToString();
    }

    private static string WithoutWhiteSpace(string json)
    {
        var rest = new StringBuilder(json.Length);
        var isText = false;
        for (var index = 0; index < json.Length; index++)
        {
            var character = json[index];
            if (!isText && character is (' ' or '\t' or '\r' or '\n'))
                continue;
            rest.Append(character);
            if (character == '"')
                isText = !isText;
            else if (isText && character == '\\' && index + 1 < json.Length)
                rest.Append(json[++index]);
        }

        return rest.ToString();
    }
}
