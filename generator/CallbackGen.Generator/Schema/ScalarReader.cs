using System.Globalization;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema;

/// <summary>The listed values of an enum.</summary>
internal sealed record EnumCases(bool Integer, EquatableArray<EnumCaseModel> Cases);

/// <summary>Reads the schema of a string, number, integer or boolean.</summary>
internal sealed class ScalarReader(Keywords keywords, ProblemList problems)
{
    /// <summary>Formats that say what a text means without changing its C# type. Not enforced, as 2020-12 has it.</summary>
    public static readonly string[] AnnotationFormats =
    [
        "email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6", "uri", "uri-reference", "iri", "iri-reference",
        "uri-template", "json-pointer", "relative-json-pointer", "regex", "duration",
    ];

    public static readonly string[] TypedFormats = ["decimal", "date-time", "date", "time", "uuid"];

    public ValueModel? Read(string type, Func<EnumCases, ValueModel?> addEnum)
    {
        if (keywords["enum"] is { } list)
        {
            RefuseBeside("enum", "pattern", "minLength", "maxLength", "format", "dateFormat", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "const");
            return ReadEnum(list, type == "integer") is { } cases ? addEnum(cases) : null;
        }

        return type switch
        {
            "string" => ReadString(),
            "integer" => new IntegerValue(ReadRange(), ReadConst("integer") is { } constant ? long.Parse(constant, CultureInfo.InvariantCulture) : null),
            "number" => new NumberValue(ReadRange()),
            _ => new BooleanValue(ReadConst("boolean") is { } constant ? constant == "true" : null),
        };
    }

    private ValueModel? ReadString()
    {
        if (keywords["dateFormat"] is { } dateFormat)
        {
            RefuseBeside("dateFormat", "format", "pattern", "minLength", "maxLength", "const");
            return ReadDateText(dateFormat);
        }

        var format = keywords["format"];
        if (format is not null && !TypedFormats.Contains(format.Text) && !AnnotationFormats.Contains(format.Text))
        {
            var nearest = Spelling.Nearest(format.Text, TypedFormats.Concat(AnnotationFormats));
            problems.Add(SchemaRules.NotAllowedValue, format.Span, "format", "one of " + string.Join(", ", TypedFormats.Concat(AnnotationFormats)) + (nearest is null ? "" : $"; did you mean \"{nearest}\"?"));
        }

        if (format is not null && TypedFormats.Contains(format.Text))
            RefuseBeside("format", "pattern", "minLength", "maxLength", "const");
        return format?.Text switch
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
        var minimum = Count("minLength");
        var maximum = Count("maxLength");
        CheckOrder("minLength", "maxLength");
        string? pattern = null;
        if (keywords["pattern"] is { } text)
        {
            pattern = EcmaPattern.Translate(text.Text, out var error);
            if (pattern is null)
                problems.Add(SchemaRules.BadPattern, text.Span, error);
        }

        return new TextValue(minimum ?? 0, maximum, pattern, ReadConst("string"));
    }

    private DateTextValue? ReadDateText(JsonNode format)
    {
        if (keywords["timeZone"] is not { } zone)
            return null; // reported as missing
        if (!Durations.TryParseOffset(zone.Text, out var minutes))
        {
            problems.Add(SchemaRules.NotAllowedValue, zone.Span, "timeZone", "an offset such as \"+08:00\", or \"Z\"");
            return null;
        }

        if (RoundTrips(format.Text))
            return new DateTextValue(format.Text, minutes);
        problems.Add(SchemaRules.BadDate, format.Span, $"The date format \"{format.Text}\" does not tell a day and a time apart from others; write a .NET custom format such as \"yyyy-MM-dd HH:mm:ss\"");
        return null;
    }

    /// <summary>Whether a date survives being written and read by a format: one that lacks the month or has a typo does not.</summary>
    private static bool RoundTrips(string format)
    {
        var sample = new DateTime(2023, 11, 28, 15, 18, 3, DateTimeKind.Unspecified);
        try
        {
            var text = sample.ToString(format, CultureInfo.InvariantCulture);
            return format.Length > 1
                && DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var read)
                && (read == sample || read == sample.Date);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private EnumCases? ReadEnum(JsonNode list, bool integer)
    {
        var texts = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in list.Items)
        {
            if (item.Kind == JsonKind.Null)
                problems.Add(SchemaRules.BadEnum, item.Span, "must not list null; add \"null\" to \"type\" instead");
            else if (CaseText(item, integer) is not { } text)
                problems.Add(SchemaRules.BadEnum, Places.Head(item), integer ? "must list integers only" : "must list strings only");
            else if (!seen.Add(text))
                problems.Add(SchemaRules.BadEnum, item.Span, $"lists {item.Text} twice; remove one");
            else
                texts.Add(text);
        }

        if (list.Items.Count == 0)
            problems.Add(SchemaRules.BadEnum, list.Span, "must list at least one value");
        var names = keywords["names"] is { } given ? ReadNames(given, list.Items.Count) : null;
        if (texts.Count != list.Items.Count || texts.Count == 0)
            return null;
        var scope = new NameScope([]);
        return new EnumCases(integer, texts
            .Select((text, index) => new EnumCaseModel(text, scope.Take(names?[index] ?? DefaultName(text, integer), "Value")))
            .ToEquatableArray());
    }

