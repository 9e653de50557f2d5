using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator.Json;

[Flags]
internal enum JsonKind
{
    Object = 1,
    Array = 2,
    String = 4,
    Number = 8,
    Boolean = 16,
    Null = 32,
}

/// <summary>A JSON value with its exact span in the text.</summary>
internal sealed class JsonNode(JsonKind kind, TextSpan span, string text, IReadOnlyList<JsonMember> members, IReadOnlyList<JsonNode> items)
{
    private static readonly JsonMember[] NoMembers = [];
    private static readonly JsonNode[] NoItems = [];

    public JsonKind Kind { get; } = kind;

    /// <summary>Gets the span of the value, including quotes and brackets.</summary>
    public TextSpan Span { get; } = span;

    /// <summary>Gets the decoded text of a string, or the text as written of a number, boolean or null.</summary>
    public string Text { get; } = text;

    /// <summary>Gets the members of an object in source order. Of members with the same name, only the first is stored.</summary>
    public IReadOnlyList<JsonMember> Members { get; } = members;

    public IReadOnlyList<JsonNode> Items { get; } = items;

    public static JsonNode Scalar(JsonKind kind, TextSpan span, string text) => new(kind, span, text, NoMembers, NoItems);

    public static JsonNode Object(TextSpan span, IReadOnlyList<JsonMember> members) => new(JsonKind.Object, span, "", members, NoItems);

    public static JsonNode Array(TextSpan span, IReadOnlyList<JsonNode> items) => new(JsonKind.Array, span, "", NoMembers, items);

    public bool IsTrue => Kind == JsonKind.Boolean && Text == "true";

    /// <summary>Returns the value of the member with this name, or null.</summary>
    public JsonNode? Find(string name)
    {
        foreach (var member in Members)
        {
            if (member.Name == name)
                return member.Value;
        }

        return null;
    }
}

internal sealed class JsonMember(string name, TextSpan nameSpan, JsonNode value)
{
    public string Name { get; } = name;

    /// <summary>Gets the span of the name, including the quotes.</summary>
    public TextSpan NameSpan { get; } = nameSpan;

    public JsonNode Value { get; } = value;
}

/// <summary>An error at a span of the text: it is not JSON (RFC 8259), or not the strict subset that this parser requires.</summary>
internal readonly record struct JsonError(TextSpan Span, string Message, string? DuplicateName = null);
