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
/// false as written, a form field or query parameter percent-decoded, a header. It lives as long as the
/// <see cref="CallbackVerification"/> it came from.
/// </summary>
public readonly ref struct WireValue
{
    // The delimiter that no backslash is missing before, or 0.
    private readonly byte _escaped;

    internal WireValue(WireKind kind, ReadOnlySpan<byte> utf8, byte escaped = 0)
    {
        Kind = kind;
        Utf8 = utf8;
        _escaped = escaped;
    }

    /// <summary>The kind; <see cref="WireKind.Absent"/> by default.</summary>
    public WireKind Kind { get; }

    /// <summary>The text in UTF-8; empty unless the value is a scalar.</summary>
    public ReadOnlySpan<byte> Utf8 { get; }

    /// <summary>Whether there is a scalar, be it an empty text.</summary>
    public bool IsPresent => Kind == WireKind.Scalar;

    /// <summary>A scalar with the given text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public static WireValue FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(WireKind.Scalar, Encoding.UTF8.GetBytes(text));
    }

    /// <summary>A scalar with the given text, not copied.</summary>
    /// <param name="utf8">The text in UTF-8.</param>
    /// <returns>The value.</returns>
    public static WireValue FromUtf8(ReadOnlySpan<byte> utf8) => new(WireKind.Scalar, utf8);

    /// <summary>Whether a constant behind this value ends it without doubt, because its first character is escaped in the value.</summary>
    internal bool IsEscapedFor(ReadOnlySpan<byte> constant) => _escaped != 0 && constant[0] == _escaped;

    /// <summary>What stands in the place of a value that a filter cannot decode.</summary>
    internal static WireValue Undecodable => new(WireKind.Invalid, default);

    internal static WireValue Scalar(ReadOnlySpan<byte> utf8) => new(WireKind.Scalar, utf8);
}
