using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema;

/// <summary>Reads <c>select</c>: what tells a feed's requests from others at one address, and whether it is signed.</summary>
internal sealed class SelectReader(VerifyContext context, IReadOnlyList<TransportModel> receive)
{
    private const string Excuse = "unsigned";

    public EquatableArray<ConditionModel> Read(JsonNode node, VerifyModel? verify)
    {
        var problems = context.Problems;
        var keywords = SchemaKeywords.Select.Check(ConditionsReader.WithoutConditions(node), problems);
        var conditions = new ConditionsReader(context).Read(node, "select");
        if (keywords[Excuse] is { } reason && reason.Text.Trim().Length == 0)
            problems.Add(SchemaRules.NotAllowedValue, reason.Span, Excuse, "the reason why the conditions cannot stand on what is signed");
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

        return conditions.Select(found => found.Condition).ToEquatableArray();
    }

    private static string Advice(ConditionModel condition) => condition.Kind switch
    {
        ConditionKind.Absent => "it could be taken out of a request that was signed with it",
        _ => "it could be put into a request that was signed without it",
    };
}
