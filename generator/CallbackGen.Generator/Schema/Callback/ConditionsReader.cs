using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>A condition with its declaration.</summary>
internal sealed record FoundCondition(ConditionModel Condition, JsonMember Place);

/// <summary>Reads conditions on a request: a source, and the text or texts that its value must equal.</summary>
internal sealed class ConditionsReader(VerifyContext context)
{
    private const string Expected =
        "a text, an array of distinct texts of which one must be the value, \"absent\" or \"present\"; an empty text counts as absent";

    private readonly ProblemList _problems = context.Problems;

    /// <summary>Reads the conditions among an object's members: those whose name is a source, which contains a colon.</summary>
    public List<FoundCondition> Read(JsonNode node, string keyword)
    {
        var conditions = new List<FoundCondition>();
        var members = node.Members.Where(IsCondition).ToList();
        if (members.Count == 0)
            _problems.Add(
                SchemaRules.NotAllowedValue,
                Places.Head(node),
                keyword,
                "an object with at least one condition, such as { \"body:/type\": \"payment\" }"
            );
        foreach (var member in members)
        {
            var place = SchemeParts.ReadPlace(JsonNode.Scalar(JsonKind.String, member.NameSpan, member.Name), context);
            var condition = ReadValue(member, place ?? new SourceModel(SourceKind.Const, ""));
            if (place is not null && condition is not null)
                conditions.Add(new FoundCondition(condition, member));
        }

        return conditions;
    }

    /// <summary>Returns the object without its conditions, so that only keywords remain.</summary>
    public static JsonNode WithoutConditions(JsonNode node) =>
        JsonNode.Object(node.Span, [.. node.Members.Where(member => !IsCondition(member))]);

    private static bool IsCondition(JsonMember member) => member.Name.IndexOf(':') >= 0;

    private ConditionModel? ReadValue(JsonMember member, SourceModel source)
    {
        var value = member.Value;
        switch (value.Kind)
        {
            case JsonKind.String when value.Text == "absent":
                return new ConditionModel(source, ConditionKind.Absent, default);
            case JsonKind.String when value.Text == "present":
                return new ConditionModel(source, ConditionKind.Present, default);
            case JsonKind.String when value.Text.Length > 0:
                return new ConditionModel(source, ConditionKind.Equal, new[] { value.Text }.ToEquatableArray());
            case JsonKind.Array when value.Items.Count > 0 && AreDistinctTexts(value.Items):
                return new ConditionModel(source, ConditionKind.Equal, value.Items.Select(item => item.Text).ToEquatableArray());
        }

        _problems.Add(SchemaRules.NotAllowedValue, Places.Head(value), member.Name, Expected);
        return null;
    }

    private static bool AreDistinctTexts(IReadOnlyList<JsonNode> items) =>
        items.All(item => item.Kind == JsonKind.String && item.Text.Length > 0)
        && items.Select(item => item.Text).Distinct(StringComparer.Ordinal).Count() == items.Count;
}
