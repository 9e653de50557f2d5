using System.Globalization;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.JsonSchema;

/// <summary>The listed values of an enum.</summary>
internal sealed record EnumCases(bool Integer, EquatableArray<EnumCaseModel> Cases);

/// <summary>Reads the schema of a string, number, integer or boolean. Other classes report its errors.</summary>
/// <param name="keywords">The schema.</param>
/// <param name="taken">Receives the keywords that the value model enforces.</param>
internal sealed class ScalarReader(Keywords keywords, HashSet<string> taken)
{
    /// <summary>
    /// Formats that describe a text without changing its C# type. They are not enforced, as JSON Schema 2020-12 specifies.
    /// </summary>
    public static readonly string[] AnnotationFormats =
    [
        "email",
        "idn-email",
        "hostname",
        "idn-hostname",
        "ipv4",
        "ipv6",
        "uri",
        "uri-reference",
        "iri",
        "iri-reference",
        "uri-template",
        "json-pointer",
        "relative-json-pointer",
        "regex",
        "duration",
    ];

    /// <summary>The most values of one enum, each of which becomes an enum member in C#: a build of this many takes some seconds.</summary>
    public const int MostValues = 5_000;

    public static readonly string[] TypedFormats = ["decimal", "date-time", "date", "time", "uuid"];

    /// <summary>Returns the value; null when the schema has too many errors.</summary>
    public ValueModel? Read(string type, Func<EnumCases, ValueModel> addEnum)
    {
        Take("type");
        if (type is "string" or "integer" && keywords["enum"] is { } list)
            return ReadEnum(list, type == "integer") is { } cases ? addEnum(cases) : null;
        return type switch
        {
            "string" => ReadString(),
            "integer" => new IntegerValue(ReadRange(), ReadInteger()),
            "number" => new NumberValue(ReadRange()),
            _ => new BooleanValue(keywords["const"] is { Kind: JsonKind.Boolean } constant && Take("const") ? constant.IsTrue : null),
        };
    }

    /// <summary>Returns a length or a count, if the keyword is present.</summary>
    public int? Count(string name) =>
        keywords[name] is { } node && Numbers.TryWhole(node.Text, 0, int.MaxValue, out var value) && Take(name) ? value : null;

    private bool Take(string name)
    {
        taken.Add(name);
        return true;
    }

    private ValueModel? ReadString()
    {
        if (keywords["dateFormat"] is { } dateFormat)
        {
            Take("dateFormat");
            return keywords["timeZone"] is not { } zone ? null
                : Durations.TryParseOffset(zone.Text, out var minutes) ? new DateTextValue(dateFormat.Text, minutes, null)
                : Durations.IsZoneName(zone.Text) ? new DateTextValue(dateFormat.Text, 0, zone.Text)
                : null;
        }

        var format = keywords.Text("format");
        Take("format");
        return format switch
        {
            "decimal" => new DecimalTextValue(ReadRange()),
            "date-time" => new DateTimeValue(),
            "date" => new DateValue(),
            "time" => new TimeValue(),
            "uuid" => new UuidValue(),
            _ => ReadText(),
        };
    }

    private TextValue ReadText()
    {
        var written = keywords["pattern"] is { } text && Take("pattern") ? text.Text : null;
        var pattern = written is null ? null : EcmaPattern.Translate(written, out _);
        var constant = keywords["const"] is { Kind: JsonKind.String } only && Take("const") ? only.Text : null;
        return new TextValue(Count("minLength") ?? 0, Count("maxLength"), pattern, constant)
        {
            WrittenPattern = pattern is null ? null : written,
        };
    }

    private long? ReadInteger() =>
        keywords["const"] is { Kind: JsonKind.Number } constant && Numbers.TryWhole(constant.Text, out var value) && Take("const")
            ? value
            : null;

    private EnumCases? ReadEnum(JsonNode list, bool integer)
    {
        foreach (var name in new[] { "enum", "names", "closed" })
            Take(name);
        var texts = list.Items.Take(MostValues).Where(item => item.Kind != JsonKind.Null).Select(item => CaseText(item, integer)).ToList();
        if (texts.Count == 0 || texts.Contains(null) || texts.Distinct(StringComparer.Ordinal).Count() < texts.Count)
            return null;
        var scope = new NameScope([]);
        var names = keywords["names"]?.Items.Select(item => Names.IsIdentifier(item.Text) ? item.Text : null).ToList();
        if (names is not null && (names.Count != texts.Count || names.Contains(null)))
            names = null;
        return new EnumCases(
            integer,
            texts
                .Select((text, index) => new EnumCaseModel(text!, scope.Take(names?[index] ?? DefaultName(text!, integer), "Value")))
                .ToEquatableArray()
        );
    }

    /// <summary>Returns the text of an enum's value, for an integer in canonical form; null when it has another type.</summary>
    private static string? CaseText(JsonNode item, bool integer) =>
        !integer
            ? item.Kind == JsonKind.String
                ? item.Text
                : null
            : item.Kind == JsonKind.Number && Numbers.TryWhole(item.Text, out var value)
                ? value.ToString(CultureInfo.InvariantCulture)
                : null;

    /// <summary>Returns the C# name of a listed value for which the schema states none.</summary>
    public static string DefaultName(string text, bool integer) =>
        integer ? "Code" + text.Replace("-", "Minus")
        : text.Length == 0 ? "Empty"
        : Names.Pascal(text);

    /// <summary>Returns the bounds that <see cref="decimal"/> represents exactly; of two bounds on one side, the narrower.</summary>
    private RangeModel ReadRange()
    {
        var (minimum, isExclusiveMinimum) = Narrower(Decimal("minimum"), Decimal("exclusiveMinimum"), sign: 1);
        var (maximum, isExclusiveMaximum) = Narrower(Decimal("maximum"), Decimal("exclusiveMaximum"), sign: -1);
        var multipleOf =
            keywords["multipleOf"] is { Text: var text } && text.TrimStart('-', '0', '.').Length > 0 ? Decimal("multipleOf") : null;
        return new RangeModel(
            minimum,
            maximum,
            isExclusiveMinimum,
            isExclusiveMaximum,
            multipleOf?.StartsWith("-", StringComparison.Ordinal) == true ? null : multipleOf
        );
    }

    private static (string? Bound, bool IsExclusive) Narrower(string? inclusive, string? exclusive, int sign)
    {
        if (inclusive is null || exclusive is null)
            return (inclusive ?? exclusive, exclusive is not null);
        var difference =
            decimal.Parse(exclusive, CultureInfo.InvariantCulture).CompareTo(decimal.Parse(inclusive, CultureInfo.InvariantCulture)) * sign;
        return difference >= 0 ? (exclusive, true) : (inclusive, false);
    }

    private string? Decimal(string name) =>
        keywords[name] is { } node && Numbers.TryExact(node.Text, out var exact) && Take(name) ? exact : null;
}
