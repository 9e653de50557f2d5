namespace CallbackGen;

/// <summary>
/// A value of an enumeration that its provider may extend: a value that the schema lists, or another value, whose text is preserved.
/// </summary>
/// <typeparam name="TEnum">The values that the schema lists.</typeparam>
#pragma warning disable CA1711 // Its name is exact: an enumeration that is open.
public readonly struct OpenEnum<TEnum> : IEquatable<OpenEnum<TEnum>>
#pragma warning restore CA1711
    where TEnum : struct, Enum
{
    private readonly string? _text;

    /// <summary>Creates a value that the schema lists.</summary>
    /// <param name="known">The value.</param>
    /// <param name="text">Its text on the wire.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public OpenEnum(TEnum known, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Known = known;
        _text = text;
    }

    /// <summary>Creates a value that the schema does not list.</summary>
    /// <param name="unlistedText">Its text on the wire.</param>
    /// <exception cref="ArgumentNullException"><paramref name="unlistedText"/> is null.</exception>
    public OpenEnum(string unlistedText)
    {
        ArgumentNullException.ThrowIfNull(unlistedText);
        _text = unlistedText;
    }

    /// <summary>The value, or <see langword="null"/> when the schema does not list it.</summary>
    public TEnum? Known { get; }

    /// <summary>The text on the wire; empty for the default.</summary>
    public string Text => _text ?? "";

    /// <summary>Whether the schema lists the value.</summary>
    public bool IsListed => Known is not null;

    /// <summary>Returns whether this is the given listed value.</summary>
    /// <param name="value">The listed value.</param>
    /// <returns><see langword="true"/> when it is.</returns>
    public bool Is(TEnum value) => Known is { } known && EqualityComparer<TEnum>.Default.Equals(known, value);

    /// <summary>Returns whether both are the same listed value, or unlisted values with the same text.</summary>
    /// <param name="other">The other value.</param>
    /// <returns><see langword="true"/> when they are equal.</returns>
    public bool Equals(OpenEnum<TEnum> other) =>
        Known is { } known ? other.Is(known) : !other.IsListed && string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is OpenEnum<TEnum> other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() =>
        Known is { } known ? EqualityComparer<TEnum>.Default.GetHashCode(known) : string.GetHashCode(Text, StringComparison.Ordinal);

    /// <summary>Converts a value that the schema lists, with its text on the wire.</summary>
    /// <param name="known">The value.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="known"/> is not one of the listed values.</exception>
    public static implicit operator OpenEnum<TEnum>(TEnum known) => new(known, OpenEnumTextsAttribute.TextOf(known));

    /// <inheritdoc cref="Equals(OpenEnum{TEnum})"/>
    /// <param name="left">One value.</param>
    /// <param name="right">The other value.</param>
    public static bool operator ==(OpenEnum<TEnum> left, OpenEnum<TEnum> right) => left.Equals(right);

    /// <summary>Returns whether two values differ.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other value.</param>
    public static bool operator !=(OpenEnum<TEnum> left, OpenEnum<TEnum> right) => !left.Equals(right);

    /// <summary>Returns whether a value is the given listed value.</summary>
    /// <param name="left">The value.</param>
    /// <param name="right">The listed value.</param>
    public static bool operator ==(OpenEnum<TEnum> left, TEnum right) => left.Is(right);

    /// <summary>Returns whether a value is not the given listed value.</summary>
    /// <param name="left">The value.</param>
    /// <param name="right">The listed value.</param>
    public static bool operator !=(OpenEnum<TEnum> left, TEnum right) => !left.Is(right);

    /// <summary>Returns the text on the wire.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Text;
}
