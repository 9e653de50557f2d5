namespace CallbackGen.Testing.Editing;

/// <summary>A request's headers with some of them replaced.</summary>
internal sealed class OverlaidHeaders(CallbackHeaders below) : CallbackHeaders
{
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    public bool IsEmpty => _values.Count == 0;

    /// <summary>The replaced headers.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    public void Set(string name, string value) => _values[name] = value;

    public OverlaidHeaders Copy()
    {
        var copy = new OverlaidHeaders(below);
        foreach (var (name, value) in _values)
            copy.Set(name, value);
        return copy;
    }

    public override IEnumerable<string> Names => below.Names.Union(_values.Keys, StringComparer.OrdinalIgnoreCase);

    public override IReadOnlyList<string?> GetValues(string name) =>
        _values.TryGetValue(name, out var value) ? [value] : below.GetValues(name);
}
