namespace CallbackGen.Tool.Keys;

/// <summary>A configured value of a key.</summary>
/// <param name="Name">The key's name in the schema.</param>
/// <param name="Text">The secret as it was configured. It is shown by <see cref="Output.Secrets"/> alone.</param>
/// <param name="Source">Where it came from, for people.</param>
internal sealed record KeyValue(string Name, string Text, string Source)
{
    /// <summary>Where it came from, and not what it is.</summary>
    public override string ToString() => Source;
}
