using System.Text;

namespace CallbackGen.Verification;

/// <summary>
/// Which members of an object, a form or a query go into a message, in which order, and how. Generated code keeps one for
/// every such part of a message.
/// </summary>
// A description: a property for each keyword of such a part.
public sealed class MemberSelection
{
    private Encoded? _utf8;

    /// <summary>
    /// A JSON pointer (RFC 6901) to the object whose members are meant; empty for the whole body, or all fields of a form or
    /// query. In a feed of items, one that begins with the feed's payload pointer means the current item.
    /// </summary>
    public string Root { get; init; } = "";

    /// <summary>Names that are left out.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>When there are any, only names that begin with one of them are taken.</summary>
    public IReadOnlyList<string> Prefixes { get; init; } = [];

    /// <summary>The order.</summary>
    public MemberSort Sort { get; init; }

    /// <summary>Constant text before every member.</summary>
    public string Before { get; init; } = "";

    /// <summary>What stands between a name and its value.</summary>
    public string NameValueSeparator { get; init; } = "=";

    /// <summary>Constant text behind every member.</summary>
    public string After { get; init; } = "";

    /// <summary>Whether names go into the message, or values only.</summary>
    public bool WithNames { get; init; }

    /// <summary>
    /// What stands between two members. Where it, with what stands <see cref="After"/> and <see cref="Before"/> a member,
    /// is any text, a rendered name that received members bring is refused when it holds that text or ends with a beginning
    /// of it that could be taken for it. So is, with any joining text or none, a rendered name and
    /// <see cref="NameValueSeparator"/>. A value is refused when a name and the separator could be read behind that text in
    /// it; without names nothing says which member a value is of, and none is refused. Values of <see cref="Extra"/> are the application's own and are not checked.
    /// </summary>
    public string Join { get; init; } = "";

    /// <summary>Whether a member that is null is left out; otherwise it is empty text.</summary>
    public bool OmitNull { get; init; }

    /// <summary>Whether a member whose value is empty text is left out.</summary>
    public bool OmitEmpty { get; init; }

    /// <summary>What becomes of a field that stands several times.</summary>
    public RepeatedMembers Repeated { get; init; }

    /// <summary>What becomes of a value that is an object or an array.</summary>
    public NestedMembers Nested { get; init; }

    /// <summary>
    /// How the members are written: each by itself as the texts above say, or all together in a form that delimits them
    /// itself. In those, true and false are refused: PHP has no one text for them.
    /// </summary>
    public MemberFormat Format { get; init; }

    /// <summary>Members that do not arrive: their names, and the keys under trial that are their values.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Extra { get; init; } = [];

    /// <summary>The texts in UTF-8, made at first use.</summary>
    internal Encoded Utf8 => _utf8 ??= new(this);

    /// <summary>Whether a name is one of those that are meant.</summary>
    internal bool Takes(ReadOnlySpan<byte> name) => MessageText.HasPrefix(Utf8.Prefixes, name) && !MessageText.Contains(Utf8.Except, name);

    internal sealed class Encoded(MemberSelection selection)
    {
        public byte[][] Except { get; } = MessageText.Encode(selection.Except);

        public byte[][] Prefixes { get; } = MessageText.Encode(selection.Prefixes);

        public byte[] Before { get; } = Encoding.UTF8.GetBytes(selection.Before);

        public byte[] Separator { get; } = Encoding.UTF8.GetBytes(selection.WithNames ? selection.NameValueSeparator : "");

        public byte[] After { get; } = Encoding.UTF8.GetBytes(selection.After);

        public byte[] Join { get; } = Encoding.UTF8.GetBytes(selection.Join);

        /// <summary>What stands between two members.</summary>
        public byte[] Delimiter { get; } = Encoding.UTF8.GetBytes(selection.After + selection.Join + selection.Before);

        public ExtraMember[] Extra { get; } = MessageText.Encode(selection.Extra);
    }
}

/// <summary>The forms that members are written in.</summary>
public enum MemberFormat
{
    /// <summary>Each by itself, by the texts of the selection.</summary>
    Each = 0,

    /// <summary>As <c>http_build_query</c> of PHP does: names and values percent-encoded, a space as <c>+</c>, joined with <c>&amp;</c>.</summary>
    HttpBuildQuery,

    /// <summary>As <c>serialize</c> of PHP writes an array of strings: each name and value with its length in bytes before it.</summary>
    PhpSerialize,
}

/// <summary>The orders in which members go into a message.</summary>
public enum MemberSort
{
    /// <summary>As received.</summary>
    None = 0,

    /// <summary>By name, byte for byte in UTF-8.</summary>
    Name,

    /// <summary>By name, byte for byte with ASCII letters taken as lower case.</summary>
    NameIgnoreCase,

    /// <summary>By the rendered member, byte for byte in UTF-8.</summary>
    Pair,
}

/// <summary>What becomes of a field that stands several times.</summary>
public enum RepeatedMembers
{
    /// <summary>The callback is refused.</summary>
    Refuse = 0,

    /// <summary>Its values, joined with commas, are one value. A value of the message that holds a comma is refused.</summary>
    Comma,

    /// <summary>Each of its values that differs is a member, in the values' order byte for byte.</summary>
    SortedUnique,

    /// <summary>Each of its values is a member, in the order received.</summary>
    Each,
}

/// <summary>What becomes of a member that is an object or an array.</summary>
public enum NestedMembers
{
    /// <summary>The callback is refused.</summary>
    Refuse = 0,

    /// <summary>Its value is its JSON without white space, members in the order received.</summary>
    Json,

    /// <summary>Its value is its JSON without white space, members sorted by name at every level.</summary>
    SortedJson,

    /// <summary>What it holds are members of their own, named as in a PHP form: <c>a[b][0]</c>.</summary>
    Flatten,

    /// <summary>It is left out of the message.</summary>
    Skip,
}
