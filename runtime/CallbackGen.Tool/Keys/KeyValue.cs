namespace CallbackGen.Tool.Keys;

/// <summary>A configured value of a key.</summary>
/// <param name="Name">The key's name in the schema.</param>
/// <param name="Text">The secret as configured. Only <see cref="Output.Secrets"/> prints it.</param>
/// <param name="Source">Its location, for people.</param>
internal sealed record KeyValue(string Name, string Text, string Source)
{
    /// <summary>Returns its location, and not its value.</summary>
    public override string ToString() => Source;
}
