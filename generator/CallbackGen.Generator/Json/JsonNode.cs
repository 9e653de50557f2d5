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

/// <summary>A JSON value with its exact place in the text.</summary>
internal sealed class JsonNode(JsonKind kind, TextSpan span, string text, IReadOnlyList<JsonMember> members, IReadOnlyList<JsonNode> items)
{
    private static readonly JsonMember[] NoMembers = [];
    private static readonly JsonNode[] NoItems = [];

    public JsonKind Kind { get; } = kind;

    /// <summary>The value's place, quotes and brackets included.</summary>
    public TextSpan Span { get; } = span;

    /// <summary>A string's decoded text; a number's, boolean's or null's text as written.</summary>
    public string Text { get; } = text;

    /// <summary>An object's members in the order of the text. Of members with one name only the first is kept.</summary>
    public IReadOnlyList<JsonMember> Members { get; } = members;

    public IReadOnlyList<JsonNode> Items { get; } = items;

    public static JsonNode Scalar(JsonKind kind, TextSpan span, string text) => new(kind, span, text, NoMembers, NoItems);

    public static JsonNode Object(TextSpan span, IReadOnlyList<JsonMember> members) => new(JsonKind.Object, span, "", members, NoItems);

    public static JsonNode Array(TextSpan span, IReadOnlyList<JsonNode> items) => new(JsonKind.Array, span, "", NoMembers, items);

    public bool IsTrue => Kind == JsonKind.Boolean && Text == "true";

    /// <summary>The value of the member of a name, or null.</summary>
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

    /// <summary>The name's place, quotes included.</summary>
    public TextSpan NameSpan { get; } = nameSpan;

    public JsonNode Value { get; } = value;
}

/// <summary>A place where the text is not JSON (RFC 8259), or not the strict JSON that is asked for here.</summary>
internal readonly record struct JsonError(TextSpan Span, string Message, string? DuplicateName = null);
