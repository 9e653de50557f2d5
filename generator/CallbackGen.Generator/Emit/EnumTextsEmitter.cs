using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>
/// Emits the conversions between an enum and its texts on the wire, in both directions. The reader and the JSON context share them.
/// </summary>
internal static class EnumTextsEmitter
{
    /// <summary>
    /// The most texts that a reader compares before it creates a string of its own; more comparisons would take
    /// longer than the allocation.
    /// </summary>
    private const int MostListed = 16;

    /// <summary>The most cases in one switch: the compiler takes quadratic time for a switch over texts.</summary>
    private const int MostCases = 64;

    public static void Emit(CodeWriter writer, EnumModel model)
    {
        writer.Line(PayloadEmitter.GeneratedCode);
        writer.Open($"internal static class {model.TypeName}Texts");
        if (!model.Integer)
        {
            var listed = Literals.List(model.Cases.Take(MostListed), value => Literals.Text(value.Text));
            writer.Line($"public static readonly string[] Listed = {listed};");
            writer.Line();
        }

        if (model.Cases.Count > MostCases)
            EmitTable(writer, model);
        else if (model.Closed)
            EmitClosed(writer, model);
        else
            EmitOpen(writer, model);
        writer.Close();
        writer.Line();
    }

    private static void EmitClosed(CodeWriter writer, EnumModel model)
    {
        writer.Open($"public static {model.TypeName}? Parse(string text) => text switch");
        foreach (var value in model.Cases)
            writer.Line($"{Literals.Text(value.Text)} => {Name(model, value)},");
        writer.Line("_ => null,");
        writer.Close(";");
        writer.Line();
        writer.Open($"public static string Write({model.TypeName} value) => value switch");
        foreach (var value in model.Cases)
            writer.Line($"{Name(model, value)} => {Literals.Text(value.Text)},");
        writer.Line("_ => throw new global::System.ArgumentOutOfRangeException(nameof(value)),");
        writer.Close(";");
        writer.Line();
        writer.Line($"public static string? Write({model.TypeName}? value) => value is {{ }} known ? Write(known) : null;");
        if (!model.Integer)
            return;
        writer.Line();
        writer.Open($"public static {model.TypeName}? Parse(long code) => code switch");
        foreach (var value in model.Cases)
            writer.Line($"{value.Text}L => {Name(model, value)},");
        writer.Line("_ => null,");
        writer.Close(";");
    }

    private static void EmitOpen(CodeWriter writer, EnumModel model)
    {
        var type = $"global::CallbackGen.OpenEnum<{model.TypeName}>";
        writer.Open($"public static {type} Parse(string text) => text switch");
        foreach (var value in model.Cases)
            writer.Line($"{Literals.Text(value.Text)} => new {type}({Name(model, value)}, {Literals.Text(value.Text)}),");
        writer.Line($"_ => new {type}(text),");
        writer.Close(";");
        if (!model.Integer)
            return;
        writer.Line();
        writer.Open($"public static {type} Parse(long code) => code switch");
        foreach (var value in model.Cases)
            writer.Line($"{value.Text}L => new {type}({Name(model, value)}, {Literals.Text(value.Text)}),");
        writer.Line($"_ => new {type}(code.ToString(global::System.Globalization.CultureInfo.InvariantCulture)),");
        writer.Close(";");
    }

    /// <summary>
    /// Emits the same conversions over a table. The value of a text is its position in the list, counted from one;
    /// the value of a code is the code.
    /// </summary>
    private static void EmitTable(CodeWriter writer, EnumModel model)
    {
        const string Invariant = "global::System.Globalization.CultureInfo.InvariantCulture";
        var open = $"global::CallbackGen.OpenEnum<{model.TypeName}>";
        var value = model.Integer ? $"({model.TypeName})long.Parse(text, {Invariant})" : $"({model.TypeName})(place + 1)";
        writer.Line($"private static readonly string[] All = {Literals.List(model.Cases, listed => Literals.Text(listed.Text))};");
        writer.Line();
        writer.Line("private static readonly global::CallbackGen.Reading.MemberIndex Index = new(All);");
        writer.Line();
        writer.Line(
            model.Closed
                ? $"public static {model.TypeName}? Parse(string text) => Index.Find(text) "
                    + $"is >= 0 {(model.Integer ? "" : "and var place ")}? {value} : null;"
                : $"public static {open} Parse(string text) => Index.Find(text) is >= 0 "
                    + $"{(model.Integer ? "" : "and var place ")}? new {open}({value}, text) : new {open}(text);"
        );
        if (model.Integer)
        {
            writer.Line();
            writer.Line(
                $"public static {(model.Closed ? model.TypeName + "?" : open)} Parse(long code) => Parse(code.ToString({Invariant}));"
            );
        }

        if (!model.Closed)
            return;
        writer.Line();
        writer.Line(
            model.Integer
                ? $"public static string Write({model.TypeName} value) => Parse((long)value) is not null "
                    + $"? ((long)value).ToString({Invariant}) : throw new global::System.ArgumentOutOfRangeException(nameof(value));"
                : $"public static string Write({model.TypeName} value) => (int)value > 0 && (int)value <= All.Length "
                    + "? All[(int)value - 1] : throw new global::System.ArgumentOutOfRangeException(nameof(value));"
        );
        writer.Line();
        writer.Line($"public static string? Write({model.TypeName}? value) => value is {{ }} known ? Write(known) : null;");
    }

    private static string Name(EnumModel model, EnumCaseModel value) => $"{model.TypeName}.{Literals.Identifier(value.Name)}";
}
