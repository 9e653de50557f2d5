using System.Text;
using System.Xml;

namespace CallbackGen.Reading;

/// <summary>
/// Parses the fields of a flat XML body (XML 1.0, fifth edition): one root element, whose child elements contain text. No reference is ever
/// resolved.
/// </summary>
/// <remarks>
/// Constructs on which parsers disagree, or which they fetch, are rejected: document types and with them entities, comments, processing
/// instructions, attributes and namespaces. So are deeper elements, text beside elements or beside a CDATA section, a name that repeats,
/// and any encoding except UTF-8.
/// </remarks>
internal static class FlatXml
{
    private const string NotXml = "is not well-formed XML";

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersFromEntities = 1,
        ConformanceLevel = ConformanceLevel.Document,
        CheckCharacters = true,
        CloseInput = true,
    };

    /// <summary>Parses the fields.</summary>
    /// <param name="body">The body as received; its size is limited already.</param>
    /// <param name="fields">The fields, to be disposed of; <see langword="null"/> when the body is rejected.</param>
    /// <param name="reason">The kind of rejection.</param>
    /// <param name="detail">A constant description of the problem; empty when there is none.</param>
    public static bool TryRead(ReadOnlySpan<byte> body, out FormFields? fields, out CallbackRejectionReason reason, out string detail)
    {
        reason = CallbackRejectionReason.Malformed;
        fields = FormFields.Empty();
        var names = default(NameTable);
        try
        {
            detail = JsonSyntax.CheckEncoding(body) ?? Read(body, fields, ref names, ref reason) ?? "";
        }
        catch (XmlException)
        {
            // The exception's message may quote the body.
            detail = NotXml;
        }
        finally
        {
            names.Dispose();
        }

        if (detail.Length == 0)
            return true;
        fields.Dispose();
        fields = null;
        return false;
    }

    private static string? Read(ReadOnlySpan<byte> body, FormFields fields, ref NameTable names, ref CallbackRejectionReason reason)
    {
        // The parser receives text, so that no XML declaration can choose how the signed bytes are decoded.
        using var reader = XmlReader.Create(new StringReader(Encoding.UTF8.GetString(body)), Settings);
        if (FindRoot(reader) is { } wrong)
            return wrong;
        var isEmpty = reader.IsEmptyElement;
        while (!isEmpty && reader.Read() && reader.NodeType != XmlNodeType.EndElement)
        {
            if (IsSpace(reader.NodeType))
                continue;
            if (reader.NodeType != XmlNodeType.Element)
                return "holds something between its elements";
            if (!IsPlain(reader))
                return "holds an element with attributes or a namespace";
            var name = Encoding.UTF8.GetBytes(reader.Name);
            if (!names.TryAdd(name, 0))
            {
                reason = CallbackRejectionReason.DuplicateMember;
                return "holds an element twice";
            }

            if (!TryReadText(reader, out var value))
                return "holds an element that is not one text";
            if (!fields.Add(name, Encoding.UTF8.GetBytes(value)))
                return "has more than 1000 elements";
        }

        return ReadEnd(reader);
    }

    /// <summary>Moves to the root element, past a declaration, which must name no encoding except UTF-8.</summary>
    private static string? FindRoot(XmlReader reader)
    {
        while (reader.Read() && reader.NodeType != XmlNodeType.Element)
        {
            if (reader.NodeType == XmlNodeType.XmlDeclaration)
            {
                if (reader.GetAttribute("encoding") is { } encoding && !encoding.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
                    return "is declared to be in another encoding than UTF-8";
            }
            else if (!IsSpace(reader.NodeType))
            {
                return "holds something before its root element";
            }
        }

        return IsPlain(reader) ? null : "has a root element with attributes or a namespace";
    }

    private static bool IsPlain(XmlReader reader) =>
        !reader.HasAttributes && reader.Prefix.Length == 0 && !reader.Name.Contains(':', StringComparison.Ordinal);

    private static bool IsSpace(XmlNodeType type) => type is XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace;

    /// <summary>Reads an element's content: text only, or CDATA sections only.</summary>
    private static bool TryReadText(XmlReader reader, out string value)
    {
        value = "";
        if (reader.IsEmptyElement)
            return true;
        var text = new StringBuilder();
        var kind = XmlNodeType.None;
        while (reader.Read() && reader.NodeType != XmlNodeType.EndElement)
        {
            var found = IsSpace(reader.NodeType) ? XmlNodeType.Text : reader.NodeType;
            if (found is not (XmlNodeType.Text or XmlNodeType.CDATA) || (kind != XmlNodeType.None && found != kind))
                return false;
            kind = found;
            text.Append(reader.Value);
        }

        value = text.ToString();
        return true;
    }

    private static string? ReadEnd(XmlReader reader)
    {
        while (reader.Read())
        {
            if (!IsSpace(reader.NodeType))
                return "holds something behind its root element";
        }

        return null;
    }
}
