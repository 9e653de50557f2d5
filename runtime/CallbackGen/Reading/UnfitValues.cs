using System.Text.Json;

namespace CallbackGen.Reading;

/// <summary>
/// Collects the received values of members that were read as null because the values did not fit, while a payload is read.
/// </summary>
internal sealed class UnfitValues
{
    /// <summary>
    /// The largest number of values that are stored. Further values are only counted, because even a proven sender may send a long payload.
    /// </summary>
    public const int MostKept = 1000;

    private readonly List<KeyValuePair<string, JsonElement>> _kept = [];

    /// <summary>The number of values.</summary>
    public int Count { get; private set; }

    public void Add(string pointer, JsonElement value)
    {
        if (Count++ < MostKept)
            _kept.Add(new(pointer, value));
    }

    /// <summary>Removes the values that are within a value that does not fit itself.</summary>
    public void Truncate(int count)
    {
        Count = count;
        if (count < _kept.Count)
            _kept.RemoveRange(count, _kept.Count - count);
    }

    /// <summary>Returns the received values, by the JSON pointers of their members.</summary>
    public UnknownMembers ToMembers()
    {
        var seal = new UnknownMembers.Seal();
        var members = new UnknownMembers(seal);
        foreach (var (pointer, value) in _kept)
            members.TryAdd(pointer, value);
        seal.IsClosed = true;
        return members;
    }
}