    /// <summary>The case's text, an integer's in its one canonical form; null when it is of another type.</summary>
    private static string? CaseText(JsonNode item, bool integer) =>
        !integer ? item.Kind == JsonKind.String ? item.Text : null
        : item.Kind == JsonKind.Number && Numbers.TryWhole(item.Text, out var value) ? value.ToString(CultureInfo.InvariantCulture) : null;

    private static string DefaultName(string text, bool integer) =>
        integer ? "Code" + text.Replace("-", "Minus") : text.Length == 0 ? "Empty" : Names.Pascal(text);

    private List<string>? ReadNames(JsonNode given, int count)
    {
        var names = new List<string>();
        foreach (var item in given.Items)
        {
            if (item.Kind != JsonKind.String)
                problems.Add(SchemaRules.WrongKind, Places.Head(item), "names", "an array of strings");
            else if (!Names.IsIdentifier(item.Text))
                problems.Add(SchemaRules.BadIdentifier, item.Span, item.Text);
            else if (names.Contains(item.Text))
                problems.Add(SchemaRules.NotAllowedValue, item.Span, "names", "an array of distinct names");
            else
                names.Add(item.Text);
        }

        if (given.Items.Count != count)
            problems.Add(SchemaRules.BadNames, Places.Head(given), $"are {given.Items.Count}, its values {count}; write one name for each value");
        return names.Count == count ? names : null;
    }

    private string? ReadConst(string type)
    {
        if (keywords["const"] is not { } constant)
            return null;
        var whole = 0L;
        var fits = type switch
        {
            "string" => constant.Kind == JsonKind.String,
            "integer" => constant.Kind == JsonKind.Number && Numbers.TryWhole(constant.Text, out whole),
            _ => constant.Kind == JsonKind.Boolean,
        };
        if (fits)
            return type == "integer" ? whole.ToString(CultureInfo.InvariantCulture) : constant.Text;
        problems.Add(SchemaRules.ConstType, constant.Span, constant.Text, type);
        return null;
    }

    private RangeModel ReadRange()
    {
        CheckOrder(keywords.Has("minimum") ? "minimum" : "exclusiveMinimum", keywords.Has("maximum") ? "maximum" : "exclusiveMaximum");
        if (keywords.Has("minimum") && keywords.Has("exclusiveMinimum"))
            problems.Add(SchemaRules.DoesNotApply, keywords.Member("exclusiveMinimum")!.NameSpan, "exclusiveMinimum", "a schema with \"minimum\"");
        if (keywords.Has("maximum") && keywords.Has("exclusiveMaximum"))
            problems.Add(SchemaRules.DoesNotApply, keywords.Member("exclusiveMaximum")!.NameSpan, "exclusiveMaximum", "a schema with \"maximum\"");
        var multipleOf = Decimal("multipleOf");
        if (multipleOf is not null && decimal.Parse(multipleOf, CultureInfo.InvariantCulture) <= 0)
        {
            problems.Add(SchemaRules.NotAllowedValue, keywords["multipleOf"]!.Span, "multipleOf", "greater than 0");
            multipleOf = null;
        }

        return new RangeModel(
            Decimal("minimum") ?? Decimal("exclusiveMinimum"), Decimal("maximum") ?? Decimal("exclusiveMaximum"),
            keywords.Has("exclusiveMinimum"), keywords.Has("exclusiveMaximum"), multipleOf);
    }

    /// <summary>A bound as an invariant decimal text.</summary>
    private string? Decimal(string name)
    {
        if (keywords[name] is not { } node)
            return null;
        if (decimal.TryParse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            return value.ToString(CultureInfo.InvariantCulture);
        problems.Add(SchemaRules.NotAllowedValue, node.Span, name, "a number that decimal holds: up to 28 digits");
        return null;
    }

    /// <summary>A length or count: a whole number, zero or more.</summary>
    public int? Count(string name)
    {
        if (keywords[name] is not { } node)
            return null;
        if (Numbers.TryWhole(node.Text, 0, int.MaxValue, out var value))
            return value;
        problems.Add(SchemaRules.NotAllowedValue, node.Span, name, "a whole number from 0 to 2147483647");
        return null;
    }

    public void CheckOrder(string minimum, string maximum)
    {
        if (keywords[minimum] is { } low && keywords[maximum] is { } high
            && decimal.TryParse(low.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var from)
            && decimal.TryParse(high.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var to)
            && (from > to || (from == to && (minimum == "exclusiveMinimum" || maximum == "exclusiveMaximum"))))
            problems.Add(SchemaRules.EmptyRange, high.Span, minimum, maximum);
    }

    private void RefuseBeside(string keyword, params string[] others)
    {
        foreach (var other in others)
        {
            if (keywords.Member(other) is { } member)
                problems.Add(SchemaRules.DoesNotApply, member.NameSpan, other, $"a schema with \"{keyword}\"");
        }
    }
}
