namespace CallbackGen.Testing;

/// <summary>One thing that every store does.</summary>
/// <param name="Name">What it does, as a sentence.</param>
/// <param name="RunAsync">Tries it. It throws <see cref="CallbackStoreComplianceException"/> when the store does not.</param>
public sealed record CallbackStoreCheck(string Name, Func<CallbackStoreHarness, Task> RunAsync)
{
    /// <inheritdoc />
    public override string ToString() => Name;
}
