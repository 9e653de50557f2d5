using System.Text.Json;

namespace CallbackGen.Reading;

public sealed partial class SchemaCheck
{
    /// <summary>Checks <c>minItems</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="count">The minimum number of items.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool MinItems(JsonElement value, int count) => Verdict(!IsArray(value) || value.GetArrayLength() >= count, "minItems");

    /// <summary>Checks <c>maxItems</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="count">The maximum number of items.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool MaxItems(JsonElement value, int count) => Verdict(!IsArray(value) || value.GetArrayLength() <= count, "maxItems");

    /// <summary>Checks <c>uniqueItems</c>.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool UniqueItems(JsonElement value) => Verdict(!IsArray(value) || JsonValues.AreUnique(value, this), "uniqueItems");

    /// <summary>Checks <c>prefixItems</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="tests">The schemas of the first items.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool PrefixItems(JsonElement value, params ReadOnlySpan<SchemaTest> tests)
    {
        if (!IsArray(value))
            return true;
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (index >= tests.Length)
                break;
            _evaluated?.Add(index);
            if (!Below(item, tests[index++]))
                return Verdict(false, "prefixItems");
        }

        return true;
    }

    /// <summary>Checks <c>items</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="from">The number of items that <c>prefixItems</c> covers.</param>
    /// <param name="test">The schema of the other items.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool Items(JsonElement value, int from, SchemaTest test)
    {
        if (!IsArray(value))
            return true;
        foreach (var item in value.EnumerateArray())
        {
            if (from-- <= 0 && !Below(item, test))
                return Verdict(false, "items");
        }

        // Together with the items of "prefixItems", these are all items.
        _evaluated?.AddAllItems();
        return true;
    }

    /// <summary>Checks <c>contains</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="min">The minimum number of items that satisfy the schema (<c>minContains</c>).</param>
    /// <param name="max">The maximum number of items that satisfy the schema (<c>maxContains</c>).</param>
    /// <param name="test">The schema.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool Contains(JsonElement value, int min, int max, SchemaTest test)
    {
        if (!IsArray(value))
            return true;
        var (index, count) = (0, 0);
        foreach (var item in value.EnumerateArray())
        {
            if (Below(item, test))
            {
                count++;
                _evaluated?.Add(index);
            }

            index++;
        }

        return Verdict(count >= min && count <= max, "contains");
    }

    /// <summary>Records that typed reading checks the items, for <c>unevaluatedItems</c>.</summary>
    /// <param name="value">The value.</param>
    /// <returns><see langword="true"/>.</returns>
    public bool TypedItems(JsonElement value)
    {
        if (IsArray(value))
            _evaluated?.AddAllItems();
        return true;
    }

    private static bool IsArray(JsonElement value) => value.ValueKind == JsonValueKind.Array;
}
