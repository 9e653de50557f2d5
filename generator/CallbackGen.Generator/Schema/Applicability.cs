using CallbackGen.Generator.Diagnostics;

namespace CallbackGen.Generator.Schema;

/// <summary>Which keywords mean something beside which type. JSON Schema ignores the others; ignoring is not done here.</summary>
internal static class Applicability
{
    private static readonly Dictionary<string, string[]> Types = new(StringComparer.Ordinal)
    {
        ["properties"] = ["object"],
        ["required"] = ["object"],
        ["additionalProperties"] = ["object"],
        ["items"] = ["array"],
        ["minItems"] = ["array"],
        ["maxItems"] = ["array"],
        ["enum"] = ["string", "integer"],
        ["names"] = ["string", "integer"],
        ["closed"] = ["string", "integer"],
        ["const"] = ["string", "integer", "boolean"],
        ["coerce"] = ["string", "integer", "number", "boolean"],
        ["format"] = ["string"],
        ["pattern"] = ["string"],
        ["minLength"] = ["string"],
        ["maxLength"] = ["string"],
        ["dateFormat"] = ["string"],
        ["timeZone"] = ["string"],
        ["minimum"] = ["integer", "number", "decimal"],
        ["maximum"] = ["integer", "number", "decimal"],
        ["exclusiveMinimum"] = ["integer", "number", "decimal"],
        ["exclusiveMaximum"] = ["integer", "number", "decimal"],
        ["multipleOf"] = ["integer", "number", "decimal"],
    };

    public static void Check(Keywords keywords, string? type, ProblemList problems)
    {
        var effective = type == "string" && keywords.Text("format") == "decimal" ? "decimal" : type;
        foreach (var member in keywords.All)
        {
            if (!Types.TryGetValue(member.Name, out var types) || types.Contains(type) || types.Contains(effective))
                continue;
            problems.Add(SchemaRules.DoesNotApply, member.NameSpan, member.Name, type is null ? "a schema without \"type\"" : $"the type {type}");
        }

        Together("names", "enum");
        Together("closed", "enum");
        Together("timeZone", "dateFormat");
        Together("dateFormat", "timeZone");

        void Together(string name, string partner)
        {
            if (keywords.Member(name) is { } member && !keywords.Has(partner))
                problems.Add(SchemaRules.MissingKeyword, member.NameSpan, partner, $"a schema with \"{name}\"");
        }
    }
}
