using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Security;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>
/// Reads <c>select</c>: the conditions that distinguish a feed's requests from those of others at the same URL, and
/// checks that they are signed.
/// </summary>
internal sealed class SelectReader(VerifyContext context, IReadOnlyList<TransportModel> receive, IReadOnlyList<EnumModel> enums)
{
    private const string Excuse = "unsigned";

    public EquatableArray<ConditionModel> Read(JsonNode node, VerifyModel? verify)
    {
        var problems = context.Problems;
        var keywords = SchemaKeywords.Select.Check(ConditionsReader.WithoutConditions(node), problems);
        var conditions = new ConditionsReader(context).Read(node, "select");
        if (keywords[Excuse] is { } reason && reason.Text.Trim().Length == 0)
            problems.Add(SchemaRules.NotAllowedValue, reason.Span, Excuse, "the reason why the conditions cannot use signed values");
        var unproven = conditions.Where(found => !SelectionCoverage.Proves(verify, found.Condition, context.Payload, receive)).ToList();
        if (keywords.Member(Excuse) is { } excuse)
        {
            if (unproven.Count == 0 && conditions.Count > 0 && verify is not null)
                problems.Add(SchemaRules.NoEffect, excuse.NameSpan, Excuse, "a condition that the signature does not cover");
        }
        else
        {
            foreach (var found in unproven)
                problems.Add(SchemaRules.UnsignedSelection, found.Place.NameSpan, found.Place.Name, Advice(found.Condition));
        }

        foreach (var found in conditions)
            CheckSatisfiable(found);
        return conditions.Select(found => found.Condition).ToEquatableArray();
    }

    private static string Advice(ConditionModel condition) =>
        condition.Kind switch
        {
            ConditionKind.Absent => "it could be removed from a request that was signed with it",
            _ => "it could be put into a request that was signed without it",
        };

    /// <summary>
    /// Reports a condition that no payload of the feed satisfies: a mistake because of which every request would be refused.
    /// </summary>
    private void CheckSatisfiable(FoundCondition found)
    {
        if (Coverage.ToPayload(found.Condition.Source, context.Payload) is not { Length: > 1 } pointer)
            return;
        if (context.Map.Find(pointer) is not { } member)
        {
            if (
                found.Condition.Kind != ConditionKind.Absent
                && Spelling.Nearest(pointer, context.Map.All.Select(declared => declared.Pointer)) is { } meant
            )
                context.Problems.Add(
                    SchemaRules.VainCondition,
                    found.Place.NameSpan,
                    found.Place.Name,
                    $"the payload declares no such member{Spelling.Guess(meant)}"
                );
        }
        else if (found.Condition.Kind == ConditionKind.Absent)
        {
            if (context.Map.IsAlways(pointer))
                context.Problems.Add(
                    SchemaRules.VainCondition,
                    found.Place.NameSpan,
                    found.Place.Name,
                    "the member is required, so that it is never absent"
                );
        }
        else if (
            Texts(member.Element.Value) is { } texts
            && found.Condition.Values.FirstOrDefault(text => !texts.Contains(text)) is { } foreign
        )
        {
            context.Problems.Add(
                SchemaRules.VainCondition,
                Places.Head(found.Place.Value),
                found.Place.Name,
                $"the member never holds \"{foreign}\"{Spelling.Guess(Spelling.Nearest(foreign, texts))}"
            );
        }
    }

    /// <summary>Returns the texts that a member is declared to have; null where it may have any text.</summary>
    private IReadOnlyList<string>? Texts(ValueModel value) =>
        value switch
        {
            TextValue { Const: { } only } => [only],
            EnumValue listed => [.. enums.First(model => model.TypeName == listed.TypeName).Cases.Select(known => known.Text)],
            _ => null,
        };
}
