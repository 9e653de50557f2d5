using System.Buffers;
using System.Text;
using System.Text.Json;

namespace CallbackGen.Reading;

/// <summary>Converts values in another notation than their type's to the values that a check sees.</summary>
internal static class WrittenValue
{
    private const CheckedAs Notation = CheckedAs.Text | CheckedAs.Integer | CheckedAs.Number | CheckedAs.Boolean;

    /// <summary>Returns how a check sees a text that is a form field, written as JSON.</summary>
    public static CheckedAs AsField(CheckedAs seenAs) => seenAs.HasFlag(CheckedAs.OrNull) ? seenAs | CheckedAs.EmptyNull : seenAs;

    /// <summary>Converts a JSON value to the value that typed reading returns.</summary>
    public static JsonElement Convert(JsonElement value, CheckedAs seenAs) =>
        Changes(value, seenAs) ? Build(writer => Write(writer, value, seenAs)) : value;

    /// <summary>Converts the members of a JSON object to the values that typed reading returns.</summary>
    public static JsonElement Convert(JsonElement value, ReadOnlySpan<string> names, ReadOnlySpan<CheckedAs> seenAs)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return value;
        var changes = false;
        for (var index = 0; index < names.Length; index++)
            changes |= value.TryGetProperty(names[index], out var member) && Changes(member, seenAs[index]);
        if (!changes)
            return value;
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var member in value.EnumerateObject())
            {
                writer.WritePropertyName(member.Name);
                Write(writer, member.Value, SeenAs(member.Name, names, seenAs));
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(json.WrittenSpan);
    }

    /// <summary>Converts a field's text to the value that typed reading returns.</summary>
    public static JsonElement Of(ReadOnlySpan<byte> text, CheckedAs seenAs)
    {
        var json = new ArrayBufferWriter<byte>(text.Length + 2);
        using (var writer = new Utf8JsonWriter(json))
            Write(writer, text, seenAs);
        return JsonElement.Parse(json.WrittenSpan);
    }

    /// <summary>Converts the fields of a form or query to an object.</summary>
    public static JsonElement Of(FormFields fields, ReadOnlySpan<string> names, ReadOnlySpan<CheckedAs> seenAs)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            for (var index = 0; index < fields.Count; index++)
            {
                if (fields.IsRepetition(index))
                    continue;
                writer.WritePropertyName(fields.Name(index));
                var isRepeated = fields.FindNext(index) >= 0;
                if (isRepeated)
                    writer.WriteStartArray();
                for (var occurrence = index; occurrence >= 0; occurrence = fields.FindNext(occurrence))
                    Write(writer, fields.Value(occurrence), SeenAs(Encoding.UTF8.GetString(fields.Name(index)), names, seenAs));
                if (isRepeated)
                    writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(json.WrittenSpan);
    }

    private static JsonElement Build(Action<Utf8JsonWriter> write)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
            write(writer);
        return JsonElement.Parse(json.WrittenSpan);
    }

    private static CheckedAs SeenAs(string name, ReadOnlySpan<string> names, ReadOnlySpan<CheckedAs> seenAs)
    {
        var index = names.IndexOf(name);
        return index < 0 ? CheckedAs.Written : seenAs[index];
    }

    private static bool Changes(JsonElement value, CheckedAs seenAs) =>
        value.ValueKind switch
        {
            JsonValueKind.String => IsNull(value, seenAs) || (seenAs & (Notation & ~CheckedAs.Text)) != 0,
            JsonValueKind.Number => seenAs.HasFlag(CheckedAs.Text)
                || (seenAs.HasFlag(CheckedAs.Boolean) && value.GetRawText() is "1" or "0"),
            JsonValueKind.True or JsonValueKind.False => seenAs.HasFlag(CheckedAs.Text),
            JsonValueKind.Array => seenAs.HasFlag(CheckedAs.Object) && value.GetArrayLength() == 0,
            JsonValueKind.Object => seenAs.HasFlag(CheckedAs.Array) && value.GetPropertyCount() == 0,
            _ => false,
        };

    private static bool IsNull(JsonElement text, CheckedAs seenAs) =>
        seenAs.HasFlag(CheckedAs.EmptyNull) && IsNull(Encoding.UTF8.GetBytes(text.GetString()!), seenAs);

    private static bool IsNull(ReadOnlySpan<byte> text, CheckedAs seenAs) =>
        (text.IsEmpty && (seenAs & (CheckedAs.OrNull | CheckedAs.EmptyNull)) != 0)
        || (seenAs.HasFlag(CheckedAs.EmptyNull) && PayloadText.IsNullText(text, isDate: seenAs.HasFlag(CheckedAs.ZeroNull)));

    private static void Write(Utf8JsonWriter writer, JsonElement value, CheckedAs seenAs)
    {
        if (!Changes(value, seenAs))
            value.WriteTo(writer);
        else if (value.ValueKind == JsonValueKind.String)
            Write(writer, Encoding.UTF8.GetBytes(value.GetString()!), seenAs & ~CheckedAs.OrNull); // OrNull applies to forms only
        else if (value.ValueKind is JsonValueKind.Array or JsonValueKind.Object)
            writer.WriteRawValue(value.ValueKind == JsonValueKind.Array ? "{}" : "[]");
        else if (seenAs.HasFlag(CheckedAs.Text))
            writer.WriteStringValue(value.GetRawText());
        else
            writer.WriteBooleanValue(value.GetRawText() == "1");
    }

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> text, CheckedAs seenAs)
    {
        if (IsNull(text, seenAs))
            writer.WriteNullValue();
        else if (seenAs.HasFlag(CheckedAs.Integer) && ExactNumber.TryParseInteger(text, out _))
            writer.WriteRawValue(text, skipInputValidation: true);
        else if (seenAs.HasFlag(CheckedAs.Number) && ExactNumber.TryParse(text, allowExponent: true, out _))
            writer.WriteRawValue(text, skipInputValidation: true);
        else if (seenAs.HasFlag(CheckedAs.Boolean) && PayloadText.TryParseBoolean(text, out var flag))
            writer.WriteBooleanValue(flag);
        else
            writer.WriteStringValue(text);
    }
}
