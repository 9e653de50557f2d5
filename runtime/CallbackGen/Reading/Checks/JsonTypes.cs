using System.ComponentModel;

namespace CallbackGen.Reading;

/// <summary>The types of JSON Schema, as a set.</summary>
[Flags]
#pragma warning disable CA1008, CA2217 // No schema has an empty set of types; Number includes Integer on purpose.
[EditorBrowsable(EditorBrowsableState.Never)]
public enum JsonTypes
#pragma warning restore CA1008, CA2217
{
    /// <summary>null.</summary>
    Null = 1,

    /// <summary>true or false.</summary>
    Boolean = 2,

    /// <summary>An object.</summary>
    Object = 4,

    /// <summary>An array.</summary>
    Array = 8,

    /// <summary>A text.</summary>
    String = 16,

    /// <summary>A number without a fraction, in any notation (<c>1.0</c> is an integer).</summary>
    Integer = 32,

    /// <summary>Any number.</summary>
    Number = 64 | Integer,
}

/// <summary>The formats that are checked together with <c>"type": "string"</c>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum TextFormat
{
    /// <summary>An exact decimal as text: <c>-?(0|[1-9]\d*)(\.\d+)?</c>.</summary>
    Decimal = 1,

    /// <summary>A date-time with an offset (RFC 3339).</summary>
    DateTime,

    /// <summary>A date (RFC 3339).</summary>
    Date,

    /// <summary>A time of day (RFC 3339).</summary>
    Time,

    /// <summary>A UUID (RFC 9562).</summary>
    Uuid,
}

/// <summary>
/// How a check sees a value in another notation than its type's, such as text in a form: as the value that typed reading returns. A value
/// that cannot be converted is seen as it is written.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Flags]
public enum CheckedAs
{
    /// <summary>As it is written.</summary>
    Written = 0,

    /// <summary>A number, true or false is seen as the text in which it is written.</summary>
    Text = 1,

    /// <summary>A text is seen as the integer that it contains.</summary>
    Integer = 2,

    /// <summary>A text is seen as the number that it contains.</summary>
    Number = 4,

    /// <summary>A text is seen as the boolean that it contains, and so are the numbers 1 and 0.</summary>
    Boolean = 8,

    /// <summary>An empty form field is seen as null.</summary>
    OrNull = 16,

    /// <summary>An empty text is seen as null, in every transport.</summary>
    EmptyNull = 32,

    /// <summary>A date whose digits are all zero is seen as null.</summary>
    ZeroNull = 64,

    /// <summary>An empty array is seen as an empty object.</summary>
    Object = 128,

    /// <summary>An empty object is seen as an empty array.</summary>
    Array = 256,
}
