using System.ComponentModel;

namespace CallbackGen.Verification;

/// <summary>
/// States how a part of the body is serialized to JSON (RFC 8259) again, like the provider's own platform does it. Generated code has an
/// instance for each such part of a message.
/// </summary>
/// <remarks>
/// By default, numbers keep their text (<see cref="Numbers"/>) and strings are escaped as little as the grammar allows.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class JsonRendering
{
    private Encoded? _utf8;

    /// <summary>
    /// A JSON pointer (RFC 6901) to the part; empty for the whole body, or for the object of all fields of a form or query. In a feed of
    /// items, a pointer that begins with the feed's payload pointer is relative to the current item.
    /// </summary>
    public string Root { get; init; } = "";

    /// <summary>The names of the part's members that are left out.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>The names of the part's members that are written, in this order, without absent ones; all members when null.</summary>
    public IReadOnlyList<string>? Members { get; init; }

    /// <summary>Whether members are sorted by name, byte for byte in UTF-8, at every level.</summary>
    public bool Sort { get; init; }

    /// <summary>Whether a slash is written as <c>\/</c>.</summary>
    public bool EscapeSlash { get; init; }

    /// <summary>Whether characters outside ASCII are written as <c>\u</c> and four lower-case hexadecimal digits.</summary>
    public bool EscapeUnicode { get; init; }

    /// <summary>
    /// Whether <c>&lt;</c>, <c>&gt;</c>, <c>&amp;</c>, U+2028 and U+2029 are written as <c>\u</c> and four lower-case hexadecimal digits.
    /// </summary>
    public bool EscapeHtml { get; init; }

    /// <summary>Whether U+2028 and U+2029 are written as <c>\u2028</c> and <c>\u2029</c>.</summary>
    public bool EscapeLineSeparators { get; init; }

    /// <summary>The further characters that the platform escapes.</summary>
    public JsonEscapes Escapes { get; init; }

    /// <summary>
    /// The format of numbers. A number that the platform would write with another value, because it has more digits than the platform
    /// keeps, rejects the callback.
    /// </summary>
    public JsonNumbers Numbers { get; init; }

    /// <summary>Whether a space follows every comma and colon.</summary>
    public bool SpaceAfterSeparators { get; init; }

    /// <summary>
    /// Members that are not in the request and are written last: their names, and the keys under trial that are their values.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Extra { get; init; } = [];

    /// <summary>The texts in UTF-8, encoded on first use.</summary>
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

        /// <summary>Whether all of the part is written, of any JSON type.</summary>
        public bool IsWhole => Except.Length == 0 && Members is null && Extra.Length == 0;
    }
}

/// <summary>The characters that a platform's JSON writer escapes, besides those of the properties of <see cref="JsonRendering"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum JsonEscapes
{
    /// <summary>As little as RFC 8259, section 7, allows.</summary>
    Standard = 0,

    /// <summary>Like <c>json.dumps</c> of Python: also U+007F.</summary>
    Python,

    /// <summary>Like Gson: also the equals sign and the apostrophe.</summary>
    Gson,

    /// <summary>
    /// Like System.Text.Json of .NET: also the quotation mark, the apostrophe, the plus sign, the grave accent and U+007F. All escapes have
    /// hexadecimal digits in upper case.
    /// </summary>
    Dotnet,
}

/// <summary>The formats of numbers of platforms' JSON writers.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum JsonNumbers
{
    /// <summary>As received.</summary>
    AsReceived = 0,

    /// <summary>
    /// Like <c>JSON.stringify</c> of JavaScript (ECMA-262, Number::toString): <c>1.0</c> as <c>1</c>. Go writes the same.
    /// </summary>
    Javascript,

    /// <summary>
    /// Like <c>json_encode</c> of PHP with <c>serialize_precision</c> -1: 64-bit integers unchanged, other numbers as the shortest text of
    /// the double.
    /// </summary>
    Php,

    /// <summary>
    /// Like <c>json.dumps</c> of Python: integers unchanged, other numbers as <c>repr</c> of the double, so that <c>1.0</c> keeps its zero.
    /// </summary>
    Python,
}
