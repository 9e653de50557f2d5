using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallbackGen.Serialization;

/// <summary>Converts a value of any kind that may be absent: it distinguishes a JSON null from an absent value.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class AnyValueConverter : JsonConverter<JsonElement?>
{
    /// <inheritdoc />
    public override bool HandleNull => true;

    /// <inheritdoc />
    public override JsonElement? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonElement.ParseValue(ref reader);

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, JsonElement? value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value is { } some)
            some.WriteTo(writer);
        else
            writer.WriteNullValue();
    }
}
