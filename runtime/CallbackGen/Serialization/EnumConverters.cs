using System.ComponentModel;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallbackGen.Reading;

namespace CallbackGen.Serialization;

/// <summary>Converts a value of an enumeration that its provider may extend: an unlisted value keeps its text.</summary>
/// <typeparam name="TEnum">The listed values.</typeparam>
/// <param name="parse">Returns the value for a text on the wire.</param>
/// <param name="number">Whether a value whose text is an integer is written as a JSON number.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class OpenEnumConverter<TEnum>(Func<string, OpenEnum<TEnum>> parse, bool number) : JsonConverter<OpenEnum<TEnum>>
    where TEnum : struct, Enum
{
    /// <inheritdoc />
    /// <exception cref="JsonException">The value is an object, an array or null.</exception>
    public override OpenEnum<TEnum> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        parse(ScalarToken.Text(ref reader));

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, OpenEnum<TEnum> value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        EnumText.Write(writer, value.Text, number);
    }
}

/// <summary>Converts a value of an enumeration that is complete: an unlisted value is rejected.</summary>
/// <typeparam name="TEnum">The values.</typeparam>
/// <param name="parse">Returns the value for a text on the wire, or null when it is not listed.</param>
/// <param name="text">Returns the text on the wire for a value.</param>
/// <param name="number">Whether a value whose text is an integer is written as a JSON number.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ClosedEnumConverter<TEnum>(Func<string, TEnum?> parse, Func<TEnum, string> text, bool number) : JsonConverter<TEnum>
    where TEnum : struct, Enum
{
    /// <inheritdoc />
    /// <exception cref="JsonException">The value is not listed.</exception>
    public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        parse(ScalarToken.Text(ref reader)) ?? throw new JsonException();

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        EnumText.Write(writer, text(value), number);
    }
}

internal static class EnumText
{
    public static void Write(Utf8JsonWriter writer, string text, bool asNumber)
    {
        if (asNumber && ExactNumber.TryParseInteger(Encoding.UTF8.GetBytes(text), out var value))
            writer.WriteNumberValue(value);
        else
            writer.WriteStringValue(text);
    }
}
