using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>Emits conditions on a request as one method that evaluates them.</summary>
internal static class ConditionsEmitter
{
    public static void Emit(CodeWriter writer, string name, EquatableArray<ConditionModel> conditions)
    {
        writer.Line($"public static bool {name}(CallbackVerification verification) =>");
        writer.Indent();
        if (conditions.Count == 0)
            writer.Line("true;");
        for (var i = 0; i < conditions.Count; i++)
            writer.Line($"{(i == 0 ? "" : "&& ")}{Condition(conditions[i])}{(i == conditions.Count - 1 ? ";" : "")}");
        writer.Unindent();
    }

    private static string Condition(ConditionModel condition)
    {
        var value = Expressions.Source(condition.Source);
        return condition.Kind switch
        {
            ConditionKind.Absent => $"verification.IsAbsent({value})",
            ConditionKind.Present => $"verification.IsPresent({value})",
            _ when condition.Values.Count == 1 => $"verification.Is({value}, {Literals.Text(condition.Values[0])})",
            _ => $"verification.IsOneOf({value}, {string.Join(", ", condition.Values.Select(Literals.Text))})",
        };
    }
}
