using System.Text.Json;

namespace CallbackGen.Reading;

/// <summary>The members that read as null because their values did not fit, with what arrived, while a payload is read.</summary>
internal sealed class UnfitValues
{
    /// <summary>More values than these are counted and not kept: whoever signs a payload may still send a long one.</summary>
    public const int MostKept = 1000;

    private readonly List<KeyValuePair<string, JsonElement>> _kept = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    public void Add(string pointer, JsonElement value)
    {
        if (Count++ < MostKept)
            _kept.Add(new(pointer, value));
    }

    /// <summary>Forgets those that lie within a value that does not fit itself.</summary>
    public void Truncate(int count)
    {
        Count = count;
        if (count < _kept.Count)
            _kept.RemoveRange(count, _kept.Count - count);
    }

    /// <summary>What arrived, by the pointers of its members.</summary>
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
