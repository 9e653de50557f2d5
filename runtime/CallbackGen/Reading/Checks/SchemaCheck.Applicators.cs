using System.Text.Json;

namespace CallbackGen.Reading;

public sealed partial class SchemaCheck
{
    /// <summary>Checks <c>$ref</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="test">The referenced schema.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool Ref(JsonElement value, SchemaTest test) => Here(value, test);

    /// <summary>Checks <c>allOf</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="tests">The schemas.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool AllOf(JsonElement value, params ReadOnlySpan<SchemaTest> tests)
    {
        foreach (var test in tests)
        {
            if (!Here(value, test))
                return false; // the keyword that failed within it is more informative than "allOf"
        }

        return true;
    }

    /// <summary>Checks <c>anyOf</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="tests">The schemas.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool AnyOf(JsonElement value, params ReadOnlySpan<SchemaTest> tests)
    {
        var holds = false;
        foreach (var test in tests)
        {
            holds |= Branch(value, test);
            if (holds && _evaluated is null)
                break; // otherwise each branch that succeeds contributes evaluated members
        }

        return Verdict(holds, "anyOf");
    }

    /// <summary>Checks <c>oneOf</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="tests">The schemas.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool OneOf(JsonElement value, params ReadOnlySpan<SchemaTest> tests)
    {
        var count = 0;
        foreach (var test in tests)
        {
            if (Branch(value, test) && ++count > 1)
                break;
        }

        return Verdict(count == 1, "oneOf");
    }

    /// <summary>Checks <c>not</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="test">The schema.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool Not(JsonElement value, SchemaTest test) => Verdict(!Below(value, test), "not");

    /// <summary>Checks <c>if</c> with <c>then</c> and <c>else</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="condition">The schema of <c>if</c>.</param>
    /// <param name="then">The schema of <c>then</c>; <see cref="True"/> when there is none.</param>
    /// <param name="otherwise">The schema of <c>else</c>; <see cref="True"/> when there is none.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool If(JsonElement value, SchemaTest condition, SchemaTest then, SchemaTest otherwise) =>
        Branch(value, condition) ? Verdict(Here(value, then), "then") : Verdict(Here(value, otherwise), "else");

    /// <summary>Checks <c>unevaluatedProperties</c> and <c>unevaluatedItems</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="test">The other keywords of the schema.</param>
    /// <param name="properties">The schema of members that the other keywords have not evaluated, or <see langword="null"/>.</param>
    /// <param name="items">The schema of items that the other keywords have not evaluated, or <see langword="null"/>.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool Unevaluated(JsonElement value, SchemaTest test, SchemaTest? properties, SchemaTest? items)
    {
        var outer = _evaluated;
        var mine = _evaluated = new Evaluated();
        var holds = Here(value, test);
        if (holds && properties is not null && value.ValueKind == JsonValueKind.Object)
            holds = Verdict(UnevaluatedProperties(value, mine, properties), "unevaluatedProperties");
        if (holds && items is not null && value.ValueKind == JsonValueKind.Array)
            holds = Verdict(UnevaluatedItems(value, mine, items), "unevaluatedItems");
        _evaluated = outer;
        if (holds)
            outer?.Add(mine);
        return holds;
    }

    private bool UnevaluatedProperties(JsonElement value, Evaluated evaluated, SchemaTest test)
    {
        foreach (var member in value.EnumerateObject())
        {
            if (!Spend() || (!evaluated.Has(member.Name) && !Below(member.Value, test)))
                return false;
        }

        evaluated.AddAllNames();
        return true;
    }

    private bool UnevaluatedItems(JsonElement value, Evaluated evaluated, SchemaTest test)
    {
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (!Spend() || (!evaluated.Has(index++) && !Below(item, test)))
                return false;
        }

        evaluated.AddAllItems();
        return true;
    }
}
