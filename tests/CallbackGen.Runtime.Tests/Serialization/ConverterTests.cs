using System.Text.Json;
using System.Text.Json.Serialization;
using CallbackGen.Runtime.Tests.Support;
using CallbackGen.Serialization;

namespace CallbackGen.Runtime.Tests.Serialization;

public class ConverterTests
{
    private enum Status
    {
        New,
        Paid,
    }

    [Fact]
    public void Decimal_text_is_exact_both_ways()
    {
        Assert.Equal("\"456.20\"", RoundTrip(new DecimalTextConverter(), "\"456.20\""));
        Assert.Equal("\"1.50\"", RoundTrip(new DecimalTextConverter(coerce: true), "1.50"));
        Refuses(new DecimalTextConverter(), "1.50", "\"10,00\"", "\"1e2\"", "\"\"", "null", "\"\\ud800\"");
    }

    [Fact]
    public void A_number_is_exact_both_ways()
    {
        Assert.Equal("456.20", RoundTrip(new ExactNumberConverter(), "456.20"));
        Assert.Equal("456.20", RoundTrip(new ExactNumberConverter(coerce: true), "\"456.20\""));
        Refuses(new ExactNumberConverter(), "\"1\"", "1e400", "0.00000000000000000000000000001", "true");
        Refuses(new ExactNumberConverter(coerce: true), "\" 1\"", "\"1,0\"");
    }

    [Fact]
    public void A_date_in_a_custom_format_goes_both_ways()
    {
        var converter = new DateTextConverter("yyyy-MM-dd HH:mm:ss", TimeSpan.FromHours(8));
        Assert.Equal("\"2024-02-29 12:00:00\"", RoundTrip(converter, "\"2024-02-29 12:00:00\""));
        Refuses(converter, "\"2024-02-30 12:00:00\"", "1", "\" 2024-02-29 12:00:00\"");
    }

    [Fact]
    public void Coerced_scalars_read_as_the_payload_reader_does()
    {
        Assert.Equal("\"1.50\"", RoundTrip(new CoercedTextConverter(), "1.50"));
        Assert.Equal("\"true\"", RoundTrip(new CoercedTextConverter(), "true"));
        Refuses(new CoercedTextConverter(), "{}");
        Assert.Equal("15", RoundTrip(new CoercedIntegerConverter(), "\"15\""));
        Assert.Equal("15", RoundTrip(new CoercedIntegerConverter(), "1.5e1"));
        Refuses(new CoercedIntegerConverter(), "\"1.0\"", "1.5", "true");
        Assert.Equal("true", RoundTrip(new CoercedBooleanConverter(), "\"1\""));
        Assert.Equal("false", RoundTrip(new CoercedBooleanConverter(), "false"));
        Assert.Equal("true", RoundTrip(new CoercedBooleanConverter(), "1"));
        Refuses(new CoercedBooleanConverter(), "2", "1.0", "\"yes\"");
    }

    [Fact]
    public void Enumerations_keep_what_is_not_listed_or_refuse_it()
    {
        Assert.Equal("1", RoundTrip(new OpenEnumConverter<Status>(Parse, number: true), "1"));
        Assert.Equal("\"x\"", RoundTrip(new OpenEnumConverter<Status>(Parse, number: true), "\"x\""));
        Assert.Equal("\"1\"", RoundTrip(new OpenEnumConverter<Status>(Parse, number: false), "\"1\""));
        var closed = new ClosedEnumConverter<Status>(text => text == "1" ? Status.Paid : null, _ => "1", number: true);
        Assert.Equal("1", RoundTrip(closed, "1"));
        Refuses(closed, "2", "null", "[]");
    }

    [Fact]
    public void Null_passes_a_nullable_converter()
    {
        Assert.Equal("null", RoundTrip(new NullableConverter<decimal>(new DecimalTextConverter()), "null"));
        Assert.Equal("\"1.0\"", RoundTrip(new NullableConverter<decimal>(new DecimalTextConverter()), "\"1.0\""));
        Assert.Equal("null", RoundTrip(new NullableConverter<decimal>(new DecimalTextConverter(), coerce: true), "\"\""));
        Refuses(new NullableConverter<decimal>(new DecimalTextConverter()), "\"\"");
    }

    private static OpenEnum<Status> Parse(string text) => text == "1" ? new(Status.Paid, text) : new(text);

    private static string RoundTrip<T>(JsonConverter<T> converter, string json)
    {
        var value = Read(converter, json);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            converter.Write(writer, value!, JsonSerializerOptions.Default);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Refuses<T>(JsonConverter<T> converter, params string[] texts) =>
        Assert.All(
            texts,
            json =>
                Assert.Throws<JsonException>(() =>
                {
                    Read(converter, json);
                })
        );

    private static T? Read<T>(JsonConverter<T> converter, string json)
    {
        var reader = new Utf8JsonReader(Given.Utf8(json));
        reader.Read();
        return converter.Read(ref reader, typeof(T), JsonSerializerOptions.Default);
    }
}
