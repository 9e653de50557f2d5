using System.Text;

namespace CallbackGen.Verification;

/// <summary>What kind of value stands at a place of the request.</summary>
public enum WireKind
{
    /// <summary>None: the place does not exist.</summary>
    Absent = 0,

    /// <summary>A JSON null.</summary>
    Null,

    /// <summary>A text, a number, true or false.</summary>
    Scalar,

    /// <summary>A JSON object or array.</summary>
    Composite,

    /// <summary>A value that is there and that a filter cannot decode as the schema says. What is signed or compared refuses it.</summary>
    Invalid,
}

/// <summary>
/// A value as the request carries it, with its text in UTF-8: a JSON string without its escapes, a JSON number, true or
/// false as written, a form field or query parameter percent-decoded, a header. It knows its source, which a rejection
/// names. It lives as long as the <see cref="CallbackVerification"/> it came from.
/// </summary>
public readonly ref struct WireValue
{
    // The delimiter that no backslash is missing before, or 0.
    private readonly byte _escaped;

    internal WireValue(WireKind kind, ReadOnlySpan<byte> utf8)
    {
        Kind = kind;
        Utf8 = utf8;
    }

    private WireValue(WireKind kind, ReadOnlySpan<byte> utf8, ValueSource source, byte escaped)
    {
        Kind = kind;
        Utf8 = utf8;
        Source = source;
        _escaped = escaped;
    }

    /// <summary>The kind; <see cref="WireKind.Absent"/> by default.</summary>
    public WireKind Kind { get; }

    /// <summary>The text in UTF-8; empty unless the value is a scalar.</summary>
    public ReadOnlySpan<byte> Utf8 { get; }

    /// <summary>Whether there is a text, a number, true or false; the text may be empty.</summary>
    public bool IsScalar => Kind == WireKind.Scalar;

    /// <summary>Where the value comes from; nowhere for a part of a message.</summary>
    internal ValueSource Source { get; }

    /// <summary>A constant of the schema.</summary>
    /// <param name="text">The text, which a rejection may name.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public static WireValue FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Scalar(Encoding.UTF8.GetBytes(text)).From("const:", text);
    }

    /// <summary>A scalar with the given text, not copied, of no source.</summary>
    internal static WireValue Scalar(ReadOnlySpan<byte> utf8) => new(WireKind.Scalar, utf8);

    /// <summary>The value with its source as the schema writes it: the kind with its colon, and the name.</summary>
    internal WireValue From(string kind, string? name = null) => new(Kind, Utf8, new(kind, name), _escaped);

    /// <summary>What a filter makes of the value: another text of the same source.</summary>
    internal WireValue With(ReadOnlySpan<byte> utf8) => new(WireKind.Scalar, utf8, Source, escaped: 0);

    /// <summary>The same, in which a backslash stands before every backslash and every delimiter.</summary>
    internal WireValue WithEscaped(ReadOnlySpan<byte> utf8, byte delimiter) => new(WireKind.Scalar, utf8, Source, delimiter);

    /// <summary>What stands in the place of a value that a filter cannot decode.</summary>
    internal WireValue Undecodable() => new(WireKind.Invalid, default, Source, escaped: 0);

    /// <summary>Whether a constant after this value ends it without doubt, because its first character is escaped in the value.</summary>
    internal bool IsEscapedFor(ReadOnlySpan<byte> constant) => _escaped != 0 && constant[0] == _escaped;
}

/// <summary>Where a value comes from as the schema writes it, such as <c>body:/amount</c>, in two parts: they are joined only when a rejection names them.</summary>
/// <param name="Kind">The kind with its colon.</param>
/// <param name="Name">The name, if the kind has any.</param>
internal readonly record struct ValueSource(string? Kind, string? Name)
{
    public static implicit operator string(ValueSource source) => source.ToString();

    public override string ToString() => string.Concat(Kind, Name);
}
