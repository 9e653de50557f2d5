using System.Globalization;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Schema.Vocabulary;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator.Schema.JsonSchema;

/// <summary>Checks the values of a schema's keywords, alone and against other keywords: once for each schema.</summary>
internal sealed class KeywordValues(Keywords keywords, TypeSet types, ProblemList problems)
{
    private const string Draft = "https://json-schema.org/draft/2020-12/schema";

    // Even a check that is quadratic in the length takes well under 1 ms for a text of this length, in characters.
    private const int ShortText = 1000;

    /// <summary>The most values with similar names in a diagnostic.</summary>
    private const int MostShown = 5;

    private static readonly string[] Counts =
    [
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "minProperties",
        "maxProperties",
        "minContains",
        "maxContains",
    ];

    private static readonly (string Low, string High)[] Ranges =
    [
        ("minLength", "maxLength"),
        ("minItems", "maxItems"),
        ("minProperties", "maxProperties"),
        ("minimum", "maximum"),
        ("exclusiveMinimum", "exclusiveMaximum"),
        ("minimum", "exclusiveMaximum"),
        ("exclusiveMinimum", "maximum"),
    ];

    private static readonly string[] Bounds = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];

    public static bool IsTypedFormat(string? format) => ScalarReader.TypedFormats.Contains(format);

    public void Check()
    {
        CheckType();
        CheckNames(keywords["required"], "required");
        foreach (var dependent in keywords["dependentRequired"]?.Members ?? [])
            CheckDependent(dependent);
        foreach (var name in Counts)
            CheckCount(name);
        foreach (var name in Bounds)
            CheckBound(name);
        foreach (var (low, high) in Ranges)
            CheckOrder(low, high);
        CheckFormat();
        CheckDate();
        CheckPatterns();
        CheckEnum();
        CheckConst();
        CheckIdentity();
    }

    private void CheckType()
    {
        const string Expected = "one of object, array, string, integer, number, boolean and null, or an array of some of them, each once";
        if (keywords["type"] is not { } type)
            return;
        if (type.Kind == JsonKind.Array && type.Items.Count == 0)
            problems.Add(SchemaRules.NotAllowedValue, type.Span, "type", Expected);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in type.Kind == JsonKind.String ? [type] : type.Items)
        {
            if (name.Kind != JsonKind.String || !TypeSet.IsType(name.Text) || !seen.Add(name.Text))
                problems.Add(
                    SchemaRules.NotAllowedValue,
                    Places.Head(name),
                    "type",
                    Expected + Spelling.Guess(TypeSet.IsType(name.Text) ? null : TypeSet.Meant(name.Text))
                );
        }
    }

    private void CheckDependent(JsonMember dependent)
    {
        if (dependent.Value.Kind == JsonKind.Array)
            CheckNames(dependent.Value, dependent.Name);
        else
            problems.Add(SchemaRules.WrongKind, Places.Head(dependent.Value), dependent.Name, "an array of member names");
    }

    private void CheckNames(JsonNode? list, string keyword)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in list?.Items ?? [])
        {
            if (item.Kind != JsonKind.String)
                problems.Add(SchemaRules.WrongKind, Places.Head(item), keyword, "an array of member names");
            else if (!seen.Add(item.Text))
                problems.Add(SchemaRules.NotAllowedValue, item.Span, keyword, "an array of distinct names");
        }
    }

    private void CheckCount(string name)
    {
        if (keywords[name] is { } node && !Numbers.TryWhole(node.Text, 0, int.MaxValue, out _))
            problems.Add(SchemaRules.NotAllowedValue, node.Span, name, "a whole number from 0 to 2147483647");
    }

    private void CheckBound(string name)
    {
        if (keywords[name] is not { } node)
            return;
        if (!decimal.TryParse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            problems.Add(SchemaRules.NotAllowedValue, node.Span, name, "a number that decimal holds: up to 28 digits");
        else if (name == "multipleOf" && value <= 0)
            problems.Add(SchemaRules.NotAllowedValue, node.Span, name, "greater than 0");
    }

    private void CheckOrder(string minimum, string maximum)
    {
        if (
            keywords[minimum] is { } low
            && keywords[maximum] is { } high
            && decimal.TryParse(low.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var from)
            && decimal.TryParse(high.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var to)
            && (from > to || (from == to && (minimum == "exclusiveMinimum" || maximum == "exclusiveMaximum")))
        )
            problems.Add(SchemaRules.EmptyRange, high.Span, minimum, maximum);
    }

    private void CheckFormat()
    {
        if (
            keywords["format"] is not { } format
            || ScalarReader.TypedFormats.Contains(format.Text)
            || ScalarReader.AnnotationFormats.Contains(format.Text)
        )
            return;
        var nearest = Spelling.Nearest(format.Text, ScalarReader.TypedFormats.Concat(ScalarReader.AnnotationFormats));
        problems.Add(
            SchemaRules.NotAllowedValue,
            format.Span,
            "format",
            "one of " + string.Join(", ", ScalarReader.TypedFormats.Concat(ScalarReader.AnnotationFormats)) + Spelling.Guess(nearest)
        );
    }

    private void CheckDate()
    {
        if (keywords["timeZone"] is { } zone && !Durations.TryParseOffset(zone.Text, out _) && !Durations.IsZoneName(zone.Text))
            problems.Add(
                SchemaRules.NotAllowedValue,
                zone.Span,
                "timeZone",
                "an offset such as \"+08:00\", \"Z\", or the name of a zone of the IANA Time Zone Database such as \"Europe/Warsaw\""
            );
        if (keywords["dateFormat"] is { } format && !RoundTrips(format.Text))
            problems.Add(
                SchemaRules.BadDate,
                format.Span,
                $"\"{format.Text}\" does not identify a day and a time; write a .NET custom format such as \"yyyy-MM-dd HH:mm:ss\""
            );
    }

    /// <summary>
    /// Returns whether a date is unchanged after it is written and parsed in a format. A format without the month,
    /// or with a typo, fails.
    /// </summary>
    private static bool RoundTrips(string format)
    {
        var sample = new DateTime(2023, 11, 28, 15, 18, 3, DateTimeKind.Unspecified);
        try
        {
            var text = sample.ToString(format, CultureInfo.InvariantCulture);
            return format.Length > 1
                && DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var read)
                && (read == sample || read == sample.Date);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private void CheckPatterns()
    {
        if (keywords["pattern"] is { } pattern)
            CheckPattern(
                pattern.Text,
                pattern.Span,
                isShort: keywords["maxLength"] is { } most && Numbers.TryWhole(most.Text, 0, ShortText, out _)
            );
        foreach (var member in keywords["patternProperties"]?.Members ?? [])
            CheckPattern(member.Name, member.NameSpan, isShort: false);
    }

    private void CheckPattern(string pattern, TextSpan place, bool isShort)
    {
        if (EcmaPattern.Translate(pattern, out var error, out var runaway, out var cause) is null)
            problems.Add(SchemaRules.BadPattern, place, error);
        else if (runaway == PatternRunaway.ByFew || (runaway == PatternRunaway.ByLength && !isShort))
            problems.Add(
                SchemaRules.RunawayPattern,
                place,
                cause,
                runaway == PatternRunaway.ByLength ? ", or bound the text by a \"maxLength\" of up to 1000" : ""
            );
    }

    private void CheckEnum()
    {
        if (keywords["enum"] is not { } list)
            return;
        if (list.Items.Count == 0)
            problems.Add(SchemaRules.BadEnum, list.Span, "must list at least one value");
        if (types.Only is "string" or "integer" && list.Items.Count > ScalarReader.MostValues)
            problems.Add(
                SchemaRules.TooLarge,
                Places.Head(list.Items[ScalarReader.MostValues]),
                $"the enum lists more than {ScalarReader.MostValues} values, each of which would become one in C#; declare it as a "
                    + "string, with a \"pattern\" if necessary"
            );
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in list.Items)
        {
            if (types.Only is "string" or "integer" && !Fits(item, types.Only))
                problems.Add(
                    SchemaRules.BadEnum,
                    Places.Head(item),
                    types.Only == "integer" ? "must list integers only" : "must list strings only"
                );
            else if (!seen.Add(JsonFormatter.Canonical(item)))
                problems.Add(SchemaRules.BadEnum, Places.Head(item), $"lists {JsonFormatter.Write(item)} twice; remove one");
        }

        if (keywords["names"] is { } given)
            CheckEnumNames(given, list.Items.Count(item => item.Kind != JsonKind.Null));
        else if (types.Only == "string")
            CheckAlike(list);
    }

    /// <summary>Reports values whose C# names would differ only in a number: usually one value in several spellings.</summary>
    private void CheckAlike(JsonNode list)
    {
        var alike = list
            .Items.Where(item => item.Kind == JsonKind.String)
            .Take(ScalarReader.MostValues)
            .GroupBy(item => ScalarReader.DefaultName(item.Text, integer: false), StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(group => group.Key.Length > 0 && group.Skip(1).Any());
        if (alike is null)
            return;
        var texts = string.Join(", ", alike.Take(MostShown).Select(JsonFormatter.Write));
        var names = string.Join(
            ", ",
            alike
                .Take(MostShown)
                .Select(
                    (item, index) =>
                        ScalarReader.DefaultName(item.Text, integer: false)
                        + (index == 0 ? "" : (index + 1).ToString(CultureInfo.InvariantCulture))
                )
        );
        problems.Add(SchemaRules.AlikeNames, alike.Skip(1).First().Span, texts, names);
    }

    private void CheckEnumNames(JsonNode given, int count)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in given.Items)
        {
            if (item.Kind != JsonKind.String)
                problems.Add(SchemaRules.WrongKind, Places.Head(item), "names", "an array of strings");
            else if (!Names.IsIdentifier(item.Text))
                problems.Add(SchemaRules.BadIdentifier, item.Span, item.Text);
            else if (!names.Add(item.Text))
                problems.Add(SchemaRules.NotAllowedValue, item.Span, "names", "an array of distinct names");
        }

        if (given.Items.Count != count)
            problems.Add(
                SchemaRules.BadNames,
                Places.Head(given),
                $"are {given.Items.Count}, its values {count}; write one name for each value"
            );
    }

    private void CheckConst()
    {
        if (keywords["const"] is { } constant && types.Only is { } type && !Fits(constant, type))
            problems.Add(SchemaRules.ConstType, Places.Head(constant), JsonFormatter.Write(constant), type);
    }

    /// <summary>Returns whether a value has a type, or is null where null is a type too. An integer has 64 bits.</summary>
    private bool Fits(JsonNode value, string type) =>
        value.Kind switch
        {
            JsonKind.Null => types.IsNullable,
            JsonKind.Number => type == "number" || (type == "integer" && Numbers.TryWhole(value.Text, out _)),
            JsonKind.String => type == "string",
            JsonKind.Boolean => type == "boolean",
            JsonKind.Object => type == "object",
            _ => type == "array",
        };

    private void CheckIdentity()
    {
        if (
            keywords["$schema"] is { } dialect
            && !dialect.Text.EndsWith("callback.schema.json", StringComparison.Ordinal)
            && dialect.Text != Draft
            && dialect.Text != Draft + "#"
        )
            problems.Add(
                SchemaRules.NotAllowedValue,
                dialect.Span,
                "$schema",
                $"the path of callback.schema.json, or \"{Draft}\": no other dialect is read"
            );
        if (keywords["$id"] is { } id && id.Text.TrimEnd('#').Contains('#'))
            problems.Add(SchemaRules.NotAllowedValue, id.Span, "$id", "a URI reference without a fragment");
        if (keywords["$anchor"] is { } anchor && !IsAnchor(anchor.Text))
            problems.Add(
                SchemaRules.NotAllowedValue,
                anchor.Span,
                "$anchor",
                "a name of letters, digits, \"-\", \"_\" and \".\", beginning with a letter or \"_\""
            );
    }

    private static bool IsAnchor(string text) =>
        text.Length > 0
        && (IsLetter(text[0]) || text[0] == '_')
        && text.All(character => IsLetter(character) || character is (>= '0' and <= '9') or '-' or '_' or '.');

    private static bool IsLetter(char character) => character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');
}
