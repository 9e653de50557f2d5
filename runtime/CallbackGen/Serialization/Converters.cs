using System.Text.Json;
using System.Text.Json.Serialization;
using CallbackGen.Reading;

namespace CallbackGen.Serialization;
#pragma warning disable CS1591, CS9113, IDE0060
public sealed class DecimalTextConverter(bool coerce = false) : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotImplementedException();
    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => throw new NotImplementedException();
}
public sealed class ExactNumberConverter(bool coerce = false) : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotImplementedException();
    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => throw new NotImplementedException();
}
public sealed class DateTextConverter(string format, TimeSpan offset) : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotImplementedException();
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => throw new NotImplementedException();
}
public sealed class CoercedTextConverter : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotImplementedException();
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => throw new NotImplementedException();
}
public sealed class CoercedIntegerConverter : JsonConverter<long>
{
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotImplementedException();
    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => throw new NotImplementedException();
}
public sealed class CoercedBooleanConverter : JsonConverter<bool>
{
    public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotImplementedException();
    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => throw new NotImplementedException();
}
public sealed class OpenEnumConverter<TEnum>(Func<string, OpenEnum<TEnum>> parse, bool number) : JsonConverter<OpenEnum<TEnum>> where TEnum : struct, Enum
{
    public override OpenEnum<TEnum> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotImplementedException();
    public override void Write(Utf8JsonWriter writer, OpenEnum<TEnum> value, JsonSerializerOptions options) => throw new NotImplementedException();
}
public sealed class ClosedEnumConverter<TEnum>(Func<string, TEnum?> parse, Func<TEnum, string> text, bool number) : JsonConverter<TEnum> where TEnum : struct, Enum
{
    public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotImplementedException();
    public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) => throw new NotImplementedException();
}
public sealed class NullableConverter<T>(JsonConverter<T> inner) : JsonConverter<T?> where T : struct
{
    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotImplementedException();
    public override void Write(Utf8JsonWriter writer, T? value, JsonSerializerOptions options) => throw new NotImplementedException();
}
