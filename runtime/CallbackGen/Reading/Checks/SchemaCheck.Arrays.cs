using System.Text.Json;

namespace CallbackGen.Reading;

public sealed partial class SchemaCheck
{
    /// <summary><c>minItems</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="count">The least number of items.</param>
    /// <returns>The verdict.</returns>
    public bool MinItems(JsonElement value, int count) => Verdict(!IsArray(value) || value.GetArrayLength() >= count, "minItems");

    /// <summary><c>maxItems</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="count">The greatest number of items.</param>
    /// <returns>The verdict.</returns>
    public bool MaxItems(JsonElement value, int count) => Verdict(!IsArray(value) || value.GetArrayLength() <= count, "maxItems");

    /// <summary><c>uniqueItems</c>.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The verdict.</returns>
    public bool UniqueItems(JsonElement value) => Verdict(!IsArray(value) || JsonValues.AreUnique(value, this), "uniqueItems");

    /// <summary><c>prefixItems</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="tests">The schemas of the first items.</param>
    /// <returns>The verdict.</returns>
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

    /// <summary><c>items</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="from">How many items belong to <c>prefixItems</c>.</param>
    /// <param name="test">The schema of the others.</param>
    /// <returns>The verdict.</returns>
    public bool Items(JsonElement value, int from, SchemaTest test)
    {
        if (!IsArray(value))
            return true;
        foreach (var item in value.EnumerateArray())
        {
            if (from-- <= 0 && !Below(item, test))
                return Verdict(false, "items");
        }

        // With those of "prefixItems" these are all.
        _evaluated?.AddAllItems();
        return true;
    }

    /// <summary><c>contains</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="min">The least number of items that pass (<c>minContains</c>).</param>
    /// <param name="max">The greatest number of items that pass (<c>maxContains</c>).</param>
    /// <param name="test">The schema.</param>
    /// <returns>The verdict.</returns>
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

    /// <summary>Notes that typed reading checks the items, for <c>unevaluatedItems</c>.</summary>
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
