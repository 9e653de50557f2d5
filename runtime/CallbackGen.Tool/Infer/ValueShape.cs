using System.Text.Json;

namespace CallbackGen.Tool.Infer;

/// <summary>What one place of the payload held, over all captures.</summary>
internal sealed class ValueShape
{
    /// <summary>Deeper down, and beyond so many members, values are kept as they are.</summary>
    private const int MaxDepth = 16;
    private const int MaxMembers = 500;

    /// <summary>More different texts are no list of values.</summary>
    private const int MaxTexts = 64;

    private readonly Dictionary<string, ValueShape> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _repeated = new(StringComparer.Ordinal);

    /// <summary>How often there was a value, null included.</summary>
    public int Count { get; private set; }

    public int Nulls { get; private set; }

    public int Strings { get; private set; }

    public int Integers { get; private set; }

    /// <summary>Numbers that are no integer of 64 bits.</summary>
    public int Numbers { get; private set; }

    public int Booleans { get; private set; }

    public int Objects { get; private set; }

    public int Arrays { get; private set; }

    public int EmptyTexts { get; private set; }

    /// <summary>The members of objects, in the order in which they were seen first.</summary>
    public IReadOnlyDictionary<string, ValueShape> Members => _members;

    /// <summary>What the items of arrays held; null when there were none.</summary>
    public ValueShape? Items { get; private set; }

    /// <summary>The texts, as many as a list of values may have.</summary>
    public IReadOnlyCollection<string> Texts => _texts;

    /// <summary>Whether there were more texts than that.</summary>
    public bool HasManyTexts { get; private set; }

    /// <summary>Whether members were left out, because there were too many or they stood too deep.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Takes a value of a capture.</summary>
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
    /// Takes the fields of a form or query as the object that they are. A name that stands several times has no one value, and is
    /// not declared.
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

    /// <summary>Takes a text.</summary>
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
