using System.Text.RegularExpressions;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>Reads <c>receive</c>: the transports by which callbacks arrive.</summary>
internal sealed class TransportsReader(ProblemList problems)
{
    /// <summary>A media type (RFC 9110, section 8.3.1): type and subtype, without parameters. Each is a token and ignores case.</summary>
    private static readonly Regex MediaType = new(@"\A[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+\z", RegexOptions.CultureInvariant);

    /// <summary>Reads the transports of callbacks.</summary>
    public List<TransportModel> Read(JsonNode? list) => Read(list, Choices.Methods);

    /// <summary>Reads the transports of a handshake, which may use methods that no callback uses.</summary>
    public List<TransportModel> ReadHandshake(JsonNode list) => Read(list, Choices.ChallengeMethods);

    private List<TransportModel> Read(JsonNode? list, WordList<RequestMethod> methods)
    {
        var transports = new List<TransportModel>();
        if (list is null)
            return transports;
        if (list.Items.Count == 0)
            problems.Add(SchemaRules.NotAllowedValue, list.Span, "receive", "an array of at least one transport");
        foreach (var item in list.Items)
        {
            if (ReadOne(item, methods) is not { } transport)
                continue;
            if (transports.Any(transport.Meets))
                problems.Add(SchemaRules.DuplicateTransport, Places.Head(item), transport.Method.Word(), transport.Content.Word());
            else
                transports.Add(transport);
        }

        CheckTypes(list, transports);
        return transports;
    }

    /// <summary>
    /// Returns whether a media type usually denotes a kind of content. A test checks that this agrees with the runtime's MediaType.
    /// </summary>
    public static bool Brings(string type, ContentKind content) =>
        content switch
        {
            ContentKind.Json => type == "application/json" || type.EndsWith("+json", StringComparison.Ordinal),
            ContentKind.Form => type == "application/x-www-form-urlencoded",
            ContentKind.Multipart => type == "multipart/form-data",
            ContentKind.Xml => type is "application/xml" or "text/xml",
            ContentKind.Text => type.StartsWith("text/", StringComparison.Ordinal) && type != "text/xml",
            _ => false,
        };

    private TransportModel? ReadOne(JsonNode item, WordList<RequestMethod> methods)
    {
        if (item.Kind != JsonKind.Object)
        {
            problems.Add(
                SchemaRules.WrongKind,
                Places.Head(item),
                "receive",
                "an array of objects such as { \"method\": \"POST\", \"content\": \"json\" }"
            );
            return null;
        }

        var keywords = SchemaKeywords.Transport.Check(item, problems);
        var method = Choices.Read(keywords, "method", methods, problems);
        var content = Choices.Read(keywords, "content", Choices.Contents, problems);
        if (method is null || content is null)
            return null;
        if (method == RequestMethod.Get && content != ContentKind.Query)
            problems.Add(
                SchemaRules.PayloadMismatch,
                keywords["content"]!.Span,
                "a GET request has no body (RFC 9110, section 9.3.1): its content must be \"query\""
            );
        if (method is RequestMethod.Head or RequestMethod.Options && content != ContentKind.Query)
            problems.Add(
                SchemaRules.PayloadMismatch,
                keywords["content"]!.Span,
                $"{method.Value.Word()} brings no body that means anything (RFC 9110, "
                    + "sections 9.3.2 and 9.3.7): its content must be \"query\""
            );
        var charset = ReadCharset(keywords, content.Value, out var from);
        return new TransportModel(method.Value, content.Value)
        {
            Types = ReadTypes(keywords, content.Value),
            Charset = charset,
            CharsetFrom = from,
        };
    }

    private EquatableArray<string> ReadTypes(Keywords keywords, ContentKind content)
    {
        if (keywords.Member("types") is not { } list)
            return default;
        if (content == ContentKind.Query)
        {
            problems.Add(SchemaRules.DoesNotApply, list.NameSpan, "types", "the content query, which has no body and no media type");
            return default;
        }

        const string Expected = "an array of media types in lower case and without parameters, such as \"text/plain\", each once";
        if (list.Value.Items.Count == 0)
            problems.Add(SchemaRules.NotAllowedValue, list.Value.Span, "types", Expected);
        var types = new List<string>();
        foreach (var item in list.Value.Items)
        {
            if (item.Kind != JsonKind.String || !MediaType.IsMatch(item.Text) || types.Contains(item.Text))
                problems.Add(SchemaRules.NotAllowedValue, Places.Head(item), "types", Expected);
            else
                types.Add(item.Text);
        }

        return types.ToEquatableArray();
    }

    /// <summary>Reads a charset of the list, or the form field that names one.</summary>
    private string? ReadCharset(Keywords keywords, ContentKind content, out SourceModel? from)
    {
        from = null;
        if (keywords.Member("charset") is not { } charset)
            return null;
        if (content is not (ContentKind.Form or ContentKind.Multipart))
        {
            problems.Add(SchemaRules.DoesNotApply, charset.NameSpan, "charset", $"the content {content.Word()}, which is always in UTF-8");
            return null;
        }

        var text = charset.Value.Text;
        if (text.StartsWith("body:", StringComparison.Ordinal))
        {
            from = Sources.Parse(text, charset.Value.Span, problems);
            if (from is not null && JsonPointer.Segments(from.Name).Length > 1)
                problems.Add(
                    SchemaRules.NotAllowedValue,
                    charset.Value.Span,
                    "charset",
                    "a field of the form, such as body:/charset: a form has nothing below its fields"
                );
            return null;
        }

        return Choices.Read(keywords, "charset", Choices.Charsets, problems) is { } name && name != "utf-8" ? name : null;
    }

    /// <summary>Reports a listed media type that would also select another transport with the same method.</summary>
    private void CheckTypes(JsonNode list, List<TransportModel> transports)
    {
        foreach (var transport in transports)
        {
            foreach (var type in transport.Types)
            {
                var other = transports.Find(one =>
                    one.Method == transport.Method
                    && one.Content != transport.Content
                    && (Brings(type, one.Content) || one.Types.Contains(type))
                );
                // Where two transports list it, the later one is reported.
                if (other is null || (other.Types.Contains(type) && transports.IndexOf(transport) < transports.IndexOf(other)))
                    continue;
                problems.Add(
                    SchemaRules.AmbiguousMediaType,
                    FindType(list, transport, type),
                    $"\"{type}\"",
                    transport.Content.Word(),
                    other.Content.Word()
                );
            }
        }
    }

    private static Microsoft.CodeAnalysis.Text.TextSpan FindType(JsonNode list, TransportModel transport, string type) =>
        list
            .Items.Where(item =>
                item.Find("content")?.Text == transport.Content.Word() && item.Find("method")?.Text == transport.Method.Word()
            )
            .SelectMany(item => item.Find("types")?.Items ?? [])
            .First(item => item.Text == type)
            .Span;
}
