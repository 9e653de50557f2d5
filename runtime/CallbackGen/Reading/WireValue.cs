using System.ComponentModel;
using System.Text;

namespace CallbackGen.Verification;

/// <summary>The kinds of values at a source of the request.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum WireKind
{
    /// <summary>There is no value.</summary>
    Absent = 0,

    /// <summary>A JSON null.</summary>
    Null,

    /// <summary>A text, a number, true or false.</summary>
    Scalar,

    /// <summary>A JSON object or array.</summary>
    Composite,

    /// <summary>
    /// A value that is present but that a filter cannot decode as the schema states. Signing or comparing it is a rejection.
    /// </summary>
    Invalid,
}

/// <summary>
/// A value of the request, with its text in UTF-8 and its source, which a rejection names. It is valid as long as the
/// <see cref="CallbackVerification"/> that returned it.
/// </summary>
/// <remarks>
/// The text is a JSON string unescaped, a JSON number, true or false as written, a form field or query parameter percent-decoded, or a
/// header.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref struct WireValue
{
    // The delimiter that a backslash escapes everywhere in the text, or 0.
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

    /// <summary>Whether the value is a text, a number, true or false; the text may be empty.</summary>
    public bool IsScalar => Kind == WireKind.Scalar;

    /// <summary>The source of the value; none for a part of a message.</summary>
    internal ValueSource Source { get; }

    /// <summary>Creates the value of a constant of the schema.</summary>
    /// <param name="text">The text, which a rejection may name.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public static WireValue FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Scalar(Encoding.UTF8.GetBytes(text)).From("const:", text);
    }

    /// <summary>Creates a scalar with the given text, which is not copied, and without a source.</summary>
    internal static WireValue Scalar(ReadOnlySpan<byte> utf8) => new(WireKind.Scalar, utf8);

    /// <summary>Returns the value with a source as the schema writes it: the kind with its colon, and the name.</summary>
    internal WireValue From(string kind, string? name = null) => new(Kind, Utf8, new(kind, name), _escaped);

    /// <summary>Returns the result of a filter: another text with the same source.</summary>
    internal WireValue With(ReadOnlySpan<byte> utf8) => new(WireKind.Scalar, utf8, Source, escaped: 0);

    /// <summary>Returns the result of escaping: a text in which a backslash precedes every backslash and every delimiter.</summary>
    internal WireValue WithEscaped(ReadOnlySpan<byte> utf8, byte delimiter) => new(WireKind.Scalar, utf8, Source, delimiter);

    /// <summary>Returns the result of a filter that cannot decode the value.</summary>
    internal WireValue Undecodable() => new(WireKind.Invalid, default, Source, escaped: 0);

    /// <summary>
    /// Returns whether a constant after this value ends it unambiguously, because its first character is escaped in the value.
    /// </summary>
    internal bool IsEscapedFor(ReadOnlySpan<byte> constant) => _escaped != 0 && constant[0] == _escaped;
}

/// <summary>
/// The source of a value as the schema writes it, such as <c>body:/amount</c>, in two parts, which are joined only when a rejection names
/// them.
/// </summary>
/// <param name="Kind">The kind with its colon.</param>
/// <param name="Name">The name, if the kind has one.</param>
internal readonly record struct ValueSource(string? Kind, string? Name)
{
    public static implicit operator string(ValueSource source) => source.ToString();

    public override string ToString() => string.Concat(Kind, Name);
}
