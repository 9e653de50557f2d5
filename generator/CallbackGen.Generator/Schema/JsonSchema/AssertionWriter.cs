using System.Globalization;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.JsonSchema;

/// <summary>Writes the keywords of one schema as calls of the runtime's methods, except those that typed reading enforces.</summary>
internal sealed class AssertionWriter(
    CheckBuilder builder,
    SchemaIndex index,
    JsonNode node,
    Keywords keywords,
    HashSet<string> taken,
    bool tracked
)
{
    private readonly List<AssertionModel> _calls = [];

    public List<AssertionModel> Write()
    {
        WriteReference();
        WriteScalars();
        WriteArrays();
        WriteObjects();
        WriteApplicators();
        return _calls;
    }

    private JsonNode? Left(string name) => taken.Contains(name) ? null : keywords[name];

    private void Add(string method, params ArgumentModel[] arguments) => _calls.Add(CheckBuilder.Call(method, arguments));

    private void WriteReference()
    {
        if (index.TargetOf(node) is not { } target)
            return;
        var test =
            !taken.Contains("$ref") ? builder.Whole(target)
            : tracked ? builder.RestOfTarget(node)
            : CheckModel.True;
        if (test != CheckModel.True)
            Add("Ref", CheckBuilder.Tests(test));
    }

    private void WriteScalars()
    {
        if (Left("type") is not null && TypeSet.Of(keywords).Any)
            Add("Type", Items(ArgumentKind.Types, TypeSet.Of(keywords).Names));
        if (Left("const") is { } constant)
            Add("Const", One(ArgumentKind.Json, JsonFormatter.Write(constant)));
        if (Left("enum") is { } list)
            Add("Enum", One(ArgumentKind.Json, JsonFormatter.Write(list)));
        foreach (
            var (name, method) in new[]
            {
                ("minimum", "Minimum"),
                ("maximum", "Maximum"),
                ("exclusiveMinimum", "ExclusiveMinimum"),
                ("exclusiveMaximum", "ExclusiveMaximum"),
                ("multipleOf", "MultipleOf"),
            }
        )
        {
            if (Left(name) is { } bound)
                Add(method, One(ArgumentKind.Number, bound.Text));
        }

        WriteCount("minLength", "MinLength");
        WriteCount("maxLength", "MaxLength");
        if (Left("pattern") is { } pattern)
            Add("Pattern", Patterns(ArgumentKind.Pattern, [pattern.Text]));
        if (Left("format") is { } format && CheckBuilder.IsCheckedFormat(keywords))
            Add("Format", One(ArgumentKind.Format, format.Text));
    }

    private void WriteArrays()
    {
        WriteCount("minItems", "MinItems");
        WriteCount("maxItems", "MaxItems");
        if (Left("uniqueItems")?.IsTrue == true)
            Add("UniqueItems");
        if (Left("prefixItems") is { } prefix)
            Add("PrefixItems", Items(ArgumentKind.Tests, prefix.Items.Select(builder.Whole)));
        if (Left("items") is { } items)
            Add(
                "Items",
                One(ArgumentKind.Count, Number(keywords["prefixItems"]?.Items.Count ?? 0)),
                CheckBuilder.Tests(builder.Whole(items))
            );
        else if (tracked && keywords.Has("items"))
            Add("TypedItems");
        if (Left("contains") is { } contains)
            Add("Contains", Count("minContains", 1), Count("maxContains", int.MaxValue), CheckBuilder.Tests(builder.Whole(contains)));
    }

    private void WriteObjects()
    {
        if (Left("required") is { Items.Count: > 0 } required)
            Add("Required", Items(ArgumentKind.Texts, required.Items.Select(name => name.Text)));
        WriteCount("minProperties", "MinProperties");
        WriteCount("maxProperties", "MaxProperties");
        foreach (var dependent in Left("dependentRequired")?.Members ?? [])
            Add("DependentRequired", Items(ArgumentKind.Texts, [dependent.Name, .. dependent.Value.Items.Select(name => name.Text)]));
        var declared = keywords["properties"]?.Members.Select(member => member.Name).ToList() ?? [];
        foreach (var member in Left("properties")?.Members ?? [])
            Add("Property", One(ArgumentKind.Texts, member.Name), CheckBuilder.Tests(builder.Whole(member.Value)));
        if (tracked && taken.Contains("properties") && declared.Count > 0)
            Add("TypedProperties", Items(ArgumentKind.Texts, declared));
        var patterns = keywords["patternProperties"]?.Members.Select(member => member.Name).ToList() ?? [];
        foreach (var member in Left("patternProperties")?.Members ?? [])
            Add("PatternProperty", Patterns(ArgumentKind.Pattern, [member.Name]), CheckBuilder.Tests(builder.Whole(member.Value)));
        if (Left("additionalProperties") is { } additional)
            Add(
                "AdditionalProperties",
                Items(ArgumentKind.TextList, declared),
                Patterns(ArgumentKind.PatternList, patterns),
                CheckBuilder.Tests(builder.Whole(additional))
            );
        else if (tracked && keywords["additionalProperties"] is { } typed && (typed.Kind == JsonKind.Object || typed.IsTrue))
            Add("TypedProperties");
        if (Left("propertyNames") is { } names)
            Add("PropertyNames", CheckBuilder.Tests(builder.Whole(names)));
    }

    private void WriteApplicators()
    {
        foreach (var dependent in Left("dependentSchemas")?.Members ?? [])
            Add("DependentSchema", One(ArgumentKind.Texts, dependent.Name), CheckBuilder.Tests(builder.Whole(dependent.Value)));
        foreach (var (name, method) in new[] { ("allOf", "AllOf"), ("anyOf", "AnyOf"), ("oneOf", "OneOf") })
        {
            if (Left(name) is { } list)
                Add(method, Items(ArgumentKind.Tests, list.Items.Select(builder.Whole)));
        }

        if (Left("not") is { } not)
            Add("Not", CheckBuilder.Tests(builder.Whole(not)));
        if (Left("if") is { } condition)
            Add("If", CheckBuilder.Tests(builder.Whole(condition), Branch("then"), Branch("else")));
    }

    private string Branch(string name) => keywords[name] is { } branch ? builder.Whole(branch) : CheckModel.True;

    private void WriteCount(string name, string method)
    {
        if (Left(name) is not null)
            Add(method, Count(name, 0));
    }

    private ArgumentModel Count(string name, int otherwise) =>
        One(
            ArgumentKind.Count,
            Number(keywords[name] is { } node && Numbers.TryWhole(node.Text, 0, int.MaxValue, out var value) ? value : otherwise)
        );

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static ArgumentModel One(ArgumentKind kind, string text) => Items(kind, [text]);

    private static ArgumentModel Items(ArgumentKind kind, IEnumerable<string> texts) => new(kind, texts.ToEquatableArray());

    /// <summary>Translates patterns. A pattern that cannot be translated is reported, and the file is not compiled then.</summary>
    private static ArgumentModel Patterns(ArgumentKind kind, IEnumerable<string> patterns) =>
        Items(kind, patterns.Select(pattern => EcmaPattern.Translate(pattern, out _) ?? ""));
}
