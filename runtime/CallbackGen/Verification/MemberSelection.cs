using System.ComponentModel;
using System.Text;

namespace CallbackGen.Verification;

/// <summary>
/// States which members of an object, a form or a query are appended to a message, in which order and format: a property for each keyword
/// of such a part. Generated code has an instance for each such part of a message.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class MemberSelection
{
    private Encoded? _utf8;

    /// <summary>
    /// A JSON pointer (RFC 6901) to the object; empty for the whole body, or for all fields of a form or query. In a feed of items, a
    /// pointer that begins with the feed's payload pointer is relative to the current item.
    /// </summary>
    public string Root { get; init; } = "";

    /// <summary>The names that are left out.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>Prefixes of names; when there are any, only names that begin with one of them are selected.</summary>
    public IReadOnlyList<string> Prefixes { get; init; } = [];

    /// <summary>The order of the members.</summary>
    public MemberSort Sort { get; init; }

    /// <summary>The constant text before every member.</summary>
    public string Before { get; init; } = "";

    /// <summary>The text between a name and its value.</summary>
    public string NameValueSeparator { get; init; } = "=";

    /// <summary>The constant text after every member.</summary>
    public string After { get; init; } = "";

    /// <summary>Whether names are appended with the values.</summary>
    public bool WithNames { get; init; }

    /// <summary>The text between two members.</summary>
    /// <remarks>
    /// The delimiter between two members is <see cref="After"/>, this text and <see cref="Before"/>. With names, a received member can be
    /// rejected as ambiguous. Its name must not contain the delimiter or the <see cref="NameValueSeparator"/>, or end with a prefix of one
    /// of them that the following text could complete. Its value must not contain the delimiter, followed by text that could be a name and
    /// the separator. Without names no value is rejected, because the message does not state which member a value belongs to. Values of
    /// <see cref="Extra"/> are configured and are not checked.
    /// </remarks>
    public string Join { get; init; } = "";

    /// <summary>Whether a member that is null is left out; otherwise it counts as empty text.</summary>
    public bool OmitNull { get; init; }

    /// <summary>Whether a member whose value is empty text is left out.</summary>
    public bool OmitEmpty { get; init; }

    /// <summary>The treatment of a field name that appears several times.</summary>
    public RepeatedMembers Repeated { get; init; }

    /// <summary>The treatment of a value that is an object or an array.</summary>
    public NestedMembers Nested { get; init; }

    /// <summary>
    /// The format of the members: each by itself, by the texts above, or all together in a format that delimits them itself. Formats of the
    /// second kind reject true and false, for which PHP has no single text.
    /// </summary>
    public MemberFormat Format { get; init; }

    /// <summary>Members that are not in the request: their names, and the keys under trial that are their values.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Extra { get; init; } = [];

    /// <summary>The texts in UTF-8, encoded on first use.</summary>
    internal Encoded Utf8 => _utf8 ??= new(this);

    /// <summary>Returns whether a name is selected.</summary>
    internal bool Takes(ReadOnlySpan<byte> name) => MessageText.HasPrefix(Utf8.Prefixes, name) && !MessageText.Contains(Utf8.Except, name);

    internal sealed class Encoded(MemberSelection selection)
    {
        public byte[][] Except { get; } = MessageText.Encode(selection.Except);

        public byte[][] Prefixes { get; } = MessageText.Encode(selection.Prefixes);

        public byte[] Before { get; } = Encoding.UTF8.GetBytes(selection.Before);

        public byte[] Separator { get; } = Encoding.UTF8.GetBytes(selection.WithNames ? selection.NameValueSeparator : "");

        public byte[] After { get; } = Encoding.UTF8.GetBytes(selection.After);

        public byte[] Join { get; } = Encoding.UTF8.GetBytes(selection.Join);

        /// <summary>The text between two members: <c>After</c>, <c>Join</c> and <c>Before</c>.</summary>
        public byte[] Delimiter { get; } = Encoding.UTF8.GetBytes(selection.After + selection.Join + selection.Before);

        public ExtraMember[] Extra { get; } = MessageText.Encode(selection.Extra);
    }
}

/// <summary>The formats of members in a message.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum MemberFormat
{
    /// <summary>Each member by itself, by the texts of the selection.</summary>
    Each = 0,

    /// <summary>
    /// Like <c>http_build_query</c> of PHP: names and values percent-encoded, a space as <c>+</c>, joined with <c>&amp;</c>.
    /// </summary>
    HttpBuildQuery,

    /// <summary>Like <c>serialize</c> of PHP for an array of strings: each name and value preceded by its length in bytes.</summary>
    PhpSerialize,
}

/// <summary>The orders of members in a message.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum MemberSort
{
    /// <summary>As received.</summary>
    None = 0,

    /// <summary>By name, byte for byte in UTF-8.</summary>
    Name,

    /// <summary>By name, byte for byte, with ASCII letters compared as lower case.</summary>
    NameIgnoreCase,

    /// <summary>By the rendered member, byte for byte in UTF-8.</summary>
    Pair,
}

/// <summary>The treatments of a field name that appears several times.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum RepeatedMembers
{
    /// <summary>The callback is rejected.</summary>
    Refuse = 0,

    /// <summary>Its values, joined with commas, are one value. A value that contains a comma is rejected.</summary>
    Comma,

    /// <summary>Each distinct value is a member, in the values' order, byte for byte.</summary>
    SortedUnique,

    /// <summary>Each of its values is a member, in the order received.</summary>
    Each,
}

/// <summary>The treatments of a member that is an object or an array.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum NestedMembers
{
    /// <summary>The callback is rejected.</summary>
    Refuse = 0,

    /// <summary>Its value is its JSON without white space, members in the order received.</summary>
    Json,

    /// <summary>Its value is its JSON without white space, members sorted by name at every level.</summary>
    SortedJson,

    /// <summary>Its own members or elements are separate members, named as in a PHP form: <c>a[b][0]</c>.</summary>
    Flatten,

    /// <summary>It is left out of the message.</summary>
    Skip,
}
