using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;

namespace CallbackGen.Generator.Schema.JsonSchema;

/// <summary>The language's own keywords say what typed reading does. In a schema that is only a check they would do nothing.</summary>
internal sealed class EffectRules(SchemaIndex index, ProblemList problems)
{
    /// <summary>Reports them.</summary>
    /// <param name="isTyped">Whether a schema is read into a C# type.</param>
    /// <param name="isCheck">Whether a schema is a check, which it may be besides.</param>
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
