using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>Reads <c>receive</c>: how callbacks arrive.</summary>
internal sealed class TransportsReader(ProblemList problems)
{
    /// <summary>Reads how callbacks arrive.</summary>
    public List<TransportModel> Read(JsonNode? list) => Read(list, Choices.Methods);

    /// <summary>Reads how a handshake arrives, which may be by methods that carry no callback.</summary>
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
            if (transports.Contains(transport))
                problems.Add(SchemaRules.DuplicateTransport, Places.Head(item), transport.Method.Word(), transport.Content.Word());
            else
                transports.Add(transport);
        }

        return transports;
    }

    private TransportModel? ReadOne(JsonNode item, WordList<RequestMethod> methods)
    {
        if (item.Kind != JsonKind.Object)
        {
            problems.Add(SchemaRules.WrongKind, Places.Head(item), "receive", "an array of objects such as { \"method\": \"POST\", \"content\": \"json\" }");
            return null;
        }

        var keywords = SchemaKeywords.Transport.Check(item, problems);
        var method = Choices.Read(keywords, "method", methods, problems);
        var content = Choices.Read(keywords, "content", Choices.Contents, problems);
        if (method is null || content is null)
            return null;
        if (method == RequestMethod.Get && content != ContentKind.Query)
            problems.Add(SchemaRules.PayloadMismatch, keywords["content"]!.Span, "A GET request has no body (RFC 9110, section 9.3.1): its content must be \"query\"");
        if (method is RequestMethod.Head or RequestMethod.Options && content != ContentKind.Query)
            problems.Add(SchemaRules.PayloadMismatch, keywords["content"]!.Span, $"{method.Value.Word()} brings no body that means anything (RFC 9110, sections 9.3.2 and 9.3.7): its content must be \"query\"");
        return new TransportModel(method.Value, content.Value);
    }
}
