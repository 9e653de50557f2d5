using System.Text.Json;

namespace CallbackGen.Tool.Infer;

/// <summary>The values at one path of the payload, over all captures.</summary>
internal sealed class ValueShape
{
    /// <summary>The largest depth and number of members; values beyond them are left undeclared.</summary>
    private const int MaxDepth = 16;
    private const int MaxMembers = 500;

    /// <summary>The largest number of different texts of an enum.</summary>
    private const int MaxTexts = 64;

    private readonly Dictionary<string, ValueShape> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _repeated = new(StringComparer.Ordinal);

    /// <summary>The number of values, including null.</summary>
    public int Count { get; private set; }

    public int Nulls { get; private set; }

    public int Strings { get; private set; }

    public int Integers { get; private set; }

    /// <summary>The count of numbers that are not 64-bit integers.</summary>
    public int Numbers { get; private set; }

    public int Booleans { get; private set; }

    public int Objects { get; private set; }

    public int Arrays { get; private set; }

    public int EmptyTexts { get; private set; }

    /// <summary>The members of objects, in the order in which they were first seen.</summary>
    public IReadOnlyDictionary<string, ValueShape> Members => _members;

    /// <summary>The items of arrays; null when there were none.</summary>
    public ValueShape? Items { get; private set; }

    /// <summary>The different texts, up to the limit of an enum.</summary>
    public IReadOnlyCollection<string> Texts => _texts;

    /// <summary>Whether there were more texts than the limit.</summary>
    public bool HasManyTexts { get; private set; }

    /// <summary>Whether members were left out, because they were too many or too deep.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Adds a value of a capture.</summary>
    public void Add(JsonElement value, int depth = 0)
    {
        Count++;
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                Nulls++;
                break;
            case JsonValueKind.String:
                AddTextOf(value.GetString()!);
                break;
            case JsonValueKind.Number when value.TryGetInt64(out _):
                Integers++;
                break;
            case JsonValueKind.Number:
                Numbers++;
                break;
            case JsonValueKind.True or JsonValueKind.False:
                Booleans++;
                break;
            case JsonValueKind.Object:
                Objects++;
                foreach (var member in value.EnumerateObject())
                    MemberOf(member.Name, depth)?.Add(member.Value, depth + 1);
                break;
            default:
                Arrays++;
                foreach (var item in value.EnumerateArray())
                    AddItem(item, depth);
                break;
        }
    }

    /// <summary>
    /// Adds the fields of a form or query as an object. A repeated name has no single value, and is not declared.
    /// </summary>
    public void Add(IEnumerable<CapturedMember> fields)
    {
        Count++;
        Objects++;
        foreach (var group in fields.GroupBy(field => field.Name, StringComparer.Ordinal))
        {
            if (group.Count() > 1)
                _repeated.Add(group.Key);
            else if (!_repeated.Contains(group.Key))
                MemberOf(group.Key, 0)?.AddText(group.First().Text);
        }

        foreach (var name in _repeated)
            _members.Remove(name);
    }

    /// <summary>Adds a text.</summary>
    public void AddText(string text)
    {
        Count++;
        AddTextOf(text);
    }

    private ValueShape? MemberOf(string name, int depth)
    {
        if (_members.TryGetValue(name, out var known))
            return known;
        if (depth >= MaxDepth || _members.Count >= MaxMembers)
        {
            IsCut = true;
            return null;
        }

        return _members[name] = new();
    }

    private void AddItem(JsonElement item, int depth)
    {
        if (depth >= MaxDepth)
            IsCut = true;
        else
            (Items ??= new()).Add(item, depth + 1);
    }

    private void AddTextOf(string text)
    {
        Strings++;
        if (text.Length == 0)
            EmptyTexts++;
        else if (_texts.Count < MaxTexts)
            _texts.Add(text);
        else
            HasManyTexts |= !_texts.Contains(text);
    }
}
