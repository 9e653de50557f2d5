using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>Reads the location of the payload.</summary>
internal static class PayloadPlace
{
    private const string JsonFormatter = "|json";

    /// <summary>The filters that may decode a value to the JSON text in it: each has only one result.</summary>
    private static readonly string[] Decoders = ["base64decode", "base64urldecode", "hexdecode", "urldecode"];

    public static PayloadModel? Read(JsonNode node, ProblemList problems)
    {
        switch (node.Text)
        {
            case "body":
                return new PayloadModel(IsToken: false, "");
            case "jwt":
                return new PayloadModel(IsToken: true, "");
        }

        var place = node.Text.StartsWith("body:", StringComparison.Ordinal) ? node.Text.Substring("body:".Length) : "";
        if (place.EndsWith(JsonFormatter, StringComparison.Ordinal))
            return ReadText(node, place.Substring(0, place.Length - JsonFormatter.Length), problems);
        var stars = JsonPointer.IsValid(place) ? JsonPointer.Segments(place).Count(segment => segment == "*") : 0;
        if (place.Length > 1 && JsonPointer.IsValid(place) && stars <= 1)
            return new PayloadModel(IsToken: false, place);
        return Refuse(node, problems);
    }

    /// <summary>Reads a value that contains a JSON text, plain or encoded.</summary>
    private static PayloadModel? ReadText(JsonNode node, string place, ProblemList problems)
    {
        var pieces = place.Split('|');
        var isPlace = pieces[0].Length > 1 && JsonPointer.IsValid(pieces[0]) && !JsonPointer.Segments(pieces[0]).Contains("*");
        if (!isPlace || pieces.Length > 3 || pieces.Skip(1).Any(piece => !Decoders.Contains(piece)))
            return Refuse(node, problems);
        var filters = pieces.Skip(1).Select(name => Filters.All[name].With(default)).ToEquatableArray();
        return new PayloadModel(IsToken: false, "")
        {
            Text = new PayloadTextModel(new TermModel(new SourceModel(SourceKind.Body, pieces[0]), filters), null),
        };
    }

    private static PayloadModel? Refuse(JsonNode node, ProblemList problems)
    {
        problems.Add(
            SchemaRules.NotAllowedValue,
            node.Span,
            "payload",
            "\"body\", \"jwt\", a part of the body such as \"body:/data\", each item of an array such "
                + "as \"body:/items/*\", or the JSON text in a value such as \"body:/data|base64decode|json\""
        );
        return null;
    }
}
