namespace CallbackGen.Verification;

/// <summary>
/// How a part of the body is written as JSON (RFC 8259) again, the way the provider's own platform writes it. Numbers keep
/// their text unless <see cref="Numbers"/> says otherwise; strings are escaped as little as the grammar allows, unless said otherwise. Generated code keeps one for
/// every such part of a message.
/// </summary>
public sealed class JsonRendering
{
    private Encoded? _utf8;

    /// <summary>
    /// A JSON pointer (RFC 6901) to what is written; empty for the whole body, or the object of all fields of a form or
    /// query. In a feed of items, one that begins with the feed's payload pointer means the current item.
    /// </summary>
    public string Root { get; init; } = "";

    /// <summary>Names of the object there that are left out.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>The names of the object there that are written, in this order, absent ones left out; all when null.</summary>
    public IReadOnlyList<string>? Members { get; init; }

    /// <summary>Whether members are sorted by name, byte for byte in UTF-8, at every level.</summary>
    public bool Sort { get; init; }

    /// <summary>Whether a slash is written as <c>\/</c>.</summary>
    public bool EscapeSlash { get; init; }

    /// <summary>Whether what is not ASCII is written as <c>\u</c> and four lower-case hexadecimal digits.</summary>
    public bool EscapeUnicode { get; init; }

    /// <summary>Whether <c>&lt;</c>, <c>&gt;</c>, <c>&amp;</c> and U+2028 and U+2029 are written as <c>\u</c> and four lower-case hexadecimal digits.</summary>
    public bool EscapeHtml { get; init; }

    /// <summary>Whether U+2028 and U+2029 are written as <c>\u2028</c> and <c>\u2029</c>.</summary>
    public bool EscapeLineSeparators { get; init; }

    /// <summary>What a platform escapes besides.</summary>
    public JsonEscapes Escapes { get; init; }

    /// <summary>
    /// How numbers are written. One that its writer would write with another value, as it has more digits than the writer
    /// keeps, refuses the callback.
    /// </summary>
    public JsonNumbers Numbers { get; init; }

    /// <summary>Whether a space stands behind every comma and colon.</summary>
    public bool SpaceAfterSeparators { get; init; }

    /// <summary>Members that do not arrive, written last: their names, and the keys under trial that are their values.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Extra { get; init; } = [];

    /// <summary>The texts in UTF-8, made at first use.</summary>
    internal Encoded Utf8 => _utf8 ??= new(this);

    internal JsonStyle Style =>
        (Sort ? JsonStyle.Sorted : 0)
        | (EscapeSlash ? JsonStyle.EscapeSlash : 0)
        | (EscapeUnicode ? JsonStyle.EscapeUnicode : 0)
        | (EscapeHtml ? JsonStyle.EscapeHtml : 0)
        | (EscapeLineSeparators ? JsonStyle.EscapeLineSeparators : 0)
        | (SpaceAfterSeparators ? JsonStyle.Spaces : 0)
        | Escapes switch
        {
            JsonEscapes.Python => JsonStyle.EscapePython,
            JsonEscapes.Gson => JsonStyle.EscapeGson,
            JsonEscapes.Dotnet => JsonStyle.EscapeDotnet,
            _ => 0,
        }
        | Numbers switch
        {
            JsonNumbers.Javascript => JsonStyle.NumbersOfJavascript,
            JsonNumbers.Php => JsonStyle.NumbersOfPhp,
            JsonNumbers.Python => JsonStyle.NumbersOfPython,
            _ => 0,
        };

    internal sealed class Encoded(JsonRendering rendering)
    {
        public byte[][] Except { get; } = MessageText.Encode(rendering.Except);

        public byte[][]? Members { get; } = rendering.Members is null ? null : MessageText.Encode(rendering.Members);

        public ExtraMember[] Extra { get; } = MessageText.Encode(rendering.Extra);

        /// <summary>Whether all of what stands there is written, whatever it is.</summary>
        public bool IsWhole => Except.Length == 0 && Members is null && Extra.Length == 0;
    }
}

/// <summary>What a platform's JSON writer escapes, besides what <see cref="JsonRendering"/> says of its own.</summary>
public enum JsonEscapes
{
    /// <summary>As little as RFC 8259, section 7, allows.</summary>
    Standard = 0,

    /// <summary>As <c>json.dumps</c> of Python: U+007F too.</summary>
    Python,

    /// <summary>As Gson: an equals sign and an apostrophe too.</summary>
    Gson,

    /// <summary>
    /// As System.Text.Json of .NET: a quotation mark, an apostrophe, a plus sign, a grave accent and U+007F too, all of these and
    /// everything else with digits in upper case.
    /// </summary>
    Dotnet,
}

/// <summary>How a platform's JSON writer writes numbers.</summary>
public enum JsonNumbers
{
    /// <summary>As they were received.</summary>
    AsReceived = 0,

    /// <summary>As <c>JSON.stringify</c> of JavaScript (ECMA-262, Number::toString): <c>1.0</c> as <c>1</c>. Go writes alike.</summary>
    Javascript,

    /// <summary>As <c>json_encode</c> of PHP with <c>serialize_precision</c> -1: whole numbers of 64 bits as they are, others as the shortest text of the double.</summary>
    Php,

    /// <summary>As <c>json.dumps</c> of Python: whole numbers as they are, others as <c>repr</c> of the double, so that <c>1.0</c> keeps its zero.</summary>
    Python,
}
