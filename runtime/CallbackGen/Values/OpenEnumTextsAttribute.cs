using System.ComponentModel;
using System.Globalization;
using System.Reflection;

namespace CallbackGen;

/// <summary>States the texts on the wire of an enumeration's values 1, 2, 3 and so on. Without it, the texts are the numbers.</summary>
/// <param name="texts">The texts.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Enum)]
public sealed class OpenEnumTextsAttribute(params string[] texts) : Attribute
{
    /// <summary>The texts.</summary>
    public IReadOnlyList<string> Texts { get; } = texts;

    internal static string TextOf<TEnum>(TEnum value)
        where TEnum : struct, Enum
    {
        if (!Enum.IsDefined(value))
            throw new ArgumentOutOfRangeException(nameof(value), value, $"The schema lists no such {typeof(TEnum).Name}.");
        var number = ((IConvertible)value).ToInt64(CultureInfo.InvariantCulture);
        return typeof(TEnum).GetCustomAttribute<OpenEnumTextsAttribute>() is { } attribute
            ? attribute.Texts[(int)number - 1]
            : number.ToString(CultureInfo.InvariantCulture);
    }
}
