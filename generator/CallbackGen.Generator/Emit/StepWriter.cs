namespace CallbackGen.Generator.Emit;

/// <summary>The two forms of a step of a verifier, each of which ends it where it does not hold.</summary>
internal static class StepWriter
{
    /// <summary>A step that must hold.</summary>
    public static void Step(this CodeWriter writer, string condition, string note = "")
    {
        writer.Line($"if (!{condition}){note}");
        writer.Continuation("return null;");
        writer.Line();
    }

    /// <summary>A step that finds what a later one takes, or that only must find it.</summary>
    public static void Find(this CodeWriter writer, string? name, string expression)
    {
        writer.Line($"if ({expression} is {(name is null ? "null" : $"not {{ }} {name}")})");
        writer.Continuation("return null;");
        writer.Line();
    }
}
