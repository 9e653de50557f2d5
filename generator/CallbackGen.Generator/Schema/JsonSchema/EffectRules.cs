using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;

namespace CallbackGen.Generator.Schema.JsonSchema;

/// <summary>
/// Reports keywords of the schema language without an effect. They configure typed reading, and do nothing in a
/// schema that is only a check.
/// </summary>
internal sealed class EffectRules(SchemaIndex index, ProblemList problems)
{
    /// <summary>Reports the keywords without an effect.</summary>
    /// <param name="isTyped">Returns whether a schema is read into a C# type.</param>
    /// <param name="isCheck">Returns whether a schema is a check; a typed schema may be one too.</param>
    public void Check(Func<JsonNode, bool> isTyped, Func<JsonNode, bool> isCheck)
    {
        foreach (var schema in index.Schemas)
        {
            if (schema == index.Root || index[schema] is not { } keywords)
                continue;
            foreach (var member in keywords.All)
            {
                if (HasNoEffect(member, isTyped(schema), isCheck(schema)))
                    problems.Add(SchemaRules.OnlyTyped, member.NameSpan, member.Name);
            }
        }
    }

    private static bool HasNoEffect(JsonMember member, bool isTyped, bool isCheck) =>
        member.Name switch
        {
            "coerce" or "sensitive" => member.Value.IsTrue && (!isTyped || (isCheck && member.Name == "coerce")),
            "dateFormat" => !isTyped || isCheck,
            "closed" => !member.Value.IsTrue && isCheck,
            "csharpName" => !isTyped,
            _ => false,
        };
}
