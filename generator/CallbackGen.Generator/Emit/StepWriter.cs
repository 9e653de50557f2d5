namespace CallbackGen.Generator.Emit;

/// <summary>The two forms of a verifier's step. Each ends the verification where the step fails.</summary>
internal static class StepWriter
{
    /// <summary>Writes a step whose condition must be satisfied.</summary>
    public static void Step(this CodeWriter writer, string condition, string note = "")
    {
        writer.Line($"if (!{condition}){note}");
        writer.Continuation("return null;");
        writer.Line();
    }

    /// <summary>Writes a step that finds a value for a later step, or whose value must only exist.</summary>
    public static void Find(this CodeWriter writer, string? name, string expression)
    {
        writer.Line($"if ({expression} is {(name is null ? "null" : $"not {{ }} {name}")})");
        writer.Continuation("return null;");
        writer.Line();
    }
}
