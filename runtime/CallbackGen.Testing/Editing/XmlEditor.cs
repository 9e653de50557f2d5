using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace CallbackGen.Testing.Editing;

/// <summary>Edits fields of a flat XML body.</summary>
internal static class XmlEditor
{
    /// <summary>Returns the text of a child element of the root, or null.</summary>
    public static string? Get(byte[] body, string name) => Parse(body).Root!.Element(name)?.Value;

    /// <summary>Returns the body with the text of an element replaced, or with the element appended.</summary>
    public static byte[] Set(byte[] body, string name, string text)
    {
        var document = Parse(body);
        document.Root!.SetElementValue(name, text);
        return Encoding.UTF8.GetBytes($"{document.Declaration}{document.ToString(SaveOptions.DisableFormatting)}");
    }

    private static XDocument Parse(byte[] body)
    {
        try
        {
            return XDocument.Parse(Encoding.UTF8.GetString(body), LoadOptions.PreserveWhitespace);
        }
        catch (XmlException exception)
        {
            throw new CallbackSigningException("The body is no XML.", inner: exception);
        }
    }
}
