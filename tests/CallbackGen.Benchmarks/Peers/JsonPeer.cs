using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CallbackGen.Receiver;

namespace CallbackGen.Benchmarks.Peers;

/// <summary>
/// System.Text.Json's source generation for the same types that our generator emits. Their further needs are met by converters, as a
/// developer would write them: dates in a provider's format, and open enumerations.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString
)]
[JsonSerializable(typeof(LeanXBill))]
[JsonSerializable(typeof(LeanXPayout))]
[JsonSerializable(typeof(PayrightPayout))]
[JsonSerializable(typeof(BayarcashTransaction))]
[JsonSerializable(typeof(BayarcashReceipt))]
[JsonSerializable(typeof(BayarcashPreTransaction))]
[JsonSerializable(typeof(BayarcashBankApproval))]
[JsonSerializable(typeof(BayarcashAuthorization))]
[JsonSerializable(typeof(BayarcashDirectDebit))]
[JsonSerializable(typeof(CryptoCloudPostback))]
[JsonSerializable(typeof(JwtPeer.Envelope))]
internal sealed partial class JsonPeer : JsonSerializerContext
{
    /// <summary>The metadata of one of the types above, with the member names and date formats of its schema.</summary>
    public static JsonTypeInfo<T> For<T>(JsonSerializerContext ours)
        where T : class
    {
        var options = new JsonSerializerOptions(Default.Options);
        options.TypeInfoResolver = Default.WithAddedModifier(type => Align(type, ours));
        foreach (var type in Members(ours.GetTypeInfo(typeof(T))!, ours, []))
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(OpenEnum<>))
                options.Converters.Add(
                    (JsonConverter)Activator.CreateInstance(typeof(OpenEnumPeer<>).MakeGenericType(type.GetGenericArguments()), ours)!
                );
        }

        return (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
    }

    private static void Align(JsonTypeInfo type, JsonSerializerContext ours)
    {
        if (type.Kind != JsonTypeInfoKind.Object || ours.GetTypeInfo(type.Type) is not { Kind: JsonTypeInfoKind.Object } model)
            return;
        // Both list the members in the order of their declaration, ours with the schema's names. Extension data cannot be init-only there;
        // as a member that never arrives it has no cost.
        type.Properties.Single(property => property.PropertyType == typeof(UnknownMembers)).IsExtensionData = false;
        foreach (var (property, twin) in type.Properties.Zip(model.Properties))
        {
            if (property.PropertyType == typeof(UnknownMembers))
                continue;
            if (property.PropertyType != twin.PropertyType)
                throw new InvalidOperationException($"{type.Type.Name}: the members stand in another order.");
            property.Name = twin.Name;
            if (DateFormat(type.Type, property.Name) is { } format)
                property.CustomConverter =
                    property.PropertyType == typeof(DateTimeOffset) ? new DatePeer(format) : new NullableDatePeer(format);
        }
    }

    private static string? DateFormat(Type type, string name) =>
        (type.Name, name) switch
        {
            (nameof(LeanXBill), "transaction_response_time") => "dd MMMM yy hh:mm:ss tt",
            (nameof(LeanXBill), "original_transaction_response_time") => "yyyy-MM-dd HH:mm:ss",
            (_, "datetime") => "yyyy-MM-dd HH:mm:ss",
            _ => null,
        };

    private static HashSet<Type> Members(JsonTypeInfo type, JsonSerializerContext ours, HashSet<Type> found)
    {
        if (!found.Add(type.Type) || type.Kind != JsonTypeInfoKind.Object)
            return found;
        foreach (var property in type.Properties)
        {
            if (ours.GetTypeInfo(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) is { } member)
                Members(member, ours, found);
        }

        return found;
    }
}

/// <summary>A date in a provider's format and time zone.</summary>
internal sealed class DatePeer(string format) : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(DateTime.ParseExact(reader.GetString()!, format, CultureInfo.InvariantCulture), TimeSpan.FromHours(8));

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(format, CultureInfo.InvariantCulture));
}

/// <summary>The same, or null.</summary>
internal sealed class NullableDatePeer(string format) : JsonConverter<DateTimeOffset?>
{
    private readonly DatePeer _date = new(format);

    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? null : _date.Read(ref reader, typeof(DateTimeOffset), options);

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options)
    {
        if (value is { } date)
            _date.Write(writer, date, options);
        else
            writer.WriteNullValue();
    }
}

/// <summary>An extensible enumeration, by a dictionary of its texts.</summary>
internal sealed class OpenEnumPeer<TEnum> : JsonConverter<OpenEnum<TEnum>>
    where TEnum : struct, Enum
{
    private readonly Dictionary<string, OpenEnum<TEnum>> _values = new(StringComparer.Ordinal);
    private readonly JsonTypeInfo<OpenEnum<TEnum>> _ours;

    public OpenEnumPeer(JsonSerializerContext ours) => _ours = (JsonTypeInfo<OpenEnum<TEnum>>)ours.GetTypeInfo(typeof(OpenEnum<TEnum>))!;

    public override OpenEnum<TEnum> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text =
            reader.TokenType == JsonTokenType.Number ? reader.GetInt64().ToString(CultureInfo.InvariantCulture) : reader.GetString()!;
        if (_values.TryGetValue(text, out var value))
            return value;
        // For a new text: parsed with our context.
        var json = reader.TokenType == JsonTokenType.Number ? text : $"\"{text}\"";
        return _values[text] = JsonSerializer.Deserialize(json, _ours);
    }

    public override void Write(Utf8JsonWriter writer, OpenEnum<TEnum> value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Text);
}
