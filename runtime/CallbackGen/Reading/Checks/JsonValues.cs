using System.Text.Json;

namespace CallbackGen.Reading;

/// <summary>
/// Compares JSON values by the equality of JSON Schema (2020-12 core, section 4.2.2): numbers by value, objects regardless of order. The
/// values were checked strictly, so that no object contains a name twice.
/// </summary>
internal static class JsonValues
{
    // Above this number of members, a search for each by name would be quadratic.
    private const int LinearLimit = 16;

    /// <summary>Compares two values.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other value.</param>
    /// <param name="check">The check, which counts each step and each number that cannot be compared.</param>
    public static bool AreEqual(JsonElement left, JsonElement right, SchemaCheck check)
    {
        if (!check.Spend() || left.ValueKind != right.ValueKind)
            return false;
        return left.ValueKind switch
        {
            JsonValueKind.Number => check.TryNumber(left, out var one)
                && check.TryNumber(right, out var other)
                && one.CompareTo(other) == 0,
            JsonValueKind.String => string.Equals(left.GetString(), right.GetString(), StringComparison.Ordinal),
            JsonValueKind.Array => AreEqualArrays(left, right, check),
            JsonValueKind.Object => AreEqualObjects(left, right, check),
            _ => true,
        };
    }

    /// <summary>Returns whether no two items of an array are equal. Items are first sorted by their hashes.</summary>
    public static bool AreUnique(JsonElement array, SchemaCheck check)
    {
        var count = array.GetArrayLength();
        if (count < 2)
            return true;
        var items = new (int Hash, JsonElement Value)[count];
        var index = 0;
        foreach (var item in array.EnumerateArray())
            items[index++] = (Hash(item, check), item);
        Array.Sort(items, static (left, right) => left.Hash.CompareTo(right.Hash));
        for (var i = 0; i < count; i++)
        {
            for (var j = i + 1; j < count && items[j].Hash == items[i].Hash; j++)
            {
                if (AreEqual(items[i].Value, items[j].Value, check) || check.IsUndecided)
                    return false;
            }
        }

        return true;
    }

    private static bool AreEqualArrays(JsonElement left, JsonElement right, SchemaCheck check)
    {
        if (left.GetArrayLength() != right.GetArrayLength())
            return false;
        var other = right.EnumerateArray();
        foreach (var item in left.EnumerateArray())
        {
            if (!other.MoveNext() || !AreEqual(item, other.Current, check))
                return false;
        }

        return true;
    }

    private static bool AreEqualObjects(JsonElement left, JsonElement right, SchemaCheck check)
    {
        var count = left.GetPropertyCount();
        if (count != right.GetPropertyCount())
            return false;
        var byName =
            count > LinearLimit
                ? right.EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal)
                : null;
        foreach (var member in left.EnumerateObject())
        {
            var isThere = byName is null ? right.TryGetProperty(member.Name, out var other) : byName.TryGetValue(member.Name, out other);
            if (!isThere || !AreEqual(member.Value, other, check))
                return false;
        }

        return true;
    }

    // HashCode and string hashes are seeded for each process, so a sender cannot cause collisions.
    private static int Hash(JsonElement value, SchemaCheck check)
    {
        if (!check.Spend())
            return 0;
        var hash = new HashCode();
        hash.Add(value.ValueKind);
        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                if (check.TryNumber(value, out var number))
                    number.AddTo(ref hash);
                break;
            case JsonValueKind.String:
                hash.Add(value.GetString(), StringComparer.Ordinal);
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                    hash.Add(Hash(item, check));
                break;
            case JsonValueKind.Object:
                var sum = 0;
                foreach (var member in value.EnumerateObject())
                    sum = unchecked(
                        sum + HashCode.Combine(string.GetHashCode(member.Name, StringComparison.Ordinal), Hash(member.Value, check))
                    );
                hash.Add(sum); // the order of members is irrelevant
                break;
        }

        return hash.ToHashCode();
    }
}
