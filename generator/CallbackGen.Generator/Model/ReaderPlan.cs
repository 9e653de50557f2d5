namespace CallbackGen.Generator.Model;

/// <summary>A value that the reader parses, with the names of the members that are emitted for it.</summary>
/// <param name="Element">The value.</param>
internal sealed record PlannedValue(ElementModel Element)
{
    /// <summary>Gets the field of its pattern, or null.</summary>
    public string? Pattern { get; init; }

    /// <summary>Gets the method that reads it where it is a list or a map; otherwise null.</summary>
    public string? Method { get; init; }
}

/// <summary>A method that reads a list or a map.</summary>
/// <param name="Name">The name of the method.</param>
/// <param name="Collection">The list or map that it reads.</param>
/// <param name="Item">The value of each item or entry.</param>
internal sealed record PlannedCollection(string Name, ValueModel Collection, PlannedValue Item)
{
    /// <summary>Gets whether the empty array is also read as an empty map, or the empty object as an empty list.</summary>
    public bool Coerce { get; init; }
}

/// <summary>
/// The contents of a feed's reader, planned before anything is emitted: the records in order, the methods for lists and maps with
/// nested ones after their containers, and the patterns.
/// </summary>
internal sealed class ReaderPlan
{
    private readonly NameScope _names = new([]);
    private readonly Queue<(string Name, ElementModel Collection, ElementModel Item, string Path)> _pending = new();
    private readonly SortedSet<string> _zones = new(StringComparer.Ordinal);
    private readonly List<PlannedCollection> _collections = [];
    private readonly List<(string Name, string Pattern)> _patterns = [];

    public ReaderPlan(FeedModel feed)
    {
        Records =
        [
            .. feed.Objects.Select(record =>
                (
                    record,
                    (IReadOnlyList<PlannedValue>)[.. record.Members.Select(member => Plan(member.Element, record.TypeName + member.Name))]
                )
            ),
        ];
        while (_pending.Count > 0)
        {
            var (name, collection, item, path) = _pending.Dequeue();
            _collections.Add(new PlannedCollection(name, collection.Value, Plan(item, path)) { Coerce = collection.Coerce });
        }
    }

    public IReadOnlyList<(ObjectModel Record, IReadOnlyList<PlannedValue> Values)> Records { get; }

    public IReadOnlyList<PlannedCollection> Collections => _collections;

    public IReadOnlyList<(string Name, string Pattern)> Patterns => _patterns;

    /// <summary>Gets the names of the time zones whose local times are read, in order.</summary>
    public IReadOnlyCollection<string> Zones => _zones;

    private PlannedValue Plan(ElementModel element, string path)
    {
        switch (element.Value)
        {
            case TextValue { Pattern: { } pattern }:
                var field = _names.Take("PatternOf" + path, "");
                _patterns.Add((field, pattern));
                return new PlannedValue(element) { Pattern = field };
            case ArrayValue array:
                return Plan(element, _names.Take("ReadListOf" + path, ""), array.Item, path + "Item");
            case MapValue map:
                return Plan(element, _names.Take("ReadMapOf" + path, ""), map.Item, path + "Value");
            case DateTextValue { Zone: { } zone }:
                _zones.Add(zone);
                return new PlannedValue(element);
            default:
                return new PlannedValue(element);
        }
    }

    private PlannedValue Plan(ElementModel element, string method, ElementModel item, string path)
    {
        _pending.Enqueue((method, element, item, path));
        return new PlannedValue(element) { Method = method };
    }
}
