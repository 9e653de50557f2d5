using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.JsonSchema;

/// <summary>Checks which keywords apply to which types. JSON Schema ignores the others; here they are reported.</summary>
internal static class Applicability
{
    private static readonly string[] Numeric = ["integer", "number", "decimal"];

    // Keywords of JSON Schema: they apply when one of the types does, and to any value without "type".
    private static readonly Dictionary<string, string[]> Types = new(StringComparer.Ordinal)
    {
        ["properties"] = ["object"],
        ["required"] = ["object"],
        ["additionalProperties"] = ["object"],
        ["patternProperties"] = ["object"],
        ["propertyNames"] = ["object"],
        ["minProperties"] = ["object"],
        ["maxProperties"] = ["object"],
        ["dependentRequired"] = ["object"],
        ["dependentSchemas"] = ["object"],
        ["unevaluatedProperties"] = ["object"],
        ["items"] = ["array"],
        ["prefixItems"] = ["array"],
        ["contains"] = ["array"],
        ["minContains"] = ["array"],
        ["maxContains"] = ["array"],
        ["minItems"] = ["array"],
        ["maxItems"] = ["array"],
        ["uniqueItems"] = ["array"],
        ["unevaluatedItems"] = ["array"],
        ["format"] = ["string"],
        ["pattern"] = ["string"],
        ["minLength"] = ["string"],
        ["maxLength"] = ["string"],
        ["minimum"] = Numeric,
        ["maximum"] = Numeric,
        ["exclusiveMinimum"] = Numeric,
        ["exclusiveMaximum"] = Numeric,
        ["multipleOf"] = Numeric,
    };

    // Keywords of the schema language itself: they configure the C# form of one type.
    private static readonly Dictionary<string, string[]> OneType = new(StringComparer.Ordinal)
    {
        ["names"] = ["string", "integer"],
        ["closed"] = ["string", "integer"],
        ["coerce"] = ["string", "integer", "number", "boolean", "object", "array"],
        ["dateFormat"] = ["string"],
        ["timeZone"] = ["string"],
    };

    public static void Check(Keywords keywords, TypeSet types, ProblemList problems)
    {
        foreach (var member in keywords.All)
        {
            if (Types.TryGetValue(member.Name, out var some))
            {
                if (types.Any && !types.Names.Any(some.Contains) && !(IsDecimal(keywords, types) && some.Contains("decimal")))
                    problems.Add(SchemaRules.DoesNotApply, member.NameSpan, member.Name, $"the type {types}");
            }
            else if (OneType.TryGetValue(member.Name, out var one) && !one.Contains(types.Only))
            {
                problems.Add(
                    SchemaRules.DoesNotApply,
                    member.NameSpan,
                    member.Name,
                    types.Any ? $"the type {types}" : "a schema without \"type\""
                );
            }
        }

        if (keywords.Has("dateFormat") && keywords.Member("format") is { } format)
            problems.Add(SchemaRules.DoesNotApply, format.NameSpan, "format", "a schema with \"dateFormat\"");
        Together("names", "enum");
        Together("closed", "enum");
        Together("timeZone", "dateFormat");
        Together("dateFormat", "timeZone");
        Together("minContains", "contains");
        Together("maxContains", "contains");
        Pointless("then");
        Pointless("else");

        void Together(string name, string partner)
        {
            if (keywords.Member(name) is { } member && !keywords.Has(partner))
                problems.Add(SchemaRules.MissingKeyword, member.NameSpan, partner, $"a schema with \"{name}\"");
        }

        void Pointless(string name)
        {
            if (keywords.Member(name) is { } member && !keywords.Has("if"))
                problems.Add(SchemaRules.NoEffect, member.NameSpan, name, "if");
        }
    }

    private static bool IsDecimal(Keywords keywords, TypeSet types) =>
        types.Names.Contains("string") && keywords.Text("format") == "decimal";
}

/// <summary>The types that the keyword <c>type</c> states.</summary>
internal sealed class TypeSet
{
    private static readonly string[] All = ["object", "array", "string", "integer", "number", "boolean", "null"];

    private TypeSet(IReadOnlyList<string> names, bool isList)
    {
        Names = names;
        IsNullable = isList && names.Contains("null");
        var others = names.Where(name => name != "null").ToList();
        Only = others.Count == 1 ? others[0] : null;
    }

    public IReadOnlyList<string> Names { get; }

    /// <summary>Gets whether there are types: without the keyword, a value may have any type.</summary>
    public bool Any => Names.Count > 0;

    /// <summary>Gets whether null is one of several types.</summary>
    public bool IsNullable { get; }

    /// <summary>Gets the only type other than null; null when there is none, or more than one.</summary>
    public string? Only { get; }

    public static TypeSet Of(Keywords keywords)
    {
        var type = keywords["type"];
        var names =
            type is null ? []
            : type.Kind == Json.JsonKind.String ? [type.Text]
            : type.Items.Select(item => item.Text).ToList();
        return new TypeSet(names.Where(All.Contains).ToList(), isList: type?.Kind == Json.JsonKind.Array);
    }

    public static bool IsType(string name) => All.Contains(name);

    /// <summary>Returns the type that was probably meant by a word of another language or by a typo.</summary>
    public static string? Meant(string word) =>
        word.ToLowerInvariant() switch
        {
            "int" or "int32" or "int64" or "long" or "short" => "integer",
            "decimal" or "double" or "float" or "money" => "number",
            "bool" => "boolean",
            "str" or "text" or "date" or "datetime" or "uuid" or "guid" => "string",
            "list" => "array",
            "map" or "dictionary" => "object",
            _ => Spelling.Nearest(word, All),
        };

    public override string ToString() => string.Join(" or ", Names);
}
